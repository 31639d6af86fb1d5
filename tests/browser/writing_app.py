"""A page with nothing but an SOP being written, and a server as slow as the address asks for."""

import time

import streamlit as st

from dashboard.ui.open import world
from dashboard.ui.sections.writing import writing
from tests.worlds import SOP

st.button("Move", on_click=lambda: st.session_state.update(moved=True))
left, right = st.columns(2)
with right if "moved" in st.session_state else left:
    text, _ = writing(world(), "assistant", SOP, "draft")
time.sleep(float(st.query_params.get("slow", 0)))
st.code(text.partition("\n")[0])
