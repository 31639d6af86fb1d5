"""The diagram as PNG, twice as fine as its px: drawn by Pillow, without a browser or a system package."""

import io
from functools import cache

from PIL import Image, ImageDraw, ImageFont

from dashboard.practice.diagram import lettering
from dashboard.practice.diagram.colours import LIGHT, Colours
from dashboard.practice.diagram.curves import dashes, flattened
from dashboard.practice.diagram.layout import Drawing
from dashboard.practice.diagram.paint import Path, Rectangle, Shape, Words, paint

SCALE = 2
FINER = 2  # lines and edges are drawn that much larger still, and then made smooth
LARGEST = 60_000_000  # dots that are drawn at most: 180 MB


def as_png(drawing: Drawing, colours: Colours = LIGHT) -> bytes:
    """The picture; of a very large diagram first without smooth edges, then as fine as fits in memory."""
    dots = drawing.width * drawing.height
    finer = FINER if dots * (SCALE * FINER) ** 2 <= LARGEST else 1
    scale = min(SCALE, (LARGEST / dots) ** 0.5)
    size = round(drawing.width * scale), round(drawing.height * scale)
    shapes = [shape for group in paint(drawing) for shape in group.shapes]
    fine = Image.new("RGB", (size[0] * finer, size[1] * finer), colours["page"])
    pen = ImageDraw.Draw(fine)
    for shape in shapes:
        _draw(pen, shape, scale * finer, colours)
    picture = fine.resize(size, Image.Resampling.BOX)
    pen = ImageDraw.Draw(picture)
    for shape in shapes:
        if isinstance(shape, Words):
            place = shape.x * scale, shape.y * scale
            text = lettering.visual(shape.text)
            pen.text(place, text, colours[shape.colour], _font(shape.bold, shape.size * scale), anchor="ls")
    sink = io.BytesIO()
    picture.save(sink, "PNG", optimize=False, dpi=(96 * scale, 96 * scale))
    return sink.getvalue()


@cache
def _font(bold: bool, size: float) -> ImageFont.FreeTypeFont:
    # basic: the order of the letters is settled already, the same on every machine
    return ImageFont.truetype(lettering.path(bold), size, layout_engine=ImageFont.Layout.BASIC)


def _draw(pen: ImageDraw.ImageDraw, shape: Shape, scale: float, colours: Colours) -> None:
    if isinstance(shape, Rectangle):
        _rectangle(pen, shape, scale, colours)
    elif isinstance(shape, Path):
        _path(pen, shape, scale, colours)


def _rectangle(pen: ImageDraw.ImageDraw, shape: Rectangle, scale: float, colours: Colours) -> None:
    corners = [shape.x * scale, shape.y * scale, (shape.x + shape.width) * scale, (shape.y + shape.height) * scale]
    outline = colours[shape.stroke] if shape.stroke else None
    weight = max(round(shape.weight * scale), 1) if outline else 0
    upper_alone = (True, True, False, False) if shape.lid else None
    pen.rounded_rectangle(corners, shape.radius * scale, colours[shape.fill], outline, weight, corners=upper_alone)


def _path(pen: ImageDraw.ImageDraw, shape: Path, scale: float, colours: Colours) -> None:
    points = [(x * scale, y * scale) for x, y in flattened(shape)]
    colour, weight = colours[shape.colour], max(round(shape.weight * scale), 1)
    for part in dashes(points, 5 * scale, 4 * scale) if shape.dashed else [points]:
        pen.line(part, colour, weight, joint="curve")
    if shape.head:
        pen.polygon([(x * scale, y * scale) for x, y in shape.barbs], colour)
