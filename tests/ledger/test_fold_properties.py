"""What holds of the fold whatever people do, in any order, with clocks that differ."""

import copy
import datetime as dt
from dataclasses import fields
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from dashboard.ledger import acts
from dashboard.ledger.event import Event
from dashboard.ledger.fold import fold
from dashboard.ledger.refusal import objection
from dashboard.ledger.state import NO_ACTS, Acts
from tests.ledger.cast import LATENCY, MONDAY, NEXT_REVIEW, RECALL, RELEASE, REVIEW, all_of, following

breaches = st.sampled_from([RECALL, LATENCY])
sittings = st.sampled_from([REVIEW, NEXT_REVIEW])
items = st.sampled_from(["i1", "i2"])
actions = st.sampled_from(["a1", "a2"])
people = st.sampled_from(["mei", "bo", "ana"])
instants = st.integers(0, 30).map(lambda n: MONDAY + n * dt.timedelta(days=1))
incidents = st.sampled_from(["n1", "n2"])
playbook = st.sampled_from(["look", "roll-back"])
levels = st.sampled_from(["critical", "warning"])
texts = st.sampled_from(["", "words"])
notices = st.sampled_from(["m1", "m2", "m3"])
changes = st.one_of(
    st.builds(acts.Change, kind=st.sampled_from(["fired", "worsened"]), breach=breaches, number=st.integers(0, 1)),
    st.builds(acts.Change, kind=st.just("step overdue"), incident=incidents, step=playbook),
    st.builds(acts.Change, kind=st.just("sitting soon"), sitting=sittings),
)
proposals = st.sampled_from(["p1", "p2"])
days = st.sampled_from([dt.date(2026, 3, 1), dt.date(2026, 4, 1), dt.date(2026, 5, 1)])
decisions = st.sampled_from([None, "accept", "act", "no_action"])


def _dues():
    return instants.map(dt.datetime.date)


anything = st.one_of(
    st.builds(acts.Acknowledged, breach=breaches),
    st.builds(acts.AcknowledgementWithdrawn, breach=breaches),
    st.builds(acts.Accepted, breach=breaches, until=instants),
    st.builds(acts.AcceptanceEnded, breach=breaches),
    st.builds(acts.SittingOpened, sitting=sittings),
    st.builds(acts.Attended, sitting=sittings, people=st.lists(people).map(tuple)),
    st.builds(acts.Noted, sitting=sittings, item=items, text=texts),
    st.builds(acts.Decided, sitting=sittings, item=items, decision=decisions, until=instants | st.none(),
              breach=breaches | st.none()),
    st.builds(acts.SittingSigned, sitting=sittings, generation=texts, digest=texts, document_hash=texts),
    st.builds(acts.SittingCountersigned, sitting=sittings),
    st.builds(acts.SittingCorrected, sitting=sittings, text=st.just("words")),
    st.builds(acts.ActionAdded, action=actions, what=st.just("Look"), who=people, due=_dues(),
              sitting=sittings | st.none(), breach=breaches | st.none()),
    st.builds(acts.ActionDone, action=actions),
    st.builds(acts.ActionReopened, action=actions),
    st.builds(acts.ActionDropped, action=actions),
    st.builds(acts.ActionMoved, action=actions, due=_dues()),
    st.builds(acts.ActionReassigned, action=actions, who=people),
    st.builds(acts.Escalated, breach=breaches, hop=st.integers(1, 2), after=st.just(dt.timedelta(hours=4)),
              to=people, holder=people),
    st.builds(acts.IncidentOpened, incident=incidents, sop=st.just("triage"), title=st.just("Recall"), level=levels,
              response=st.sampled_from(["", "roll-back"]), breaches=st.lists(breaches, unique=True).map(tuple)),
    *(st.builds(kind, incident=incidents, comment=texts) for kind in (
        acts.IncidentAcknowledged, acts.IncidentAcknowledgementWithdrawn, acts.IncidentStarted, acts.IncidentResolved,
        acts.IncidentReopened, acts.IncidentReviewed)),
    st.builds(acts.BreachAttached, incident=incidents, breach=breaches, level=levels),
    st.builds(acts.BreachDetached, incident=incidents, breach=breaches),
    st.builds(acts.EventAttached, incident=incidents, event=st.just(RELEASE)),
    st.builds(acts.EventDetached, incident=incidents, event=st.just(RELEASE)),
    *(st.builds(kind, incident=incidents, step=playbook, comment=texts) for kind in (
        acts.StepDone, acts.StepSkipped, acts.StepReopened, acts.StepCommented)),
    st.builds(acts.StepReassigned, incident=incidents, step=playbook, who=people),
    st.builds(acts.NoticeClaimed, notice=notices, receiver=people, channel=st.just("mail"), title=st.just("Recall"),
              changes=st.lists(changes, min_size=1, max_size=3).map(tuple)),
    *(st.builds(kind, notice=notices) for kind in (acts.NoticeSent, acts.NoticeReleased)),
    st.builds(acts.NoticeFailed, notice=notices, text=texts, can_pass=st.booleans()),
    st.builds(acts.ProposalMade, proposal=proposals, sop=st.just("triage"), base=days, base_digest=texts,
              effective_from=days, document_hash=texts, text=texts, title=texts),
    st.builds(acts.ProposalRevised, title=texts, proposal=proposals, base=days, base_digest=texts, effective_from=days,
              document_hash=texts, text=texts),
    st.builds(acts.ProposalApproved, proposal=proposals, revision=st.integers(1, 2)),
    *(st.builds(kind, proposal=proposals, text=texts) for kind in (
        acts.ProposalDiscussed, acts.ProposalApprovalWithdrawn, acts.ProposalDeclined, acts.ProposalWithdrawn,
        acts.ProposalReopened)),
    st.builds(acts.VersionRecorded, sop=st.just("triage"), effective_from=days, digest=texts, document_hash=texts,
              proposal=proposals | st.just(""), text=texts),
    st.builds(acts.PostMortemWritten, incident=incidents, happened=st.just("It fell"), cause=st.just("2.1"),
              lessons=st.just(("thresholds",)), sop_change=texts),
)  # fmt: skip
steps = st.lists(st.tuples(anything, people, instants), max_size=40)
calm = settings(deadline=None)  # a busy machine is no finding


