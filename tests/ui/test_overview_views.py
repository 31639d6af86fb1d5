"""The drawings of the overview, one by one."""

import datetime as dt
import re
from dataclasses import replace
from urllib.parse import unquote

import pytest

from dashboard.practice.graph import Edge, Graph, Node
from dashboard.practice.overview import overview
from dashboard.practice.standing import Holding, Hop
from dashboard.ui.download import as_csv
from dashboard.ui.theme import DARK, LIGHT
from dashboard.ui.views.cards import owner_card, sentence, time_line
from dashboard.ui.views.graph import drawing, legend
from dashboard.ui.views.rows import as_table, metric_link, row
from dashboard.ui.views.spark import spark
from tests import worlds

ODD = "<script>alert(1)</script>"


@pytest.fixture(scope="module")
def seen(tmp_path_factory):
    return overview(worlds.breaching(tmp_path_factory.mktemp("world")), worlds.NOW)


@pytest.fixture
def worst(seen):
    return seen.breaching[0]


def test_a_line_reaches_from_edge_to_edge_and_ends_in_a_dot():
    drawn = unquote(spark([1, 2, 3], "#111111", "#222222"))
    assert "d='M3 21.0L50 12.0L97 3.0'" in drawn
    assert "cx='97' cy='3.0'" in drawn
    assert "#" not in spark([1, 2], "#111111", "#222222")


def test_a_line_goes_on_over_what_is_missing_and_stops_where_it_fell_silent():
    assert "d='M3 21.0L50 3.0'" in unquote(spark([1, None, 2, None, None], "#111111", "#222222"))


@pytest.mark.parametrize("values", [[], [1], [None, 1, None], [None, None]])
def test_less_than_two_values_draw_no_line(values):
    assert spark(values, "#111111", "#222222") == ""


def test_equal_values_draw_a_level_line():
    assert "d='M3 12.0L97 12.0'" in unquote(spark([5, 5], "#111111", "#222222"))


def test_a_holder_found_over_hops_is_explained(worst):
    hops = (Hop("ana", "Ana", "Ana is away until Fri 20 Nov"), Hop("bo", "Bo", "deputy of Ana"))
    owned = replace(worst.ownership, acting=Holding("analysis", "bo", "Bo", None, hops))
    card = owner_card(owned, "critical", worlds.NOW)
    assert "Ana is away until Fri 20 Nov; deputy of Ana" in card


def test_nobody_to_act_is_loud(worst):
    owned = replace(worst.ownership, acting=Holding("analysis", None, "nobody", None, ()), backup=None)
    card = owner_card(owned, "critical", worlds.NOW)
    assert "nobody to be found" in card
    assert "no backup" in card


def test_an_escalation_to_come_is_told_with_its_time(worst):
    early = worst.since + dt.timedelta(days=2)
    steps = tuple(replace(s, passed=s.due <= early) for s in worst.ownership.escalation)
    card = owner_card(replace(worst.ownership, escalation=steps), "critical", early)
    assert re.search(r"escalated to Bo Lind .*; goes to Chris Otto in \d+ days", card)


def test_a_first_step_that_is_due_is_late_and_one_to_come_is_not(worst):
    breach = worst.breaches[0]
    assert 'class="late"' in owner_card(worst.ownership, "critical", worlds.NOW, breach)
    assert 'class="late"' not in owner_card(worst.ownership, "critical", breach.fired_at, breach)


def test_text_of_users_is_escaped_in_every_card(worst):
    odd = replace(worst, title=ODD, unit=ODD, segment=f"channel={ODD}", metric="a&b")
    holder = Holding("analysis", "x", ODD, "a@b?subject=<x>", (Hop("x", ODD, ODD), Hop("y", ODD, ODD)))
    owned = replace(worst.ownership, acting=holder, backup=holder)
    drawn = [
        row(replace(odd, ownership=owned), [1, 2], worlds.NOW, LIGHT),
        sentence(odd, worlds.NOW),
        owner_card(owned, "critical", worlds.NOW, replace(worst.breaches[0], first_step=ODD)),
    ]
    assert not [html for html in drawn if "<script>" in html or "<x>" in html]
    assert "metric=a%26b" in metric_link(odd)


def test_the_clock_is_said_even_when_a_past_day_is_shown():
    clock = dt.datetime(2026, 11, 16)
    assert "Example: the clock stands at <b>Mon 16 Nov 2026</b>" in time_line(clock, clock, True, None)
    past = time_line(clock - dt.timedelta(days=7), clock, True, None)
    assert "As of <b>Mon 9 Nov 2026</b>" in past
    assert "the clock stands at Mon 16 Nov 2026" in past
    assert "clock" not in time_line(clock, None, False, None).removeprefix('<div class="clock">')


def test_a_row_says_only_what_there_is(seen):
    healthy = row(seen.healthy[0], [], worlds.NOW, LIGHT)
    assert "<small>ok</small>" in healthy
    assert "theirs" not in healthy
    assert "theirs: backup" in row(seen.healthy[0], [], worlds.NOW, LIGHT, part="backup")


def test_the_table_has_a_line_for_every_metric(seen):
    lines = as_table(seen.standing.metrics).to_pylist()
    assert len(lines) == 4
    assert (lines[0]["state"], lines[0]["since"], lines[0]["owner"]) == ("critical", "2026-03-04T00:00:00Z", "ML team")


