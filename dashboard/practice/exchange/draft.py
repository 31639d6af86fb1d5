"""A draft of an SOP as it grows out of the files of other systems, and as a file.

Nothing in it is in force or agreed on: owners that no file names are to be named, and so is the source of its numbers.
"""

import datetime as dt
import re
from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Any, Literal

from pydantic import ValidationError

from dashboard.history.rules import short
from dashboard.practice.exchange.names import words
from dashboard.practice.exchange.yamltext import block, comment, flow
from dashboard.practice.guess import slug
from dashboard.practice.propose import propose
from dashboard.sop.lint.finding import PLACEHOLDER
from dashboard.sop.model import DUTIES, Threshold

PROPOSED = "-proposed"  # at the end of an id, by which `lint` knows a threshold that nobody has agreed to
ID = re.compile(r"[a-z0-9][a-z0-9_-]{0,63}")
Better = Literal["higher", "lower", "within"]


@dataclass(frozen=True, order=True)
class LeftOut:
    """What was not taken over: the rule or document of that name, or with `part` what `why` names of it."""

    file: str
    line: int
    rule: str
    why: str
    part: bool = False


@dataclass(frozen=True)
class Taken:
    """A rule or objective that is a threshold of the draft now."""

    file: str
    line: int
    rule: str
    metric: str
    threshold: str


@dataclass
class DraftMetric:
    """A metric and its thresholds, as keys of the SOP file. `origin` says what it is where it comes from."""

    id: str
    title: str
    origin: str = ""
    measured: bool = True
    objective: str | None = None
    reported: str | None = None
    segments: list[str] = field(default_factory=list)
    owners: dict[str, str] = field(default_factory=dict)
    thresholds: list[tuple[dict[str, Any], list[str]]] = field(default_factory=list)

    @property
    def better(self) -> Better:
        """Which way is better, by the bounds that there are."""
        stated = [threshold for threshold, _ in self.thresholds]
        sides = {side for threshold in stated for side in ("lower", "upper") if side in threshold}
        return "within" if len(sides) != 1 else "higher" if "lower" in sides else "lower"


@dataclass
class Draft:
    """What was read so far. `names` are what the files call the whole of it, one a rule or service."""

    names: list[str] = field(default_factory=list)
    title: str | None = None
    summary: str | None = None
    metrics: dict[object, DraftMetric] = field(default_factory=dict)
    objectives: dict[str, str] = field(default_factory=dict)
    responses: dict[str, tuple[str, str | None]] = field(default_factory=dict)
    parties: dict[str, str] = field(default_factory=dict)
    taken: list[Taken] = field(default_factory=list)
    left_out: list[LeftOut] = field(default_factory=list)
    _called: dict[str, str] = field(default_factory=dict)

    def metric(self, key: object, id: str, title: str, origin: str = "") -> DraftMetric:
        """The metric that `key` stands for, made with this id, or one like it that is free, where there is none."""
        if key not in self.metrics:
            free = free_id(id, {metric.id for metric in self.metrics.values()})
            self.metrics[key] = DraftMetric(free, title, origin)
        return self.metrics[key]

    def threshold(self, metric: DraftMetric, stated: dict[str, Any], remarks: list[str]) -> str:
        """Adds a threshold, its id made free in the metric; that id. Raises ValueError with what is wrong with it."""
        taken = {one["id"]: one for one, _ in metric.thresholds}
        wanted = stated["id"]
        if taken.get(wanted) == stated:
            raise ValueError(f"the same stands in the draft already, as '{wanted}'")
        mark = PROPOSED if wanted.endswith(PROPOSED) else ""
        ids = {id.removesuffix(mark) for id in taken if id.endswith(mark)}
        base = wanted.removesuffix(mark)
        free = free_id(f"{base[:46]}-{stated['level']}" if base in ids else base, ids)
        named = {**stated, "id": free + mark}
        try:
            Threshold.model_validate(named, by_alias=True, by_name=False)
        except ValidationError as error:
            raise ValueError(error.errors()[0]["msg"].removeprefix("Value error, ")) from None
        metric.thresholds.append((named, remarks))
        return str(named["id"])

    def tidy(self) -> None:
        """Takes out what was made for rules that were left out in the end."""
        stated = [threshold for metric in self.metrics.values() for threshold, _ in metric.thresholds]
        compared = {threshold.get("signal", {}).get("of") for threshold in stated}
        used = {threshold.get("respond") for threshold in stated}
        self.metrics = {k: m for k, m in self.metrics.items() if m.thresholds or m.id in compared}
        self.responses = {id: response for id, response in self.responses.items() if id in used}
        concerned = {metric.objective for metric in self.metrics.values()}
        self.objectives = {id: said for id, said in self.objectives.items() if id in concerned}

    def response(self, named: str | None, name: str, title: str, runbook: str | None) -> str:
        """The id of the response called `named`, or else of that with this runbook, made where there is none."""
        for id, known in self.responses.items():
            if known == (title, runbook) if id == named else named is None and runbook and known[1] == runbook:
                return id
        free = free_id(named or ident(name), self.responses)
        self.responses[free] = (title, runbook)
        return free

    def party(self, called: str, name: str | None = None) -> str:
        """The id of the person or team that a file calls so; whoever is called differently is somebody else."""
        if called not in self._called:
            written = called if ID.fullmatch(called) and called != PLACEHOLDER else ident(called)
            self._called[called] = free_id(written, {PLACEHOLDER, *self.parties})
            self.parties[self._called[called]] = name or called
        return self._called[called]


