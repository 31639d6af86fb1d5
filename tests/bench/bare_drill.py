"""A bare Streamlit page with the chart of the drill-down, drawn beforehand: what it costs to show it, let a range be
dragged across it, and shade that, before anything else is asked or shown."""

import datetime as dt
import sys
from pathlib import Path

import plotly.graph_objects as go
import streamlit as st

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))  # `streamlit run` puts only this folder on the import path

from dashboard.practice.trend import trend
from dashboard.ui.open import ask, world
from dashboard.ui.views.chart import trend_figure

NOW = dt.datetime(2026, 11, 16, 9)
SERIES = ("support-assistant", "response-accuracy")
CHANNELS = ("channel=chat", "channel=email", "channel=phone", "")
START = NOW.replace(month=8, day=18)


@st.cache_resource
def drawn(first: str) -> go.Figure:
    courses = [ask(trend, world(), *SERIES, segment, START, NOW, NOW, 480) for segment in CHANNELS]
    courses.sort(key=lambda course: course.segment != first)
    return trend_figure(courses[0], dark=False, start=START, end=NOW, others=courses[1:], zoomable=True)


def dragged() -> None:
    boxes = st.session_state["chart"]["selection"]["box"]
    if boxes:
        st.query_params["range"] = "|".join(boxes[0]["x"])


figure = go.Figure(drawn(st.selectbox("Segment", CHANNELS, key="segment")))
if "range" in st.query_params:
    start, end = st.query_params["range"].split("|")
    band = {"type": "rect", "x0": start, "x1": end, "yref": "paper", "y0": 0, "y1": 1, "opacity": 0.1, "layer": "below"}
    figure.layout.shapes = (*figure.layout.shapes, band)
figure.layout.selections = ()
figure.layout.datarevision = None  # as Plotly makes it: what spares the second drawing is ours
st.plotly_chart(
    figure, theme=None, key="chart", on_select=dragged, selection_mode="box", config={"displayModeBar": False}
)
