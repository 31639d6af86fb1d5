"""What stands in the diagram: everything that the SOP states, and how it is now."""

import datetime as dt

import pytest

from dashboard.errors import WorkspaceError
from dashboard.practice.diagram.look import look
from tests.practice.diagram.cast import seen
from tests.worlds import NOW

AT = dt.datetime(2026, 11, 16, 9)


def lines(shown, box):
    return [line.text for line in shown.diagram.box(box).lines]


@pytest.mark.parametrize("sop", ["support-assistant", "credit-risk", "shop-recommender", "diagnostic-imaging"])
def test_it_holds_everything_that_a_shipped_sop_states(example, sop):
    law, people = example.library.sops[sop].in_force(AT), example.library.people
    shown = look(example, sop, AT).diagram
    stated = {f"objective:{o.id}" for o in law.objectives} | {f"metric:{m.id}" for m in law.metrics}
    stated |= {f"threshold:{m.id}/{t.id}" for m in law.metrics for t in m.thresholds}
    stated |= {f"owners:{m.id}" for m in law.metrics} | {f"response:{r.id}" for r in law.responses}
    stated |= {f"review:{r.id}" for r in law.reviews} | {"improvement:version"}
    assert {box.id for box in shown.boxes} == stated
    for metric in law.metrics:
        owners = shown.box(f"owners:{metric.id}")
        given = metric.owners
        named = {
            given.monitoring,
            given.analysis,
            given.decision,
            given.backup,
            *(step.to for step in given.escalation),
        }
        assert named <= owners.who
        assert people.get(given.backup).name in owners.spoken
    steps = [(f"response:{r.id}", step.do) for r in law.responses for step in r.steps]
    assert all(" ".join(do.split()) in shown.box(response).spoken for response, do in steps)
    chained = {hop for strand in shown.strands for hop in strand.hops}
    for metric in law.metrics:
        for threshold in metric.thresholds:
            own = f"threshold:{metric.id}/{threshold.id}"
            assert {(f"metric:{metric.id}", own), (own, f"owners:{metric.id}")} <= chained
            if threshold.respond:
                assert (f"owners:{metric.id}", f"response:{threshold.respond}") in chained


def test_the_live_state_stands_on_every_box(reviewed):
    shown = seen(reviewed)
    states = {box.id: (box.state, box.said) for box in shown.diagram.boxes}
    assert states["metric:accuracy"] == ("critical", "critical, 12 days")
    assert states["threshold:accuracy/floor"] == ("critical", "critical")
    assert states["threshold:accuracy/hope"] == ("no evidence", "goal not reached")
    assert states["threshold:satisfaction/low"][0] == "warning"
    assert states["threshold:satisfaction/falling"][0] == "ok"
    assert states["threshold:latency/ceiling"][0] == states["metric:latency"][0] == "stale"
    assert states["objective:right"] == ("critical", "critical")
    assert lines(shown, "objective:right")[0] == "2 of 3 metrics breaching"
    assert states["owners:parity"] == (None, "")
    assert states["review:weekly"] == ("warning", "due")
    assert states["review:speed"] == ("critical", "overdue")
    assert "not met in channel=chat" in lines(shown, "threshold:accuracy/floor")
    assert shown.diagram.box("owners:accuracy").title == "Chris Otto acts"
    assert "after 4 hours went to Bo Lind, Thu 5 Mar 04:00" in lines(shown, "owners:accuracy")


def test_an_arrow_has_the_worst_state_of_what_runs_along_it(reviewed):
    arrows = {(a.source, a.target): a.state for a in seen(reviewed).diagram.arrows}
    assert arrows["objective:right", "metric:accuracy"] == "critical"
    assert arrows["metric:satisfaction", "threshold:satisfaction/falling"] == "ok"
    assert arrows["owners:satisfaction", "response:wrong-answers"] == "warning"
    assert arrows["response:wrong-answers", "review:weekly"] == "critical"
    assert arrows["owners:latency", "review:speed"] == "stale"  # no response is agreed on


def test_in_the_past_it_is_as_it_was_then(reviewed):
    then = look(reviewed, "assistant", NOW - dt.timedelta(days=13)).diagram
    assert {box.state for box in then.boxes if box.kind == "metric"} == {"ok"}
    assert then.box("owners:accuracy").title == "ML team would act"


def test_what_hangs_together_is_the_path_of_a_box(reviewed):
    shown = seen(reviewed).diagram
    path = shown.path("threshold:accuracy/hope")
    assert "threshold:accuracy/floor" not in path
    assert "response:wrong-answers" not in path  # a goal calls nobody
    assert {"objective:right", "metric:accuracy", "owners:accuracy", "review:weekly"} <= path
    assert "metric:latency" not in shown.path("review:weekly")
    assert shown.path("nothing") == {"nothing"}


def test_without_numbers_it_is_there_and_says_so(example):
    shown = look(example, "shop-recommender", AT).diagram
    assert {box.state for box in shown.boxes if box.kind == "metric"} == {"no evidence"}


def test_what_there_is_not_is_told(reviewed):
    with pytest.raises(WorkspaceError, match="there is no SOP 'asistant'; did you mean 'assistant'"):
        look(reviewed, "asistant", NOW)
    with pytest.raises(WorkspaceError, match="no version of the SOP 'assistant' is in force at 2020-01-01"):
        look(reviewed, "assistant", dt.datetime(2020, 1, 1))
