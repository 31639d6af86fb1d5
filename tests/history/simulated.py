"""Simulated series of which is known where their level moves.

Two families: the one that the configuration of `dashboard.history.drift` was chosen on (with other seeds),
and another, of other seasons, noise and sampling, that it is reported on.
"""

from dataclasses import dataclass

import numpy as np

DAY = 86_400_000_000


@dataclass(frozen=True)
class Simulated:
    """`at` in microseconds, `value`, and the days at which a new level begins."""

    at: np.ndarray
    value: np.ndarray
    shifts: tuple[float, ...]

    def found(self, indices, margin=7.0):
        """(shifts found within `margin` days, found where there is none)"""
        days = [self.at[i] / DAY for i in indices]
        hit = 0
        for shift in self.shifts:
            near = [day for day in days if abs(day - shift) <= margin]
            hit += bool(near)
            days = [day for day in days if day not in near[:1]]
        return hit, len(days)


def chosen_on(seed, shifts=0, trend=0.0, days=730, missing=0.05):
    """Daily; a week of any shape and a smooth year, both up to 3 times the noise; neighbours alike up to 0.6; outliers;
    one point in twenty missing."""
    rng = np.random.default_rng([1, seed])
    day = np.arange(days)
    week = rng.standard_normal(7)
    week = (week - week.mean()) / np.abs(week - week.mean()).max()
    phase = rng.uniform(0, 2 * np.pi)
    value = alike(rng.standard_normal(days), rng.uniform(0, 0.6)) + rng.uniform(0, 3) * week[day % 7]
    year = np.cos(2 * np.pi * day / 365.25 + phase) + 0.3 * np.cos(4 * np.pi * day / 365.25 + 2 * phase)
    value += rng.uniform(0, 3) * year
    return _finished(rng, day.astype(float), value, shifts, trend, 0.01, 1 - missing)


def reported_on(seed, shifts=0, trend=0.0, kind=None):
    """Weekends apart, a dip in summer, a week of Christmas, heavy-tailed noise of changing width, a gap; every few
    hours, daily at odd times, or weekly over four years."""
    rng = np.random.default_rng([2, seed])
    kind = kind or ("daily", "hours", "weekly")[seed % 3]
    length, step = {"daily": (730, 1.0), "hours": (150, 0.25), "weekly": (1460, 7.0)}[kind]
    day = np.arange(0, length, step) + (rng.uniform(0, 0.6, int(length / step)) if kind == "daily" else 0)
    noise = np.clip(rng.standard_t(4, day.size), -12, 12) / np.sqrt(2)
    value = alike(noise, rng.uniform(0, 0.5)) * (1 + 0.3 * np.sin(day / 97))
    value += rng.uniform(0, 3) * np.isin(day.astype(int) % 7, (5, 6))
    value += rng.uniform(0, 1.5) * np.cos(2 * np.pi * day) * (kind == "hours")
    of_year = day % 365.25
    value -= rng.uniform(0, 2.5) * np.clip(1 - np.abs(of_year - 210) / 70, 0, None)
    value -= rng.uniform(0, 2) * (of_year > 355)
    return _finished(rng, day, value, shifts, trend, 0.005, 0.97, gap=kind == "daily")


def _finished(rng, day, value, shifts, trend, outliers, kept, gap=False):
    """Shifts of 1.5 to 4 times the noise, a tenth of the series apart, a trend, outliers; then some taken out."""
    length = day[-1] - day[0]
    at = []
    while len(at) < shifts:
        place = rng.uniform(0.1, 0.9) * length
        if all(abs(place - other) > 0.11 * length for other in at):
            at.append(place)
    for place in at:
        value = value + rng.choice([-1, 1]) * rng.uniform(1.5, 4) * (day >= place)
    value = value + trend * day / length
    wild = rng.random(day.size) < outliers
    value[wild] += rng.choice([-1, 1], wild.sum()) * rng.uniform(5, 30, wild.sum())
    there = rng.random(day.size) < kept
    if gap:
        hole = rng.uniform(0.1, 0.9) * length
        there &= ~((day > hole) & (day < hole + 14) & all(abs(hole - place) > 30 for place in at))
    return Simulated((day[there] * DAY).astype(np.int64), value[there], tuple(sorted(at)))


def alike(noise, share):
    """Noise of the same variance whose neighbours correlate by `share` (a first-order autoregression)."""
    found = noise.copy()
    for i in range(1, found.size):
        found[i] = share * found[i - 1] + np.sqrt(1 - share**2) * noise[i]
    return found
