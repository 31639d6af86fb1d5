"""The folder `sop/` → a library: every SOP with its versions, the people, and everything wrong with the files.

Nothing in the folder makes reading fail. A version file with a problem is not in force: the version before it goes
on. References into people.yaml and sources.yaml keep only the newest version out of force: an earlier one was whole
when it was the newest, and a name deleted since is a problem to show, not a reason to unmake what was agreed then.
"""

import datetime as dt
import hashlib
import re
from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from dashboard.errors import FileProblems, Problem, nearest
from dashboard.sop.check import inside, outside, people_problems
from dashboard.sop.definitions import FOLDER, Definitions, read_definitions
from dashboard.sop.digest import digest
from dashboard.sop.model import People, Sop
from dashboard.sop.versions import Version, Versions
from dashboard.yamlfile import Positions, examine, judged, read_bytes, tree

PEOPLE = "people.yaml"
_YAML = {".yaml", ".yml"}
_DAY = re.compile(r"\d{4}-\d\d-\d\d$")


@dataclass(frozen=True)
class Library:
    """All the law there is. `sops` is in the order of the ids and holds broken ones too (perhaps without a version).

    `definitions` is the folder `sop/library/`. `problems` are those of all files, in order; `people` is empty, and
    `people_known` False, if people.yaml cannot be used. `digest` changes whenever a byte of any of the files does.
    """

    sops: dict[str, Versions] = field(default_factory=dict)
    people: People = field(default_factory=lambda: People(people=()))
    people_known: bool = False
    people_positions: Positions | None = None
    definitions: Definitions = field(default_factory=Definitions)
    problems: tuple[Problem, ...] = ()
    digest: str = ""


def read_sops(sop_dir: Path, sources: Collection[str] | None, drafts: Mapping[Path, bytes] | None = None) -> Library:
    """The library in `sop_dir`: `<sop-id>/<effective-from>.yaml` and `people.yaml`.

    `sources` are the ids of the known sources; None leaves references to sources unchecked. `drafts` are files as they
    would be: each stands in place of, or beside, those in its folder. A missing or empty folder is an empty library.
    """
    reading = _Reading(sop_dir, drafts or {})
    entries = {
        *(entry for entry in reading.entries(sop_dir) if entry.is_dir()),
        *(path.parent for path in drafts or {}),
    }
    folders = [entry for entry in sorted(entries) if entry.name != FOLDER and reading.yaml_files(entry)]
    definitions = reading.definitions()
    people, positions = reading.people(needed=bool(folders))
    sops = {folder.name: reading.sop(folder, definitions, people, sources) for folder in folders}
    return Library(
        sops=sops,
        people=people or People(people=()),
        people_known=people is not None,
        people_positions=positions,
        definitions=definitions,
        problems=tuple(sorted({*reading.problems, *(p for versions in sops.values() for p in versions.problems)})),
        digest=reading.digest,
    )


