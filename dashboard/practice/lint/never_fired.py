"""A threshold that has not fired in a year is either never in danger or too far out to be of use.

Passing: accuracy has a floor of 88 % and was below it in spring.

Failing: latency has had a ceiling of 30 s for two years, and has never been above 3 s.
"""

import datetime as dt
from collections.abc import Iterator

from dashboard.history import ask
from dashboard.ledger.state import Acts
from dashboard.practice.verdict import verdict
from dashboard.practice.world import World
from dashboard.sop.lint.finding import Finding, Severity, remark, thresholds
from dashboard.sop.versions import Versions

NAME = "never-fired"
LEVEL: Severity = "advice"

YEAR = dt.timedelta(days=365)


def find(world: World, acts: Acts, now: dt.datetime) -> Iterator[Finding]:
    """One finding an enforced threshold that held, with numbers to hold it against, for all of the year."""
    if world.warehouse is None:
        return
    since = now - YEAR
    known = ask.last_observations(world.warehouse.cursor(), now)
    old = set(known[known["first_at"] <= since]["metric"])
    held = verdict(world, now).breaches
    lately = held[held["ended_at"].isna() | (held["ended_at"] > since)]
    fired = set(lately[["sop", "metric", "threshold"]].itertuples(index=False, name=None))
    for version, i, metric, j, threshold in thresholds(world.library):
        measured = (threshold.signal.of if threshold.signal and threshold.signal.of else metric.id) in old
        if threshold.stage != "enforced" or not measured or (version.sop.sop, metric.id, threshold.id) in fired:
            continue
        if _stated(world.library.sops[version.sop.sop], metric.id, threshold.id, since, now):
            message = f"'{threshold.id}' of '{metric.id}' has not fired in a year; is it too far out?"
            yield remark(NAME, LEVEL, version, message, "metrics", i, "thresholds", j)


def _stated(versions: Versions, metric: str, threshold: str, since: dt.datetime, now: dt.datetime) -> bool:
    """Whether every version in force between the two instants states the threshold, from the first of them on."""
    first = versions.version_at(since)
    if first is None:
        return False
    laws = [v.sop.metric(metric) for v in versions.good if first.effective_at <= v.effective_at <= now]
    return all(law is not None and any(t.id == threshold for t in law.thresholds) for law in laws)
