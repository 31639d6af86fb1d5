"""After a release or a grave incident the procedure is looked at again: a review is signed, or a version follows.

Passing: an incident on Monday, the weekly review signed on Wednesday.

Failing: a release in September, no review signed and no new version since, and it is November.
"""

import datetime as dt
from collections.abc import Iterator

import pandas as pd

from dashboard.history import read
from dashboard.ledger.state import Acts
from dashboard.practice import wording
from dashboard.practice.sittings import kept_since
from dashboard.practice.world import World
from dashboard.sop.lint.finding import Finding, Severity, newest, remark

NAME = "not-reviewed-since"
LEVEL: Severity = "warning"

PATIENCE = dt.timedelta(days=35)  # a monthly review has had its turn
GRAVE = {"critical", "high", "major", "sev1", "sev2", "p1", "p2"}


def find(world: World, acts: Acts, now: dt.datetime) -> Iterator[Finding]:
    """One finding an SOP whose reviews are kept here: the last release or grave incident that nobody looked at."""
    kept = {sop for sop, _ in kept_since(acts)}
    for version in newest(world.library):
        sop = version.sop.sop
        if world.warehouse is None or sop not in kept:
            continue
        signed = [held.signed.at for ref, held in acts.sittings.items() if ref.sop == sop and held.signed]
        begun = [v.effective_at for v in world.library.sops[sop].good if v.effective_at <= now]
        looked = max([*signed, *begun], default=None)
        if looked is None:
            continue
        events = read.events(world.warehouse.cursor(), sop, looked, now - PATIENCE)
        grave = (events["kind"] == "incident") & events["severity"].str.lower().isin(GRAVE)
        told = events[(grave | (events["kind"] == "deployment")) & (events["at"] > looked)]
        if len(told):
            last = told.iloc[-1]
            at = pd.Timestamp(last["at"]).to_pydatetime()
            what = "release" if last["kind"] == "deployment" else "incident"
            message = f"nobody has reviewed the procedure since the {what} “{last['title']}” ({wording.day(at, now)})"
            yield remark(NAME, LEVEL, version, message)
