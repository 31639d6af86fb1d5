"""How one series went: points, thresholds as they were in force, episodes, and what happened meanwhile."""

import datetime as dt
from dataclasses import dataclass

import pandas as pd

from dashboard.practice.standing import Breach


@dataclass(frozen=True)
class Step:
    """One threshold as one SOP version states it, in force in [start, end); `end` None: still."""

    threshold: str
    level: str
    stage: str
    signal: str
    lower: float | None
    upper: float | None
    recover_lower: float | None
    recover_upper: float | None
    start: dt.datetime
    end: dt.datetime | None
    version: dt.date


@dataclass(frozen=True)
class Trend:
    """One series (or derived signal) of one metric, ready to draw.

    `points` has columns at (datetime64[us], UTC), value (float), n, model_version, evidence (bool), breaching (bool:
    breaches an enforced threshold on the value itself or is the gap signal's breaching point), reduced to at most 4 points a pixel column: first, last, lowest, highest,
    so that every spike is kept. `signals` maps a signal's name ('change 28d', …) to a frame at, value of its own axis.
    `revisions` has at, value, restated_at. `events` has kind, at, until, title, text, model_version, severity, link.
    """

    sop: str
    metric: str
    title: str
    unit: str
    segment: str
    points: pd.DataFrame
    signals: dict[str, pd.DataFrame]
    steps: tuple[Step, ...]
    episodes: tuple[Breach, ...]
    events: pd.DataFrame
    revisions: pd.DataFrame
    total: int                # how many observations there are in the range
    first_at: dt.datetime | None
    last_at: dt.datetime | None
