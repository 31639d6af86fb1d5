"""In which order the metrics of a diagram stand, and where boxes stand that want to be near others."""

from collections import defaultdict
from collections.abc import Sequence
from itertools import combinations

from dashboard.practice.diagram.form import Diagram

SWEEPS = 4


def ordered(diagram: Diagram) -> list[tuple[str, str]]:
    """The metrics with the objective that each stands under ('' for none), top down.

    Objectives keep the order of the SOP. Within one, metrics are moved to where their responses are (the barycentre
    method), as long as fewer lines cross than in the order of the SOP.
    """
    above = {strand.metric: next(iter(strand.objectives), "") for strand in reversed(diagram.strands)}
    places = {box.id: place for place, box in enumerate(diagram.lane("objective"))}
    order = [box.id for box in diagram.lane("metric")]
    order.sort(key=lambda metric: places.get(above[metric], len(places)))
    calls: dict[str, set[str]] = defaultdict(set)
    for strand in diagram.strands:
        calls[strand.metric].add(strand.response or strand.review or "")
    best, fewest = order, _crossings(order, calls)
    for _ in range(SWEEPS):
        responses = _responses(order, calls)
        place = {metric: sum(map(responses.index, calls[metric])) / len(calls[metric]) for metric in order}
        order = sorted(order, key=lambda metric: (places.get(above[metric], len(places)), place[metric]))
        if (crossing := _crossings(order, calls)) < fewest:
            best, fewest = order, crossing
    return [(metric, above[metric]) for metric in best]


def _responses(order: Sequence[str], calls: dict[str, set[str]]) -> list[str]:
    """The responses in the order of the mean places of the metrics that call them."""
    rows: dict[str, list[int]] = defaultdict(list)
    for row, metric in enumerate(order):
        for response in sorted(calls[metric]):
            rows[response].append(row)
    return sorted(rows, key=lambda response: sum(rows[response]) / len(rows[response]))


def _crossings(order: Sequence[str], calls: dict[str, set[str]]) -> int:
    responses = _responses(order, calls)
    lines = [(row, responses.index(response)) for row, metric in enumerate(order) for response in calls[metric]]
    return sum((a - c) * (b - d) < 0 for (a, b), (c, d) in combinations(lines, 2))


def settled(wanted: Sequence[tuple[float, float]], gap: float, top: float) -> list[float]:
    """The tops of boxes, given the (middle, height) that each would like, in their order: `gap` apart, below `top`.

    Each stands as near to its wish as the others let it, in the least squares of all (pool adjacent violators).
    """
    blocks: list[tuple[float, int, float]] = []  # the top of the first, how many, how far they reach together
    for middle, height in wanted:
        block = (middle - height / 2, 1, height + gap)
        while blocks and blocks[-1][0] + blocks[-1][2] > block[0]:
            before = blocks.pop()
            count = before[1] + block[1]
            first = (before[0] * before[1] + (block[0] - before[2]) * block[1]) / count
            block = (first, count, before[2] + block[2])
        blocks.append(block)
    tops: list[float] = []
    heights = iter(height for _, height in wanted)
    floor = top
    for first, count, _ in blocks:
        floor = max(first, floor)
        for _ in range(count):
            tops.append(floor)
            floor += next(heights) + gap
    return tops
