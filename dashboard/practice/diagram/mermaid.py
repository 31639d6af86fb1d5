"""The diagram as a Mermaid flowchart, a subgraph a lane: to be pasted into a wiki, an issue or a README.

Mermaid lays it out itself. Its labels are read as Markdown and HTML, so every sign that could mean something there
is written by its number.
"""

from dashboard.practice.diagram.colours import LIGHT
from dashboard.practice.diagram.form import LANES, LOUD, Box, Diagram
from dashboard.practice.minutes.told import ICONS
from dashboard.practice.standing import STATES

PLAIN = frozenset(" ,()")


def as_mermaid(diagram: Diagram) -> bytes:
    """The text of the flowchart, in UTF-8."""
    names = {box.id: f"b{number}" for number, box in enumerate(diagram.boxes)}
    lines = ["---", f"title: {_quoted(f'{diagram.title}. {diagram.subtitle}')}", "---", "flowchart LR"]
    for lane in LANES:
        lines.append(f'  subgraph {lane.kind}["{_escaped(f"{lane.step} {lane.title}")}"]')
        lines.append("    direction TB")
        lines += [f'    {names[box.id]}["{_label(box)}"]' for box in diagram.lane(lane.kind)]
        lines.append("  end")
    for arrow in diagram.arrows:
        line = "==>" if arrow.state in LOUD else "-->"
        lines.append(f"  {names[arrow.source]} {line} {names[arrow.target]}")
    lines.append("  improvement -. the next version .-> objective")
    for state in STATES:
        which = ",".join(names[box.id] for box in diagram.boxes if box.state == state)
        if which:
            style = "fill:{},stroke:{},color:{}".format(*(LIGHT[f"{state}.{part}"] for part in ("fill", "ink", "on")))
            name = state.replace(" ", "-")
            lines += [f"  classDef {name} {style}", f"  class {which} {name}"]
    return "\n".join([*lines, ""]).encode()


def _label(box: Box) -> str:
    state = [f"{ICONS[box.state]} {_escaped(box.said)}"] if box.state else []
    return "<br/>".join([*state, f"<b>{_escaped(box.title)}</b>", *(_escaped(line.text) for line in box.lines)])


def _escaped(text: str) -> str:
    return "".join(c if c.isalnum() or c in PLAIN else f"#{ord(c)};" for c in text)


def _quoted(text: str) -> str:
    """As a string of YAML, which the front matter is."""
    return '"{}"'.format(text.replace("\\", "\\\\").replace('"', '\\"'))
