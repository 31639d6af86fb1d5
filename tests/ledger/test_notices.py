"""The life of a notice: claimed by one, sent or not, and told again only where it did not go out."""

import datetime as dt

import pytest

from dashboard.ledger.acts import Change, NoticeClaimed, NoticeFailed, NoticeReleased, NoticeSent
from dashboard.ledger.refusal import objection
from tests.ledger.cast import DAY, MONDAY, NEXT_REVIEW, RECALL, REVIEW, after

FIRED = Change(kind="fired", breach=RECALL, level="critical", worst=0.6)


def claim(notice="m1", receiver="mei", channel="mail", *changes):
    return NoticeClaimed(
        notice=notice, receiver=receiver, channel=channel, title="Recall fired", changes=changes or (FIRED,)
    )


def failed(can_pass, notice="m1"):
    return NoticeFailed(notice=notice, text="the server answered 503", can_pass=can_pass)


def refused(state, act, by="bo"):
    found = objection(state, act, by, None, MONDAY)
    return found and str(found)


def test_a_change_that_was_claimed_is_not_claimed_again_whatever_became_of_it():
    said = "mei is told of it already (mail): claimed by mei at 10:04 on 2026-03-16 UTC"
    assert refused(after(claim()), claim("m2")) == said
    assert refused(after(claim(), NoticeSent(notice="m1")), claim("m2")) == said
    assert refused(after(claim(), failed(can_pass=False)), claim("m2")) == said


def test_the_same_breach_under_restated_times_is_the_same_change():
    restated = RECALL.model_copy(update={"since": RECALL.since + dt.timedelta(hours=3)})
    assert refused(after(claim()), claim("m2", "mei", "mail", FIRED.model_copy(update={"breach": restated})))
    later = RECALL.model_copy(update={"since": MONDAY + DAY, "fired_at": MONDAY + 2 * DAY})
    assert refused(after(claim()), claim("m2", "mei", "mail", FIRED.model_copy(update={"breach": later}))) is None


@pytest.mark.parametrize(
    "other",
    [
        claim("m2", "bo"),
        claim("m2", "mei", "chat"),
        claim("m2", "mei", "mail", FIRED.model_copy(update={"kind": "recovered"})),
        claim("m2", "mei", "mail", FIRED.model_copy(update={"kind": "worsened", "number": 1})),
    ],
)
def test_another_receiver_channel_or_change_is_another_notice(other):
    assert refused(after(claim()), other) is None


def test_what_failed_for_a_reason_that_can_pass_is_claimed_anew():
    state = after(claim(), failed(can_pass=True), claim("m2"), NoticeSent(notice="m2"))
    assert (state.notices["m1"].stands, state.notices["m2"].told) == (False, True)


def test_what_somebody_wants_told_once_more_can_be():
    for outcome in ((), (failed(can_pass=False),)):
        state = after(claim(), *outcome, NoticeReleased(notice="m1"), claim("m2"))
        assert state.notices["m2"].stands
    assert refused(after(claim(), NoticeSent(notice="m1")), NoticeReleased(notice="m1")).startswith("it was sent by")


def test_a_notice_has_one_outcome():
    state = after(claim(), NoticeSent(notice="m1"))
    assert refused(state, failed(can_pass=True)).startswith("how it went is known already, recorded by mei")
    assert refused(after(), NoticeSent(notice="m1")) == "there is no notice 'm1'"
    twice = claim("m1", "mei", "mail", FIRED, FIRED)
    assert refused(after(), twice) == "a notice tells of each change once"


def test_notices_are_found_by_what_they_are_about():
    soon = Change(kind="sitting soon", sitting=REVIEW)
    overdue = Change(kind="step overdue", incident="n1", step="look")
    state = after(claim("m1"), claim("m2", "mei", "mail", soon, overdue))
    assert state.notices_on[("breach", *RECALL.track)] == ("m1",)
    assert state.notices_on[("sitting", *REVIEW.own)] == ("m2",)
    assert state.notices_on["incident", "n1"] == ("m2",)
    assert ("sitting", *NEXT_REVIEW.own) not in state.notices_on
