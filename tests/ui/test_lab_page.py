"""The threshold lab as a page: in worlds that breach, that are well, that were never loaded, and whose files break."""

import json
import re

import pytest

from tests import worlds
from tests.ui.opening import open_page, rerun, words

FLOOR = {"sop": "assistant", "metric": "accuracy", "threshold": "floor"}


@pytest.fixture
def opened(tmp_path, monkeypatch):
    """Makes a world and opens the lab on it with the query given."""

    def run(make, /, **query):
        make(tmp_path)
        return open_page("lab", tmp_path, monkeypatch, **query)

    return run


def drawn(app, index):
    return json.loads(app.get("plotly_chart")[index].proto.spec)


def html_of(app, name):
    return next(e.proto.body for e in app.get("html") if f'class="{name}' in e.proto.body)


def labelled(widgets, label):
    return next(w for w in widgets if w.label == label)


def test_unmoved_it_says_what_the_threshold_says_now(opened):
    app = opened(worlds.breaching, **FLOOR)
    said = words(app)
    assert "Response accuracy · 1 breach as stated now." in said
    assert "judged as if it had always been so" in said
    assert "critical: ≥ 88 %, for 2, recovers at ≥ 89 %" in said
    assert app.code[0].value.startswith("- {id: floor, level: critical, lower: 88, for: 2, recover: {lower: 89}")
    assert labelled(app.number_input, "exactly").value == 88


def test_a_moved_bound_is_told_before_and_after_and_drawn_beside_todays(opened):
    app = opened(worlds.breaching, **FLOOR, lower="80")
    assert "1 → 0 breaches, 1 fewer" in words(app)
    over, curve = html_of(app, "over"), html_of(app, "curve")
    assert re.findall(r"<small>((?:now|tried) [^<]+)</small>", over) == ["now ≥ 88 %", "tried ≥ 80 %"]
    rows = re.findall(r'<div class="[a-z]+" style="height:19px"><small>([^<]+)</small>(.*?)</div>', over)
    assert {name: bars.count("<i") for name, bars in rows} == {
        "incidents": 1, "the law then": 1, "as stated now": 1, "as tried": 0,
    }  # fmt: skip
    assert re.findall(r"<span>(\w+: \d+)</span>", curve) == ["today: 1", "tried: 0"]


def test_the_bounds_lie_where_the_chart_has_their_values_and_moving_one_leaves_the_chart(opened):
    app = opened(worlds.breaching, **FLOOR, lower="90")
    before = drawn(app, 0)
    low, high = before["layout"]["yaxis"]["range"]
    places = places_of(app)
    assert places == pytest.approx([100 * (bound - low) / (high - low) for bound in (88, 90)], abs=0.01)
    rerun(labelled(app.number_input, "exactly").set_value(89.0))
    assert "tried ≥ 89 %" in html_of(app, "over")
    assert drawn(app, 0) == before


def places_of(app):
    """How far up each bound lies, in percent."""
    return [float(at) for at in re.findall(r'bottom:([\d.]+)%"><small>', html_of(app, "over"))]


def test_a_bound_that_is_not_moved_is_one_line_with_one_name(opened):
    def banded(root):
        worlds.make_world(root, worlds.SOP.replace("upper: 4, for: 3d", "upper: 4, lower: 1"), rows=worlds.bad_rows())

    over = html_of(opened(banded, sop="assistant", metric="latency", threshold="ceiling", upper="3"), "over")
    names = re.findall(r'<i class="([^"]+)"[^>]*><small>([^<]+)', over)
    assert names == [("upper beside", "now ≤ 4 s"), ("lower", "now and tried ≥ 1 s"), ("upper", "tried ≤ 3 s")]


@pytest.mark.parametrize(("bound", "place", "names", "said"), [
    ("-5000", 0, "lower low", "tried ≥ −5,000 % ↓"), ("5000", 100, "lower high", "tried ≥ 5,000 % ↑")])  # fmt: skip
def test_a_bound_far_out_of_sight_is_an_arrow_at_the_edge(opened, bound, place, names, said):
    app = opened(worlds.breaching, **FLOOR, lower=bound)
    assert f'<i class="{names}" style="bottom:{place}%"><small>{said}</small>' in html_of(app, "over")
    curve = html_of(app, "curve")
    [(where, name)] = re.findall(r'<b class="(tried [a-z ]+)"[^>]*><span>([^<]+)', curve)
    assert (where, name) == (("tried west under", "← tried: 0") if place == 0 else ("tried east", "tried: 3 →"))
    assert re.findall(r'<small style="[^"]+">(\d+) %</small>', curve)[0] > "8"


def test_of_a_metric_seen_once_the_one_point_is_drawn(opened):
    def once(root):
        worlds.make_world(root, rows=[(worlds.day(3), "latency", 7)])

    app = opened(once, sop="assistant", metric="latency", threshold="ceiling")
    assert drawn(app, 0)["data"][0]["mode"] == "lines+markers"
    assert "(1), 1 piece of evidence." in words(app)


