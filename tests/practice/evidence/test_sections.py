"""What stands in each section, and what is said to be missing or in doubt."""

import datetime as dt
import sqlite3

import pytest

from dashboard.errors import WorkspaceError
from dashboard.ledger.state import NO_ACTS
from dashboard.practice.evidence.audited import Audit
from dashboard.practice.evidence.evidence import evidence
from dashboard.practice.evidence.section import Chapter, Column, Table
from dashboard.practice.evidence.seen import Period, last_quarter
from dashboard.practice.world import open_world
from tests import evidencing, worlds
from tests.evidencing import QUARTER
from tests.worlds import NOW


def section(found, id):
    return next(s for s in found.sections if s.id == id)


def rows(found, id):
    """The rows of a table as mappings."""
    table = next(t for s in found.sections for t in s.tables if t.id == id)
    return [dict(zip([c.id for c in table.columns], row, strict=True)) for row in table.rows]


def remarks(found, id):
    return [(remark.kind, remark.text) for remark in section(found, id).remarks]


def test_versions_with_their_reason_digest_and_what_they_changed(found):
    first, second = rows(found, "versions")
    assert (first["until"], second["since"], second["until"]) == (*[dt.datetime(2026, 2, 16)] * 2, None)
    assert (second["changed_by_name"], second["because"]) == ("Mei Tanaka", "=1+1 is what '<b>' said")
    assert len(second["sha256"]) == 64
    assert [row["change"] for row in rows(found, "changes")] == [
        "the first version", "critical lower bound of Response accuracy 88 % → 87 %",
    ]  # fmt: skip


def test_approvals_and_what_files_are_held_to(found):
    [proposal], [made, approval] = rows(found, "proposals"), rows(found, "approvals")
    assert (made["event"], made["by"], approval["event"]) == ("proposed", "mei", "approved")
    assert (proposal["state"], proposal["made_by"], proposal["because"]) == ("open", "mei", "Too strict")
    assert (approval["by_name"], approval["text"]) == ("Chris Otto", "Agreed")
    assert [row["agrees"] for row in rows(found, "recorded")] == [True, True]


def test_what_was_done_at_the_instant_of_the_evidence_itself_is_in_it(world):
    at = NOW - dt.timedelta(days=10)  # where the clock of a world stands, all is done at one instant
    made = evidencing.found(world, Period(at.date(), at.date()), at=at)
    assert [row["proposal"] for row in rows(made, "proposals")] == ["p1"]
    assert "proposal made" in [row["act"] for row in rows(made, "acts")]


def test_every_breach_with_its_answer_and_outcome(found):
    floor = next(row for row in rows(found, "breaches") if row["threshold"] == "floor")
    assert (floor["acknowledged_by"], floor["hours_to_acknowledge"], floor["hours_to_resolve"]) == ("ola", 8, 36)
    assert floor["outcome"] == f"still open; incident {floor['incident']} resolved"
    assert remarks(found, "breaches") == [
        ("note", "Had not ended when this was made: 2 of 2 enforced breaches."),
        ("gap", "Never acknowledged: 1 of 2 enforced breaches."),
    ]  # fmt: skip


def test_a_breach_outside_the_period_is_left_out(world):
    before = evidencing.found(world, Period(dt.date(2026, 1, 1), dt.date(2026, 3, 4)))
    assert {row["threshold"] for row in rows(before, "breaches")} == {"hope"}  # the floor fired on 5 March
    until = evidencing.found(world, Period(dt.date(2026, 3, 5), dt.date(2026, 3, 5)))
    assert "floor" in {row["threshold"] for row in rows(until, "breaches")}


def test_incidents_their_steps_and_what_was_learned(found):
    [incident], [late, skipped], [learned] = (rows(found, id) for id in ("incidents", "steps", "post-mortems"))
    assert (incident["opened_by_name"], incident["acknowledged_by"], incident["hours_to_acknowledge"]) == (
        "opened by itself", "ola", 2,
    )  # fmt: skip
    assert [(s["step"], s["outcome"], s["comment"]) for s in (late, skipped)] == [
        ("find", "late", "Chat alone"), ("undo", "skipped", "No release"),
    ]  # fmt: skip
    assert (learned["cause"], learned["sop_change"], learned["written_by"]) == (
        "A stale index",
        "Watch the index",
        "ola",
    )


def test_sittings_with_their_signature_and_those_without(found, world):
    signed, overdue = rows(found, "sittings")
    assert (signed["state"], signed["signed_by"], signed["attended"]) == ("signed", "cto", "Ola Berg, Bo Lind")
    assert (overdue["state"], overdue["signed_by"], overdue["verified"]) == ("overdue", None, None)
    assert remarks(found, "sittings") == [("gap", "Not signed: 1 of 2 sittings.")]
    assert [row["what"] for row in rows(found, "actions")] == ["-Rebuild weekly"]


