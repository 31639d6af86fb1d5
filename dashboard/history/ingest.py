"""From the sources to the next generation of the warehouse: read what changed, merge it, judge it, publish it."""

import datetime as dt
import hashlib
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import duckdb

from dashboard.errors import SourceRefused, WorkspaceError, nearest
from dashboard.history import arrivals, events, merge, quarantine
from dashboard.history.arrivals import Feeds
from dashboard.history.merge import Changes
from dashboard.history.parsing import run
from dashboard.history.sources.config import Source
from dashboard.history.sources.files import File, find
from dashboard.history.warehouse import Building, current, open_generation, sole_writer

Judge = Callable[[duckdb.DuckDBPyConnection, Changes], None]
Progress = Callable[[str, float], None]


@dataclass(frozen=True)
class SourceReport:
    """What came of one source: new observations (or events), restated ones, rows now in quarantine, why refused."""

    source: str
    loaded: int
    restated: int
    rejected: int
    refused: str | None


@dataclass(frozen=True)
class Report:
    """What an ingest did. `generation` is the one in force afterwards; `published` whether this ingest made it."""

    generation: str | None
    sources: tuple[SourceReport, ...]
    published: bool

    def as_json(self) -> dict[str, Any]:
        """The document of `ingest --json`."""
        return {
            "generation": self.generation,
            **{key: sum(getattr(one, key) for one in self.sources) for key in ("loaded", "restated", "rejected")},
            "sources": [vars(one) for one in self.sources],
        }


@dataclass
class _Plan:
    """What is to be done for one source, and what came of it."""

    source: Source
    files: list[File] = field(default_factory=list)  # to be read now
    digests: dict[str, str] = field(default_factory=dict)  # of those, as they will be remembered
    replaced: bool = False  # what it said before was read in another way, and goes
    refused: str | None = None
    refused_before: str | None = None
    loaded: int = 0
    restated: int = 0
    rejected: int = 0
    table: str | None = None  # where its observations arrived

    @property
    def news(self) -> bool:
        return bool(self.files and self.refused is None) or self.refused != self.refused_before


def ingest(
    data_dir: Path, sources: Sequence[Source], feeds: Mapping[str, Feeds], now: dt.datetime, judge: Judge | None,
    only: Collection[str] | None = None, progress: Progress | None = None, judged_by: str | None = None,
) -> Report:  # fmt: skip
    """Reads what is new or changed in the files of the sources, and publishes the next generation if that is anything.

    `feeds`: source → the metrics that SOPs take from it → the dimensions they declare. `now`: naive UTC. `judge` is
    called on the building, with what changed, before it is published. `only`: the ids of the sources to look at.
    `progress` gets what is being done and how much is (0 to 1). `judged_by`: the digest of the rules; if the generation
    in force was judged by others, there is a new one even without new numbers.

    A source that cannot be used is refused in the report, and its last good data stays. Raises Busy if another ingest
    runs, WorkspaceError for an unknown source in `only`.
    """
    tell = progress or (lambda doing, done: None)
    known = {source.id for source in sources}
    for id in sorted(set(only or ()) - known):
        raise WorkspaceError(f"no source '{id}' in data/sources.yaml{nearest(id, known)}")
    chosen = [source for source in sources if only is None or source.id in only]
    directory = data_dir / "warehouse"
    with sole_writer(directory):
        tell("Looking for what is new", 0)
        before = _Before.read(current(directory))
        plans = [_plan(data_dir, source, feeds.get(source.id, {}), before) for source in chosen]
        if not any(plan.news for plan in plans) and judged_by in (None, before.judged_by):
            return _report(before.generation, plans, False)
        with Building(directory, now) as building:
            _build(building.con, plans, feeds, now, tell)
            building.worth = any(plan.news for plan in plans) or judged_by not in (None, before.judged_by)
            if building.worth:
                tell("Sorting", 0.7)
                arrived = {plan.source.id: plan.table for plan in plans if plan.table}
                changes = merge.put(building.con, arrived, {p.source.id for p in plans if p.replaced and p.table})
                tell("Judging", 0.8)
                if judge:
                    judge(building.con, changes)
                tell("Publishing", 0.95)
    return _report(building.generation if building.worth else before.generation, plans, building.worth)


