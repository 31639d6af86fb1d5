"""A rule tried on the whole history: the evidence of its signal read once, and judged by as many rules as are tried.

The kernel and the docket are those of the judge (`judge.py`). Only the reading is kept between one rule and the next.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

import duckdb
import numpy as np

from dashboard.history import blocks
from dashboard.history.docket import NOT_A_TIME, Columns, Docket
from dashboard.history.episodes import NEVER, Floats, Ints
from dashboard.history.judge import Verdict, composed_signal, verdict_of
from dashboard.history.rules import Rule, micros
from dashboard.history.tracks import tracks


@dataclass(frozen=True)
class Evidence:
    """The evidence of one signal of one metric: segment i is at[bounds[i]:bounds[i + 1]], in order of time.

    `at` in microseconds since 1970; `signal` in the unit of the signal, without nan.
    """

    segments: tuple[str, ...]
    bounds: tuple[int, ...]
    at: Ints
    signal: Floats

    def of(self, segment: str) -> tuple[Ints, Floats]:
        """(at, signal) of one segment; empty arrays where there is none."""
        if segment not in self.segments:
            return np.empty(0, np.int64), np.empty(0)
        i = self.segments.index(segment)
        part = slice(self.bounds[i], self.bounds[i + 1])
        return self.at[part], self.signal[part]


def evidence(cursor: duckdb.DuckDBPyConnection, stretches: Sequence[Rule], as_of: dt.datetime) -> Evidence:
    """What rules that follow one another in time (one threshold, from source to source) hold against their bounds.

    Observations up to `as_of` (naive UTC, included); each rule gives what lies in its [start, end).
    """
    [track] = tracks(stretches)
    index = [s for s in blocks.index(cursor) if track.draws_on(s.metric, s.source, s.segment)]
    tail = blocks.tail(cursor, {s.metric for s in index})
    read = {s: blocks.read(cursor, [s], tail, as_of).arrays(0) for s in index}
    own = track.rules[0].metric
    gaps = any(rule.signal.kind == "gap" for rule in track.rules)
    segments = sorted({s.segment for s in read if s.metric == own} | ({""} if gaps and read else set()))
    ats, signals, bounds = [np.empty(0, np.int64)], [np.empty(0)], [0]
    for segment in segments:
        size = 0
        for rule in track.rules:
            at, signal = composed_signal(read, segment, rule)
            end = at.size if rule.end is None else int(np.searchsorted(at, micros(rule.end)))
            part = slice(int(np.searchsorted(at, micros(rule.start))), end)
            ats.append(at[part])
            signals.append(signal[part])
            size += ats[-1].size
        bounds.append(bounds[-1] + size)
    return Evidence(tuple(segments), tuple(bounds), np.concatenate(ats), np.concatenate(signals))


def judged(held: Evidence, rule: Rule, as_of: dt.datetime) -> Verdict:
    """The verdict on that evidence by one rule, as `judge` would give it were the rule in force from its start on."""
    return verdict_of([_judged(held, rule, as_of)])


def fired(held: Evidence, rule: Rule, as_of: dt.datetime) -> tuple[Sequence[str], Ints, Ints, int]:
    """Of the same verdict only (segment, fired at, ended at) of each breach, and the breaching points of them all.

    Instants in microseconds since 1970, NEVER for a breach that is open.
    """
    breaches, _ = _judged(held, rule, as_of)
    if not breaches:
        return (), np.empty(0, np.int64), np.empty(0, np.int64), 0
    ended = breaches["ended_at"].astype(np.int64)
    ended = np.where(ended == NOT_A_TIME, NEVER, ended)
    return breaches["segment"].tolist(), breaches["fired_at"].astype(np.int64), ended, int(breaches["points"].sum())


def _judged(held: Evidence, rule: Rule, as_of: dt.datetime) -> tuple[Columns, Columns]:
    [track] = tracks([rule])
    docket = Docket(as_of)
    for segment, start, stop in zip(held.segments, held.bounds, held.bounds[1:], strict=False):
        docket.add_positions(segment, track, held.at, start, stop)
    return docket.judge(held.at, held.signal)
