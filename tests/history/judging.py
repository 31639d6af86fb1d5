"""Random rules and histories, and a warehouse in memory to judge them in."""

import datetime as dt
import weakref
from pathlib import Path

import duckdb
import pyarrow as pa
from hypothesis import strategies as st

import dashboard.history
from dashboard.history.rules import Rule, Signal

START = dt.datetime(2026, 1, 1)
SCHEMA = "\n".join(
    line.replace("CREATE TABLE", "CREATE OR REPLACE TABLE")
    for line in (Path(dashboard.history.__file__).parent / "schema.sql").read_text().splitlines()
    if not line.startswith("COMMENT ON")  # nine tenths of the statements, and nothing here reads them
)
IDLE: list[duckdb.DuckDBPyConnection] = []  # databases to use again: opening one takes longer than judging in it
KINDS = {"metric": pa.string(), "source": pa.string(), "segment": pa.string(), "at": pa.timestamp("us"),
         "value": pa.float64(), "n": pa.int64()}  # fmt: skip
VALUES = st.one_of(st.integers(-4, 8).map(lambda k: k / 2), st.sampled_from([0.1, 0.2, 0.3, 1 / 3, 2.7]))
SEGMENTS = ("", "d=a", "d=b", "d=a,e=x", "e=x")


def day(k):
    """The instant k quarter days after the start."""
    return START + dt.timedelta(hours=6 * k)


@st.composite
def rules(draw):
    """The rules of one or two SOPs of up to three versions, each threshold in some of them."""
    found = []
    for sop in ("first", "second")[: draw(st.integers(1, 2))]:
        cuts = sorted(draw(st.sets(st.integers(-4, 44), min_size=1, max_size=3)))
        spans = list(zip(cuts, [*cuts[1:], None], strict=True))
        moves = draw(st.integers(0, 9)) == 0
        for metric, threshold in (("m", "t0"), ("m", "t1"), ("g", "t2"))[: draw(st.integers(1, 3))]:
            for i, (start, end) in enumerate(spans):
                if draw(st.integers(0, 5)) == 0:
                    continue
                source = None if metric == "g" else "s2" if moves and i == 1 else "s"
                found.append(draw(rule(sop, metric, source, threshold, day(start), end if end is None else day(end))))
    return found


@st.composite
def rule(draw, sop, metric, source, threshold, start, end):
    """One threshold; a metric without a source compares the groups of `m`."""
    window = st.sampled_from([6, 18, 48, 120]).map(lambda h: dt.timedelta(hours=h))
    if metric == "g":
        signal = Signal("gap", dimension="d", of="m", of_source="s", of_min_n=draw(st.sampled_from([0, 5])),
                        as_=draw(st.sampled_from(["ratio", "difference"])))  # fmt: skip
    else:
        kind = draw(st.sampled_from(["value", "value", "value", "change", "mean", "drift"]))
        long = window.map(lambda w: 4 * w) if kind == "drift" else window
        signal = Signal() if kind == "value" else Signal(kind, window=draw(long))
    low, high = sorted((draw(VALUES), draw(VALUES)))
    side = draw(st.sampled_from(["lower", "upper", "both"]))
    inner = draw(st.sampled_from([0, 0, 0.5, 1]))
    lower, upper = (low if side != "upper" else None), (high if side != "lower" else None)
    recover_lower = None if lower is None else lower + inner
    recover_upper = None if upper is None else upper - inner
    if None not in (recover_lower, recover_upper) and recover_lower > recover_upper:
        recover_lower, recover_upper = lower, upper
    return Rule(
        sop, metric, source, threshold, start, end,
        level=draw(st.sampled_from(["critical", "warning"])), stage=draw(st.sampled_from(["enforced", "aspirational"])),
        signal=signal, lower=lower, upper=upper, recover_lower=recover_lower, recover_upper=recover_upper,
        for_=draw(st.one_of(st.integers(1, 4), window)), recover_for=draw(st.integers(1, 3)),
        min_n=draw(st.sampled_from([0, 0, 5])), response=draw(st.sampled_from([None, "r"])),
    )  # fmt: skip


@st.composite
def histories(draw):
    """Observations (metric, source, segment, at, value, n), one a key, irregular in time."""
    found = []
    for source in ("s", "s2"):
        for segment in SEGMENTS[: draw(st.integers(0, len(SEGMENTS)))]:
            instants = draw(st.sets(st.integers(0, 48), max_size=30))
            for k in sorted(instants):
                value = draw(st.one_of(VALUES, VALUES, VALUES, st.none()))
                found.append(("m", source, segment, day(k), value, draw(st.sampled_from([None, 1, 5, 9]))))
    return found


def warehouse(observations, appended=()):
    """A connection of its own with the observations, sorted, and those appended behind them in the tail."""
    database = IDLE.pop() if IDLE else duckdb.connect(config={"threads": 1})
    con = database.cursor()
    weakref.finalize(con, IDLE.append, database)
    con.execute(SCHEMA)
    con.execute("INSERT INTO meta VALUES ('g', TIMESTAMP '2026-01-01', 0, NULL, NULL)")
    put(con, sorted(observations, key=lambda o: (o[0], o[1], o[2], o[3])))
    con.execute("UPDATE meta SET sorted_rows = (SELECT count(*) FROM observation)")
    put(con, appended)
    con.execute("""
        INSERT INTO series
        SELECT metric, source, segment, coalesce(min(rowid) FILTER (is_sorted), 0), count(*) FILTER (is_sorted),
               min("at"), max("at"), arg_max(value, "at"), arg_max(n, "at"), NULL
        FROM (SELECT *, rowid, rowid < (SELECT sorted_rows FROM meta) AS is_sorted FROM observation)
        GROUP BY ALL
    """)
    return con


def put(con, observations):
    """Insert rows in the order given."""
    if observations:
        columns = zip(*observations, strict=True)
        arrays = [pa.array(column, kind) for column, kind in zip(columns, KINDS.values(), strict=True)]
        con.register("arriving", pa.table(arrays, list(KINDS)))
        con.execute('INSERT INTO observation SELECT metric, segment, "at", value, n, NULL, source FROM arriving')
        con.unregister("arriving")


def as_sets(verdict):
    """A verdict in the shape of the reference's."""
    hidden = {"recovering"}
    names = [c for c in verdict.breaches.columns if c not in hidden]
    return _rows(verdict.breaches[names]), _rows(verdict.pending)


def _rows(frame):
    return {
        tuple(None if v is None or v != v else v.to_pydatetime() if hasattr(v, "to_pydatetime") else v for v in row)
        for row in frame.itertuples(index=False)
    }
