"""Where everything of a diagram stands, in px: a lane a column, a row a metric, the lines as curves between.

The same diagram is always laid out alike. The thresholds and owners of a metric stand in its row, so that these lines
run straight; the metrics of one objective stand together, in the order in which their lines to responses cross least;
responses and reviews stand as near as they can to what leads to them.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace

from dashboard.practice.diagram.form import LANES, Arrow, Box, Diagram, Kind, Lane
from dashboard.practice.diagram.lettering import wrapped
from dashboard.practice.diagram.rows import ordered, settled

WIDTH: dict[Kind, float] = {
    "objective": 136, "metric": 182, "threshold": 162, "owners": 178, "response": 216, "review": 150,
    "improvement": 154,
}  # fmt: skip
EDGE, TOP, HEAD, FOOT = 14.0, 54.0, 48.0, 40.0  # round the picture; its title; the head of a lane; below the lanes
PAD, GUTTER = 8.0, 24.0  # between a lane's edge and its boxes; between lanes
INSET, STRIP = 8.0, 17.0  # between a box's edge and its text; the height of what is said of its state
GAP, ROW, GROUP = 8.0, 14.0, 12.0  # between boxes of one metric; between rows; more, between objectives
TITLE, TEXT = 11.0, 9.5  # letters
LEADING = {TITLE: 14.5, TEXT: 12.5}
MOST = {"title": 5, "line": 4}  # lines of text
PASSING = 10.0  # the height of a line that passes a lane by
Point = tuple[float, float]


@dataclass(frozen=True)
class Run:
    """One line of text, its left end on the base line."""

    text: str
    x: float
    y: float
    size: float
    bold: bool = False
    muted: bool = False


@dataclass(frozen=True)
class Placed:
    """A box where it stands; `strip` is what is said of its state, cut to fit, and `runs` all other text."""

    box: Box
    x: float
    y: float
    width: float
    height: float
    strip: Run | None
    runs: tuple[Run, ...]

    @property
    def middle(self) -> float:
        """How far down its middle is."""
        return self.y + self.height / 2


@dataclass(frozen=True)
class Column:
    """A lane where it stands."""

    lane: Lane
    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True)
class Route:
    """An arrow where it runs: from point to point, curved between those that differ in height."""

    arrow: Arrow
    points: tuple[Point, ...]


@dataclass(frozen=True)
class Drawing:
    """A diagram laid out, `width` by `height` px."""

    diagram: Diagram
    width: float
    height: float
    columns: tuple[Column, ...]
    boxes: tuple[Placed, ...]
    routes: tuple[Route, ...]


def layout(diagram: Diagram) -> Drawing:
    """Where everything stands."""
    left: dict[Kind, float] = {}
    x = EDGE
    for lane in LANES:
        left[lane.kind] = x
        x += WIDTH[lane.kind] + 2 * PAD + GUTTER
    width = x - GUTTER + EDGE
    top = TOP + HEAD + GAP / 2
    made = {box.id: _filled(box) for box in diagram.boxes}
    rows = _rows(diagram, made, top)
    passing: dict[tuple[str, str, Kind], float] = {}
    for kind in ("objective", "response", "review", "improvement"):
        rows |= _column(diagram, kind, made, rows, passing, top)
    boxes = tuple(_at(made[box.id], left[box.kind] + PAD, rows[box.id]) for box in diagram.boxes)
    bottom = max([box.y + box.height for box in boxes], default=top) + ROW
    columns = tuple(Column(lane, left[lane.kind], TOP, WIDTH[lane.kind] + 2 * PAD, bottom - TOP) for lane in LANES)
    placed = {box.box.id: box for box in boxes}
    routes = tuple(_route(arrow, placed, passing, left) for arrow in diagram.arrows)
    return Drawing(diagram, width, bottom + FOOT, columns, boxes, routes)


def _filled(box: Box) -> Placed:
    """The box with its text, at (0, 0)."""
    wide = WIDTH[box.kind]
    room, y, runs, strip = wide - 2 * INSET, 4.0, [], None
    if box.state:
        said = wrapped(f"● {box.said}", TEXT, room, 1, bold=True)[0].removeprefix("● ")
        strip, y = Run(said, INSET, STRIP - 5, TEXT, bold=True), STRIP + 3
    texts = [(box.title, TITLE, True, MOST["title"], False)]
    texts += [(line.text, TEXT, line.mine, MOST["line"], not line.mine) for line in box.lines]
    for text, size, bold, most, muted in texts:
        for part in wrapped(text, size, room, most, bold):
            y += LEADING[size]
            runs.append(Run(part, INSET, y - 3, size, bold, muted))
        y += 1.5
    return Placed(box, 0, 0, wide, y + 4, strip, tuple(runs))


def _at(placed: Placed, x: float, y: float) -> Placed:
    runs = tuple(replace(run, x=run.x + x, y=run.y + y) for run in placed.runs)
    strip = replace(placed.strip, x=placed.strip.x + x, y=placed.strip.y + y) if placed.strip else None
    return replace(placed, x=x, y=y, strip=strip, runs=runs)


def _rows(diagram: Diagram, made: dict[str, Placed], top: float) -> dict[str, float]:
    """How far down each metric stands, with its thresholds and owners beside it."""
    found: dict[str, float] = {}
    y, before = top, None
    for metric, objective in ordered(diagram):
        y += GROUP if before not in (None, objective) else 0
        before = objective
        row = metric.partition(":")[2]
        beside = [box.id for box in diagram.lane("threshold") if box.id.startswith(f"threshold:{row}/")]
        stacks = [[metric], beside, [f"owners:{row}"]]
        high = max(_high(stack, made) for stack in stacks)
        for stack in stacks:
            place = y + (high - _high(stack, made)) / 2
            for id in stack:
                found[id] = place
                place += made[id].height + GAP
        y += high + ROW
    return found


def _high(stack: Sequence[str], made: dict[str, Placed]) -> float:
    return sum(made[id].height for id in stack) + GAP * max(len(stack) - 1, 0)


def _column(
    diagram: Diagram,
    kind: Kind,
    made: dict[str, Placed],
    rows: dict[str, float],
    passing: dict[tuple[str, str, Kind], float],
    top: float,
) -> dict[str, float]:
    """How far down the boxes of a lane stand, near what leads to them; arrows that pass it by go into `passing`."""
    boxes = diagram.lane(kind)
    near: dict[str, list[float]] = defaultdict(list)
    through: list[tuple[str, str]] = []
    for arrow in diagram.arrows:
        one, other = (arrow.target, arrow.source) if kind != "objective" else (arrow.source, arrow.target)
        if one.startswith(f"{kind}:"):
            near[one].append(rows[other] + made[other].height / 2)
        elif _passes(arrow, kind):
            through.append((arrow.source, arrow.target))
    last = top
    items: list[tuple[float, float, tuple[str, ...]]] = []  # its middle as wanted, its height, whose it is
    for box in boxes:
        # what nothing leads to stands after the one before it in the SOP
        last = sum(near[box.id]) / len(near[box.id]) if near[box.id] else last + 1
        items.append((last, made[box.id].height, (box.id,)))
    items += [(rows[source] + made[source].height / 2, PASSING, (source, target)) for source, target in through]
    if kind not in ("objective", "improvement"):
        items.sort(key=lambda item: item[0])
    tops = settled([(middle, high) for middle, high, _ in items], ROW, top)
    found: dict[str, float] = {}
    for (_, high, whose), place in zip(items, tops, strict=True):
        if len(whose) == 1:
            found[whose[0]] = place
        else:
            passing[whose[0], whose[1], kind] = place + high / 2
    return found


def _passes(arrow: Arrow, kind: Kind) -> bool:
    order = [lane.kind for lane in LANES]
    source, target = (order.index(id.partition(":")[0]) for id in (arrow.source, arrow.target))  # type: ignore[arg-type]
    return source < order.index(kind) < target


def _route(
    arrow: Arrow, placed: dict[str, Placed], passing: dict[tuple[str, str, Kind], float], left: dict[Kind, float]
) -> Route:
    one, other = placed[arrow.source], placed[arrow.target]
    points: list[Point] = []
    for lane in LANES:
        if (y := passing.get((arrow.source, arrow.target, lane.kind))) is not None:
            points += [(left[lane.kind], y), (left[lane.kind] + WIDTH[lane.kind] + 2 * PAD, y)]
    start = one.x + one.width, _port(one, points[0][1] if points else other.middle)
    end = other.x, _port(other, points[-1][1] if points else start[1])
    return Route(arrow, (start, *points, end))


def _port(box: Placed, towards: float) -> float:
    """Where an arrow meets the side of a box: as near to the height that it comes from as the box reaches."""
    slack = min(STRIP + 4, box.height / 2)
    return min(max(towards, box.y + slack), box.y + box.height - slack)
