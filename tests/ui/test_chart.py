"""The trend chart draws what it is given, all of it, safely, and small."""

import dataclasses
import datetime as dt
import json
import re

import numpy as np
import pandas as pd
import plotly.graph_objects as go
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.ui.theme import palette
from dashboard.ui.views import scale
from dashboard.ui.views.chart import trend_figure
from tests.ui import drawn
from tests.ui.drawn import CHANGED, END, FIRED, RELEASED, SINCE, START

COLOURS = palette(False)


def drawing(trend=None, dark=False, **options):
    trend = trend or drawn.accuracy()
    made = trend_figure(trend, dark, **{"start": START, "end": END, **options})
    go.Figure(made.to_dict())  # raises for what Plotly does not know
    return made


def traces(figure, **looks):
    """The traces that look so: `mode`, `yaxis`, or a part of `line` or `marker`."""
    found = []
    for trace in figure.data:
        flat = {"mode": trace.mode, "yaxis": trace.yaxis or "y", "symbol": trace.marker.symbol, "dash": trace.line.dash}
        flat |= {"colour": trace.line.color, "opacity": trace.opacity}
        if all(flat[name] == value for name, value in looks.items()):
            found.append(trace)
    return found


def series(figure):
    """The line of the series itself."""
    return next(t for t in figure.data if t.line.color == COLOURS.line and (t.yaxis or "y") == "y")


def labels(figure):
    return [a.text for a in figure.layout.annotations]


def test_a_threshold_is_stepped_where_the_sop_changed_it():
    [floor] = traces(drawing(), dash="dash", mode="lines", opacity=1)
    assert list(floor.y) == [87, 87, 88, 88]
    assert list(floor.x)[1:3] == scale.instants([CHANGED, CHANGED])


def test_the_bounds_in_force_at_the_end_stand_beside_their_lines_in_words():
    assert {"● ≥ 88 %", "▲ ≥ 89.5 %", "≥ 93 %", "▲ ≥ −5 %"} <= set(labels(drawing()))
    assert not any("87" in text for text in labels(drawing()))


def test_a_bound_far_beyond_the_values_leaves_them_their_height_and_is_said_at_the_edge():
    figure = drawing(drawn.accuracy(steps=(drawn.step(upper=2000.0),)))
    assert figure.layout.yaxis.range[1] < 100
    assert "● ≤ 2,000 % ↑" in labels(figure)


def test_breaching_points_are_loud_in_the_symbol_of_their_level():
    [loud] = traces(drawing(), symbol="diamond", mode="markers")
    assert list(loud.x) == scale.instants(pd.date_range(SINCE, END, freq="D"))
    assert loud.marker.color == COLOURS["critical"].fill


def test_points_beyond_a_bound_outside_any_breach_are_pending():
    figure = drawing(drawn.accuracy(episodes=()))
    assert not traces(figure, symbol="diamond")
    [pending] = traces(figure, symbol="circle-open-dot")
    assert "not for long enough" in pending.hovertemplate


def test_an_ended_breach_is_shaded_from_since_to_its_end_and_its_last_point_is_not_loud():
    ended = SINCE + dt.timedelta(days=4)
    figure = drawing(drawn.accuracy(episodes=(drawn.episode(ended_at=ended),)))
    [shade] = [s for s in figure.layout.shapes if s.yref == "y domain" and s.type == "rect"]
    assert [shade.x0, shade.x1] == scale.instants([SINCE, ended])
    [loud] = traces(figure, symbol="diamond")
    assert len(loud.x) == 4


def test_the_instant_it_fired_is_marked_and_tells_the_episode():
    mark = next(t for t in traces(drawing(), symbol="triangle-down") if (t.yaxis or "y") == "y")
    assert list(mark.x) == scale.instants([FIRED, SINCE])
    assert "critical fired" in mark.text[0]
    assert "still open" in mark.text[0]
    assert all(y < drawing().layout.yaxis.range[1] for y in mark.y)


