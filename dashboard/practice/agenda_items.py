"""The items of an agenda: what each is about, why it is there, and how that is said to somebody tired."""

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import pandas as pd

from dashboard.history import read
from dashboard.ledger.acts import BreachRef, SittingRef, name_of
from dashboard.ledger.state import Action, Acts, Decision
from dashboard.practice import wording
from dashboard.practice.breach import Breach
from dashboard.practice.feeding import feeding
from dashboard.practice.ownership import Ownership, ownership
from dashboard.practice.sittings import local_day
from dashboard.practice.standing import MetricState, State
from dashboard.practice.world import World
from dashboard.practice.worsening import Course
from dashboard.sop.model import Metric, Response, Sop

# In the order in which they are taken. "other" is the last item of every agenda: what nobody could foresee.
Reason = Literal["action", "new", "worsened", "open", "ended", "stale", "quarantine", "event", "other"]
TOLD = ("deployment", "incident")
MOST = 40  # lines of one item


@dataclass(frozen=True)
class Item:
    """One item: why it is here, and all that is needed to decide on it.

    `id` stays the same from one opening of the agenda to the next, restated values included as far as can be. `state`
    colours it: a metric's state, for an overdue action 'warning', else 'ok'. `sop` and `metric` say what it is about,
    `metric` '' if no single one. `text` says in a sentence what changed. `earlier` are the decisions of earlier
    sittings on the same matter, newest first. `lines` are the single records behind the item (closed actions,
    quarantined rows by reason, deployments and incidents of the period), ready to read. Nothing is escaped.
    """

    id: str
    reason: Reason
    state: State
    title: str
    text: str
    sop: str
    metric: str
    segment: str
    breach: Breach | None = None
    action: Action | None = None
    ownership: Ownership | None = None
    response: Response | None = None
    earlier: tuple[Decision, ...] = ()
    lines: tuple[str, ...] = ()


def breach_id(ref: BreachRef) -> str:
    """The item of that breach, as it is named by its track and its beginning."""
    return f"breach|{name_of(ref)}"


def breach_of(id: str) -> tuple[tuple[str, str, str, str], dt.datetime] | None:
    """The track and the beginning in the id of a breach's item; None for any other id."""
    kind, _, name = id.partition("|")
    parts = name.split("/", 3)
    if kind != "breach" or len(parts) < 4:
        return None
    segment, _, since = parts[3].rpartition("/")
    try:
        return (parts[0], parts[1], parts[2], segment), dt.datetime.strptime(since, "%Y-%m-%dT%H:%M:%SZ")
    except ValueError:
        return None


def titled(title: str, segment: str) -> str:
    """A metric's title, with the segment if it is not the whole population."""
    return f"{title} · {wording.segment(segment)}" if segment else title


def held(breach: Breach, number: float | None, against: Iterable[float | None] = ()) -> str:
    """A signal of the breach, told apart from its bounds and from `against`."""
    return wording.value(number, breach.unit, breach.signal, (breach.lower, breach.upper, *against))


def acceptable(breach: Breach) -> str:
    """'acceptable ≥ 88 %', with the signal in words where it is not the value."""
    phrase = wording.signal_phrase(breach.signal)
    within = wording.bounds(breach.lower, breach.upper, breach.unit, breach.signal)
    return f"acceptable {within}" + (f" ({phrase})" if phrase else "")


def of_breach(
    id: str, breach: Breach, reason: Reason, course: Course | None, since: dt.datetime, as_of: dt.datetime, law: Sop
) -> Item:
    """A breach as an item. `course` is how far it went, of one that was open at `since`."""
    level: State = "critical" if breach.level == "critical" else "warning"
    return Item(
        id=id,
        reason=reason,
        state="ok" if breach.ended_at else level,
        title=titled(breach.title, breach.segment),
        text=_told(breach, reason, course, since, as_of),
        sop=breach.sop,
        metric=breach.metric,
        segment=breach.segment,
        breach=breach,
        ownership=breach.ownership,
        response=law.response(breach.response),
    )


def _told(breach: Breach, reason: Reason, course: Course | None, since: dt.datetime, as_of: dt.datetime) -> str:
    if breach.ended_at:
        because = "" if breach.ended_because == "recovered" else ", because the SOP no longer has the threshold"
        lasted = wording.span(breach.ended_at - breach.since)
        when = wording.moment(breach.ended_at, as_of)
        return f"ended {when} after {lasted}{because}; worst {held(breach, breach.worst)}, {acceptable(breach)}"
    if reason == "new":
        ago = wording.span(as_of - breach.fired_at)
        said = f"fired {wording.moment(breach.fired_at, as_of)}, {ago} ago: {held(breach, breach.value)}"
        return f"{said}, {acceptable(breach)}{_agreed(breach, as_of)}"
    lasting = f"breaching {wording.since(breach.since, as_of)}"
    if reason == "worsened" and course:
        worst, before = held(breach, course.after, [course.before]), held(breach, course.before, [course.after])
        agreed = "it was accepted" if breach.followed.accepted and course.until > since else "the last review"
        said = f"worst {worst} since {agreed}, before that {before}, {acceptable(breach)}"
        return f"{said}; {lasting}{_agreed(breach, as_of)}"
    return f"{lasting}: now {held(breach, breach.value)}, {acceptable(breach)}{_agreed(breach, as_of)}"


