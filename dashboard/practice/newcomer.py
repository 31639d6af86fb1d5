"""A newcomer's own file: what it says under a mapping, and keeping it as a source of this workspace."""

import datetime as dt
import os
import re
import shutil
import unicodedata
from collections.abc import Callable, Collection, Mapping
from pathlib import Path, PurePosixPath
from typing import Any

import yaml
from pydantic import ValidationError

from dashboard import yamlfile
from dashboard.errors import FileProblems, SourceRefused, WorkspaceError
from dashboard.history.preview import Sample, distinct
from dashboard.history.sources.config import Source, Sources
from dashboard.history.trial import Tried, tried
from dashboard.practice.draft import PEOPLE, sop_yaml
from dashboard.practice.guess import Guess, ids, slug
from dashboard.practice.propose import propose
from dashboard.practice.verdict import refresh
from dashboard.sop.lint.finding import PLACEHOLDER
from dashboard.sop.load import read_sops
from dashboard.workspace import Workspace

UPLOADS = "raw/uploads"  # below data/
SHOWN = "data/sources.yaml"
LONGEST = 80  # characters of a file name that is kept


def safe_name(name: str) -> str:
    """A file name without path, blanks or anything that a shell or a glob would read: 'Bericht März.csv' becomes
    'Bericht-Marz.csv'."""
    last = PurePosixPath(name.replace("\\", "/")).name
    plain = unicodedata.normalize("NFKD", last).encode("ascii", "ignore").decode()
    stem, dot, extension = re.sub(r"[^A-Za-z0-9._-]+", "-", plain).lstrip(".").partition(".")
    return f"{stem.strip('-')[:LONGEST] or 'upload'}{dot}{extension.strip('.-')[-20:]}"


def free_id(name: str, taken: Collection[str]) -> str:
    """An id for a source made of a file name, unlike those that are taken."""
    base = slug(name.partition(".")[0])[:58]
    return next(id for k in range(1, len(taken) + 2) if (id := base if k == 1 else f"{base}-{k}") not in taken)


def metric_ids(seen: Sample, mapping: Guess, alone: str | None) -> dict[str, str]:
    """What the file calls its metrics → their ids. `alone` is the one metric of a long file without a metric column."""
    if mapping.layout == "wide":
        return dict(mapping.metrics)
    if mapping.metric:
        return ids(distinct(seen, mapping.metric))
    return {alone: slug(alone)} if alone else {}


def as_source(id: str, title: str, seen: Sample, mapping: Guess, names: Mapping[str, str], timezone: str) -> Source:
    """The source that reads the file by this mapping. `names`: what the file calls its metrics → their ids.

    Raises SourceRefused, with every reason, if the mapping does not hold together.
    """
    columns: dict[str, Any] = {"at": mapping.at, "n": mapping.n, "model_version": mapping.model_version}
    columns["segments"] = list(mapping.segments)
    stated: dict[str, Any] = {
        "id": id, "title": title, "kind": "file", "holds": "observations",
        "path": f"{UPLOADS}/{safe_name(seen.path.name)}",
        "layout": mapping.layout, "timezone": timezone, "date_format": mapping.date_format, "delimiter": seen.delimiter,
    }  # fmt: skip
    if seen.form in ("csv", "tsv", "xlsx"):
        stated |= {"decimal": mapping.decimal, "thousands": mapping.thousands}
    if mapping.layout == "wide":
        columns["metrics"] = dict(names)
    else:
        columns |= {"value": mapping.value, "metric": mapping.metric}
        renamed = {name: id for name, id in names.items() if name != id}
        if mapping.metric:
            columns["metrics"] = renamed
        else:
            stated["metric"] = next(iter(names.values()), None)
    given = {key: value for key, value in columns.items() if value}
    try:
        return Source.model_validate({key: v for key, v in stated.items() if v} | {"columns": given})
    except ValidationError as error:
        said = "; ".join(_said(one) for one in error.errors())
        raise SourceRefused(said) from None


def _said(error: Any) -> str:
    where = ".".join(str(part) for part in error["loc"])
    said = str(error["msg"]).removeprefix("Value error, ")
    return f"`{where}`: {said}" if where else said


def trial(seen: Sample, source: Source, names: Mapping[str, str], now: dt.datetime) -> Tried:
    """What loading the file by this source would give, all its metrics wanted."""
    return tried(seen.path, source, set(names.values()), list(source.columns.segments), now)


