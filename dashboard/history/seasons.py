"""What a series can be fitted by besides its levels: what repeats by clock and calendar, and a straight trend."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from dashboard.history.episodes import Floats, Ints

DAY = 86_400_000_000  # microseconds
CALENDAR = (1.0, 7.0, 365.25)  # days
COUNTED = (7.0, 12.0, 365.25)  # steps of a plain index: it may count days or months
WHOLE = 1.4  # periods that have to be seen before three harmonics of one are told apart from what else happens
PART = 0.5  # periods from which two are: half a year can bend as a season does
FAST = 6  # periods from which a season and a lasting change are next to independent of one another
SEASON, TREND = 0.7, 1.5  # × ln n: what a column of a season, and a trend, have to better the fit by


@dataclass(frozen=True)
class Season:
    """One period of a series: its columns, as rows of an array; whether it was seen in whole; whether it is fast."""

    columns: Floats
    whole: bool
    fast: bool


class Basis:
    """Orthonormal rows that a series is fitted by, and their price: by how many × ln n they have to better the fit.

    `seasons` (numbers of those of the grid) and `trend` say what they span besides a constant. `behind` is the sum of
    every row from each place to its end; `room` what a step that begins there has left of itself (squared) once the
    rows are fitted to it.
    """

    def __init__(self, rows: Floats, price: float = 0.0, seasons: tuple[int, ...] = (), trend: bool = False):
        self.rows, self.price, self.seasons, self.trend = rows, price, seasons, trend
        self.behind = behind(rows)
        self.room = np.arange(rows.shape[1], 0.0, -1.0) - (self.behind**2).sum(0)

    def extended(self, columns: Floats, price: float, seasons: tuple[int, ...], trend: bool) -> "Basis":
        """These rows and as many more as the columns add to them, each for `price`."""
        rest = columns - (columns @ self.rows.T) @ self.rows
        rest -= (rest @ self.rows.T) @ self.rows
        q, r = np.linalg.qr(rest.T)
        kept = np.abs(np.diag(r)) > 1e-6 * np.sqrt((columns**2).sum(1))
        return Basis(np.vstack([self.rows, q.T[kept]]), self.price + price * int(kept.sum()), seasons, trend)

    def left_of(self, y: Floats) -> Floats:
        """What the rows do not fit of a series."""
        return np.asarray(y - (self.rows @ y) @ self.rows)


class Grid:
    """The instants of a series, and all that follows from them alone: series of one source mostly share them."""

    def __init__(self, at: Ints, periods: Sequence[float], unit: int):
        self.since = (at - at[0]).astype(np.float64)
        self.seasons = _seasons(self.since, [period * unit for period in periods])
        if 3 * (1 + sum(len(season.columns) for season in self.seasons)) > at.size:
            self.seasons = []
        self._known: dict[tuple[tuple[int, ...], bool], Basis] = {
            ((), False): Basis(np.full((1, at.size), at.size**-0.5))
        }

    def basis(self, seasons: tuple[int, ...], trend: bool = False) -> Basis:
        """A constant, the seasons of these numbers, and a trend if asked for."""
        key = (seasons, trend)
        if key not in self._known:
            if trend:
                line = (self.since - self.since.mean())[None, :]
                self._known[key] = self.basis(seasons).extended(line, TREND, seasons, True)
            else:
                columns = np.vstack([self.seasons[i].columns for i in seasons])
                self._known[key] = self._known[(), False].extended(columns, SEASON, seasons, False)
        return self._known[key]


@lru_cache(maxsize=4)
def grid(at: bytes, periods: tuple[float, ...], unit: int) -> Grid:
    """The grid of these instants (int64, as bytes, at least two); `periods` in units of `unit`."""
    return Grid(np.frombuffer(at, np.int64), periods, unit)


def behind(rows: Floats) -> Floats:
    """For every place the sum from there to the end of the row."""
    return np.asarray(np.cumsum(rows[..., ::-1], axis=-1)[..., ::-1])


def _seasons(since: Floats, lengths: Sequence[float]) -> list[Season]:
    """Cosines and sines of up to three harmonics of each period, as far as the spacing of the points can show them
    (Fourier terms: Hyndman & Athanasopoulos, Forecasting: Principles and Practice, 3rd ed., 7.4)."""
    spacing = float(np.median(np.diff(since)))
    span = float(since[-1]) + spacing
    found = []
    for length in lengths:
        most = 3 if span >= WHOLE * length else 2 if span >= PART * length else 0
        waves = [2 * np.pi * h / length * since for h in range(1, most + 1) if spacing <= 1.05 * length / (2 * h)]
        if waves:
            columns = np.stack([column for wave in waves for column in (np.cos(wave), np.sin(wave))])
            found.append(Season(columns, span >= WHOLE * length, span >= FAST * length))
    return found