def admitted(tried) -> list[Event]:
    """The events of those acts that could follow on the ones before."""
    state, events = NO_ACTS, []
    for act, by, at in tried:
        if objection(state, act, by, state.length, at) is None:
            events.append(following(state, act, by, at))
            state = fold(state, events[-1:])
    return events


def holding(state: Acts, breach: acts.BreachRef, at: dt.datetime) -> int:
    return sum(a.holds(at) for a in state.handled_as(breach).acceptances)


@calm
@given(steps, st.lists(st.integers(0, 40)))
def test_folding_in_pieces_is_folding_at_once(tried, cuts):
    events = admitted(tried)
    state, bounds = NO_ACTS, [0, *sorted(cuts), len(events)]
    for start, end in pairwise(bounds):
        state = fold(state, events[start:end])
    assert state == all_of(events)


@calm
@given(steps, st.integers(0, 40))
def test_a_state_that_was_handed_out_never_changes(tried, cut):
    events = admitted(tried)
    state = all_of(events[:cut])
    before = copy.deepcopy(state)
    fold(state, events[cut:])
    assert state == before
    assert Acts() == NO_ACTS


@calm
@given(steps)
def test_a_state_says_how_many_events_it_is_made_of_and_the_hash_of_the_last(tried):
    events = admitted(tried)
    for n in range(1, len(events) + 1):
        state = all_of(events[:n])
        assert (state.length, state.head) == (n, events[n - 1].hash)


@calm
@given(steps)
def test_what_an_act_concerns_bears_its_mark(tried):
    state = NO_ACTS
    for event in admitted(tried):
        state = fold(state, [event])
        assert {state.touched[thing].seq for thing in event.act.concerns} <= {event.seq}
        assert max((mark.seq for mark in state.touched.values()), default=0) <= event.seq


@calm
@given(steps)
def test_an_action_is_open_or_was_closed_by_somebody(tried):
    events = admitted(tried)
    state = all_of(events)
    assert {*state.actions} == {event.act.action for event in events if isinstance(event.act, acts.ActionAdded)}
    for action in state.actions.values():
        assert action.state in ("open", "done", "dropped")
        assert (action.state == "open") == (action.closed is None)
        last = [event.act for event in events if getattr(event.act, "action", None) == action.id][-1]
        assert action.state == {"action_done": "done", "action_dropped": "dropped"}.get(last.kind, "open")
        assert len(action.changes) == sum(getattr(event.act, "action", None) == action.id for event in events) - 1


