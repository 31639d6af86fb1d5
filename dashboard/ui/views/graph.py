"""The ownership graph, drawn: objectives, metrics and people in three columns, the selected path bold."""

import hashlib
import json
import textwrap
from collections import Counter, defaultdict
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

import streamlit as st
from streamlit_agraph import _agraph  # its public function takes no key, and would load its frame anew at every click

from dashboard.practice import graph as practice
from dashboard.practice.standing import STATES, State
from dashboard.ui.theme import ICON, Palette

COLUMN = {"objective": -188, "metric": 0, "party": 188}
BOX = {"objective": 110, "metric": 134, "party": 120}  # widths in px; what is left between columns is for the lines
ROOMY, TIGHT, TWO_LINES = 48, 18, 36  # px between rows: at most, at least, and from which on a label may take two
CHARACTER = 6.2  # px, of the average character
FONT = "'Helvetica Neue', Arial, 'Liberation Sans', sans-serif"  # the frame does not have the font of the page
LOUD = {"critical", "warning", "stale"}
ABOVE = {"objective", "kpi"}  # what links an objective to a metric
ALWAYS = ABOVE | {
    "acting",
    "monitoring",
}  # the other lines are drawn on the selected path alone: all would be a thicket
DASHES: dict[str, list[int]] = {"backup": [7, 4], "escalation": [2, 4], "drives": [1, 3], "passed": [2, 2]}
WITHIN = {"drives": "curvedCW", "passed": "curvedCCW"}  # lines within one column, bent out of its way
AGAIN = "~"  # no id of ours ends so
NEVER = 2_000_000_000  # ms
Drawn = dict[str, Any]


def drawing(
    graph: practice.Graph,
    focus: str | None,
    colours: Palette,
    height: int,
    names: Mapping[str, str] = MappingProxyType({}),
) -> tuple[list[Drawn], list[Drawn], Drawn]:
    """Boxes, lines and options as streamlit-agraph hands them to vis.js: `height` px high, every box in a fixed place.

    Ids are those of `graph`, or what `names` says instead. On a double click the component opens the HTML of a box's
    `div`: a link of ours. Of a `title` it would make a `div`, parsed as HTML, and take the box for a changed one
    at every click. What users wrote is only in `label`, painted, not parsed.
    """
    columns: dict[str, list[practice.Node]] = defaultdict(list)
    for node in graph.nodes:
        columns[node.kind].append(node)
    acting, boxes = _acting(graph), []
    selected = not all(node.focused for node in graph.nodes)
    for kind, column in columns.items():
        step = max(TIGHT, min(ROOMY, (height - 36) / len(column)))
        for i, node in enumerate(column):
            state = acting.get(node.id, "ok") if kind == "party" else node.state
            box = _box(node, state, selected and node.focused, node.id == focus, step, colours)
            place = {"x": COLUMN[kind], "y": round((i - (len(column) - 1) / 2) * step)}
            boxes.append({"id": names.get(node.id, node.id), **box, **place})
    drawn = [edge for edge in graph.edges if edge.role in ALWAYS or (selected and edge.focused)]
    lines = [_line(edge, selected and edge.focused, colours, names) for edge in drawn]
    return boxes, lines, _options(height, max(map(len, columns.values()), default=1))


def _acting(graph: practice.Graph) -> dict[str, State]:
    """The worst state that each party is expected to act on."""
    worst: dict[str, State] = {}
    for edge in graph.edges:
        if edge.role == "acting":
            worst[edge.target] = min(worst.get(edge.target, "ok"), edge.state, key=STATES.index)
    return worst


def _box(node: practice.Node, state: State, bold: bool, chosen: bool, step: float, colours: Palette) -> Drawn:
    loud = state in LOUD and node.kind != "objective"
    tone = colours[state]
    border = colours.accent if chosen else tone.ink if state in LOUD else colours.muted if bold else colours.border
    return {
        "div": {"innerHTML": f"/?focus={node.id}"},
        "label": _cut(
            f"{ICON[state]} {node.label}" if loud else node.label,
            int(BOX[node.kind] / CHARACTER),
            1 if step < TWO_LINES else 2,
        ),
        "borderWidth": 3 if chosen else 2 if bold and state in LOUD else 1,
        "widthConstraint": {"minimum": BOX[node.kind], "maximum": BOX[node.kind]},
        "font": {"color": tone.on if loud else colours.text if bold else colours.muted},
        "color": {"background": tone.fill if loud else colours.panel, "border": border},
    }


