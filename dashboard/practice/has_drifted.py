"""Has it drifted? Of each metric whether, when and by how much its level changed, and which of them matters most.

The level is that of the whole population; of a metric made of gaps, that of the gap.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace

import numpy as np

from dashboard.history import ask, blocks, coarse
from dashboard.history.courses import Asked, Course, courses
from dashboard.history.rules import instant, micros
from dashboard.ledger.state import NO_ACTS, Acts
from dashboard.practice.drift import LevelChange, change_points
from dashboard.practice.drifted import REACHES, Drifted
from dashboard.practice.rules import signal
from dashboard.practice.sparks import gap_of, sparks
from dashboard.practice.standing import MetricState, standing
from dashboard.practice.world import World
from dashboard.sop.model import Metric, Sop

BEGINNING = dt.datetime(1970, 1, 1)
YEAR = dt.timedelta(weeks=52)  # the same weekdays


def drifted(world: World, as_of: dt.datetime, days: int, acts: Acts = NO_ACTS) -> tuple[Drifted, ...]:
    """Every metric in force at `as_of` (naive UTC), compared over periods of `days`, what matters most first.

    KPIs come first; then what changed in the period; of that what went against `better`, then what lies outside its
    bounds or near them; then the latest. Nothing before the first load.
    """
    if world.warehouse is None:
        return ()
    laws = {id: law for id, versions in world.library.sops.items() if (law := versions.in_force(as_of))}
    found = [
        _stated(laws[state.sop], state, stated)
        for state in standing(world, as_of, acts=acts).metrics
        if (stated := laws[state.sop].metric(state.metric))
    ]
    period = dt.timedelta(days=days)
    measured = [one for one in found if one.stated.source]
    made = [one for one in found if not one.stated.source]
    known = [*_measured(world, measured, as_of, period), *_made_of_gaps(world, made, as_of, period)]
    whole = [replace(one.state, segment="", signal=one.signal) for one in known]
    lines = sparks(world, whole, as_of, 2 * days)
    drawn = [replace(one, course=tuple(lines.get(one.key, ()))) for one in known]
    return tuple(sorted(drawn, key=_what_matters_first))


def _stated(law: Sop, state: MetricState, stated: Metric) -> Drifted:
    aims = [o.id for o in law.objectives if stated.id in o.kpis or o.id == stated.objective]
    kpi = any(stated.id in o.kpis for o in law.objectives)
    gaps = [s.name for t in stated.thresholds if (s := signal(law, stated, t)).kind == "gap"]
    shown = "value" if stated.source else next(iter(gaps), "value")
    on = {t.id: signal(law, stated, t) for t in stated.thresholds if t.stage == "enforced"}
    counted = {id for id, s in on.items() if s.name == shown or (shown == "value" and s.kind == "mean")}
    held = [t for t in stated.thresholds if t.id in counted]
    lower = max((t.lower for t in held if t.lower is not None), default=None)
    upper = min((t.upper for t in held if t.upper is not None), default=None)
    objectives = tuple(f"{law.sop}/{aim}" for aim in aims)
    return Drifted(state, stated, kpi, objectives, shown, lower, upper, (), False, None, None, None, 0)


def _windows(as_of: dt.datetime, period: dt.timedelta) -> list[tuple[dt.datetime, dt.datetime]]:
    """Now, before, and last year, each as (after, until]."""
    return [(end - period, end) for end in (as_of, as_of - period, as_of - YEAR)]


def _measured(world: World, found: Sequence[Drifted], as_of: dt.datetime, period: dt.timedelta) -> Iterable[Drifted]:
    assert world.warehouse is not None
    cursor = world.warehouse.cursor()
    rows, index = change_points(world, as_of)
    sizes = {(s.metric, s.source): s.rows for s in index if not s.segment}
    for (metric, source, segment), (at, _, _) in blocks.tail(cursor, {one.stated.id for one in found}).items():
        if not segment:
            sizes[metric, source] += len(at)
    of: dict[tuple[str, str], list[LevelChange]] = defaultdict(list)
    for row in sorted(rows, key=lambda row: row.at):
        if not row.segment:
            of[row.metric, row.source].append(LevelChange(*row[:6]))
    keys = [(one.stated.id, one.stated.source or "") for one in found]
    windows = _windows(as_of, period)
    asked = [(*key, "", *window, one.stated.min_n) for one, key in zip(found, keys, strict=True) for window in windows]
    means = ask.means(cursor, asked)
    last = {key: of[key][-1] for key in keys if of[key]}
    asked = [
        (*key, "", _middle(last[key], as_of), as_of, one.stated.min_n)
        for one, key in zip(found, keys, strict=True)
        if key in last
    ]
    since = ask.means(cursor, asked)
    lately = dict(zip((key for key in keys if key in last), since, strict=True))
    for i, (one, key) in enumerate(zip(found, keys, strict=True)):
        told = means[3 * i : 3 * i + 3]
        yield _with(one, of[key], told, lately.get(key), sizes.get(key, 0), as_of - period)


def _made_of_gaps(
    world: World, found: Sequence[Drifted], as_of: dt.datetime, period: dt.timedelta
) -> Iterable[Drifted]:
    """Their change points are not kept: they are found in the gap itself, all of it."""
    assert world.warehouse is not None
    rules = [gap_of(world, *one.key, as_of, one.signal) for one in found]
    asked = [Asked(rule, "", BEGINNING, as_of) for rule in rules if rule]
    gone = iter(courses(world.warehouse.cursor(), asked))
    for one, rule in zip(found, rules, strict=True):
        course = next(gone) if rule else Course(np.empty(0, np.int64), np.empty(0), 0)
        found_in = coarse.new_levels(course.at, course.value) if course.total else []
        changes = [_dated(one.stated.id, level) for level in found_in]
        means = [_mean(course, *window) for window in _windows(as_of, period)]
        lately = _mean(course, _middle(changes[-1], as_of), as_of) if changes else None
        yield _with(one, changes, means, lately, course.total, as_of - period)


def _dated(metric: str, level: coarse.Level) -> LevelChange:
    return LevelChange(metric, "", instant(level.at), level.before, level.after, level.confidence)


def _mean(course: Course, after: dt.datetime, until: dt.datetime) -> float | None:
    part = course.value[slice(*np.searchsorted(course.at, (micros(after), micros(until)), side="right"))]
    return float(part.mean()) if part.size else None


def _with(
    one: Drifted,
    changes: Sequence[LevelChange],
    means: Sequence[float | None],
    lately: float | None,
    size: int,
    start: dt.datetime,
) -> Drifted:
    now, before, last_year = means
    return replace(
        one, changes=tuple(changes), now=now, before=before, last_year=last_year, lately=lately, observations=size,
        recent=bool(changes) and _at(changes[-1]) > start,
    )  # fmt: skip


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
    return (not one.kpi, not one.recent, last is None, against, REACHES.index(one.reach), ago, one.state.title, one.key)
