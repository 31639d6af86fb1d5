"""Alerting rules of Prometheus as thresholds of a draft: each is taken over, or left out with the reason."""

import datetime as dt
import re
from collections.abc import Iterator, Sequence
from typing import Any

import promql_parser as promql
from pydantic import TypeAdapter, ValidationError

from dashboard.errors import nearest
from dashboard.history.rules import short
from dashboard.practice.exchange.arithmetic import Beyond
from dashboard.practice.exchange.comparison import Asked, understood
from dashboard.practice.exchange.draft import Draft, DraftMetric, LeftOut, Taken, guessed, ident, proposed
from dashboard.practice.exchange.levels import level_of
from dashboard.practice.exchange.names import metric_id, words
from dashboard.practice.exchange.rulefile import Placed, unescaped
from dashboard.sop.fields import FREQUENCY, Frequency, Id, duration
from dashboard.sop.model import DUTIES

HELD = re.compile(rf"(.+) \(({'|'.join([*DUTIES, 'backup'])})\)$")
# What of a rule has a place in the draft; the rest stands in a comment.
PLACED = {"severity", "sop", "metric", "threshold", "owner", "team", "backup", "response"}
ANNOTATED = {"title", "owner", "backup", "response", "runbook_url", "runbook", "reported", "observations", "of"}
_ID: TypeAdapter[str] = TypeAdapter(Id)
_FREQUENCY: TypeAdapter[Any] = TypeAdapter(Frequency)


def add_rules(draft: Draft, rules: Sequence[Placed], file: str) -> None:
    """Adds the rules of one file. Gaps come last: they stand on metrics that other rules may name."""
    draft.names += [_texts(placed.rule.labels).get("sop") or placed.group.name for placed in rules]
    read = [_Reading(draft, placed, file) for placed in rules]
    for reading in sorted(read, key=lambda one: one.asked is not None and one.asked.kind == "gap"):
        reading.add()


