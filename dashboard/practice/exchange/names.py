"""What things are called in Prometheus.

A metric id and a dimension become a name there by writing `_` for every character that such a name cannot have:
`response-accuracy` is `response_accuracy`. A name that would begin with a digit gets a `_` before it.
"""

import re

from dashboard.practice.guess import slug

# Labels that our alerts carry; a series with a label of the same name would lose its own.
OURS = frozenset({"alertname", "severity", "sop", "metric", "threshold", "owner", "backup", "response"})


def metric_name(id: str) -> str:
    """The Prometheus metric that a metric of an SOP is there."""
    name = id.replace("-", "_")
    return f"_{name}" if name[0].isdigit() else name


def label_name(dimension: str) -> str:
    """The label that a dimension is there; `__` at the beginning is Prometheus' own."""
    name = re.sub(r"[^a-zA-Z0-9_]+", "_", dimension)
    name = "_" + name.lstrip("_") if name.startswith("__") else name
    return f"_{name}" if name[0].isdigit() else name


def alert_name(metric: str, threshold: str) -> str:
    """The name of the alert that a threshold is: `response-accuracy`, `floor` → `ResponseAccuracyFloor`."""
    return "".join(word[:1].upper() + word[1:] for word in re.split(r"[-_]+", f"{metric}-{threshold}"))


def metric_id(name: str) -> str:
    """The id of a metric that Prometheus calls so: `job:errors:rate5m` → `job-errors-rate5m`."""
    return slug(name.replace("_", "-"))


def words(text: str) -> str:
    """A name as a title: 'HighErrorRate' and 'high_error_rate' → 'High error rate'."""
    apart = re.sub(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", " ", text)
    plain = [word if word.isupper() else word.lower() for word in re.split(r"[\s_:\-]+", apart) if word]
    said = " ".join(plain) or text
    return said[:1].upper() + said[1:]
