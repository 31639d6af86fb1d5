"""Every series judged by every rule: the sorted table in, breaches out.

The sorted part of `observation` is read in its physical order, some millions of rows at a time, on as many threads as
there are cores; nothing is sorted or grouped. A value threshold is judged on those arrays as they are, all series of a
block in one call of the kernel (`episodes.py`); a threshold with evidence left out or a signal of its own gets arrays
of its own first. What was appended since the table was last sorted, the tail, is put behind its series when read.
"""

import datetime as dt
import os
from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial

import duckdb
import numpy as np
import pandas as pd

from dashboard.history import blocks, signals
from dashboard.history.blocks import Arrays, Block, Series
from dashboard.history.docket import BREACH_COLUMNS, PENDING_COLUMNS, Columns, Docket
from dashboard.history.episodes import Floats, Ints
from dashboard.history.rules import Rule
from dashboard.history.tracks import Key, Track, by_series, tracks

Verdicts = list[tuple[Columns, Columns]]


@dataclass(frozen=True)
class Verdict:
    """What the judge found: frames with the columns of the tables `breach` and `pending`."""

    breaches: pd.DataFrame
    pending: pd.DataFrame


def judge(cursor: duckdb.DuckDBPyConnection, rules: Iterable[Rule], as_of: dt.datetime) -> Verdict:
    """Judge all observations up to `as_of` (naive UTC, included) from scratch. Any instant of the past can be asked."""
    found = tracks(rules)
    index = blocks.index(cursor)
    tail = blocks.tail(cursor)
    return judge_tracks(cursor, found, index, tail, as_of)


def judge_tracks(
    cursor: duckdb.DuckDBPyConnection,
    found: Sequence[Track],
    index: Sequence[Series],
    tail: blocks.Tail,
    as_of: dt.datetime,
) -> Verdict:
    """As `judge`, for these tracks on these series alone."""
    simple = by_series(found)
    groups = blocks.grouped([s for s in index if s.key in simple])

    def one(group: list[Series]) -> Verdicts:
        with_n = any(track.needs_n for s in group for track in simple[s.key])
        return _judge_block(blocks.read(cursor.cursor(), group, tail, as_of, with_n), simple, as_of)

    with ThreadPoolExecutor((os.cpu_count() or 1) + 1) as pool:
        verdicts = [verdict for part in pool.map(one, groups) for verdict in part]
    verdicts.append(_judge_composed(cursor, [t for t in found if t.is_composed], index, tail, as_of))
    return verdict_of(verdicts)


def _judge_block(block: Block, simple: dict[Key, list[Track]], as_of: dt.datetime) -> Verdicts:
    verdicts = []
    own = Docket(as_of)
    for slot in range(max(len(simple[s.key]) for s in block.series)):
        # One kernel call a slot: the first threshold of every series, then the second, …
        shared = Docket(as_of)
        for i, series in enumerate(block.series):
            if slot >= len(simple[series.key]):
                continue
            track = simple[series.key][slot]
            if block.complete and track.takes_values and not track.needs_n:
                shared.add_positions(series.segment, track, block.at, block.bounds[i], block.bounds[i + 1])
            else:
                own.add(series.segment, track, partial(signals.of_series, *block.arrays(i)))
        verdicts.append(shared.judge(block.at, block.value))
    return [*verdicts, own.judge()]


def _judge_composed(
    cursor: duckdb.DuckDBPyConnection,
    composed: Sequence[Track],
    index: Sequence[Series],
    tail: blocks.Tail,
    as_of: dt.datetime,
) -> tuple[Columns, Columns]:
    """Tracks on more than one series: gaps between groups, and metrics whose source changed."""
    docket = Docket(as_of)
    for track in composed:
        read = {
            s: blocks.read(cursor, [s], tail, as_of).arrays(0)
            for s in index
            if track.draws_on(s.metric, s.source, s.segment)
        }
        metric = track.rules[0].metric
        for segment in sorted({""} | {s.segment for s in read if s.metric == metric}):
            docket.add(segment, track, partial(composed_signal, read, segment))
    return docket.judge()


def composed_signal(read: dict[Series, Arrays], segment: str, rule: Rule) -> tuple[Ints, Floats]:
    """(instants, signal) of one segment under a rule that may draw on several series."""
    if rule.signal.kind == "gap":
        groups = read if segment == "" else {}
        return blocks.gap_of(groups, rule)
    for s, arrays in read.items():
        if (s.metric, s.source, s.segment) == (rule.metric, rule.source, segment):
            return signals.of_series(*arrays, rule)
    return np.empty(0, np.int64), np.empty(0)


def verdict_of(parts: Verdicts) -> Verdict:
    """The parts, one under the other."""
    return Verdict(
        _stacked([breaches for breaches, _ in parts], BREACH_COLUMNS),
        _stacked([pending for _, pending in parts], PENDING_COLUMNS),
    )


def _stacked(parts: Sequence[Columns], names: Sequence[str]) -> pd.DataFrame:
    filled = [part for part in parts if part]
    if not filled:
        return pd.DataFrame(columns=list(names))
    columns = {name: np.concatenate([part[name] for part in filled]) for name in names}
    return pd.DataFrame({k: pd.Series(v, dtype=object) if v.dtype == object else v for k, v in columns.items()})
