"""The verbs on reviews and on what people did: outputs and exit statuses."""

import datetime as dt
import json
import sqlite3
import sys

import pytest

from dashboard.cli import main
from dashboard.ledger.acts import (
    Accepted,
    ActionAdded,
    ActionDone,
    Attended,
    Decided,
    Noted,
    SittingCorrected,
    SittingOpened,
    SittingRef,
    SittingSigned,
)
from dashboard.ledger.store import hash_of
from dashboard.practice.acting import acts_of, open_acts
from dashboard.practice.agenda import agenda
from dashboard.practice.breach import breaches
from dashboard.practice.minutes.document import document, to_json
from dashboard.practice.sittings import sitting
from tests import worlds
from tests.worlds import NOW, bad_rows, make_world

LAST = SittingRef(sop="assistant", review="weekly", at=NOW - dt.timedelta(days=7))
THIS = SittingRef(sop="assistant", review="weekly", at=NOW)
WEEKLY, SPEED = "assistant/weekly", "assistant/speed"


def run_in(capfdbinary, root, *arguments):
    """(status, standard output in bytes, standard error) of a verb in a workspace."""
    status = main([*map(str, arguments), "--workspace", str(root)], NOW)
    out, err = capfdbinary.readouterr()
    return status, out, err.decode()


@pytest.fixture
def run(capfdbinary, root):
    return lambda *arguments: run_in(capfdbinary, root, *arguments)


@pytest.fixture
def told(run):
    """The JSON document of a verb that goes well, and its exit status."""

    def telling(*arguments):
        status, out, err = run(*arguments, "--json")
        assert err == ""
        return status, json.loads(out)

    return telling


def record(ledger, *told):
    for at, by, act, *more in told:
        ledger.record(act, by, at, at, **(more[0] if more else {}))


def practised(root):
    """Last week's sitting held, signed and corrected; an action overdue, one done; something said in this week's."""
    world = worlds.reviewed(root)
    ledger, early = open_acts(world.workspace), LAST.at + dt.timedelta(minutes=5)
    added = {"sop": "assistant", "sitting": LAST, "item": "other"}
    record(
        ledger,
        (early, "cto", SittingOpened(sitting=LAST)),
        (early, "cto", Attended(sitting=LAST, people=("cto", "mei"))),
        (early, "cto", Noted(sitting=LAST, item="other", text="Look at <chat>\n*soon*")),
        (
            early,
            "cto",
            ActionAdded(action="a1", what="Rebuild the index", who="mei", due=dt.date(2026, 3, 12), **added),
        ),
        (early, "cto", ActionAdded(action="a2", what="Tell support", who="ml", due=dt.date(2026, 3, 20), **added)),
        (early, "cto", ActionAdded(action="a3", what="Ask legal", who="ola", due=dt.date(2026, 3, 11), **added)),
        (early, "ola", ActionDone(action="a3")),
    )
    acts, signing = ledger.state(), LAST.at + dt.timedelta(minutes=30)
    seen = agenda(world, acts, sitting(world, acts, LAST, signing), signing)
    frozen = to_json(document(world, acts, seen, "cto", "chair", False))
    act = SittingSigned(sitting=LAST, generation="g", digest="d", document_hash=hash_of(frozen))
    record(
        ledger,
        (signing, "cto", act, {"document": frozen}),
        (signing, "mei", SittingCorrected(sitting=LAST, text="It was the German chat.")),
        (NOW, "cto", SittingOpened(sitting=THIS)),
        (NOW, "cto", Decided(sitting=THIS, item="other", decision="no_action", comment="Fine.")),
    )
    ledger.close()
    return root


@pytest.fixture(scope="module")
def practised_root(tmp_path_factory):
    return practised(tmp_path_factory.mktemp("practised"))


@pytest.fixture(scope="module")
def untouched_root(tmp_path_factory):
    return worlds.reviewed(tmp_path_factory.mktemp("untouched")).workspace.root


@pytest.fixture
def root(practised_root):
    return practised_root


