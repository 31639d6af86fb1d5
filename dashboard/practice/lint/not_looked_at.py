"""A metric that nobody looked at for a quarter is kept by nobody: its review was not signed, no breach of it answered.

A review that is late by its own cycle is told of by `not-reviewed`, a metric without one by `no-review`; not once more.

Passing: the yearly review of fairness was signed in March; in October its owner acknowledged a breach of parity.

Failing: the yearly review of fairness was signed in March, it is October, and nobody has looked at parity since.
"""

import datetime as dt
from collections.abc import Iterator

from dashboard.ledger.state import Acts, Mark
from dashboard.practice import wording
from dashboard.practice.lint import not_reviewed
from dashboard.practice.sittings import kept_since
from dashboard.practice.world import World
from dashboard.sop.lint.finding import Finding, Severity, metrics, remark
from dashboard.sop.versions import Versions

NAME = "not-looked-at"
LEVEL: Severity = "warning"

QUARTER = dt.timedelta(days=92)


def find(world: World, acts: Acts, now: dt.datetime) -> Iterator[Finding]:
    """One finding a metric of an SOP whose reviews are kept here, and that stated it, for all of the quarter."""
    since = now - QUARTER
    kept = {sop for (sop, _), first in kept_since(acts).items() if first <= since}
    late = {(finding.of, finding.path[1]) for finding in not_reviewed.find(world, acts, now)}
    looked = _looked(acts)
    for version, i, metric in metrics(world.library):
        sop, reviews = version.sop.sop, [review.id for review in version.sop.reviews]
        if sop not in kept or metric.review not in reviews or (version.file, reviews.index(metric.review)) in late:
            continue
        known = [at for key in ((sop, "review", metric.review), (sop, "metric", metric.id)) if (at := looked.get(key))]
        last = max(known, default=None)
        if (last is None or last < since) and _stated(world.library.sops[sop], metric.id, since):
            when = f"since {wording.day(last, now)}" if last else "since reviews are kept here"
            message = f"nobody has looked at '{metric.id}' {when}: its review was not signed, no breach of it answered"
            yield remark(NAME, LEVEL, version, message, "metrics", i)


def _looked(acts: Acts) -> dict[tuple[str, str, str], dt.datetime]:
    """When somebody last signed each review, and answered a breach or an incident of each metric."""
    found: dict[tuple[str, str, str], dt.datetime] = {}
    for key, mark in _seen(acts):
        if mark:
            found[key] = max(mark.at, found.get(key, mark.at))
    return found


def _seen(acts: Acts) -> Iterator[tuple[tuple[str, str, str], Mark | None]]:
    for ref, held in acts.sittings.items():
        yield (ref.sop, "review", ref.review), held.signed
    for thing, mark in acts.touched.items():
        if thing[0] in ("acknowledgement", "acceptance"):
            yield (str(thing[1]), "metric", str(thing[2])), mark
    for incident in acts.incidents.values():
        for breach in incident.breaches:
            for answer in (incident.acknowledged, incident.started, incident.resolved, incident.reviewed):
                yield (breach.sop, "metric", breach.metric), answer


def _stated(versions: Versions, metric: str, since: dt.datetime) -> bool:
    law = versions.in_force(since)
    return law is not None and law.metric(metric) is not None
