"""What a change of the whole is made of: shares that shifted between its parts, and parts that changed within.

With shares w and values r of the parts g, before (0) and after (1), a bar for the mean of the two, and r̄ that of the
weighted sums Σ w₀r₀ and Σ w₁r₁:

    Σ w₁r₁ − Σ w₀r₀  =  Σ (w₁ − w₀)(r̄_g − r̄)  +  Σ w̄_g (r₁ − r₀)
                        mix                       within

This is the symmetric (mid-point, Marshall–Edgeworth) form of the Kitagawa (1955) decomposition: it depends on neither
period being the base, and leaves nothing over. r̄ takes part only so that a part of average value adds nothing when its
share grows; because the shares of each period sum to 1, it drops out of the sum. A part that is there in one period
only has no change within: it is given the same value in both, and all it adds is mix.

The population stability index is Σ (w₁ − w₀) ln(w₁ / w₀), Jeffreys' divergence of the two shares (Kullback & Leibler
1951; as credit scoring reads it, Siddiqi 2006: below 0.1 hardly moved, from 0.25 another population).
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass

SMALLEST = 0.0001  # stands for a share of nothing in the index, where its logarithm would be infinite
SOME, MUCH = 0.1, 0.25  # the index from which shares have shifted somewhat, and so much that it is another population


@dataclass(frozen=True)
class Part:
    """One part before and after: its share of the whole (0…1), its value (None where it was not there), and what it
    adds to the change of the whole, by its share (`mix`) and by its value (`within`)."""

    name: str
    share_before: float
    share_after: float
    before: float | None
    after: float | None
    mix: float
    within: float

    @property
    def added(self) -> float:
        """What the part adds to the change of the whole."""
        return self.mix + self.within


def decompose(before: Mapping[str, tuple[float, float]], after: Mapping[str, tuple[float, float]]) -> list[Part]:
    """The parts (name → weight, value) of two periods, with what each adds to the change of the weighted mean.

    Weights are not negative; a part without weight is not there. No part at all if one of the periods has none. Exact
    in the arithmetic of the numbers given: fractions add up exactly, floats to rounding.
    """
    before = {name: pair for name, pair in before.items() if pair[0] > 0}
    after = {name: pair for name, pair in after.items() if pair[0] > 0}
    if not before or not after:
        return []
    heavy = [sum(weight for weight, _ in parts.values()) for parts in (before, after)]
    whole = [
        sum(weight * value for weight, value in parts.values()) / total
        for parts, total in zip((before, after), heavy, strict=True)
    ]
    middle = (whole[0] + whole[1]) / 2
    found = []
    for name in sorted({*before, *after}):
        old, new = before.get(name), after.get(name)
        w0, w1 = old[0] / heavy[0] if old else 0, new[0] / heavy[1] if new else 0
        r0, r1 = (old or new)[1], (new or old)[1]  # type: ignore[index]  # one of the two has it
        mix = (w1 - w0) * ((r0 + r1) / 2 - middle)
        within = (w0 + w1) / 2 * (r1 - r0)
        found.append(Part(name, w0, w1, old[1] if old else None, new[1] if new else None, mix, within))
    return found


def stability_index(before: Mapping[str, float], after: Mapping[str, float]) -> float | None:
    """The population stability index of weights by part; None if one of the periods has none.

    A share below SMALLEST counts as SMALLEST: a part that appears or vanishes would make the index infinite.
    """
    heavy, heavier = sum(before.values()), sum(after.values())
    if heavy <= 0 or heavier <= 0:
        return None
    shares = [
        (max(before.get(name, 0) / heavy, SMALLEST), max(after.get(name, 0) / heavier, SMALLEST))
        for name in {*before, *after}
    ]
    return math.fsum((new - old) * math.log(new / old) for old, new in shares)
