"""The numbers of one series as they were loaded: rows for a table and for downloads, and the models they came from."""

import datetime as dt

import pyarrow as pa

from dashboard.history import read
from dashboard.practice import points
from dashboard.practice.trend import metric_in_force, trend
from dashboard.practice.world import World

SHOWN = 500  # rows of a table on a screen


def numbers(
    world: World,
    sop: str,
    metric: str,
    segment: str,
    start: dt.datetime,
    end: dt.datetime,
    as_of: dt.datetime,
    most: int | None = None,
) -> pa.Table:
    """Observations in [start, end] up to `as_of` (naive UTC): metric, segment, at, value, n, model_version, source.

    All of them in order of time, or with `most` the latest first. Of a metric made of gaps: at, value of the gap.
    Raises WorkspaceError for an SOP or a metric that there is not.
    """
    versions, stated = metric_in_force(world, sop, metric, as_of)
    end = min(end, as_of)
    if stated.source is None:
        made = trend(world, sop, metric, segment, start, end, as_of, pixels=10**9).points[["at", "value"]]
        made = made if most is None else made.iloc[::-1].head(most)
        return pa.Table.from_pandas(made, preserve_index=False)
    stretches = points.stretches(versions, metric, start, end) if world.warehouse else []
    tables = []
    for source, first, last in stretches if most is None else reversed(stretches):
        assert world.warehouse, "there are stretches only of what is loaded"
        series = (world.warehouse.cursor(), metric, source, segment, first, last)
        tables.append(read.exported(*series) if most is None else read.latest(*series, most))
    return pa.concat_tables(tables).slice(0, most) if tables else pa.table({"at": [], "value": []})


def model_versions(
    world: World, sop: str, metric: str, segment: str, start: dt.datetime, end: dt.datetime, as_of: dt.datetime
) -> list[str]:
    """The model versions that the values in the range came from, the earliest first; none for a metric made of gaps."""
    versions, _ = metric_in_force(world, sop, metric, as_of)
    if world.warehouse is None:
        return []
    found = [
        read.model_versions(world.warehouse.cursor(), metric, source, segment, first, last)["model_version"]
        for source, first, last in points.stretches(versions, metric, start, min(end, as_of))
    ]
    return list(dict.fromkeys(str(version) for each in found for version in each))