@pytest.mark.parametrize(
    "arguments",
    [("reviews",), ("agenda", WEEKLY), ("minutes", WEEKLY), ("minutes", WEEKLY, "--draft"), ("calendar", WEEKLY),
     ("calendar", "--person", "mei"), ("actions",), ("audit",), ("audit", "verify"), ("check", "--history"),
     ("check", "--as-of", "2026-03-16"), ("incidents",)],
    ids=" ".join,
)  # fmt: skip
def test_to_ask_makes_no_ledger(capfdbinary, untouched_root, arguments):
    run_in(capfdbinary, untouched_root, *arguments)
    assert not (untouched_root / "data" / "ledger").exists()


# --- reviews and agenda


def test_reviews_lists_each_sitting_to_hold_and_one_overdue_or_missed_is_a_finding(told):
    status, found = told("reviews")
    assert (status, [s["review"] for s in found]) == (
        1,
        ["weekly", "speed"] if found[0]["review"] == "weekly" else ["speed", "weekly"],
    )
    by_review = {s["review"]: s for s in found}
    assert by_review["weekly"] == {
        "sop": "assistant",
        "review": "weekly",
        "title": "Weekly review",
        "at": "2026-03-16T12:00:00Z",
        "state": "open",
        "chair": "cto",
        "remind_at": "2026-03-15T12:00:00Z",
        "escalates_at": "2026-03-18T12:00:00Z",
        "escalates_to": "ola",
        "countersign": False,
        "missed_at": None,
    }
    speed = by_review["speed"]
    assert (speed["state"], speed["at"], speed["countersign"]) == ("overdue", "2026-03-13T09:30:00Z", True)
    assert speed["missed_at"] == "2026-03-06T09:30:00Z"


def test_reviews_says_it_in_words(run):
    status, out, err = run("reviews")
    lines = [" ".join(line.split()) for line in out.decode().splitlines()]
    assert (status, err) == (1, "")
    assert (
        "overdue assistant/speed 3 days ago (Fri 13 Mar 09:30) chaired by Bo Lind; "
        "the one of Fri 6 Mar was missed; went to Chris Otto 2 days ago (Sat 14 Mar 09:30)"
    ) in lines


def test_reviews_of_a_workspace_without_any_are_clean(capfdbinary, tmp_path):
    make_world(tmp_path, rows=worlds.good_rows())
    assert run_in(capfdbinary, tmp_path, "reviews")[:2] == (0, b"no SOP in force has a review\n")


def test_agenda_lists_the_items_and_what_was_recorded(told):
    status, found = told("agenda", WEEKLY)
    assert (status, found["sop"], found["review"], found["at"]) == (1, "assistant", "weekly", "2026-03-16T12:00:00Z")
    assert found["since"] == "2026-03-09T12:30:00Z"
    by_reason = {item["reason"]: item for item in reversed(found["items"])}
    assert {"action", "open", "other"} <= set(by_reason)
    chat = next(item for item in found["items"] if item["segment"] == "channel=chat")
    assert (chat["state"], chat["metric"], chat["owner"], chat["duty"]) == ("critical", "accuracy", "ml", "analysis")
    assert chat["decision"] is None
    other = by_reason["other"]
    assert (other["decision"], other["comment"], other["actions"]) == ("no_action", "Fine.", [])


def test_agenda_says_it_in_words(run):
    text = run("agenda", WEEKLY)[1].decode()
    for part in ("Weekly review, Mon 16 Mar 2026: ", "  ● critical  Response accuracy · channel=chat",
                 "    Owner: ML team (analysis)", "    Decision: No action: Fine. (Chris Otto)"):  # fmt: skip
        assert part in text
    assert "\x1b" not in text


def test_agenda_of_numbers_never_loaded_says_what_to_run(capfdbinary, tmp_path):
    make_world(tmp_path, worlds.REVIEWED, load=False)
    status, out, err = run_in(capfdbinary, tmp_path, "agenda", WEEKLY)
    assert (status, out) == (2, b"")
    assert "ingest" in err


@pytest.mark.parametrize("verb", ["agenda", "minutes", "calendar"])
@pytest.mark.parametrize(
    ("name", "hint"),
    [("assistant/wekly", "did you mean 'assistant/weekly'?"), ("weekly", "assistant/weekly"), ("", "known: ")],
)
def test_a_wrong_name_gets_the_nearest_right_one(run, verb, name, hint):
    status, out, err = run(verb, name)
    assert (status, out, err.count("\n")) == (2, b"", 1)
    assert f"there is no review '{name}'" in err
    assert hint in err