class _Reading:
    """One rule on its way into the draft."""

    def __init__(self, draft: Draft, placed: Placed, file: str):
        self.draft, self.rule, self.file, self.line = draft, placed.rule, file, placed.line
        self.labels = {**_texts(placed.group.labels), **_texts(placed.rule.labels)}
        self.notes = _texts(placed.rule.annotations)
        self.remarks: list[str] = []
        self.asked: Asked | None = None
        self.why = "a recording rule: it computes numbers, and thresholds are made of alerts"
        if self.rule.alert is not None:
            try:
                self.asked = understood(self.rule.expr)
            except Beyond as beyond:
                self.why = str(beyond)

    def add(self) -> None:
        if self.asked is None:
            self.leave(self.why)
            return
        try:
            signal = self.signal(self.asked)
            metric = self.metric(self.asked)
            id, level = self.id("threshold") or ident(words(self.rule.name)), self.level()
            stated: dict[str, Any] = {"id": id, "level": level} if level else {"id": proposed(id), "level": "warning"}
            stated |= {"signal": signal} if signal else {}
            bounds = {"lower": self.asked.lower, "upper": self.asked.upper}
            stated |= {side: _short(bound) for side, bound in bounds.items() if bound is not None}
            stated |= dict(self.timing(metric))
            if response := self.response():
                stated["respond"] = response
            if self.asked.strict:
                self.part("the bound itself fires in Prometheus; here a value equal to a bound is acceptable")
            threshold = self.draft.threshold(metric, stated, [*self.about(), *self.remarks])
        except (Beyond, ValueError) as wrong:
            self.leave(str(wrong))
            return
        self.draft.taken.append(Taken(self.file, self.line, self.rule.name, metric.id, threshold))
        self.own(metric)

    def leave(self, why: str, part: bool = False) -> None:
        self.draft.left_out.append(LeftOut(self.file, self.line, self.rule.name, why, part))

    def part(self, why: str) -> None:
        """Something of the rule is not taken over, or was guessed."""
        self.remarks.append(why)
        self.leave(why, part=True)

    def id(self, label: str) -> str | None:
        return self.labels[label] if _is(_ID, self.labels.get(label)) else None

    def metric(self, asked: Asked) -> DraftMetric:
        named = self.id("metric")
        origin = f"in Prometheus: {asked.series}"
        title = self.notes.get("title") or words(asked.series.name)
        if asked.kind != "gap":
            metric = self.draft.metric((named, asked.series), named or metric_id(asked.series.name), title, origin)
        else:
            metric = self.declaring(asked, named, title)
        if metric.reported is None and _is(_FREQUENCY, self.notes.get("reported")):
            metric.reported = self.notes["reported"]
        return metric

    def declaring(self, asked: Asked, named: str | None, title: str) -> DraftMetric:
        """The metric that declares a gap: one of that name, else one of its own; without a name what is compared."""
        of = self.compared(asked)
        known = next((metric for metric in self.draft.metrics.values() if metric.id == named), None)
        if named is None or known:
            return known or of
        metric = self.draft.metric((named, asked.kind), named, title)
        metric.measured = False
        return metric

    def compared(self, asked: Asked) -> DraftMetric:
        """The metric between whose groups there is a gap."""
        known = [m for m in self.draft.metrics.values() if m.origin == f"in Prometheus: {asked.series}"]
        if known:
            return known[0]
        id = self.notes["of"] if _is(_ID, self.notes.get("of")) else metric_id(asked.series.name)
        return self.draft.metric((None, asked.series), id, words(asked.series.name), f"in Prometheus: {asked.series}")

    def signal(self, asked: Asked) -> dict[str, Any] | None:
        if asked.kind == "value":
            return None
        if asked.kind != "gap":
            assert asked.window is not None
            if (window := _minutes(asked.window)) is None:
                raise Beyond(f"its window ({asked.window}) is no whole number of minutes")
            return {asked.kind: window}
        of = self.compared(asked)
        for dimension in (asked.dimension or "", *asked.others):
            if dimension not in of.segments:
                of.segments.append(dimension)
        return {"gap": asked.dimension, "of": of.id, "as": asked.as_}

    def level(self) -> str | None:
        """The level that its severity is; None where one has to be guessed."""
        severity = self.labels.get("severity", "")
        level = level_of(severity)
        if level is None:
            known = nearest(severity, ["critical", "warning"])
            self.part(
                guessed(f"its severity '{severity[:60]}' is no level{known}" if severity else "it has no severity")
            )
        return level

    def timing(self, metric: DraftMetric) -> Iterator[tuple[str, Any]]:
        """`for` and `recover`; counts of observations where the rule says how often there is one."""
        step = duration(FREQUENCY.get(metric.reported, metric.reported)) if metric.reported else None
        if lasting := _duration(self.rule.for_):
            counted = self.notes.get("observations", "")
            if step and re.fullmatch(r"[1-9][0-9]{0,6}", counted) and (int(counted) - 1) * step == lasting:
                yield "for", int(counted)
            elif (whole := _minutes(lasting)) is None:
                rounded = dt.timedelta(minutes=lasting // dt.timedelta(minutes=1) + 1)
                self.part(f"for: {self.rule.for_} is no whole number of minutes; taken for {short(rounded)}")
                yield "for", short(rounded)
            else:
                yield "for", whole
        if again := _duration(self.rule.keep_firing_for):
            if step and not again % step:
                yield "recover", {"for": again // step + 1}
            else:
                every = (
                    "how often it is reported is not said" if step is None else f"it is reported every {short(step)}"
                )
                self.part(
                    f"keep_firing_for: {self.rule.keep_firing_for}: recovery is counted in observations, and {every}"
                )

    def response(self) -> str | None:
        """The response that its runbook, or its label, asks for."""
        book = self.notes.get("runbook_url") or self.notes.get("runbook")
        if book and not re.match(r"https?://[^\s{}]+$", book):
            self.part(f"its runbook '{book[:60]}' is no address that begins with https://")
            book = None
        named = self.id("response")
        if not book and not named:
            return None
        title = self.notes.get("response") or words(self.rule.name)
        return self.draft.response(named, words(self.rule.name), title, book)

    def own(self, metric: DraftMetric) -> None:
        """Names the owner and the backup of the metric, where nobody is named yet."""
        text = self.notes.get("owner", "")
        name, duty = held.groups() if (held := HELD.match(text)) else (text, "monitoring")
        who = self.labels.get("owner") or self.labels.get("team") or name or self.notes.get("team")
        backup = self.labels.get("backup") or self.notes.get("backup")
        for role, party, said in ((duty, who, name), ("backup", backup, self.notes.get("backup"))):
            if not party:
                continue
            if "{{" in party:
                self.leave(f"its {role} is made by a template", part=True)
                continue
            id = self.draft.party(party, said)
            if metric.owners.setdefault(role, id) != id:
                self.leave(f"{role} of '{metric.id}' is '{metric.owners[role]}' by another rule, not '{id}'", part=True)

    def about(self) -> Iterator[str]:
        """Where it comes from, and what of it has no place in the draft."""
        yield f"{self.rule.name}, {self.file}:{self.line}: {self.rule.expr}"
        besides = [f"{key}: {text}" for key, text in self.labels.items() if key not in PLACED]
        ours = "sop" in self.labels  # whose summary says what the threshold says
        besides += [f"{key}: {text}" for key, text in self.notes.items() if key not in ANNOTATED and not ours]
        if besides:
            yield f"it also says {'; '.join(besides)}"


def _is(kind: TypeAdapter[Any], text: str | None) -> bool:
    try:
        kind.validate_python(text)
    except ValidationError:
        return False
    return True


def _texts(stated: dict[str, str | None] | None) -> dict[str, str]:
    return {key: unescaped(text) for key, text in (stated or {}).items() if text}


def _short(bound: float) -> float | int:
    return int(bound) if bound.is_integer() and abs(bound) < 1e15 else bound


def _duration(text: str | None) -> dt.timedelta | None:
    """A duration as Prometheus writes it; None for none. Raises Beyond for what is not one."""
    if not text or text == "0":
        return None
    try:
        return promql.parse_duration(text) or None
    except (ValueError, OverflowError):
        raise Beyond(f"'{text}' is not a duration") from None


def _minutes(length: dt.timedelta) -> str | None:
    """As the SOP writes it, or None where it cannot."""
    return short(length) if length and not length % dt.timedelta(minutes=1) else None
