"""Who is told what, when: each change once, to whoever has to know it."""

import datetime as dt

import pytest

from dashboard.ledger.acts import (
    Accepted,
    Acknowledged,
    IncidentAcknowledged,
    SittingOpened,
    SittingRef,
    StepDone,
    StepReassigned,
)
from dashboard.practice.breach import breaches
from tests.practice.telling.conftest import DAY, HOUR, NOTIFICATIONS, REACHED
from tests.worlds import NOW, REVIEWED, SOP, bad_rows, day, good_rows

QUICK = SOP.replace("escalation: [{after: 4h, to: bo}, {after: 1w, to: cto}]", "escalation: [{after: 30d, to: cto}]")


def of_chat(desk):
    return next(b for b in breaches(desk.world, desk.now) if b.threshold == "floor").ref


def chat_at(value, since=12, until=0):
    """As the bad rows, with chat accuracy at `value` from `since` days ago."""
    return [
        (at, metric, value if metric == "accuracy" and rest[1:2] == ["chat"] and day(since) <= str(at) else old, *rest)
        for at, metric, old, *rest in bad_rows()
    ]


def test_a_firing_is_told_to_whoever_is_expected_to_act_once(desk):
    at = desk(QUICK)
    at.run()
    assert at.told() == {
        "mei": "Critical, fired: Response accuracy · channel=chat",
        "bo": "Critical, fired: Response accuracy · channel=chat",  # the ML team has no channel: each of its people
        "ola": "Warning, fired: Customer satisfaction",
    }
    assert at.text("mei").splitlines() == [
        "For Mei Tanaka, as of Mon 16 Mar 2026 12:00 UTC",
        "",
        "Critical, fired: Response accuracy · channel=chat",
        "  Assistant: 84.1 %, acceptable ≥ 88 %",
        "  Since Wed 4 Mar, 12 days (times are UTC)",
        "  Expected to act: Mei Tanaka (acts by the SOP)",
        "  First step: Find the channel that moved",
        "  Look: https://own.example.com/metric?sop=assistant&metric=accuracy&segment=channel%3Dchat&threshold=floor",
        f"  Respond: https://own.example.com/incidents?incident={next(iter(at.ledger.state().incidents))}",
        "  Runbook: https://wiki.example/wrong",
    ]
    for later in (dt.timedelta(), HOUR):
        at.run(later)
        assert at.told() == {}


def test_a_team_with_a_channel_of_its_own_is_told_there(desk):
    at = desk(QUICK, settings=NOTIFICATIONS + "receivers:\n  - {party: ml, channels: [room]}\n")
    at.run()
    assert at.told().keys() == {"room", "ola"}


def test_whoever_is_away_is_not_told_but_who_stands_in(desk):
    away = REACHED.replace(
        "name: Ola Berg,", "name: Ola Berg, absences: [{from: 2026-03-10, until: 2026-03-20, deputy: cto}],"
    )
    at = desk(QUICK, people=away)
    at.run()
    assert at.told()["cto"] == "Warning, fired: Customer satisfaction"
    assert "ola" not in at.told()


def test_nobody_to_be_found_goes_to_the_owner_of_the_sop_loudly(desk):
    gone = REACHED.replace("{id: ola, name: Ola Berg,", "{id: ola, name: Ola Berg, until: 2026-03-01,").replace(
        "{id: mei, name: Mei Tanaka,", "{id: mei, name: Mei Tanaka, until: 2026-03-01,"
    )
    gone = gone.replace("{id: cto, name: Chris Otto,", "{id: cto, name: Chris Otto, until: 2026-03-01,")
    at = desk(SOP.replace("owner: cto", "owner: cto", 1), people=gone)
    at.run()
    assert "NOBODY whom the procedure names for it can be found" in at.text("cto")


def test_a_recovery_is_told_to_those_who_knew_of_the_breach_once(desk):
    at = desk(QUICK)
    at.run()
    at.load(good_rows())
    at.run(HOUR)
    assert at.told().keys() == {"mei", "bo", "ola"}
    # the numbers of those days were restated: by what is known today it never was
    assert "It is no breach any more: its values were restated" in at.text("mei")
    at.run(HOUR)
    assert at.told() == {}


