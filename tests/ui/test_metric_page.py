"""The metric page in worlds that breach, that are well, that were never loaded, and whose files are broken."""

import datetime as dt
import io
import re

import pyarrow.csv
import pyarrow.parquet
import pytest

from dashboard.practice.numbers import numbers
from dashboard.ui.download import as_csv, as_parquet
from tests import worlds
from tests.ui.opening import figure, open_page, rerun, words
from tests.worlds import SOP


@pytest.fixture
def opened(tmp_path, monkeypatch):
    """Makes a world and opens the metric page on it with the query given."""

    def run(make, /, **query):
        make(tmp_path)
        return open_page("metric", tmp_path, monkeypatch, **query)

    return run


def box(app, label):
    return next(b for b in (*app.selectbox, *app.multiselect) if b.label == label)


def test_without_a_choice_it_shows_the_worst_series_with_its_state_and_owner(opened):
    app = opened(worlds.breaching)
    said = words(app)
    assert "Response accuracy · channel=chat ● critical since Wed 4 Mar, 12 days: 84.1 %, acceptable ≥ 88 %" in said
    assert "Chris Otto acts · escalation" in said
    assert "nobody acknowledged it within 7 days of its firing" in said
    assert box(app, "Segment").value == "channel=chat"


def test_the_chart_has_the_breaching_points_and_the_bound(opened):
    drawn = figure(opened(worlds.breaching))
    assert any(t["marker"].get("symbol") == "diamond" for t in drawn["data"] if "marker" in t)
    assert "● ≥ 88 %" in [a["text"] for a in drawn["layout"]["annotations"]]
    assert "2.0" in [a["text"] for a in drawn["layout"]["annotations"]]


def test_the_address_chooses_the_series_and_the_page_says_how_the_metric_stands_elsewhere(opened):
    app = opened(worlds.breaching, sop="assistant", metric="accuracy", segment="channel=mail")
    assert box(app, "Segment").value == "channel=mail"
    assert "Response accuracy · channel=mail no open breach; the metric is ● critical in channel=chat" in words(app)


def test_the_whole_population_can_be_asked_for(opened):
    app = opened(worlds.breaching, sop="assistant", metric="accuracy", segment="all")
    assert "Response accuracy · all no open breach" in words(app)


def test_choosing_a_segment_writes_the_address_and_another_metric_forgets_it(opened):
    app = opened(worlds.breaching)
    rerun(box(app, "Segment").set_value("all"))
    assert app.query_params["segment"] == "all"
    rerun(box(app, "Metric").set_value("latency"))
    assert dict(app.query_params) == {"sop": "assistant", "metric": "latency"}
    assert "Answer latency" in words(app)


def test_other_segments_are_drawn_beside_it(opened):
    app = opened(worlds.breaching)
    rerun(box(app, "Compare with").set_value(["all", "channel=mail"]))
    assert app.query_params["vs"] == "all|channel=mail"
    assert [t["name"] for t in figure(app)["data"] if t.get("showlegend")] == ["all", "channel=mail", "channel=chat"]


def test_a_model_version_is_drawn_strong(opened):
    app = opened(worlds.breaching, segment="all", metric="accuracy", sop="assistant", model_version="1.0")
    assert box(app, "Model version").value == "1.0"
    assert len([t for t in figure(app)["data"] if t.get("name") == "all"]) == 2


def test_a_period_button_writes_the_address(opened):
    app = opened(worlds.breaching)
    rerun(app.segmented_control(key="period").set_value("30 d"))
    assert app.query_params["from"] == "2026-02-14T12:00"
    assert figure(app)["layout"]["xaxis"]["range"][0] == "2026-02-14T12:00:00"


def test_an_earlier_day_shows_what_was_known_then(opened):
    app = opened(worlds.breaching, sop="assistant", metric="accuracy", as_of="2026-03-01")
    assert "critical" not in words(app)
    assert figure(app)["layout"]["xaxis"]["range"][1] < "2026-03-06"


