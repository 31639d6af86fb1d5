"""One service level objective of OpenSLO as metrics and thresholds of a draft.

An objective on a value is a threshold on the value. An objective on a ratio (98 % good over 28 days) is one on the
mean over its window. A burn rate r over a window is one on the mean over that window: the budget 1 − target is spent r
times too fast where the mean is below 1 − r (1 − target).
"""

import re
from collections.abc import Iterator
from fractions import Fraction
from typing import Any, Protocol

from dashboard.errors import nearest
from dashboard.practice.exchange.budget import Unlike, bound_of, plain, target_of, window_of
from dashboard.practice.exchange.draft import Draft, DraftMetric, LeftOut, Taken, guessed, ident, proposed
from dashboard.practice.exchange.levels import level_of
from dashboard.practice.exchange.names import words
from dashboard.practice.exchange.openslo import (
    AlertCondition,
    AlertPolicy,
    ConditionRef,
    Document,
    Indicator,
    Metadata,
    Objective,
    PolicyRef,
    Slo,
)

SIDES = {"lte": "upper", "lt": "upper", "gte": "lower", "gt": "lower"}
TELLING = "whom to tell is said by owners, escalation and reviews"


class Named(Protocol):
    """The documents by what they are called."""

    def get(self, kind: str, name: str) -> Document | None:
        """The document of that name, or None."""
        ...

    def needed(self, kind: str, name: str) -> Any:
        """The body of that document. Raises Unlike where there is none."""
        ...