def test_a_recovery_says_how_long_it_was(desk):
    at = desk(QUICK)
    at.run()
    at.now += DAY
    at.load([*bad_rows(), (at.now.strftime("%Y-%m-%d"), "accuracy", 93, 500, "chat", "2.0")])
    at.run()
    assert "Recovered: Response accuracy · channel=chat" in at.text("mei")
    assert "Assistant: 93.0 %, acceptable ≥ 88 %" in at.text("mei")
    assert "It lasted 13 days, from Wed 4 Mar to Tue 17 Mar UTC" in at.text("mei")


def test_who_never_knew_of_a_breach_is_not_told_that_it_is_over(desk):
    at = desk(QUICK)
    at.load(good_rows())
    at.run()
    assert at.told() == {}


def test_it_is_worse_when_half_as_far_again_beyond_the_bound_as_told_last(desk):
    at = desk(QUICK)  # 3.9 below the bound
    at.run()
    at.load(chat_at(83, since=1))  # 5 below: not half as far again
    at.run(HOUR)
    assert at.told() == {}
    at.load(chat_at(82, since=1))  # 6 below
    at.run(HOUR)
    assert at.told() == dict.fromkeys(("mei", "bo"), "Critical, worse: Response accuracy · channel=chat")
    assert "At its worst 82.0 %; when this was told last, 84.1 %" in at.text("mei")
    at.run(HOUR)
    assert at.told() == {}
    at.load(chat_at(70, since=1))
    at.run(HOUR)
    assert at.told().keys() == {"mei", "bo"}


def test_a_breach_whose_beginning_was_restated_is_still_the_same(desk):
    at = desk(QUICK)
    at.run()
    at.load(chat_at(84.1, since=14))
    assert of_chat(at).since == NOW.replace(hour=0) - 14 * DAY
    at.run(HOUR)
    assert at.told() == {}


def test_an_escalation_is_told_to_whom_it_went_and_says_why(desk):
    at = desk(rows=[r for r in bad_rows() if r[1] == "accuracy"])
    at.run()
    assert at.told()["bo"] == "Critical, escalated to you: Response accuracy · channel=chat"
    assert "Escalated: nobody acknowledged it within 4 hours of its firing" in at.text("bo")
    assert "Escalated: nobody acknowledged it within 7 days of its firing" in at.text("cto")
    assert at.told()["mei"] == "Critical, fired: Response accuracy · channel=chat"
    at.run(HOUR)
    assert at.told() == {}


def test_what_is_acknowledged_or_accepted_calls_nobody(desk):
    at = desk()
    at.act(Acknowledged(breach=of_chat(at)))
    low = next(b for b in breaches(at.world, at.now) if b.threshold == "low").ref
    at.act(Accepted(breach=low, until=NOW + 7 * DAY))
    at.run()
    assert at.told() == {}
    at.run(8 * DAY)
    assert "Warning, fired: Customer satisfaction" in at.text("bo")  # with its incident it is Bo's: the next step is


def test_what_nobody_acknowledges_is_said_again_after_the_interval(desk):
    at = desk(QUICK, rows=[r for r in bad_rows() if r[1] == "accuracy"], settings="repeat: 2h\n" + NOTIFICATIONS)
    at.run()
    at.run(HOUR)
    assert at.told() == {}
    for _ in range(2):
        at.run(2 * HOUR)
        assert "Critical, still breaching: Response accuracy · channel=chat" in at.text("mei")
        at.run(HOUR)
        assert at.told() == {}
    at.act(IncidentAcknowledged(incident=next(iter(at.ledger.state().incidents))))
    at.run(2 * HOUR)
    assert "still breaching" not in " ".join(at.told().values())


def test_a_clock_that_was_set_back_repeats_nothing_and_says_so(desk):
    at = desk(QUICK, settings="repeat: 2h\n" + NOTIFICATIONS)
    at.run()
    done = at.run(-6 * HOUR)
    assert at.told() == {}
    assert done.remarks == (
        "the clock stands 6 hours before what the ledger recorded last: it was set back; nothing is told twice for it, "
        "and nothing is repeated until it has caught up",
    )


def test_an_overdue_step_is_told_to_who_has_it_and_to_whom_it_is_given(desk):
    at = desk(QUICK)
    at.run()
    at.run(5 * HOUR)
    assert at.told() == dict.fromkeys(("mei", "bo"), "Step overdue: Find the channel that moved")
    assert "Due 60 minutes ago (Mon 16 Mar 16:00) UTC" in at.text("mei").replace("1 hour ago", "60 minutes ago")
    incident = next(iter(at.ledger.state().incidents.values()))
    step = incident.id, "find"
    at.act(StepReassigned(incident=incident.id, step=_first_step(at), who="ola"))
    at.run(HOUR)
    assert at.told() == {"ola": "Step overdue: Find the channel that moved"}, step
    at.act(StepDone(incident=incident.id, step=_first_step(at)))
    at.run(HOUR)
    assert "Step overdue: Find the channel that moved" not in at.told().values()


