"""A bare Streamlit page with one chart: what a click costs before anything of ours is added."""

import math

import plotly.graph_objects as go
import streamlit as st

POINTS = 90

st.session_state.setdefault("clicks", 0)
if st.button("Next"):
    st.session_state.clicks += 1
shift = st.session_state.clicks
figure = go.Figure(go.Scatter(y=[math.sin((i + shift) / 7) for i in range(POINTS)], mode="lines+markers"))
figure.update_layout(title=f"Picture {shift}", height=210)
st.plotly_chart(figure)
