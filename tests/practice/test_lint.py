"""Lint by numbers and acts: what never fires, what always does, and what nobody reviews."""

import datetime as dt

import pytest

from dashboard.ledger.acts import Acknowledged, SittingOpened, SittingRef, SittingSigned
from dashboard.ledger.store import hash_of
from dashboard.practice.acting import acts_of, open_acts
from dashboard.practice.breach import breaches
from dashboard.practice.lint import RULES, lint
from dashboard.practice.proposals.recording import record_versions_here
from dashboard.practice.remarks import count, remarks
from dashboard.practice.world import open_world
from dashboard.workspace import Workspace
from tests import worlds
from tests.worlds import NOW, REVIEWED, SOP, day, make_world

DAY = dt.timedelta(days=1)
OLD = SOP.replace("effective_from: 2026-01-01", "effective_from: 2025-01-01")


def said(world, rule: str) -> list[str]:
    return [f.message for f in lint(world, acts_of(world.workspace), NOW) if f.rule == rule and f.because is None]


def daily(metric: str, days: int, value) -> list:
    return [(day(ago), metric, value(ago)) for ago in range(days, 0, -1)]


def test_a_threshold_that_held_for_a_year_is_asked_about_one_that_fired_is_not(tmp_path):
    rows = daily("satisfaction", 400, lambda ago: 3 if ago == 300 else 4.5) + daily("latency", 400, lambda ago: 2)
    found = said(make_world(tmp_path, OLD, rows), "never-fired")
    assert "'ceiling' of 'latency' has not fired in a year; is it too far out?" in found
    assert not any("'low' of 'satisfaction'" in message for message in found)
    assert not any(
        "accuracy" in message or "four-fifths" in message for message in found
    )  # no numbers to hold it against


def test_a_year_is_asked_of_the_numbers_and_of_the_threshold(tmp_path):
    assert said(make_world(tmp_path / "a", OLD, daily("latency", 300, lambda ago: 2)), "never-fired") == []
    assert said(make_world(tmp_path / "b", SOP, daily("latency", 400, lambda ago: 2)), "never-fired") == []
    newer = SOP.replace("id: ceiling", "id: roof")
    rows = daily("latency", 400, lambda ago: 2)
    assert said(make_world(tmp_path / "c", [OLD, newer], rows), "never-fired") == []


@pytest.mark.parametrize(("weeks", "count"), [(4, 1), (3, 0)])
def test_a_threshold_that_fires_every_week_is_asked_about(tmp_path, weeks, count):
    fires = {2 + 7 * week for week in range(weeks)}
    rows = daily("satisfaction", 40, lambda ago: 3.9 if ago in fires else 4.5)
    found = said(make_world(tmp_path, SOP, rows), "fires-weekly")
    assert found == ["'low' of 'satisfaction' fired in each of the last 4 weeks; is it too tight?"][:count]


def sign(root, at: dt.datetime) -> None:
    ref = SittingRef(sop="assistant", review="weekly", at=at)
    with_ledger = open_acts(Workspace(root))
    with_ledger.record(SittingOpened(sitting=ref), "cto", at, at)
    signature = SittingSigned(sitting=ref, generation="g", digest="d", document_hash=hash_of("{}"))
    with_ledger.record(signature, "cto", at, at, document="{}")
    with_ledger.close()


REVIEWED_LONG = REVIEWED.replace("effective_from: 2026-01-01", "effective_from: 2025-01-01")


def test_a_review_not_signed_until_the_next_is_due_names_what_nobody_looks_at(tmp_path):
    world = make_world(tmp_path, REVIEWED_LONG, worlds.good_rows())
    assert said(world, "not-reviewed") == []  # it was never kept here
    sign(tmp_path, NOW - 98 * DAY)
    (message,) = said(world, "not-reviewed")
    assert message.startswith(
        "'weekly' has not been signed since Mon 8 Dec 2025, 3 months: nobody looks at Response acc"
    )
    sign(tmp_path, NOW - 15 * DAY)
    assert len(said(world, "not-reviewed")) == 1
    sign(tmp_path, NOW - 13 * DAY)
    assert said(world, "not-reviewed") == []


def test_a_review_is_held_to_its_own_cycle(tmp_path):
    monthly = REVIEWED_LONG.replace("FREQ=WEEKLY;BYDAY=MO", "FREQ=MONTHLY;BYMONTHDAY=1")
    assert monthly != REVIEWED_LONG
    world = make_world(tmp_path, monthly, worlds.good_rows())
    sign(tmp_path, NOW - 40 * DAY)
    assert said(world, "not-reviewed") == []  # the next was due, and the one after is not yet
    assert len([f for f in lint(world, acts_of(world.workspace), NOW + 31 * DAY) if f.rule == "not-reviewed"]) == 1


def test_a_metric_that_nobody_looked_at_for_a_quarter_is_asked_about(tmp_path):
    yearly = REVIEWED_LONG.replace("FREQ=WEEKLY;BYDAY=MO", "FREQ=YEARLY;BYMONTH=12;BYMONTHDAY=1")
    world = make_world(tmp_path, yearly, worlds.bad_rows())
    assert said(world, "not-looked-at") == []  # nothing was kept here
    sign(tmp_path, NOW - 100 * DAY)
    messages = said(world, "not-looked-at")
    assert [message.split("'")[1] for message in messages] == ["accuracy", "satisfaction", "latency", "parity"]
    assert messages[0].startswith("nobody has looked at 'accuracy' since Sat 6 Dec 2025: its review was not signed")
    assert "since reviews are kept here" in messages[2]  # its own review was never held
    ref = next(b.ref for b in breaches(world, NOW) if b.metric == "accuracy")
    with_ledger = open_acts(world.workspace)
    with_ledger.record(Acknowledged(breach=ref), "mei", NOW, NOW)
    with_ledger.close()
    assert len(said(world, "not-looked-at")) == 3  # somebody answers for it
    sign(tmp_path, NOW - 80 * DAY)
    assert len(said(world, "not-looked-at")) == 1


