"""The overview in worlds that breach, that are well, that were never loaded, and whose files are broken."""

import html
import re
import threading
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from dashboard.ui import figures
from tests import worlds

APP = str(Path(__file__).parents[2] / "dashboard" / "app.py")


@pytest.fixture
def opened(tmp_path, monkeypatch):
    """Makes a world, opens the overview on it with the query given, and runs it once."""

    def run(make, /, **query):
        make(tmp_path)
        monkeypatch.setenv("DASHBOARD_WORKSPACE", str(tmp_path))
        app = AppTest.from_file(APP, default_timeout=30)
        app.query_params.update(query)
        return ran(app)

    return run


def ran(app):
    app.run()
    assert not app.exception
    return app


def shown(app):
    """All HTML of the page but the style sheet."""
    return [e.proto.body for e in app.get("html") if not e.proto.body.startswith("<style>")]


def words(app):
    """What the reader reads of it."""
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", "\n".join(shown(app)))).split())


def rows(app):
    return [row for body in shown(app) for row in re.findall('<button type="button" class="row .*?</button>', body)]


def marked(app):
    """Which rows of the list stand out (1: the first), and whether the others step back."""
    style = next(body for body in shown(app) if "<style>" in body)
    out = re.search(r"\.row:is\((.*?)\)\{", style)[1]
    return {int(place) for place in re.findall(r":nth-of-type\((\d+)\)", out)}, f".row:not(:is({out}))" in style


def test_without_a_choice_the_worst_stands_out_and_nothing_steps_back(opened):
    assert marked(opened(worlds.breaching)) == ({1}, False)


def test_what_is_selected_but_not_listed_leaves_all_rows_back(opened):
    assert marked(opened(worlds.breaching, focus="metric:assistant/parity")) == (set(), True)


def test_the_list_is_the_same_whatever_is_selected(opened):
    app = opened(worlds.breaching)
    before = rows(app)
    app.query_params["focus"] = "metric:assistant/latency"
    assert rows(ran(app)) == before


def test_the_charts_of_all_rows_are_made_before_one_is_pressed(opened, monkeypatch):
    app = opened(worlds.breaching)
    for thread in threading.enumerate():
        if thread.name == "answering ahead":
            thread.join(30)
    monkeypatch.setattr(figures, "trend", None)
    for metric in ("satisfaction", "latency"):
        app.query_params["focus"] = f"metric:assistant/{metric}"
        assert ran(app).get("plotly_chart")


def test_what_breaches_is_listed_worst_first_with_its_owner(opened):
    app = opened(worlds.breaching)
    assert [re.search("<b>(.*?)</b>", row)[1] for row in rows(app)] == [
        "Response accuracy",
        "Customer satisfaction",
        "Answer latency",
    ]
    first = html.unescape(rows(app)[0])
    for said in ("84.1 %", "≥ 88 %", "channel=chat", "Wed 4 Mar, 12 days", "Chris Otto", "escalation", "critical"):
        assert said in first


def test_the_worst_is_told_in_one_sentence_with_who_acts_and_by_when(opened):
    text = words(opened(worlds.breaching))
    assert "critical since Wed 4 Mar, 12 days : 84.1 %, acceptable ≥ 88 %" in text
    assert "backup Ola Berg" in text
    assert "incident open: Wrong answers first: Find the channel that moved , due in 4 hours" in text
    assert "escalated to" in text


def test_the_counts_are_of_every_state_there_is(opened):
    counts = opened(worlds.breaching).button_group[0]
    assert [re.sub(r":\w+\[|[\]*]|&ensp;", "", option) for option in counts.options] == [
        "1● critical",
        "1▲ warning",
        "1◷ stale",
        "1✓ ok",
    ]


def test_pressing_a_count_keeps_that_state_and_stands_in_the_address(opened):
    app = opened(worlds.breaching)
    app.button_group[0].select("warning")
    ran(app)
    assert [re.search("<b>(.*?)</b>", row)[1] for row in rows(app)] == ["Customer satisfaction"]
    assert app.query_params["level"] in ("warning", ["warning"])


def test_a_link_to_a_metric_shows_it_chosen_and_in_the_sentence(opened):
    app = opened(worlds.breaching, focus="metric:assistant/satisfaction")
    sentence = next(body for body in shown(app) if "sentence" in body)
    assert "<b>Customer satisfaction</b>" in sentence
    assert [re.search('data-node="(.*?)"', row)[1] for row in rows(app)] == [
        "metric:assistant/accuracy",
        "metric:assistant/satisfaction",
        "metric:assistant/latency",
    ]
    assert marked(app) == ({2}, True)


