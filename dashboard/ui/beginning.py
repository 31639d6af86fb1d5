"""What pages say before anything else: what is wrong with the files, and that there are no numbers to show."""

import streamlit as st

from dashboard.practice.world import World
from dashboard.ui.asked import as_of_error
from dashboard.ui.views.nothing import nothing_loaded
from dashboard.ui.views.trouble import trouble


def say_problems(here: World) -> None:
    """What cannot be used of the files of the workspace."""
    if here.problems:
        st.html(trouble(here.problems, "What they touch stays as it last was in order; everything else works."))


def has_numbers(here: World) -> bool:
    """Whether there is anything to show; says what is wrong with the files and with the day of the address."""
    if error := as_of_error():
        st.warning(error)
    say_problems(here)
    if here.warehouse is None:
        st.html(nothing_loaded(str(here.workspace.root), bool(here.library.sops)))
    return here.warehouse is not None
