"""The thresholds of SOPs as alerting rules of Prometheus, and what of them cannot be said there."""

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from dashboard.errors import WorkspaceError
from dashboard.history.rules import short
from dashboard.history.signals import FEWEST_FOR_BASELINE
from dashboard.practice import wording
from dashboard.practice.exchange.names import OURS, alert_name, label_name, metric_name
from dashboard.practice.exchange.promql import expression, labelled
from dashboard.practice.exchange.rulefile import Alert, literal, written
from dashboard.practice.ownership import Ownership, ownership
from dashboard.practice.rules import signal
from dashboard.practice.world import World
from dashboard.sop.model import Metric, People, Response, Sop, Threshold


@dataclass(frozen=True, order=True)
class LeftOut:
    """What a rule file does not say of a threshold: all of it, or with `part` what `why` names."""

    sop: str
    metric: str
    threshold: str
    why: str
    part: bool = False

    def __str__(self) -> str:
        return f"{self.sop}/{self.metric}/{self.threshold}: {self.why}"


@dataclass
class Rules:
    """The rules of some SOPs: `alerts` by SOP, and what was left out, in the order of the SOP."""

    alerts: dict[str, list[Alert]] = field(default_factory=dict)
    left_out: list[LeftOut] = field(default_factory=list)

    @property
    def text(self) -> str:
        """The rule file: thresholds without a rule are named at its head, what a rule does not say above it."""
        return written(self.alerts, [*HEAD, *(f"Left out: {one}" for one in self.left_out if not one.part)])


HEAD = (
    "Alerting rules made from the SOPs in force: change those, and make this file again.",
    "Each metric is a gauge that shows its latest observation until the next one, its dimensions being labels.",
    "The owner is who holds the duty on the day on which the file is made.",
)


def prometheus_rules(world: World, at: dt.datetime, sop: str | None = None) -> Rules:
    """The rules of the SOP of that id, or of all, as in force at `at` (naive UTC).

    Raises WorkspaceError if there is no such SOP, or none of its versions is in force.
    """
    chosen = [world.law(sop)] if sop is not None else [*world.library.sops.values()]
    laws = [law for versions in chosen if (law := versions.in_force(at))]
    if not laws:
        named = f"of '{sop}'" if sop is not None else "of any SOP"
        raise WorkspaceError(f"no version {named} is in force on {at:%Y-%m-%d}; `lint` says whether one is broken")
    rules = Rules()
    for law in laws:
        add_rules(rules, law, world.library.people, at)
    return rules


def add_rules(rules: Rules, sop: Sop, people: People, at: dt.datetime) -> None:
    """Adds the rules of one version of an SOP, owned by who holds the duties at `at`."""
    alerts = rules.alerts.setdefault(sop.sop, [])
    named: dict[str, str] = {}
    for metric in sop.metrics:
        first = named.setdefault(metric_name(metric.id), metric.id)
        for threshold in metric.thresholds:
            why = _impossible(sop, metric, threshold)
            if first != metric.id:
                why = f"in Prometheus '{first}' is called {metric_name(metric.id)} too"
            if why:
                rules.left_out.append(LeftOut(sop.sop, metric.id, threshold.id, why))
                continue
            missing = [*_missing(sop, metric, threshold)]
            rules.left_out += [LeftOut(sop.sop, metric.id, threshold.id, part, part=True) for part in missing]
            alerts.append(_alert(sop, people, metric, threshold, at, missing))


def _impossible(sop: Sop, metric: Metric, threshold: Threshold) -> str | None:
    """Why there can be no rule for the threshold."""
    if threshold.stage == "aspirational":
        return "aspirational: it is drawn and counted, and fires nothing"
    if threshold.signal and threshold.signal.drift:
        return "drift: Prometheus has no function that finds a shift of level"
    of = sop.metric(threshold.signal.of) if threshold.signal and threshold.signal.of else None
    for label, dimensions in labelled((of or metric).segments).items():
        if label in OURS:
            return f"its dimension '{dimensions[0]}' would be the label {label}, which the alert needs itself"
        if len(dimensions) > 1:
            return f"its dimensions {' and '.join(dimensions)} would both be the label {label}"
    change = threshold.signal.change if threshold.signal else None
    if change and change < FEWEST_FOR_BASELINE * metric.frequency:
        return f"a change needs {FEWEST_FOR_BASELINE} earlier observations, and {short(change)} do not hold so many"
    return None


