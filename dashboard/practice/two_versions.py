"""Two versions of an SOP beside one another: what changed from the earlier to the later, since when, who and why."""

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from pydantic import BaseModel

from dashboard.errors import WorkspaceError
from dashboard.practice import wording
from dashboard.practice.changes import Teller
from dashboard.practice.minutes.markdown import escape
from dashboard.practice.ownership import known_as
from dashboard.practice.world import World
from dashboard.sop.diff import Change, Kind, diff_over
from dashboard.sop.model import Sop
from dashboard.sop.versions import Version, Versions

GROUPS: dict[Kind, str] = {
    "threshold": "Thresholds", "owner": "Owners", "response": "Responses", "step": "Responses", "review": "Reviews",
    "metric": "Metrics", "objective": "Objectives", "sop": "The procedure",
}  # fmt: skip
MINUTES = {"w": 10080, "d": 1440, "h": 60, "m": 1}
MARKS = {"added": "+", "removed": "−", "changed": "→", "moved": "↕"}


@dataclass(frozen=True)
class Told:
    """One change in words, without the day `change.since` from which it holds."""

    text: str
    change: Change

    @property
    def group(self) -> str:
        """The heading it is told under."""
        return GROUPS[self.change.kind]


@dataclass(frozen=True)
class Reason:
    """Why there is a version: who made it (a name; None: it does not say), from when, and because of what."""

    day: dt.date
    by: str | None
    because: str


@dataclass(frozen=True)
class Comparison:
    """`told` in the order of what matters; `reasons` of every version after `before` up to `after`."""

    before: Version
    after: Version
    told: tuple[Told, ...]
    reasons: tuple[Reason, ...]

    @property
    def groups(self) -> list[tuple[str, list[Told]]]:
        """The changes by heading, what matters first."""
        return [(group, list(told)) for group, told in groupby(self.told, key=lambda told: told.group)]


def compare(world: World, sop: str, one: dt.date | None = None, other: dt.date | None = None) -> Comparison:
    """The versions of two days, the earlier first whichever was named first.

    Without `other` the newest; without `one` that before it. Raises WorkspaceError for an SOP or a version that there
    is not, and where there is nothing to compare with.
    """
    versions = world.law(sop)
    good = versions.good
    if len(good) < 2:
        count = "no version that can be read" if not good else f"one version, of {good[0].sop.effective_from}"
        raise WorkspaceError(f"'{sop}' has {count}: there is nothing to compare")
    last = _index(versions, other) if other else len(good) - 1
    first = _index(versions, one) if one else last - 1
    if one is not None and other is None and first == last:
        first = last - 1
    if first < 0:
        raise WorkspaceError(f"there is no version of '{sop}' before {good[last].sop.effective_from}")
    first, last = sorted((first, last))
    return told_over(world, good[first : last + 1])


def told_over(world: World, versions: Sequence[Version]) -> Comparison:
    """The first and the last of consecutive versions, at least two, beside one another."""
    chosen = [version.sop for version in versions]
    teller = Teller(chosen[0], chosen[-1], world.library.people)
    told = tuple(Told(" ".join(teller.say(change).split()), change) for change in diff_over(chosen))
    return Comparison(versions[0], versions[-1], told, tuple(reason(world, later) for later in chosen[1:]))


def reason(world: World, version: Sop) -> Reason:
    """Who made a version and why, as it says itself."""
    changed = version.changed
    by = known_as(world.library.people, changed.by) if changed else None
    return Reason(version.effective_from, by, " ".join(changed.because.split()) if changed else "")


def _index(versions: Versions, day: dt.date) -> int:
    for i, version in enumerate(versions.good):
        if version.sop.effective_from == day:
            return i
    broken = next((p for p in versions.problems if p.file.endswith(f"/{day}.yaml")), None)
    if broken:
        raise WorkspaceError(f"the version of {day} cannot be used: {broken}")
    known = ", ".join(str(version.sop.effective_from) for version in versions.good)
    raise WorkspaceError(f"'{versions.id}' has no version of {day}; there are {known}")


def as_text(comparison: Comparison) -> str:
    """A line a change, for the terminal."""
    if not comparison.told:
        return f"nothing changed {_span(comparison)}"
    many = len(comparison.reasons) > 1
    lines = [f"{comparison.after.sop.title} {_span(comparison)}"]
    lines += [f"  {_reason(each)}" for each in comparison.reasons]
    for group, told in comparison.groups:
        lines += [group, *(f"  {MARKS[t.change.what]} {t.text}{_since(t) if many else ''}" for t in told)]
    return "\n".join(lines)


def as_markdown(comparison: Comparison) -> str:
    """The comparison as Markdown, for a change request or a mail; what the files say is text in it, nothing else."""
    blocks = [f"# {escape(comparison.after.sop.title)} {_span(comparison)}"]
    blocks.append("\n".join(f"- {escape(_reason(each), '  ')}" for each in comparison.reasons))
    for group, told in comparison.groups:
        lines = [f"- {escape(capital(each.text), '  ')}{_since(each)}" for each in told]
        blocks += [f"## {group}", "\n".join(lines)]
    if not comparison.told:
        blocks.append("Nothing changed.")
    return "\n\n".join(block for block in blocks if block) + "\n"


def as_json(comparison: Comparison) -> dict[str, object]:
    """The comparison as `diff --json` has it; values are written as the SOP file writes them."""
    return {
        "sop": comparison.after.sop.sop,
        "from": str(comparison.before.sop.effective_from),
        "to": str(comparison.after.sop.effective_from),
        "changes": [
            {
                "kind": each.change.kind,
                "id": list(each.change.ids),
                "what": each.change.what,
                "field": each.change.field or None,
                "before": written(each.change.before),
                "after": written(each.change.after),
                "since": str(each.change.since),
                "text": each.text,
            }
            for each in comparison.told
        ],
    }


def written(value: Any) -> Any:
    """A value of the model as the SOP file writes it: durations like '4h', parts as mappings of what they state."""
    if isinstance(value, BaseModel):
        return dict(_stated(value))
    if isinstance(value, tuple):
        return [written(each) for each in value]
    if isinstance(value, dt.timedelta):
        minutes = value // dt.timedelta(minutes=1)
        unit, size = next((unit, size) for unit, size in MINUTES.items() if minutes % size == 0)
        return f"{minutes // size}{unit}"
    return value.isoformat() if isinstance(value, dt.date) else value


def _stated(part: BaseModel) -> Iterator[tuple[str, Any]]:
    for name, known in type(part).model_fields.items():
        if name in part.model_fields_set:
            yield known.alias or name, written(getattr(part, name))


def capital(text: str) -> str:
    """The text with a capital at its beginning, as a sentence has it."""
    return text[:1].upper() + text[1:]


def _span(comparison: Comparison) -> str:
    first, last = (version.sop.effective_from for version in (comparison.before, comparison.after))
    return f"from {wording.day(first)} to {wording.day(last)}"


def _reason(each: Reason) -> str:
    return f"{wording.day(each.day)}, {each.by or 'it does not say who'}: {each.because or 'it does not say why'}"


def _since(told: Told) -> str:
    return f", from {wording.day(told.change.since)}"
