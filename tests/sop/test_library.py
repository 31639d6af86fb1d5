"""The folder as a whole: versions in their order, what is in force when files are broken, and the people."""

import datetime as dt

import pytest

from dashboard.sop.load import read_sops
from tests.sop.law import FILE, GOOD, PEOPLE, SOURCES, broken, good, library, place_of

EARLIER = GOOD.replace("2026-07-06", "2026-01-05").replace("upper: 3.0", "upper: 4.0")
NEWER = GOOD.replace("2026-07-06", "2026-09-07").replace("upper: 3.0", "upper: 2.9")
FOLDER = "sop/churn-predictor"


def three(**changes):
    return {f"{FOLDER}/2026-01-05.yaml": EARLIER, **good(), f"{FOLDER}/2026-09-07.yaml": NEWER, **changes}


def ceilings(found):
    """(upper bound of churn-ceiling, day from which it is in force) of each version that is."""
    return [(sop.metrics[0].thresholds[0].upper, start) for sop, start, _ in found.sops["churn-predictor"].spans()]


def test_versions_are_in_force_from_their_local_midnight_until_the_next(tmp_path):
    versions = library(tmp_path, three()).sops["churn-predictor"]
    # London is an hour ahead of UTC in July and September, and not in January
    starts = [dt.datetime(2026, 1, 5), dt.datetime(2026, 7, 5, 23), dt.datetime(2026, 9, 6, 23)]
    assert [(start, end) for _, start, end in versions.spans()] == list(zip(starts, [*starts[1:], None], strict=True))
    assert versions.in_force(dt.datetime(2026, 1, 4, 23, 59)) is None
    assert versions.in_force(dt.datetime(2026, 7, 5, 22, 59)).effective_from == dt.date(2026, 1, 5)
    assert versions.in_force(dt.datetime(2026, 7, 5, 23)).effective_from == dt.date(2026, 7, 6)
    assert versions.in_force(dt.datetime(2030, 1, 1)).effective_from == dt.date(2026, 9, 7)
    assert versions.version_at(dt.datetime(2026, 8, 1)).file == FILE
    assert versions.newest.file == f"{FOLDER}/2026-09-07.yaml"


@pytest.mark.parametrize("change", [("upper: 2.9", "uper: 2.9"), ("backup: bo", "backup: bob"), ("title:", "title: [")])
def test_a_broken_newest_version_leaves_the_one_before_in_force(tmp_path, change):
    found = library(tmp_path, {**three(), f"{FOLDER}/2026-09-07.yaml": broken(NEWER, *change)})
    assert [bound for bound, _ in ceilings(found)] == [4.0, 3.0]
    assert {problem.file for problem in found.sops["churn-predictor"].problems} == {f"{FOLDER}/2026-09-07.yaml"}


def test_a_broken_version_in_between_is_bridged_by_the_one_before(tmp_path):
    found = library(tmp_path, {**three(), FILE: broken(GOOD, "upper: 3.0", "uper: 3.0")})
    assert ceilings(found) == [(4.0, dt.datetime(2026, 1, 5)), (2.9, dt.datetime(2026, 9, 6, 23))]


def test_a_name_deleted_from_people_is_shown_but_does_not_unmake_what_was_agreed_before(tmp_path):
    renamed = {f"{FOLDER}/2026-09-07.yaml": NEWER.replace("backup: bo", "backup: ana")}
    people = PEOPLE.replace("bo,", "bob,").replace("bo}", "bob}")
    found = library(
        tmp_path, {**three(**renamed), "sop/people.yaml": people.replace(", bo]", ", bob]").replace("bo}", "bob}")}
    )
    assert [bound for bound, _ in ceilings(found)] == [4.0, 3.0, 2.9]
    assert [p.message for p in found.problems] == ["nobody in people.yaml is 'bo'; did you mean 'bob'?"] * 2


def test_one_broken_sop_does_not_hinder_another(tmp_path):
    other = GOOD.replace("sop: churn-predictor", "sop: upsell")
    found = library(tmp_path, {FILE: "}", "sop/people.yaml": PEOPLE, "sop/upsell/2026-07-06.yaml": other})
    assert list(found.sops) == ["churn-predictor", "upsell"]
    assert found.sops["churn-predictor"].good == ()
    assert found.sops["churn-predictor"].newest is None
    assert found.sops["churn-predictor"].problems == found.problems
    assert found.sops["upsell"].in_force(dt.datetime(2026, 8, 1)).sop == "upsell"


def test_two_files_for_one_day_hold_neither(tmp_path):
    found = library(tmp_path, {f"{FOLDER}/2026-01-05.yaml": EARLIER, **good(), f"{FOLDER}/2026-07-06.yml": GOOD})
    assert [bound for bound, _ in ceilings(found)] == [4.0]
    assert [(p.file, p.line, p.message) for p in found.problems] == [
        (
            f"{FOLDER}/2026-07-06.yaml",
            4,
            "a second version for the same day stands in 2026-07-06.yml; which holds cannot be told",
        ),
        (
            f"{FOLDER}/2026-07-06.yml",
            4,
            "a second version for the same day stands in 2026-07-06.yaml; which holds cannot be told",
        ),
    ]