@dataclass(frozen=True)
class _Before:
    """What the generation in force knows of its sources."""

    generation: str | None = None
    judged_by: str | None = None
    files: Mapping[str, Mapping[str, str]] = field(default_factory=dict)  # source → path → digest
    refused: Mapping[str, str | None] = field(default_factory=dict)  # sources that were loaded or refused before
    rejected: Mapping[str, int] = field(default_factory=dict)

    @classmethod
    def read(cls, path: Path | None) -> "_Before":
        if path is None:
            return cls()
        with open_generation(path) as warehouse:
            cursor = warehouse.cursor()
            files: dict[str, dict[str, str]] = {}
            for source, name, digest in cursor.execute("SELECT source, path, digest FROM file").fetchall():
                files.setdefault(source, {})[name] = digest
            refused = dict(cursor.execute("SELECT source, refused FROM load").fetchall())
            rejected = dict(cursor.execute("SELECT source, count(*) FROM quarantine GROUP BY source").fetchall())
            judged_by = cursor.execute("SELECT judged_by FROM meta").fetchall()[0][0]
        return cls(path.stem, judged_by, files, refused, rejected)


def _plan(data_dir: Path, source: Source, feeds: Feeds, before: _Before) -> _Plan:
    plan = _Plan(source, refused_before=before.refused.get(source.id), rejected=before.rejected.get(source.id, 0))
    try:
        found = find(data_dir, source)
    except SourceRefused as refusal:
        plan.refused = str(refusal)
        return plan
    known = before.files.get(source.id, {})
    way = source.digest
    fed = hashlib.sha256(repr(sorted(feeds.items())).encode()).hexdigest()[:16]
    digests = {file.shown: f"{file.digest}:{way}:{fed}" for file in found}
    plan.replaced = any(digest.split(":")[1] != way for digest in known.values())
    changed = {shown for shown, digest in digests.items() if known.get(shown) != digest}
    gone = known.keys() - digests.keys()
    if plan.replaced or (source.holds != "observations" and (changed or gone)):
        changed = set(digests)
    plan.files = [file for file in found if file.shown in changed]
    plan.digests = {shown: digests[shown] for shown in changed}
    return plan


def _build(
    con: duckdb.DuckDBPyConnection, plans: Sequence[_Plan], feeds: Mapping[str, Feeds], now: dt.datetime, tell: Progress
) -> None:
    """Reads the files of all plans; afterwards the good observations wait in the tables of their plans."""
    merge.begin(con)
    total = sum(len(plan.files) for plan in plans) or 1
    done = 0
    for number, plan in enumerate(plans):
        if plan.files:
            tell(f"Reading {plan.source.title or plan.source.id}", 0.7 * done / total)
            try:
                _read(con, plan, f"arrived_{number}", feeds.get(plan.source.id, {}), now)
            except SourceRefused as refusal:
                plan.refused = str(refusal)
                quarantine.drop(con)
            done += len(plan.files)
        _note(con, plan, now)


def _read(con: duckdb.DuckDBPyConnection, plan: _Plan, table: str, feeds: Feeds, now: dt.datetime) -> None:
    source = plan.source
    if source.holds == "observations":
        arrivals.read(con, table, source, plan.files, feeds)
        plan.loaded, plan.restated = merge.settle(con, table, source.id, len(plan.files), plan.replaced, now)
        plan.table = table
        files = None if plan.replaced else [file.shown for file in plan.files]
    else:
        plan.loaded, files = events.read(con, source, plan.files), None
    quarantine.release(con, source.id, files)
    forgotten = "" if files is None else "AND list_contains($files, path)"
    run(con, f"DELETE FROM file WHERE source = $source {forgotten}", {"source": source.id, "files": files})  # noqa: S608
    con.executemany("INSERT INTO file VALUES (?, ?, ?)", [[source.id, *item] for item in sorted(plan.digests.items())])
    plan.rejected = con.execute("SELECT count(*) FROM quarantine WHERE source = ?", [source.id]).fetchall()[0][0]


def _note(con: duckdb.DuckDBPyConnection, plan: _Plan, now: dt.datetime) -> None:
    """The row of `load`: of a refused source it goes on saying when it was last loaded."""
    if not plan.news:
        return
    id = plan.source.id
    if plan.files and plan.refused is None:
        con.execute("DELETE FROM load WHERE source = ?", [id])
        row = [id, now, plan.loaded, plan.restated, plan.rejected]
        con.execute("INSERT INTO load VALUES (?, ?, ?, ?, ?, NULL)", row)
        return
    con.execute("UPDATE load SET refused = ? WHERE source = ?", [plan.refused, id])
    con.execute("INSERT INTO load SELECT $id, $now, 0, 0, 0, $refused WHERE $id NOT IN (SELECT source FROM load)",
                {"id": id, "now": now, "refused": plan.refused})  # fmt: skip


def _report(generation: str | None, plans: Sequence[_Plan], published: bool) -> Report:
    rows = tuple(SourceReport(p.source.id, p.loaded, p.restated, p.rejected, p.refused) for p in plans)
    return Report(generation, rows, published)