def test_what_was_said_before_and_what_was_turned_away(found):
    [restated], [away] = rows(found, "revisions"), rows(found, "quarantine")
    assert (restated["metric"], restated["value_before"], restated["value_after"]) == ("latency", 9, 2.5)
    assert (away["file"], away["column"], away["value"]) == ("raw/numbers.csv", "at", "no day")


def test_the_chain_holds_and_was_held_to_the_signed_minutes(found):
    assert remarks(found, "ledger") == [("holds", "The ledger's chain is verified: 15 events.")]
    assert [row["agrees"] for row in rows(found, "noted")] == [True]
    assert len(rows(found, "acts")) == 15
    assert not found.doubtful


@pytest.fixture
def altered(tmp_path):
    """A world of its own, to be tampered with."""
    return evidencing.evidencing(tmp_path)


def test_a_ledger_and_a_file_that_were_altered_are_doubts_and_all_else_is_told(altered):
    ledger = sqlite3.connect(altered.workspace.data_dir / "ledger" / "ledger.sqlite")
    ledger.execute("UPDATE event SET data = replace(data, 'Too strict', 'Too lax') WHERE kind = 'proposal_made'")
    ledger.commit()
    ledger.close()
    file = altered.workspace.sop_dir / "assistant" / "2026-01-01.yaml"
    file.write_text(file.read_text().replace("upper: 4", "upper: 5"))
    found = evidencing.found(open_world(altered.workspace))
    assert found.doubtful
    doubts = [(s.id, r.text) for s, r in found.remarks if r.kind == "doubt"]
    assert doubts == [
        ("approvals", "The file of assistant, version of 2026-01-01, is not what was recorded on Thu 19 Feb 2026."),
        ("ledger", "The ledger is not what was recorded: "
         "event 3 is not what was recorded after event 2: it was altered, or 2 was replaced."),
    ]  # fmt: skip
    assert [row["agrees"] for row in rows(found, "recorded")] == [False, True]
    assert len(rows(found, "breaches")) == 5


def test_without_numbers_or_a_ledger_it_says_so_and_claims_nothing(tmp_path):
    found = evidence(worlds.empty(tmp_path), NO_ACTS, Audit(NOW), "", QUARTER, NOW)
    assert remarks(found, "ledger") == [("gap", "There is no ledger yet: nobody's acts are recorded.")]
    assert remarks(found, "breaches") == [
        ("doubt", "No numbers are loaded: whether anything was breached is not known.")
    ]
    assert rows(found, "holders")  # what the files alone tell


def test_a_file_that_cannot_be_read_is_a_doubt(tmp_path):
    found = evidence(worlds.broken(tmp_path), NO_ACTS, Audit(NOW), "assistant", QUARTER, NOW)
    assert [kind for kind, _ in remarks(found, "versions")] == ["doubt"]
    assert "2026-03-01.yaml" in rows(found, "problems")[0]["file"]


@pytest.mark.parametrize(
    ("sop", "first", "last", "said"),
    [
        ("asistant", QUARTER.first, QUARTER.last, "there is no SOP 'asistant'; did you mean 'assistant'?"),
        ("", QUARTER.last, QUARTER.first, "the period ends on 2026-01-01, before it begins on 2026-03-15"),
        ("", dt.date(2027, 1, 1), dt.date(2027, 2, 1), "still to come"),
    ],
)
def test_what_cannot_be_is_refused(world, sop, first, last, said):
    with pytest.raises(WorkspaceError, match=said):
        evidencing.found(world, Period(first, last), sop)


@pytest.mark.parametrize(
    ("today", "first", "last"),
    [("2026-11-16", "2026-07-01", "2026-09-30"), ("2026-01-01", "2025-10-01", "2025-12-31"),
     ("2026-03-31", "2025-10-01", "2025-12-31"), ("2026-04-01", "2026-01-01", "2026-03-31")],
)  # fmt: skip
def test_the_last_whole_quarter(today, first, last):
    assert last_quarter(dt.date.fromisoformat(today)) == Period(
        dt.date.fromisoformat(first), dt.date.fromisoformat(last)
    )


def test_a_list_that_is_too_long_is_cut_and_says_so():
    columns = (Column("a", "A"),)
    tables = (Table("t", "Rows", columns, ((1,), (2,)), "", left_out=1_200),)
    made = Chapter("c", "C", "Shows.", lambda seen: (tables, ())).of(None)
    assert [r.text for r in made.remarks] == ["Rows: the first 2 of 1,202 rows are listed, the warehouse has all."]
