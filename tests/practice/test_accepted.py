"""A breach that somebody accepted for now does not count as breaching, until the date that was agreed."""

import datetime as dt
from dataclasses import replace

import pytest

from dashboard.ledger.acts import AcceptanceEnded, Accepted, Acknowledged
from dashboard.ledger.state import NO_ACTS
from dashboard.practice import report
from dashboard.practice.breach import breaches, follow
from dashboard.practice.graph import ownership_graph
from dashboard.practice.overview import overview
from dashboard.practice.standing import standing
from dashboard.practice.verdict import refresh
from dashboard.practice.world import open_world
from tests import worlds
from tests.practice.sitting import done
from tests.worlds import NOW, SOP, bad_rows, day, make_world, write_numbers

TOLD = dt.datetime(2026, 3, 12, 9)
UNTIL = dt.datetime(2026, 3, 20)


def one(world, metric="accuracy", as_of=NOW, acts=NO_ACTS):
    return next(m for m in standing(world, as_of, acts=acts).metrics if m.metric == metric)


def of_accuracy(world, segment="channel=chat", threshold="floor"):
    return next(b for b in breaches(world, NOW) if (b.segment, b.threshold) == (segment, threshold))


def accept(*found, until=UNTIL, at=TOLD):
    return done(*((at, "cto", Accepted(breach=b.ref, until=until, comment="the vendor knows")) for b in found))


def test_an_accepted_breach_makes_its_metric_accepted_and_not_breaching(breaching):
    acts = accept(of_accuracy(breaching))
    metric = one(breaching, acts=acts)
    assert (metric.state, metric.segment, metric.since) == ("accepted", "channel=chat", dt.datetime(2026, 3, 4))
    assert metric.breaches[0].followed.accepted.until == UNTIL
    seen = overview(breaching, NOW, acts=acts)
    assert [m.metric for m in seen.breaching] == ["satisfaction"]
    assert [m.metric for m in seen.waiting] == ["latency", "accuracy"]
    assert (seen.standing.counts["critical"], seen.standing.counts["accepted"]) == (0, 1)


@pytest.mark.parametrize(("away", "state"), [(-1, "accepted"), (0, "critical"), (1, "critical")])
def test_it_counts_again_by_itself_at_the_instant_that_was_agreed(breaching, away, state):
    as_of = NOW + dt.timedelta(hours=1)
    acts = accept(of_accuracy(breaching), until=as_of - dt.timedelta(minutes=away))
    assert one(breaching, as_of=as_of, acts=acts).state == state


def test_a_past_day_shows_what_held_on_it(breaching):
    acts = accept(of_accuracy(breaching))
    assert one(breaching, as_of=TOLD - dt.timedelta(hours=1), acts=acts).state == "critical"
    assert one(breaching, as_of=TOLD, acts=acts).state == "accepted"


def test_an_acceptance_that_was_ended_holds_no_longer_but_did(breaching):
    breach = of_accuracy(breaching)
    ended = TOLD + dt.timedelta(days=1)
    acts = done((ended, "mei", AcceptanceEnded(breach=breach.ref)), after=accept(breach))
    assert one(breaching, as_of=ended - dt.timedelta(hours=1), acts=acts).state == "accepted"
    assert one(breaching, as_of=ended, acts=acts).state == "critical"


def test_a_metric_is_as_bad_as_the_breach_that_is_not_accepted(tmp_path):
    rows = [(at, m, 85 if m == "accuracy" and rest[1] == "" and str(at) >= day(5) else v, *rest)
            for at, m, v, *rest in bad_rows()]  # fmt: skip
    world = make_world(tmp_path, rows=rows)
    metric = one(world, acts=accept(of_accuracy(world)))
    assert (metric.state, metric.segment, metric.since) == ("critical", "", dt.datetime(2026, 3, 11))
    assert [b.segment for b in metric.breaches if b.enforced] == ["", "channel=chat"]
    assert one(world, acts=accept(of_accuracy(world), of_accuracy(world, ""))).state == "accepted"


def test_a_warning_that_is_not_accepted_outweighs_a_critical_one_that_is(tmp_path):
    sop = SOP.replace("      - {id: hope,", "      - {id: watch, level: warning, lower: 87}\n      - {id: hope,")
    world = make_world(tmp_path, sop, bad_rows())
    assert one(world, acts=accept(of_accuracy(world))).state == "warning"


