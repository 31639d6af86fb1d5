"""A threshold that fires every week calls somebody every week, and soon nobody comes: it is too tight, or not acted on.

Passing: the ceiling of latency was broken twice in the last month, in one week.

Failing: the ceiling of latency was broken on each of the last four Mondays, and was met again each Tuesday.
"""

import datetime as dt
from collections.abc import Iterator

from dashboard.ledger.state import Acts
from dashboard.practice.verdict import verdict
from dashboard.practice.world import World
from dashboard.sop.lint.finding import Finding, Severity, remark, thresholds

NAME = "fires-weekly"
LEVEL: Severity = "warning"

WEEK = dt.timedelta(weeks=1)
WEEKS = 4


def find(world: World, acts: Acts, now: dt.datetime) -> Iterator[Finding]:
    """One finding an enforced threshold that fired, in any segment, in each of the last WEEKS weeks."""
    if world.warehouse is None:
        return
    held = verdict(world, now).breaches
    fired: dict[tuple[str, str, str], set[int]] = {}
    for row in held[held["fired_at"] > now - WEEKS * WEEK].to_dict("records"):
        week = (now - row["fired_at"].to_pydatetime()) // WEEK
        fired.setdefault((row["sop"], row["metric"], row["threshold"]), set()).add(week)
    for version, i, metric, j, threshold in thresholds(world.library):
        weeks = fired.get((version.sop.sop, metric.id, threshold.id), set())
        if threshold.stage == "enforced" and len(weeks) == WEEKS:
            message = f"'{threshold.id}' of '{metric.id}' fired in each of the last {WEEKS} weeks; is it too tight?"
            yield remark(NAME, LEVEL, version, message, "metrics", i, "thresholds", j)
