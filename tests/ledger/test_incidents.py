"""The life of an incident in the ledger: what each act makes of it, and what is refused."""

import datetime as dt

import pytest

from dashboard.ledger import acts
from dashboard.ledger.acts import MACHINE
from dashboard.ledger.refusal import objection
from tests.ledger.cast import ACKNOWLEDGED, DAY, INCIDENT, LATENCY, MONDAY, RECALL, RELEASE, after, on_incident

ON_IT = on_incident(acts.IncidentAcknowledged)
LOOKED = on_incident(acts.StepDone, step="look")
RESOLVED = on_incident(acts.IncidentResolved, comment="Rolled back")
WRITTEN = on_incident(acts.PostMortemWritten, happened="It fell", cause="2.1", lessons=("thresholds",), sop_change="88")
REVIEWED = on_incident(acts.IncidentReviewed)
SECOND = INCIDENT.model_copy(update={"incident": "n2", "breaches": (LATENCY,)})


def why(state, act, by="bo"):
    refused = objection(state, act, by, None, MONDAY + DAY)
    return str(refused) if refused else None


def test_an_incident_goes_from_open_to_reviewed():
    done = [INCIDENT, ON_IT, on_incident(acts.IncidentStarted), RESOLVED, WRITTEN, REVIEWED]
    seen = [after(*done[: n + 1]).incidents["n1"].state for n in range(len(done))]
    assert seen == ["open", "acknowledged", "in progress", "resolved", "resolved", "reviewed"]


def test_its_history_says_who_did_what_and_why():
    incident = after((INCIDENT, MACHINE), (ON_IT, "bo"), (LOOKED, "bo"), RESOLVED).incidents["n1"]
    told = [(kind, step, mark.by, mark.text) for kind, step, mark in incident.changes]
    assert told == [
        ("incident_opened", "", MACHINE, ""),
        ("incident_acknowledged", "", "bo", ""),
        ("step_done", "look", "bo", ""),
        ("incident_resolved", "", "mei", "Rolled back"),
    ]


def test_whoever_ticks_a_step_has_acknowledged_and_begun():
    state = after(INCIDENT, (LOOKED, "bo"))
    incident = state.incidents["n1"]
    assert (incident.state, incident.acknowledged.by, incident.started.by) == ("in progress", "bo", "bo")
    assert state.handled_as(RECALL).acknowledged.by == "bo"


@pytest.mark.parametrize(("first", "other"), [(ACKNOWLEDGED, ON_IT), (ON_IT, ACKNOWLEDGED)])
def test_acknowledging_the_breach_or_the_incident_is_the_same(first, other):
    state = after(INCIDENT, (first, "bo"))
    assert state.incidents["n1"].acknowledged.by == state.handled_as(RECALL).acknowledged.by == "bo"
    assert why(state, other).startswith("already acknowledged by bo")


@pytest.mark.parametrize(
    ("first", "withdrawn"),
    [
        (ACKNOWLEDGED, acts.AcknowledgementWithdrawn(breach=RECALL)),
        (ON_IT, on_incident(acts.IncidentAcknowledgementWithdrawn)),
        (ON_IT, acts.AcknowledgementWithdrawn(breach=RECALL)),
    ],
)
def test_taking_it_back_takes_back_both(first, withdrawn):
    state = after(INCIDENT, first, withdrawn)
    assert state.incidents["n1"].state == "open"
    assert state.handled_as(RECALL).acknowledged is None


def test_an_incident_opened_for_an_acknowledged_breach_is_acknowledged():
    assert after((ACKNOWLEDGED, "bo"), INCIDENT).incidents["n1"].acknowledged.by == "bo"


def test_a_critical_breach_that_joins_makes_it_critical_and_is_not_acknowledged_by_that():
    joined = on_incident(acts.BreachAttached, breach=LATENCY, level="critical")
    state = after(INCIDENT, ON_IT, joined)
    assert state.incidents["n1"].level == "critical"
    assert state.incidents["n1"].breaches == (RECALL, LATENCY)
    assert state.handled_as(LATENCY).acknowledged is None


def test_a_step_is_skipped_reopened_given_away_and_commented():
    skipped = on_incident(acts.StepSkipped, step="look", comment="Known already")
    state = after(INCIDENT, skipped)
    assert state.incidents["n1"].steps["look"].skipped.text == "Known already"
    reopened = after(on_incident(acts.StepReopened, step="look"), state=state)
    assert reopened.incidents["n1"].steps["look"].closed is None
    given = after(
        on_incident(acts.StepReassigned, step="look", who="ana"),
        on_incident(acts.StepCommented, step="look", comment="Logs are in S3"),
        state=reopened,
    ).incidents["n1"].steps["look"]  # fmt: skip
    assert (given.who, [c.text for c in given.comments]) == ("ana", ["Logs are in S3"])


def test_a_corrective_action_belongs_to_its_incident():
    action = acts.ActionAdded(action="a9", what="Add a test", who="bo", due=MONDAY.date(), incident="n1")
    state = after(INCIDENT, action)
    assert state.incidents["n1"].actions == ("a9",)
    assert state.actions["a9"].incident == "n1"