def test_a_silent_series_is_still_told_and_asked_of_who_monitors(tmp_path):
    rows = [row for row in bad_rows() if not (row[1] == "accuracy" and "mail" in row and str(row[0]) >= day(6))]
    world = make_world(tmp_path, rows=rows)
    metric = one(world, acts=accept(of_accuracy(world)))
    assert (metric.state, metric.segment) == ("stale", "channel=mail")
    assert (metric.ownership.acting.party, metric.ownership.acting.duty) == ("mei", "monitoring")


def test_an_accepted_breach_keeps_its_owner(breaching):
    owned = one(breaching, acts=accept(of_accuracy(breaching))).ownership
    assert (owned.acting.party, owned.acting.duty) == ("ml", "analysis")


def test_an_aspirational_breach_makes_no_state_accepted_or_not(healthy):
    acts = accept(of_accuracy(healthy, threshold="hope"))
    assert one(healthy, acts=acts).state == "ok"


def restated(tmp_path, changed):
    """The world of `bad_rows`, its chat accuracy restated by `changed`: date → value, and the breach before that."""
    world = worlds.breaching(tmp_path)
    before = of_accuracy(world)
    world.warehouse.close()
    write_numbers(tmp_path, [(at, m, changed.get(at, v) if (m, rest[1:2]) == ("accuracy", ["chat"]) else v, *rest)
                             for at, m, v, *rest in bad_rows()])  # fmt: skip
    refresh(world.workspace, NOW)
    return open_world(world.workspace), before


@pytest.mark.parametrize(
    ("changed", "since"),
    [({day(14): 80, day(13): 80}, dt.datetime(2026, 3, 2)), ({day(12): 91}, dt.datetime(2026, 3, 5))],
    ids=["begins sooner", "begins later"],
)
def test_restated_values_that_move_its_beginning_keep_the_acceptance(tmp_path, changed, since):
    world, before = restated(tmp_path, changed)
    metric = one(world, acts=accept(before))
    assert (metric.state, metric.since) == ("accepted", since)


def test_another_breach_of_the_same_threshold_is_not_accepted_with_it(tmp_path):
    recovered = {day(ago): 91 for ago in (9, 8, 7)}
    world, before = restated(tmp_path, recovered)
    found = [b for b in breaches(world, NOW, history=True) if (b.threshold, b.segment) == ("floor", "channel=chat")]
    first, second = sorted(found, key=lambda b: b.since)
    assert (first.since, second.since) == (before.since, dt.datetime(2026, 3, 10))
    followed = follow(world, [first, second], accept(before), NOW)
    assert [b.followed.accepted is not None for b in followed] == [True, False]
    assert one(world, acts=accept(before)).state == "critical"


def test_the_graph_asks_nobody_to_act_on_what_is_accepted(breaching):
    def graph(acts):
        laws = [versions.in_force(NOW) for versions in breaching.library.sops.values()]
        return ownership_graph(standing(breaching, NOW, acts=acts), laws)

    def state(graph, id):
        return next(node.state for node in graph.nodes if node.id == id)

    loud, quiet = graph(NO_ACTS), graph(accept(of_accuracy(breaching)))
    assert state(loud, "party:cto") == "critical"
    assert state(quiet, "party:cto") == "ok"
    assert state(quiet, "metric:assistant/accuracy") == "accepted"
    assert {e.role for e in quiet.edges if (e.source, e.target) == ("metric:assistant/accuracy", "party:ml")} == {
        "analysis"
    }


def test_only_what_is_enforced_and_not_accepted_counts(breaching):
    acts = accept(of_accuracy(breaching))
    found = follow(breaching, breaches(breaching, NOW), acts, NOW)
    assert {(b.threshold, b.counts) for b in found} == {("floor", False), ("low", True), ("hope", False)}


def test_a_check_says_who_acknowledged_it_and_until_when_it_is_accepted(breaching):
    breach = of_accuracy(breaching)
    acts = done((TOLD, "mei", Acknowledged(breach=breach.ref)), after=accept(breach))
    [found] = follow(breaching, [breach], acts, NOW)
    told = report.breach_json(found)
    assert (told["acknowledged_by"], told["accepted_until"]) == ("mei", "2026-03-20T00:00:00Z")
    assert {**told, "acknowledged_by": None, "accepted_until": None, "expected": None} == report.breach_json(breach)
    text = report.of_breaches([found], NOW, breaching.library.people)
    assert text.endswith(", backup Ola Berg, acknowledged by Mei Tanaka (accepted until Fri 20 Mar)")
    assert "accepted" not in report.of_breaches([replace(found, followed=breach.followed)], NOW)
