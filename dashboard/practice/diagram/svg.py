"""The diagram as SVG, in one file that needs nothing else: text as text, every box with what it says as its title.

It is built as a tree and written by the library, so that no text of anybody's can be anything but text.
"""

from xml.etree import ElementTree as ET

from dashboard.practice.diagram.colours import LIGHT, Colours
from dashboard.practice.diagram.layout import Drawing
from dashboard.practice.diagram.paint import Group, Path, Rectangle, Shape, Words, paint

SVG = "http://www.w3.org/2000/svg"
LETTERS = "'DejaVu Sans', Verdana, 'Source Sans', Helvetica, Arial, sans-serif"


def as_svg(drawing: Drawing, colours: Colours = LIGHT, letters: str = LETTERS, grow: float = 1) -> bytes:
    """The picture; groups carry `data-box`, or `data-from` and `data-to`, for whoever wants to work on them.

    `letters` is another font, narrower than the one measured by, so that it may stand `grow` times as large.
    """
    size = {"width": _number(drawing.width), "height": _number(drawing.height)}
    root = ET.Element(
        "svg",
        {"xmlns": SVG, **size, "viewBox": f"0 0 {size['width']} {size['height']}", "font-family": letters},
    )
    ET.SubElement(root, "title").text = f"{drawing.diagram.title}: diagram of the procedure"
    ET.SubElement(root, "desc").text = drawing.diagram.subtitle
    for group in paint(drawing):
        _group(root, group, colours, grow)
    return bytes(ET.tostring(root, encoding="utf-8", xml_declaration=True))


def _group(root: ET.Element, group: Group, colours: Colours, grow: float) -> None:
    said = {"data-box": group.box} if group.box else {}
    if group.heads:
        said = {"data-heads": ""}
    elif group.ends:
        said = {"data-from": group.ends[0], "data-to": group.ends[1]}
    parent = ET.SubElement(root, "g", said)
    if group.spoken:
        ET.SubElement(parent, "title").text = group.spoken
    for shape in group.shapes:
        _shape(parent, shape, colours, grow)


def _shape(parent: ET.Element, shape: Shape, colours: Colours, grow: float) -> None:
    if isinstance(shape, Words):
        _words(parent, shape, colours, grow)
    elif isinstance(shape, Rectangle):
        _rectangle(parent, shape, colours)
    else:
        _path(parent, shape, colours)


def _words(parent: ET.Element, shape: Words, colours: Colours, grow: float) -> None:
    said = {
        "x": _number(shape.x),
        "y": _number(shape.y),
        "font-size": _number(shape.size * grow),
        "fill": colours[shape.colour],
    }
    if shape.bold:
        said["font-weight"] = "bold"
    ET.SubElement(parent, "text", said).text = shape.text


def _rectangle(parent: ET.Element, shape: Rectangle, colours: Colours) -> None:
    drawn = {"fill": colours[shape.fill]}
    if shape.stroke:
        drawn |= {"stroke": colours[shape.stroke], "stroke-width": _number(shape.weight)}
    x, y, right, bottom, r = shape.x, shape.y, shape.x + shape.width, shape.y + shape.height, shape.radius
    if shape.lid:
        corners = (x, bottom, y + r, r, r, x + r, y, right - r, r, r, right, y + r, bottom)
        outline = "M{} {}V{}A{} {} 0 0 1 {} {}H{}A{} {} 0 0 1 {} {}V{}Z".format(*map(_number, corners))
        ET.SubElement(parent, "path", {"d": outline, **drawn})
        return
    place = {"x": x, "y": y, "width": shape.width, "height": shape.height, "rx": r}
    ET.SubElement(parent, "rect", {**{name: _number(value) for name, value in place.items()}, **drawn})


def _path(parent: ET.Element, shape: Path, colours: Colours) -> None:
    x, y = shape.points[0]
    parts = [f"M{_number(x)} {_number(y)}"]
    for x1, y1 in shape.points[1:]:
        if y1 == y or shape.straight:
            parts.append(f"L{_number(x1)} {_number(y1)}")
        else:
            middle = _number((x + x1) / 2)
            parts.append(f"C{middle} {_number(y)} {middle} {_number(y1)} {_number(x1)} {_number(y1)}")
        x, y = x1, y1
    colour = colours[shape.colour]
    drawn = {"fill": "none", "stroke": colour, "stroke-width": _number(shape.weight)}
    if shape.dashed:
        drawn["stroke-dasharray"] = "5 4"
    ET.SubElement(parent, "path", {"d": "".join(parts), **drawn})
    if shape.head:
        corners = " ".join(f"{_number(x)},{_number(y)}" for x, y in shape.barbs)
        ET.SubElement(parent, "polygon", {"points": corners, "fill": colour})


def _number(value: float) -> str:
    return f"{value:.2f}".rstrip("0").rstrip(".")
