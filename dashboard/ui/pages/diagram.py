"""How does it all hang together: when this metric breaches, who acts, by when, doing what, and whom does it go to?"""

import streamlit as st

from dashboard.errors import WorkspaceError
from dashboard.practice.diagram.formats import FORMATS, written
from dashboard.practice.diagram.look import Look, look
from dashboard.practice.world import World
from dashboard.ui import controls
from dashboard.ui.acts import acts, names_of
from dashboard.ui.asked import as_of, as_of_error, ask_for, asked
from dashboard.ui.beginning import say_problems
from dashboard.ui.open import ask, world
from dashboard.ui.pick import pick
from dashboard.ui.style import is_dark
from dashboard.ui.text import escape_markdown
from dashboard.ui.theme import ICON, MARKDOWN_COLOUR, palette
from dashboard.ui.views import nothing
from dashboard.ui.views.diagram import answer_card, calm, lone, show
from dashboard.ui.who import who

WIDER = ("party", "aspect", "only", "focus")  # what narrows the diagram
OTHERS = 6  # further answers that are offered


def page(here: World) -> None:
    if error := as_of_error():
        st.warning(error)
    say_problems(here)
    instant, titles = as_of(here), here.titles
    if not titles:
        st.html(nothing.no_law())
        return
    sop = controls.known("sop", "SOP", titles) or next(iter(titles))
    law = here.library.sops[sop].in_force(instant)
    aspects = dict.fromkeys(metric.aspect for metric in law.metrics) if law else {}
    party = controls.known("party", "person or team", names_of(here))
    aspect = controls.known("aspect", "aspect", aspects)
    choices(here, titles, sop, list(aspects))
    done = acts(here)
    try:
        seen = ask(look, here, sop, instant, party, aspect, asked("only") == "breaching", done)
    except WorkspaceError:
        st.html(nothing.no_law())
        return
    if not seen.diagram.strands:
        st.html(calm(seen.diagram, here.warehouse is None))
        st.button("Show the whole procedure", on_click=ask_for, kwargs=dict.fromkeys(WIDER))
        return
    focus = asked("focus") if seen.diagram.box(asked("focus")) else None
    answered(here, seen, focus)
    show(seen, focus, palette(is_dark()), select)
    downloads(seen)


def choices(here: World, titles: dict[str, str], sop: str, aspects: list[str]) -> None:
    me = who(here)
    with st.container(horizontal=True, vertical_alignment="center", key="controls"):
        pick("sop", "Procedure", titles, sop, 190, **dict.fromkeys(WIDER))
        controls.chooser("party", "Whose part", "Everyone", names_of(here))
        if me and me.id in names_of(here) and asked("party") != me.id:
            st.button("My part", icon=":material/person:", type="tertiary", on_click=ask_for, kwargs={"party": me.id})
        controls.chooser("aspect", "Aspect", "All aspects", {a: a.capitalize() for a in aspects}, 140)
        controls.one_of("only", "What", {"all": "All", "breaching": "Breaching"}, "all", focus=None)
        controls.day(here)


def answered(here: World, seen: Look, focus: str | None) -> None:
    """What the boxes selected mean, in words; without a selection, of what is worst."""
    told = seen.told(focus)
    if told:
        st.html(answer_card(seen.diagram.sop, told[0], asked("as_of")))
    else:
        st.html(lone(seen.diagram.box(focus)) if focus else calm(seen.diagram, here.warehouse is None))
    if not focus and len(told) < 2:
        return
    with st.container(horizontal=True, vertical_alignment="center", key="others"):
        for each in told[1 : OTHERS + 1]:
            label, box = f":{MARKDOWN_COLOUR[each.state]}[{ICON[each.state]}] ", f"metric:{each.metric}"
            label += escape_markdown(each.title)
            st.button(label, key=f"answer {each.metric}", type="tertiary", on_click=select, args=(box,))
        if len(told) > OTHERS + 1:
            st.caption(f"and {len(told) - OTHERS - 1} more")
        if focus:
            st.button("Clear selection", icon=":material/close:", type="tertiary", on_click=select, args=(None,))


def downloads(seen: Look) -> None:
    with st.container(horizontal=True, vertical_alignment="center"):
        for key, form in FORMATS.items():
            name = f"{seen.diagram.sop}-{seen.diagram.as_of:%Y-%m-%d}.{form.ending}"
            st.download_button(
                form.name, lambda key=key: written(seen.drawing, key), name, form.media, icon=":material/download:",
                type="tertiary", on_click="ignore", key=f"diagram as {key}",
            )  # fmt: skip


def select(box: str | None) -> None:
    ask_for(focus=box)


page(world())
