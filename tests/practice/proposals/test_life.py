"""What a change would have done, where it came from, and what became of it."""

import datetime as dt

from dashboard.ledger import acts
from dashboard.ledger.acts import Origin
from dashboard.practice.incidents.opening import open_due
from dashboard.practice.proposals.effect import effects
from dashboard.practice.proposals.life import asked_by, life, proposals_for, since
from dashboard.practice.proposals.proposed import waits_for
from tests.practice.proposals.cast import DAY, NEXT
from tests.worlds import NOW

LOOSER = ("lower: 88, for: 2, recover: {lower: 89}", "lower: 80, for: 2")


def effect_of(cast, id):
    draft = cast.stands(id).draft
    return {
        (e.metric.id, e.threshold): tuple(j and len(j.breaches) for j in (e.before, e.after))
        for e in effects(cast.world, "assistant", draft.day, draft.text, cast.ledger.state(), NOW)
    }


def test_the_effect_is_that_of_each_changed_threshold_over_the_whole_history(cast):
    assert effect_of(cast, cast.propose(LOOSER)) == {("accuracy", "floor"): (1, 0)}
    gone = cast.propose(("      - {id: low, level: warning, lower: 4, respond: wrong-answers}\n", ""), by="ola")
    assert effect_of(cast, gone) == {("satisfaction", "low"): (1, None)}
    low = "lower: 4, respond: wrong-answers}"
    new = cast.propose((low, f"{low}\n      - {{id: top, level: warning, upper: 4.45}}"))
    [(key, (before, after))] = effect_of(cast, new).items()
    assert (key, before) == (("satisfaction", "top"), None)
    assert after > 0


def test_what_judges_nothing_otherwise_has_no_effect(cast):
    assert effect_of(cast, cast.propose(("backup: ola", "backup: bo"))) == {}


def test_another_smallest_sample_changes_every_threshold_of_its_metric(cast):
    assert {*effect_of(cast, cast.propose(("min_n: 50", "min_n: 600")))} >= {
        ("accuracy", "floor"),
        ("accuracy", "hope"),
    }


def test_the_whole_life_of_a_change_is_told(cast):
    ledger = cast.ledger
    [opened] = [e.act for e in open_due(cast.world, ledger, NOW, NOW) if isinstance(e.act, acts.IncidentOpened)]
    incident = opened.incident
    for act in (
        acts.IncidentResolved(incident=incident, comment="Over"),
        acts.PostMortemWritten(
            incident=incident, happened="It fell", cause="2.0", lessons=("thresholds",), sop_change="A looser floor"
        ),
    ):
        ledger.record(act, "ola", NOW, NOW)
    id = cast.propose(LOOSER, origin=Origin(kind="incident", incident=incident))
    ledger.record(acts.ProposalDiscussed(proposal=id, text="Is 80 enough?"), "bo", NOW, NOW)
    cast.approve(id, "cto")
    proposal = ledger.state().proposals[id]
    assert [(h.event, h.mark.by) for h in life(ledger.state(), proposal, NOW)] == [
        ("asked", "ola"), ("proposed", "mei"), ("said", "bo"), ("approved", "cto"), ("written", "cto"),
    ]  # fmt: skip
    asked = asked_by(ledger.state(), proposal, NOW)
    assert asked.words == "A looser floor"
    assert [p.id for p in proposals_for(ledger.state(), asked)] == [id]


def test_what_became_of_the_metric_is_counted_on_both_sides(cast):
    cast.approve(cast.propose(LOOSER), "cto")
    assert since(cast.world, "assistant", NEXT, NOW) == ()
    cast.at = dt.datetime(2026, 4, 1) + 40 * DAY
    [found] = since(cast.world, "assistant", NEXT, cast.at)
    assert (found.metric.id, found.days, found.before, found.after) == ("accuracy", 40, 1, 0)


def test_one_that_fell_behind_is_held_against_the_version_that_it_was_made_from(cast):
    behind = cast.propose(("upper: 4", "upper: 5"), by="bo")
    cast.approve(cast.propose(LOOSER, day=NEXT - DAY), "cto")
    draft, base = cast.stands(behind).draft, cast.stands(behind).proposal.base
    found = effects(cast.world, "assistant", draft.day, draft.text, cast.ledger.state(), NOW, base)
    assert [(e.metric.id, e.threshold) for e in found] == [("latency", "ceiling")]


def test_a_list_says_what_each_waits_for(cast):
    id = cast.propose(LOOSER)

    def waits():
        return waits_for(cast.world, cast.ledger.state().proposals[id], cast.at)

    assert waits() == "lacks the approval of Chris Otto, who owns the SOP"
    cast.at += 20 * DAY
    assert waits() == "has to be revised"
    cast.ledger.record(acts.ProposalWithdrawn(proposal=id), "mei", NOW, NOW)
    assert waits() == ""