@calm
@given(steps)
def test_a_signed_sitting_changes_by_countersignature_and_correction_alone(tried):
    state = NO_ACTS
    may = {"countersigned", "corrections", "changed"}
    for event in admitted(tried):
        after = fold(state, [event])
        for ref, held in state.sittings.items():
            if held.signed:
                now = after.sittings[ref]
                changed = {f.name for f in fields(held) if getattr(held, f.name) != getattr(now, f.name)}
                assert changed <= may
                assert now.corrections[: len(held.corrections)] == held.corrections
                assert held.countersigned in (None, now.countersigned)
        state = after


@calm
@given(steps)
def test_no_two_acceptances_of_a_breach_hold_at_once(tried):
    state = all_of(admitted(tried))
    for breach in (RECALL, LATENCY):
        assert all(holding(state, breach, MONDAY + n * dt.timedelta(hours=12)) <= 1 for n in range(70))


@calm
@given(steps)
def test_a_decision_to_accept_that_stands_is_known_at_its_breach(tried):
    state = all_of(admitted(tried))
    standing = {(d.sitting, d.item): d for held in state.sittings.values() for d in held.decisions.values()}
    known = {(d.sitting, d.item): d for track in state.handled.values() for handled in track for d in handled.decisions}
    assert known == {key: decision for key, decision in standing.items() if decision.breach}


@calm
@given(steps, anything, anything, people, people, instants)
def test_of_two_who_change_the_same_thing_the_second_is_refused(tried, first, second, one, other, at):
    state = all_of(admitted(tried))
    if not {*first.concerns} & {*second.concerns} or objection(state, first, one, state.length, at):
        return
    changed = fold(state, [following(state, first, one, at)])
    refused = objection(changed, second, other, state.length, at)
    assert refused is not None
    assert objection(state, second, other, state.length, at) is not None or refused.mark.by == one


@calm
@given(steps)
def test_a_breach_belongs_to_one_incident_at_most_and_both_say_so(tried):
    state = all_of(admitted(tried))
    belonging = [(b.breach.own, b.incident) for track in state.belongings.values() for b in track if not b.detached]
    assert len({own for own, _ in belonging}) == len(belonging)
    assert {*belonging} == {(ref.own, i.id) for i in state.incidents.values() for ref in i.breaches}


@calm
@given(steps)
def test_no_response_is_under_way_twice_and_what_is_begun_was_acknowledged(tried):
    state = all_of(admitted(tried))
    under_way = [(i.sop, i.response) for i in state.incidents.values() if i.under_way and i.response]
    assert len({*under_way}) == len(under_way)
    for incident in state.incidents.values():
        assert incident.acknowledged or not incident.started
        assert incident.resolved or not incident.reviewed
        assert incident.post_mortem or not incident.reviewed


@calm
@given(steps)
def test_no_step_of_an_escalation_is_taken_twice(tried):
    state = all_of(admitted(tried))
    for track in state.handled.values():
        for handled in track:
            hops = [escalation.hop for escalation in handled.escalations]
            assert len({*hops}) == len(hops)


@calm
@given(steps)
def test_nobody_is_told_twice_of_the_same_change(tried):
    state = all_of(admitted(tried))
    told = [(n.receiver, n.channel, c.own) for n in state.notices.values() if n.stands for c in n.changes]
    assert len({*told}) == len(told)
    for notice in state.notices.values():
        assert not (notice.sent and (notice.failed or notice.released))
        for subject in {s for change in notice.changes for s in change.subjects}:
            assert notice.id in state.notices_on[subject]


@calm
@given(steps)
def test_a_proposal_is_enacted_once_and_approved_by_each_once(tried):
    state = all_of(admitted(tried))
    for proposal in state.proposals.values():
        approvers = [mark.by for mark in proposal.approvals]
        assert len({*approvers}) == len(approvers)
        assert proposal.written.by not in approvers
        assert not (proposal.enacted and proposal.closed)
        assert proposal.changes[0] == ("proposal_made", proposal.made)
    for kept in state.versions.values():
        assert all(one.digest != other.digest for one, other in pairwise(kept))
        assert all(one.mark.text for one in kept[1:])


@calm
@given(steps)
def test_events_are_read_back_as_they_were_written(tried):
    for event in admitted(tried):
        assert acts.ACT.validate_json(acts.ACT.dump_json(event.act)) == event.act
