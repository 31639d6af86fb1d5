"""Boxes of what is watched: objectives, metrics with their sources, thresholds with what triggers them."""

from collections.abc import Sequence

from dashboard.practice import wording
from dashboard.practice.diagram.form import BREACHING, Box, Line
from dashboard.practice.diagram.live import Live
from dashboard.practice.rules import signal
from dashboard.practice.standing import STATES, State
from dashboard.sop.model import Metric, Objective, Threshold


def objective(live: Live, stated: Objective, serving: Sequence[Metric]) -> Box:
    """What the system is for; its state is the worst of the metrics that serve it."""
    states = [live.states[metric.id].state for metric in serving]
    state = min(states, key=STATES.index, default=None)
    breaching = sum(s in BREACHING for s in states)
    kpis = [metric.title for metric in live.law.metrics if metric.id in stated.kpis]
    lines = [f"{breaching} of {wording.counted(len(states), 'metric')} breaching" if breaching else ""]
    lines += [f"shown by {', '.join(kpis)}" if kpis else "", "" if states else "no metric serves it"]
    texts = tuple(Line(text) for text in lines if text)
    state = state or "no evidence"
    return Box(f"objective:{stated.id}", "objective", stated.statement, texts, state, state)


def metric(live: Live, stated: Metric) -> Box:
    """What is measured, how it stands, and where its numbers come from."""
    seen = live.states[stated.id]
    held = wording.bounds(seen.lower, seen.upper, seen.unit, seen.signal)
    phrase = wording.signal_phrase(seen.signal)
    value = wording.value(seen.value, seen.unit, seen.signal, (seen.lower, seen.upper))
    where = f" in {wording.segment(seen.segment)}" if seen.segment else ""
    now = f"{phrase} {value}".strip() + where + (f", acceptable {held}" if held else "")
    kpi = any(stated.id in objective.kpis for objective in live.law.objectives)
    since = wording.moment(seen.since, live.as_of) if seen.since else ""
    lasts = f"{seen.state}, {wording.span(live.as_of - seen.since)}" if seen.since else seen.state
    lines = [
        f"since {since}" if since else "",
        now if seen.value is not None else "",
        stated.aspect + (", a KPI" if kpi else ""),
        _source(live, stated),
    ]
    driven = [m.title for m in live.law.metrics if m.id in stated.drives]
    lines.append(f"moves {', '.join(driven)}" if driven else "")
    texts = tuple(Line(text) for text in lines if text)
    return Box(f"metric:{stated.id}", "metric", stated.title, texts, seen.state, lasts)


def threshold(live: Live, of: Metric, stated: Threshold) -> Box:
    """What is acceptable, when it fires, when it is over, and what it calls."""
    name = signal(live.law, of, stated).name
    phrase = wording.signal_phrase(name)
    bounds = wording.bounds(stated.lower, stated.upper, of.unit, name)
    low, high = stated.recover_bounds
    again = wording.bounds(low, high, of.unit, name)
    over = f"{again if again != bounds else ''}{_in_a_row(stated.recover.for_)}".removeprefix(", ")
    response = live.law.response(stated.respond)
    goal = stated.stage == "aspirational"
    called = f"calls: {response.title}" if response else "no response is agreed on"
    lines = ["a goal: calls nobody" if goal else f"{stated.level}, {_when(stated)}", f"over at {over}" if over else ""]
    lines.append("" if goal else called)
    state, said, where = _of_threshold(live, of, stated)
    lines.insert(0, where)
    title = f"{phrase} {bounds}" if phrase else bounds
    texts = tuple(Line(text) for text in lines if text)
    return Box(f"threshold:{of.id}/{stated.id}", "threshold", title, texts, state, said)


def _of_threshold(live: Live, of: Metric, stated: Threshold) -> tuple[State, str, str]:
    """Its state, that in words, and where it is not met."""
    found = live.open_breaches(of, stated)
    if stated.stage == "aspirational":
        return ("no evidence", "goal not reached", "") if found else ("ok", "goal reached", "")
    state = live.state_of(of, stated)
    if state not in (*BREACHING, "accepted"):
        return state, state, ""
    worst = next(b for b in found if bool(b.followed.accepted) == (state == "accepted"))
    accepted = worst.followed.accepted
    until = f" until {wording.day(accepted.until, live.as_of).partition(' ')[2]}" if accepted else ""
    more = f" and {len(found) - 1} more" if len(found) > 1 else ""
    return state, f"{state}{until}", f"not met in {wording.segment(worst.segment)}{more}"


def _source(live: Live, stated: Metric) -> str:
    every = stated.reported if isinstance(stated.reported, str) else f"every {wording.agreed(stated.reported)}"
    if stated.source is None:
        return "made from other metrics"
    source = next((s for s in live.world.sources if s.id == stated.source), None)
    silent = wording.agreed(live.law.patience(stated))
    return f"from {(source.title if source else '') or stated.source}, {every}; stale after {silent}"


def _when(stated: Threshold) -> str:
    if isinstance(stated.for_, int):
        return f"fires{_in_a_row(stated.for_) or ' at once'}".replace(",", " at")
    return f"fires after {wording.agreed(stated.for_)}"


def _in_a_row(count: int) -> str:
    return f", {count} in a row" if count > 1 else ""
