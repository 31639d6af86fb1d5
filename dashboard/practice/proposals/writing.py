"""An SOP's text while it is being written: what there is to say of it so far, and what it could go on with.

Nothing here is kept: a text that is half written is mostly wrong, and is nobody's law.
"""

import datetime as dt
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from dashboard.errors import FileProblems
from dashboard.practice.lint import RULES
from dashboard.practice.proposals.draft import drafted
from dashboard.practice.world import World
from dashboard.sop.definitions import NOUNS, USE
from dashboard.sop.keys import PARTIES, PARTS, SOURCES, Choices, keys
from dashboard.sop.lint import NAMES, findings, heed
from dashboard.sop.lint.finding import Finding, Severity
from dashboard.sop.lint.silence import NAME as IDLE
from dashboard.sop.model import Sop
from dashboard.sop.versions import Version
from dashboard.yamlfile import judged, tree

_DAY = re.compile(r"^effective_from:\s*[\"']?(\d{4}-\d\d-\d\d)\b", re.M)


@dataclass(frozen=True, order=True)
class Remark:
    """One thing to say of a text, at a line and column of it (from 1; 0: of the whole), by a rule of lint if any."""

    line: int
    column: int
    level: Severity
    rule: str
    message: str


def remarks_on(world: World, sop: str, text: str, today: dt.date) -> tuple[Remark, ...]:
    """All that is wrong or unwise in a text as a version of an SOP, from the day that it says itself; in its order.

    What is wrong is of level 'error', and keeps lint from speaking; what the text silences is left out. `today` says
    who has left and who is away. Raises WorkspaceError for an SOP that there is not.
    """
    draft = drafted(world, sop, _day(world, sop, text), text)
    if draft.version is None:
        last = text.count("\n") + 1  # where something is missing at the very end, YAML's reader may count one more
        broken = {Remark(min(p.line, last), p.column, "error", "", p.message) for p in draft.problems}
        return tuple(sorted(broken))
    library, version = draft.world.library, draft.version
    found = heed(library, findings(library, today), NAMES | {rule.NAME for rule in RULES})
    spoken = (one for one in found if one.of == version.file and one.because is None and not _idle(one, version))
    return tuple(sorted(_remark(one, version) for one in spoken))


def _remark(finding: Finding, version: Version) -> Remark:
    """The finding at its place in the text; one on a definition of the library, where the text uses that."""
    line, column = version.positions.here(*finding.path) if finding.path else (finding.line, 0)
    return Remark(line, column, finding.level, finding.rule, finding.message)


def _idle(finding: Finding, version: Version) -> bool:
    """Whether it says that a rule on numbers and acts is silenced idly: those have not been asked about this text."""
    if finding.rule != IDLE:
        return False
    return version.sop.lint[int(finding.path[1])].silence in {rule.NAME for rule in RULES}


def _day(world: World, sop: str, text: str) -> dt.date:
    """The day that the text says it is effective from; where it says none, one that no version has."""
    law = world.law(sop)
    try:
        return dt.date.fromisoformat((_DAY.search(text) or ("", ""))[1])
    except ValueError:
        newest = law.newest
        return newest.sop.effective_from + dt.timedelta(days=1) if newest else dt.date(2000, 1, 1)


def choices(world: World, sop: str, text: str) -> Choices:
    """The words that the text could go on with, by their place (see `sop.keys`): keys, values, and the ids there are.

    Each word comes with what it means: a person's name, a metric's title. Ids are those of the text, as far as it can
    be read, else of the newest version.
    """
    so_far = _read(world, text) or (law.newest.sop if (law := world.law(sop)).newest else None)
    known: Choices = {**keys(), **_at(PARTIES, ((party.id, party.name) for party in world.library.people.people))}
    known |= _at(SOURCES, ((source.id, "") for source in world.sources if source.holds == "observations"))
    for kind in NOUNS:
        known[kind] = (*known[kind], (USE, "a definition of the library"))
        known |= _at((f"{kind}.{USE}",), _titled(world.library.definitions.of(kind)))
    for part, places in PARTS.items():
        known |= _at(places, _titled(getattr(so_far, part, ())))
    dimensions = dict.fromkeys(d for metric in (so_far.metrics if so_far else ()) for d in metric.segments)
    return known | _at(("signal.gap", "metrics.segments"), ((dimension, "") for dimension in dimensions))


def _read(world: World, text: str) -> Sop | None:
    try:
        root, _ = tree(text.encode("utf-8", "replace"), "")
        return judged(world.library.definitions.put_into(root, "").root, [], Sop, "").sketch
    except FileProblems:
        return None


def _titled(parts: Iterable[object]) -> Iterator[tuple[str, str]]:
    for part in parts:
        if id := getattr(part, "id", ""):
            yield id, getattr(part, "title", "") or getattr(part, "statement", "")


def _at(places: Iterable[str], words: Iterable[tuple[str, str]]) -> Choices:
    found = tuple(words)
    return dict.fromkeys(places, found)
