"""Lists of what was: breaches, events, restated values, and who holds which duty. Values in, HTML out; all escaped."""

import datetime as dt
from collections.abc import Iterable, Sequence
from html import escape
from urllib.parse import urlencode

import pandas as pd

from dashboard.practice import wording
from dashboard.practice.breach import Breach
from dashboard.practice.ownership import Holding, Ownership
from dashboard.practice.standing import MetricState, State
from dashboard.sop.model import Metric, Objective, Sop
from dashboard.sop.versions import Use
from dashboard.ui.style import css_class
from dashboard.ui.theme import ICON
from dashboard.ui.views.cards import path
from dashboard.ui.views.lanes import KINDS

MOST = 60  # of one list on the page; the downloads have all


def breach_list(breaches: Sequence[Breach], as_of: dt.datetime, total: int | None = None) -> str:
    """Episodes, the latest first: level, threshold, from when to when, the worst of it against the bound; and of how
    many these are."""
    if not breaches:
        return nothing("No breach in this period.")
    rows = [_breach(b, as_of) for b in sorted(breaches, key=lambda b: b.since, reverse=True)]
    return _list(rows, total)


def _breach(breach: Breach, as_of: dt.datetime) -> str:
    lasted = wording.span((breach.ended_at or as_of) - breach.since)
    until = f"to {wording.moment(breach.ended_at, as_of)}" if breach.ended_at else "still open"
    because = f", {breach.ended_because}" if breach.ended_because else ""
    done = breach.followed
    tone: State = "accepted" if done.accepted else "critical" if breach.level == "critical" else "warning"
    handled = ["acknowledged" if done.acknowledged else ""]
    handled += [f"accepted until {wording.moment(done.accepted.until, as_of)}" if done.accepted else ""]
    handled = "".join(f" · {text}" for text in handled if text)
    worst = wording.value(breach.worst, breach.unit, breach.signal, (breach.lower, breach.upper))
    held = wording.bounds(breach.lower, breach.upper, breach.unit, breach.signal)
    name = _in_lab(breach.sop, breach.metric, breach.threshold)
    phrase = wording.signal_phrase(breach.signal)
    count = f"{breach.points} breaching point{'' if breach.points == 1 else 's'}"
    return (
        f'<li class="{css_class(tone)}{"" if breach.ended_at else " open"}">'
        f'<span class="tone">{ICON[tone]} {breach.level}{"" if breach.enforced else " (aspired to)"}</span>'
        f"<span><b>{escape(wording.moment(breach.since, as_of))} {escape(until)}</b> · {lasted}{escape(because)}"
        f"<small>{name}: {escape(f'{phrase} ' if phrase else '')}worst {escape(worst)}, "
        f"acceptable {escape(held)} · {count} · fired {escape(wording.moment(breach.fired_at, as_of))}{handled}"
        "</small></span></li>"
    )


def _in_lab(sop: str, metric: str, threshold: str) -> str:
    """The name of a threshold, leading to where another bound can be tried."""
    lab = escape(urlencode({"sop": sop, "metric": metric, "threshold": threshold}), quote=True)
    title = "Try another bound over the whole history"
    return f'<a href="lab?{lab}" target="_self" title="{title}">{escape(threshold)}</a>'


def event_list(events: pd.DataFrame, as_of: dt.datetime) -> str:
    """Events as in Trend, the latest first; a link is drawn only if it is one of the web."""
    if events.empty:
        return nothing("Nothing else is known to have happened in this period.")
    rows = [_event(e, as_of) for e in events.sort_values("at", ascending=False).head(MOST).itertuples()]
    return _list(rows, len(events))


def _event(event: object, as_of: dt.datetime) -> str:
    said = {name: getattr(event, name) for name in ("title", "text", "model_version", "severity", "link")}
    said = {name: text if isinstance(text, str) else "" for name, text in said.items()}
    title = escape(said["title"])
    if said["link"].startswith(("https://", "http://")):
        title = f'<a href="{escape(said["link"], quote=True)}" target="_blank" rel="noopener noreferrer">{title}</a>'
    when = wording.moment(event.at, as_of) + (
        f" to {wording.moment(event.until, as_of)}" if pd.notna(event.until) else ""
    )
    model = f"model {said['model_version']}" if said["model_version"] else ""
    facts = " · ".join(part for part in (when, model, said["severity"]) if part)
    name = KINDS.get(event.kind, (event.kind, ""))[0]
    return (
        f'<li><span class="muted">{escape(name)}</span><span><b>{title}</b> · {escape(facts)}'
        f"<small>{escape(said['text'])}</small></span></li>"
    )


