"""One look at everything there is: the law as it stands in the files, and the numbers of the generation in force.

A world opens whatever state its files are in; what is wrong with them is listed, and the rest works.
"""

import datetime as dt
import hashlib
import threading
from collections import OrderedDict
from dataclasses import dataclass, field
from typing import Any

from pydantic import ValidationError

from dashboard import yamlfile
from dashboard.errors import FileProblems, Problem, WorkspaceError, nearest
from dashboard.history.judge import Verdict
from dashboard.history.rules import Rule
from dashboard.history.sources.config import Source, Sources
from dashboard.history.warehouse import Warehouse, current, open_generation
from dashboard.practice.rules import rules
from dashboard.sop.load import Library, read_sops
from dashboard.sop.versions import Versions
from dashboard.workspace import Workspace


@dataclass
class World:
    """The law, the numbers and the clock of one workspace.

    `sources` is empty, and `source_problems` says why, if sources.yaml cannot be used. `warehouse` is None before the
    first ingest, and where it cannot be opened, which `warehouse_problem` then says. `digest` changes whenever an SOP,
    people.yaml or sources.yaml does. `clock` (naive UTC) is where the workspace's time stands still.
    """

    workspace: Workspace
    library: Library
    sources: tuple[Source, ...]
    source_problems: tuple[Problem, ...]
    warehouse: Warehouse | None
    digest: str
    clock: dt.datetime | None
    rules: tuple[Rule, ...]
    warehouse_problem: str | None = None
    judged: "OrderedDict[dt.datetime, Verdict]" = field(default_factory=OrderedDict, repr=False)
    tried: "OrderedDict[object, Any]" = field(default_factory=OrderedDict, repr=False)  # what the lab keeps
    lock: threading.Lock = field(default_factory=threading.Lock, repr=False)

    @property
    def generation(self) -> str | None:
        """The name of the generation being looked at."""
        return self.warehouse.generation if self.warehouse else None

    @property
    def problems(self) -> tuple[Problem, ...]:
        """Everything wrong with the files, of the SOPs, people.yaml and sources.yaml."""
        return (*self.library.problems, *self.source_problems)

    @property
    def titles(self) -> dict[str, str]:
        """The title of each SOP that has a version that can be read, by its newest, by id."""
        return {id: v.good[-1].sop.title for id, v in self.library.sops.items() if v.good}

    def law(self, sop: str) -> Versions:
        """The versions of an SOP. Raises WorkspaceError, with the nearest id, for one that there is not."""
        if sop not in self.library.sops:
            raise WorkspaceError(f"there is no SOP '{sop}'{nearest(sop, self.library.sops)}")
        return self.library.sops[sop]

    def now(self, real_now: dt.datetime) -> dt.datetime:
        """The present instant of this world (naive UTC): its clock if that stands, else `real_now`."""
        return self.clock or real_now


def open_world(workspace: Workspace) -> World:
    """Reads the files and opens the generation in force; never fails because of what is in them."""
    sources, source_problems, clock = _sources(workspace)
    library = read_sops(workspace.sop_dir, None if source_problems else {source.id for source in sources})
    warehouse, warehouse_problem = _warehouse(workspace)
    return World(
        workspace=workspace,
        library=library,
        sources=sources,
        source_problems=source_problems,
        warehouse=warehouse,
        digest=files_digest(workspace),
        clock=clock,
        rules=tuple(rules(library)),
        warehouse_problem=warehouse_problem,
    )


def files_digest(workspace: Workspace) -> str:
    """A fingerprint of the SOP files, people.yaml and sources.yaml, cheap enough to take at every click."""
    hashed = hashlib.sha256()
    for path in (*sorted(workspace.sop_dir.glob("**/*.y*ml")), workspace.sources_file):
        if path.is_file():
            hashed.update(
                f"{path.relative_to(workspace.root)}\0{hashlib.sha256(path.read_bytes()).hexdigest()}\n".encode()
            )
    return hashed.hexdigest()[:16]


def _warehouse(workspace: Workspace) -> tuple[Warehouse | None, str | None]:
    try:
        generation = current(workspace.warehouse_dir)
        return (open_generation(generation) if generation else None), None
    except WorkspaceError as broken:
        return None, str(broken)


def _sources(workspace: Workspace) -> tuple[tuple[Source, ...], tuple[Problem, ...], dt.datetime | None]:
    if not workspace.sources_file.is_file():
        return (), (), None
    shown = "data/sources.yaml"
    try:
        reading = yamlfile.examine(yamlfile.read_bytes(workspace.sources_file, shown), Sources, shown)
    except FileProblems as broken:
        return (), broken.problems, None
    if reading.value is None:
        # Time does not jump because a source is misspelt.
        return (), reading.problems, _clock(reading.sketch.as_of)
    return reading.value.sources, (), reading.value.as_of


def _clock(unchecked: object) -> dt.datetime | None:
    try:
        return Sources.model_validate({"as_of": unchecked}).as_of
    except ValidationError:
        return None
