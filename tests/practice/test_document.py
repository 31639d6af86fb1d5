"""What is signed stays what it was, whatever becomes of the numbers and the SOP."""

import datetime as dt
import json
import math
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.ledger.acts import Accepted, ActionAdded, ActionDone, Attended, Decided, Noted, SittingOpened
from dashboard.practice.agenda import agenda
from dashboard.practice.breach import breaches
from dashboard.practice.minutes.document import Document, NotMinutes, document, read_document, to_json
from dashboard.practice.sittings import sitting
from dashboard.practice.trend import trend
from dashboard.practice.verdict import refresh
from dashboard.practice.world import open_world
from tests import worlds
from tests.practice.sitting import LAST, REVIEWED, THIS, done, opened, signed
from tests.worlds import NOW, bad_rows, good_rows, make_world, write_numbers

SAMPLE = Path(__file__).with_name("document-form-1.json")
REF = "breach|assistant/accuracy/floor/channel=chat/2026-03-04T00:00:00Z"


def held_in(world):
    """A sitting in which everything was done that can be: attended, noted, decided, acted; and the one before it."""
    chat = next(b.ref for b in breaches(world, NOW) if (b.threshold, b.segment) == ("floor", "channel=chat"))
    soon = dt.date(2026, 3, 18)
    return done(
        (LAST.at, "cto", Decided(sitting=LAST, item=REF, decision="act", comment="Mei looks", breach=chat)),
        (LAST.at, "cto", ActionAdded(action="old", what="Ask the vendor", who="mei", due=dt.date(2026, 3, 13),
                                     sop="assistant", metric="accuracy", sitting=LAST, item=REF, breach=chat)),
        signed(LAST),
        (NOW, "cto", SittingOpened(sitting=THIS)),
        (NOW, "cto", Attended(sitting=THIS, people=("mei", "bo", "gone"))),
        (NOW, "cto", Noted(sitting=THIS, item=REF, text="Only in <b>German</b>")),
        (NOW, "bo", Decided(sitting=THIS, item=REF, decision="accept", comment="repaired in April",
                            until=dt.datetime(2026, 4, 1), breach=chat)),
        (NOW, "cto", ActionAdded(action="new", what="Tell support", who="ola", due=soon, sop="assistant",
                                 sitting=THIS, item=REF)),
        (NOW, "cto", Noted(sitting=THIS, item="other", text="Next week in Rome")),
    )  # fmt: skip


@pytest.fixture
def world(tmp_path):
    return make_world(tmp_path, REVIEWED, bad_rows())


def minutes(world, acts=None, **by):
    acts = acts or held_in(world)
    return document(world, acts, opened(world, acts), **by)


def item(found, id=REF):
    return next(i for i in found.items if i.id == id)


def test_it_says_who_was_there_and_who_signed_by_name_and_what_it_was_made_from(world):
    found = minutes(world, signed_by="cto", signed_as="chair", verified=True)
    assert (found.chair, found.chair_id, found.signed_by, found.signed_by_name) == (
        "Chris Otto",
        "cto",
        "cto",
        "Chris Otto",
    )
    assert (found.attendees, found.attendee_ids) == (("Mei Tanaka", "Bo Lind", "gone"), ("mei", "bo", "gone"))
    assert found.invited == ("Mei Tanaka", "ML team")
    assert (found.sop_title, found.title, found.at, found.opened_at) == ("Assistant", "Weekly review", THIS.at, NOW)
    assert (found.since, found.as_of) == (dt.datetime(2026, 3, 9, 10, 30), NOW)
    assert (found.generation, found.digest) == (world.generation, world.digest)
    assert (found.ledger_length, found.ledger_head) == (9, held_in(world).head)
    draft = minutes(world)
    assert (draft.signed_by, draft.signed_by_name, draft.signed_as, draft.verified) == ("", "", "", False)


def test_an_item_carries_note_decision_actions_owner_and_what_was_decided_before(world):
    found = item(minutes(world))
    assert (found.reason, found.state, found.owner, found.owner_duty) == ("open", "critical", "ML team", "analysis")
    assert found.note == "Only in <b>German</b>"
    assert (found.decision, found.decision_comment, found.decided_by) == ("accept", "repaired in April", "Bo Lind")
    assert (found.until, found.response) == (dt.datetime(2026, 4, 1), "Wrong answers")
    assert found.earlier == ("Mon 9 Mar: to act (Chris Otto): Mei looks",)
    assert [(a.what, a.who_name, a.due, a.state) for a in found.actions] == [
        ("Tell support", "Ola Berg", dt.date(2026, 3, 18), "open")
    ]
    old = item(minutes(world), "action|old")
    assert [(a.what, a.who_name, a.state) for a in old.actions] == [("Ask the vendor", "Mei Tanaka", "open")]
    assert item(minutes(world), "other").note == "Next week in Rome"


