"""Where everything stands: nothing overlaps, text stays in its box, whatever the SOP; and it is always the same."""

import datetime as dt
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dashboard.practice.diagram.form import Box, Diagram, Line, Strand
from dashboard.practice.diagram.formats import FORMATS, written
from dashboard.practice.diagram.layout import INSET, PAD, Drawing, layout
from dashboard.practice.diagram.lettering import width, wrapped
from dashboard.practice.diagram.look import look
from dashboard.practice.diagram.rows import settled
from dashboard.practice.standing import STATES
from tests.practice.diagram.cast import BREAKS, EMOJI, LONG, RIGHT_TO_LEFT, seen
from tests.practice.diagram.test_parts import AT


def stands_right(drawing: Drawing) -> None:
    columns = {column.lane.kind: column for column in drawing.columns}
    for one, other in combinations(drawing.boxes, 2):
        assert (
            one.x + one.width < other.x
            or other.x + other.width < one.x
            or one.y + one.height < other.y
            or other.y + other.height < one.y
        ), (one.box.id, other.box.id)
    for placed in drawing.boxes:
        column = columns[placed.box.kind]
        assert column.x < placed.x and placed.x + placed.width < column.x + column.width
        assert column.y < placed.y and placed.y + placed.height < column.y + column.height <= drawing.height
        for run in (*placed.runs, *([placed.strip] if placed.strip else [])):
            icon = "● " if run is placed.strip else ""
            assert run.x + width(icon + run.text, run.size, run.bold) <= placed.x + placed.width - INSET + 0.01
            assert placed.y < run.y - run.size * 0.7 and run.y < placed.y + placed.height
    at = {placed.box.id: placed for placed in drawing.boxes}
    for route in drawing.routes:
        (x0, y0), (x1, y1) = route.points[0], route.points[-1]
        source, target = at[route.arrow.source], at[route.arrow.target]
        assert x0 == source.x + source.width and source.y <= y0 <= source.y + source.height
        assert x1 == target.x and target.y <= y1 <= target.y + target.height
        for x, y in route.points[1:-1]:  # where it passes a lane by, it touches no box of it
            lane = [p for p in drawing.boxes if abs(p.x - x - PAD) < 1 or abs(p.x + p.width + PAD - x) < 1]
            assert not any(p.y < y < p.y + p.height for p in lane)


@pytest.mark.parametrize("sop", ["support-assistant", "credit-risk", "shop-recommender", "diagnostic-imaging"])
def test_of_the_shipped_sops(example, sop):
    one, again = look(example, sop, AT), look(example, sop, AT)
    stands_right(one.drawing)
    assert one.drawing == again.drawing


def test_of_titles_that_are_long_or_of_one_word(hostile):
    stands_right(seen(hostile).drawing)


WORDS = st.sampled_from(["Short", BREAKS, EMOJI, LONG, RIGHT_TO_LEFT, "W" * 80, "a b"])
SEVERAL = st.integers(0, 3)


@st.composite
def diagrams(draw) -> Diagram:
    """Any diagram of a few metrics, with things missing here and there."""
    boxes, strands = [], []

    def box(kind: str, id: str) -> str:
        lines = tuple(Line(draw(WORDS)) for _ in range(draw(SEVERAL)))
        state = draw(st.sampled_from([None, *STATES]))
        boxes.append(Box(f"{kind}:{id}", kind, draw(WORDS), lines, state, draw(WORDS) if state else ""))
        return boxes[-1].id

    objectives = [box("objective", f"o{n}") for n in range(draw(SEVERAL))]
    responses = [box("response", f"r{n}") for n in range(draw(SEVERAL))]
    reviews = [box("review", f"v{n}") for n in range(draw(SEVERAL))]
    learned = box("improvement", "version")
    for n in range(draw(st.integers(0, 5))):
        metric, owners = box("metric", f"m{n}"), box("owners", f"m{n}")
        review = draw(st.sampled_from([None, *reviews]))
        above = tuple(draw(st.lists(st.sampled_from(objectives), unique=True, max_size=2))) if objectives else ()
        thresholds = [box("threshold", f"m{n}/t{k}") for k in range(draw(SEVERAL))] or [None]
        for threshold in thresholds:
            response = draw(st.sampled_from([None, *responses])) if threshold else None
            state = draw(st.sampled_from(STATES))
            strands.append(
                Strand(above, metric, threshold, owners, response, review, learned, state, "cost", frozenset())
            )
    return Diagram("any", draw(WORDS), dt.date(2026, 1, 1), AT, tuple(boxes), tuple(strands))


@settings(max_examples=40, deadline=None)
@given(diagrams())
def test_of_any_diagram(diagram):
    drawing = layout(diagram)
    stands_right(drawing)
    assert {placed.box.id for placed in drawing.boxes} == {box.id for box in diagram.boxes}
    for format in ("svg", "mermaid", "drawio"):
        assert written(drawing, format).decode()
    assert set(FORMATS) == {"svg", "png", "pdf", "mermaid", "drawio"}


@given(st.text(), st.integers(20, 300), st.integers(1, 4))
@settings(max_examples=40)
def test_lines_fit_and_nothing_is_lost_where_there_is_room(text, room, most):
    lines = wrapped(text, 10, room, most)
    assert len(lines) <= most
    assert all(width(line, 10) <= room or len(line) <= 2 for line in lines)
    if not lines or not lines[-1].endswith("…"):
        assert "".join(lines).replace(" ", "") == "".join(text.split())


@given(st.lists(st.tuples(st.floats(0, 500), st.floats(1, 80)), max_size=8))
def test_boxes_keep_their_order_and_their_distance(wanted):
    tops = settled(wanted, 10, 5)
    assert all(top >= 5 for top in tops)
    reach = 5.0
    for top, (_, height) in zip(tops, wanted, strict=True):
        assert top >= reach - 1e-6
        reach = top + height + 10
    if len(wanted) == 1 and wanted[0][0] - wanted[0][1] / 2 >= 5:
        assert tops[0] == wanted[0][0] - wanted[0][1] / 2