def _missing(sop: Sop, metric: Metric, threshold: Threshold) -> Iterator[str]:
    """What the rule of the threshold does not say."""
    if threshold.recover_bounds != (threshold.lower, threshold.upper):
        low, high = threshold.recover_bounds
        bounds = wording.bounds(low, high, metric.unit, signal(sop, metric, threshold).name)
        yield f"its recover bounds ({bounds}): the alert ends within the bounds of the threshold itself"
    least = metric.min_n
    if threshold.signal and threshold.signal.of:
        least = signal(sop, metric, threshold).of_min_n
    if least:
        yield f"its min_n: Prometheus does not know the samples, and takes fewer than {least} for evidence too"


def _alert(
    sop: Sop, people: People, metric: Metric, threshold: Threshold, at: dt.datetime, missing: Sequence[str]
) -> Alert:
    response = sop.response(threshold.respond)
    first = response.steps[0] if response and response.steps else None
    owned = ownership(sop, people, metric, at, duty=first.role if first else None)
    lasting, remarks = _lasting(metric, threshold)
    again = (threshold.recover.for_ - 1) * metric.frequency
    return Alert(
        name=alert_name(metric.id, threshold.id),
        expr=expression(sop, metric, threshold),
        for_=short(lasting) if lasting else None,
        keep_firing_for=short(again) if again else None,
        labels={key: literal(text) for key, text in _labels(sop, metric, threshold, owned).items()},
        annotations=dict(_annotations(sop, metric, threshold, owned, response)),
        remarks=[*remarks, *(f"Left out: {part}" for part in missing)],
    )


def _lasting(metric: Metric, threshold: Threshold) -> tuple[dt.timedelta, Sequence[str]]:
    """How long it must last: from the first to the Nth observation there are N − 1 times the reporting frequency."""
    if isinstance(threshold.for_, dt.timedelta):
        return threshold.for_, ()
    lasting = (threshold.for_ - 1) * metric.frequency
    if not lasting:
        return lasting, ()
    return lasting, [f"for: {threshold.for_} observations, one every {short(metric.frequency)}"]


def _labels(sop: Sop, metric: Metric, threshold: Threshold, owned: Ownership) -> dict[str, str]:
    """Ids, for machines."""
    found = {
        "severity": threshold.level,
        "sop": sop.sop,
        "metric": metric.id,
        "threshold": threshold.id,
        "owner": owned.acting.party,
        "backup": owned.backup.party if owned.backup else None,
        "response": threshold.respond,
    }
    return {key: text for key, text in found.items() if text}


def _annotations(
    sop: Sop, metric: Metric, threshold: Threshold, owned: Ownership, response: Response | None
) -> Iterator[tuple[str, str]]:
    """Words, for people; and what a draft made from this file needs to know."""
    yield "summary", _summary(sop, metric, threshold)
    yield "title", literal(metric.title)
    yield "owner", literal(f"{owned.acting.name} ({owned.acting.duty})")
    if owned.backup:
        yield "backup", literal(owned.backup.name)
    if response:
        yield "response", literal(response.title)
    if response and response.runbook:
        yield "runbook_url", literal(response.runbook)
    yield "reported", metric.reported if isinstance(metric.reported, str) else short(metric.reported)
    if isinstance(threshold.for_, int) and threshold.for_ > 1:
        yield "observations", str(threshold.for_)
    if threshold.signal and threshold.signal.of:
        yield "of", threshold.signal.of


def _summary(sop: Sop, metric: Metric, threshold: Threshold) -> str:
    """'Response accuracy · chat: 84.1 % (acceptable ≥ 88 %)', its value and segment filled in by Prometheus."""
    about = signal(sop, metric, threshold)
    labels = [] if about.kind == "gap" else [label_name(dimension) for dimension in metric.segments]
    where = "".join(f"{{{{ with $labels.{label} }}}} · {{{{ . }}}}{{{{ end }}}}" for label in labels)
    phrase = wording.signal_phrase(about.name)
    unit = literal(wording.unit_of(metric.unit, about.name))
    shown = '{{ $value | printf "%.4g" }}'
    if about.kind == "change":
        shown = "{{ $value | humanizePercentage }}"
    elif unit in wording.CURRENCIES:
        shown = unit + shown
    elif unit not in wording.WITHOUT_UNIT:
        shown = f"{shown} {unit}"
    acceptable = wording.bounds(threshold.lower, threshold.upper, metric.unit, about.name)
    said = f"{literal(phrase)} {shown}" if phrase else shown
    return f"{literal(metric.title)}{where}: {said} (acceptable {literal(acceptable)})"