def test_accepted_and_healthy_are_ready_sentences(world):
    chat = next(b.ref for b in breaches(world, NOW) if b.threshold == "floor")
    accepted = (
        dt.datetime(2026, 3, 9, 11),
        "cto",
        Accepted(breach=chat, until=dt.datetime(2026, 4, 1), comment="known"),
    )
    found = minutes(world, done(signed(LAST), accepted))
    assert found.accepted == (
        "Response accuracy · channel=chat: 84.1 %, acceptable ≥ 88 %, since Wed 4 Mar, 12 days; "
        "accepted until Wed 1 Apr by Chris Otto: known",
    )
    assert found.healthy == ("Parity of channels: 0.904, acceptable ≥ 0.8 (lowest to highest channel of accuracy)",)
    assert found.seen == {chat: 84.1}


def test_the_next_sitting_knows_by_it_what_was_open(world):
    found = read_document(to_json(minutes(world)))
    assert {ref.metric: worst for ref, worst in found.seen.items()} == {"accuracy": 84.1}


def test_the_curve_is_what_the_chart_shows_of_the_last_months(world):
    curve = item(minutes(world)).curve
    drawn = trend(world, "assistant", "accuracy", "channel=chat", NOW - dt.timedelta(days=120), NOW, NOW)
    assert list(curve.at) == list(drawn.points["at"])
    assert list(curve.values) == list(drawn.points["value"])
    assert list(curve.evidence) == list(drawn.points["evidence"])
    [step] = [s for s in drawn.steps if s.threshold == "floor"]
    assert curve.bounds == ((step.start, NOW, 88.0, None, "critical"),)
    [episode] = [b for b in drawn.episodes if b.threshold == "floor"]
    assert curve.breaches == ((episode.since, NOW),)
    assert (curve.unit, curve.signal) == ("%", "value")


def test_the_bounds_of_a_curve_step_where_the_sop_changed(tmp_path):
    later = REVIEWED.replace("2026-01-01", "2026-03-10").replace("lower: 88, for: 2", "lower: 87, for: 2")
    curve = item(minutes(make_world(tmp_path, [REVIEWED, later], bad_rows()))).curve
    changed = dt.datetime(2026, 3, 10)
    assert [(start, end, low) for start, end, low, *_ in curve.bounds] == [
        (dt.datetime(2026, 1, 1), changed, 88.0), (changed, NOW, 87.0)
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("metric", "threshold", "signal"),
    [("satisfaction", "falling", "change 7d"), ("parity", "four-fifths", "gap channel of accuracy (ratio)")],
)
def test_the_curve_of_a_breach_is_its_signal(tmp_path, metric, threshold, signal):
    law = REVIEWED.replace("review: monthly", "review: weekly").replace("lower: 0.8, for: 2", "lower: 0.95, for: 2")
    rows = [
        (at, m, 3 if m == "satisfaction" and str(at) >= worlds.day(2) else v, *rest) for at, m, v, *rest in bad_rows()
    ]
    world = make_world(tmp_path, law, rows)
    found = next(i for i in minutes(world, done(signed(LAST))).items if f"/{threshold}/" in i.id)
    drawn = trend(world, "assistant", metric, "", NOW - dt.timedelta(days=120), NOW, NOW)
    points = drawn.points if drawn.shown == signal else drawn.signals[signal]
    assert found.curve.signal == signal
    assert list(found.curve.values) == list(points["value"])
    assert found.curve.breaches


def test_a_long_series_keeps_240_points_and_every_spike(tmp_path):
    start = NOW - dt.timedelta(days=100)
    rows = [
        ((start + dt.timedelta(hours=h)).isoformat(), "latency", 90 if h == 1234 else 1 + h % 5) for h in range(2300)
    ]
    curve = item(minutes(make_world(tmp_path, REVIEWED, rows), done(signed(LAST))), "stale|latency").curve
    assert 120 <= len(curve.at) <= 240
    assert max(curve.values) == 90


@pytest.mark.parametrize("made", [worlds.empty, worlds.healthy, worlds.broken])
def test_any_world_has_minutes_that_can_be_kept_and_read(tmp_path, made):
    world = made(tmp_path)
    (tmp_path / "sop" / "assistant" / "2026-01-01.yaml").write_text(REVIEWED)
    found = minutes(open_world(world.workspace), done(signed(LAST)))
    assert read_document(to_json(found)) == found
    assert found.items[-1].id == "other"


