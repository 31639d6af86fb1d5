"""What an expression of Prometheus holds against which bounds, where that is one of the signals of a threshold.

The expression is parsed by `promql-parser`; here is only what of it has an equal in an SOP: a selector, `avg_over_time`
of it, its change against such a mean, or the lowest and highest of its groups, perhaps scaled by constants, compared
with a number. For everything else `Beyond` says why not.
"""

import datetime as dt
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any, Literal

import promql_parser as promql

from dashboard.history.signals import FEWEST_FOR_BASELINE
from dashboard.practice.exchange.arithmetic import Beyond, bare, constant, linear, sign_of

LONGEST = 2_000  # characters: no comparison is longer, and the parser goes as deep as the brackets do
_FLIPPED = {"<": ">", ">": "<", "<=": ">=", ">=": "<=", "==": "==", "!=": "!="}
_SIGNS = {"MatchOp.Equal": "=", "MatchOp.NotEqual": "!=", "MatchOp.Re": "=~", "MatchOp.NotRe": "!~"}
_RECORD = "write it as a recording rule, and alert on what that records"
Matcher = tuple[str, str, str]  # label, operator, value


@dataclass(frozen=True)
class Series:
    """Which series an expression is about."""

    name: str
    matchers: tuple[Matcher, ...] = ()

    def __str__(self) -> str:
        inside = ",".join(f'{label}{sign}"{value}"' for label, sign, value in self.matchers)
        return f"{self.name}{{{inside}}}" if inside else self.name


@dataclass(frozen=True)
class Asked:
    """A signal of `series` and the bounds of what is acceptable; `strict` if the bound itself is not.

    `window` is for change and mean; `dimension`, `others` (further labels that its groups do not have) and `as_` for
    gap.
    """

    series: Series
    kind: Literal["value", "mean", "change", "gap"] = "value"
    window: dt.timedelta | None = None
    dimension: str | None = None
    others: tuple[str, ...] = ()
    as_: Literal["ratio", "difference"] = "ratio"
    lower: float | None = None
    upper: float | None = None
    strict: bool = False


def understood(text: str) -> Asked:
    """What the expression asks. Raises Beyond."""
    if len(text) > LONGEST:
        raise Beyond(f"its expression is longer than {LONGEST:,} characters")
    try:
        whole = promql.parse(text)
    except ValueError as error:
        raise Beyond(f"its expression is not PromQL: {error}") from None
    try:
        return _condition(whole)
    except RecursionError:
        raise Beyond("its expression is nested too deep") from None
    except OverflowError:
        raise Beyond("its bound is beyond any number that a value can be") from None


def _condition(expr: Any) -> Asked:
    expr = bare(expr)
    sign = sign_of(expr)
    if sign == "and":
        return _guarded(_condition(expr.lhs), expr)
    if sign == "or":
        return _either(_condition(expr.lhs), _condition(expr.rhs))
    if sign == "unless":
        raise Beyond("`unless` has no equal: a threshold looks at its own metric alone")
    if sign not in _FLIPPED:
        raise Beyond("it compares nothing with a number, so it has no bound")
    if expr.modifier and expr.modifier.return_bool:
        raise Beyond("with `bool` it has a value, and so fires, whatever the comparison says")
    signal, bound = expr.lhs, constant(expr.rhs)
    if bound is None:
        signal, bound, sign = expr.rhs, constant(expr.lhs), _FLIPPED[sign]
    if bound is None:
        raise Beyond("it compares two series; a bound is a number")
    return _bounded(signal, sign, bound)


def _bounded(signal: Any, sign: str, bound: Fraction) -> Asked:
    inner, factor, plus = linear(signal)
    asked, more = _signal(inner)
    if not factor:
        raise Beyond("it compares two numbers")
    limit = float((bound - plus) / factor - more)
    if sign == "==":
        raise Beyond("it fires at one value alone; bounds say what range is acceptable")
    if sign == "!=":
        return replace(asked, lower=limit, upper=limit)
    above = (sign[0] == ">") == (factor > 0)
    strict = sign in ("<=", ">=")
    return replace(asked, upper=limit, strict=strict) if above else replace(asked, lower=limit, strict=strict)


def _either(one: Asked, other: Asked) -> Asked:
    """Below the one or above the other, of the same signal."""
    bare = [replace(asked, lower=None, upper=None, strict=False) for asked in (one, other)]
    low = [asked.lower for asked in (one, other) if asked.lower is not None]
    high = [asked.upper for asked in (one, other) if asked.upper is not None]
    if bare[0] != bare[1] or len(low) != 1 or len(high) != 1:
        raise Beyond("`or` joins two conditions; make them two alerts")
    return replace(bare[0], lower=low[0], upper=high[0], strict=one.strict or other.strict)


def _guarded(asked: Asked, whole: Any) -> Asked:
    """A condition `and` what is needed here too: earlier observations for a change, two groups for a gap."""
    guard = bare(whole.rhs)
    if asked.kind == "change" and isinstance(guard, promql.VectorSelector) and guard.offset and not guard.at:
        if _series(guard) == asked.series:
            return asked
    elif asked.kind == "gap" and sign_of(guard) == ">=" and constant(guard.rhs) == 2:
        counted = _aggregated(guard.lhs, "count")
        if counted and _groups(counted) == replace(asked, as_="ratio", lower=None, upper=None, strict=False):
            return asked
    raise Beyond("`and` asks for something besides; a threshold looks at its own metric alone")


