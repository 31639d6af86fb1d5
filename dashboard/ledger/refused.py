"""That an act was refused, and why."""

import datetime as dt

from dashboard.errors import DashboardError
from dashboard.ledger.state import Mark


class Refused(DashboardError):
    """The act was not recorded. `what` says why; `mark` is the act that was there first, if it was one."""

    def __init__(self, what: str, mark: Mark | None = None):
        self.what, self.mark = what, mark
        super().__init__(f"{what} by {mark.by} at {time_of(mark.at)}" if mark else what)


def time_of(at: dt.datetime) -> str:
    """10:04 on 2026-03-16 UTC"""
    return f"{at:%H:%M} on {at:%Y-%m-%d} UTC"