def test_what_was_frozen_is_the_same_after_everything_changed(tmp_path, world):
    acts = held_in(world)
    frozen = minutes(world, acts, signed_by="cto", signed_as="chair")
    text = to_json(frozen)
    world.warehouse.close()
    write_numbers(tmp_path, good_rows())
    law = tmp_path / "sop" / "assistant" / "2026-01-01.yaml"
    law.write_text(law.read_text().replace("lower: 88", "lower: 60").replace("Response accuracy", "Rightness"))
    people = tmp_path / "sop" / "people.yaml"
    people.write_text(people.read_text().replace("Mei Tanaka", "Mei Suzuki"))
    refresh(world.workspace, NOW)
    world = open_world(world.workspace)
    acts = done((NOW, "mei", ActionDone(action="new")), after=acts)
    assert to_json(minutes(world, acts)) != text
    assert read_document(text) == frozen
    assert to_json(read_document(text)) == text


# --- as a text


def test_the_sample_of_form_1_is_readable_for_ever():
    found = read_document(SAMPLE.read_text())
    assert (found.form, found.title, found.chair, found.signed_by_name) == (
        1,
        "Weekly review",
        "Chris Otto",
        "Chris Otto",
    )
    assert found.at == dt.datetime(2026, 3, 16, 10)
    assert item(found).text == "breaching since Wed 4 Mar, 12 days: now 84.1 %, acceptable ≥ 88 %"
    assert item(found).actions[0].due == dt.date(2026, 3, 18)
    assert (item(found).decision, item(found).note) == ("accept", "Only in <b>German</b>")
    assert item(found).curve.bounds[0][2:] == (88.0, None, "critical")
    assert len(item(found).curve.values) == len(item(found).curve.at) > 50
    assert {ref.metric: worst for ref, worst in found.seen.items()} == {"accuracy": 84.1}


def test_no_field_of_the_sample_is_lost_by_reading_it():
    def contained(old, new):
        if isinstance(old, dict):
            return all(key in new and contained(value, new[key]) for key, value in old.items())
        if isinstance(old, list):
            return len(old) == len(new) and all(map(contained, old, new))
        return old == new

    text = SAMPLE.read_text()
    assert contained(json.loads(text), json.loads(to_json(read_document(text))))


def test_fields_of_a_later_version_are_passed_over_but_a_later_form_is_refused():
    sample = json.loads(SAMPLE.read_text())
    sample["weather"] = sample["items"][0]["mood"] = "fine"
    assert read_document(json.dumps(sample)) == read_document(SAMPLE.read_text())
    with pytest.raises(NotMinutes, match="form 2, and this version reads up to 1"):
        read_document(json.dumps({**sample, "form": 2}))


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"form": 1}', "null", "7"])
def test_what_is_no_document_is_refused_in_one_sentence(text):
    with pytest.raises(NotMinutes, match=r"^these are not the minutes of a sitting: .*[^\n]$"):
        read_document(text)


@given(st.lists(st.floats(), min_size=1, max_size=5), st.text(max_size=20))
def test_no_number_and_no_text_breaks_the_json(values, text):
    sample = read_document(SAMPLE.read_text())
    first = item(sample)
    text = text.encode(errors="ignore").decode()
    at = (NOW,) * len(values)
    finite = tuple(v if math.isfinite(v) else None for v in values)
    curve = first.curve.model_copy(update={"at": at, "values": finite, "evidence": (True,) * len(values)})
    found = sample.model_copy(update={"items": (first.model_copy(update={"note": text, "curve": curve}),)})
    json.loads(to_json(found), parse_constant=pytest.fail)
    assert read_document(to_json(found)) == found


def test_a_breach_infinitely_far_off_is_kept_as_one_without_a_number(world):
    acts = held_in(world)
    made = opened(world, acts)
    items = tuple(replace(i, breach=replace(i.breach, worst=math.inf)) if i.breach else i for i in made.items)
    found = document(world, acts, replace(made, items=items))
    json.loads(to_json(found), parse_constant=pytest.fail)
    assert [one.worst for one in found.open] == [None]
    [worst] = read_document(to_json(found)).seen.values()
    assert math.isnan(worst)


def test_the_agenda_of_the_next_week_can_be_made_with_it(world):
    acts = held_in(world)
    seen = read_document(to_json(minutes(world, acts))).seen
    acts = done(signed(THIS, NOW), after=acts)
    later = NOW + dt.timedelta(days=7)
    meets = sitting(world, acts, THIS.model_copy(update={"at": dt.datetime(2026, 3, 23, 10)}), later)
    found = agenda(world, acts, meets, later, seen)
    assert [b.metric for b in found.accepted] == ["accuracy"]
    assert not [i for i in found.items if i.reason == "new"]


def _write_sample(folder: Path) -> None:
    """How the sample was made, once; a later form gets a sample of its own beside it."""
    world = make_world(folder, REVIEWED, bad_rows())
    found: Document = minutes(world, signed_by="cto", signed_as="chair", verified=True)
    SAMPLE.write_text(to_json(found) + "\n")
