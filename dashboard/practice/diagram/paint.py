"""A laid out diagram as shapes: rectangles, lines, texts in named colours. Every picture of it is made from these."""

from collections.abc import Iterator
from dataclasses import dataclass

from dashboard.practice.diagram.form import LOUD
from dashboard.practice.diagram.layout import (
    EDGE,
    FOOT,
    HEAD,
    PAD,
    STRIP,
    TEXT,
    TOP,
    Column,
    Drawing,
    Placed,
    Point,
    Route,
)
from dashboard.practice.diagram.lettering import width, wrapped
from dashboard.practice.minutes.told import ICONS
from dashboard.practice.standing import STATES

BARB = 5.0  # px, the length of an arrow's head
LEGEND = 9.5
AGAIN = "what is learned changes any of these steps: the next version of the SOP"


@dataclass(frozen=True)
class Rectangle:
    """Filled and outlined; corners of `radius`, only the upper ones if it is a `lid`. `stroke` '' has no outline."""

    x: float
    y: float
    width: float
    height: float
    fill: str
    stroke: str = ""
    weight: float = 1
    radius: float = 5
    lid: bool = False


@dataclass(frozen=True)
class Words:
    """One line of text, its left end on the base line."""

    text: str
    x: float
    y: float
    size: float
    colour: str
    bold: bool = False


@dataclass(frozen=True)
class Path:
    """A line from point to point, curved (a cubic curve, level at both ends) between those that differ in height.

    With a `head` it ends in an arrow.
    """

    points: tuple[Point, ...]
    colour: str
    weight: float = 1
    dashed: bool = False
    straight: bool = False
    head: bool = True

    @property
    def barbs(self) -> tuple[Point, Point, Point]:
        """The corners of the arrow's head, the tip first."""
        (x0, y0), (x, y) = self.points[-2:]
        if self.straight and x0 == x:
            away = BARB if y0 > y else -BARB
            return (x, y), (x - BARB / 1.6, y + away), (x + BARB / 1.6, y + away)
        return (x, y), (x - BARB, y - BARB / 1.6), (x - BARB, y + BARB / 1.6)


Shape = Rectangle | Words | Path


@dataclass(frozen=True)
class Group:
    """Shapes that are one thing: a box by its id, an arrow by those of its ends, the lanes' `heads`, the ground."""

    shapes: tuple[Shape, ...]
    box: str = ""
    heads: bool = False
    ends: tuple[str, str] | None = None
    spoken: str = ""


def paint(drawing: Drawing) -> tuple[Group, ...]:
    """All of it, what lies below first."""
    ground = [Rectangle(0, 0, drawing.width, drawing.height, "page", radius=0), *_head(drawing), *_return(drawing)]
    for column in drawing.columns:
        ground.append(Rectangle(column.x, column.y, column.width, column.height, "panel", "border", radius=8))
    quiet_first = sorted(drawing.routes, key=lambda route: -STATES.index(route.arrow.state))
    arrows = [Group((_arrow(r),), ends=(r.arrow.source, r.arrow.target)) for r in quiet_first]
    boxes = [Group(tuple(_box(box)), box=box.box.id, spoken=box.box.spoken) for box in drawing.boxes]
    # On the screen they stay in sight while the boxes are scrolled under them: hence a ground of their own.
    over = Rectangle(0, TOP - 4, drawing.width, HEAD, "page", radius=0)
    heads = Group((over, *(shape for column in drawing.columns for shape in _column_head(column))), heads=True)
    return (Group(tuple(ground)), *arrows, *boxes, heads)


def _head(drawing: Drawing) -> Iterator[Shape]:
    """The title, what is shown of it, and what the signs mean."""
    title = wrapped(drawing.diagram.title, 16, drawing.width / 2, 1, bold=True)
    yield Words("".join(title), EDGE, 24, 16, "text", bold=True)
    x = drawing.width - EDGE
    for state in reversed(STATES):
        said = f"{ICONS[state]} {state}"
        x -= width(said, LEGEND, True)
        yield Words(said, x, 24, LEGEND, f"{state}.ink", bold=True)
        x -= 12
    said = "".join(wrapped(drawing.diagram.subtitle, 10, drawing.width - 2 * EDGE, 1))
    yield Words(said, EDGE, 42, 10, "muted")


def _return(drawing: Drawing) -> Iterator[Shape]:
    """What is learned goes back to the beginning."""
    first, last = drawing.columns[0], drawing.columns[-1]
    bottom, low = first.y + first.height, drawing.height - FOOT / 2
    start, end = last.x + last.width / 2, first.x + first.width / 2
    yield Path(((start, bottom), (start, low), (end, low), (end, bottom + 1)), "muted", dashed=True, straight=True)
    wide = width(AGAIN, TEXT)
    middle = drawing.width / 2
    yield Rectangle(middle - wide / 2 - 8, low - 9, wide + 16, 18, "page", radius=0)
    yield Words(AGAIN, middle - wide / 2, low + 3.5, TEXT, "muted")


def _column_head(column: Column) -> Iterator[Shape]:
    yield Rectangle(column.x, column.y, column.width, HEAD - 2, "panel", "border", radius=8)
    number = f"{column.lane.step}"
    yield Rectangle(column.x + PAD, column.y + 8, 17, 17, "page", "border", radius=8)
    yield Words(number, column.x + PAD + 8.5 - width(number, TEXT, True) / 2, column.y + 20, TEXT, "muted", bold=True)
    yield Words(column.lane.title, column.x + PAD + 22, column.y + 20.5, 10.5, "text", bold=True)
    yield Words(column.lane.question, column.x + PAD, column.y + 37, TEXT, "muted")


def _arrow(route: Route) -> Path:
    state = route.arrow.state
    loud = state in LOUD
    return Path(route.points, f"{state}.ink" if loud else "muted", 2.2 if loud else 0.9)


def _box(placed: Placed) -> Iterator[Shape]:
    state = placed.box.state
    loud = state in LOUD
    outline = f"{state}.ink" if loud else "border"
    x, y = placed.x, placed.y
    yield Rectangle(x, y, placed.width, placed.height, "page", outline, 1.6 if loud else 1)
    if state and placed.strip:
        yield Rectangle(x, y, placed.width, STRIP, f"{state}.fill", lid=True)
        said = f"{ICONS[state]} {placed.strip.text}"
        yield Words(said, placed.strip.x, placed.strip.y, TEXT, f"{state}.on", bold=True)
    for run in placed.runs:
        yield Words(run.text, run.x, run.y, run.size, "muted" if run.muted else "text", run.bold)
