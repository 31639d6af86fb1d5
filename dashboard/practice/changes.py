"""What changed in an SOP, in words: with units, durations written out, people by name.

Nothing here escapes: what a file says is escaped where it is drawn.
"""

import datetime as dt
from collections.abc import Callable, Sequence
from typing import Any

from dashboard.practice import wording
from dashboard.practice.ownership import known_as
from dashboard.practice.rules import signal
from dashboard.sop.diff import Change
from dashboard.sop.model import DUTIES, Metric, People, Recover, Response, Silence, Sop, Step, Threshold

PARTIES = {"monitoring", "analysis", "decision", "backup", "owner", "chair", "attendees"}
LABELS = {
    "do": "", "within": "time limit", "rrule": "recurrence", "remind": "reminder", "countersign": "second signature",
    "escalate": "escalation if not signed", "stale_after": "counts as stale after", "reported": "reported every",
    "min_n": "smallest sample", "better": "better if", "for": "fires after", "recover": "recovers",
    "signal": "held against its bounds is", "respond": "response", "drives": "moves", "kpis": "KPIs",
    "segments": "split by", "lint": "silenced remarks", "statement": "", "owner": "owner of the procedure",
}  # fmt: skip
LISTS = {"objective": "objectives", "review": "reviews", "respond": "responses", "drives": "metrics", "kpis": "metrics"}
QUOTED = {"summary", "statement", "do", "title"}
UNITS = (("week", 7 * 24 * 60), ("day", 24 * 60), ("hour", 60), ("minute", 1))


class Teller:
    """Says the changes between two versions; `people` are those by whose names everybody is called."""

    def __init__(self, before: Sop, after: Sop, people: People):
        self.before, self.after, self.people = before, after, people

    def say(self, change: Change) -> str:
        """One change in a sentence, without its day: 'critical lower bound of Recall 88 % → 90 %'."""
        if change.what == "changed":
            return self._changed(change)
        if change.what == "moved":
            place = f"after {self._sibling(change, change.after)}" if change.after else "first"
            return f"{self._subject(change)} now comes {place}"
        thing = change.things[-1]
        version = self.before if change.what == "removed" else self.after
        details = self._details(version, change)
        with_details = f": {details}" if details else ""
        if isinstance(thing, Step):
            response = change.things[0]
            assert isinstance(response, Response)
            verb = "lost" if change.what == "removed" else "gained"
            return f"response {response.title} {verb} a step: {thing.do} ({details})"
        if isinstance(thing, Threshold):
            to = "from" if change.what == "removed" else "to"
            return f"{_kind_of(thing)} threshold {thing.id} {change.what} {to} {_title(change)}{with_details}"
        return f"{self._subject(change)} {change.what}{with_details}"

    def _changed(self, change: Change) -> str:
        was, now = self._value(self.before, change, change.before), self._value(self.after, change, change.after)
        if isinstance(change.before, tuple) and change.field != "escalation":
            return f"{self._of(change)}: {_difference(was, now)}"
        joint = "" if change.field in {*DUTIES, "backup", "owner", "lower", "upper"} else ":"
        return f"{self._of(change)}{joint} {_one(was)} → {_one(now)}"

    def _of(self, change: Change) -> str:
        """The field and what it is of: 'monitoring of Recall', 'smallest sample of Recall'."""
        label = LABELS.get(change.field, change.field.replace("_", " "))
        if change.kind == "owner":
            return label if not change.things else f"{label} of {_title(change)}"
        thing = change.things[-1] if change.things else None
        if isinstance(thing, Threshold) and change.field in ("lower", "upper"):
            return f"{_kind_of(thing)} {label} bound of {_title(change)}{self._which(change, thing)}"
        subject = self._subject(change)
        return f"{subject}, {label}" if label else subject

    def _subject(self, change: Change) -> str:
        """The thing itself: 'step “Find the segment” of response Win back'."""
        thing = change.things[-1] if change.things else None
        if thing is None:
            return "the procedure"
        if isinstance(thing, Threshold):
            return f"{_kind_of(thing)} threshold of {_title(change)}{self._which(change, thing)}"
        if isinstance(thing, Step):
            return f"step “{thing.do}” of response {_title(change)}"
        words = _quoted(thing.statement) if hasattr(thing, "statement") else thing.title
        return f"{change.kind} {words}"

    def _which(self, change: Change, threshold: Threshold) -> str:
        """The id of a threshold where its metric has several of that kind."""
        metric = change.things[0]
        assert isinstance(metric, Metric)
        alike = [t for t in metric.thresholds if _kind_of(t) == _kind_of(threshold)]
        return f" ({threshold.id})" if len(alike) > 1 else ""

    def _sibling(self, change: Change, id: str) -> str:
        """The thing of that id beside the one that moved, as the later version calls it."""
        where: Any = self.after.metric(change.ids[0]) if change.kind == "threshold" else self.after
        where = self.after.response(change.ids[0]) if change.kind == "step" else where
        lists = {"threshold": "thresholds", "step": "steps"}
        found = next((t for t in getattr(where, lists.get(change.kind, f"{change.kind}s")) if t.id == id), None)
        name = next((getattr(found, key) for key in ("title", "statement", "do") if hasattr(found, key)), id)
        return name if isinstance(found, Threshold) else _quoted(name)

    # --- what a thing that came or went says

    def _details(self, version: Sop, change: Change) -> str:
        thing = change.things[-1]
        if isinstance(thing, Threshold):
            metric = change.things[0]
            assert isinstance(metric, Metric)
            name = self._signal(version, metric, thing)
            phrase = wording.signal_phrase(name)
            limits = wording.bounds(thing.lower, thing.upper, metric.unit, name)
            parts = [f"acceptable {limits}{f' ({phrase})' if phrase else ''}"]
            parts += [f"fires after {_needed(thing.for_)}"] if thing.for_ != 1 else []
            parts += [f"response {self._named(version, 'respond', thing.respond)}"] if thing.respond else []
            return ", ".join(parts)
        if isinstance(thing, Step):
            limit = f", within {length(thing.within)}" if thing.within else ""
            return f"{thing.kind}, {thing.role}{limit}"
        if isinstance(thing, Metric):
            owner = thing.owners.monitoring
            watched = f", watched by {known_as(self.people, owner)}" if owner else ", watched by nobody"
            return wording.counted(len(thing.thresholds), "threshold") + watched
        if isinstance(thing, Response):
            return wording.counted(len(thing.steps), "step")
        return ""

    # --- values

    def _value(self, version: Sop, change: Change, value: Any) -> str | list[str]:
        """A value of the model in words; a list of them for a list."""
        metric = version.metric(change.ids[0]) if change.kind == "threshold" else None
        threshold = next((t for t in metric.thresholds if t.id == change.ids[-1]), None) if metric else None
        if metric and threshold and change.field in ("lower", "upper", "recover", "signal"):
            name = self._signal(version, metric, threshold)
            if change.field == "signal":
                return wording.signal_phrase(name) or "the value"
            if isinstance(value, Recover):
                return _recovery(value, lambda number: wording.bound(number, metric.unit, name))
            return wording.bound(value, metric.unit, name) if value is not None else "none"
        if isinstance(value, tuple) and change.field != "escalation":
            return [self._single(version, change.field, one) for one in value]
        return self._single(version, change.field, value)

    def _single(self, version: Sop, field: str, value: Any) -> str:
        if value is None or value == "" or value == ():
            return "none"
        if field in PARTIES:
            return known_as(self.people, value)
        if field in ("escalation", "escalate"):
            hops = value if isinstance(value, tuple) else (value,)
            return ", ".join(f"{known_as(self.people, hop.to)} after {length(hop.after)}" for hop in hops)
        if field in LISTS:
            return self._named(version, field, value)
        if field == "for":
            return _needed(value)
        if isinstance(value, bool):
            return "yes" if value else "no"
        if isinstance(value, dt.timedelta):
            return length(value)
        if isinstance(value, Silence):
            about = next(filter(None, (value.metric, value.response, value.review, value.objective)), "all")
            return f"{value.silence} of {about} ({value.because})"
        return _quoted(value) if isinstance(value, str) and field in QUOTED else f"{value}"

    def _named(self, version: Sop, field: str, id: str) -> str:
        """A part of the version by its title."""
        part = next((part for part in getattr(version, LISTS[field]) if part.id == id), None)
        return str(getattr(part, "title", None) or getattr(part, "statement", None) or id)

    def _signal(self, version: Sop, metric: Metric, threshold: Threshold) -> str:
        return signal(version, metric, threshold).name