# --- minutes


def test_minutes_of_the_latest_signed_sitting_in_every_form(run, tmp_path):
    status, html, _ = run("minutes", WEEKLY)
    assert (status, html[:15]) == (0, b"<!doctype html>")
    text = html.decode()
    assert "Weekly review, Mon 9 Mar 2026" in text
    assert "It was the German chat." in text
    assert "Look at &lt;chat&gt;<br>*soon*" in text
    assert "Draft" not in text
    markdown = run("minutes", WEEKLY, "--format", "md")[1].decode()
    assert "Look at \\<chat\\>\\\n\\*soon\\*" in markdown
    pdf = run("minutes", WEEKLY, "--format", "pdf")[1]
    assert pdf[:5] == b"%PDF-"
    file = tmp_path / "minutes.pdf"
    assert run("minutes", WEEKLY, "--format", "pdf", "--output", file)[:2] == (0, b"")
    assert file.read_bytes() == pdf


def test_minutes_as_json_are_the_document_and_its_hash(told, root):
    status, found = told("minutes", WEEKLY, "2026-03-09")
    assert status == 0
    assert found["document"]["signed_by_name"] == "Chris Otto"
    assert found["hash"] == acts_of(worlds.Workspace(root)).sittings[LAST].document_hash
    assert found["signed_at"] == "2026-03-09T12:30:00Z"
    assert [c["text"] for c in found["corrections"]] == ["It was the German chat."]
    assert found["corrections"][0]["name"] == "Mei Tanaka"


def test_a_draft_of_what_is_not_signed_yet(told, run):
    for day in ((), ("2026-03-16",)):
        found = told("minutes", WEEKLY, *day, "--draft")[1]
        assert (found["hash"], found["document"]["at"][:10]) == (None, "2026-03-16")
    assert b"Draft, not signed" in run("minutes", WEEKLY, "--draft")[1]
    assert told("minutes", WEEKLY, "2026-03-09", "--draft")[1]["hash"]  # what is signed is no draft


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ((WEEKLY, "2026-03-16"), "no minutes of assistant/weekly of 2026-03-16 are signed; the nearest are of 2026"),
        ((SPEED,), "no minutes of assistant/speed are signed yet; --draft"),
        ((WEEKLY, "16.3.2026"), "'16.3.2026' is not a day; write it like 2026-07-06"),
        ((WEEKLY, "2026-03-17", "--draft"), "assistant/weekly has no sitting on 2026-03-17"),
        ((WEEKLY, "--output", "/nowhere/at/all.html"), "/nowhere/at/all.html: No such file or directory"),
    ],
)  # fmt: skip
def test_minutes_that_there_are_not(run, arguments, said):
    status, out, err = run("minutes", *arguments)
    assert (status, out, err.count("\n")) == (2, b"", 1)
    assert said in err


def test_a_format_that_there_is_not(run, capfdbinary):
    with pytest.raises(SystemExit, match="2"):
        run("minutes", WEEKLY, "--format", "docx")
    assert b"html" in capfdbinary.readouterr().err


def test_no_pdf_is_poured_into_a_terminal(run, monkeypatch):
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True, raising=False)
    status, out, err = run("minutes", WEEKLY, "--format", "pdf")
    assert (status, out) == (2, b"")
    assert "--output FILE" in err


def test_a_document_that_was_altered_is_not_handed_out(capfdbinary, tmp_path):
    practised(tmp_path)
    with sqlite3.connect(tmp_path / "data" / "ledger" / "ledger.sqlite") as database:
        database.execute("UPDATE event SET document = replace(document, 'soon', 'late') WHERE document IS NOT NULL")
    database.close()
    status, out, err = run_in(capfdbinary, tmp_path, "minutes", WEEKLY)
    assert (status, out) == (2, b"")
    assert "not the one that was signed" in err
    status, out, _ = run_in(capfdbinary, tmp_path, "audit", "verify", "--json")
    assert status == 1
    assert [(f["seq"], f["message"]) for f in json.loads(out)["flaws"]] == [(8, "event 8: its document was altered")]