def _agreed(breach: Breach, as_of: dt.datetime) -> str:
    """What was agreed about how long it may stay so."""
    if breach.followed.accepted:
        return f"; accepted until {wording.moment(breach.followed.accepted.until, as_of)}"
    last = breach.followed.acceptances[-1] if breach.followed.acceptances else None
    if last is None or last.ended:
        return ""
    return f"; it was accepted until {wording.moment(last.until, as_of)}"


def of_actions(
    world: World,
    acts: Acts,
    sitting: SittingRef,
    timezone: str,
    since: dt.datetime,
    as_of: dt.datetime,
    law: Sop | None,
) -> Iterator[Item]:
    """The open actions of earlier sittings of the review, the longest due first; then those closed since in one.

    One that this very sitting closes stays where it was.
    """
    today = local_day(as_of, timezone)
    noted = set(recorded(acts, sitting))
    earlier = [
        action
        for action in acts.actions.values()
        if action.sitting and _before(action.sitting, sitting) and action.added.at <= as_of
    ]
    listed = [a for a in earlier if a.state == "open" or f"action|{a.id}" in noted]
    for action in sorted(listed, key=lambda a: (a.due, a.added.seq)):
        metric = law.metric(action.metric) if law else None
        yield Item(
            id=f"action|{action.id}",
            reason="action",
            state="warning" if action.state == "open" and action.due < today else "ok",
            title=action.what,
            text=_closed(world, action, as_of) if action.closed else _due(world, action, today),
            sop=sitting.sop,
            metric=action.metric,
            segment=action.breach.segment if action.breach else "",
            action=action,
            ownership=ownership(law, world.library.people, metric, as_of) if law and metric else None,
        )
    closed = [a for a in earlier if a.closed and a.closed.at >= since and a not in listed]
    if closed:
        title = f"{wording.counted(len(closed), 'action')} closed since the last review"
        lines = [
            f"{action.what} – {_closed(world, action, as_of)}"
            for action in sorted(closed, key=lambda a: a.closed.seq if a.closed else 0)
        ]
        yield Item("actions", "action", "ok", title, "", sitting.sop, "", "", lines=tuple(lines))


def _before(earlier: SittingRef, sitting: SittingRef) -> bool:
    return (earlier.sop, earlier.review) == (sitting.sop, sitting.review) and earlier.at < sitting.at


def _due(world: World, action: Action, today: dt.date) -> str:
    away = (action.due - today).days
    if away < 0:
        when = f"{wording.counted(-away, 'day')} overdue (due {wording.day(action.due, today)})"
    else:
        when = f"due {wording.day(action.due, today)}" + (f", in {wording.counted(away, 'day')}" if away else ", today")
    moved = f"; first due {wording.day(action.first_due, today)}" if action.first_due != action.due else ""
    return f"{name_of_party(world, action.who)}: {when}{moved}"


def _closed(world: World, action: Action, as_of: dt.datetime) -> str:
    assert action.closed, "it is asked of closed actions alone"
    by = name_of_party(world, action.closed.by)
    said = f": {action.closed.text}" if action.closed.text else ""
    return f"{action.state} {wording.moment(action.closed.at, as_of)} by {by}{said}"


def name_of_party(world: World, id: str) -> str:
    """The name of a person or team, or its id where people.yaml does not know it."""
    party = world.library.people.get(id)
    return party.name if party else id


def of_silent(states: Iterable[MetricState], law: Sop, as_of: dt.datetime) -> Iterator[Item]:
    """The metrics whose worst series has gone silent."""
    for state in states:
        stated = law.metric(state.metric)
        if state.state != "stale" or stated is None:
            continue
        silent = f"silent {wording.since(state.since, as_of)}" if state.since else "nothing was ever loaded"
        often = stated.reported if isinstance(stated.reported, str) else f"every {wording.span(stated.reported)}"
        yield Item(
            id=f"stale|{state.metric}",
            reason="stale",
            state="stale",
            title=titled(state.title, state.segment),
            text=f"{silent}; expected {often}",
            sop=state.sop,
            metric=state.metric,
            segment=state.segment,
            ownership=state.ownership,
        )


