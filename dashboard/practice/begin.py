"""A workspace of somebody's own from one metrics file: its source, a first SOP with proposals, room for owners."""

import datetime as dt
import shutil
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from dashboard.errors import WorkspaceError
from dashboard.history import ask
from dashboard.history.ask import Profile
from dashboard.history.preview import Sample, distinct, sample
from dashboard.history.warehouse import current, open_generation
from dashboard.practice.draft import PEOPLE, sop_yaml, sources_yaml
from dashboard.practice.guess import Guess, guess, ids
from dashboard.practice.newcomer import free_id
from dashboard.practice.propose import Proposal, propose
from dashboard.practice.verdict import refresh
from dashboard.practice.world import open_world
from dashboard.sop.definitions import FOLDER
from dashboard.workspace import Workspace

PROBE_DAY = "1900-01-01"  # of the SOP by which the file is read once, to see what its metrics are like


@dataclass(frozen=True)
class Beginning:
    """What was made where, and what was guessed about the file. `names` maps metric ids to what the file calls them."""

    root: Path
    sop_file: Path
    guess: Guess
    names: Mapping[str, str]
    proposals: Mapping[str, Proposal]
    loaded: int
    rejected: int


def begin(root: Path, file: Path, now: dt.datetime) -> Beginning:
    """Makes the folder `root`, which must be new or empty. Nothing is left of it if that fails.

    Raises WorkspaceError or SourceRefused if the folder is not free, or the file cannot be understood.
    """
    root = root.expanduser().resolve()
    if root.exists() and (not root.is_dir() or any(root.iterdir())):
        raise WorkspaceError(f"{root} is there already and not empty; name a new folder")
    root.parent.mkdir(parents=True, exist_ok=True)
    making = Path(tempfile.mkdtemp(prefix=".beginning-", dir=root.parent))
    try:
        begun = _fill(Workspace(making), root, file.expanduser(), now)
        making.chmod(0o755)
        making.rename(root)
    except BaseException:
        shutil.rmtree(making, ignore_errors=True)
        raise
    return begun


def _fill(workspace: Workspace, root: Path, file: Path, now: dt.datetime) -> Beginning:
    seen = sample(file)
    found = guess(seen)
    by_name = (
        found.metrics
        if found.layout == "wide"
        else ids(distinct(seen, found.metric) if found.metric else [_stem(file)])
    )
    if found.at is None or not by_name:
        raise WorkspaceError(f"{file.name}: {_lack(seen, found)}")
    raw = workspace.data_dir / "raw" / file.name
    raw.parent.mkdir(parents=True)
    shutil.copyfile(file, raw)
    workspace.sources_file.write_text(sources_yaml(found, by_name, f"raw/{_glob_safe(file.name)}", seen.delimiter))
    sop = free_id(root.name, {FOLDER})
    folder = workspace.sop_dir / sop
    folder.mkdir(parents=True)
    workspace.people_file.write_text(PEOPLE)
    probe = folder / f"{PROBE_DAY}.yaml"
    probe.write_text(sop_yaml(sop, root.name, PROBE_DAY, found, by_name, {}))
    report = refresh(workspace, now)
    refused = next((source.refused for source in report.sources if source.refused), None)
    loaded, rejected = sum(s.loaded for s in report.sources), sum(s.rejected for s in report.sources)
    if refused or not loaded:
        raise WorkspaceError(f"{file.name} cannot be loaded: {refused or 'no row of it is an observation'}")
    profiles = _profiles(workspace)
    shutil.rmtree(workspace.warehouse_dir)
    probe.unlink()
    first = min(p.first_at for p in profiles.values()).date() if profiles else now.date()
    proposals = {id: propose(name, profiles.get(id)) for name, id in by_name.items()}
    final = folder / f"{first.isoformat()}.yaml"
    final.write_text(sop_yaml(sop, root.name, first.isoformat(), found, by_name, proposals))
    if problems := open_world(workspace).problems:
        raise WorkspaceError(f"the SOP made from {file.name} would be broken: {problems[0]}")
    names = {id: name for name, id in by_name.items()}
    return Beginning(root, root / final.relative_to(workspace.root), found, names, proposals, loaded, rejected)


def _lack(seen: Sample, found: Guess) -> str:
    columns = ", ".join(map(str, seen.rows))
    if seen.rows.empty:
        return f"no rows below its header ({columns})"
    if found.at is None:
        return f"a column of dates cannot be made out among {columns}; write them like 2026-07-06 or 06.07.2026"
    told = "".join(f"; {doubt}" for doubt in found.doubts)
    return f"a column of numbers cannot be made out among {columns}{told or '; write them like 0.93 or 1200'}"


def _profiles(workspace: Workspace) -> dict[str, Profile]:
    generation = current(workspace.warehouse_dir)
    assert generation, "something was loaded"
    with open_generation(generation) as warehouse:
        return {profile.metric: profile for profile in ask.profiles(warehouse.cursor())}


def _stem(file: Path) -> str:
    return file.name.partition(".")[0]


def _glob_safe(name: str) -> str:
    return "".join(f"[{c}]" if c in "*?[" else c for c in name)
