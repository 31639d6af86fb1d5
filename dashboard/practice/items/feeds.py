"""Whether there is anything to judge by: metrics gone silent, rows that could not be used; and what else happened."""

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping

import pandas as pd

from dashboard.history import read
from dashboard.practice import wording
from dashboard.practice.feeding import Feeding, feeding
from dashboard.practice.items.item import MOST, Item
from dashboard.practice.standing import MetricState
from dashboard.practice.world import World
from dashboard.sop.model import Metric, Sop

TOLD = ("deployment", "incident")


def of_silent(states: Iterable[MetricState], metrics: Mapping[str, Metric], as_of: dt.datetime) -> Iterator[Item]:
    """The metrics whose worst series has gone silent."""
    for state in states:
        if state.state != "stale":
            continue
        stated = metrics[state.metric]
        silent = f"silent {wording.since(state.since, as_of)}" if state.since else "nothing was ever loaded"
        often = stated.reported if isinstance(stated.reported, str) else f"every {wording.span(stated.reported)}"
        yield Item(
            id=f"stale|{state.metric}",
            reason="stale",
            state="stale",
            title=wording.titled(state.title, state.segment),
            text=f"{silent}; expected {often}",
            sop=state.sop,
            metric=state.metric,
            segment=state.segment,
            ownership=state.ownership,
        )


def of_sources(
    world: World, law: Sop, metrics: Iterable[Metric], since: dt.datetime, as_of: dt.datetime
) -> Iterator[Item]:
    """The sources of these metrics that are refused, or of which rows stand in quarantine; refused ones first."""
    own = _sources(law, metrics)
    if not own or world.warehouse is None:
        return
    loads = {load.source: load for load in read.loads(world.warehouse.cursor()) if load.source in own}
    if not any(load.refused or load.rejected for load in loads.values()):
        return
    bad = [f for f in feeding(world, as_of) if f.source.id in loads and (loads[f.source.id].refused or f.reasons)]
    for feed in sorted(bad, key=lambda f: (not loads[f.source.id].refused, -_rows(f))):
        load, found = loads[feed.source.id], []
        if load.refused:
            found.append(f"refused: {load.refused}")
        if feed.reasons:
            when = "loaded since the last review" if load.loaded_at > since else "not repaired since the last review"
            found.append(f"{wording.counted(_rows(feed), 'row')} rejected, {when}")
        yield Item(
            id=f"quarantine|{feed.source.id}",
            reason="quarantine",
            state="critical" if load.refused else "warning",
            title=f"Source {feed.source.title or feed.source.id}",
            text="; ".join(found),
            sop=law.sop,
            lines=tuple(f"{reason}: {wording.counted(count, 'row')}" for reason, count in feed.reasons[:MOST]),
        )


def _rows(feed: Feeding) -> int:
    return sum(count for _, count in feed.reasons)


def _sources(law: Sop, metrics: Iterable[Metric]) -> frozenset[str]:
    """The sources of the metrics; of one made of gaps, those of what it compares."""
    compared = (
        metric
        for own in metrics
        for metric in (own, *(law.metric(t.signal.of) for t in own.thresholds if t.signal and t.signal.of))
    )
    return frozenset(metric.source for metric in compared if metric and metric.source)


def of_events(
    world: World, law: Sop, metrics: Mapping[str, Metric], since: dt.datetime, as_of: dt.datetime
) -> Iterator[Item]:
    """What else happened in the period, in one item: deployments, incidents, new versions of the SOP; alerts counted.

    What names a metric of another review is left to that one.
    """
    told = [
        (v.effective_at, f"SOP change: {v.sop.changed.because if v.sop.changed else v.file}")
        for v in world.library.sops[law.sop].good
        if since < v.effective_at <= as_of
    ]
    alerts = 0
    if world.warehouse:
        events = read.events(world.warehouse.cursor(), law.sop, since, as_of)
        events = events[~events["metric"].isin({metric.id for metric in law.metrics} - set(metrics))]
        alerts = int((events["kind"] == "alert").sum())
        for row in events[events["kind"].isin(TOLD)].to_dict("records"):
            named = row["metric"] if pd.notna(row["metric"]) else ""
            about = f" ({metrics[named].title if named in metrics else named})" if named else ""
            told.append((pd.Timestamp(row["at"]).to_pydatetime(), f"{row['kind'].title()}: {row['title']}{about}"))
    if not told and not alerts:
        return
    told.sort(key=lambda one: one[0])
    lines = [f"{wording.moment(at, as_of)} – {text}" for at, text in told[-MOST:]]
    if len(told) > MOST:
        lines.insert(0, f"and {len(told) - MOST:,} before these")
    counts = [wording.counted(len(told), "event")] if told else []
    counts += [wording.counted(alerts, "alert")] if alerts else []
    text = f"{' and '.join(counts)} since the last review"
    yield Item("events", "event", "ok", "What else happened", text, law.sop, lines=tuple(lines))
