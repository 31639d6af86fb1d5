"""What was told is kept beside what people did: no agenda, sitting, incident or figure is another one for it."""

import datetime as dt

from dashboard.ledger.acts import MACHINE, Change, NoticeClaimed, NoticeSent, SittingOpened, SittingRef, SittingSigned
from dashboard.ledger.audit import verify
from dashboard.ledger.store import hash_of
from dashboard.practice.agenda import agenda
from dashboard.practice.incidents.case import cases
from dashboard.practice.looking_back import Scope, look_back
from dashboard.practice.sittings import to_hold
from dashboard.practice.telling.told import notices_of
from tests.practice.telling.conftest import HOUR, NOTIFICATIONS
from tests.worlds import NOW, REVIEWED

THIS = SittingRef(sop="assistant", review="weekly", at=NOW)


def test_telling_changes_nothing_but_what_was_told(desk):
    at = desk(REVIEWED, settings="repeat: 1h\n" + NOTIFICATIONS)
    at.act(SittingOpened(sitting=THIS), "cto")
    at.run()
    before = at.ledger.state()
    world = at.world
    looks = [
        lambda acts: agenda(world, acts, next(s for s in to_hold(world, acts, NOW) if s.ref == THIS), NOW),
        lambda acts: cases(world, acts, NOW),
        lambda acts: look_back(world, acts, Scope(NOW - dt.timedelta(days=90), NOW), NOW),
    ]
    claim = NoticeClaimed(
        notice="more", receiver="cto", channel="room", title="t",
        changes=(Change(kind="sitting soon", sitting=THIS), *next(iter(before.notices.values())).changes),
    )  # fmt: skip
    at.act(claim, MACHINE)
    at.act(NoticeSent(notice="more"), MACHINE)
    after = at.ledger.state()
    assert after.length == before.length + 2
    for look in looks:
        assert repr(look(after)) == repr(look(before))
    for part in ("handled", "sittings", "actions", "incidents", "belongings"):
        assert getattr(after, part) == getattr(before, part)
    assert verify(at.ledger) == []


def test_whoever_signs_is_not_told_that_something_changed_meanwhile(desk):
    at = desk(REVIEWED)
    at.act(SittingOpened(sitting=THIS), "cto")
    seen = at.ledger.length()
    at.run()
    assert at.ledger.length() > seen
    document = "{}"
    signed = SittingSigned(sitting=THIS, generation="g", digest="d", document_hash=hash_of(document))
    at.ledger.record(signed, "cto", NOW, NOW, seen=seen, document=document)
    assert at.ledger.state().proceedings(THIS).signed


def test_what_was_told_of_an_incident_a_breach_and_a_sitting_is_found(desk):
    at = desk(REVIEWED)
    at.run()
    at.run(5 * HOUR)
    acts = at.ledger.state()
    [incident] = acts.incidents.values()
    found = notices_of(acts, incident)
    assert {c.kind for n in found for c in n.changes} >= {"fired", "escalated", "step overdue"}
    assert [n.claimed.seq for n in found] == sorted((n.claimed.seq for n in found), reverse=True)
    assert {c.kind for n in notices_of(acts, incident.breaches[0]) for c in n.changes} >= {"fired", "escalated"}
    assert notices_of(acts, THIS) == ()
    assert len(notices_of(acts)) >= len(found)