def test_a_metric_made_of_gaps_shows_the_gap(opened):
    app = opened(worlds.breaching, sop="assistant", metric="parity")
    assert "Parity of channels" in words(app)
    assert "● ≥ 0.8" in [a["text"] for a in figure(app)["layout"]["annotations"]]


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ({"sop": "assistent", "metric": "accuracy"}, "there is no SOP 'assistent'; did you mean 'assistant'?"),
        ({"sop": "assistant", "metric": "acuracy"}, "assistant has no metric 'acuracy'; did you mean 'accuracy'?"),
        (
            {"sop": "assistant", "metric": "accuracy", "segment": "channel=chta"},
            "There is no segment 'channel=chta'; did you mean 'channel=chat'?",
        ),
        ({"from": "yesterday"}, "`from` is written like 2026-11-16"),
        ({"from": "2026-03-10", "to": "2026-03-01"}, "ends before it begins"),
        ({"as_of": "soon"}, "`as_of` is written like 2026-11-16"),
    ],
)
def test_what_the_address_asks_for_in_vain_is_said_with_the_nearest_right_answer(opened, query, said):
    assert said in words(opened(worlds.breaching, **query))


def test_what_was_breached_is_listed_with_its_worst_value(opened):
    said = words(opened(worlds.breaching))
    assert "Wed 4 Mar still open · 12 days floor: worst 84.1 %, acceptable ≥ 88 % · 12 breaching points" in said


def test_when_all_is_well_it_says_the_state_and_the_holders(opened):
    said = words(opened(worlds.healthy, sop="assistant", metric="latency"))
    assert "Answer latency ✓ ok" in said
    assert "monitoring Bo Lind" in said
    assert "No breach in this period." in said


def test_what_moves_it_and_what_it_moves_are_links(opened):
    assert "Drives ▲ Customer satisfaction warning" in words(opened(worlds.breaching))
    said = words(opened(worlds.breaching, sop="assistant", metric="satisfaction"))
    assert "Driven by ● Response accuracy critical" in said


def test_before_the_first_load_it_says_what_to_do(opened):
    assert "No numbers have been loaded yet" in words(opened(worlds.empty))


def test_broken_files_are_shown_and_the_rest_works(opened):
    app = opened(worlds.broken)
    assert "sop/ranker/2026-01-01.yaml" in words(app)
    assert app.get("plotly_chart")


def test_the_table_has_the_latest_numbers_first(opened):
    shown = opened(worlds.breaching).dataframe[0].value
    assert list(shown.columns) == ["metric", "segment", "at", "value", "n", "model_version", "source"]
    assert shown["at"].iloc[0] == dt.datetime(2026, 3, 15)
    assert shown["value"].iloc[0] == 84.1


def test_the_downloads_have_every_row_of_the_period(tmp_path):
    world = worlds.breaching(tmp_path)
    table = numbers(world, "assistant", "accuracy", "channel=chat", dt.datetime(2026, 1, 1), worlds.NOW, worlds.NOW)
    assert table.num_rows == worlds.DAYS
    csv = pyarrow.csv.read_csv(io.BytesIO(as_csv(table)))
    parquet = pyarrow.parquet.read_table(io.BytesIO(as_parquet(table)))
    assert csv["value"].to_pylist() == parquet["value"].to_pylist() == table["value"].to_pylist()


def test_a_text_that_a_spreadsheet_would_run_is_defused_in_the_csv():
    risky = ["=1+1", "+1", "-1", "@x", "\tx", "\rx", "fine", "a=b", None]
    text = as_csv(pyarrow.table({"model": risky, "value": [-1.0] * 9})).decode()
    for bad in ("=1+1", "+1", "-1", "@x", "\tx"):
        assert f'"\'{bad}",-1' in text
    assert '"fine",-1' in text
    assert '"a=b",-1' in text


def test_text_from_the_files_is_not_read_as_html(opened):
    sop = worlds.SOP.replace("title: Response accuracy", "title: '<img src=x onerror=alert(1)>'").replace(
        "id: mei, name: Mei Tanaka", "id: mei, name: <b>"
    )
    app = opened(lambda root: worlds.make_world(root, sop, worlds.bad_rows()))
    assert "<img src=x onerror=alert(1)>" in words(app)
    assert not any("<img" in e.proto.body for e in app.get("html"))


def test_a_metric_from_the_library_is_judged_as_any_other_and_says_where_it_is_defined(opened):
    start = SOP.index("  - id: latency\n")
    definition = SOP[start : SOP.index("  - id: parity\n")]

    def sharing(root):
        (root / "sop" / "library").mkdir(parents=True)
        (root / "sop" / "library" / "shared.yaml").write_text(f"metrics:\n{definition}")
        law = SOP.replace(definition, "  - {use: latency, title: Time to answer}\n")
        worlds.make_world(root, law, worlds.good_rows())

    said = words(opened(sharing, metric="latency"))
    assert re.search(r"Time to answer ✓ ok.*acceptable ≤ 4 s", said)
    assert "from the library: latency (sop/library/shared.yaml, line 2)" in said
