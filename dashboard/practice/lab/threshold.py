"""Which threshold is in the lab, how the law states it now, and how it reads once something of it is moved."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Any, Literal, TypeVar, get_args

import numpy as np
from pydantic import ValidationError

from dashboard.errors import WorkspaceError, nearest
from dashboard.history import trying
from dashboard.history.episodes import Floats
from dashboard.history.rules import Rule, short
from dashboard.history.trying import Evidence
from dashboard.practice.exchange import yamltext
from dashboard.practice.rules import rule, signal
from dashboard.practice.trend import metric_in_force
from dashboard.practice.world import World
from dashboard.sop import fields, model
from dashboard.sop.versions import Versions

Found = TypeVar("Found")
Side = Literal["lower", "upper"]
SIDES: tuple[Side, ...] = get_args(Side)
SIGNALS = ("value", "mean 7d", "mean 28d", "change 7d", "change 28d")
ALWAYS = dt.datetime(1, 1, 1)  # the threshold under trial is judged as if it had always been so
KEPT = 16  # signals whose evidence, and thresholds whose judgement, are kept in memory
DIGITS = 3


@dataclass(frozen=True)
class Edit:
    """What is moved of a threshold; None leaves it as the law states it.

    `signal` as its name has it ('value', 'mean 7d', 'change 28d'); on another signal a bound that is not given is put
    where as large a share of the evidence lies beyond it as beyond today's. `lower`, `upper` in the unit of the signal.
    `margin`: a point has recovered so far inside of the bound or further. `for_` and `recover_for` as in the SOP file.
    """

    signal: str | None = None
    lower: float | None = None
    upper: float | None = None
    margin: float | None = None
    for_: int | dt.timedelta | None = None
    recover_for: int | None = None
    level: str | None = None

    def without(self, side: Side) -> "Edit":
        """The same with the bound of that side left where it is."""
        return replace(self, lower=None) if side == "lower" else replace(self, upper=None)


@dataclass(frozen=True)
class Subject:
    """One threshold as the SOP in force at the as-of time states it, or the newest version that has its metric."""

    versions: Versions
    sop: model.Sop
    metric: model.Metric
    threshold: model.Threshold

    @property
    def sides(self) -> tuple[Side, ...]:
        """The bounds it has."""
        return tuple(side for side in SIDES if getattr(self.threshold, side) is not None)

    @property
    def signals(self) -> tuple[str, ...]:
        """The names of the signals it can be tried on; a metric made of gaps has the gap alone."""
        own = self.rule(self.threshold).signal.name
        return tuple(dict.fromkeys((own, *SIGNALS))) if self.metric.source else (own,)

    def rule(self, threshold: model.Threshold) -> Rule:
        """The threshold as a rule that has always been in force."""
        return rule(self.sop, self.metric, threshold, ALWAYS, None)


def subject(world: World, sop: str, metric: str, threshold: str, as_of: dt.datetime) -> Subject:
    """Raises WorkspaceError, with the nearest right name, for an SOP, metric or threshold that there is not."""
    versions, stated = metric_in_force(world, sop, metric, as_of)
    law = versions.in_force(as_of) or versions.good[0].sop
    if law.metric(metric) is None:
        law = next(v.sop for v in reversed(versions.good) if v.sop.metric(metric) is stated)
    known = {t.id: t for t in stated.thresholds}
    if threshold not in known:
        raise WorkspaceError(f"{metric} has no threshold '{threshold}'{nearest(threshold, known)}")
    return Subject(versions, law, stated, known[threshold])


def edited(world: World, of: Subject, edit: Edit, as_of: dt.datetime) -> model.Threshold:
    """The threshold with the edit made. Raises WorkspaceError, in the SOP's own words, if it cannot be one."""
    stated, now = of.threshold, of.rule(of.threshold).signal.name
    moved: dict[str, Any] = stated.model_dump(by_alias=True, exclude_none=True, exclude_unset=True)
    recover = moved["recover"] = dict(moved.get("recover", {}))
    held = edit.signal or now
    if held != now:
        if held not in of.signals:
            raise WorkspaceError(f"there is no signal '{held}' here{nearest(held, of.signals)}")
        kind, _, window = held.partition(" ")
        moved |= {"signal": {kind: window} if window else None}
    for side in of.sides:
        given, own = getattr(edit, side), getattr(stated, side)
        if given is None and edit.margin is None and held == now:
            continue
        inner = stated.recover_bounds[SIDES.index(side)]
        margin = edit.margin if edit.margin is not None else abs(inner - own) if held == now else 0.0
        bound = given if given is not None else own if held == now else _as_often(world, of, side, moved, as_of)
        moved[side] = bound
        recover.pop(side, None)
        if margin:
            recover[side] = inside(bound, margin, side)
    if edit.for_ is not None:
        moved["for"] = edit.for_
    if edit.recover_for is not None:
        recover["for"] = edit.recover_for
    if edit.level is not None:
        moved["level"] = edit.level
    try:
        return model.Threshold.model_validate(moved)
    except ValidationError as refused:
        said = refused.errors()[0]
        place = ".".join(str(part) for part in said["loc"] if isinstance(part, str) and part in moved)
        message = said["msg"].removeprefix("Value error, ")
        raise WorkspaceError(f"{place}: {message}" if place else message) from None


