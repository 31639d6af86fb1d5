"""The verbs on how it goes: how soon breaches are answered, and which thresholds cry wolf."""

import argparse
import datetime as dt

from dashboard.cli.saying import CLEAN, FINDINGS, show
from dashboard.cli.verbs import instant, tell_problems, with_numbers
from dashboard.practice import measuring_report
from dashboard.practice.acting import acts_of
from dashboard.practice.noise import noise
from dashboard.practice.response_times import BY, response_times
from dashboard.practice.scope import Scope
from dashboard.practice.world import World

BEGINNING = dt.datetime(1970, 1, 1)


def times(asked: argparse.Namespace, now: dt.datetime) -> int:
    """Says how soon incidents were acknowledged and resolved, and their steps done; one waiting is a finding."""
    world = with_numbers(asked)
    at, by = world.now(now), BY[asked.by]
    seen = response_times(world, acts_of(world.workspace), _scope(world, asked, at), at)
    show(asked, measuring_report.response_json(seen, by), measuring_report.of_response(seen, by, asked.by))
    tell_problems(world)
    waiting = seen.incidents["acknowledge_hours"].isna().any()
    return FINDINGS if world.problems or waiting else CLEAN


def wolves(asked: argparse.Namespace, now: dt.datetime) -> int:
    """Lists the thresholds that fired, the noisiest first; one that a review can do something about is a finding."""
    world = with_numbers(asked)
    at = world.now(now)
    seen = noise(world, acts_of(world.workspace), _scope(world, asked, at), at)
    show(asked, measuring_report.noise_json(seen), measuring_report.of_noise(seen, at))
    tell_problems(world)
    return FINDINGS if world.problems or any(t.reasons for t in seen.thresholds) else CLEAN


def _scope(world: World, asked: argparse.Namespace, at: dt.datetime) -> Scope:
    """From --since (all without it) up to now, of --sop (all without it)."""
    sop = asked.sop or ""
    if sop:
        world.law(sop)
    start = BEGINNING if asked.since is None else instant(asked.since, "--since")
    return Scope(min(start, at), at + dt.timedelta(microseconds=1), sop)
