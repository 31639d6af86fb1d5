"""What a change would have done, over the whole history: the table, and as a file."""

from collections.abc import Sequence

import streamlit as st

from dashboard.practice.proposals.effect import Effect
from dashboard.ui.download import as_csv
from dashboard.ui.views import proposals as drawn


def effect(found: Sequence[Effect], name: str) -> None:
    """Each threshold that would judge otherwise; `name` is what the file is called after."""
    st.html('<div class="heading">What it would have done</div>' + drawn.effect_table(found))
    if found:
        st.download_button("Effect as CSV", lambda: as_csv(drawn.effects_table(found)), f"{name}-effect.csv",
                           "text/csv", icon=":material/download:", type="tertiary", on_click="ignore")  # fmt: skip
