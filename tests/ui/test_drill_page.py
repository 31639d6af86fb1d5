"""The drill-down in worlds that breach, that are well, that were never loaded, and whose files are broken."""

import pytest

from dashboard.practice.trend import trend
from dashboard.ui.views.brush import bands, shapes
from dashboard.ui.views.chart import trend_figure
from tests import worlds
from tests.ui.opening import figure, open_page, rerun, words

CHAT = {"sop": "assistant", "metric": "accuracy", "segment": "channel=chat"}


@pytest.fixture
def opened(tmp_path, monkeypatch):
    """Makes a world and opens the drill-down on it with the query given."""

    def run(make, /, **query):
        make(tmp_path)
        return open_page("drill", tmp_path, monkeypatch, **query)

    return run


def box(app, label):
    return next(b for b in app.selectbox if b.label == label)


def test_without_a_choice_it_takes_the_worst_series_apart_and_says_what_moved(opened):
    said = words(opened(worlds.breaching))
    assert "Response accuracy · channel=chat ● critical since Wed 4 Mar, 12 days" in said
    assert "Looked at: Wed 4 Mar to Mon 16 Mar 12:00, 12 days (since Response accuracy breaches)" in said
    assert "chat adds most to it: −3.59 points" in said
    assert "left over" in said
    assert "hardly shifted" in said
    assert "model 1.0 model 2.0" in said
    assert "● 87.0 % −4.29 points · n 10,000" in said


def test_the_chart_has_the_other_segments_and_over_it_lies_the_range(opened):
    app = opened(worlds.breaching)
    drawn = figure(app)
    assert [t["name"] for t in drawn["data"] if t.get("showlegend")] == ["all", "channel=mail", "channel=chat"]
    assert any('class="band"' in e.proto.body for e in app.get("html"))


def test_small_multiples_have_a_panel_a_segment_and_the_worst_is_marked(opened):
    drawn = figure(opened(worlds.breaching, **CHAT, **{"as": "multiples"}))
    names = [a["text"] for a in drawn["layout"]["annotations"]]
    assert names == ["<b>● chat</b>", "<b>all</b>", "<b>mail</b>"]
    assert {"xaxis", "xaxis2", "xaxis3"} <= set(drawn["layout"])


def test_model_versions_are_told_apart(opened):
    app = opened(worlds.breaching, **CHAT)
    rerun(box(app, "Taken apart").set_value("model_version"))
    assert app.query_params["by"] == "model_version"
    assert [t["name"] for t in figure(app)["data"] if t.get("showlegend")] == ["model 1.0", "model 2.0"]


def test_the_range_in_the_address_is_what_everything_follows(opened):
    said = words(opened(worlds.breaching, **CHAT, since="2026-02-25", until="2026-02-27"))
    assert "Looked at: Wed 25 Feb to Sat 28 Feb, 3 days (dragged across the chart)" in said
    assert "before Wed 25 Feb" in said
    assert "Nothing else is known to have happened in this period." in said
    app = opened(worlds.breaching, **CHAT, since="2026-02-23", until="2026-02-27", list="numbers")
    assert len(app.dataframe[0].value) == 6
    assert "deployment Release 2.0" in words(opened(worlds.breaching, **CHAT, since="2026-02-23", until="2026-02-27"))


def test_what_was_set_aside_in_the_range_is_listed(opened):
    rows = [*worlds.bad_rows(), (worlds.day(5), "acuracy", 90)]
    app = opened(lambda root: worlds.make_world(root, rows=rows), **CHAT)
    lists = app.segmented_control(key="list")
    assert lists.options == ["Events (0)", "Numbers (12)", "Restated (0)", "Quarantine (1)"]
    rerun(lists.set_value("quarantine"))
    assert app.query_params["list"] == "quarantine"
    assert list(app.dataframe[0].value["value"]) == ["acuracy"]


def test_letting_go_of_the_range_takes_it_out_of_the_address(opened):
    app = opened(worlds.breaching, **CHAT, since="2026-02-23", until="2026-02-27")
    rerun(next(b for b in app.button if b.label == "Let go of the range").click())
    assert dict(app.query_params) == CHAT


def test_before_and_after_a_release(opened):
    app = opened(worlds.breaching, **CHAT, section="release")
    said = words(app)
    assert "Release 2.0 · Tue 24 Feb" in said
    assert "14 days before and after" in box(app, "How long").options
    assert "chat: −3.06 points after it, 95 % interval −13.0 points to +6.9 points — it may be chance" in said
    assert "95 % interval" in said
    assert "Looked at: Tue 24 Feb to Tue 10 Mar" in said
    assert "After is not because of." in said
    bars = app.get("plotly_chart")
    assert len(bars) == 2


def test_a_release_that_there_is_not_is_said(opened):
    said = words(opened(worlds.breaching, **CHAT, section="release", deployment="2026-01-01T00:00:00Z"))
    assert "There is no deployment at 2026-01-01T00:00:00Z in this period; this is Release 2.0." in said


def test_groups_are_held_against_the_gap_the_sop_allows(opened):
    app = opened(worlds.breaching, **CHAT, section="fairness", reference="channel=mail")
    said = words(app)
    assert "acceptable ≥ 0.8: ✓ pass" in said
    assert "Judged instant by instant, Parity of channels ✓ ok" in said
    assert "Held against Parity of channels, threshold four-fifths, as in force." in said
    assert "chat 22,000 44 observations 89.3 % 88.9 % to 89.7 % 0.961 ✓ pass" in said
    assert "mail 22,000 44 observations 93.0 % 92.7 % to 93.3 % – reference" in said
    assert box(app, "Reference group").value == "channel=mail"


