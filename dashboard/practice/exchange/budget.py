"""What the numbers of an OpenSLO objective are here: targets, the bounds they make, and windows."""

import re
from fractions import Fraction
from typing import Any

from dashboard.practice.exchange.openslo import Indicator, Objective


class Unlike(Exception):
    """Something has no equal in an SOP; the text says why."""


def target_of(objective: Objective) -> Fraction:
    """How much has to be good, from 0 to 1. Raises Unlike where that is not said."""
    if objective.target is not None:
        target = Fraction(repr(objective.target))
    elif objective.targetPercent is not None:
        target = Fraction(repr(objective.targetPercent)) / 100
    else:
        raise Unlike("an objective on a ratio needs `target` or `targetPercent`")
    if not 0 <= target < 1:
        raise Unlike(f"a target lies between 0 and 1, and {float(target):g} does not")
    return target


def bound_of(indicator: Indicator, failing: Fraction) -> dict[str, Any]:
    """The bound on a ratio of which no more than `failing` may go wrong."""
    ratio = indicator.spec.ratioMetric
    return {"upper": plain(failing)} if ratio and ratio.failures else {"lower": plain(1 - failing)}


def plain(number: Fraction) -> float | int:
    """The number as it is written: whole where it is."""
    return int(number) if number.denominator == 1 else float(number)


def window_of(text: str) -> str:
    """A duration as the SOP writes it. Raises Unlike for months, quarters and years."""
    if not re.fullmatch(r"[1-9][0-9]{0,5}[mhdw]", text):
        raise Unlike(f"'{text[:60]}' has no fixed length; write it in m, h, d or w")
    return text