def _cut(label: str, width: int, lines: int) -> str:
    """`label` in at most so many lines of about `width` characters, with … where it goes on."""
    wrapped = textwrap.wrap(label, width) if lines > 1 else [label]
    kept = filter(None, [*wrapped[: lines - 1], " ".join(wrapped[lines - 1 :])])
    cut = (line if len(line) <= width else f"{line[: width - 1].rstrip()}…" for line in kept)
    return "\n".join(cut).replace(" ", "\u00a0") or "?"  # at a common space the component would break the line itself


def _line(edge: practice.Edge, bold: bool, colours: Palette, names: Mapping[str, str]) -> Drawn:
    loud = edge.state in LOUD and edge.role in {"acting", *ABOVE}
    colour = colours[edge.state].ink if loud else colours.muted if bold else colours.border
    pair = f"{edge.source} {edge.target} {edge.role}"
    line: Drawn = {
        "id": hashlib.blake2b(pair.encode(), digest_size=6).hexdigest(),  # without one, one more each rerun
        "from": names.get(edge.source, edge.source),
        "to": names.get(edge.target, edge.target),
        "color": {"color": colour, "opacity": 1.0 if bold else 0.7 if loud else 0.5},
        "width": 3 if bold and edge.role == "acting" else 1.6 if bold else 1,
    }
    if edge.role in DASHES:
        line["dashes"] = DASHES[edge.role]
    if edge.role in WITHIN:
        line["smooth"] = {"enabled": True, "type": WITHIN[edge.role], "roundness": 0.35}
    if edge.role == "passed":  # which way it went
        line["arrows"] = {"to": {"enabled": True, "scaleFactor": 0.5}}
    return line


def _options(height: int, most: int) -> Drawn:
    """What all boxes and lines have in common is said here once; `most` boxes stand in the fullest column."""
    pad = 2 if height / most < 26 else 5
    return {
        "height": f"{height}px",
        "width": "100%",
        "physics": {"enabled": False},
        "layout": {"hierarchical": {"enabled": False}},
        "groups": {},
        "nodes": {
            "shape": "box",
            "fixed": True,
            "chosen": False,
            "font": {"face": FONT, "size": 11},
            "margin": {"top": pad, "bottom": pad, "left": 4, "right": 4},
            "shapeProperties": {"borderRadius": 4},
        },
        "edges": {
            "chosen": False,
            "arrows": {"to": {"enabled": False}},
            "smooth": {"enabled": True, "type": "cubicBezier", "forceDirection": "horizontal", "roundness": 0.5},
        },
        "interaction": {
            "zoomView": False,
            "dragView": False,
            "dragNodes": False,
            "selectConnectedEdges": False,
            "tooltipDelay": NEVER,
        },
    }


def show(
    graph: practice.Graph, focus: str | None, colours: Palette, height: int, key: str, on_select: Callable[[str], None]
) -> None:
    """Draws the graph, `height` px high at most, `focus` selected; `on_select` is called with the id of a clicked node.

    The component gets a key, so that its frame stays when the picture changes. It then goes on reporting its last
    click, and only a different one is news: so the box clicked last goes by another name as soon as something else is
    selected, and can be clicked again.
    """
    last = st.session_state.get(f"{key}-last", "")
    box = last.removesuffix(AGAIN)
    name = last if box == focus else box if last.endswith(AGAIN) else box + AGAIN
    fullest = max(Counter(node.kind for node in graph.nodes).values(), default=0)
    height = min(height, ROOMY * fullest + 60)
    boxes, lines, options = drawing(graph, focus, colours, height, {box: name})

    def clicked() -> None:
        chosen = st.session_state[key]
        if chosen:
            st.session_state[f"{key}-last"] = chosen
            on_select(chosen.removesuffix(AGAIN))

    data = json.dumps({"nodes": boxes, "edges": lines}, separators=(",", ":"), ensure_ascii=False)
    _agraph(data=data, config=json.dumps(options), key=key, on_change=clicked)


def legend(hidden: int) -> str:
    """What the lines mean, as HTML; `hidden` boxes were left out of a large graph."""
    lines = (("acting", "acts now"), ("duty", "holds a duty"), ("backup", "backup"), ("escalation", "escalation"))
    parts = [f'<span><i class="line {kind}"></i>{word}</span>' for kind, word in lines]
    if hidden:
        parts.append(f"<span>{hidden} quiet ones not drawn</span>")
    return f'<div class="legend">{"".join(parts)}</div>'