class SloReading:
    """One SLO on its way into the draft."""

    def __init__(self, draft: Draft, document: Document, named: Named):
        self.draft, self.document, self.named = draft, document, named
        self.slo: Slo = document.body
        self.name = self.slo.metadata.name

    def add(self) -> None:
        spec = self.slo.spec
        try:
            indicator: Indicator | None = spec.indicator
            if indicator is None:
                if spec.indicatorRef is None:
                    raise Unlike("it has neither `indicator` nor `indicatorRef`")
                indicator = self.named.needed("SLI", spec.indicatorRef)
            metric = self.metric(indicator)
        except Unlike as unlike:
            self.leave(str(unlike), "spec")
            return
        alerts = [*self.alerts()]
        for i, objective in enumerate(spec.objectives):
            try:
                if indicator.spec.ratioMetric:
                    target = target_of(objective)
                    self.ratio(metric, indicator, objective, target, i)
                    for alert in alerts:
                        self.burn(metric, indicator, target, alert, i)
                else:
                    self.value(metric, objective, alerts, i)
            except (Unlike, ValueError) as unlike:
                self.leave(str(unlike), "spec", "objectives", i)
        if not indicator.spec.ratioMetric:
            for alert in alerts:
                self.leave(
                    f"the burn rate of '{alert.metadata.name}': of a single value there is none", "spec", part=True
                )

    def metric(self, indicator: Indicator) -> DraftMetric:
        meta, spec = indicator.metadata, indicator.spec
        if (spec.thresholdMetric is None) == (spec.ratioMetric is None):
            raise Unlike(f"its indicator '{meta.name}' has not one of thresholdMetric and ratioMetric")
        title = meta.displayName or words(meta.name)
        metric = self.draft.metric(("openslo", meta.name), ident(meta.name), title, f"measured: {_queries(indicator)}")
        slo = self.slo.metadata
        if metric.objective is None:
            metric.objective = ident(slo.name)
            said = self.slo.spec.description or slo.displayName or words(slo.name)
            self.draft.objectives[metric.objective] = " ".join(said.split()) or slo.name
        service = self.named.get("Service", self.slo.spec.service) if self.slo.spec.service else None
        for known in (slo, meta, *([service.body.metadata] if service else [])):
            self.own(metric, known)
        return metric

    def own(self, metric: DraftMetric, known: Metadata) -> None:
        for duty, keys in (("monitoring", ("owner", "team")), ("backup", ("backup",))):
            if duty not in metric.owners and (who := known.said(*keys)):
                metric.owners[duty] = self.draft.party(who)

    def alerts(self) -> Iterator[AlertCondition]:
        """The conditions on which a policy of the SLO alerts."""
        for i, stated in enumerate(self.slo.spec.alertPolicies):
            here = ("spec", "alertPolicies", i)
            try:
                policy: AlertPolicy
                if isinstance(stated, PolicyRef):
                    policy = self.named.needed("AlertPolicy", stated.alertPolicyRef)
                else:
                    policy = stated
                spec = policy.spec
                if not spec.alertWhenBreaching:
                    raise Unlike(f"policy '{policy.metadata.name}' does not alert on a breach")
                if spec.alertWhenNoData:
                    self.leave("alertWhenNoData: here a silent series is stale, by `stale_after`", *here, part=True)
                if spec.notificationTargets:
                    self.leave(f"notificationTargets: {TELLING}", *here, part=True)
                for one in spec.conditions:
                    if isinstance(one, ConditionRef):
                        yield self.named.needed("AlertCondition", one.conditionRef)
                    else:
                        yield one
            except Unlike as unlike:
                self.leave(str(unlike), *here, part=True)

    def value(self, metric: DraftMetric, objective: Objective, alerts: list[AlertCondition], i: int) -> None:
        """An objective on each value."""
        self.whole(objective)
        if objective.op not in SIDES or objective.value is None:
            raise Unlike("an objective on a value needs `op` (lte, gte, lt, gt) and `value`")
        level = self.level(alerts[0].spec.severity if alerts else "", i)
        stated = {SIDES[objective.op]: plain(Fraction(repr(objective.value)))}
        remarks = []
        if objective.op in ("lt", "gt"):
            remarks.append("the value itself is not good there; here a value equal to a bound is acceptable")
        if objective.target is not None or objective.targetPercent is not None:
            windows = " of ".join(
                [f"{float(target_of(objective)):.6g}", *(w.duration for w in self.slo.spec.timeWindow)]
            )
            remarks.append(f"its target ({windows}): here each value is judged, and no budget is kept")
        self.threshold(metric, self.title(objective), level, stated, remarks, i)

    def ratio(self, metric: DraftMetric, indicator: Indicator, objective: Objective, target: Fraction, i: int) -> None:
        """An objective on a ratio over a window."""
        self.whole(objective)
        stated: dict[str, Any] = {}
        remarks = []
        if self.slo.spec.timeWindow:
            window = self.slo.spec.timeWindow[0]
            if window.calendar is not None or window.isRolling is False:
                raise Unlike("a window of the calendar has no equal; a mean is over the time just before")
            stated["signal"] = {"mean": window_of(window.duration)}
            remarks.append(f"the mean of the ratios of {window.duration}, whatever number of events each is of")
        self.threshold(
            metric, self.title(objective), self.level("", i), stated | bound_of(indicator, 1 - target), remarks, i
        )

    def burn(self, metric: DraftMetric, indicator: Indicator, target: Fraction, alert: AlertCondition, i: int) -> None:
        """A condition on how fast the budget of an objective is spent."""
        name, asked = alert.metadata.name, alert.spec.condition
        spent = Fraction(repr(asked.threshold)) * (1 - target)
        try:
            if asked.kind != "burnrate":
                raise Unlike(f"there is no condition '{asked.kind[:60]}', only burnrate")
            if spent >= 1:
                raise Unlike(f"its burn rate of {asked.threshold:g} is never reached: all is lost before")
            if asked.op not in (None, "gt", "gte"):
                raise Unlike(f"it alerts while the burn rate is not above its threshold ({asked.op[:10]})")
            stated: dict[str, Any] = {"signal": {"mean": window_of(asked.lookbackWindow)}} | bound_of(indicator, spent)
            if not re.fullmatch(r"0+[mhdw]?", asked.alertAfter):
                stated["for"] = window_of(asked.alertAfter)
            rate = f"burn rate of {asked.threshold:g} over {asked.lookbackWindow}, of the objective {float(target):.6g}"
            self.threshold(metric, name, self.level(alert.spec.severity, i), stated, [], i, rate)
        except (Unlike, ValueError) as unlike:
            self.leave(f"condition '{name}': {unlike}", "spec", "objectives", i)

    def threshold(
        self, metric: DraftMetric, name: str, level: str | None, stated: dict[str, Any], remarks: list[str], i: int,
        said: str = "",
    ) -> None:  # fmt: skip
        id = ident(words(name))
        head = {"id": id, "level": level} if level else {"id": proposed(id), "level": "warning"}
        line = self.document.line_of("spec", "objectives", i)
        about = f"{self.name}, {self.document.file}:{line}{f': {said}' if said else ''}"
        found = self.draft.threshold(metric, {**head, **stated}, [about, *remarks])
        self.draft.taken.append(Taken(self.document.file, line, self.name, metric.id, found))
        for remark in remarks:
            self.leave(remark, "spec", "objectives", i, part=True)

    def level(self, severity: str, i: int) -> str | None:
        level = level_of(severity)
        if level is None and severity:
            hint = nearest(severity, ["critical", "warning"])
            said = guessed(f"the severity '{severity[:60]}' is no level{hint}")
            self.leave(said, "spec", "objectives", i, part=True)
        return level

    def whole(self, objective: Objective) -> None:
        if objective.indicator is not None or objective.indicatorRef is not None:
            raise Unlike("an objective with an indicator of its own is part of a composite, which has no equal")
        if (self.slo.spec.budgetingMethod or "Occurrences") != "Occurrences" or objective.timeSliceTarget is not None:
            raise Unlike("time slices have no equal; an objective on occurrences has")

    def title(self, objective: Objective) -> str:
        return objective.displayName or self.slo.metadata.displayName or self.name

    def leave(self, why: str, *path: str | int, part: bool = False) -> None:
        self.draft.left_out.append(LeftOut(self.document.file, self.document.line_of(*path), self.name, why, part))


def _queries(indicator: Indicator) -> str:
    ratio = indicator.spec.ratioMetric
    if ratio is None:
        return indicator.spec.thresholdMetric.query if indicator.spec.thresholdMetric else "?"
    if ratio.raw:
        return ratio.raw.query
    total = ratio.total.query if ratio.total else "?"
    return f"1 − {ratio.bad.query} / {total}" if ratio.bad else f"{ratio.good.query if ratio.good else '?'} / {total}"
