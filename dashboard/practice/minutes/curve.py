"""The curves of a sitting's items: what the chart of each series shows of the last months, small enough to be kept."""

import datetime as dt
import math
from collections import defaultdict
from collections.abc import Sequence

import pandas as pd

from dashboard.errors import WorkspaceError
from dashboard.history.rules import Rule
from dashboard.practice import points
from dashboard.practice.agenda import Item
from dashboard.practice.minutes.form import Curve
from dashboard.practice.trend import concerns, metric_in_force
from dashboard.practice.verdict import verdict
from dashboard.practice.world import World

SHOWN = dt.timedelta(days=120)
COLUMNS = 60  # in each of which at most four points are kept


class Curves:
    """The curves of one SOP's series up to `as_of` (naive UTC); a series that several items are about is read once."""

    def __init__(self, world: World, sop: str, as_of: dt.datetime):
        self.world, self.sop = world, sop
        self.start, self.end = as_of - SHOWN, as_of
        self._points: dict[tuple[str, str, str], pd.DataFrame] = {}
        self._rules: dict[str, list[Rule]] = defaultdict(list)
        for rule in world.rules:
            if rule.sop == sop and rule.start <= self.end and (rule.end is None or rule.end > self.start):
                self._rules[rule.metric].append(rule)
        rows = verdict(world, as_of).breaches
        near = (rows["sop"] == sop) & (rows["ended_at"].isna() | (rows["ended_at"] >= self.start))
        self._episodes: dict[tuple[str, str, str], list[tuple[dt.datetime, dt.datetime]]] = defaultdict(list)
        for row in rows[near].sort_values("since").to_dict("records"):
            ends = self.end if pd.isna(row["ended_at"]) else row["ended_at"]
            span = (_instant(max(row["since"], self.start)), _instant(ends))
            self._episodes[row["metric"], row["segment"], row["threshold"]].append(span)

    def of(self, item: Item) -> Curve | None:
        """The signal that the item's breach is about, else what the metric shows, with the enforced bounds on that.

        None for an item that is about no metric, or one of which there is nothing to draw.
        """
        try:
            _, stated = metric_in_force(self.world, self.sop, item.metric, self.end)
        except WorkspaceError:
            return None
        own = [rule for rule in self._rules[stated.id] if concerns(rule.signal, item.segment)]
        shown = "value" if stated.source else next((rule.signal.name for rule in own), "value")
        signal = item.breach.signal if item.breach else shown
        key = (stated.id, item.segment, signal)
        if key not in self._points:
            self._points[key] = self._read(*key, own)
        drawn = self._points[key]
        bounds = [
            rule
            for rule in own
            if rule.stage == "enforced"
            and rule.signal.name == signal
            and (item.breach is None or rule.threshold == item.breach.threshold)
        ]
        thresholds = dict.fromkeys(rule.threshold for rule in bounds)
        spans = [span for t in thresholds for span in self._episodes[stated.id, item.segment, t]]
        return None if drawn.empty else Curve(
            unit=stated.unit,
            signal=signal,
            at=tuple(_instant(at) for at in drawn["at"]),
            values=tuple(float(v) if math.isfinite(v) else None for v in drawn["value"]),
            evidence=tuple(bool(known) for known in drawn["evidence"]),
            bounds=tuple(
                (max(r.start, self.start), min(r.end or self.end, self.end), r.lower, r.upper, r.level) for r in bounds
            ),
            breaches=tuple(sorted(spans)),
        )  # fmt: skip

    def _read(self, metric: str, segment: str, signal: str, own: Sequence[Rule]) -> pd.DataFrame:
        if signal == "value":
            versions = self.world.library.sops[self.sop]
            return points.observed(self.world, versions, metric, segment, self.start, self.end, COLUMNS)[0]
        of_it = [rule for rule in own if rule.signal.name == signal]
        found = points.courses(self.world, of_it, segment, self.start, self.end, COLUMNS)
        return found[signal][0].assign(evidence=True) if signal in found else points.none()


def _instant(at: dt.datetime) -> dt.datetime:
    found: dt.datetime = pd.Timestamp(at).to_pydatetime()
    return found
