"""The lines of a picture as short straight pieces, for what cannot draw curves or dashes."""

from collections.abc import Sequence
from itertools import pairwise
from math import hypot

from dashboard.practice.diagram.layout import Point
from dashboard.practice.diagram.paint import Path

PIECES = 24


def flattened(path: Path) -> list[Point]:
    """The points of the line, near enough that its curves look round."""
    found = [path.points[0]]
    for (x0, y0), (x1, y1) in pairwise(path.points):
        if path.straight or y0 == y1:
            found.append((x1, y1))
            continue
        middle = (x0 + x1) / 2
        for piece in range(1, PIECES + 1):
            t = piece / PIECES
            across = (1 - t) ** 3 * x0 + 3 * (1 - t) ** 2 * t * middle + 3 * (1 - t) * t**2 * middle + t**3 * x1
            down = (1 - t) ** 2 * (1 + 2 * t) * y0 + t**2 * (3 - 2 * t) * y1
            found.append((across, down))
    return found


def dashes(points: Sequence[Point], on: float, off: float) -> list[list[Point]]:
    """The line in dashes `on` long, `off` apart; each straight piece begins with one."""
    found = []
    for (x0, y0), (x1, y1) in pairwise(points):
        long = hypot(x1 - x0, y1 - y0)
        at = 0.0
        while at < long:
            end = min(at + on, long)
            ends = [(x0 + (x1 - x0) * t / long, y0 + (y1 - y0) * t / long) for t in (at, end)]
            found.append(ends)
            at += on + off
    return found