def test_a_breach_of_the_gap_is_said_in_the_colour_of_its_level(opened):
    sop = worlds.SOP.replace("lower: 0.8, for: 2", "lower: 0.95, for: 2")
    said = words(opened(lambda root: worlds.make_world(root, sop, worlds.bad_rows()), **CHAT, section="fairness"))
    assert "acceptable ≥ 0.95: ● breach" in said
    assert "Judged instant by instant, Parity of channels ● critical since Wed 4 Mar, 12 days" in said
    assert "(since Parity of channels breaches)" in said


def test_a_metric_made_of_gaps_is_taken_apart_into_the_groups_it_compares(opened):
    parity = {"sop": "assistant", "metric": "parity"}
    assert "see Fairness for the groups" in words(opened(worlds.breaching, **parity))
    said = words(opened(worlds.breaching, **parity, section="fairness"))
    assert "chat" in said
    assert "lower / higher against the reference" in said


def test_another_metric_beside_it_with_a_lag_and_no_word_of_cause(opened):
    app = opened(worlds.breaching, **CHAT, section="compare", **{"with": "latency"}, lag="2")
    said = words(app)
    assert "Response accuracy · channel=chat and Answer latency move" in said
    assert "taken 2 days later" in said
    assert "Near in time is not because of." in said
    assert len(app.get("plotly_chart")) == 3
    assert "cause" not in said.replace("because", "")
    rerun(box(app, "Lag").set_value("-1"))
    assert app.query_params["lag"] == "-1"
    assert "taken 1 day earlier" in words(app)


def test_a_metric_without_segments_says_how_to_have_them(opened):
    assert 'name dimensions under "segments"' in words(opened(worlds.healthy, sop="assistant", metric="latency"))


def test_every_view_of_the_segments_can_be_taken_along(opened):
    for query in (CHAT | {"by": "model_version"}, {"sop": "assistant", "metric": "latency"}):
        assert [e.proto.popover.label for e in opened(worlds.breaching, **query).get("popover")] == ["Download"]


def test_choosing_a_section_writes_the_address(opened):
    app = opened(worlds.healthy, **CHAT)
    rerun(app.segmented_control(key="section").set_value("compare"))
    assert app.query_params["section"] == "compare"


@pytest.mark.parametrize("section", ["segments", "release", "fairness", "compare"])
def test_when_all_is_well_every_section_has_something_to_say(opened, section):
    app = opened(worlds.healthy, **CHAT, section=section)
    assert "(second half" in words(app).replace("the second half", "second half") or section in ("release", "compare")
    assert app.get("plotly_chart")
    assert not app.error


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ({"metric": "acuracy"}, "assistant has no metric 'acuracy'; did you mean 'accuracy'?"),
        ({"segment": "channel=chta"}, "There is no segment 'channel=chta'; did you mean 'channel=chat'?"),
        ({"since": "2027-01-01", "until": "2027-02-01"}, "The range in the address is not one of this period"),
        ({"since": "then"}, "`since` is written like 2026-11-16"),
        ({"section": "everything"}, "chat adds most to it"),
        ({"section": "compare", "lag": "many"}, "move"),
    ],
)
def test_what_the_address_asks_for_in_vain_is_said(opened, query, said):
    assert said in words(opened(worlds.breaching, **(CHAT | query)))


def test_before_the_first_load_it_says_what_to_do(opened):
    assert "No numbers have been loaded yet" in words(opened(worlds.empty))


@pytest.mark.parametrize("section", ["segments", "release", "fairness", "compare"])
def test_broken_files_are_shown_and_the_rest_works(opened, section):
    app = opened(worlds.broken, **CHAT, section=section)
    assert "sop/ranker/2026-01-01.yaml" in words(app)
    assert app.get("plotly_chart")


def test_text_from_the_files_is_not_read_as_html(opened):
    rows = [(*row[:4], "<b>x</b>", *row[5:]) if row[4:5] == ("chat",) else row for row in worlds.bad_rows()]
    sop = worlds.SOP.replace("title: Response accuracy", "title: '<img src=x onerror=alert(1)>'")
    for section in ("segments", "release", "fairness", "compare"):
        app = opened(
            lambda root: worlds.make_world(root, sop, rows), sop="assistant", metric="accuracy", section=section
        )
        assert "<img src=x onerror=alert(1)>" in words(app)
        assert not any("<img" in e.proto.body or "<b>x" in e.proto.body for e in app.get("html"))
        assert not any("<img" in chart.proto.spec or "<b>x" in chart.proto.spec for chart in app.get("plotly_chart"))


def test_the_band_lies_where_the_range_is_on_the_axis(tmp_path):
    world, start = worlds.breaching(tmp_path), worlds.NOW.replace(month=2)
    series = trend(world, "assistant", "accuracy", "", start, worlds.NOW, worlds.NOW)
    drawn = trend_figure(series, dark=False, start=start, end=worlds.NOW)
    span = (start + (worlds.NOW - start) / 2, worlds.NOW)
    (shape,) = shapes(drawn, span, dark=False)
    assert (shape["x0"], shape["xref"]) == ("2026-3-2 12", "x")
    margin = drawn.layout.margin
    assert f"left:calc({margin.l}px + 0.49505*(100% - {margin.l + margin.r}px))" in bands(drawn, span)
    assert 'class="band"' not in bands(drawn, (start.replace(year=2025), start.replace(year=2025, day=28)))
