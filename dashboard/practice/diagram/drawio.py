"""The diagram as a file of draw.io (diagrams.net): lanes as swimlanes, boxes within, arrows that follow when moved."""

from html import escape
from xml.etree import ElementTree as ET

from dashboard.practice.diagram.colours import LIGHT
from dashboard.practice.diagram.form import LOUD, Box
from dashboard.practice.diagram.layout import HEAD, Column, Drawing, Placed, Route
from dashboard.practice.diagram.paint import AGAIN
from dashboard.practice.minutes.told import ICONS
from dashboard.practice.standing import State

TITLE = "text;shape=rectangle;fillColor=none;strokeColor=none;html=1;align=left;fontSize=13;fontColor={};"
LANE = "swimlane;shape=swimlane;html=1;verticalAlign=top;startSize={};rounded=1;arcSize=3;fontStyle=1;collapsible=0;"
BOX = "rounded=1;arcSize=4;whiteSpace=wrap;html=1;align=left;verticalAlign=top;spacing=6;fontSize=10;overflow=hidden;"
ARROW = "edgeStyle=orthogonalEdgeStyle;html=1;rounded=1;endArrow=block;endSize=4;strokeWidth={};strokeColor={};"
ENDS = "exitX=1;exitY={:.3f};exitPerimeter=0;entryX=0;entryY={:.3f};entryPerimeter=0;"
AROUND = "edgeStyle=orthogonalEdgeStyle;html=1;dashed=1;exitX=0.5;exitY=1;entryX=0.5;entryY=1;"


def as_drawio(drawing: Drawing) -> bytes:
    """The file, not compressed, so that it can be read and compared."""
    diagram = drawing.diagram
    file = ET.Element("mxfile", {"host": "app.diagrams.net", "type": "device"})
    page = ET.SubElement(file, "diagram", {"id": diagram.sop, "name": diagram.title})
    size = {"pageWidth": f"{drawing.width:.0f}", "pageHeight": f"{drawing.height:.0f}"}
    model = ET.SubElement(page, "mxGraphModel", {"grid": "0", "page": "1", "math": "0", "shadow": "0", **size})
    root = ET.SubElement(model, "root")
    ET.SubElement(root, "mxCell", {"id": "0"})
    ET.SubElement(root, "mxCell", {"id": "1", "parent": "0"})
    _title(root, drawing)
    for column in drawing.columns:
        _lane(root, column)
    lanes = {column.lane.kind: column for column in drawing.columns}
    for placed in drawing.boxes:
        _box(root, placed, lanes[placed.box.kind])
    at = {placed.box.id: placed for placed in drawing.boxes}
    for number, route in enumerate(drawing.routes):
        _arrow(root, number, route, at)
    _return(root, drawing)
    return bytes(ET.tostring(file, encoding="utf-8", xml_declaration=True))


def _cell(root: ET.Element, id: str, value: str, style: str, place: dict[str, float], parent: str = "1") -> None:
    cell = ET.SubElement(root, "mxCell", {"id": id, "value": value, "style": style, "vertex": "1", "parent": parent})
    ET.SubElement(cell, "mxGeometry", {**{name: f"{value:.1f}" for name, value in place.items()}, "as": "geometry"})


def _title(root: ET.Element, drawing: Drawing) -> None:
    value = f"<b>{escape(drawing.diagram.title)}</b><br>{escape(drawing.diagram.subtitle)}"
    place = {"x": drawing.columns[0].x, "y": 4.0, "width": drawing.width - 28, "height": 44.0}
    _cell(
        root,
        "title",
        value,
        TITLE.format(LIGHT["text"]),
        place,
    )


def _lane(root: ET.Element, column: Column) -> None:
    colours = f"fillColor={LIGHT['panel']};swimlaneFillColor={LIGHT['panel']};strokeColor={LIGHT['border']};"
    colours += f"fontColor={LIGHT['text']};"
    value = f"{column.lane.step} {escape(column.lane.title)}<br><i>{escape(column.lane.question)}</i>"
    place = {"x": column.x, "y": column.y, "width": column.width, "height": column.height}
    _cell(root, f"lane-{column.lane.kind}", value, LANE.format(int(HEAD) - 2) + colours, place)


def _box(root: ET.Element, placed: Placed, column: Column) -> None:
    place = {"x": placed.x - column.x, "y": placed.y - column.y, "width": placed.width, "height": placed.height}
    style = f"{BOX}fillColor={LIGHT['page']};{_tone(placed.box.state)}"
    _cell(root, placed.box.id, _value(placed.box), style, place, f"lane-{placed.box.kind}")


def _value(box: Box) -> str:
    """What stands in the box, as HTML that draw.io reads."""
    state = box.state
    said = f'<font color="{LIGHT[f"{state}.ink"]}"><b>{ICONS[state]} {escape(box.said)}</b></font>' if state else ""
    lines = "".join(f"<br>{escape(line.text)}" for line in box.lines)
    return f"{said}{'<br>' if said else ''}<b>{escape(box.title)}</b>{lines}"


def _tone(state: State | None) -> str:
    loud = state in LOUD
    stroke = LIGHT[f"{state}.ink"] if loud else LIGHT["border"]
    return f"strokeColor={stroke};strokeWidth={2 if loud else 1};fontColor={LIGHT['text']};"


def _arrow(root: ET.Element, number: int, route: Route, at: dict[str, Placed]) -> None:
    loud = route.arrow.state in LOUD
    colour = LIGHT[f"{route.arrow.state}.ink"] if loud else LIGHT["muted"]
    one, other = at[route.arrow.source], at[route.arrow.target]
    leaves, meets = (route.points[0][1] - one.y) / one.height, (route.points[-1][1] - other.y) / other.height
    style = ARROW.format(2 if loud else 1, colour) + ENDS.format(leaves, meets)
    _edge(root, f"arrow-{number}", route.arrow.source, route.arrow.target, style, "")


def _return(root: ET.Element, drawing: Drawing) -> None:
    """What is learned goes back to the beginning."""
    style = f"{AROUND}strokeColor={LIGHT['muted']};fontColor={LIGHT['muted']};labelBackgroundColor={LIGHT['page']};"
    _edge(root, "again", "lane-improvement", "lane-objective", style, AGAIN)


def _edge(root: ET.Element, id: str, source: str, target: str, style: str, value: str) -> None:
    said = {"id": id, "value": value, "style": style, "edge": "1", "parent": "1", "source": source, "target": target}
    cell = ET.SubElement(root, "mxCell", said)
    ET.SubElement(cell, "mxGeometry", {"relative": "1", "as": "geometry"})