def test_a_place_on_the_curve_says_what_it_comes_to_and_the_bound_it_is(opened):
    curve = html_of(opened(worlds.breaching, **FLOOR), "curve")
    told = re.findall(r'data-node="([^"]+)" aria-label="([^"]+)"', curve)
    assert len(told) > 5
    assert all(said.startswith(f"{float(bound):g} % → ") for bound, said in told)
    assert [float(bound) for bound, _ in told] == sorted(float(bound) for bound, _ in told)


def test_every_control_writes_the_address_and_the_way_back_clears_it(opened):
    app = opened(worlds.breaching, **FLOOR)
    rerun(labelled(app.number_input, "exactly").set_value(86.5))
    rerun(labelled(app.text_input, "for").set_value("3d"))
    rerun(labelled(app.number_input, "recovers inside by").set_value(0.5))
    rerun(labelled(app.number_input, "points in a row").set_value(2))
    rerun(labelled(app.selectbox, "level").set_value("warning"))
    moved = {"lower": "86.5", "for": "3d", "margin": "0.5", "recover_for": "2", "level": "warning"}
    assert dict(app.query_params) == FLOOR | moved
    line = "- {id: floor, level: warning, lower: 86.5, for: 3d, recover: {lower: 87, for: 2}, respond: wrong-answers}"
    assert app.code[0].value == line
    rerun(next(b for b in app.button if b.label == "As the law has it").click())
    assert dict(app.query_params) == FLOOR


def test_the_slider_moves_the_bound(opened):
    app = opened(worlds.breaching, **FLOOR)
    rerun(app.slider[0].set_value(90.0))
    assert app.query_params["lower"] == "90.0"


def test_another_signal_forgets_the_bound(opened):
    app = opened(worlds.breaching, **FLOOR, lower="86")
    rerun(labelled(app.selectbox, "signal").set_value("mean 7d"))
    assert dict(app.query_params) == FLOOR | {"signal": "mean 7d"}
    assert "mean of 7 days ≥" in words(app)


def test_a_target_is_a_button_that_moves_the_bound(opened):
    app = opened(worlds.breaching, **FLOOR, margin="0", target="12")
    button = app.button(key="rare")
    assert button.label.startswith("About 12 a quarter: ≥ ")
    rerun(button.click())
    n = int(button.label.split(", ")[1].split()[0])
    assert f"1 → {n} breaches" in words(app)


def test_a_metric_made_of_gaps_can_be_tried(opened):
    app = opened(worlds.breaching, sop="assistant", metric="parity", threshold="four-fifths", lower="0.95")
    assert "Parity of channels · 0 → 1 breaches" in words(app)


def test_a_healthy_world_has_nothing_to_count_and_says_so(opened):
    said = words(opened(worlds.healthy, **FLOOR))
    assert "0 breaches as stated now" in said
    assert "Nobody had a breach." in said
    assert "No incident is known" in said


def test_without_numbers_it_says_what_to_do(opened):
    assert "No numbers have been loaded yet" in words(opened(worlds.empty))


def test_broken_files_are_told_and_the_rest_works(opened):
    said = words(opened(worlds.broken, **FLOOR))
    assert "everything else works" in said
    assert "1 breach as stated now" in said


@pytest.mark.parametrize(
    ("query", "said"),
    [
        (FLOOR | {"lower": "low"}, "`lower` in the address is no number: 'low'"),
        (FLOOR | {"for": "soon"}, "for: 'soon' is neither a count of observations like 2 nor a duration like 3d"),
        (FLOOR | {"margin": "-2"}, "recover lower 86 is below lower 88"),
        (FLOOR | {"threshold": "flor"}, "accuracy has no threshold 'flor'; did you mean 'floor'?"),
        (FLOOR | {"metric": "acuracy"}, "There is no threshold to try of 'acuracy'; did you mean 'accuracy'?"),
        (FLOOR | {"sop": "assistent"}, "There is no SOP 'assistent'; did you mean 'assistant'?"),
        (FLOOR | {"signal": "mean 7"}, "there is no signal 'mean 7' here; did you mean 'mean 7d'?"),
    ],
)
def test_what_the_address_asks_for_in_vain_is_said_with_the_nearest_right_answer(opened, query, said):
    assert said in words(opened(worlds.breaching, **query))


def test_the_metric_page_leads_to_the_lab(tmp_path, monkeypatch):
    worlds.breaching(tmp_path)
    app = open_page("metric", tmp_path, monkeypatch)
    bodies = " ".join(e.proto.body for e in app.get("html"))
    assert bodies.count("lab?sop=assistant&amp;metric=accuracy&amp;threshold=floor") == 2


def test_a_bar_a_week_says_how_many_and_whose(opened):
    app = opened(worlds.breaching, **FLOOR, lower="95")
    bars = html_of(app, "weeks")
    told = re.findall(r'<i class="(\w+)" style="([^"]+)" title="([^"]+)"', bars)
    assert {name for name, _, _ in told} == {"today", "tried"}
    [(_, style, said)] = [bar for bar in told if bar[0] == "today"]
    assert said == "week of Mon 2 Mar 2026, as stated now: ML team 1"
    assert style.endswith("height:33.33%")  # of the three that one week has as tried
