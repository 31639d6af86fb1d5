"""How much of the seven steps of an SOP a version has agreed on: so many of so many, a step."""

from collections.abc import Iterable
from dataclasses import dataclass

from dashboard.sop.lint.finding import PLACEHOLDER
from dashboard.sop.model import DUTIES, Metric, Sop


@dataclass(frozen=True)
class Coverage:
    """One step: `n` of `of` things have what the step asks for, which `asks` says."""

    step: str
    asks: str
    n: int
    of: int

    @property
    def share(self) -> float | None:
        """From 0 to 1; None where there is nothing to have it."""
        return self.n / self.of if self.of else None


def coverage(sop: Sop) -> tuple[Coverage, ...]:
    """The seven steps in their order, for one version."""
    metrics = sop.metrics
    kpis = {kpi for objective in sop.objectives for kpi in objective.kpis}
    enforced = [t for metric in metrics for t in metric.thresholds if t.stage == "enforced"]
    answered = {response.id for response in sop.responses if response.steps}
    return (
        _counted("Objectives", "metrics that serve one", (m.objective is not None or m.id in kpis for m in metrics)),
        _counted("Metrics", "metrics with a source and a reporting frequency", map(_reported, metrics)),
        _counted("Owners", "metrics with every duty, a backup and an escalation", map(_owned, metrics)),
        _counted("Reviews", "metrics that a review looks at", (m.review is not None for m in metrics)),
        _counted("Thresholds", "metrics with one that is enforced", map(_guarded, metrics)),
        _counted("Responses", "thresholds with a response of steps", (t.respond in answered for t in enforced)),
        _counted("Improvement", "an owner of the SOP; who changed it, and why", (bool(sop.owner), bool(sop.changed))),
    )


def _counted(step: str, asks: str, given: Iterable[bool]) -> Coverage:
    each = list(given)
    return Coverage(step, asks, sum(each), len(each))


def _reported(metric: Metric) -> bool:
    """One made of gaps has the source and the frequency of what it compares."""
    return metric.source is None or "reported" in metric.model_fields_set


def _owned(metric: Metric) -> bool:
    named = [getattr(metric.owners, duty) for duty in (*DUTIES, "backup")]
    return bool(metric.owners.escalation) and not {None, PLACEHOLDER}.intersection(named)


def _guarded(metric: Metric) -> bool:
    return any(threshold.stage == "enforced" for threshold in metric.thresholds)
