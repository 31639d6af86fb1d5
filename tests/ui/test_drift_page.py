"""The drift page in worlds that are well, that breach, that drifted, that were never loaded, and that are broken."""

import re

import pytest

from tests import worlds
from tests.practice.test_has_drifted import shifted
from tests.ui.opening import figure, open_page, rerun, words

ASKED = {"days": "28"}


@pytest.fixture
def opened(tmp_path, monkeypatch):
    """Makes a world and opens the page on it with the query given."""

    def run(make, /, **query):
        make(tmp_path)
        return open_page("drift", tmp_path, monkeypatch, **query)

    return run


def planted(root):
    return worlds.make_world(root, worlds.SOP, shifted())


def names(app):
    html = "".join(e.proto.body for e in app.get("html"))
    return re.findall(r'class="row moved[^"]*" data-node="metric:assistant/(\w+)"', html)


def test_a_planted_shift_is_said_in_words_with_how_sure_and_against_what(opened):
    said = words(opened(planted, **ASKED))
    assert "Customer satisfaction dropped 0.300 of 5 (6.8 %), from 4.43 of 5 to 4.13 of 5" in said
    assert "around Tue 24 Feb, 20 days ago; level since" in said
    assert "↓ worse, near ≥ 4 of 5. How sure that its level changed: almost certain (over 99 %)." in said
    assert "Ola Berg acts" in said


def test_a_driver_and_a_release_near_it_are_told_and_never_as_a_cause(opened):
    said = words(opened(planted, **ASKED))
    assert "6 days before Response accuracy dropped 3.00 points around Wed 18 Feb, 26 days ago; level since" in said
    assert "the same day Release 2.0 · deployment · Tue 24 Feb · model 2.0" in said
    assert "Near in time is not because of." in said
    assert "cause" not in said.replace("because", "")


def test_the_chart_has_an_upright_line_at_the_change_and_the_levels_as_steps(opened):
    drawn = figure(opened(planted, **ASKED))
    (level,) = [trace for trace in drawn["data"] if trace.get("name") == "level"]
    assert [round(y, 2) for y in level["y"] if y is not None] == [4.43, 4.43, 4.13, 4.13]
    assert level["x"][1] == level["x"][3] == "2026-2-24"
    assert [s["x0"] for s in drawn["layout"]["shapes"] if s["line"].get("dash") == "dash" and s["x0"] == s["x1"]].count(
        "2026-2-24"
    )
    assert any("level changed Tue 24 Feb" in a["text"] for a in drawn["layout"]["annotations"])


def test_rows_have_a_line_with_a_mark_at_the_change_and_none_without(opened):
    app = opened(planted, **ASKED)
    assert names(app) == ["satisfaction", "accuracy", "latency", "parity"]
    lines = re.findall(r'<img class="spark"[^>]*>', "".join(e.proto.body for e in app.get("html")))
    assert ["dasharray" in line for line in lines] == [True, True, False, False]
    assert len(app.get("plotly_chart")) == 1


def test_another_is_looked_at_by_the_address_and_linked_to_its_metric_and_drill_down(opened):
    app = opened(planted, **ASKED, focus="metric:assistant/accuracy")
    assert "Response accuracy dropped 3.00 points, from 92.3 % to 89.3 %, around Wed 18 Feb" in words(app)
    links = [(e.proto.page, e.proto.query_string) for e in app.get("page_link")]
    assert [page for page, _ in links] == ["metric", "drill"]
    assert all("metric=accuracy" in query and "segment=all" in query for _, query in links)


