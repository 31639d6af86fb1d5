"""Do we respond in time, and which thresholds cry wolf?"""

import json

import pytest

from tests import worlds
from tests.responding import responding
from tests.ui.opening import open_page, rerun, words


@pytest.fixture(scope="module")
def root(tmp_path_factory):
    return responding(tmp_path_factory.mktemp("responding")).workspace.root


def figures(app):
    return [json.loads(chart.proto.spec) for chart in app.get("plotly_chart")]


def rows_of(drawn):
    """The names above the rows of a chart, with what stands beside them."""
    return [annotation["text"] for annotation in drawn["layout"]["annotations"]]


def links(app):
    return "".join(e.proto.body for e in app.get("html"))


def test_four_figures_say_what_it_comes_to_and_what_they_leave_out(root, monkeypatch):
    said = words(open_page("response", root, monkeypatch))
    assert "3 incidents" in said
    assert "16 hours to acknowledge median; nine of ten within 27 hours; 1 not acknowledged yet" in said
    assert "25 hours to resolve median; nine of ten within 29 hours; 1 under way" in said
    assert "20 % of steps in time 1 of 5 that were due" in said


def test_the_slowest_comes_first_and_is_a_link(root, monkeypatch):
    app = open_page("response", root, monkeypatch)
    said = words(app)
    assert said.index("not acknowledged for 11 days") < said.index("acknowledged after 30 hours")
    assert said.index("acknowledged after 30 hours") < said.index("acknowledged after 2 hours")
    assert links(app).count('href="incidents?incident=wrong-answers-2026') == 3


def test_charts_by_response_by_default_and_by_month_from_the_address(root, monkeypatch):
    taken, resolved, steps = figures(open_page("response", root, monkeypatch))
    assert [text.partition(" ")[0] for text in rows_of(taken)] == ["Wrong"]
    assert "16 hours, n 2, 1 not yet" in rows_of(taken)[0]
    assert "1 under way" in rows_of(resolved)[0]
    assert {bar["name"]: bar["x"] for bar in steps["data"]} == {
        "in time": [1], "late": [1], "overdue": [3], "skipped": [1],
    }  # fmt: skip
    monthly, *_ = figures(open_page("response", root, monkeypatch, by="month"))
    assert [text[:7] for text in rows_of(monthly)] == ["2026-03", "2026-02"]  # the latest on top
    assert "1 not yet" in rows_of(monthly)[0]


def test_the_dot_is_at_the_median_and_what_waits_has_none(root, monkeypatch):
    monthly, *_ = figures(open_page("response", root, monkeypatch, by="month"))
    median = next(trace for trace in monthly["data"] if trace.get("name") == "median")
    assert median["x"] == [None, 16]


def test_a_team_of_the_address_alone(root, monkeypatch):
    said = words(open_page("response", root, monkeypatch, team="ml"))
    assert "1 incident" in said
    assert "to acknowledge 1 not acknowledged yet" in said


def test_choices_stand_in_the_address(root, monkeypatch):
    app = open_page("response", root, monkeypatch)
    next(s for s in app.selectbox if s.label == "Period").set_value("90")
    app = rerun(app)
    assert "90" in app.query_params["days"]


def test_what_the_address_does_not_name_is_everything(root, monkeypatch):
    said = words(open_page("response", root, monkeypatch, by="<b>", sop="nope", days="x", team="nobody"))
    assert "3 incidents" in said


def test_the_wolf_and_what_a_review_can_do(root, monkeypatch):
    app = open_page("response", root, monkeypatch, view="noise")
    said = words(app)
    assert "6 breaches fired, 4 of them again; 5 unseen" in said
    assert "Again: within 14 days after the last breach of the same threshold and series had recovered" in said
    assert "Customer satisfaction low · Assistant fired 5 times 4 again · 4 unseen" in said
    assert "→ With `for: 2` 4 of 5 would not have fired" in said
    assert "and 1 threshold that fired once" in said
    assert 'href="metric?sop=assistant&amp;metric=satisfaction"' in links(app)
    [drawn] = figures(app)
    assert {bar["name"]: bar["x"] for bar in drawn["data"]} == {"fired": [1], "fired again": [4]}


def test_everything_can_be_downloaded(root, monkeypatch):
    labels = [b.proto.label for b in open_page("response", root, monkeypatch).get("download_button")]
    assert labels == ["Incidents as CSV", "Incidents as Parquet", "Steps as CSV", "Steps as Parquet"]
    labels = [b.proto.label for b in open_page("response", root, monkeypatch, view="noise").get("download_button")]
    assert labels[::2] == ["Thresholds as CSV", "Together as CSV"]


def test_where_nothing_breaches_it_says_when_an_incident_is_opened(tmp_path, monkeypatch):
    worlds.healthy(tmp_path)
    assert "No incident has been opened yet" in words(open_page("response", tmp_path, monkeypatch))
    assert "Nothing fired in this period" in words(open_page("response", tmp_path, monkeypatch, view="noise"))


def test_a_period_without_an_incident_says_so(tmp_path, monkeypatch):
    responding(tmp_path)
    ancient = open_page("response", tmp_path, monkeypatch, team="ml", by="team", days="90")
    assert "1 incident" in words(ancient)
    (tmp_path / "data" / "sources.yaml").write_text(
        (tmp_path / "data" / "sources.yaml").read_text().replace("as_of: 2026-03-16", "as_of: 2026-09-16")
    )
    assert "No incident in this period" in words(open_page("response", tmp_path, monkeypatch, days="90", team="ml"))


def test_nothing_loaded_says_how_to_begin(tmp_path, monkeypatch):
    worlds.empty(tmp_path)
    assert "No numbers have been loaded yet" in words(open_page("response", tmp_path, monkeypatch))


def test_broken_files_leave_what_was_loaded(tmp_path, monkeypatch):
    worlds.broken(tmp_path)
    assert "fired" in words(open_page("response", tmp_path, monkeypatch, view="noise"))


def test_titles_are_text(tmp_path, monkeypatch):
    made = responding(tmp_path)
    law = made.workspace.sop_dir / "assistant" / "2026-01-01.yaml"
    law.write_text(law.read_text().replace("title: Wrong answers", "title: Wrong <img src=x onerror=alert(1)>"))
    app = open_page("response", tmp_path, monkeypatch)
    drawn = "".join(text for figure in figures(app) for text in rows_of(figure))
    assert "&lt;img src=x" in drawn
    assert "<img" not in drawn