def _signal(expr: Any) -> tuple[Asked, int]:
    """The signal that an expression is, and what it has more than that: x / mean(x) is the change, and 1."""
    if isinstance(expr, promql.VectorSelector):
        if expr.offset or expr.at:
            raise Beyond("it looks at an earlier value (`offset`, `@`); a threshold looks at each as it comes")
        return Asked(_series(expr)), 0
    if isinstance(expr, promql.Call):
        if mean := _mean(expr):
            if mean[2]:
                raise Beyond("its mean ends in the past (`offset`); the mean of a threshold ends now")
            return Asked(mean[0], "mean", mean[1]), 0
        raise Beyond(f"{expr.func.name}() has no equal among the signals (value, mean, change, gap); {_RECORD}")
    sign = sign_of(expr)
    if sign in ("-", "/") and not expr.modifier and (found := _gap(expr, sign)):
        return found, 0
    if sign == "/" and not expr.modifier and (change := _change(expr)):
        return change
    if isinstance(expr, promql.AggregateExpr):
        raise Beyond(f"{expr.op} has no equal among the signals (value, mean, change, gap); {_RECORD}")
    if sign:
        raise Beyond(f"it computes with several series (`{sign}`); {_RECORD}")
    raise Beyond(f"an expression of this kind has no equal among the signals (value, mean, change, gap); {_RECORD}")


def _change(expr: Any) -> tuple[Asked, int] | None:
    """(x − mean) / mean, the divisor perhaps as abs(mean) > 0; or x / mean."""
    over, divisor = bare(expr.lhs), bare(expr.rhs)
    if sign_of(divisor) == ">" and constant(divisor.rhs) == 0:
        divisor = bare(divisor.lhs)
    if isinstance(divisor, promql.Call) and divisor.func.name == "abs":
        divisor = bare(divisor.args[0])
    mean = _mean(divisor)
    if mean is None:
        return None
    if mean[2] * FEWEST_FOR_BASELINE > mean[1]:  # as long as this holds it can be one reporting period
        raise Beyond("its mean ends long before now (`offset`); a change is against the time just before")
    more = 1
    if sign_of(over) == "-" and not over.modifier:
        if _mean(bare(over.rhs)) != mean:
            return None
        over, more = bare(over.lhs), 0
    if not isinstance(over, promql.VectorSelector) or over.offset or over.at or _series(over) != mean[0]:
        return None
    return Asked(mean[0], "change", mean[1]), more


def _gap(expr: Any, sign: str) -> Asked | None:
    """min(x) / max(x), the divisor perhaps guarded by > 0; or max(x) - min(x)."""
    first, second = bare(expr.lhs), bare(expr.rhs)
    if sign == "/" and sign_of(second) == ">" and constant(second.rhs) == 0:
        second = bare(second.lhs)
    low, high = (first, second) if sign == "/" else (second, first)
    lowest, highest = _aggregated(low, "min"), _aggregated(high, "max")
    if lowest is None or highest is None or str(lowest) != str(highest):
        return None
    return replace(_groups(lowest), as_="ratio" if sign == "/" else "difference")


def _groups(selector: Any) -> Asked:
    """The groups of the dimension that the selector asks for (`region!=""`)."""
    series = _series(selector)
    present = [label for label, sign, value in series.matchers if (sign, value) == ("!=", "")]
    absent = tuple(label for label, sign, value in series.matchers if (sign, value) == ("=", ""))
    if len(present) != 1:
        raise Beyond('it does not say between the groups of which label the gap is; select them by label!=""')
    rest = tuple(matcher for matcher in series.matchers if matcher[2] or matcher[1] not in ("=", "!="))
    return Asked(Series(series.name, rest), "gap", dimension=present[0], others=absent)


def _aggregated(expr: Any, by: str) -> Any:
    """The selector of which all series are aggregated `by` min, max or count, or None."""
    expr = bare(expr)
    if not isinstance(expr, promql.AggregateExpr) or str(expr.op) != by or expr.modifier or expr.param:
        return None
    inner = bare(expr.expr)
    return inner if isinstance(inner, promql.VectorSelector) and not inner.offset and not inner.at else None


def _mean(expr: Any) -> tuple[Series, dt.timedelta, dt.timedelta] | None:
    """(series, window, how long ago it ends) of an avg_over_time, or None."""
    if not isinstance(expr, promql.Call) or expr.func.name != "avg_over_time":
        return None
    inner = bare(expr.args[0])
    if not isinstance(inner, promql.MatrixSelector) or inner.vector_selector.at:
        return None
    offset = inner.vector_selector.offset or dt.timedelta()
    if offset < dt.timedelta():
        raise Beyond("its mean is of the future (a negative `offset`)")
    return _series(inner.vector_selector), inner.range, offset


def _series(selector: Any) -> Series:
    if selector.matchers.or_matchers:
        raise Beyond("it chooses series by `or`")
    name, matchers = selector.name, []
    for matcher in selector.matchers.matchers:
        if matcher.name != "__name__":
            matchers.append((matcher.name, _SIGNS[str(matcher.op)], matcher.value))
        elif _SIGNS[str(matcher.op)] == "=":
            name = matcher.value
        else:
            raise Beyond("it is about metrics of several names")
    if not name:
        raise Beyond("it does not name its metric")
    return Series(name, tuple(sorted(matchers)))
