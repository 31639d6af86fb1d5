"""The small line beside a row of a list: the recent course of a metric, a few hundred bytes of SVG."""

from collections.abc import Sequence
from urllib.parse import quote

WIDTH, HEIGHT, MARGIN = 100, 24, 3
SAFE = " =:/,'"  # may stand in the address of a picture as they are


def spark(values: Sequence[float | None], line: str, dot: str, marks: Sequence[float] = ()) -> str:
    """Values evenly spaced in time as an `<img>` (Streamlit takes `<svg>` out of HTML); None is where there was
    none, and the line goes on to the next: what is reported weekly is a line too.
    `line` and `dot` (the last value) are colours. `marks` are upright lines, each at its share (0 to 1) of the time.
    Fewer than two values draw nothing: an empty string.
    """
    known = [v for v in values if v is not None]
    if len(known) < 2:
        return ""
    places = _places(values, min(known), max(known))
    path = "M" + "L".join(f"{x:.0f} {y:.1f}" for x, y in places)
    x, y = places[-1]
    svg = (
        f"<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 {WIDTH} {HEIGHT}'>"
        f"{''.join(_mark(share, dot) for share in marks)}"
        f"<path d='{path}' fill='none' stroke='{line}' stroke-width='1.4' stroke-linejoin='round'/>"
        f"<circle cx='{x:.0f}' cy='{y:.1f}' r='2.6' fill='{dot}'/></svg>"
    )
    return f'<img class="spark" alt="" src="data:image/svg+xml,{quote(svg, safe=SAFE)}">'


def _mark(share: float, colour: str) -> str:
    x = MARGIN + min(max(share, 0), 1) * (WIDTH - 2 * MARGIN)
    return f"<path d='M{x:.0f} 0V{HEIGHT}' stroke='{colour}' stroke-width='1.3' stroke-dasharray='2.5 1.5'/>"


def _places(values: Sequence[float | None], low: float, high: float) -> list[tuple[float, float]]:
    """Where each value lies in the picture; all in the middle if they are equal."""
    across = (WIDTH - 2 * MARGIN) / (len(values) - 1)
    up = (HEIGHT - 2 * MARGIN) / (high - low) if high > low else 0.0
    base = HEIGHT - MARGIN if high > low else HEIGHT / 2
    return [(MARGIN + i * across, base - (v - low) * up) for i, v in enumerate(values) if v is not None]