def test_an_escalation_is_kept_with_its_breach():
    hop = acts.Escalated(breach=RECALL, hop=1, after=dt.timedelta(hours=4), to="lead", holder="bo")
    taken = after((hop, MACHINE)).handled_as(RECALL).escalations
    assert [(e.hop, e.to, e.holder, e.mark.by) for e in taken] == [(1, "lead", "bo", MACHINE)]
    assert why(after((hop, MACHINE)), hop) == "already escalated to lead by the dashboard at 10:04 on 2026-03-16 UTC"
    assert why(after(ACKNOWLEDGED), hop).startswith("already acknowledged by mei")


@pytest.mark.parametrize(
    ("done", "act", "said"),
    [
        ((INCIDENT,), INCIDENT, "an incident of that id was already opened by mei"),
        ((INCIDENT,), INCIDENT.model_copy(update={"incident": "n2", "response": ""}),
         "the breach belongs to 'Recall too low' already, opened by mei"),
        ((INCIDENT,), SECOND, "the response 'roll-back' is under way already: it was opened by mei"),
        ((INCIDENT, RESOLVED), SECOND, None),
        ((), ON_IT, "there is no incident 'n1'"),
        ((), INCIDENT.model_copy(update={"title": " "}), "an incident needs a title"),
        ((INCIDENT, RESOLVED), ON_IT, "already resolved by mei"),
        ((INCIDENT,), on_incident(acts.IncidentResolved), "a resolution needs words for why"),
        ((INCIDENT,), on_incident(acts.IncidentReopened, comment="no"), "it is under way already"),
        ((INCIDENT, LOOKED), on_incident(acts.IncidentAcknowledgementWithdrawn), "work on it was begun by mei"),
        ((INCIDENT, LOOKED), acts.AcknowledgementWithdrawn(breach=RECALL), "work on its incident was begun by mei"),
        ((INCIDENT, LOOKED), LOOKED, "already done by mei"),
        ((INCIDENT,), on_incident(acts.StepSkipped, step="look"), "a step is skipped for a reason; this one has none"),
        ((INCIDENT,), on_incident(acts.StepReopened, step="look"), "the step is open already"),
        ((INCIDENT,), on_incident(acts.StepReassigned, step="look", who=" "), "a step needs somebody who does it"),
        ((INCIDENT,), WRITTEN, "it is not resolved yet"),
        ((INCIDENT, RESOLVED), REVIEWED, "it has no post-mortem yet"),
        ((INCIDENT, RESOLVED, WRITTEN, REVIEWED), LOOKED, "already reviewed by mei"),
        ((INCIDENT, RESOLVED), on_incident(acts.PostMortemWritten, happened="a", cause="b", lessons=()),
         "a post-mortem says what we change, or that we change nothing"),
        ((INCIDENT,), on_incident(acts.BreachDetached, breach=LATENCY), "the breach is no part of that incident"),
        ((INCIDENT, on_incident(acts.EventAttached, event=RELEASE)), on_incident(acts.EventAttached, event=RELEASE),
         "the event is linked already"),
        ((), acts.ActionAdded(action="a9", what="x", who="bo", due=MONDAY.date(), incident="n1"),
         "there is no incident 'n1'"),
    ],
)  # fmt: skip
def test_refused(done, act, said):
    told = why(after(*done), act)
    assert told is None if said is None else told.startswith(said)


def test_a_breach_that_somebody_took_out_opens_no_other_by_itself():
    state = after(INCIDENT, on_incident(acts.BreachDetached, breach=RECALL))
    again = INCIDENT.model_copy(update={"incident": "n2", "response": ""})
    assert why(state, again, MACHINE) == "somebody took the breach out of 'Recall too low'"
    assert why(state, again, "bo") is None


def test_a_breach_under_another_since_is_the_same_if_they_overlap():
    restated = RECALL.model_copy(update={"since": RECALL.since + dt.timedelta(hours=1)})
    later = RECALL.model_copy(update={"since": MONDAY, "fired_at": MONDAY})
    again = {"incident": "n2", "response": ""}
    assert why(after(INCIDENT), INCIDENT.model_copy(update={**again, "breaches": (restated,)}))
    assert why(after(INCIDENT), INCIDENT.model_copy(update={**again, "breaches": (later,)})) is None


@pytest.mark.parametrize(
    ("done", "act"),
    [
        ((INCIDENT, ON_IT), on_incident(acts.IncidentAcknowledgementWithdrawn)),
        ((INCIDENT, LOOKED), on_incident(acts.StepReopened, step="look")),
        ((INCIDENT,), on_incident(acts.EventAttached, event=RELEASE)),
        ((INCIDENT,), on_incident(acts.BreachAttached, breach=LATENCY, level="warning")),
    ],
)
def test_the_second_who_does_the_same_is_told_by_whom_it_was(done, act):
    state = after(*done)
    refused = objection(after((act, "ana"), state=state), act, "bo", state.length, MONDAY + DAY)
    assert (refused.what, refused.mark.by) == ("changed meanwhile", "ana")
