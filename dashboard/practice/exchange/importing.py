"""Files of other systems → a draft of an SOP, written where it is told, over nothing that is there."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from dashboard.errors import FileProblems, Problem, WorkspaceError
from dashboard.practice.exchange import openslo, rulefile
from dashboard.practice.exchange.draft import Draft, LeftOut, Taken, ident, people_yaml, sop_yaml
from dashboard.practice.exchange.from_openslo import add_objectives
from dashboard.practice.exchange.from_prometheus import add_rules
from dashboard.practice.exchange.yamltext import flow
from dashboard.practice.world import open_world
from dashboard.sop.check import inside
from dashboard.sop.definitions import FOLDER
from dashboard.sop.lint.finding import PLACEHOLDER
from dashboard.sop.model import Sop
from dashboard.sop.versions import Version
from dashboard.workspace import Workspace
from dashboard.yamlfile import documents, parse, read_bytes

NEITHER = "is neither a rule file of Prometheus (`groups:`) nor a document of OpenSLO (`apiVersion: openslo/v1`)"


@dataclass(frozen=True)
class Imported:
    """What came of some files: the draft in `written` (None where nothing could be taken over), and what was left out.

    `workspace` is where it was written into, if that was asked for; `in_force` whether it is part of the law there.
    """

    sop: str
    metrics: int
    taken: tuple[Taken, ...]
    left_out: tuple[LeftOut, ...]
    written: Path | None = None
    workspace: Workspace | None = None
    in_force: bool = False


def read_files(files: Sequence[Path]) -> Draft:
    """The draft that the files amount to. Raises FileProblems with what is wrong in the first that cannot be read."""
    draft = Draft()
    objectives: list[openslo.Document] = []
    for file in files:
        shown = str(file)
        for document in documents(read_bytes(file, shown), shown):
            if rulefile.is_rule_file(document):
                add_rules(draft, rulefile.read(document, shown), shown)
            elif openslo.is_openslo(document):
                objectives.append(openslo.read(document, shown))
            else:
                raise FileProblems([Problem(shown, *document.place, NEITHER)])
    add_objectives(draft, objectives)
    draft.tidy()
    return draft


def import_files(
    files: Sequence[Path], now: dt.datetime, into: Path | None, output: Path | None, sop: str | None
) -> Imported:
    """Makes a draft of the files: as the file `output`, or in the workspace `into`, made where there is none.

    `sop` is its id; without one, what the files call the whole. Raises FileProblems for files that cannot be read, and
    WorkspaceError where something is in the way.
    """
    draft = read_files(files)
    id = sop or _name(draft, files)
    day = now.date()
    if output is not None:
        day = _day(output.stem) or day
    text = sop_yaml(draft, id, day, ", ".join(file.name for file in files))
    done = Imported(id, len(draft.metrics), tuple(draft.taken), tuple(sorted(draft.left_out)))
    if not draft.taken:
        return done
    _check(text, id)
    if output is not None:
        _write_new(output, text)
        return replace(done, written=output)
    assert into is not None, "it is written somewhere"
    workspace = Workspace(into.expanduser().resolve())
    path = _put(workspace, draft, id, day, text)
    in_force = open_world(workspace).library.sops[id].newest is not None
    return replace(done, written=path, workspace=workspace, in_force=in_force)


def _name(draft: Draft, files: Sequence[Path]) -> str:
    """What the files call the whole of it, if that is one name, else the name of the first file."""
    return ident(draft.names[0] if len(set(draft.names)) == 1 else files[0].name.partition(".")[0])


def _day(stem: str) -> dt.date | None:
    try:
        return dt.date.fromisoformat(stem) if len(stem) == 10 else None
    except ValueError:
        return None


def _check(text: str, sop: str) -> None:
    """Raises WorkspaceError where the loader would not take the draft, save for what is to be named yet."""
    shown = f"{sop}.yaml"
    try:
        stated, positions = parse(text.encode(), Sop, shown)
        problems = inside(Version(stated, shown, "", positions))
    except FileProblems as broken:
        problems = [*broken.problems]
    if problems:
        raise WorkspaceError(f"the draft would be broken: {problems[0]}")


def _put(workspace: Workspace, draft: Draft, sop: str, day: dt.date, text: str) -> Path:
    """The draft as a new SOP of a workspace, which is made where there is nothing."""
    if sop == FOLDER:
        raise WorkspaceError(f"'{FOLDER}' is the folder of shared definitions; name the draft with --sop ID")
    if not workspace.root.exists() or (workspace.root.is_dir() and not any(workspace.root.iterdir())):
        _write_new(workspace.people_file, people_yaml(draft))
        _write_new(workspace.sources_file, _sources(draft))
    elif not workspace.sop_dir.is_dir():
        raise WorkspaceError(f"{workspace.root} is no workspace, and not empty; name one, or a new folder")
    elif (workspace.sop_dir / sop).exists():
        raise WorkspaceError(f"there is an SOP '{sop}' in {workspace.root} already; name the draft with --sop ID")
    path = workspace.sop_dir / sop / f"{day}.yaml"
    _write_new(path, text)
    return path


def _sources(draft: Draft) -> str:
    dimensions = sorted({dimension for metric in draft.metrics.values() for dimension in metric.segments})
    columns = {"at": "at", "metric": "metric", "value": "value"} | ({"segments": dimensions} if dimensions else {})
    lines = [
        "# Where the numbers come from: describe it, and name it in the SOP in place of what is to be named.",
        "sources:",
        f"  - id: {PLACEHOLDER}",
        "    title: To be described",
        "    kind: file",
        "    path: raw/*.csv",
        "    holds: observations",
        "    layout: long",
        f"    columns: {flow(columns)}",
    ]
    return "\n".join(lines) + "\n"


def _write_new(path: Path, text: str) -> None:
    """Raises WorkspaceError if there is something of that name."""
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        with path.open("x", encoding="utf-8") as file:
            file.write(text)
    except FileExistsError:
        raise WorkspaceError(f"{path} is there already, and is not overwritten; name another file") from None
