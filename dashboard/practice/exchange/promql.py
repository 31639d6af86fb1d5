"""A threshold's signal and bounds as an expression of Prometheus, which has a value where the threshold is breached.

The metric is taken for a gauge that shows the latest observation until the next one comes, with the segment's
dimensions as labels. What a window then holds is weighed by how long each value stood, which is the judge's mean
wherever observations are equally far apart.
"""

import datetime as dt
from collections.abc import Sequence

from dashboard.history.rules import short
from dashboard.history.signals import FEWEST_FOR_BASELINE
from dashboard.practice.exchange.names import label_name, metric_name
from dashboard.sop.model import Metric, Sop, Threshold


def expression(sop: Sop, metric: Metric, threshold: Threshold) -> str:
    """The expression of one threshold; it has a value for each series that breaches, and none for the others."""
    signal = threshold.signal
    name = metric_name(metric.id)
    if signal is None:
        return _outside(name, threshold)
    if signal.mean:
        return _outside(f"avg_over_time({name}[{short(signal.mean)}])", threshold)
    if signal.change:
        return _change(name, metric.frequency, short(signal.change), threshold)
    of = sop.metric(signal.of or "")
    assert of and signal.gap, "the loader lets no gap of nothing pass"
    return _gap(group_selector(of, signal.gap), signal.as_, threshold)


def group_selector(of: Metric, dimension: str) -> str:
    """The series of the groups of one dimension: they have that label, and none of the other dimensions'."""
    matchers = [f'{label_name(dimension)}!=""']
    matchers += [f'{label_name(other)}=""' for other in of.segments if other != dimension]
    return f"{metric_name(of.id)}{{{','.join(matchers)}}}"


def _change(name: str, frequency: dt.timedelta, window: str, threshold: Threshold) -> str:
    """(v − b)/|b|: nothing where b is 0, nor while there are fewer than three observations before this one."""
    before = f"avg_over_time({name}[{window}] offset {short(frequency)})"
    change = f"({name} - {before}) / (abs({before}) > 0)"
    return _and(_outside(change, threshold), threshold, f"{name} offset {short(FEWEST_FOR_BASELINE * frequency)}")


def _gap(groups: str, as_: str, threshold: Threshold) -> str:
    """Lowest / highest or highest − lowest, of two groups or more."""
    signal = f"min({groups}) / (max({groups}) > 0)" if as_ == "ratio" else f"max({groups}) - min({groups})"
    return _and(_outside(signal, threshold), threshold, f"count({groups}) >= 2")


def _outside(signal: str, threshold: Threshold) -> str:
    return " or ".join(
        f"{signal} {sign} {number(bound)}"
        for sign, bound in (("<", threshold.lower), (">", threshold.upper))
        if bound is not None
    )


def _and(breached: str, threshold: Threshold, besides: str) -> str:
    both = threshold.lower is not None and threshold.upper is not None
    return f"({breached}) and {besides}" if both else f"{breached} and {besides}"


def number(bound: float) -> str:
    """As short as it can be written without being another number."""
    return repr(float(bound)).removesuffix(".0")


def labelled(dimensions: Sequence[str]) -> dict[str, list[str]]:
    """Label → the dimensions that would be called so."""
    found: dict[str, list[str]] = {}
    for dimension in dimensions:
        found.setdefault(label_name(dimension), []).append(dimension)
    return found