def keep(workspace: Workspace, file: Path, source: Source) -> Path:
    """Puts the file below data/ and the source at the end of sources.yaml, whose comments stay; where the file is now.

    Nothing changes if sources.yaml cannot take it: WorkspaceError says what to write there by hand.
    """
    before = _text(workspace.sources_file)
    target = workspace.data_dir / source.path
    if target.exists():
        target = _beside(target)
        source = source.model_copy(update={"path": target.relative_to(workspace.data_dir).as_posix()})
    entry = as_yaml(source)
    after = _appended(before, entry, "sources")
    try:
        read, _ = yamlfile.parse(after.encode(), Sources, SHOWN)
    except FileProblems as broken:
        raise WorkspaceError(f"{SHOWN} cannot take it ({broken.problems[0]}); add to its sources:\n{entry}") from None
    if read.get(source.id) != source:
        raise WorkspaceError(f"{SHOWN} does not end with its sources; add to them:\n{entry}")
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(file, target)
    replace_file(workspace.sources_file, after)
    return target


def propose_sop(
    workspace: Workspace, title: str, mapping: Guess, names: Mapping[str, str], source: str, seen: Tried
) -> Path:
    """Writes a first SOP for the metrics of a source, said to be proposals, its owners to be named; the new file.

    Raises WorkspaceError if the result would not hold together; nothing is left of it then.
    """
    sop = free_id(title, [path.name for path in workspace.sop_dir.glob("*")])
    profiles = {profile.metric: profile for profile in seen.profiles}
    proposals = {id: propose(name, profiles.get(id)) for name, id in names.items()}
    day = min(profile.first_at for profile in profiles.values()).date().isoformat()
    file = workspace.sop_dir / sop / f"{day}.yaml"
    file.parent.mkdir(parents=True)
    people_before = _text(workspace.people_file)
    replace_file(workspace.people_file, with_placeholder(people_before))
    replace_file(file, sop_yaml(sop, title, day, mapping, names, proposals, source))
    problems = read_sops(workspace.sop_dir, None).sops[sop].problems
    if problems:
        shutil.rmtree(file.parent)
        raise WorkspaceError(f"the SOP proposed for it would be broken: {problems[0]}")
    return file


def load(workspace: Workspace, now: dt.datetime, source: str, progress: Callable[[str, float], None]) -> str:
    """Loads the new source; what came of it in a few words. WorkspaceError if it is refused; else as `refresh`."""
    report = refresh(workspace, now, [source], progress)
    [of_it] = [one for one in report.sources if one.source == source]
    if of_it.refused:
        raise WorkspaceError(f"it was kept, but could not be loaded: {of_it.refused}")
    return f"{of_it.loaded:,} values loaded, {of_it.rejected:,} rows rejected"


def with_placeholder(people: str) -> str:
    """People.yaml with the party that stands for owners still to be named."""
    if not people.strip():
        return PEOPLE
    if re.search(rf"\bid: *['\"]?{PLACEHOLDER}\b", people):
        return people
    return _appended(people, f"- {{id: {PLACEHOLDER}, name: To be named}}", "people")


def as_yaml(source: Source) -> str:
    """The source as an entry of the list in sources.yaml, without what is default."""
    stated = source.model_dump(mode="json", exclude_defaults=True)
    stated["columns"] = {key: value for key, value in stated["columns"].items() if value}
    segments = stated["columns"].get("segments")
    if segments and all(name == column for name, column in segments.items()):
        stated["columns"]["segments"] = list(segments)
    return yaml.safe_dump([stated], sort_keys=False, allow_unicode=True, width=110, default_flow_style=None)


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except FileNotFoundError:
        return ""


def _appended(before: str, entry: str, key: str) -> str:
    """The entry after the last one of the list `key`, indented as they are."""
    before = re.sub(rf"(?m)^{key}:[ \t]*(\[\s*\])?[ \t]*$", f"{key}:", before)
    if not re.search(rf"(?m)^{key}:", before):
        before = f"{before.rstrip()}\n\n{key}:\n".lstrip()
    indent = re.search(r"(?m)^([ \t]*)- ", before)
    margin = indent[1] if indent else "  "
    return before.rstrip() + "\n" + "".join(f"{margin}{line}\n" for line in entry.splitlines())


def _beside(target: Path) -> Path:
    stem, dot, extension = target.name.partition(".")
    return next(
        path for k in range(2, 10_000) if not (path := target.with_name(f"{stem}-{k}{dot}{extension}")).exists()
    )


def replace_file(path: Path, text: str) -> None:
    """All of the new text or all of the old, whatever happens meanwhile."""
    path.parent.mkdir(parents=True, exist_ok=True)
    new = path.with_name(f".{path.name}.new")
    with new.open("w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    new.replace(path)
