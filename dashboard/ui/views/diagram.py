"""The diagram of an SOP on the screen, to be zoomed and pressed, and what it says in words. Values in, drawing out."""

from collections.abc import Callable
from html import escape
from pathlib import Path
from urllib.parse import urlencode

import streamlit as st

from dashboard.practice.diagram.answer import Answer, Told
from dashboard.practice.diagram.colours import Colours
from dashboard.practice.diagram.form import Box, Diagram
from dashboard.practice.diagram.look import Look
from dashboard.practice.diagram.svg import as_svg
from dashboard.ui.style import css_class
from dashboard.ui.theme import FONT, ICON, Palette

GROW = 1.12  # the screen's letters are that much narrower than those the boxes are measured by
HERE = Path(__file__)
_picture = st.components.v2.component(
    "diagram",
    html='<div class="whole"><div class="tools" role="toolbar" aria-label="Zoom">'
    '<button type="button" data-zoom="in" aria-label="Larger">+</button>'
    '<button type="button" data-zoom="out" aria-label="Smaller">−</button>'
    '<button type="button" data-zoom="fit" aria-label="As wide as the page">Fit</button></div>'
    '<div class="frame" role="group" aria-label="Diagram of the procedure"></div></div>',
    css=HERE.with_suffix(".css").read_text(encoding="utf-8"),
    js=HERE.with_suffix(".js").read_text(encoding="utf-8"),
)


def colours_of(palette: Palette) -> Colours:
    """The colours of a theme by the names that a diagram knows."""
    plain = {name: getattr(palette, name) for name in ("page", "panel", "text", "muted", "border", "accent")}
    tones = {
        f"{state}.{part}": getattr(tone, part)
        for state, tone in palette.states.items()
        for part in ("ink", "fill", "on")
    }
    return plain | tones


def show(seen: Look, focus: str | None, palette: Palette, on_pick: Callable[[str | None], None]) -> None:
    """Draws it with what hangs together with `focus` bright; `on_pick` gets the id of a box pressed, None to let go.

    The component is given a tree that a library wrote, parses it as SVG, and hangs it in: nothing in it can run.
    """
    boxes = seen.diagram.boxes
    worst = next((f"metric:{each.metric}" for each in seen.told(None)), None)
    data = {
        "svg": as_svg(seen.drawing, colours_of(palette), FONT, GROW).decode(),
        "focus": focus,
        "worst": worst,
        "paths": {box.id: sorted(seen.diagram.path(box.id)) for box in boxes},
        "spoken": {box.id: f"{box.kind}: {box.spoken}".replace("\n", ". ") for box in boxes},
        "accent": palette.accent,
    }
    _picture(key="diagram", data=data, on_picked_change=lambda: on_pick(st.session_state["diagram"].picked or None))


def answer_card(sop: str, answer: Answer, day: str | None) -> str:
    """What is so, and the five answers side by side; `day` is the `as_of` of the address, which the links keep."""
    told = "".join(map(_told, answer.told))
    query = {"sop": sop, "metric": answer.metric} | ({"segment": answer.segment} if answer.segment else {})
    query |= {"as_of": day} if day else {}
    links = [_link("metric", query, "its page")]
    links += [_link("incidents", {"incident": answer.incident, "view": "all"}, "incident")] if answer.incident else []
    links.append(_link("sop", {"sop": sop}, "SOP"))
    return (
        f'<div class="answer {css_class(answer.state)}"><div class="sentence"><b>{escape(answer.title)}</b> &ensp;'
        f'<span class="tone">{ICON[answer.state]} {escape(answer.said)}</span> <small>{" · ".join(links)}</small></div>'
        f"<dl>{told}</dl></div>"
    )


def lone(box: Box | None) -> str:
    """Of a box that no metric hangs together with: that it is so."""
    said = escape(box.title) if box else ""
    return f'<div class="calm no-evidence"><b>{said}</b><p>Nothing in this picture leads to it.</p></div>'


def calm(diagram: Diagram, unloaded: bool) -> str:
    """Nothing needs anybody now, or nothing is left to show."""
    if not diagram.strands:
        title, state = "Nothing to show", "ok"
        text = f"No metric is left by what was asked for: {', '.join(diagram.only)}."
    elif unloaded:
        title, state = "No numbers have been loaded yet", "pending"
        text = "The procedure stands below as agreed on; load its numbers on the data page to see how it is."
    else:
        title, state = "Nothing is breaching", "ok"
        text = "Press a box to see what is agreed on for the day that it does."
    return f'<div class="calm {state}"><b>{title}.</b> {escape(text)}</div>'


def _told(told: Told) -> str:
    late = ' class="late"' if told.late else ""
    more = f"<small{late}>{escape(told.more)}</small>" if told.more else ""
    return f"<div><dt>{escape(told.question)}</dt><dd>{escape(told.text)}{more}</dd></div>"


def _link(page: str, query: dict[str, str], text: str) -> str:
    return f'<a href="{page}?{escape(urlencode(query), quote=True)}" target="_self">{text}</a>'
