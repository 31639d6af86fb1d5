"""Which segment moved, and how much of the move of the whole it explains; under which model versions it did."""

from collections.abc import Sequence

import pyarrow as pa
import streamlit as st

from dashboard.practice.moves import Cell, Move, by_version, moved
from dashboard.practice.numbers import model_versions, numbers
from dashboard.practice.splits import TOGETHER, split_of, splits
from dashboard.ui.asked import asked
from dashboard.ui.open import ask
from dashboard.ui.pick import pick
from dashboard.ui.sections.lines import by_model, choose_how, lines
from dashboard.ui.sections.looking import Looking, Picture, range_line
from dashboard.ui.sections.take import Query, query_of, sums, take
from dashboard.ui.views import moves, records

MODEL = "model_version"


def segments(look: Looking) -> Looking:
    """Draws the section; what it looks at."""
    known = splits(look.about.seen.segments)
    versions = ask(model_versions, look.here, look.sop, look.metric, look.segment, look.start, look.end, look.instant)
    options = splits_offered(list(known), versions)
    if not options:
        picture = lines(look, look.metric, look.segment, ())
        range_line(look)
        st.html(records.nothing(_undivided(look)))
        course = (look.sop, look.metric, look.segment, look.start, look.end, look.instant)
        take(look, "course", lambda: numbers(look.here, *course), picture, course_query(look))
        return look
    usual = split_of(look.segment)
    by = asked("by") if asked("by") in options else usual if usual in options else next(iter(options))
    above = st.container(horizontal=True, key="split")
    own = [s for s in known.get(by, ()) if s != look.segment]
    picture = by_model(look, versions) if by == MODEL else lines(look, look.metric, look.segment, _worst(look, own))
    with above:
        pick("by", "Taken apart", options, by, 200)
        choose_how(look)
    range_line(look)
    if by != MODEL:
        table(look, by, picture)
    shown = [look.segment] if by == MODEL else ["", *known[by]]
    cells = ask(by_version, look.here, look.sop, look.metric, tuple(shown), (look.start, look.end), look.instant)
    if len({cell.model_version for cell in cells}) > 1:
        st.html(moves.version_grid(cells, look.about.seen.metric.unit))
    if by == MODEL:
        take(look, "by-model-version", lambda: versions_table(cells), picture, versions_query(look, shown))
    return look


def splits_offered(known: Sequence[str], versions: Sequence[str]) -> dict[str, str]:
    """By what the metric can be taken apart, and how that is said; none if by nothing."""
    options = {name: f"By {name.replace('_', ' ')}" for name in known}
    return options | ({MODEL: "By model version"} if len(versions) > 1 else {})


def _worst(look: Looking, own: Sequence[str]) -> list[str]:
    """The segments of a split, the worst first, and the whole population before them."""
    ranked = [s for s in look.about.seen.segments if s in own]
    return ([""] if look.segment and "" in look.about.seen.segments else []) + ranked


def table(look: Looking, by: str, picture: Picture) -> None:
    """Each segment before and in the range, and what it adds to the change of the whole."""
    since, until = look.range
    before = (since - (until - since), since)
    move = ask(moved, look.here, look.sop, look.metric, by, before, look.range, look.instant)
    unit = look.about.seen.metric.unit
    st.html(moves.sentence(move, look.about.seen.metric.title, unit, look.instant))
    if not move.parts:
        return
    states = {s: state.state for s in look.about.seen.segments if (state := look.about.seen.of_segment(s))}
    st.html(moves.parts_table(move, unit, states))
    st.html(moves.notes(move, unit))
    take(look, f"segments-by-{by.replace(TOGETHER, '-')}", lambda: as_table(move), picture, query(look, move))


def query(look: Looking, move: Move) -> Query:
    return sums(look, look.metric, ["", *move.n], move.before[0], *move.after, least=0)


def versions_query(look: Looking, shown: Sequence[str]) -> Query:
    least = look.about.seen.metric.min_n
    span = {"start": look.start, "end": look.end}
    return query_of(look, look.metric, "versions", segments=list(shown), least=least, **span)


def course_query(look: Looking) -> Query | None:
    if look.about.seen.metric.source is None:
        return None
    span = {"start": look.start, "end": min(look.end, look.instant)}
    return query_of(look, look.metric, "numbers", segment=look.segment, **span)


def versions_table(cells: Sequence[Cell]) -> pa.Table:
    """A row a segment and model version, as it is downloaded."""
    return pa.Table.from_pylist([
        {"segment": c.segment, "model_version": c.model_version, "value": c.value, "n": c.n, "observations": c.rows,
         "beyond": c.level}
        for c in cells
    ])  # fmt: skip


def as_table(move: Move) -> pa.Table:
    """The decomposition, a row a segment, with what they leave over, as it is downloaded."""
    rows = [
        {
            "segment": part.name, "share_before": part.share_before, "share_after": part.share_after,
            "n_before": move.n[part.name][0], "n_after": move.n[part.name][1], "before": part.before,
            "after": part.after, "mix": part.mix, "within": part.within, "added": part.added,
        }
        for part in move.parts
    ]  # fmt: skip
    whole = {"segment": "(the whole, observed)", "before": move.whole[0], "after": move.whole[1], "added": move.change}
    left = {"segment": "(left over)", "added": move.remainder}
    return pa.Table.from_pylist([*rows, left, whole])  # columns are those of the first row


def _undivided(look: Looking) -> str:
    if look.about.seen.metric.source is None:
        return "This metric is made of the gap between groups of another one: see Fairness for the groups."
    return f'{look.about.seen.metric.title} is not split into segments: name dimensions under "segments" in the SOP.'