def length(duration: dt.timedelta) -> str:
    """A duration as the SOP states it, written out: '2 weeks', '36 hours'."""
    minutes = duration // dt.timedelta(minutes=1)
    word, size = next((word, size) for word, size in UNITS if minutes % size == 0)
    return wording.counted(minutes // size, word)


def _kind_of(threshold: Threshold) -> str:
    return threshold.level if threshold.stage == "enforced" else f"aspirational {threshold.level}"


def _title(change: Change) -> str:
    """The title of the metric, response or review that the change is within."""
    return str(getattr(change.things[0], "title", ""))


def _needed(value: int | dt.timedelta) -> str:
    if isinstance(value, dt.timedelta):
        return length(value)
    return "1 observation" if value == 1 else f"{value} observations in a row"


def _recovery(recover: Recover, bound: Callable[[float], str]) -> str:
    parts = [f"≥ {bound(recover.lower)}"] if recover.lower is not None else []
    parts += [f"≤ {bound(recover.upper)}"] if recover.upper is not None else []
    within = " and ".join(parts) if parts else "within its bounds"
    return f"{within} ({_needed(recover.for_)})"


def _difference(was: str | list[str], now: str | list[str]) -> str:
    """Two lists: what came, what went; the orders, if that is all."""
    gone, come = [x for x in was if x not in now], [x for x in now if x not in was]
    if not gone and not come:
        return f"{_one(was)} → {_one(now)}"
    parts = [f"gained {', '.join(come)}"] if come else []
    parts += [f"lost {', '.join(gone)}"] if gone else []
    return "; ".join(parts)


def _one(value: str | Sequence[str]) -> str:
    return value if isinstance(value, str) else ", ".join(value) or "none"


def _quoted(text: str) -> str:
    return f"“{text}”"