class _Reading:
    """One pass over the folder: what was read (for the digest), and the problems that belong to no SOP."""

    def __init__(self, sop_dir: Path, drafts: Mapping[Path, bytes]):
        self.dir, self.drafts = sop_dir, drafts
        self.problems: list[Problem] = []
        self._read: dict[str, str] = {}

    @property
    def digest(self) -> str:
        return hashlib.sha256(repr(sorted(self._read.items())).encode()).hexdigest()[:16]

    def shown(self, path: Path) -> str:
        """What a file is called in problems: its path from the folder that holds `sop/`."""
        return f"{self.dir.name}/{path.relative_to(self.dir).as_posix()}"

    def entries(self, folder: Path) -> list[Path]:
        """What is in a folder, by name; hidden files (of editors, of the system) are nobody's law."""
        try:
            return sorted(entry for entry in folder.iterdir() if not entry.name.startswith("."))
        except OSError as error:
            if folder.exists():
                problem = Problem(self.shown(folder), 0, 0, f"cannot be read: {error.strerror or error}")
                self.problems.append(problem)
            return []

    def yaml_files(self, folder: Path) -> list[Path]:
        drafts = [path for path in self.drafts if path.parent == folder]
        entries = sorted({*self.entries(folder), *drafts})
        return [entry for entry in entries if entry.suffix.lower() in _YAML and not entry.is_dir()]

    def raw(self, path: Path) -> bytes:
        raw = self.drafts[path] if path in self.drafts else read_bytes(path, self.shown(path))
        self._read[self.shown(path)] = hashlib.sha256(raw).hexdigest()
        return raw

    def people(self, needed: bool) -> tuple[People | None, Positions | None]:
        """People.yaml, or None if it cannot be used; the problems are kept."""
        for path in self.yaml_files(self.dir):
            if path.name != PEOPLE:
                hint = nearest(path.name, [PEOPLE]) if path.stem == "people" else ""
                message = f"is read by nobody: a version stands in sop/<sop-id>/<effective-from>.yaml{hint}"
                self.problems.append(Problem(self.shown(path), 0, 0, message))
        path = self.dir / PEOPLE
        if not path.is_file():
            if needed:
                self.problems.append(Problem(self.shown(path), 0, 0, "is missing; it says who the owners are"))
            return None, None
        try:
            reading = examine(self.raw(path), People, self.shown(path))
        except FileProblems as broken:
            self.problems.extend(broken.problems)
            return None, None
        across = people_problems(reading.sketch, reading.positions, self.shown(path))
        self.problems += _together(reading.problems, across)
        return reading.value, reading.positions if reading.value else None

    def definitions(self) -> Definitions:
        """The library of definitions; its problems are kept."""
        files: list[tuple[str, bytes]] = []
        for path in self.yaml_files(self.dir / FOLDER):
            try:
                files.append((self.shown(path), self.raw(path)))
            except FileProblems as broken:
                self.problems.extend(broken.problems)
        found = read_definitions(files)
        self.problems += found.problems
        return found

    def sop(
        self, folder: Path, definitions: Definitions, people: People | None, sources: Collection[str] | None
    ) -> Versions:
        """All versions of the SOP in one folder."""
        problems: list[Problem] = []
        whole: list[Version] = []
        days: dict[str, list[Path]] = defaultdict(list)
        files = self.yaml_files(folder)
        for path in files:
            days[path.stem].append(path)
        for path in files:
            try:
                raw, shown = self.raw(path), self.shown(path)
                root, unread = tree(raw, shown)
                resolved = definitions.put_into(root, shown)
                reading = judged(resolved.root, [*unread, *resolved.problems], Sop, shown)
            except FileProblems as broken:
                problems.extend(broken.problems)
                continue
            held = digest(raw, ((each.kind, each.id, each.content) for each in resolved.used))
            version = Version(reading.sketch, shown, held, reading.positions, resolved.uses)
            wrong = [*_misplaced(version, path), *_doubled(version, path, days)]
            if resolved.problems:  # what its parts have to do with one another, only the definition would say
                wrong = _together(reading.problems, wrong)
            elif reading.value is None:
                wrong = _together(reading.problems, [*wrong, *inside(version), *outside(version, people, sources)])
            else:
                wrong += [*inside(version), *_misnamed(version, path)]
            problems.extend(wrong)
            if not wrong:
                whole.append(version)
        whole.sort(key=lambda version: version.sop.effective_from)
        good: list[Version] = []
        for version in whole:
            abroad = [*_overlapping(good[-1] if good else None, version), *outside(version, people, sources)]
            problems.extend(abroad)
            if not abroad or version is not whole[-1]:
                good.append(version)
        return Versions(folder.name, tuple(good), tuple(sorted(problems)))


def _together(found: Collection[Problem], across: Collection[Problem]) -> list[Problem]:
    """Problems of single parts, and of parts across the file, save where the part is known to be wrong already."""
    places = {(problem.line, problem.column) for problem in found}
    return [*found, *(problem for problem in across if (problem.line, problem.column) not in places)]


def _misplaced(version: Version, path: Path) -> list[Problem]:
    """The folder says which SOP it is: the file must say the same."""
    if not version.sop.sop or version.sop.sop == path.parent.name:
        return []
    message = f"sop '{version.sop.sop}' stands in the folder '{path.parent.name}'; the two must be the same"
    return [Problem(version.file, *version.positions.of("sop"), message)]


def _misnamed(version: Version, path: Path) -> list[Problem]:
    """The file name says from when: the file must say the same."""
    day = version.sop.effective_from.isoformat()
    if path.stem == day:
        return []
    message = f"effective_from {day} is not what the file is named; "
    message += f"write {path.stem}, or rename the file" if _is_day(path.stem) else "rename the file"
    return [Problem(version.file, *version.positions.of("effective_from"), f"{message} {day}.yaml")]


def _is_day(stem: str) -> bool:
    try:
        return bool(_DAY.match(stem) and dt.date.fromisoformat(stem))
    except ValueError:
        return False


def _doubled(version: Version, path: Path, days: dict[str, list[Path]]) -> list[Problem]:
    others = [other.name for other in days[path.stem] if other != path]
    if not others:
        return []
    message = f"a second version for the same day stands in {', '.join(others)}; which holds cannot be told"
    return [Problem(version.file, *version.positions.of("effective_from"), message)]


def _overlapping(before: Version | None, version: Version) -> list[Problem]:
    """Days of different time zones overlap: a later day in the east can begin before an earlier one in the west."""
    if before is None or before.effective_at < version.effective_at:
        return []
    message = f"begins in {version.sop.timezone} no later than the version before it does in {before.sop.timezone}"
    return [Problem(version.file, *version.positions.of("effective_from"), message)]
