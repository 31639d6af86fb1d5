"""What an incident changes elsewhere: on the metric, in the story of its breaches, in the escalation that is shown."""

from dashboard.ledger import acts
from dashboard.ledger.acts import MACHINE
from dashboard.practice.breach import breaches, follow
from dashboard.practice.overview import overview
from dashboard.practice.standing import standing
from dashboard.practice.story import story
from tests.practice.incidents.told import CHAT, DAY, HOUR, OPENED, began, on_it
from tests.worlds import NOW

HOP = acts.Escalated(breach=CHAT, hop=1, after=4 * HOUR, to="bo", holder="bo")
STARTED = on_it(acts.IncidentStarted)


def accuracy(world, known, at=NOW, **narrowed):
    return next(m for m in standing(world, at, acts=known, **narrowed).metrics if m.metric == "accuracy")


def test_a_metric_says_who_is_expected_and_its_breach_to_which_incident_it_belongs(breaching):
    metric = accuracy(breaching, began((HOUR, "mei", STARTED)))
    assert metric.expected.holding.party == "mei"
    assert metric.breaches[0].followed.incident.id == "i1"
    latency = next(m for m in standing(breaching, NOW).metrics if m.metric == "latency")
    assert (latency.state, latency.expected) == ("stale", None)


def test_who_was_given_a_step_finds_the_metric_among_theirs(breaching):
    narrowed = {m.metric for m in standing(breaching, NOW, party="ola", acts=began()).metrics}
    assert "accuracy" in narrowed  # as backup
    given = began((HOUR, "mei", on_it(acts.StepReassigned, step="find", who="ola")), (HOUR, "mei", STARTED))
    seen = overview(breaching, NOW, party="ola", acts=given)
    assert seen.parts["assistant", "accuracy"] == "acts"
    assert "accuracy" in [m.metric for m in seen.concerned("party:ola")]


def test_the_escalation_shows_which_hop_was_taken(breaching):
    chain = accuracy(breaching, began((3 * HOUR, MACHINE, HOP))).ownership.escalation
    assert [(step.to, step.taken and step.taken.by) for step in chain] == [("bo", MACHINE), ("cto", None)]
    before = accuracy(breaching, began((3 * HOUR, MACHINE, HOP)), OPENED + HOUR).ownership.escalation
    assert [step.taken for step in before] == [None, None]


def test_the_story_of_a_breach_has_its_incident_in_it(breaching):
    looked = on_it(acts.StepDone, step="find", comment="It is the chat model")
    known = began(
        (4 * HOUR, MACHINE, HOP),
        (5 * HOUR, "bo", looked),
        (DAY, "bo", on_it(acts.IncidentResolved, comment="Rolled back")),
    )
    [breach] = [b for b in follow(breaching, breaches(breaching, NOW), known, NOW) if b.threshold == "floor"]
    assert [(t.what, t.words, t.who) for t in story(breach, known)] == [
        ("since", "the first point that did not meet it", ""),
        ("fired", "", ""),
        ("incident opened", "", MACHINE),
        ("escalated", "not acknowledged within 4 hours", "bo"),
        ("acknowledged", "It is the chat model", "bo"),
        ("step done", "find: It is the chat model", "bo"),
        ("incident resolved", "Rolled back", "bo"),
    ]