def held_evidence(world: World, of: Subject, threshold: model.Threshold, as_of: dt.datetime) -> Evidence:
    """The evidence of the threshold's signal over the whole history up to `as_of`, read once and remembered."""
    if world.warehouse is None:
        return Evidence((), (0,), np.empty(0, np.int64), np.empty(0))
    key = (of.sop.sop, of.metric.id, of.rule(threshold).signal, of.metric.min_n, as_of)
    cursor = world.warehouse.cursor()
    return kept(world, key, lambda: trying.evidence(cursor, _stretches(of, threshold), as_of))


def kept(world: World, key: object, make: Callable[[], Found]) -> Found:
    """What `make` gives, made once for that key and remembered with the world."""
    with world.lock:
        if key in world.tried:
            world.tried.move_to_end(key)
            found: Found = world.tried[key]
            return found
    found = make()
    with world.lock:
        world.tried[key] = found
        while len(world.tried) > KEPT:
            world.tried.popitem(last=False)
    return found


def _stretches(of: Subject, threshold: model.Threshold) -> list[Rule]:
    """The rule from source to source of its metric, as the versions moved it; before the first, as the first has it."""
    whole = of.rule(threshold)
    spans = [(start, sop, metric) for sop, start, _ in of.versions.spans() if (metric := sop.metric(of.metric.id))]
    moved = [(start, (metric.source, signal(sop, metric, threshold).of_source)) for start, sop, metric in spans]
    fed = [next(group) for _, group in groupby(moved, key=lambda one: one[1])]
    edges = [ALWAYS, *(start for start, _ in fed[1:]), None]
    return [
        replace(whole, source=source, signal=replace(whole.signal, of_source=other), start=start or ALWAYS, end=end)
        for (_, (source, other)), start, end in zip(fed, edges, edges[1:], strict=False)
    ]


def _as_often(world: World, of: Subject, side: Side, moved: dict[str, Any], as_of: dt.datetime) -> float:
    """The bound on the new signal that as large a share of the evidence lies beyond as lies beyond today's now."""
    now = held_evidence(world, of, of.threshold, as_of).signal
    other = model.Threshold.model_validate(
        {"id": "other", "level": "warning", side: 0.0, "signal": moved["signal"], "for": 1}
    )
    then = held_evidence(world, of, other, as_of).signal
    own = getattr(of.threshold, side)
    share = float(np.mean(now < own if side == "lower" else now > own)) if now.size else 0.0
    if not then.size:
        return 0.0
    return round(float(np.quantile(then, share if side == "lower" else 1 - share)), digits_of(then))


def inside(bound: float, margin: float, side: Side) -> float:
    """Where a point has recovered that must lie `margin` within the bound, without the dust of adding doubles."""
    return float(f"{bound + (margin if side == 'lower' else -margin):.12g}")


def digits_of(signal: Floats) -> int:
    """The decimals in which a bound on the signal is worth stating: a thousandth of what all but 2 % of it span."""
    if not signal.size:
        return DIGITS
    low, high = np.quantile(signal, (0.01, 0.99))
    spread = float(high - low) or float(np.ptp(signal)) or abs(float(signal[0])) or 1.0
    return min(max(DIGITS - 1 - int(np.floor(np.log10(spread))), 0), 12)


def written(threshold: model.Threshold) -> str:
    """The threshold as a line of the SOP file, to be put in place of the one it has now."""
    stated = threshold.model_dump(by_alias=True, exclude_none=True, exclude_defaults=True)
    plain = {key: _plain(part) for key, part in stated.items()}
    return f"- {yamltext.flow(plain)}"


def _plain(part: Any) -> Any:
    if isinstance(part, dict):
        return {key: _plain(inner) for key, inner in part.items()}
    if isinstance(part, dt.timedelta):
        return short(part)
    return int(part) if isinstance(part, float) and part.is_integer() and abs(part) < 1e15 else part


def for_of(text: str) -> int | dt.timedelta:
    """'2' or '3d', as the SOP file has it. Raises WorkspaceError."""
    text = text.strip()
    try:
        return fields.count_or_duration(int(text) if text.isdigit() else text)
    except ValueError as refused:
        raise WorkspaceError(f"for: {refused}") from None


def for_text(for_: int | dt.timedelta) -> str:
    """The same as text."""
    return str(for_) if isinstance(for_, int) else short(for_)
