"""Rules that an SOP has silenced, with the reason it gives; a silence that silences nothing is itself remarked on.

In the file::

    lint:
      - {silence: no-backup, metric: recall, because: "Ana and Bo share it; see the rota"}

Without `metric` (or `response`, `review`, `objective`) the whole file is meant. What makes a file unusable (level
error) cannot be silenced.
"""

from collections.abc import Collection, Iterable
from dataclasses import replace

from dashboard.errors import nearest
from dashboard.sop.lint.finding import Finding, Severity, newest, remark
from dashboard.sop.load import Library
from dashboard.sop.model import Silence, Sop

NAME = "idle-silence"
LEVEL: Severity = "warning"
PARTS = {"metric": "metrics", "response": "responses", "review": "reviews", "objective": "objectives"}


def heed(library: Library, found: Iterable[Finding], rules: Collection[str]) -> list[Finding]:
    """The findings by file and line, the silenced ones with their `because`; `rules` are all that could have spoken."""
    silenced = list(found)
    idle: list[Finding] = []
    for version in newest(library):
        for i, silence in enumerate(version.sop.lint):
            meant = [n for n, f in enumerate(silenced) if f.of == version.file and _means(silence, version.sop, f)]
            for n in meant:
                silenced[n] = replace(silenced[n], because=silence.because)
            if not meant:
                known = silence.silence in rules
                why = "it says nothing here" if known else f"there is no such rule{nearest(silence.silence, rules)}"
                message = f"nothing is silenced by '{silence.silence}': {why}"
                idle.append(remark(NAME, LEVEL, version, message, "lint", i, "silence"))
    return sorted([*silenced, *idle])


def _means(silence: Silence, sop: Sop, finding: Finding) -> bool:
    """Whether the silence is about that finding of the version."""
    if finding.rule != silence.silence or finding.level == "error":
        return False
    named = {part: id for part in PARTS if (id := getattr(silence, part)) is not None}
    return not named or any((PARTS[part], id) == finding.thing(sop) for part, id in named.items())