def test_a_title_that_is_a_formula_is_text_in_the_download(worst):
    file = as_csv(as_table([replace(worst, title="=HYPERLINK(1)")])).decode()
    assert "'=HYPERLINK(1)" in file


def graph_of(count, label="Metric", state="ok"):
    nodes = [Node("objective:s/o", "objective", "Objective", state, True)]
    nodes += [Node(f"metric:s/m{i}", "metric", label, state, i == 0) for i in range(count)]
    nodes += [Node("party:p", "party", "Person", "ok", True)]
    edges = [Edge("objective:s/o", f"metric:s/m{i}", "objective", state, i == 0) for i in range(count)]
    edges += [Edge(f"metric:s/m{i}", "party:p", "acting", state, i == 0) for i in range(count)]
    edges += [Edge("metric:s/m0", "party:p", "backup", state, True)]
    return Graph(tuple(nodes), tuple(edges), 0)


def test_every_box_has_a_place_of_its_own_and_stays_there():
    boxes, _, options = drawing(graph_of(20), None, LIGHT, 600)
    places = [(box["x"], box["y"]) for box in boxes]
    assert len(set(places)) == len(places)
    assert options["physics"] == {"enabled": False}
    assert options["nodes"]["fixed"] is True
    assert options["groups"] == {}


def test_no_text_of_users_is_parsed_by_the_component():
    boxes, _, _ = drawing(graph_of(1, label=ODD), None, LIGHT, 600)
    assert all(box["div"] == {"innerHTML": f"/?focus={box['id']}"} and "title" not in box for box in boxes)


@pytest.mark.parametrize("colours", [LIGHT, DARK])
def test_a_breaching_metric_and_who_acts_on_it_stand_out_with_icon_and_colour(colours):
    boxes, lines, _ = drawing(graph_of(2, state="critical"), "metric:s/m0", colours, 600)
    objective, metric, _, person = boxes
    assert metric["color"]["background"] == person["color"]["background"] == colours["critical"].fill
    assert metric["label"].startswith("●")
    assert person["label"].startswith("●")
    assert objective["color"]["background"] == colours.panel
    width = {(line["from"], line["to"]): line["width"] for line in lines if "dashes" not in line}
    assert width["metric:s/m0", "party:p"] == 3
    assert width["metric:s/m1", "party:p"] == 1


def test_a_healthy_one_is_quiet():
    boxes, lines, _ = drawing(graph_of(2), "metric:s/m0", LIGHT, 600)
    assert {box["color"]["background"] for box in boxes} == {LIGHT.panel}
    assert {line["color"]["color"] for line in lines if line["from"] == "metric:s/m1"} == {LIGHT.border}


def test_when_nothing_is_selected_nothing_is_bold():
    whole = graph_of(2, state="warning")
    quiet = replace(
        whole,
        nodes=tuple(replace(n, focused=True) for n in whole.nodes),
        edges=tuple(replace(e, focused=True) for e in whole.edges),
    )
    assert {line["width"] for line in drawing(quiet, None, LIGHT, 600)[1]} == {1}


def test_a_line_has_a_name_that_stays_and_is_its_own():
    """Lines without an id would be added once more at every rerun."""
    first, again = (drawing(graph_of(3), None, LIGHT, 600)[1] for _ in range(2))
    assert [line["id"] for line in first] == [line["id"] for line in again]
    assert len({line["id"] for line in first}) == len(first)


def test_backup_and_escalation_are_told_apart_by_their_dashes_on_the_path_and_left_out_elsewhere():
    parts = [("backup", "a"), ("escalation", "b"), ("monitoring", "c")]
    nodes = [Node("metric:s/m", "metric", "m", "ok", True), Node("metric:s/n", "metric", "n", "ok", False)]
    nodes += [Node(f"party:{p}", "party", p, "ok", True) for _, p in parts]
    edges = [Edge(f"metric:s/{m}", f"party:{p}", role, "ok", m == "m") for role, p in parts for m in "mn"]
    _, lines, _ = drawing(Graph(tuple(nodes), tuple(edges), 0), "metric:s/m", LIGHT, 600)
    path = [line for line in lines if line["from"] == "metric:s/m"]
    assert len({str(line.get("dashes")) for line in path}) == 3
    assert [line["to"] for line in lines if line["from"] == "metric:s/n"] == ["party:c"]


def test_the_box_clicked_last_can_go_by_another_name():
    boxes, lines, _ = drawing(graph_of(1), None, LIGHT, 600, {"party:p": "party:p~"})
    assert boxes[-1]["id"] == "party:p~"
    assert {line["to"] for line in lines if line["to"].startswith("party")} == {"party:p~"}


def test_a_long_label_is_cut_to_its_box():
    boxes, _, _ = drawing(graph_of(30, label="Missed urgent findings of the second reading"), None, LIGHT, 600)
    label = boxes[1]["label"]
    assert label.endswith("…")
    assert len(label) <= 22
    assert "\n" not in label


def test_what_was_left_out_of_a_large_graph_is_said():
    assert "12 quiet ones not drawn" in legend(12)
    assert "not drawn" not in legend(0)
