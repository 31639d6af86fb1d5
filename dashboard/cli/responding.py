"""The verbs on what is done about breaches: the incidents."""

import argparse
import datetime as dt

from dashboard.cli.saying import CLEAN, FINDINGS, show
from dashboard.cli.verbs import tell_problems, with_numbers
from dashboard.practice import incident_report
from dashboard.practice.acting import acts_of
from dashboard.practice.incidents.case import cases


def incidents(asked: argparse.Namespace, now: dt.datetime) -> int:
    """Lists the incidents under way, and what waits for its post-mortem; one under way is a finding."""
    world = with_numbers(asked)
    at = world.now(now)
    acts = acts_of(world.workspace)
    found = cases(world, acts, at, None if asked.all else lambda incident: incident.state != "reviewed")
    document = [incident_report.incident_json(one) for one in found]
    show(asked, document, incident_report.of_incidents(found, world.library.people, at))
    tell_problems(world)
    return FINDINGS if world.problems or any(one.incident.under_way for one in found) else CLEAN
