import pytest

from dashboard.ledger.acts import Acknowledged
from dashboard.practice.graph import ownership_graph
from dashboard.practice.standing import standing
from tests.practice.incidents.told import CHAT
from tests.practice.sitting import done
from tests.worlds import NOW, PEOPLE, SOP, bad_rows, make_world

ACCURACY, PARITY = "metric:assistant/accuracy", "metric:assistant/parity"


def graph_of(world, focus=None, limit=300):
    sops = [versions.in_force(NOW) for versions in world.library.sops.values()]
    return ownership_graph(standing(world, NOW), sops, focus, limit)


@pytest.fixture(scope="module")
def graph(breaching):
    return graph_of(breaching)


def focused(graph):
    return {node.id for node in graph.nodes if node.focused}


def lines(graph, source):
    return {(edge.target, edge.role) for edge in graph.edges if edge.source == source}


def test_objectives_metrics_and_people_stand_in_their_columns_in_order(graph):
    kinds = [node.kind for node in graph.nodes]
    assert kinds == sorted(kinds, key=["objective", "metric", "party"].index)
    assert len(kinds) == 2 + 4 + 5


def test_the_state_of_a_metric_is_that_of_its_objective_and_of_who_is_to_act(graph):
    state = {node.id: node.state for node in graph.nodes}
    assert state["objective:assistant/right"] == "critical"
    assert state["objective:assistant/quick"] == "stale"
    assert (state["party:ml"], state["party:ola"], state["party:bo"]) == ("ok", "warning", "stale")
    assert state["party:cto"] == "critical"  # nobody acknowledged it within the week after which it goes to him
    assert state["party:mei"] == "ok"  # monitors, but nobody waits for it


def test_each_metric_is_joined_to_everybody_concerned_once(graph):
    assert lines(graph, ACCURACY) == {
        ("party:ml", "analysis"),
        ("party:mei", "monitoring"),
        ("party:cto", "acting"),
        ("party:ola", "backup"),
        ("party:bo", "escalation"),
        ("metric:assistant/satisfaction", "drives"),
    }


def test_the_one_person_who_is_expected_to_act_stands_out(breaching, graph):
    assert ("party:cto", "acting") in lines(graph, ACCURACY)
    seen = done((NOW, "mei", Acknowledged(breach=CHAT)))
    laws = [versions.in_force(NOW) for versions in breaching.library.sops.values()]
    taken = ownership_graph(standing(breaching, NOW, acts=seen), laws)
    assert ("party:mei", "acting") in lines(taken, ACCURACY)


def test_nobody_is_to_act_where_nothing_needs_action(graph):
    assert "acting" not in {role for _, role in lines(graph, PARITY)}


def test_a_kpi_is_joined_to_its_objective_as_one(graph):
    assert ("metric:assistant/satisfaction", "kpi") in lines(graph, "objective:assistant/right")


def test_without_focus_everything_is_focused(graph):
    assert focused(graph) == {node.id for node in graph.nodes}


def test_a_focused_metric_brings_its_objective_and_its_people(breaching):
    path = focused(graph_of(breaching, ACCURACY))
    assert path == {
        ACCURACY,
        "objective:assistant/right",
        "party:ml",
        "party:mei",
        "party:cto",
        "party:ola",
        "party:bo",
    }


def test_a_focused_person_brings_their_metrics_and_what_those_are_for(breaching):
    assert focused(graph_of(breaching, "party:ml")) == {"party:ml", ACCURACY, "objective:assistant/right"}


def test_a_focused_objective_brings_its_metrics_and_who_holds_them(breaching):
    path = focused(graph_of(breaching, "objective:assistant/quick"))
    assert path == {"objective:assistant/quick", "metric:assistant/latency", "party:bo", "party:cto"}


def test_an_unknown_focus_is_none(breaching, graph):
    assert graph_of(breaching, "metric:assistant/nothing") == graph


def test_columns_are_ordered_so_that_lines_are_short(graph):
    metrics = [node.id for node in graph.nodes if node.kind == "metric"]
    assert metrics.index("metric:assistant/latency") == 3  # the only one of the second objective


def test_a_large_graph_keeps_what_is_worst_and_says_how_much_it_left_out(tmp_path):
    start, end = SOP.index("  - id: latency"), SOP.index("  - id: parity")
    more = "".join(
        SOP[start:end].replace("id: latency", f"id: spare-{i}").replace("    source: numbers\n", "").replace(
            "{id: ceiling, level: critical, upper: 4, for: 3d}",
            "{id: gap, level: critical, signal: {gap: channel, of: accuracy}, lower: 0.1}") for i in range(40)
    )  # fmt: skip
    world = make_world(tmp_path, SOP[:end] + more + SOP[end:], bad_rows())
    graph = graph_of(world, limit=20)
    kept = {node.id for node in graph.nodes}
    assert len(kept) <= 20
    assert {ACCURACY, "party:ml", "metric:assistant/latency"} <= kept
    assert graph.hidden == 51 - len(kept)
    assert all(edge.source in kept and edge.target in kept for edge in graph.edges)
    assert {"metric:assistant/spare-39", "party:bo"} <= {
        n.id for n in graph_of(world, "metric:assistant/spare-39", 20).nodes
    }


def test_nobody_is_a_node_that_shows(tmp_path):
    sop = SOP.replace("{monitoring: ola, analysis: ola, decision: cto, backup: mei}", "{}").replace("owner: cto\n", "")
    sop = sop.replace("changed: {by: cto, because: first version}\n", "")
    graph = graph_of(make_world(tmp_path, sop, bad_rows()))
    assert ("party:", "acting") in lines(graph, "metric:assistant/satisfaction")
    assert next(node for node in graph.nodes if node.id == "party:").label == "nobody"


def test_the_way_to_who_acts_now_is_drawn_from_one_to_the_next(tmp_path):
    """Bo is away, Ola stands in for him: latency, which is silent, is hers."""
    people = PEOPLE.replace(
        "{id: bo, name: Bo Lind}",
        "{id: bo, name: Bo Lind, absences: [{from: 2026-03-10, until: 2026-03-20, deputy: ola}]}",
    )
    graph = graph_of(make_world(tmp_path, SOP, bad_rows(), people=people))
    assert ("party:ola", "acting") in lines(graph, "metric:assistant/latency")
    assert ("party:ola", "passed") in lines(graph, "party:bo")
