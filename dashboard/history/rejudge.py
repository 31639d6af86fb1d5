"""Judging a generation in the making: only what can have changed since the last one, or everything if need be.

What was appended to a series is judged on from where judging stood (the run that waits, the breach that is open), which
the tables `pending` and `breach` keep. A series in which anything else changed, a signal that looks back over a window,
a gap whose groups changed, and a threshold whose version changed meanwhile are judged from scratch: those thresholds on
those series, nothing else.
"""

import datetime as dt
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from functools import partial

import duckdb
import numpy as np
import pandas as pd

from dashboard.history import blocks, signals
from dashboard.history.blocks import Block, Series
from dashboard.history.docket import Carried, Docket
from dashboard.history.judge import Verdict, judge, judge_tracks, verdict_of
from dashboard.history.rules import Rule, digest, micros
from dashboard.history.tracks import Track, by_series, tracks

SeriesId = tuple[str, str, str]
State = dict[tuple[str, str, str, str], Carried]


def rejudge(
    con: duckdb.DuckDBPyConnection, rules: Collection[Rule], as_of: dt.datetime, from_scratch: bool = False
) -> None:
    """Bring the tables `breach`, `pending` and `meta` up to date.

    Without `from_scratch` it relies on two temporary tables that tell what changed since `meta.judged_as_of`:
    `fresh(metric, source, segment, at, value, n)`, rows behind all that their series had, and
    `touched(metric, source, segment)`, series in which anything else changed.
    """
    law = digest(rules)
    judged_by, judged_as_of = con.execute("SELECT judged_by, judged_as_of FROM meta").fetchall()[0]
    if from_scratch or judged_by != law or judged_as_of > as_of:
        con.execute("DELETE FROM breach")
        con.execute("DELETE FROM pending")
        _write(con, judge(con, rules, as_of))
    else:
        _judge_changes(con, tracks(rules), judged_as_of, as_of)
    # Observations that lie in the future of this judging have not been judged: the next one starts from scratch.
    con.execute(
        "UPDATE meta SET judged_as_of = $2, "
        "judged_by = CASE WHEN (SELECT max(last_at) FROM series) > $2 THEN NULL ELSE $1 END",
        [law, as_of],
    )


@dataclass
class _Done:
    """What has been judged anew, so that what was stored of it goes."""

    verdicts: list[Verdict] = field(default_factory=list)
    rows: list[tuple[str, str, str, str | None, bool]] = field(default_factory=list)

    def add(self, found: Iterable[Track], segments: Iterable[str | None], from_scratch: bool) -> None:
        rules = [track.rules[0] for track in found]
        self.rows += [(r.sop, r.metric, r.threshold, s, from_scratch) for s in segments for r in rules]


def _judge_changes(
    con: duckdb.DuckDBPyConnection, found: Sequence[Track], judged_as_of: dt.datetime, as_of: dt.datetime
) -> None:
    index = blocks.index(con)
    fresh = blocks.split(con.sql('SELECT metric, source, segment, "at", value, n FROM fresh').to_arrow_table())
    touched: set[SeriesId] = set(con.execute("SELECT DISTINCT metric, source, segment FROM touched").fetchall())
    changed = touched | fresh.keys()
    done = _Done()

    def again(which: Sequence[Track], on: Sequence[Series]) -> None:
        if which and on:
            metrics = {s.metric for s in on}
            done.verdicts.append(judge_tracks(con, which, on, blocks.tail(con, metrics), as_of))

    whole = [t for t in found if _changes_version(t, judged_as_of, as_of)]
    whole += [t for t in found if t.is_composed and t not in whole and any(t.draws_on(*id) for id in changed)]
    again(whole, [s for s in index if any(t.draws_on(s.metric, s.source, s.segment) for t in whole)])
    done.add(whole, [None], from_scratch=True)

    rest = [t for t in found if t not in whole and not t.is_composed]
    state = _state(con)
    appended = [s for s in index if _id(s) in fresh and _id(s) not in touched]
    pairs: dict[Series, list[Track]] = {s: [] for s in index if _id(s) in touched}
    for s in pairs:
        pairs[s] = by_series(rest).get(s.key, [])
    onward: dict[Series, list[Track]] = {}
    of_key = by_series(rest)
    for s in appended:
        for track in of_key.get(s.key, []):
            carried = state.get(_key(track, s.segment))
            can = track.takes_values and (carried is None or _within_one_version(track, carried, as_of))
            (onward if can else pairs).setdefault(s, []).append(track)
    for s, which in pairs.items():
        again(which, [s])
        done.add(which, [s.segment], from_scratch=True)
    done.verdicts.append(_go_on(onward, fresh, state, as_of))
    for s, which in onward.items():
        done.add(which, [s.segment], from_scratch=False)
    _replace(con, done)


