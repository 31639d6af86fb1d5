"""Documents of OpenSLO (version openslo/v1): service level objectives, their indicators, and alerts on them.

The format: github.com/OpenSLO/OpenSLO. Keys are refused that it does not know, save inside what is the data source's
own.
"""

from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from dashboard.sop.fields import Text
from dashboard.yamlfile import Node, Positions, held

VERSIONS = ("openslo/v1", "openslo.com/v1")


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Metadata(BaseModel):
    """What a document is called; systems keep more here, which is theirs."""

    model_config = ConfigDict(extra="ignore", frozen=True)
    name: Text
    displayName: str | None = None
    labels: dict[str, str | list[str] | None] | None = None
    annotations: dict[str, str | None] | None = None

    def said(self, *keys: str) -> str | None:
        """The first of the labels and annotations of these names, whatever prefix theirs has."""
        for found in (self.labels or {}, self.annotations or {}):
            for key, value in found.items():
                text = value[0] if isinstance(value, list) and value else value
                if key.rpartition("/")[2].lower() in keys and isinstance(text, str) and text:
                    return text
        return None


class _Whole(_Part):
    """A document, or the same inside another one."""

    apiVersion: str | None = None
    kind: str | None = None
    metadata: Metadata


class MetricSource(_Part):
    """Where a number comes from; `spec` is the data source's own."""

    metricSourceRef: str | None = None
    type: str | None = None
    spec: Any = None


class Measured(_Part):
    """One number."""

    metricSource: MetricSource = MetricSource()

    @property
    def query(self) -> str:
        """How the source is asked, on one line."""
        source = self.metricSource
        asked = source.spec.get("query") if isinstance(source.spec, dict) else None
        where = source.type or source.metricSourceRef
        return f"{where}: {asked or source.spec or '?'}" if where else str(asked or source.spec or "?")


class Ratio(_Part):
    """A part of a whole: good or bad of total, or the ratio itself."""

    counter: bool | None = None
    good: Measured | None = None
    bad: Measured | None = None
    total: Measured | None = None
    raw: Measured | None = None
    rawType: str | None = None

    @property
    def failures(self) -> bool:
        """Whether the number itself says how much went wrong."""
        return self.raw is not None and self.rawType == "failure"


class IndicatorSpec(_Part):
    """What is measured."""

    description: str | None = None
    thresholdMetric: Measured | None = None
    ratioMetric: Ratio | None = None


class Indicator(_Whole):
    """An SLI, on its own or inside its SLO."""

    spec: IndicatorSpec


class Window(_Part):
    """What an objective holds over."""

    duration: str
    isRolling: bool | None = None
    calendar: Any = None


class Objective(_Part):
    """How much has to be good."""

    displayName: str | None = None
    op: str | None = None
    value: float | None = None
    target: float | None = None
    targetPercent: float | None = None
    timeSliceTarget: float | None = None
    timeSliceWindow: str | None = None
    compositeWeight: float | None = None
    indicator: Any = None
    indicatorRef: str | None = None


class BurnRate(_Part):
    """How fast the budget may be spent."""

    kind: str = "burnrate"
    op: str | None = None
    threshold: float
    lookbackWindow: str
    alertAfter: str = "0m"


class ConditionSpec(_Part):
    """When to alert, and how severely."""

    description: str | None = None
    severity: str
    condition: BurnRate


class AlertCondition(_Whole):
    """A condition, on its own or inside its policy."""

    spec: ConditionSpec


class ConditionRef(_Part):
    """A condition by its name."""

    conditionRef: str


class PolicySpec(_Part):
    """On which conditions to alert whom."""

    description: str | None = None
    alertWhenNoData: bool = False
    alertWhenResolved: bool = False
    alertWhenBreaching: bool = True
    conditions: tuple[AlertCondition | ConditionRef, ...] = ()
    notificationTargets: Any = None


class AlertPolicy(_Whole):
    """A policy, on its own or inside its SLO."""

    spec: PolicySpec


class PolicyRef(_Part):
    """A policy by its name."""

    alertPolicyRef: str


class SloSpec(_Part):
    """An objective for a service."""

    description: str | None = None
    service: str | None = None
    indicator: Indicator | None = None
    indicatorRef: str | None = None
    timeWindow: tuple[Window, ...] = ()
    budgetingMethod: str | None = None
    objectives: tuple[Objective, ...] = Field(min_length=1)
    alertPolicies: tuple[AlertPolicy | PolicyRef, ...] = ()


class Slo(_Whole):
    """A service level objective."""

    spec: SloSpec


class ServiceSpec(_Part):
    """What the service is."""

    description: str | None = None


class Service(_Whole):
    """What has objectives."""

    spec: ServiceSpec = ServiceSpec()


KINDS: dict[str, type[BaseModel]] = {
    "SLO": Slo, "SLI": Indicator, "AlertPolicy": AlertPolicy, "AlertCondition": AlertCondition, "Service": Service,
}  # fmt: skip


@dataclass(frozen=True)
class Document:
    """One document as read; `body` is None for a kind or version that is not read here."""

    file: str
    line: int
    version: str
    kind: str
    name: str
    body: Any
    node: Node

    def line_of(self, *path: str | int) -> int:
        """Where a part of it stands."""
        return Positions(self.node).of(*path)[0]


def is_openslo(document: Node) -> bool:
    """Whether a document means to be one."""
    version = document.child("apiVersion")
    return bool(version and (version.text or "").startswith("openslo"))


def read(document: Node, shown: str) -> Document:
    """A document of OpenSLO. Raises FileProblems with everything wrong in it."""
    version, kind = _text(document, "apiVersion"), _text(document, "kind")
    metadata = document.child("metadata")
    name = _text(metadata, "name") if metadata else ""
    known = KINDS.get(kind) if version in VERSIONS else None
    body = held(document, known, shown) if known else None
    return Document(shown, document.line, version, kind, name, body, document)


def _text(node: Node, key: str) -> str:
    found = node.child(key)
    return (found.text or "") if found else ""
