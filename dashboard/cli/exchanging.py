"""The verbs on what other systems hold: alerting rules made from the SOPs, and drafts of SOPs made from theirs."""

import argparse
import datetime as dt
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from dashboard.cli.saying import CLEAN, FINDINGS, hand_over, say, show
from dashboard.cli.verbs import tell_problems, with_clock
from dashboard.errors import WorkspaceError
from dashboard.practice.exchange import told
from dashboard.practice.exchange.importing import import_files
from dashboard.practice.exchange.to_prometheus import prometheus_rules
from dashboard.sop.fields import Id

SYSTEMS = ("prometheus",)


def export(asked: argparse.Namespace, now: dt.datetime) -> int:
    """Writes the thresholds of an SOP, or of all, as alerting rules; what they cannot say is listed, and a finding."""
    world = with_clock(asked)
    rules = prometheus_rules(world, world.now(now), asked.sop)
    if asked.output or not asked.json:
        hand_over(rules.text.encode(), asked.output)
    if asked.json:
        show(asked, told.export_json(rules, asked.output), "")
    else:
        for line in told.of_export(rules):
            say(line)
    tell_problems(world)
    return FINDINGS if rules.left_out or world.problems else CLEAN


def import_(asked: argparse.Namespace, now: dt.datetime) -> int:
    """Makes a draft of an SOP from Prometheus rule files and OpenSLO documents; what is left out is listed."""
    if asked.workspace is not None:
        raise WorkspaceError("import takes no --workspace: --into says into which one the draft goes")
    if (asked.into is None) == (asked.output is None):
        raise WorkspaceError("import takes either --into DIR or --output FILE")
    if asked.sop is not None:
        try:
            TypeAdapter(Id).validate_python(asked.sop)
        except ValidationError as error:
            raise WorkspaceError(f"--sop: {error.errors()[0]['msg'].removeprefix('Value error, ')}") from None
    into, output = (Path(path) if path is not None else None for path in (asked.into, asked.output))
    done = import_files([Path(file) for file in asked.files], now, into, output, asked.sop)
    show(asked, told.import_json(done), told.of_import(done))
    return FINDINGS if done.left_out else CLEAN
