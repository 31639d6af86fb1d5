"""Rule files of Prometheus: groups of rules, as it reads them, and as the Prometheus operator wraps them.

The format: prometheus.io/docs/prometheus/latest/configuration/alerting_rules. Keys are refused where Prometheus, or a
system that takes its files, would refuse them.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from dashboard.practice.exchange.yamltext import block, comment, flow
from dashboard.sop.fields import Text
from dashboard.yamlfile import Node, Positions, held

Texts = dict[str, str | None]
OPERATOR = "monitoring.coreos.com/"


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Rule(_Part):
    """One rule: `alert` with its condition, or `record` with what it computes."""

    alert: Text | None = None
    record: Text | None = None
    expr: Text
    for_: str | None = Field(default=None, alias="for")
    keep_firing_for: str | None = None
    labels: Texts | None = None
    annotations: Texts | None = None

    @model_validator(mode="after")
    def _one_kind(self) -> "Rule":
        if (self.alert is None) == (self.record is None):
            raise ValueError("a rule has either `alert` or `record`")
        return self

    @property
    def name(self) -> str:
        """What it is called."""
        return self.alert or self.record or ""


class Group(_Part):
    """Rules that are evaluated together. Thanos and Mimir know a few keys more than Prometheus."""

    name: str
    interval: str | None = None
    query_offset: str | None = None
    limit: int | None = None
    labels: Texts | None = None
    partial_response_strategy: str | None = None
    evaluation_delay: str | None = None
    source_tenants: tuple[str, ...] | None = None
    rules: tuple[Rule, ...] = ()


class RuleFile(_Part):
    """A whole file."""

    groups: tuple[Group, ...]


class _Metadata(BaseModel):
    model_config = ConfigDict(extra="ignore")


class PrometheusRule(_Part):
    """The same inside a resource of Kubernetes."""

    apiVersion: str
    kind: Literal["PrometheusRule"]
    metadata: _Metadata = _Metadata()
    spec: RuleFile


@dataclass(frozen=True)
class Placed:
    """A rule as read: from which group, and in which line of the file it begins."""

    rule: Rule
    group: Group
    line: int


def is_rule_file(document: Node) -> bool:
    """Whether a document means to be one."""
    version = document.child("apiVersion")
    return document.child("groups") is not None or bool(version and (version.text or "").startswith(OPERATOR))


def read(document: Node, shown: str) -> list[Placed]:
    """Every rule of a document, in order. Raises FileProblems with everything wrong in it."""
    if document.child("groups") is not None:
        found, node = held(document, RuleFile, shown), document
    else:
        found, inside = held(document, PrometheusRule, shown).spec, document.child("spec")
        assert inside
        node = inside
    places = Positions(node)
    return [
        Placed(rule, group, places.of("groups", i, "rules", j)[0])
        for i, group in enumerate(found.groups)
        for j, rule in enumerate(group.rules)
    ]


@dataclass(frozen=True)
class Alert:
    """An alerting rule to be written. `remarks` stand above it in the file."""

    name: str
    expr: str
    for_: str | None
    keep_firing_for: str | None
    labels: Mapping[str, str]
    annotations: Mapping[str, str]
    remarks: Sequence[str] = field(default=())


def written(groups: Mapping[str, Sequence[Alert]], head: Sequence[str]) -> str:
    """A rule file: what `head` says as comments, and a group for each name."""
    lines = [comment(line) for line in head]
    filled = {name: alerts for name, alerts in groups.items() if alerts}
    lines.append("groups:" if filled else "groups: []")
    for name, alerts in filled.items():
        lines += [f"  - name: {flow(name)}", "    rules:"]
        for alert in alerts:
            lines += [comment(remark, indent=6) for remark in alert.remarks]
            lines += block([dict(_keys(alert))], indent=6)
    return "\n".join(lines) + "\n"


def _keys(alert: Alert) -> Iterator[tuple[str, Any]]:
    yield "alert", alert.name
    yield "expr", alert.expr
    if alert.for_:
        yield "for", alert.for_
    if alert.keep_firing_for:
        yield "keep_firing_for", alert.keep_firing_for
    yield "labels", dict(alert.labels)
    yield "annotations", dict(alert.annotations)


def literal(text: str) -> str:
    """Text for a label or an annotation, where `{{` would begin a template."""
    return text.replace("{{", '{{ "{{" }}')


def unescaped(text: str) -> str:
    """The text again that `literal` was given."""
    return text.replace('{{ "{{" }}', "{{")