def restated_list(revisions: pd.DataFrame, unit: str, as_of: dt.datetime) -> str:
    """What was said before, of which instant, and when it was restated."""
    if revisions.empty:
        return nothing("No value in this period was restated.")
    rows = [
        f'<li><span class="muted">restated</span><span><b>{escape(wording.moment(r.at, as_of))}</b> '
        f"said {escape(wording.value(r.value, unit))} until {escape(wording.moment(r.restated_at, as_of))}</span></li>"
        for r in revisions.sort_values("restated_at", ascending=False).head(MOST).itertuples()
    ]
    return _list(rows, len(revisions))


def duties(ownership: Ownership, as_of: dt.datetime) -> str:
    """Everybody concerned: who holds each duty now and why, the backup, and the escalation with its times."""
    rows = [_duty(holding.duty, holding) for holding in ownership.duties]
    rows.append(_duty("backup", ownership.backup))
    for step in ownership.escalation:
        rows.append(_duty(f"after {wording.span(step.after)}", step.holding, f" · {wording.due(step.due, as_of)}"))
    return f'<div class="heading">Who holds it now</div><ul class="log">{"".join(rows)}</ul>'


def _duty(name: str, holding: Holding | None, more: str = "") -> str:
    who = holding.name if holding and holding.party else "nobody"
    why = path(holding) if holding else ""
    small = f"<small>↪ {escape(why)}</small>" if why else ""
    return f'<li><span class="muted">{escape(name)}</span><span><b>{escape(who)}</b>{escape(more)}{small}</span></li>'


def quiet_sentence(title: str, segment: str, state: MetricState | None) -> str:
    """A series without an open breach, and how the metric stands elsewhere."""
    text = f"<b>{escape(title)}</b>{escape(f' · {wording.segment(segment)}')} &ensp;no open breach"
    if state is None:
        return f'<div class="sentence">{text}; the SOP in force then does not have this metric</div>'
    elsewhere = (
        f'<span class="tone">{ICON[state.state]} {state.state}</span> in {escape(wording.segment(state.segment))}'
    )
    return f'<div class="sentence {css_class(state.state)}">{text}; the metric is {elsewhere}</div>'


def about(metric: Metric, objective: Objective | None, sop: Sop, use: Use | None = None) -> str:
    """What the SOP says of a metric: what it serves, where it comes from, how often it is reported, who defines it."""
    facts = [metric.aspect, metric.kind]
    facts.append(f"{metric.better} is better" if metric.better in ("higher", "lower") else metric.better or "")
    often = metric.reported if isinstance(metric.reported, str) else f"every {wording.span(metric.reported)}"
    small = [f"from {metric.source}, {often}" if metric.source else "made of other metrics"]
    small.append(f"stale after {wording.span(sop.patience(metric))}")
    small += [f"no evidence below n {metric.min_n:,}"] if metric.min_n else []
    small += [f"from the library: {use.definition} ({use.file}, line {use.line})"] if use else []
    aim = f"<p>{escape(objective.statement)}</p>" if objective else ""
    tried = ", ".join(_in_lab(sop.sop, metric.id, threshold.id) for threshold in metric.thresholds)
    aim += f"<p>Thresholds, to try others: {tried}</p>" if tried else ""
    return (
        f'<div class="heading">{escape(sop.title)}, version of {wording.day(sop.effective_from)}</div>{aim}'
        f'<p class="muted">{escape(" · ".join(f for f in facts if f))}<br>{escape(" · ".join(small))}</p>'
    )


def links(heading: str, metrics: Iterable[MetricState]) -> str:
    """Other metrics by name and state, each a link to its page; '' if there are none."""
    parts = [
        f'<span class="{css_class(m.state)}"><i class="tone">{ICON[m.state]}</i> '
        f'<a href="metric?{escape(urlencode({"sop": m.sop, "metric": m.metric}), quote=True)}" target="_self">'
        f"{escape(m.title)}</a> <small>{m.state}</small></span>"
        for m in metrics
    ]
    return f'<div class="heading">{escape(heading)}</div><div class="fine">{"".join(parts)}</div>' if parts else ""


def nothing(text: str) -> str:
    return f'<p class="muted">{escape(text)}</p>'


def _list(rows: Sequence[str], total: int | None = None) -> str:
    shown = rows[:MOST]
    total = len(rows) if total is None else total
    rest = f'<p class="muted">and {total - len(shown):,} more</p>' if total > len(shown) else ""
    return f'<ul class="log">{"".join(shown)}</ul>{rest}'
