"""The verbs on reviews and on what people did: sittings, agendas, minutes, calendars, actions, the ledger itself."""

import argparse
import datetime as dt
import json
from collections.abc import Iterator
from contextlib import contextmanager

from dashboard.cli.saying import CLEAN, FINDINGS, hand_over, show
from dashboard.cli.verbs import tell_problems, with_clock, with_numbers
from dashboard.errors import WorkspaceError, nearest
from dashboard.ledger.acts import SittingRef
from dashboard.ledger.audit import verify
from dashboard.ledger.state import NO_ACTS, Acts
from dashboard.ledger.store import Ledger
from dashboard.practice import calendars, review_report
from dashboard.practice.acting import acts_of, has_acts, open_acts
from dashboard.practice.minutes.html import as_html
from dashboard.practice.minutes.markdown import as_markdown
from dashboard.practice.minutes.signed import draft, signed
from dashboard.practice.minutes.told import Minutes
from dashboard.practice.recurrence import last_due
from dashboard.practice.sittings import Sitting, local_day, sitting, sittings, to_hold
from dashboard.practice.todo import overdue, todo
from dashboard.practice.world import World, open_world
from dashboard.workspace import find_workspace

FORMATS = ("html", "pdf", "md", "json")
DAY = dt.timedelta(days=1)


def reviews(asked: argparse.Namespace, now: dt.datetime) -> int:
    """Lists each review's sitting to hold now or next; one overdue, or missed just before, is a finding."""
    world = with_clock(asked)
    acts, at = acts_of(world.workspace), world.now(now)
    found = [(held, _missed(world, acts, held, at)) for held in to_hold(world, acts, at)]
    show(asked, [review_report.sitting_json(*pair) for pair in found], review_report.of_sittings(found, at))
    tell_problems(world)
    late = any(held.state == "overdue" or missed for held, missed in found)
    return FINDINGS if late or world.problems else CLEAN


def agenda(asked: argparse.Namespace, now: dt.datetime) -> int:
    """Lists what the sitting to hold now, or next, has to talk about; anything to talk about is a finding."""
    world = with_numbers(asked)
    at = world.now(now)
    with _ledger(world) as ledger:
        acts = ledger.state() if ledger else NO_ACTS
        drawn = draft(world, ledger, acts, _to_hold(world, acts, asked.review, at), at)
    show(asked, review_report.agenda_json(drawn.document), review_report.of_agenda(drawn))
    tell_problems(world)
    return FINDINGS if world.problems or drawn.items else CLEAN


def minutes(asked: argparse.Namespace, now: dt.datetime) -> int:
    """Writes the signed minutes of a sitting, or with --draft what they would be by now."""
    world = with_clock(asked)
    at = world.now(now)
    with _ledger(world) as ledger:
        acts = ledger.state() if ledger else NO_ACTS
        found = _minutes(world, ledger, acts, asked, at)
    format = "json" if asked.json else asked.format
    hand_over(_written(found, format), asked.output, terminal=format != "pdf")
    return CLEAN


def calendar(asked: argparse.Namespace, now: dt.datetime) -> int:
    """Writes the calendar (iCalendar) of a review, or of a person's sittings and actions."""
    if (asked.review is None) == (asked.person is None):
        raise WorkspaceError("calendar takes either SOP/REVIEW or --person ID")
    world = with_clock(asked)
    acts, at = acts_of(world.workspace), world.now(now)
    if asked.person is not None:
        content = calendars.person_calendar(world, acts, _person(world, asked.person), at)
    else:
        content = calendars.review_calendar(world, acts, *_named(world, acts, asked.review), at)
    hand_over(content, asked.output)
    return CLEAN


def actions(asked: argparse.Namespace, now: dt.datetime) -> int:
    """Lists the open actions, overdue ones first; one overdue is a finding."""
    world = with_clock(asked)
    people = world.library.people
    parties = (
        None if asked.person is None else {_person(world, asked.person), *calendars.teams_of(people, asked.person)}
    )
    found, today = todo(acts_of(world.workspace), parties), world.now(now).date()
    document = [review_report.action_json(action, today) for action in found]
    show(asked, document, review_report.of_actions(found, people, today))
    return FINDINGS if any(overdue(action, today) for action in found) else CLEAN


def audit(asked: argparse.Namespace, now: dt.datetime) -> int:
    """Says how long the ledger is and how it ends; `audit verify` checks that it is what was recorded."""
    with _ledger(open_world(find_workspace(asked.workspace))) as ledger:
        length, head = ledger.head() if ledger else (NO_ACTS.length, NO_ACTS.head)
        flaws = verify(ledger) if ledger and asked.what else []
    show(
        asked,
        review_report.audit_json(length, head, flaws if asked.what else None),
        review_report.of_audit(length, head, flaws if asked.what else None),
    )
    return FINDINGS if flaws else CLEAN


