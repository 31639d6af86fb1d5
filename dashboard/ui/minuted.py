"""A signed sitting: the minutes as they were signed, to read and to take along; countersigned or corrected, not changed."""

import streamlit as st


def signed(here, acts, sitting, instant) -> None:
    st.html("signed")
