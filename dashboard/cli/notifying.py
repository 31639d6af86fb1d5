"""The verb on what people are told: what did not go out, a test, another try."""

import argparse
import datetime as dt
from dataclasses import replace

from dashboard.cli.saying import CLEAN, FINDINGS, say, show
from dashboard.cli.telling import tell_now
from dashboard.cli.verbs import with_clock
from dashboard.errors import WorkspaceError, nearest
from dashboard.ledger.acts import MACHINE
from dashboard.notify.channel import Message
from dashboard.practice import wording
from dashboard.practice.acting import acts_of, open_acts
from dashboard.practice.telling.reading import Settings, settings_of
from dashboard.practice.telling.report import notice_json, of_notices, of_outcome, outcome_json
from dashboard.practice.telling.routes import ways
from dashboard.practice.telling.run import Outcome, again, attempt
from dashboard.practice.telling.told import TO_SEE, notices_of, state_of
from dashboard.practice.world import World

TEST = Message(
    "A test of how you are told",
    "This is a test. Nothing has happened.",
    "<p>This is a test. Nothing has happened.</p>",
)


def notify(asked: argparse.Namespace, now: dt.datetime) -> int:
    """Lists the messages that did not go out; --test sends one to a person or team, --retry sends those that failed."""
    world = with_clock(asked)
    settings = settings_of(world.workspace, world.library.people)
    for problem in (*settings.problems, *settings.warnings):
        say(str(problem))
    if asked.test is not None:
        return _test(world, settings, asked, now)
    if asked.retry:
        return _retry(world, settings, asked, now)
    acts = acts_of(world.workspace)
    found = [n for n in notices_of(acts) if asked.all or state_of(acts, n, now) in TO_SEE]
    document = [notice_json(acts, notice, now) for notice in found]
    show(asked, document, of_notices(acts, found, world.library.people, now) if found else _none(asked))
    return FINDINGS if any(state_of(acts, n, now) in TO_SEE for n in found) or settings.problems else CLEAN


def _none(asked: argparse.Namespace) -> str:
    return "nobody was told anything yet" if asked.all else "every message went out"


def _test(world: World, settings: Settings, asked: argparse.Namespace, now: dt.datetime) -> int:
    people = world.library.people
    if people.get(asked.test) is None:
        raise WorkspaceError(f"nobody has the id '{asked.test}'{nearest(asked.test, [p.id for p in people.people])}")
    outcomes = []
    for each in ways(people, settings, asked.test, world.now(now).date()):
        if each.why:
            outcomes.append(Outcome(each.receiver, each.name, "", TEST.title, 0, each.why))
        for channel in each.channels:
            done = Outcome(each.receiver, each.name, channel.id, TEST.title, 0)
            error = attempt(settings, channel, each.email, TEST)
            outcomes.append(replace(done, why=str(error)) if error else done)
    said = [f"sent to {o.name} ({o.channel})" if o.why is None else f"not sent: {o.why}" for o in outcomes]
    show(asked, [outcome_json(outcome) for outcome in outcomes], "\n".join(said))
    return FINDINGS if any(outcome.why for outcome in outcomes) else CLEAN


def _retry(world: World, settings: Settings, asked: argparse.Namespace, now: dt.datetime) -> int:
    """What failed, or is not known to have gone out, is told again, as far as it is still so."""
    ledger = open_acts(world.workspace)
    try:
        released = again(world, ledger, now, MACHINE)
    finally:
        ledger.close()
    done = tell_now(world, settings, now)
    text = [f"{wording.counted(released, 'message')} taken back, to be told again as far as it is still so"]
    text += [of_outcome(outcome) for outcome in done.outcomes]
    show(asked, [outcome_json(outcome) for outcome in done.outcomes], "\n".join(text))
    for remark in done.remarks:
        say(remark)
    return FINDINGS if any(outcome.why for outcome in done.outcomes) else CLEAN