# --- calendar, actions, audit


def test_calendars_of_a_review_and_of_a_person(run, tmp_path):
    status, out, _ = run("calendar", WEEKLY)
    assert (status, out[:15]) == (0, b"BEGIN:VCALENDAR")
    assert b"Weekly review" in out
    assert b"Speed review" not in out
    file = tmp_path / "bo.ics"
    assert run("calendar", "--person", "bo", "--output", file)[:2] == (0, b"")
    assert b"Speed review" in file.read_bytes()


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ((), "either SOP/REVIEW or --person ID"),
        ((WEEKLY, "--person", "mei"), "either SOP/REVIEW or --person ID"),
        (("--person", "mee"), "nobody has the id 'mee'; did you mean 'mei'?"),
    ],
)
def test_calendars_that_there_are_not(run, arguments, said):
    status, out, err = run("calendar", *arguments)
    assert (status, out, err.count("\n")) == (2, b"", 1)
    assert said in err


def test_actions_overdue_first_and_one_overdue_is_a_finding(told):
    status, found = told("actions")
    assert (status, [a["id"] for a in found]) == (1, ["a1", "a2"])
    assert found[0] == {
        "id": "a1",
        "what": "Rebuild the index",
        "who": "mei",
        "due": "2026-03-12",
        "first_due": "2026-03-12",
        "overdue": True,
        "sop": "assistant",
        "metric": None,
        "sitting": "assistant/weekly/2026-03-09T12:00Z",
        "added_at": "2026-03-09T12:05:00Z",
    }


def test_actions_of_a_person_are_those_of_their_teams_too(told, run):
    assert [a["id"] for a in told("actions", "--person", "mei")[1]] == ["a1", "a2"]
    assert [a["id"] for a in told("actions", "--person", "bo")[1]] == ["a2"]
    assert told("actions", "--person", "bo")[0] == 0
    assert told("actions", "--person", "ola") == (0, [])
    assert run("actions", "--person", "ola")[1] == b"nothing is to be done\n"
    assert run("actions", "--person", "olaf")[::2] == (2, "nobody has the id 'olaf'; did you mean 'ola'?\n")


def test_actions_say_it_in_words(run):
    lines = [" ".join(line.split()) for line in run("actions")[1].decode().splitlines()]
    assert lines == [
        "overdue 4 days Thu 12 Mar Mei Tanaka Rebuild the index (assistant)",
        "open Fri 20 Mar ML team Tell support (assistant)",
    ]


def test_audit_says_what_there_is_and_verify_checks_it(told, run):
    status, found = told("audit")
    assert (status, sorted(found), found["events"]) == (0, ["events", "head"], 11)
    assert told("audit", "verify") == (0, {**found, "flaws": []})
    assert b"11 events, head " in run("audit")[1]
    assert b"every event is what was recorded" in run("audit", "verify")[1]


def test_audit_of_no_ledger_is_clean(capfdbinary, untouched_root):
    status, out, _ = run_in(capfdbinary, untouched_root, "audit", "verify", "--json")
    assert (status, json.loads(out)) == (0, {"events": 0, "head": "0" * 64, "flaws": []})


# --- check


def test_what_is_accepted_for_now_is_listed_and_is_no_finding(capfdbinary, tmp_path):
    world = make_world(tmp_path, worlds.SOP, rows=bad_rows())
    ledger = open_acts(world.workspace)
    enforced = [b for b in breaches(world, NOW) if b.enforced]
    until = NOW + dt.timedelta(days=3)
    for number, breach in enumerate(enforced, start=1):
        assert run_in(capfdbinary, tmp_path, "check")[0] == 1, f"{number - 1} of {len(enforced)} accepted"
        ledger.record(Accepted(breach=breach.ref, until=until), "cto", NOW, NOW)
    ledger.close()
    status, out, _ = run_in(capfdbinary, tmp_path, "check", "--json")
    found = json.loads(out)
    assert status == 0
    assert {b["accepted_until"] for b in found if b["threshold"] != "hope"} == {"2026-03-19T12:00:00Z"}
    assert run_in(capfdbinary, tmp_path, "check", "--as-of", "2026-03-15")[0] == 1  # not accepted yet