def of_sources(
    world: World, sop: str, sources: frozenset[str], since: dt.datetime, as_of: dt.datetime
) -> Iterator[Item]:
    """The sources among `sources` that are refused, or of which rows stand in quarantine; refused ones first."""
    fed = [f for f in feeding(world, as_of) if f.source.id in sources and f.load and (f.load.refused or f.reasons)]
    for feed in sorted(fed, key=lambda f: (not (f.load and f.load.refused), -sum(n for _, n in f.reasons))):
        load, rows = feed.load, sum(count for _, count in feed.reasons)
        assert load, "what was never loaded is not refused"
        found = [f"refused: {load.refused}"] if load.refused else []
        if rows:
            when = "since the last review" if since < load.loaded_at else "still"
            found.append(f"{wording.counted(rows, 'row')} rejected {when}")
        yield Item(
            id=f"quarantine|{feed.source.id}",
            reason="quarantine",
            state="critical" if load.refused else "warning",
            title=f"Source {feed.source.title or feed.source.id}",
            text="; ".join(found),
            sop=sop,
            metric="",
            segment="",
            lines=tuple(f"{reason}: {wording.counted(count, 'row')}" for reason, count in feed.reasons[:MOST]),
        )


def fed_by(law: Sop, metrics: Iterable[Metric]) -> frozenset[str]:
    """The sources of the metrics; of one made of gaps, those of what it compares."""
    named = [
        metric
        for own in metrics
        for metric in (own, *(law.metric(t.signal.of) for t in own.thresholds if t.signal and t.signal.of))
    ]
    return frozenset(metric.source for metric in named if metric and metric.source)


def of_events(
    world: World, law: Sop, metrics: Mapping[str, Metric], since: dt.datetime, as_of: dt.datetime
) -> Iterator[Item]:
    """What else happened in the period, in one item: deployments, incidents and new versions of the SOP; alerts are
    counted. What names a metric of another review is left to that one."""
    told = [
        (v.effective_at, f"The SOP changed: {v.sop.changed.because}" if v.sop.changed else "The SOP changed")
        for v in world.library.sops[law.sop].good
        if since < v.effective_at <= as_of
    ]
    alerts = 0
    if world.warehouse:
        events = read.events(world.warehouse.cursor(), law.sop, since, as_of)
        foreign = {metric.id for metric in law.metrics} - set(metrics)
        events = events[~events["metric"].isin(foreign)]
        alerts = int((events["kind"] == "alert").sum())
        for row in events[events["kind"].isin(TOLD)].to_dict("records"):
            metric = metrics.get(row["metric"])
            about = f" ({metric.title})" if metric else f" ({row['metric']})" if pd.notna(row["metric"]) else ""
            told.append((pd.Timestamp(row["at"]).to_pydatetime(), f"{row['kind'].title()}: {row['title']}{about}"))
    if not told and not alerts:
        return
    told.sort(key=lambda one: one[0])
    counts = [wording.counted(len(told), "event")] if told else []
    counts += [wording.counted(alerts, "alert")] if alerts else []
    lines = [f"{wording.moment(at, as_of)} – {text}" for at, text in told[-MOST:]]
    if len(told) > MOST:
        lines.insert(0, f"{wording.counted(len(told) - MOST, 'earlier event')}")
    yield Item(
        "events",
        "event",
        "ok",
        "What else happened",
        f"{' and '.join(counts)} since the last review",
        law.sop,
        "",
        "",
        lines=tuple(lines),
    )


def recorded(acts: Acts, sitting: SittingRef) -> Sequence[str]:
    """The ids of the items on which something was recorded in that sitting, in order of first mention."""
    found = acts.proceedings(sitting)
    actions = [acts.actions[id].item for id in found.actions]
    return list(dict.fromkeys(id for id in (*found.notes, *found.decisions, *actions) if id))


def lost(world: World, acts: Acts, sop: str, law: Sop | None, id: str) -> Item:
    """An item that the agenda no longer has, though something was recorded on it."""
    named, (kind, _, rest) = breach_of(id), id.partition("|")
    metric, segment, title = "", "", rest or id
    if named:
        (_, metric, _, segment), _ = named
    elif kind == "stale":
        metric = rest
    elif kind == "action" and rest in acts.actions:
        title = acts.actions[rest].what
    if metric:
        stated = law.metric(metric) if law else None
        title = titled(stated.title if stated else metric, segment)
    why = "no longer on the agenda: the numbers or the SOP have changed since"
    return Item(id, "other", "ok", f"Noted earlier in this sitting: {title}", why, sop, metric, segment)
