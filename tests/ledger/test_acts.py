"""Acts: what they are called, what they concern, and how they are kept."""

import datetime as dt

import pytest
from pydantic import ValidationError

from dashboard.ledger import acts
from dashboard.ledger.acts import ACT, BreachRef, EventRef, SittingRef, name_of
from tests.ledger.cast import ACKNOWLEDGED, ACTION, DAY, DONE, MONDAY, RECALL, REVIEW, SIGNED, accepted, decided, noted


def breach(**changed) -> BreachRef:
    return RECALL.model_copy(update=changed)


def test_a_breach_and_a_sitting_are_named_in_one_line():
    assert name_of(RECALL) == "triage/recall/floor/channel=chat,locale=de/2026-03-13T10:04:00Z"
    assert name_of(REVIEW) == "triage/weekly/2026-03-16T10:04Z"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (breach(metric="a/b", threshold="c"), breach(metric="a", threshold="b/c")),
        (breach(metric="a/b", threshold="c"), breach(metric="a%2Fb", threshold="c")),
        (breach(since=MONDAY), breach(since=MONDAY + dt.timedelta(microseconds=1))),
        (REVIEW, REVIEW.model_copy(update={"at": MONDAY + dt.timedelta(seconds=1)})),
        (SittingRef(sop="a/b", review="c", at=MONDAY), SittingRef(sop="a", review="b/c", at=MONDAY)),
    ],
)
def test_no_two_share_a_name(one, other):
    assert name_of(one) != name_of(other)


def test_notes_on_two_items_do_not_concern_one_another():
    assert not {*noted("a", "i1").concerns} & {*noted("b", "i2").concerns}


def test_a_decision_on_a_breach_concerns_its_acceptance():
    assert {*decided("accept").concerns} & {*accepted().concerns}


def test_an_instant_with_a_time_zone_is_refused():
    with pytest.raises(ValidationError, match="timezone"):
        SittingRef(sop="triage", review="weekly", at=MONDAY.replace(tzinfo=dt.UTC))


@pytest.mark.parametrize("act", [ACKNOWLEDGED, accepted(), decided("accept"), noted("é\n…"), SIGNED, ACTION, DONE])
def test_an_act_is_read_back_as_it_was_written(act):
    assert ACT.validate_json(ACT.dump_json(act)) == act


def test_every_act_says_what_it_concerns_and_what_was_said():
    plain = {"breach": RECALL, "sitting": REVIEW, "item": "i1", "text": "words", "comment": "words", "who": "bo",
             "until": MONDAY, "people": (), "decision": "act", "generation": "", "digest": "", "document_hash": "",
             "action": "a1", "what": "Look", "due": MONDAY.date(), "hop": 1, "after": DAY, "to": "bo",
             "incident": "n1", "sop": "triage", "title": "Recall", "level": "warning", "step": "look",
             "event": EventRef(kind="deployment", at=MONDAY, title="2.1"), "happened": "It fell", "cause": "2.1",
             "lessons": ("nothing",), "notice": "m1", "receiver": "mei", "channel": "mail", "can_pass": True,
             "changes": (acts.Change(kind="fired", breach=RECALL),), "proposal": "p1", "base": MONDAY.date(),
             "base_digest": "", "effective_from": MONDAY.date(), "revision": 1}  # fmt: skip
    for kind in acts.AnyAct.__args__:
        act = kind(**{name: plain[name] for name in kind.model_fields if name in plain})
        assert act.said == ("words" if {"comment", "text"} & {*kind.model_fields} else ""), kind
        assert act.concerns or kind in (acts.SittingCorrected, acts.StepCommented, acts.ProposalDiscussed), kind