def test_what_a_late_review_is_told_of_is_not_told_of_once_more(tmp_path):
    world = make_world(tmp_path, REVIEWED_LONG, worlds.good_rows())
    sign(tmp_path, NOW - 98 * DAY)
    assert [message.split("'")[1] for message in said(world, "not-looked-at")] == ["latency"]


def test_a_release_that_nobody_looked_at_is_asked_about_until_a_review_or_a_version_follows(tmp_path):
    def at(root, released: int, *laws: str):
        make_world(root, list(laws), worlds.good_rows(), load=False)
        (root / "data" / "raw" / "releases.csv").write_text(f"at,title,model\n{day(released)},Release 2.0,2.0\n")
        worlds.refresh(Workspace(root), NOW)
        sign(root, NOW - 70 * DAY)
        return said(worlds.open_world(Workspace(root)), "not-reviewed-since")

    message = "nobody has reviewed the procedure since the release “Release 2.0” (Tue 20 Jan)"
    assert at(tmp_path / "a", 55, REVIEWED_LONG) == [message]
    assert at(tmp_path / "b", 20, REVIEWED_LONG) == []  # its review may still come
    assert at(tmp_path / "c", 75, REVIEWED_LONG) == []  # signed since
    newer = REVIEWED_LONG.replace("effective_from: 2025-01-01", "effective_from: 2026-02-01")
    assert at(tmp_path / "d", 55, REVIEWED_LONG, newer) == []


def test_a_rule_on_numbers_can_be_silenced_too(tmp_path):
    text = OLD + "lint: [{silence: never-fired, metric: latency, because: It must never}]\n"
    world = make_world(tmp_path, text, daily("latency", 400, lambda ago: 2))
    found = lint(world, acts_of(world.workspace), NOW)
    assert [f.because for f in found if f.rule == "never-fired"] == ["It must never"]
    assert "idle-silence" not in {f.rule for f in found}


def test_without_numbers_or_acts_these_rules_are_quiet(tmp_path):
    world = worlds.empty(tmp_path)
    names = {rule.NAME for rule in RULES}
    assert not names & {f.rule for f in lint(world, acts_of(world.workspace), NOW)}


def test_remarks_stand_beside_what_they_are_about_errors_first_and_silenced_last(tmp_path):
    text = SOP + "lint: [{silence: no-review, metric: accuracy, because: at the stand-up}]\n"
    world = make_world(tmp_path, text, load=False)
    found = remarks(world, acts_of(world.workspace), "assistant", NOW)
    latency = next(beside for beside in found if beside.title == "Answer latency")
    assert (latency.kind, {f.rule for f in latency.findings}) == (
        "metric", {"no-review", "critical-without-escalation", "critical-without-response"},
    )  # fmt: skip
    accuracy = next(beside for beside in found if beside.title == "Response accuracy")
    assert accuracy.findings[-1].because == "at the stand-up"
    assert count(found) == sum(f.because is None for b in found for f in b.findings) > 0


def test_a_file_that_was_in_force_is_held_to_what_it_was(tmp_path):
    world = make_world(tmp_path)
    assert said(world, "altered-version") == []
    record_versions_here(world, NOW, NOW)
    file = tmp_path / "sop" / "assistant" / "2026-01-01.yaml"
    original = file.read_text()
    assert said(open_world(world.workspace), "altered-version") == []
    file.write_text(original.replace("lower: 88", "lower: 80"))
    [message] = said(open_world(world.workspace), "altered-version")
    assert message.startswith("the file is not what was recorded by the dashboard on Mon 16 Mar")
    file.write_text("no: law")
    [message] = said(open_world(world.workspace), "altered-version")
    assert message.startswith("the version of 2026-01-01 is gone, or cannot be read")
    file.write_text(original)
    assert said(open_world(world.workspace), "altered-version") == []


def test_a_version_in_force_does_not_change_in_silence_when_a_definition_that_it_uses_is_edited(tmp_path):
    shared = tmp_path / "sop" / "library" / "reviews.yaml"
    shared.parent.mkdir(parents=True)
    shared.write_text("reviews: [{id: weekly, title: Weekly, rrule: FREQ=WEEKLY;BYDAY=MO}, {id: other, title: Other, "
                      "rrule: FREQ=DAILY}]\n")  # fmt: skip
    world = make_world(tmp_path, SOP + "reviews: [{use: weekly, chair: cto}]\n", load=False)
    record_versions_here(world, NOW, NOW)
    shared.write_text(shared.read_text().replace("FREQ=DAILY", "FREQ=MONTHLY"))
    assert said(open_world(world.workspace), "altered-version") == []  # nobody uses that one
    shared.write_text(shared.read_text().replace("BYDAY=MO", "BYDAY=TU"))
    edited = open_world(world.workspace)
    assert edited.digest != world.digest  # what the app keeps is kept by this: no page is out of date
    [message] = said(edited, "altered-version")
    assert message.startswith("the file, or what it uses of the library, is not what was recorded by the dashboard")


def test_every_rule_says_what_passes_and_what_fails():
    for rule in RULES:
        assert "Passing:" in rule.__doc__ and "Failing:" in rule.__doc__
        assert rule.LEVEL in ("error", "warning", "advice")
    assert len({rule.NAME for rule in RULES}) == len(RULES)