def test_a_version_that_overlaps_the_one_before_through_its_time_zone_is_refused(tmp_path):
    west = GOOD.replace("Europe/London", "Pacific/Niue")  # UTC-11
    east = GOOD.replace("Europe/London", "Pacific/Kiritimati").replace("2026-07-06", "2026-07-07")  # UTC+14
    found = library(tmp_path, {**good(sop=west), f"{FOLDER}/2026-07-07.yaml": east})
    (problem,) = found.problems
    assert (problem.file, problem.line) == (f"{FOLDER}/2026-07-07.yaml", 4)
    assert problem.message == "begins in Pacific/Kiritimati no later than the version before it does in Pacific/Niue"
    assert len(found.sops["churn-predictor"].good) == 1


def test_a_draft_beside_the_versions_is_told_how_to_be_named(tmp_path):
    found = library(tmp_path, {**good(), f"{FOLDER}/draft.yaml": NEWER})
    said = "effective_from 2026-09-07 is not what the file is named; rename the file 2026-09-07.yaml"
    assert [str(p) for p in found.problems] == [f"{FOLDER}/draft.yaml:4:17: {said}"]


def test_no_folder_and_an_empty_one_are_empty_libraries(tmp_path):
    assert read_sops(tmp_path / "sop", SOURCES).sops == {}
    (tmp_path / "sop").mkdir()
    found = read_sops(tmp_path / "sop", SOURCES)
    assert (found.sops, found.problems, found.people.people) == ({}, (), ())


def test_files_that_are_no_versions_are_left_alone(tmp_path):
    beside = {
        "sop/schema/sop.schema.json": "{}",
        f"{FOLDER}/notes.md": "x",
        f"{FOLDER}/.2026-07-06.yaml.swp": "x",
        "sop/.git/x.yaml": "x",
    }
    found = library(tmp_path, {**good(), **beside})
    assert list(found.sops) == ["churn-predictor"]
    assert found.problems == ()


def test_a_version_outside_any_folder_is_told_where_it_belongs(tmp_path):
    found = library(tmp_path, {**good(), "sop/churn.yaml": GOOD, "sop/people.yml": PEOPLE})
    said = "is read by nobody: a version stands in sop/<sop-id>/<effective-from>.yaml"
    assert [str(p) for p in found.problems] == [
        f"sop/churn.yaml: {said}",
        f"sop/people.yml: {said}; did you mean 'people.yaml'?",
    ]


def test_without_people_the_sops_still_hold(tmp_path):
    found = library(tmp_path, {FILE: GOOD})
    assert [str(p) for p in found.problems] == ["sop/people.yaml: is missing; it says who the owners are"]
    assert not found.people_known
    assert found.sops["churn-predictor"].newest


def test_broken_people_are_shown_and_the_sops_still_hold(tmp_path):
    text = broken(PEOPLE, "name: Bo Lind", "nam: Bo Lind")
    found = library(tmp_path, good(people=text))
    line, column = place_of("{id: bo,", text)
    assert [str(p) for p in found.problems] == [
        f"sop/people.yaml:{line}:{column}: `name` is missing",
        f"sop/people.yaml:{line}:{column + 9}: unknown key 'nam'; did you mean 'name'?",
    ]
    assert found.people.people == ()
    assert found.sops["churn-predictor"].newest


@pytest.mark.parametrize(
    ("old", "new", "at", "message"),
    [
        ("deputy: bo", "deputy: bob", "bob", "nobody in people.yaml is 'bob'; did you mean 'bo'?"),
        (
            "team: data-science",
            "team: data",
            "data,",
            "nobody in people.yaml is 'data'; known: ana, bo, cto, cy, data-science, growth-lead",
        ),
        ("replaced_by: bo", "replaced_by: boo", "boo", "nobody in people.yaml is 'boo'; did you mean 'bo'?"),
        ("members: [ana, bo]", "members: [ana, bob]", "bob", "nobody in people.yaml is 'bob'; did you mean 'bo'?"),
        ("replaced_by: bo", "replaced_by: cy", "cy}", "replacements go in a circle: cy → cy"),
        ("members: [ana, bo]", "members: [data-science]", "[data", "teams go in a circle: data-science → data-science"),
        ("id: bo", "id: ana", "ana, name: Bo", "person or team 'ana' stands twice; the first is in line 2"),
        ("until: 2026-07-31", "until: 2026-07-01", "2026-07-01", "until 2026-07-01 is before from 2026-07-20"),
        (
            "until: 2026-06-30",
            "from: 2026-07-01, until: 2026-06-30",
            "2026-06-30",
            "until 2026-06-30 is before from 2026-07-01",
        ),
    ],
)
def test_what_is_wrong_among_the_people_is_said_at_its_place(tmp_path, old, new, at, message):
    text = broken(PEOPLE, old, new)
    found = [p for p in library(tmp_path, {"sop/people.yaml": text}).problems if p.message == message]
    assert [(p.line, p.column) for p in found] == [place_of(at, text)]


def test_the_digest_changes_with_any_byte_of_any_file_and_with_nothing_else(tmp_path):
    first = library(tmp_path / "a", good())
    assert library(tmp_path / "b", good()).digest == first.digest
    assert library(tmp_path / "c", good(sop=GOOD + "#")).digest != first.digest
    assert library(tmp_path / "d", good(people=PEOPLE + "#")).digest != first.digest
    assert library(tmp_path / "e", {**good(), f"{FOLDER}/2026-09-07.yaml": "}"}).digest != first.digest
