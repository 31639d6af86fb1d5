"""Time axes, shapes and noise that the histories are made of."""

import zlib
from collections.abc import Sequence

import numpy as np

Row = dict[str, object]

FIRST, END = np.datetime64("2025-05-16"), np.datetime64("2026-11-16")  # END is not included
DAYS = np.arange(FIRST, END)
WEEKS = np.arange(np.datetime64("2025-05-18"), END, 7)  # Sundays: a week is reported when it ends
HOURS = np.arange("2025-05-16T00", "2026-11-16T09", dtype="datetime64[h]")  # up to the hour the example stands at


def noise(name: str, size: int) -> np.ndarray:
    """Noise of unit spread, cut at 2.5, that depends on nothing but the name; some of it wanders over months.

    RandomState is the one generator whose stream NumPy promises never to change.
    """
    draw = np.random.RandomState(zlib.crc32(name.encode()))
    white = np.clip(draw.standard_normal(size), -2.5, 2.5)
    turns = np.linspace(0, 2 * np.pi, size)[:, None] * np.array([2.3, 5.1, 11.0]) + draw.uniform(0, 2 * np.pi, 3)
    return np.clip(0.9 * white + 0.35 * np.sin(turns).sum(axis=1), -2.5, 2.5)


def during(at: np.ndarray, start: str, end: str = "2100-01-01") -> np.ndarray:
    """1 from `start` until before `end`, else 0."""
    return ((at >= np.datetime64(start)) & (at < np.datetime64(end))).astype(float)


def episode(at: np.ndarray, start: str, end: str) -> np.ndarray:
    """About 1 from `start` until before `end`, as things happen: part at first, never level, a trace left after."""
    inside = during(at, start, end)
    first = np.flatnonzero(inside)[0]
    after = min(first + int(inside.sum()), len(at) - 1)
    shape = inside * (1 + 0.09 * noise(f"episode {start} {end}", len(at)))
    shape[first] *= 0.75
    shape[after] += 0.12
    return shape


def ramp(at: np.ndarray, start: str, end: str) -> np.ndarray:
    """0 up to `start`, rising evenly to 1 at `end`, then 1."""
    unit = at.dtype
    begin, finish = (np.datetime64(t).astype(unit) for t in (start, end))
    return np.clip((at - begin).astype(float) / float((finish - begin).astype(int)), 0, 1)


def weekend(at: np.ndarray) -> np.ndarray:
    """1 on Saturday and Sunday, else 0."""
    return (np.is_busday(at.astype("datetime64[D]")) == False).astype(float)  # noqa: E712  an array, not a flag


def daytime(at: np.ndarray, shift: int = 0) -> np.ndarray:
    """0 at night to 1 in the afternoon, for hours; `shift` hours east."""
    hour = (at.astype("datetime64[h]").astype(int) + shift) % 24
    return 0.5 - 0.5 * np.cos((hour - 3) * 2 * np.pi / 24)


def volume(name: str, at: np.ndarray, typical: float, on_weekend: float = 1.0, growth: float = 0.0) -> np.ndarray:
    """A count a point around `typical`; `on_weekend` times that at weekends; `growth` over the whole time."""
    shape = 1 - (1 - on_weekend) * weekend(at)
    trend = 1 + growth * np.arange(len(at)) / len(at)
    return np.maximum(np.round(typical * shape * trend * (1 + 0.05 * noise(f"{name} volume", len(at)))), 1)


def percentage(name: str, true: np.ndarray, n: np.ndarray) -> np.ndarray:
    """What a sample of `n` shows when the truth is `true` percent: binomial spread."""
    p = np.clip(true / 100, 0.001, 0.999)
    return np.clip(100 * (p + np.sqrt(p * (1 - p) / n) * noise(name, len(n))), 0, 100)


def rows(
    metric: str,
    at: np.ndarray,
    value: np.ndarray,
    decimals: int,
    n: np.ndarray | None = None,
    version: Sequence[str] | None = None,
    **segment: str,
) -> list[Row]:
    """One row an observation, of one series."""
    return [
        {
            "at": at[i].item(),
            "metric": metric,
            "value": round(float(value[i]), decimals),
            "n": None if n is None else int(n[i]),
            "model": None if version is None else version[i],
            **segment,
        }
        for i in range(len(at))
    ]


def percentages(
    metric: str,
    at: np.ndarray,
    n: np.ndarray,
    by: dict[str, dict[str, tuple[float | np.ndarray, np.ndarray]]],
    decimals: int,
    version: Sequence[str] | None = None,
) -> list[Row]:
    """The series of a share, whole and by segment.

    by: dimension → group → (share of the volume, true percentage at each point). The whole population is the first
    dimension's groups weighted by their shares.
    """
    first = next(iter(by.values())).values()
    whole = sum(share * true for share, true in first) / sum(share for share, _ in first)
    made = rows(metric, at, percentage(metric, whole, n), decimals, n, version)
    for dimension, groups in by.items():
        for group, (share, true) in groups.items():
            name = f"{metric} {dimension}={group}"
            size = np.maximum(np.round(n * share * (1 + 0.04 * noise(f"{name} share", len(at)))), 1)
            seen = percentage(name, true + np.zeros(len(at)), size)
            made += rows(metric, at, seen, decimals, size, version, **{dimension: group})
    return made
