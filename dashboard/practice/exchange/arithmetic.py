"""The arithmetic of an expression of Prometheus: which numbers stand in it, and what they do to the rest.

Numbers are the decimals that are written, exactly: 5 / 100 is 0.05 and not the nearest product of doubles.
"""

import math
from fractions import Fraction
from typing import Any

import promql_parser as promql


class Beyond(Exception):
    """An expression has no equal in an SOP; the text says why."""


def constant(expr: Any) -> Fraction | None:
    """The number that an expression is whatever the series say, or None. The decimal that is written, exactly."""
    expr = bare(expr)
    if isinstance(expr, promql.NumberLiteral):
        if not math.isfinite(expr.val):
            raise Beyond(f"{expr.val} is no bound")
        return Fraction(repr(expr.val))
    if isinstance(expr, promql.UnaryExpr):
        inner = constant(expr.expr)
        return None if inner is None else -inner
    sign = sign_of(expr)
    if sign not in ("+", "-", "*", "/"):
        return None
    left, right = constant(expr.lhs), constant(expr.rhs)
    if left is None or right is None:
        return None
    if sign == "/":
        if not right:
            raise Beyond("it divides by 0")
        return left / right
    return left + right if sign == "+" else left - right if sign == "-" else left * right


def linear(expr: Any) -> tuple[Any, Fraction, Fraction]:
    """(inner, a, b): the expression is a · inner + b."""
    expr = bare(expr)
    if isinstance(expr, promql.UnaryExpr):
        inner, factor, plus = linear(expr.expr)
        return inner, -factor, -plus
    sign = sign_of(expr)
    if sign not in ("+", "-", "*", "/"):
        return expr, Fraction(1), Fraction(0)
    left, right = constant(expr.lhs), constant(expr.rhs)
    if right is not None:
        inner, factor, plus = linear(expr.lhs)
        if sign in "+-":
            return inner, factor, plus + (right if sign == "+" else -right)
        if sign == "/" and not right:
            raise Beyond("it divides by 0")
        scale = right if sign == "*" else 1 / right
        return inner, factor * scale, plus * scale
    if left is not None and sign != "/":
        inner, factor, plus = linear(expr.rhs)
        if sign == "*":
            return inner, factor * left, plus * left
        return (inner, factor, plus + left) if sign == "+" else (inner, -factor, left - plus)
    return expr, Fraction(1), Fraction(0)


def bare(expr: Any) -> Any:
    """The expression out of its brackets."""
    while isinstance(expr, promql.ParenExpr):
        expr = expr.expr
    return expr


def sign_of(expr: Any) -> str | None:
    """The operator between two sides, or None."""
    return str(expr.op) if isinstance(expr, promql.BinaryExpr) else None
