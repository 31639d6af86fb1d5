"""The diagram page: the picture that is sent, what it says in words, what it is narrowed to; in every world."""

import json

import pytest

from tests import worlds
from tests.practice.diagram.cast import BREAKS, HOSTILE
from tests.ui.opening import open_page, rerun, words


@pytest.fixture(scope="module")
def root(tmp_path_factory):
    made = tmp_path_factory.mktemp("world")
    worlds.reviewed(made)
    return made


@pytest.fixture
def opened(root, monkeypatch):
    return lambda **query: open_page("diagram", root, monkeypatch, **query)


def sent(app) -> dict:
    [picture] = [e.proto for e in app.get("bidi_component") if e.proto.component_name.endswith("diagram")]
    return json.loads(picture.json)


def test_the_worst_breach_is_answered_and_the_others_are_offered(opened):
    app = opened()
    said = words(app)
    assert "Response accuracy · channel=chat ● critical since Wed 4 Mar, 12 days: 84.1 %, acceptable ≥ 88 %" in said
    assert "Who acts? Chris Otto is next: nobody acknowledged it within 7 days of its firing" in said
    assert "By when? Mon 16 Mar 16:00 UTC in 4 hours" in said
    assert "Doing what? Find the channel that moved investigate, Mei Tanaka for analysis" in said
    assert "And if not? It has gone all the way went to Bo Lind Thu 5 Mar 04:00; went to Chris Otto" in said
    assert "Looked at when? Mon 16 Mar 12:00 UTC Weekly review" in said
    offered = [b.label for b in app.button if "satisfaction" in b.label or "latency" in b.label]
    assert len(offered) == 2
    rerun(next(b for b in app.button if "satisfaction" in b.label).click())
    assert app.query_params["focus"] == "metric:satisfaction"
    assert "Customer satisfaction ▲ warning" in words(app)
    rerun(next(b for b in app.button if b.label == "Clear selection").click())
    assert "focus" not in app.query_params


def test_the_picture_knows_what_hangs_together(opened):
    data = sent(opened(focus="owners:latency"))
    assert data["focus"] == "owners:latency"
    assert set(data["paths"]["owners:latency"]) == {
        "objective:quick", "metric:latency", "threshold:latency/ceiling", "owners:latency", "review:speed",
        "improvement:version",
    }  # fmt: skip
    assert "stale" in data["spoken"]["metric:latency"]
    assert 'data-box="metric:latency"' in data["svg"]


def test_it_is_narrowed_by_person_aspect_and_what_breaches(opened):
    data = sent(opened(party="bo", aspect="latency"))
    assert {box for box in data["paths"] if box.startswith("metric:")} == {"metric:latency"}
    data = sent(opened(only="breaching"))
    assert {box for box in data["paths"] if box.startswith("metric:")} == {"metric:accuracy", "metric:satisfaction"}
    app = opened(party="bo", aspect="feedback")
    said = "Nothing to show. No metric is left by what was asked for: only what Bo Lind has a part in, only feedback."
    assert said in words(app)
    rerun(next(b for b in app.button if b.label == "Show the whole procedure").click())
    assert "party" not in app.query_params and sent(app)["paths"]


def test_my_part_is_one_press_for_who_has_said_who_they_are(opened, monkeypatch):
    app = opened()
    assert not [b for b in app.button if b.label == "My part"]
    app.session_state["acting as"] = "bo"
    rerun(app)
    rerun(next(b for b in app.button if b.label == "My part").click())
    assert app.query_params["party"] == "bo"
    assert "metric:satisfaction" not in sent(app)["paths"]


def test_every_form_can_be_downloaded(opened):
    labels = [button.proto.label for button in opened().get("download_button")]
    assert labels == ["SVG", "PNG", "PDF", "Mermaid", "draw.io"]


def test_an_address_that_asks_for_what_there_is_not_shows_the_whole(opened):
    app = opened(sop="assistent", party="nobody", aspect="acuracy", focus="metric:nothing", only="x")
    data = sent(app)
    assert data["focus"] is None and len(data["paths"]) > 15
    assert [warning.value for warning in app.warning] == [
        "There is no SOP 'assistent' here; did you mean 'assistant'?",
        "There is no person or team 'nobody' here; known\\: bo, cto, mei, ml, ola",
        "There is no aspect 'acuracy' here; did you mean 'accuracy'?",
    ]
    assert "No procedure was in force then" in words(opened(as_of="2020-01-01"))


def test_where_all_is_well_it_says_so(tmp_path, monkeypatch):
    worlds.healthy(tmp_path)
    app = open_page("diagram", tmp_path, monkeypatch)
    assert "Nothing is breaching. Press a box to see what is agreed on for the day that it does." in words(app)
    app = open_page("diagram", tmp_path, monkeypatch, focus="metric:latency")
    assert "Answer latency ✓ ok" in words(app) and "Who would act? Bo Lind" in words(app)


def test_without_numbers_the_procedure_stands_all_the_same(tmp_path, monkeypatch):
    worlds.empty(tmp_path)
    app = open_page("diagram", tmp_path, monkeypatch)
    assert "No numbers have been loaded yet. The procedure stands below as agreed on" in words(app)
    assert "no evidence" in sent(app)["spoken"]["metric:accuracy"]


def test_what_is_broken_is_told_and_what_was_in_order_is_drawn(tmp_path, monkeypatch):
    worlds.broken(tmp_path)
    app = open_page("diagram", tmp_path, monkeypatch)
    assert "problems in the files of this workspace" in words(app)
    assert "metric:accuracy" in sent(app)["paths"]


def test_titles_are_text_and_nothing_else(tmp_path, monkeypatch):
    worlds.make_world(tmp_path, HOSTILE, worlds.bad_rows())
    app = open_page("diagram", tmp_path, monkeypatch)
    assert BREAKS in words(app)
    bodies = " ".join(e.proto.body for e in app.get("html"))
    assert "<script" not in bodies and "<script" not in sent(app)["svg"]


def test_the_links_lead_to_the_same_series_on_the_same_day(opened):
    bodies = " ".join(e.proto.body for e in opened(as_of="2026-03-15").get("html"))
    assert 'href="metric?sop=assistant&amp;metric=accuracy&amp;segment=channel%3Dchat&amp;as_of=2026-03-15"' in bodies
    assert 'href="sop?sop=assistant"' in bodies


def test_the_metric_page_leads_to_the_metric_in_it(root, monkeypatch):
    app = open_page("metric", root, monkeypatch, sop="assistant", metric="latency", as_of="2026-03-15")
    [link] = [e.proto for e in app.get("page_link") if e.proto.label == "Diagram"]
    assert link.query_string == "sop=assistant&focus=metric%3Alatency&as_of=2026-03-15"