def free_id(wanted: str, taken: Collection[str]) -> str:
    """`wanted`, or with a number behind it if that is taken."""
    if wanted not in taken:
        return wanted
    return next(id for k in range(2, len(taken) + 3) if (id := f"{wanted[:58]}-{k}") not in taken)


def sop_yaml(draft: Draft, sop: str, day: dt.date, made_from: str) -> str:
    """The draft as the file of an SOP, in which comments say what was guessed."""
    lines = [
        comment(f"A draft made from {made_from}. Nothing in it is agreed on: `lint` says what to fill in."),
        comment(f"Owners and sources that are {PLACEHOLDER} are yours to name."),
        "apiVersion: sop/v1",
        f"sop: {flow(sop)}",
        f"title: {flow(draft.title or words(sop))}",
        f"effective_from: {day}",
        "timezone: UTC",
        *([f"summary: {flow(draft.summary)}"] if draft.summary else []),
        f"owner: {PLACEHOLDER}",
    ]
    if draft.objectives:
        kpis = {id: [m.id for m in draft.metrics.values() if m.objective == id] for id in draft.objectives}
        stated = [{"id": id, "statement": said, "kpis": kpis[id]} for id, said in draft.objectives.items()]
        lines += ["objectives:", *(f"  - {flow(objective)}" for objective in stated)]
    lines.append("metrics:")
    for metric in draft.metrics.values():
        lines += _metric(metric)
    if draft.responses:
        lines.append("responses:")
        for id, (title, runbook) in draft.responses.items():
            lines += block([{"id": id, "title": title} | ({"runbook": runbook} if runbook else {})], indent=2)
    return "\n".join(lines) + "\n"


def people_yaml(draft: Draft) -> str:
    """The people whom the draft names, for a people.yaml of its own."""
    known = [{"id": PLACEHOLDER, "name": "To be named"}, *({"id": id, "name": n} for id, n in draft.parties.items())]
    return "\n".join([comment("People and teams that the draft names; add yours."), *block({"people": known})]) + "\n"


def _metric(metric: DraftMetric) -> list[str]:
    lines = [comment(metric.origin, indent=2)] if metric.origin else []
    lines += [f"  - id: {flow(metric.id)}", f"    title: {flow(metric.title)}"]
    lines += [f"    objective: {metric.objective}"] if metric.objective else []
    lines += [f"    aspect: {propose(metric.title, None).aspect}  # guessed from the name"]
    lines += [f"    better: {metric.better}  # by its bounds"]
    if metric.measured:
        said = metric.reported or "daily  # how often is it reported?"
        lines += [f"    source: {PLACEHOLDER}", f"    reported: {said}"]
    lines += [f"    segments: {flow(metric.segments)}"] if metric.segments else []
    owners = {duty: metric.owners.get(duty, PLACEHOLDER) for duty in (*DUTIES, "backup")}
    lines += [f"    owners: {flow(owners)}"]
    lines += ["    thresholds:"] if metric.thresholds else []
    for threshold, remarks in metric.thresholds:
        lines += [comment(remark, indent=6) for remark in remarks]
        lines.append(f"      - {flow(_written(threshold))}")
    return lines


def _written(threshold: dict[str, Any]) -> dict[str, Any]:
    return {key: short(value) if isinstance(value, dt.timedelta) else value for key, value in threshold.items()}


def ident(text: str) -> str:
    """A name of any kind as an id; 'unnamed' where no letter of it can be in one."""
    return slug(text.replace("_", "-")) if re.search("[a-z0-9]", text.lower()) else "unnamed"


def proposed(id: str) -> str:
    """The id of a threshold that somebody has yet to agree to; `lint` says so."""
    return id[:55] + PROPOSED


def guessed(why: str) -> str:
    """What is said of a threshold whose level is not known."""
    return f"{why}{'' if why.endswith('?') else '.'} Taken for a warning"