def test_thousands_of_breaches_are_a_few_marks_that_count_those_that_are_not_described():
    at = pd.date_range(START, END - dt.timedelta(days=1), periods=4000)
    many = [
        drawn.episode(since, since + dt.timedelta(minutes=9), since + dt.timedelta(minutes=30))
        for since in at.to_pydatetime()
    ]
    figure = drawing(drawn.accuracy(episodes=tuple(many[-100:]), spans=drawn.spans(many), signals={}))
    [marks] = traces(figure, symbol="triangle-down")
    counted = [int(found[1]) for text in marks.text if (found := re.search(r"(\d+) breach(es)? fired", text))]
    assert sum("since" in text for text in marks.text) == 100
    assert sum(counted) == 3900
    assert len(counted) <= 500
    assert len([s for s in figure.layout.shapes if s.yref == "y domain" and s.type == "rect"]) == 1
    assert len(figure.to_json()) < 120_000


def test_a_derived_signal_is_loud_in_each_of_its_breaches_and_quiet_between_them():
    day = dt.timedelta(days=1)
    breaches = [drawn.episode(SINCE + k * day, SINCE + k * day, SINCE + (k + 2) * day, "warning", "change 28d")
                for k in (0, 5)]  # fmt: skip
    [loud] = traces(drawing(drawn.accuracy(episodes=tuple(breaches))), colour=COLOURS["warning"].ink, yaxis="y2",
                    mode="lines", dash=None)  # fmt: skip
    said = [x for x, y in zip(loud.x, loud.y, strict=True) if y is not None and not np.isnan(y)]
    assert said == scale.instants([SINCE + k * day for k in (0, 1, 2, 5, 6, 7)])
    assert len(loud.x) == 8  # each is followed by a point of nothing, so that no line joins them


def test_an_aspirational_breach_is_neither_shaded_nor_loud():
    figure = drawing(drawn.accuracy(episodes=(drawn.episode(stage="aspirational"),)))
    assert not [s for s in figure.layout.shapes if s.yref == "y domain" and s.type == "rect"]
    assert not traces(figure, symbol="diamond")


def test_points_without_evidence_are_hollow_and_the_line_passes_them_by():
    figure = drawing()
    small, valueless = traces(figure, symbol="circle-open")
    low, high = figure.layout.yaxis.range
    assert list(small.y) == [84.0]
    assert low < valueless.y[0] < low + 0.02 * (high - low)
    assert small.x[0] not in series(figure).x


def test_the_line_has_a_gap_where_the_series_was_silent():
    line = series(drawing())
    assert line.y.count(None) == 1
    last = line.x[line.y.index(None) - 1]
    assert last == scale.instants([START + dt.timedelta(days=69)])[0]


def test_what_a_value_said_before_it_was_restated_is_a_hollow_diamond():
    [before] = traces(drawing(), symbol="diamond-open")
    assert list(before.y) == [89.0]
    assert "before it was restated on" in before.hovertemplate


def test_what_was_restated_from_far_away_is_still_in_the_picture():
    said = pd.DataFrame({"at": [SINCE], "value": [42.0], "restated_at": [FIRED]})
    assert drawing(drawn.accuracy(revisions=said)).layout.yaxis.range[0] < 42


def test_a_derived_signal_has_an_axis_of_its_own_in_percent_with_its_threshold():
    figure = drawing()
    [bound] = traces(figure, yaxis="y2", dash="dot")
    assert list(bound.y) == [-5, -5]
    assert all(text.endswith(" %") for text in figure.layout.yaxis2.ticktext)
    assert "change against the 28 days before" in labels(figure)


def test_a_derived_signal_is_loud_where_it_breaches():
    [loud] = traces(drawing(), yaxis="y2", colour=COLOURS["warning"].ink, mode="lines", dash=None)
    assert loud.x[0] == scale.instants([SINCE])[0]


def test_each_kind_of_event_has_a_named_row_below_the_plot():
    lane = drawing().layout.yaxis3
    assert list(lane.ticktext) == ["deployment", "incident", "alert", "SOP change", "model"]


def test_events_that_would_cover_one_another_are_one_mark_that_tells_them_all():
    many = [{"kind": "alert", "at": FIRED + dt.timedelta(minutes=k), "title": f"Alert {k}"} for k in range(500)]
    figure = drawing(drawn.accuracy(events=drawn.events(*many)))
    [alerts] = traces(figure, symbol="star-triangle-down")
    assert len(alerts.x) == 1
    assert "Alert 0" in alerts.text[0]
    assert "and 497 more" in alerts.text[0]