def test_an_owner_in_focus_brings_what_they_act_on_to_the_front(opened):
    app = opened(worlds.breaching, focus="party:bo")
    assert marked(app) == ({3}, True)
    assert "<b>Answer latency</b>" in next(body for body in shown(app) if "sentence" in body)


def test_a_person_sees_what_is_theirs(opened):
    app = opened(worlds.breaching, party="ola", level="warning")
    assert len(rows(app)) == 1
    assert app.selectbox(key="choose-party").value == "ola"
    assert "theirs: acts" in rows(app)[0]


def test_a_member_sees_what_is_the_teams_and_in_which_part(opened):
    app = opened(worlds.breaching, party="bo")
    assert {re.search("<b>(.*?)</b>", row)[1]: re.search("theirs: ([^<]*)", row)[1] for row in rows(app)} == {
        "Response accuracy": "acts",
        "Answer latency": "acts",
    }


def test_a_past_day_is_judged_as_it_was_then(opened):
    app = opened(worlds.breaching, as_of="2026-03-02")
    assert "Nothing is breaching" in words(app)
    assert "As of Mon 2 Mar 2026 23:59" in words(app)
    assert app.date_input(key="day").value.isoformat() == "2026-03-02"


def test_where_the_clock_stands_is_said(opened):
    assert "the clock stands at Mon 16 Mar 2026 12:00" in words(opened(worlds.breaching))


def test_a_day_that_is_none_is_said_and_taken_for_now(opened):
    app = opened(worlds.breaching, as_of="yesterday")
    assert "2026-11-16" in app.warning[0].value
    assert len(rows(app)) == 3


@pytest.mark.parametrize("query", [{"sop": "elsewhere"}, {"party": "cto", "level": "pending"}, {"level": "splendid"}])
def test_choices_that_leave_nothing_say_so_and_can_be_undone(opened, query):
    app = opened(worlds.breaching, **query)
    assert "Nothing matches" in words(app)
    app.button[0].click()
    assert len(rows(ran(app))) == 3
    assert not set(query) & set(app.query_params)


def test_a_focus_that_is_not_here_shows_the_worst(opened):
    assert "<b>Response accuracy</b>" in shown(opened(worlds.breaching, focus="metric:gone/gone"))[0]


def test_when_nothing_breaches_it_says_how_fresh_that_is(opened):
    text = words(opened(worlds.healthy))
    assert "Nothing is breaching" in text
    assert "4 metrics are as agreed. The newest numbers are of Sun 15 Mar." in text
    assert "Parity of channels" in text


def test_before_the_first_load_it_says_what_to_do(opened):
    text = words(opened(worlds.empty))
    assert "No numbers have been loaded yet" in text
    assert "python -m dashboard ingest" in text


def test_broken_files_are_told_by_line_and_the_last_good_version_goes_on(opened):
    app = opened(worlds.broken)
    text = words(app)
    assert "sop/assistant/2026-03-01.yaml:" in text
    assert "sop/ranker/2026-01-01.yaml:" in text
    assert "data/sources.yaml:" in text
    assert len(rows(app)) == 3


def test_no_workspace_is_said_in_one_sentence(tmp_path, monkeypatch):
    monkeypatch.setenv("DASHBOARD_WORKSPACE", str(tmp_path / "nowhere"))
    app = ran(AppTest.from_file(APP, default_timeout=30))
    assert "nowhere" in app.error[0].value


def test_what_users_wrote_is_never_html(opened):
    wicked = "<img src=x onerror=alert(1)>"
    sop = worlds.SOP.replace("title: Response accuracy", f"title: '{wicked}'").replace(
        "Find the channel that moved", f"'{wicked}'"
    )
    people = worlds.PEOPLE.replace("name: Chris Otto", f"name: '{wicked}'")
    app = opened(lambda root: worlds.make_world(root, sop, worlds.bad_rows(), people=people))
    assert wicked not in "\n".join(shown(app))
    assert words(app).count(wicked) >= 4


def test_the_rules_are_offered_where_there_is_a_list_of_thresholds(opened):
    labels = [button.proto.label for button in opened(worlds.breaching).get("download_button")]
    assert labels == ["List as CSV", "Prometheus rules"]
