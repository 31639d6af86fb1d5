"""The screen. Only this package and `app.py` import streamlit."""
