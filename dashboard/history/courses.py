"""The course of a judged signal: every piece of its evidence in a range of time, computed as the judge computes it."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import duckdb
import numpy as np
import pandas as pd

from dashboard.history import blocks, outline, signals
from dashboard.history.blocks import Arrays, Series
from dashboard.history.episodes import Floats, Ints
from dashboard.history.rules import Rule, micros
from dashboard.history.tracks import is_group

WANTED = """
SELECT w.k, o."at", o.value, o.n
FROM observation o JOIN wanted w USING (metric, source, segment)
WHERE o."at" BETWEEN w.after AND w.until AND o."at" >= make_timestamp($earliest)
ORDER BY w.k, o."at"
"""

Key = tuple[str, str, str, str, int]


@dataclass(frozen=True)
class Asked:
    """The signal of `rule` for one segment in [after, until]."""

    rule: Rule
    segment: str
    after: dt.datetime
    until: dt.datetime


@dataclass(frozen=True)
class Course:
    """Evidence of a signal in order of time, `at` in microseconds since 1970; and how much there is of it in all, which
    is more than stands here where it was reduced."""

    at: Ints
    value: Floats
    total: int


def key(rule: Rule, segment: str) -> Key:
    """All that the signal of a rule depends on, the observations apart: (metric, source, segment, signal, min_n), of a
    gap those of its groups. Rules with the same key have the same course."""
    held = rule.signal
    if held.kind == "gap":
        return held.of or "", held.of_source or "", "", held.name, held.of_min_n
    return rule.metric, rule.source or "", segment, held.name, rule.min_n


def drawn_on(rule: Rule, segment: str, known: Iterable[Series]) -> list[Series]:
    """The series that the signal is made of."""
    if rule.signal.kind == "gap":
        return [s for s in known if is_group(rule, s.metric, s.source, s.segment)]
    return [s for s in known if (s.metric, s.source, s.segment) == (rule.metric, rule.source, segment)]


def courses(cursor: duckdb.DuckDBPyConnection, asked: Sequence[Asked]) -> list[Course]:
    """For each question all evidence of the signal in its range.

    Reads as far before `after` as the signal's window reaches. Long series are read stretch by stretch, all others in
    one query; what several questions need is read once.
    """
    if not asked:
        return []
    spans = _spans(asked)
    read = _read(cursor, [span for span, _ in spans])
    found: dict[int, Course] = {}
    for (span, within), arrays in zip(spans, read, strict=True):
        at, value = _signal(arrays, span)
        for k in within:
            part = slice(*np.searchsorted(at, (micros(asked[k].after), micros(asked[k].until) + 1)))
            found[k] = Course(at[part], value[part], at[part].size)
    return [found[k] for k in range(len(asked))]


def answer(
    cursor: duckdb.DuckDBPyConnection,
    query: str,
    wanted: Sequence[tuple[int, str, str, str, Any, Any]],
    bound: Mapping[str, object] | None = None,
) -> pd.DataFrame:
    """What the query says of the table `wanted`: k, metric, source, segment, after and until (or as microseconds)."""
    frame = pd.DataFrame(wanted, columns=["k", "metric", "source", "segment", "after", "until"])
    cursor.register("wanted", frame.astype({"after": "datetime64[us]", "until": "datetime64[us]"}))
    try:
        return cursor.execute(query, bound or {}).df()
    finally:
        cursor.unregister("wanted")


def _spans(asked: Sequence[Asked]) -> list[tuple[Asked, list[int]]]:
    """The questions put together where they need the same observations, and which of them each contains."""
    of_key: dict[Key, list[int]] = defaultdict(list)
    for k in sorted(range(len(asked)), key=lambda k: asked[k].after):
        of_key[key(asked[k].rule, asked[k].segment)].append(k)
    spans: list[tuple[Asked, list[int]]] = []
    for which in of_key.values():
        for i, k in enumerate(which):
            one = asked[k]
            if i and _from(one) <= micros(spans[-1][0].until) + 1:
                span, within = spans[-1]
                spans[-1] = (replace(span, until=max(span.until, one.until)), [*within, k])
            else:
                spans.append((one, [k]))
    return spans


def _from(asked: Asked) -> int:
    """The first instant at which an observation matters to it."""
    return micros(asked.after) - (asked.rule.signal.window or dt.timedelta()) // dt.timedelta(microseconds=1)


def _read(cursor: duckdb.DuckDBPyConnection, spans: Sequence[Asked]) -> list[list[Arrays]]:
    """For each span the observations that it needs, series by series."""
    of: dict[tuple[str, str | None], list[Series]] = defaultdict(list)
    for s in blocks.index(cursor):
        of[s.key].append(s)
    read: list[list[Arrays]] = [[] for _ in spans]
    wanted = []
    for k, span in enumerate(spans):
        named = key(span.rule, span.segment)
        series = drawn_on(span.rule, span.segment, of[named[:2]])
        after, until = _from(span), micros(span.until)
        if sum(s.rows for s in series) >= outline.LONG:
            read[k] = [blocks.between(cursor, s, after, until) for s in series]
        else:
            wanted += [(k, s.metric, s.source, s.segment, after, until) for s in series]
    if wanted:
        earliest = min(after for *_, after, _ in wanted)  # known beforehand, it spares whole row groups
        frame = answer(cursor, WANTED, wanted, {"earliest": earliest})
        at = frame["at"].to_numpy("datetime64[us]").astype(np.int64)
        value, n = frame["value"].to_numpy(np.float64), frame["n"].to_numpy(np.float64, na_value=np.nan)
        edges = np.searchsorted(frame["k"].to_numpy(), np.arange(len(spans) + 1)).tolist()
        for k, *_ in wanted:
            part = slice(edges[k], edges[k + 1])
            read[k] = [(at[part], value[part], n[part])]
    return read


def _signal(read: Sequence[Arrays], asked: Asked) -> tuple[Ints, Floats]:
    if not read:
        return np.empty(0, np.int64), np.empty(0)
    at, value, n = read[0] if len(read) == 1 else (np.concatenate(parts) for parts in zip(*read, strict=True))
    if asked.rule.signal.kind != "gap":
        return signals.of_series(at, value, n, asked.rule, micros(asked.after))
    known = signals.evidence(value, n, asked.rule.signal.of_min_n)
    return signals.gap(at[known], value[known], asked.rule.signal)