# --- which review, which sitting, which person


def _named(world: World, acts: Acts, name: str) -> tuple[str, str]:
    """SOP and review; those of the ledger too, though no file may state them any more."""
    known = {(ref.sop, ref.review) for ref in acts.sittings}
    for versions in world.library.sops.values():
        known |= {(versions.id, review.id) for version in versions.good for review in version.sop.reviews}
    sop, _, review = name.partition("/")
    if (sop, review) not in known:
        raise WorkspaceError(f"there is no review '{name}'{nearest(name, [f'{s}/{r}' for s, r in known])}")
    return sop, review


def _person(world: World, id: str) -> str:
    if world.library.people.get(id) is None:
        raise WorkspaceError(f"nobody has the id '{id}'{nearest(id, [p.id for p in world.library.people.people])}")
    return id


def _to_hold(world: World, acts: Acts, name: str, now: dt.datetime) -> Sitting:
    named = _named(world, acts, name)
    found = next((s for s in to_hold(world, acts, now) if (s.ref.sop, s.ref.review) == named), None)
    if found is None:
        raise WorkspaceError(f"{name} has no sitting to hold: no SOP in force asks for one")
    return found


def _missed(world: World, acts: Acts, held: Sitting, now: dt.datetime) -> Sitting | None:
    """The sitting just before that one, if nobody held it."""
    before = last_due(world.library.sops[held.ref.sop], held.ref.review, held.ref.at)
    found = sitting(world, acts, before.ref, now) if before else None
    return found if found and found.state == "missed" else None


def _minutes(world: World, ledger: Ledger | None, acts: Acts, asked: argparse.Namespace, now: dt.datetime) -> Minutes:
    """The minutes asked for, signed ones where there are. Raises WorkspaceError if there are none."""
    name, day = asked.review, None if asked.day is None else _day(asked.day)
    named = _named(world, acts, name)
    held = [ref for ref in acts.sittings if (ref.sop, ref.review) == named and acts.sittings[ref].signed]
    dated = {_local_day(world, acts, ref, now): ref for ref in sorted(held, key=lambda ref: ref.at)}
    if dated and not (asked.draft and day is None):
        chosen = dated.get(day or max(dated))
        if chosen and ledger and (found := signed(ledger, acts, world.library.people, chosen)):
            return found
    if asked.draft:
        if world.warehouse is None:
            with_numbers(asked)
        due = _to_hold(world, acts, name, now) if day is None else _of_day(world, acts, named, day, now)
        if due is None:
            raise WorkspaceError(f"{name} has no sitting on {day}")
        return draft(world, ledger, acts, due, now)
    if not dated or day is None:
        raise WorkspaceError(f"no minutes of {name} are signed yet; --draft gives them as they stand")
    near = min(dated, key=lambda one: abs(one - day))
    raise WorkspaceError(f"no minutes of {name} of {day} are signed; the nearest are of {near}, or --draft")


def _written(found: Minutes, format: str) -> bytes:
    if format == "pdf":
        from dashboard.practice.minutes.pdf import as_pdf  # no other verb waits for what it needs

        return as_pdf(found)
    if format == "json":
        return (json.dumps(review_report.minutes_json(found), indent=2, allow_nan=False) + "\n").encode()
    return (as_html(found) if format == "html" else as_markdown(found)).encode()


def _of_day(world: World, acts: Acts, named: tuple[str, str], day: dt.date, now: dt.datetime) -> Sitting | None:
    midnight = dt.datetime.combine(day, dt.time())  # a local day lies within a day of it in any zone
    found = sittings(world, acts, midnight - DAY, midnight + 2 * DAY, now)
    same = [s for s in found if (s.ref.sop, s.ref.review) == named and local_day(s.at, s.timezone) == day]
    return next(iter(same), None)


def _local_day(world: World, acts: Acts, ref: SittingRef, now: dt.datetime) -> dt.date:
    found = sitting(world, acts, ref, now)
    return local_day(ref.at, found.timezone) if found else ref.at.date()


def _day(text: str) -> dt.date:
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        raise WorkspaceError(f"'{text}' is not a day; write it like 2026-07-06") from None


@contextmanager
def _ledger(world: World) -> Iterator[Ledger | None]:
    """The ledger for as long as it is needed; None where there is none yet."""
    ledger = open_acts(world.workspace) if has_acts(world.workspace) else None
    try:
        yield ledger
    finally:
        if ledger:
            ledger.close()
