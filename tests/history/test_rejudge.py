"""Judging on after a change gives what judging from scratch gives."""

from hypothesis import given, settings
from hypothesis import strategies as st

from dashboard.history.rejudge import rejudge
from tests.history import reference
from tests.history.judging import as_sets, day, histories, put, rules, warehouse


class Stored:
    """The tables `breach` and `pending`, in the shape of a verdict."""

    def __init__(self, con):
        self.breaches = con.sql("SELECT * FROM breach").df()
        self.pending = con.sql("SELECT * FROM pending").df()


def key(observation):
    return observation[:4]


def load(con, held, arriving):
    """What loading does: rows behind their series are fresh, all others touch it. Returns what is held now."""
    last = {}
    for o in held.values():
        last[o[:3]] = max(last.get(o[:3], o[3]), o[3])
    fresh = [o for o in arriving if o[:3] not in last or o[3] > last[o[:3]]]
    touching = [o for o in arriving if o not in fresh]
    con.execute("""
        CREATE OR REPLACE TEMP TABLE touched (metric VARCHAR, source VARCHAR, segment VARCHAR);
        CREATE OR REPLACE TEMP TABLE fresh
            (metric VARCHAR, source VARCHAR, segment VARCHAR, "at" TIMESTAMP, value DOUBLE, n BIGINT);
    """)
    for table, rows in (("fresh", fresh), ("touched", [o[:3] for o in touching])):
        if rows:
            con.executemany(f"INSERT INTO {table} VALUES ({', '.join('?' * len(rows[0]))})", [list(r) for r in rows])
    for o in touching:
        if key(o) in held:
            con.execute(
                'UPDATE observation SET value = ?, n = ? WHERE metric = ? AND source = ? AND segment = ? AND "at" = ?',
                [o[4], o[5], *key(o)],
            )
    put(con, fresh + [o for o in touching if key(o) not in held])
    con.execute("DELETE FROM series WHERE rows = 0")
    con.execute("""
        INSERT INTO series SELECT metric, source, segment, 0, 0, min("at"), max("at"), NULL, NULL, NULL
        FROM observation
        WHERE (metric, source, segment) NOT IN (SELECT (metric, source, segment) FROM series) GROUP BY ALL
    """)
    con.execute("""
        UPDATE series SET last_at = now.last_at
        FROM (SELECT metric, source, segment, max("at") AS last_at FROM observation GROUP BY ALL) now
        WHERE now.metric = series.metric AND now.source = series.source AND now.segment = series.segment
    """)
    return held | {key(o): o for o in arriving}


@settings(max_examples=100, deadline=None)
@given(rules(), histories(), histories(), st.data())
def test_judging_on_agrees_with_judging_from_scratch(law, history, later, data):
    """Three loads at three instants: the oldest part of a history, its rest in any order, and restatements of it."""
    first = data.draw(st.integers(0, 48))
    instants = sorted(data.draw(st.tuples(*[st.integers(0, 60)] * 3)))
    late = data.draw(st.sets(st.sampled_from(history), max_size=3)) if history else set()
    loads = [
        [o for o in history if o[3] <= day(first) and o not in late],
        [o for o in history if o[3] > day(first) or o in late],
        later,
    ]
    con = warehouse(loads[0])
    held = {key(o): o for o in loads[0]}
    rejudge(con, law, day(instants[0]), from_scratch=True)
    for arriving, k in zip(loads[1:], instants[1:], strict=True):
        held = load(con, held, arriving)
        rejudge(con, law, day(k))
        assert as_sets(Stored(con)) == reference.judge(law, list(held.values()), day(k))
