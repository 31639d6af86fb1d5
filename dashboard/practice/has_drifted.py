"""Has it drifted? Of each metric whether, when and by how much its level changed, and which of them matters most.

The level is that of the whole population; of a metric made of gaps, that of the gap.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import NamedTuple

import numpy as np

from dashboard.history import blocks, coarse
from dashboard.history.blocks import Series
from dashboard.history.courses import Asked, Course, courses
from dashboard.history.episodes import Floats, Ints
from dashboard.history.lately import Wanted, Window, lately
from dashboard.history.rules import Rule, instant, micros
from dashboard.history.tracks import Key
from dashboard.ledger.state import NO_ACTS, Acts
from dashboard.practice.condition import STATES
from dashboard.practice.drift import LevelChange, change_points
from dashboard.practice.drifted import REACHES, Drifted
from dashboard.practice.sparks import POINTS, gap_of, slotted
from dashboard.practice.standing import MetricState, standing
from dashboard.practice.world import World
from dashboard.sop.model import Metric, Sop
from dashboard.uncollected import uncollected

BEGINNING = dt.datetime(1970, 1, 1)
YEAR = dt.timedelta(weeks=52)  # the same weekdays


def drifted(world: World, as_of: dt.datetime, days: int, acts: Acts = NO_ACTS) -> tuple[Drifted, ...]:
    """Every metric in force at `as_of` (naive UTC), compared over periods of `days`, what matters most first.

    KPIs come first; then what changed in the period: what went against `better`, then what lies outside its bounds or
    near them; then, as of what did not change, the worst state and the latest. Nothing before the first load.
    """
    if world.warehouse is None:
        return ()
    with uncollected():
        return tuple(sorted(_known(world, as_of, days, acts), key=_what_matters_first))


def _known(world: World, as_of: dt.datetime, days: int, acts: Acts) -> Iterable[Drifted]:
    laws = {id: law for id, versions in world.library.sops.items() if (law := versions.in_force(as_of))}
    stated = {(law.sop, metric.id): metric for law in laws.values() for metric in law.metrics}
    aims = {id: _aims(law) for id, law in laws.items()}
    rules: dict[tuple[str, str], list[Rule]] = defaultdict(list)
    for rule in world.rules:
        if rule.in_force(as_of):
            rules[rule.sop, rule.metric].append(rule)
    begun = []
    for state in standing(world, as_of, acts=acts).metrics:
        key = (state.sop, state.metric)
        begun.append(_begin(state, stated[key], aims[state.sop].get(state.metric, ()), rules.get(key, ())))
    period = dt.timedelta(days=days)
    measured = [one for one in begun if one.stated.source]
    made = [one for one in begun if not one.stated.source]
    return [*_measured(world, measured, as_of, period), *_made_of_gaps(world, made, as_of, period)]


def _aims(law: Sop) -> dict[str, list[str]]:
    """KPI → the objectives that name it."""
    of: dict[str, list[str]] = defaultdict(list)
    for aim in law.objectives:
        for kpi in aim.kpis:
            of[kpi].append(aim.id)
    return of


class _Begun(NamedTuple):
    """The first fields of a Drifted: what is known without its numbers."""

    state: MetricState
    stated: Metric
    kpi: bool
    objectives: tuple[str, ...]
    signal: str
    lower: float | None
    upper: float | None


def _begin(state: MetricState, stated: Metric, named: Sequence[str], rules: Sequence[Rule]) -> _Begun:
    """`named`: the objectives that name it as KPI; `rules`: its thresholds in force."""
    served = dict.fromkeys([*named, stated.objective] if stated.objective else named)
    gap = next((rule.signal.name for rule in rules if rule.signal.kind == "gap"), "value")
    shown = "value" if stated.source else gap
    held = [
        rule
        for rule in rules
        if rule.stage == "enforced" and (rule.signal.name == shown or (shown == "value" and rule.signal.kind == "mean"))
    ]
    lower = max((rule.lower for rule in held if rule.lower is not None), default=None)
    upper = min((rule.upper for rule in held if rule.upper is not None), default=None)
    return _Begun(state, stated, bool(named), tuple(f"{state.sop}/{aim}" for aim in served), shown, lower, upper)


def _windows(as_of: dt.datetime, period: dt.timedelta) -> list[Window]:
    """Now, before, and last year."""
    return [_window(end - period, end) for end in (as_of, as_of - period, as_of - YEAR)]


def _window(after: dt.datetime, until: dt.datetime) -> Window:
    return micros(after), micros(until)


def _measured(world: World, found: Sequence[_Begun], as_of: dt.datetime, period: dt.timedelta) -> Iterable[Drifted]:
    assert world.warehouse is not None
    cursor = world.warehouse.cursor()
    rows, index = change_points(world, as_of)
    whole = {series.key: series for series in index if not series.segment}
    of: dict[Key, list[LevelChange]] = defaultdict(list)
    parts: dict[Key, dict[str, LevelChange]] = defaultdict(dict)
    for row in sorted(rows, key=lambda row: row.at):
        if not row.segment:
            of[row.metric, row.source].append(LevelChange(*row[:6]))
        elif row.at > as_of - period:
            parts[row.metric, row.source][row.segment] = LevelChange(*row[:6])
    wanted, now = [], micros(as_of)
    for one in found:
        key = (one.stated.id, one.stated.source or "")
        since = micros(_middle(of[key][-1], as_of)) if key in of else now
        wanted.append(Wanted(whole.get(key) or Series(*key, "", 0, 0), one.stated.min_n, (since, now)))
    tail = blocks.tail(cursor)
    line = _window(as_of - 2 * period, as_of)
    seen = lately(cursor, wanted, tail, _windows(as_of, period), line, POINTS)
    for one, series, told in zip(found, [each.series for each in wanted], seen, strict=True):
        key = (series.metric, series.source)
        late = tail.get((*key, ""))
        size = series.rows + (late[0].size if late else 0)
        elsewhere = sorted(parts.get(key, {}).values(), key=_at, reverse=True)
        yield _with(one, of.get(key, ()), told.means, size, as_of - period, told.line, elsewhere)


def _made_of_gaps(world: World, found: Sequence[_Begun], as_of: dt.datetime, period: dt.timedelta) -> Iterable[Drifted]:
    """Their change points are not kept: they are found in the gap itself, all of it."""
    assert world.warehouse is not None
    rules = [gap_of(world, one.state.sop, one.stated.id, as_of, one.signal) for one in found]
    asked = [Asked(rule, "", BEGINNING, as_of) for rule in rules if rule]
    gone = iter(courses(world.warehouse.cursor(), asked))
    start = as_of - 2 * period
    for one, rule in zip(found, rules, strict=True):
        course = next(gone) if rule else Course(np.empty(0, np.int64), np.empty(0), 0)
        found_in = coarse.new_levels(course.at, course.value) if course.total else []
        changes = [_dated(one.stated.id, level) for level in found_in]
        means = [_mean(course, *window) for window in _windows(as_of, period)]
        means.append(_mean(course, *_window(_middle(changes[-1], as_of), as_of)) if changes else None)
        line = slotted(*_within(course, *_window(start, as_of)), start, as_of, POINTS)
        yield _with(one, changes, means, course.total, as_of - period, line)


def _dated(metric: str, level: coarse.Level) -> LevelChange:
    return LevelChange(metric, "", instant(level.at), level.before, level.after, level.confidence)


def _within(course: Course, after: int, until: int) -> tuple[Ints, Floats]:
    part = slice(*np.searchsorted(course.at, (after, until), side="right"))
    return course.at[part], course.value[part]


def _mean(course: Course, after: int, until: int) -> float | None:
    _, value = _within(course, after, until)
    return float(value.mean()) if value.size else None


def _with(
    one: _Begun,
    changes: Sequence[LevelChange],
    means: Sequence[float | None],
    size: int,
    start: dt.datetime,
    line: Sequence[float | None],
    elsewhere: Sequence[LevelChange] = (),
) -> Drifted:
    now, before, last_year, lately = means
    recent = bool(changes) and _at(changes[-1]) > start
    return Drifted(*one, tuple(changes), recent, now, before, last_year, size, lately, tuple(line), tuple(elsewhere))


def _middle(change: LevelChange, as_of: dt.datetime) -> dt.datetime:
    """Half-way from the change to now."""
    return _at(change) + (as_of - _at(change)) / 2


def _at(change: LevelChange) -> dt.datetime:
    assert isinstance(change.at, dt.datetime)
    return change.at


def _what_matters_first(one: Drifted) -> tuple[object, ...]:
    last = one.last
    ago = -micros(_at(last)) if last else 0
    against = 0 if one.against else 1
    moved = (against, REACHES.index(one.reach)) if one.recent else ()
    state = STATES.index(one.state.state)
    return (not one.kpi, not one.recent, moved, state, last is None, ago, one.state.title, one.key)
