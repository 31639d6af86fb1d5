"""What the guide asks about a new SOP, step by step, and what was answered."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from dashboard.practice.guess import slug
from dashboard.sop.definitions import Definition


@dataclass(frozen=True)
class Bound:
    """What is acceptable at one level: not below `lower`, not above `upper`; fires at the `times`-th in a row."""

    level: str
    lower: float | None = None
    upper: float | None = None
    times: int = 1
    respond: str = ""


@dataclass(frozen=True)
class Owned:
    """Whose a metric is, by the ids of people.yaml; '' where nobody is named yet."""

    monitoring: str = ""
    analysis: str = ""
    decision: str = ""
    backup: str = ""
    after: str = "1d"
    to: str = ""


@dataclass(frozen=True)
class Measured:
    """One metric. `use` is the definition of the library that it is, '' if it is defined here; it has a title of its
    own then if `renamed`.
    """

    id: str
    title: str
    source: str
    use: str = ""
    aspect: str = "accuracy"
    unit: str = ""
    better: str = "higher"
    reported: str = "daily"
    objective: str = ""
    owned: Owned = Owned()
    review: str = ""
    bounds: tuple[Bound, ...] = ()
    renamed: bool = False

    def bound(self, level: str) -> Bound:
        """What is acceptable at that level; without limits where nothing was said."""
        return next((bound for bound in self.bounds if bound.level == level), Bound(level))


@dataclass(frozen=True)
class Meeting:
    """One review."""

    id: str
    title: str
    use: str = ""
    rrule: str = ""
    chair: str = ""
    attendees: tuple[str, ...] = ()


@dataclass(frozen=True)
class Playbook:
    """One response; a step is (kind, what to do, which role, within which time). `use`, `renamed`: as of a metric."""

    id: str
    title: str
    use: str = ""
    steps: tuple[tuple[str, str, str, str], ...] = ()
    renamed: bool = False


@dataclass(frozen=True)
class Answers:
    """All that was answered so far. `objectives` are statements."""

    sop: str = ""
    title: str = ""
    summary: str = ""
    effective_from: dt.date | None = None
    timezone: str = "UTC"
    objectives: tuple[str, ...] = ()
    metrics: tuple[Measured, ...] = ()
    reviews: tuple[Meeting, ...] = ()
    responses: tuple[Playbook, ...] = ()
    owner: str = ""
    by: str = ""
    because: str = ""

    @property
    def named(self) -> dict[str, str]:
        """The id of each objective → its statement."""
        return dict(zip(ids(self.objectives), self.objectives, strict=True))


@dataclass(frozen=True)
class Step:
    """One step of the guide: what it asks, in plain words, and which parts of the file it fills."""

    name: str
    question: str
    parts: tuple[str, ...]


STEPS = (
    Step("Objectives", "What is the system for? What would be missing if it were switched off?", ("objectives",)),
    Step("Metrics", "By what do you see whether it does that, and where do these numbers come from?", ("metrics",)),
    Step("Owners", "Who sees it first, who finds out why, who decides, and who is called when nobody answers?", ()),
    Step("Reviews", "Who sits together over these numbers, how often, and who leads?", ("reviews",)),
    Step("Thresholds", "From which value on would you get up from your chair?", ()),
    Step("Responses", "And then: who does what, within which time?", ("responses",)),
    Step("Improvement", "Whose is this procedure itself, and why does it begin now?", ("owner", "changed")),
)


def settled(answers: Answers) -> Answers:
    """The answers with an id made of the title, where none was given."""
    return replace(answers, sop=answers.sop or (slug(answers.title) if answers.title.strip() else ""))


def changing(answers: Answers, metric: str, **values: Any) -> Answers:
    """The answers with something else said of one metric."""
    return replace(answers, metrics=tuple(replace(m, **values) if m.id == metric else m for m in answers.metrics))


def without(answers: Answers, part: str, id: str) -> Answers:
    """The answers without that metric, review or response (`part` is the list it stands in)."""
    left: dict[str, Any] = {part: tuple(each for each in getattr(answers, part) if each.id != id)}
    return replace(answers, **left)


def ids(titles: Iterable[str], taken: Iterable[str] = ()) -> tuple[str, ...]:
    """An id for each, made of its first words, no two alike and none that is taken."""
    found: list[str] = [*taken]
    before = len(found)
    for title in titles:
        base = "-".join(slug(title).split("-")[:4])[:56]
        found.append(
            next(id for n in range(1, len(found) + 2) if (id := base if n == 1 else f"{base}-{n}") not in found)
        )
    return tuple(found[before:])


def needed(metric: Definition, known: Iterable[Definition], there: Iterable[str]) -> tuple[Playbook, ...]:
    """The responses of the library that the thresholds of a definition name, and that are not there yet."""
    content: Any = metric.content
    named = {t.get("respond") for t in content.get("thresholds") or () if isinstance(t, dict)} - {*there}
    return tuple(Playbook(each.id, each.title, use=each.id) for each in known if each.id in named)