def _first_step(at):
    law = at.world.library.sops["assistant"].in_force(at.now)
    return law.response("wrong-answers").steps[0].id


def test_a_sitting_is_reminded_of_before_and_its_signature_asked_for_after(desk):
    at = desk(REVIEWED, rows=good_rows())
    at.run()
    assert at.told() == {"cto": "Review not signed: Speed review"}  # of Friday
    assert "it was not held" in at.text("cto")
    at.run(6 * DAY)  # Sunday noon: the weekly is on Monday, and was not held last Monday
    said = at.text("cto")
    assert "Review in 24 hours (Mon 23 Mar 12:00 UTC): Weekly review" in said.replace("in 1 day (", "in 24 hours (")
    assert "https://own.example.com/review?sitting=assistant%2Fweekly%2F2026-03-23T12%3A00Z" in said
    assert "Review not signed: Weekly review" in at.text("ola")
    at.run(HOUR)
    assert at.told() == {}


def test_a_sitting_that_was_opened_says_that_it_waits_for_its_signature(desk):
    at = desk(REVIEWED, rows=good_rows())
    at.act(SittingOpened(sitting=SittingRef(sop="assistant", review="weekly", at=NOW)), "cto")
    at.run(3 * DAY)
    assert "Assistant: it was opened and not signed" in at.text("ola")


def test_in_quiet_hours_nothing_is_sent_and_all_is_told_together_afterwards(desk):
    quiet = 'quiet: {from: "12:00", until: "14:00", timezone: Europe/Berlin}\n'  # until 13:00 UTC
    at = desk(QUICK, settings=quiet + NOTIFICATIONS)
    done = at.run()
    assert (at.told(), done.waiting) == ({}, 3)
    at.run(HOUR)
    assert at.told().keys() == {"mei", "bo", "ola"}


def test_what_is_critical_can_be_let_through(desk):
    quiet = 'quiet: {from: "08:00", until: "07:00", critical: true}\n'
    at = desk(QUICK, settings=quiet + NOTIFICATIONS)
    done = at.run()
    assert (at.told().keys(), done.waiting) == ({"mei", "bo"}, 1)


def test_each_is_told_what_they_want_to_be_told(desk):
    receivers = "receivers:\n  - {party: mei, tell: [recovered]}\n  - {party: ola, channels: []}\n"
    at = desk(QUICK, settings=NOTIFICATIONS + receivers)
    done = at.run()
    assert at.told().keys() == {"bo"}
    assert done.remarks == (
        "Ola Berg has no channel in data/notifications.yaml, and there is no `default`; 1 change not told",
    )


def test_a_person_without_an_address_is_named_and_the_rest_is_told(desk):
    at = desk(QUICK, people=REACHED.replace(", email: ola@example.com", ""))
    done = at.run()
    assert at.told().keys() == {"mei", "bo"}
    assert done.remarks == (
        "Ola Berg has no e-mail address in people.yaml, which channel 'each' needs; 1 change not told",
    )


def test_one_message_tells_one_person_everything(desk):
    at = desk(QUICK.replace("analysis: ml", "analysis: ola"))
    at.run()
    assert [to for to, _ in at.sent].count("ola@example.com") == 1
    assert at.told()["ola"] == "Critical, fired: Response accuracy · channel=chat, and 1 more"
    assert at.text("ola").index("Response accuracy") < at.text("ola").index("Customer satisfaction")


@pytest.mark.parametrize("hostile", ["</p><script>alert(1)</script>", "two\\nlines", "\\u202Ereversed"])
def test_what_is_in_a_file_is_text_in_a_message(desk, hostile):
    at = desk(QUICK.replace("title: Response accuracy", f'title: "{hostile}"'))
    at.run()
    message = next(m for to, m in at.sent if to == "mei@example.com")
    assert "<script>" not in message.html
    assert "\n" not in message.title and "\u202e" not in message.title + message.text + message.html


def test_a_runbook_that_is_no_address_of_the_web_is_no_link(desk):
    at = desk(QUICK.replace("https://wiki.example/wrong", "javascript:alert(1)"))
    at.run()
    assert all("javascript:" not in m.html + m.text for _, m in at.sent)