def _go_on(onward: dict[Series, list[Track]], fresh: blocks.Tail, state: State, as_of: dt.datetime) -> Verdict:
    """Judge what was appended to these series from where judging stood."""
    if not onward:
        return Verdict(pd.DataFrame(), pd.DataFrame())
    parts = [fresh[_id(s)] for s in onward]
    at, value, n = (np.concatenate([p[k] for p in parts]) for k in range(3))
    bounds = np.concatenate(([0], np.cumsum([p[0].size for p in parts]))).tolist()
    block = Block(list(onward), bounds, at, value, n, not np.isnan(value).any())
    until = micros(as_of)
    verdicts = []
    own = Docket(as_of)
    for slot in range(max(map(len, onward.values()))):
        shared = Docket(as_of)
        for i, (s, which) in enumerate(onward.items()):
            if slot >= len(which):
                continue
            track = which[slot]
            carried = state.get(_key(track, s.segment))
            start, stop = bounds[i], bounds[i + 1]
            stop = start + int(np.searchsorted(at[start:stop], until, side="right"))
            if carried is None and block.complete and not track.needs_n:
                shared.add_positions(s.segment, track, at, start, stop)
            else:
                arrays = (at[start:stop], value[start:stop], n[start:stop])
                own.add(s.segment, track, partial(signals.of_series, *arrays), carried)
        verdicts.append(shared.judge(at, value))
    verdicts.append(own.judge())
    return verdict_of(verdicts)


def _changes_version(track: Track, before: dt.datetime, now: dt.datetime) -> bool:
    """Whether a version of the threshold comes into force or ends in (before, now]."""
    return any(micros(before) < edge <= micros(now) for life in track.lives for edge in life.edges)


def _within_one_version(track: Track, carried: Carried, as_of: dt.datetime) -> bool:
    """Whether the version in force has judged the run from its first point, so that it can be carried."""
    now = micros(as_of)
    return any(
        start <= carried.since and start <= now < end
        for life in track.lives
        for start, end in zip(life.edges, life.edges[1:], strict=False)
    )


def _state(con: duckdb.DuckDBPyConnection) -> State:
    rows = con.execute("""
        SELECT sop, metric, threshold, segment, epoch_us(since), epoch_us(fired_at), worst, points, recovering
        FROM breach WHERE ended_at IS NULL
        UNION ALL SELECT sop, metric, threshold, segment, epoch_us(since), NULL, worst, points, 0 FROM pending
    """).fetchall()
    return {row[:4]: Carried(*row[4:]) for row in rows}


def _replace(con: duckdb.DuckDBPyConnection, done: _Done) -> None:
    same = (
        "t.sop = j.sop AND t.metric = j.metric AND t.threshold = j.threshold AND "
        "t.segment = coalesce(j.segment, t.segment)"
    )
    frame = pd.DataFrame(done.rows, columns=["sop", "metric", "threshold", "segment", "from_scratch"])
    for anew, which in (
        (frame, f"DELETE FROM pending t USING anew j WHERE {same}"),  # noqa: S608
        (frame, f"DELETE FROM breach t USING anew j WHERE t.ended_at IS NULL AND {same}"),  # noqa: S608
        (frame[frame["from_scratch"]], f"DELETE FROM breach t USING anew j WHERE {same}"),  # noqa: S608
    ):
        if len(anew):
            con.register("anew", anew)
            con.execute(which)
            con.unregister("anew")
    for verdict in done.verdicts:
        _write(con, verdict)


def _write(con: duckdb.DuckDBPyConnection, verdict: Verdict) -> None:
    for table, frame in (("breach", verdict.breaches), ("pending", verdict.pending)):
        if len(frame):
            con.register("verdict", frame)
            con.execute(f"INSERT INTO {table} BY NAME SELECT * FROM verdict")  # noqa: S608 (two fixed names)
            con.unregister("verdict")


def _id(s: Series) -> SeriesId:
    return s.metric, s.source, s.segment


def _key(track: Track, segment: str) -> tuple[str, str, str, str]:
    rule = track.rules[0]
    return rule.sop, rule.metric, rule.threshold, segment