def test_a_deployment_is_a_dashed_line_over_the_plot_with_its_version():
    figure = drawing()
    [line] = [s for s in figure.layout.shapes if s.type == "line" and s.x0 == scale.instants([drawn.RELEASED])[0]]
    assert line.line.dash == "dash"
    assert {"3.4", "3.3.9"} <= set(labels(figure))


def test_model_versions_are_a_band_with_one_stretch_each():
    band = [t for t in drawing().data if t.line.width == 13]
    assert [t.text[0].split(" from ")[0] for t in band] == ["model 3.3", "model 3.4"]


def test_one_model_version_can_be_drawn_strong_and_the_rest_faint():
    figure = drawing(model_version="3.4")
    strong = series(figure)
    assert strong.x[0] == scale.instants([dt.datetime(2026, 11, 3)])[0]
    assert traces(figure, colour=COLOURS.border, mode="lines")


def test_segments_are_compared_by_lines_with_names():
    other = drawn.accuracy(segment="channel=<b>mail</b>")
    names = [t.name for t in drawing(others=[other]).data if t.showlegend]
    assert names == ["channel=&lt;b&gt;mail&lt;/b&gt;", "all"]


def test_a_small_chart_leaves_out_what_it_has_no_room_for():
    figure = drawing(compact=True, height=185)
    assert figure.layout.height == 185
    assert "yaxis2" not in figure.layout.to_plotly_json()
    assert "3.4" in labels(figure)
    [floor] = traces(figure, dash="dash", mode="lines")
    assert list(floor.y) == [87, 87, 88, 88]


def test_small_charts_all_leave_the_same_room_so_that_nothing_jumps_from_one_to_the_next():
    released = drawn.events({"kind": "deployment", "at": RELEASED, "title": "Release 3.4", "model_version": "3.4"})
    first = drawn.accuracy(events=released)
    other = drawn.accuracy(unit="", steps=(drawn.step(upper=95.0),), events=drawn.events())
    margins = [drawing(trend, compact=True, height=185).layout.margin for trend in (first, other)]
    assert margins[0] == margins[1]


def test_no_axis_is_measured_in_the_browser():
    layout = drawing().to_plotly_json()["layout"]
    assert not any(axis.get("automargin") for name, axis in layout.items() if name.startswith(("xaxis", "yaxis")))
    assert layout["margin"]["l"] >= 6 * max(len(text) for text in layout["yaxis"]["ticktext"])


@pytest.mark.parametrize(
    ("low", "high", "said"),
    [
        (83.2, 93.1, ["84 %", "86 %", "88 %", "90 %", "92 %"]),
        (-0.12, 0.11, ["−0.10 %", "−0.05 %", "0.00 %", "0.05 %", "0.10 %"]),
        (0, 61_000, ["0k %", "20k %", "40k %", "60k %"]),
        (0.00091, 0.00107, ["0.00095 %", "0.00100 %", "0.00105 %"]),
        (0, 3.1e6, ["0k %", "1,000k %", "2,000k %", "3,000k %"]),
    ],
)
def test_ticks_are_round_numbers_with_their_unit(low, high, said):
    assert scale.ticks(low, high, 5, "", " %")["ticktext"] == said


def test_a_range_next_to_nothing_has_no_ticks():
    assert scale.ticks(0, 5e-324, 5) == {"tickvals": [], "ticktext": []}


@given(
    low=st.floats(-1e300, 1e300).filter(lambda low: low == 0 or abs(low) > 1e-290),
    share=st.floats(1e-6, 2),
    most=st.integers(3, 7),
)
def test_ticks_lie_in_the_range_and_are_told_apart(low, share, most):
    high = low + (abs(low) or 1.0) * share
    made = scale.ticks(low, high, most)
    assert 1 <= len(made["tickvals"]) <= most
    assert all(low - abs(low) * 1e-9 <= at <= high + abs(high) * 1e-9 for at in made["tickvals"])
    assert len(set(made["ticktext"])) == len(made["tickvals"])


def test_no_observations_is_said_and_the_thresholds_stand():
    nothing = drawn.accuracy(points=drawn.points([], []), signals={}, episodes=(), revisions=pd.DataFrame())
    figure = drawing(nothing)
    assert "no observations in this range" in labels(figure)
    assert traces(figure, dash="dash")


