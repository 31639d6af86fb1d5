"""A world in which people respond: satisfaction cries wolf every five days, chat accuracy is nobody's.

Three incidents: answered on the day and reviewed; ended by itself before anybody saw it; not acknowledged at all.
"""

import datetime as dt
from pathlib import Path

from dashboard.ledger import acts
from dashboard.practice.acting import open_acts
from dashboard.practice.incidents.opening import open_due
from dashboard.practice.world import World
from tests.worlds import NOW, Row, bad_rows, day, make_world

HOUR, DAY = dt.timedelta(hours=1), dt.timedelta(days=1)
WOLF = (31, 26, 21, 16)  # how many days ago satisfaction was low, each time for a day
MIDNIGHT = NOW.replace(hour=0)
FIRST, SECOND, THIRD = (MIDNIGHT - ago * DAY + 6 * HOUR for ago in (31, 26, 11))  # when the check ran


def wolf_rows() -> list[Row]:
    """As `bad_rows`, with satisfaction low for a day, four times."""
    low = {day(ago) for ago in WOLF}
    return [
        (at, metric, 3.9 if metric == "satisfaction" and at in low else value, *rest)
        for at, metric, value, *rest in bad_rows()
    ]


def responding(tmp_path: Path) -> World:
    """The world, with its ledger."""
    world = make_world(tmp_path, rows=wolf_rows())
    ledger = open_acts(world.workspace)

    def do(by: str, act: acts.AnyAct, at: dt.datetime) -> None:
        ledger.record(act, by, at, at)

    [opened] = [e.act for e in open_due(world, ledger, FIRST, FIRST) if isinstance(e.act, acts.IncidentOpened)]
    first = opened.incident
    do("ola", acts.IncidentAcknowledged(incident=first), FIRST + 2 * HOUR)
    do("ola", acts.StepDone(incident=first, step="find"), FIRST + 4 * HOUR)
    do("cto", acts.StepSkipped(incident=first, step="undo", comment="No release"), FIRST + 5 * HOUR)
    do("ola", acts.IncidentResolved(incident=first, comment="Over"), FIRST + 20 * HOUR)
    written = acts.PostMortemWritten(incident=first, happened="A low day", cause="Chance", lessons=("nothing",))
    do("ola", written, FIRST + 30 * HOUR)
    do("cto", acts.IncidentReviewed(incident=first), FIRST + 40 * HOUR)
    [opened] = [e.act for e in open_due(world, ledger, SECOND, SECOND) if isinstance(e.act, acts.IncidentOpened)]
    do("ola", acts.StepDone(incident=opened.incident, step="find"), SECOND + 30 * HOUR)
    do("ola", acts.IncidentResolved(incident=opened.incident, comment="Over by itself"), SECOND + 31 * HOUR)
    open_due(world, ledger, THIRD, THIRD)
    ledger.close()
    return world
