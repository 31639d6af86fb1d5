"""What the guide asks about a new SOP, step by step, and its first version as text made of the answers."""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from dashboard.practice.exchange.yamltext import block, comment, flow
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
    """One metric. `use` is the definition of the library that it is, '' if it is defined here."""

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
    """One response: each step is (kind, what to do, which role, within which time)."""

    id: str
    title: str
    use: str = ""
    steps: tuple[tuple[str, str, str, str], ...] = ()


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
    return tuple(Playbook(each.id, "", use=each.id) for each in known if each.id in named)


def as_text(answers: Answers) -> str:
    """The version as YAML, every step under a comment that says what it is; what was not answered is left out."""
    head = {
        "apiVersion": "sop/v1", "sop": answers.sop, "title": answers.title,
        "effective_from": answers.effective_from, "timezone": answers.timezone, "summary": answers.summary,
    }  # fmt: skip
    kpis: dict[str, list[str]] = {}
    for metric in answers.metrics:
        if metric.aspect == "business" and metric.objective:
            kpis.setdefault(metric.objective, []).append(metric.id)
    objectives = [_given(id=id, statement=said, kpis=kpis.get(id)) for id, said in answers.named.items()]
    reviews = [
        _given(use=r.use, id=r.id if r.id != r.use else None, title=r.title, rrule=r.rrule, chair=r.chair,
               attendees=[*r.attendees])
        for r in answers.reviews
    ]  # fmt: skip
    changed = {"by": answers.by, "because": answers.because} if answers.by and answers.because else None
    parts = [
        _dumped(_given(**head)),
        _part("1. What it is for", {"objectives": objectives}),
        _part(
            "2, 3, 5. What is measured, whose it is, and what is acceptable",
            {"metrics": [_metric(metric, answers) for metric in answers.metrics]},
        ),
        _part("4. Who looks at it, and when", {"reviews": reviews}),
        _part("6. What is done then", {"responses": [_response(response) for response in answers.responses]}),
        _part(
            "7. Whose this procedure is; a change of it is a new file with a later date",
            _given(owner=answers.owner, changed=changed),
        ),
    ]
    return "\n".join(part for part in parts if part)


def _metric(metric: Measured, answers: Answers) -> dict[str, Any]:
    own = metric.owned
    escalation = [{"after": own.after, "to": own.to}] if own.to else None
    owners = _given(
        monitoring=own.monitoring,
        analysis=own.analysis,
        decision=own.decision,
        backup=own.backup,
        escalation=escalation,
    )
    responses = {response.id for response in answers.responses}
    thresholds = [
        _given(
            id=f"{metric.id[:50]}-{bound.level}", level=bound.level, lower=bound.lower, upper=bound.upper,
            **{"for": bound.times if bound.times > 1 else None},
            respond=bound.respond if bound.respond in responses else None,
        )
        for bound in metric.bounds if (bound.lower, bound.upper) != (None, None)
    ]  # fmt: skip
    of_its_own: dict[str, Any] = {}
    if not metric.use:
        of_its_own = {
            "aspect": metric.aspect,
            "unit": metric.unit,
            "better": metric.better,
            "reported": metric.reported,
        }
    return _given(
        use=metric.use,
        id=metric.id if metric.id != metric.use else None,
        title=metric.title,
        objective=metric.objective if metric.objective in answers.named else None,
        source=metric.source,
        **of_its_own,
        owners=owners,
        review=metric.review if metric.review in {review.id for review in answers.reviews} else None,
        thresholds=thresholds,
    )


def _response(response: Playbook) -> dict[str, Any]:
    keys = ids(do for _, do, _, _ in response.steps)
    steps = [
        {"id": id, "kind": kind, "do": do, "role": role, "within": within}
        for id, (kind, do, role, within) in zip(keys, response.steps, strict=True)
    ]
    return _given(
        use=response.use, id=response.id if response.id != response.use else None, title=response.title, steps=steps
    )


def _given(**values: Any) -> dict[str, Any]:
    return {key: value for key, value in values.items() if value not in (None, "", [], {}, ())}


def _part(title: str, content: Mapping[str, Any]) -> str:
    empty = not content or all(value == [] for value in content.values())
    # a version without metrics is one that can be read: the key must be there
    if empty and "metrics" not in content:
        return f"{comment(title)}\n"
    return f"{comment(title)}\n{_dumped(content)}"


def _dumped(content: Mapping[str, Any]) -> str:
    lines: list[str] = []
    for key, value in content.items():
        if isinstance(value, list) and value:
            lines += [f"{key}:", *block(value, 2, compact=True)]
        else:
            lines.append(f"{key}: {flow(value)}")
    return "".join(f"{line}\n" for line in lines)