@pytest.mark.parametrize("dark", [False, True])
def test_what_users_wrote_is_escaped_wherever_it_is_drawn(dark):
    evil = "<a href='javascript:x'>x</a>"
    event = {"until": FIRED, "title": evil, "text": evil, "model_version": evil, "severity": evil, "link": evil}
    kinds = ("deployment", "incident", "alert", "feedback", "document", "sop_change")
    trend = drawn.accuracy(
        segment=evil,
        unit=evil,
        events=drawn.events(*({**event, "kind": kind, "at": SINCE} for kind in kinds)),
        episodes=(dataclasses.replace(drawn.episode(), threshold=evil),),
    )
    trend.points["model_version"] = evil
    trend = dataclasses.replace(trend, signals={"gap <a> of <a> (ratio)": trend.signals["change 28d"]})
    figure = json.loads(drawing(trend, dark, others=[trend]).to_json())
    del figure["layout"]["uirevision"]  # a key that is compared, and never drawn
    assert "<a" not in json.dumps(figure, ensure_ascii=False)


def test_a_full_figure_of_four_points_a_pixel_is_at_most_60_kb():
    at = pd.date_range("2025-05-18", periods=4 * PIXELS, freq="317min")
    value = np.random.default_rng(3).lognormal(0, 0.4, len(at))
    figure = drawing(drawn.accuracy(points=drawn.points(at, value, model_version="7"), unit="ms"))
    assert len(figure.to_json()) <= 60_000


def test_every_value_given_is_drawn_as_precisely_as_four_bytes_allow():
    at = pd.date_range(START, periods=3000, freq="h")
    value = np.random.default_rng(5).normal(0.03, 0.01, 3000)
    value[1234] = 7.5
    line = series(drawing(drawn.accuracy(points=drawn.points(at, value), signals={}, episodes=())))
    np.testing.assert_allclose(line.y, value, rtol=1e-7 * 2)


def test_values_that_four_bytes_would_blur_keep_eight():
    for many in (1, 1000):
        assert scale.numbers([1e9, 1e9 + 1] * many)[1] == 1e9 + 1
    assert scale.numbers([0.1, 0.2] * 1000).dtype == np.float32


def test_nothing_in_a_small_chart_looks_changed_when_plotly_is_given_it_again():
    figure = drawing(compact=True)
    assert figure.layout.to_plotly_json().get("template") is None
    assert figure.layout.datarevision is not None
    assert all(isinstance(values, list | tuple) for trace in figure.data for values in (trace.x, trace.y))


PIXELS = 480  # what the metric page asks for


@given(st.lists(st.datetimes(dt.datetime(1990, 1, 1), dt.datetime(2100, 1, 1)), min_size=1, max_size=5))
def test_instants_are_short_and_lose_nothing(at):
    for instant, text in zip(at, scale.instants(at), strict=True):
        parts = [float(part) if "." in part else int(part) for part in re.split("[- :]", text)]
        whole, _, fraction = f"{parts[5]:.6f}".partition(".") if len(parts) > 5 else ("0", "", "0")
        read = dt.datetime(*(int(p) for p in parts[:3]), *(int(p) for p in parts[3:5]))
        assert read + dt.timedelta(seconds=int(whole), microseconds=int(fraction)) == instant


@given(st.lists(st.tuples(st.floats(0, 1), st.integers(1, 12)), max_size=20))
def test_labels_never_touch(places):
    rows = scale.stagger(places)
    spans = {}
    for (place, characters), row in zip(places, rows, strict=True):
        if row is not None:
            half = characters * scale.CHARACTER / 2
            centre = min(max(place * scale.NARROW, half), scale.NARROW - half)
            spans.setdefault(row, []).append((centre - half, centre + half))
    for row in spans.values():
        for (_, end), (begin, _) in zip(sorted(row), sorted(row)[1:], strict=False):
            assert end <= begin + 7
    assert not places or any(row is not None for row in rows)


def test_no_label_touches_what_stands_at_the_left_of_its_row():
    assert scale.stagger([(0.1, 4), (0.9, 4)], kept=6) == [1, 0]
