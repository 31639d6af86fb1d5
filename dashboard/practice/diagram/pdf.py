"""The diagram as PDF: one page as large as the picture, lines as lines, text that can be found and selected."""

import datetime as dt

from fpdf import FPDF
from fpdf.enums import Corner

from dashboard.practice.diagram import lettering
from dashboard.practice.diagram.colours import LIGHT, Colours
from dashboard.practice.diagram.layout import Drawing
from dashboard.practice.diagram.paint import Path, Rectangle, Shape, Words, paint

POINTS = 0.75  # of a px
LARGEST = 14_400  # points: the side of a page that readers of PDF are sure to open
LETTERS = "dejavu"


def as_pdf(drawing: Drawing, colours: Colours = LIGHT) -> bytes:
    """The page; the same drawing gives the same bytes."""
    scale = min(POINTS, LARGEST / max(drawing.width, drawing.height))
    page = FPDF(unit="pt", format=(drawing.width * scale, drawing.height * scale))
    for bold in (False, True):
        page.add_font(LETTERS, "B" if bold else "", lettering.path(bold))
    page.set_margin(0)
    page.set_auto_page_break(False)
    page.set_creation_date(drawing.diagram.as_of.replace(tzinfo=dt.UTC))
    page.set_title(lettering.printable(drawing.diagram.title))
    page.set_subject(lettering.printable(drawing.diagram.subtitle))
    page.set_lang("en")
    page.add_page()
    for group in paint(drawing):
        for shape in group.shapes:
            _draw(page, shape, scale, colours)
    return bytes(page.output())


def _draw(page: FPDF, shape: Shape, scale: float, colours: Colours) -> None:
    if isinstance(shape, Words):
        page.set_font(LETTERS, "B" if shape.bold else "", shape.size * scale)
        page.set_text_color(colours[shape.colour])
        page.text(shape.x * scale, shape.y * scale, lettering.visual(shape.text))
    elif isinstance(shape, Rectangle):
        _rectangle(page, shape, scale, colours)
    else:
        _path(page, shape, scale, colours)


def _rectangle(page: FPDF, shape: Rectangle, scale: float, colours: Colours) -> None:
    page.set_fill_color(colours[shape.fill])
    if shape.stroke:
        page.set_draw_color(colours[shape.stroke])
        page.set_line_width(shape.weight * scale)
    corners = (Corner.TOP_LEFT, Corner.TOP_RIGHT) if shape.lid else shape.radius > 0
    page.rect(
        shape.x * scale,
        shape.y * scale,
        shape.width * scale,
        shape.height * scale,
        style="DF" if shape.stroke else "F",
        round_corners=corners,  # type: ignore[arg-type]  # it takes them by name, too
        corner_radius=min(shape.radius, shape.width / 2, shape.height / 2) * scale,
    )


def _path(page: FPDF, shape: Path, scale: float, colours: Colours) -> None:
    page.set_draw_color(colours[shape.colour])
    page.set_fill_color(colours[shape.colour])
    page.set_line_width(shape.weight * scale)
    if shape.dashed:
        page.set_dash_pattern(5 * scale, 4 * scale)
    for (x0, y0), (x1, y1) in zip(shape.points, shape.points[1:], strict=False):
        middle = (x0 + x1) / 2
        points = (
            [(x0, y0), (x1, y1)] if shape.straight or y0 == y1 else [(x0, y0), (middle, y0), (middle, y1), (x1, y1)]
        )
        scaled = [(x * scale, y * scale) for x, y in points]
        if len(scaled) == 2:
            page.line(*scaled[0], *scaled[1])
        else:
            page.bezier(scaled)
    page.set_dash_pattern()
    if shape.head:
        page.polygon([(x * scale, y * scale) for x, y in shape.barbs], style="F")