def test_choices_narrow_the_list_and_stand_in_the_address(opened):
    app = opened(planted, **ASKED)
    rerun(app.selectbox(key="choose-objective").set_value("assistant/quick"))
    assert app.query_params["objective"] == "assistant/quick"
    assert names(app) == ["latency"]
    rerun(app.selectbox(key="choose-aspect").set_value("fairness"))
    assert "Nothing matches these choices" in words(app)
    rerun(next(b for b in app.button if b.label == "Show everything").click())
    assert len(names(app)) == 4
    rerun(app.segmented_control(key="days").set_value(365))
    assert app.query_params["days"] == "365"
    assert "the 365 days before" in words(app)
    assert "last year" not in words(app)  # it would be the same


def test_the_list_can_be_downloaded(opened):
    app = opened(planted, **ASKED)
    assert app.get("download_button")[0].proto.label == "List as CSV"


def test_when_all_is_well_it_says_that_nothing_changed_in_how_many_observations(opened):
    app = opened(worlds.healthy)
    said = words(app)
    assert "Customer satisfaction: no sudden change of level in 60 observations." in said
    assert "→" in said
    assert not any(word in said for word in ("worse", "better", "dropped", "rose"))
    assert not app.error


def test_a_breaching_world_shows_its_state_with_the_owner(opened):
    said = words(opened(worlds.breaching, focus="metric:assistant/parity"))
    assert "Parity of channels dropped" in said
    assert "Ola Berg" in said


def test_what_slid_into_a_breach_says_that_it_is_critical_and_which_segments_dropped(opened):
    rows = [(worlds.day(ago), "accuracy", 87 + ago / 20, 1000) for ago in range(120, 0, -1)]
    rows += [(worlds.day(ago), "accuracy", 93 - 3 * (ago < 30) + ago % 2 / 9, 500, "mail") for ago in range(120, 0, -1)]
    app = opened(lambda root: worlds.make_world(root, rows=rows), focus="metric:assistant/accuracy")
    said = words(app)
    assert "no sudden change of level in 120 observations ● critical · level changed in 1 segment" in said
    assert "Segments whose level changed channel=mail dropped 2.89 points around Sun 15 Feb, 29 days ago" in said
    assert names(app)[0] == "satisfaction"


def test_no_level_is_drawn_before_the_first_observation(opened):
    drawn = figure(opened(planted, **(ASKED | {"days": "365"})))
    (level,) = [trace for trace in drawn["data"] if trace.get("name") == "level"]
    assert level["x"][0] == "2026-1-15"


def test_too_few_observations_are_no_level(opened):
    rows = [(worlds.day(ago), "latency", 2.0) for ago in (3, 2, 1)]
    said = words(opened(lambda root: worlds.make_world(root, rows=rows)))
    assert "too few observations to say: 3 of 10" in said


def test_without_the_whole_population_it_says_where_the_segments_stand(opened):
    law = worlds.SOP[: worlds.SOP.index("  - id: parity")] + worlds.SOP[worlds.SOP.index("responses:") :]
    rows = [row for row in worlds.good_rows() if row[4:5] == ("chat",)]
    assert "No level to compare" in words(opened(lambda root: worlds.make_world(root, law, rows)))


def test_nothing_loaded_says_what_to_do(opened):
    assert "No numbers have been loaded yet" in words(opened(worlds.empty))


def test_broken_files_are_told_and_the_rest_works(opened):
    app = opened(worlds.broken)
    assert "What they touch stays as it last was in order" in words(app)
    assert len(names(app)) == 4


@pytest.mark.parametrize("query", [{"days": "many"}, {"focus": "metric:x/y"}, {"sop": "none"}, {"aspect": "none"}])
def test_what_the_address_asks_for_in_vain_is_left_out(opened, query):
    assert len(names(opened(planted, **query))) == 4


def test_what_a_user_wrote_is_shown_as_it_stands(opened):
    law = worlds.SOP.replace("title: Customer satisfaction", 'title: "<img src=x onerror=alert(1)>"')
    app = opened(lambda root: worlds.make_world(root, law, shifted()), **ASKED)
    html = "".join(e.proto.body for e in app.get("html"))
    assert "<img src=x" not in html
    assert "&lt;img src=x" in html
