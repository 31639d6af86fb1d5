"""What was agreed when: the versions of each SOP that were in force, and what each of them changed."""

from collections.abc import Iterator

from dashboard.practice.evidence.section import Chapter, Column, Remark, Row, Table
from dashboard.practice.evidence.seen import Seen
from dashboard.practice.two_versions import told_over
from dashboard.sop.versions import Version, Versions

VERSIONS = (
    Column("sop", "SOP", 1.1),
    Column("effective_from", "Version of", 0.9),
    Column("since", "In force from", 1.1),
    Column("until", "Until", 1.1),
    Column("changed_by", "", 0),
    Column("changed_by_name", "Changed by", 0.9),
    Column("because", "Because", 2),
    Column("file", "File", 1.5),
    Column("sha256", "SHA-256 of the file", 2),
)
CHANGES = (
    Column("sop", "SOP", 0.8),
    Column("effective_from", "Version of", 0.6),
    Column("about", "About", 0.6),
    Column("change", "What changed", 4),
)
PROBLEMS = (Column("file", "File", 1.5), Column("line", "Line", 0.3), Column("problem", "What is wrong", 3))


def make(seen: Seen) -> tuple[list[Table], list[Remark]]:
    """The versions in force in the period, what those that began in it changed, and what cannot be read."""
    stated = [(versions, *found) for versions in seen.versions for found in seen.in_force(versions)]
    rows: list[Row] = []
    for versions, version, since, until in stated:
        changed = version.sop.changed
        by, because = (changed.by, changed.because) if changed else (None, "")
        rows.append(
            (versions.id, version.sop.effective_from, since, until, by, seen.name(by), because, version.file,
             version.digest)
        )  # fmt: skip
    began = [(versions, version) for versions, version, since, _ in stated if seen.in_period(versions.id, since)]
    changes = [row for versions, version in began for row in _changes(seen, versions, version)]
    problems = [(p.file, p.line or None, p.message) for versions in seen.versions for p in versions.problems]
    return [
        Table("versions", "Versions in force", VERSIONS, tuple(rows), "No version was in force in this period."),
        Table("changes", "What they changed", CHANGES, tuple(changes), "No version began in this period."),
        Table("problems", "Files that cannot be used", PROBLEMS, tuple(problems), "Every file can be used."),
    ], [*_unread(seen), *_unexplained(rows)]


def _changes(seen: Seen, versions: Versions, version: Version) -> Iterator[Row]:
    place = versions.good.index(version)
    day = version.sop.effective_from
    if place == 0:
        yield versions.id, day, "The procedure", "the first version"
        return
    for told in told_over(seen.world, versions.good[place - 1 : place + 1]).told:
        yield versions.id, day, told.group, told.text


def _unread(seen: Seen) -> Iterator[Remark]:
    for versions in seen.versions:
        if versions.problems:
            files = ", ".join(sorted({problem.file for problem in versions.problems}))
            yield Remark(
                f"Not everything that stands in {files} can be used; the list of files says why.", kind="doubt"
            )


def _unexplained(rows: list[Row]) -> Iterator[Remark]:
    silent = sum(not row[6] for row in rows)
    if silent:
        yield Remark(f"{silent} of {len(rows)} versions do not say who made them and why.")


CHAPTER = Chapter(
    "versions",
    "Versions of the SOP",
    "Every version of the procedure that was in force, from when to when, who made it and why, and what it changed; "
    "the files themselves are enclosed.",
    make,
)
