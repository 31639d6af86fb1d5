"""The threshold lab in words: what each verdict comes to, and which incidents it would have told of.

Values in, HTML out; all text of a user is escaped.
"""

import datetime as dt
from collections.abc import Sequence
from html import escape

from dashboard.practice import wording
from dashboard.practice.lab.known import Known
from dashboard.practice.lab.numbers import REPORTS, Judgement
from dashboard.practice.lab.threshold import for_text
from dashboard.practice.lab.trial import Trial
from dashboard.sop.model import Threshold

MOST = 40
HEADS = ("Breaches", "Days in breach", "Fired again at once", "Most in a week", "Incidents told of")


def sentence(seen: Trial) -> str:
    """What the edit changes, in one line."""
    now, then = len(seen.today.breaches), len(seen.tried.breaches)
    metric = escape(seen.subject.metric.title)
    if not seen.moved:
        said = f"{breaches(now)} as stated now. Move something of it, and see what it would have said."
        return f'<div class="sentence"><b>{metric}</b> · {said}</div>'
    more = "as many as now" if now == then else f"{abs(then - now):,} {'more' if then > now else 'fewer'}"
    told = _told(seen.today, seen.tried, len(seen.incidents))
    return f'<div class="sentence"><b>{metric}</b> · <b>{now:,} → {then:,}</b> breaches, {more}{told}</div>'


def meant(within: str) -> str:
    """What the heads of a verdict say; `within` is how soon a breach fires again at once."""
    return (
        f"Days in breach: some series was. Fired again at once: within {within} of its own recovery. Most in a week: "
        "what one owner got."
    )


def breaches(n: int) -> str:
    """'1 breach', '3 breaches'."""
    return f"{n:,} breach{'' if n == 1 else 'es'}"


def _told(now: Judgement, then: Judgement, known: int) -> str:
    return (
        f"; tells of <b>{now.caught} → {then.caught}</b> of {wording.counted(known, 'known incident')}" if known else ""
    )


def table(seen: Trial) -> str:
    """The three verdicts beside one another."""
    signal = seen.subject.rule(seen.subject.threshold).signal.name
    law = f"since {wording.day(seen.law_since)}"
    late = seen.first_at and seen.law_since > seen.first_at
    rows = [
        ("The law, as it was then", law if late else "every point by the version of its day", seen.law, ""),
        ("As stated now", held_to(seen.subject.threshold, seen, signal), seen.today, ""),
        (
            "As tried",
            held_to(seen.threshold, seen, seen.signal) if seen.moved else "nothing is moved",
            seen.tried,
            "on",
        ),
    ]
    head = "".join(f"<th>{name}</th>" for name in ("", *HEADS))
    body = "".join(_verdict(name, said, verdict, seen, mark) for name, said, verdict, mark in rows)
    again = wording.span(REPORTS * seen.subject.metric.frequency)
    pieces = wording.counted(seen.evidence, "piece")
    note = f"All series of the metric ({len(seen.segments)}), {pieces} of evidence. {meant(again)}"
    return f'<table class="verdicts"><tr>{head}</tr>{body}</table><p class="quiet">{escape(note)}</p>'


def _verdict(name: str, said: str, verdict: Judgement, seen: Trial, mark: str) -> str:
    known = len(seen.incidents)
    cells = (
        f"{len(verdict.breaches):,}",
        f"{verdict.days:,.1f}",
        f"{verdict.flaps:,}",
        f"{verdict.busiest:,}",
        f"{verdict.caught} of {known}" if known else wording.NONE,
    )
    amounts = "".join(f'<td data-of="{head}">{cell}</td>' for head, cell in zip(HEADS, cells, strict=True))
    return f'<tr class="{mark}"><th><b>{name}</b><small>{escape(said)}</small></th>{amounts}</tr>'


def held_to(threshold: Threshold, seen: Trial, signal: str) -> str:
    """'mean of 7 days ≥ 66 %, for 2, recovers at ≥ 67 %': all that can be moved of a threshold, in words."""
    unit = seen.subject.metric.unit
    phrase = wording.signal_phrase(signal)
    low, high = threshold.recover_bounds
    inner = wording.bounds(low, high, unit, signal)
    outer = wording.bounds(threshold.lower, threshold.upper, unit, signal)
    recovers = f", recovers at {inner}" if inner != outer else ""
    again = f", {threshold.recover.for_} in a row" if threshold.recover.for_ != 1 else ""
    start = f"{phrase} " if phrase else ""
    return f"{threshold.level}: {start}{outer}, for {for_text(threshold.for_)}{recovers}{again}"


def incidents(seen: Trial, as_of: dt.datetime) -> str:
    """Each known incident: caught or missed by today's and by the tried threshold, how late, and what that changes."""
    if not seen.incidents:
        return '<p class="quiet">No incident is known that concerns this metric: none was loaded, none opened.</p>'
    both = list(zip(seen.incidents, seen.today.told, seen.tried.told, strict=True))
    rows = "".join(_incident(one, now, then, as_of) for one, now, then in reversed(both[-MOST:]))
    return f'<ul class="log told">{rows}</ul>'


def _incident(one: Known, now: dt.datetime | None, then: dt.datetime | None, as_of: dt.datetime) -> str:
    tone, icon, word = ("ok", "✓", "told of") if then else ("critical", "●", "missed")
    where = f" · {escape(wording.segment(one.segment))}" if one.segment else ""
    opened = " · opened here" if one.where == "ledger" else ""
    return (
        f'<li class="{tone}"><span class="tone">{icon} {word}</span><span><b>{escape(one.title)}</b>'
        f"<small>began {wording.moment(one.at, as_of)}{where}{opened} · {change(one, now, then)}</small></span></li>"
    )


def change(one: Known, now: dt.datetime | None, then: dt.datetime | None) -> str:
    """'fired 2 days after it began, 1 day earlier than now'."""
    if then is None:
        return "missed now as well" if now is None else f"told of now, {_from(one, now)}"
    said = _from(one, then)
    if now is None:
        return f"{said}; missed now"
    if then == now:
        return f"{said}, as now"
    return f"{said}, {wording.span(abs(then - now))} {'earlier' if then < now else 'later'} than now"


def _from(one: Known, fired: dt.datetime) -> str:
    if fired == one.at:
        return "fired as it began"
    return f"fired {wording.span(abs(fired - one.at))} {'before' if fired < one.at else 'after'} it began"


def owners(seen: Trial) -> str:
    """Whose the breaches would have been: how many each got in all, and in their busiest week."""
    totals = {name: _totals(getattr(seen, name)) for name in ("today", "tried")}
    who: Sequence[str] = sorted(
        {*totals["today"], *totals["tried"]}, key=lambda w: (-totals["tried"].get(w, (0, 0))[0], w)
    )
    if not who:
        return '<p class="quiet">Nobody had a breach.</p>'
    rows = "".join(
        f"<tr><th>{escape(w)}</th>"
        + "".join(_load(totals[name].get(w, (0, 0))) for name in ("today", "tried"))
        + "</tr>"
        for w in who
    )
    return f'<table class="verdicts small"><tr><th></th><th>As stated now</th><th>As tried</th></tr>{rows}</table>'


def _totals(verdict: Judgement) -> dict[str, tuple[int, int]]:
    grouped = verdict.load.groupby("who")["n"]
    return {who: (int(n.sum()), int(n.max())) for who, n in grouped}


def _load(counted: tuple[int, int]) -> str:
    total, most = counted
    return f"<td>{total:,} <small>{f'at most {most:,} a week' if total else ''}</small></td>"
