"""Versions of an SOP: their line in time, what changed, how complete each is. Values in, HTML out; all escaped."""

import datetime as dt
from collections.abc import Sequence
from html import escape

from dashboard.errors import Problem
from dashboard.practice import wording
from dashboard.practice.standing import State
from dashboard.practice.two_versions import MARKS, Comparison, Reason, Told, capital
from dashboard.practice.version_line import Edition, EditionState
from dashboard.sop.coverage import Coverage
from dashboard.ui.style import css_class
from dashboard.ui.theme import ICON

TONE: dict[EditionState, State] = {"past": "no evidence", "in force": "ok", "future": "pending", "broken": "critical"}
SIGNS = {"+": "added", "−": "removed", "→": "changed", "↕": "moved"}
SHOWN = 4  # problems a broken version names
COLUMNS = 6  # versions whose bars stand beside one another


def time_line(editions: Sequence[Edition], now: dt.datetime, compared: Sequence[str]) -> str:
    """Every version from left to right, as wide as it was long in force; `compared` are the names of the chosen two."""
    lines = "".join(_edition(edition, now, edition.name in compared) for edition in editions)
    return f'<ol class="versions" aria-label="Versions">{lines}</ol>'


def _edition(edition: Edition, now: dt.datetime, chosen: bool) -> str:
    days = 0
    if edition.since:
        days = max(((edition.until or max(now, edition.since)) - edition.since).days, 30)
    tone = TONE[edition.state]
    body = _why(edition.reason) if edition.reason else ""
    mark = '<span class="chosen">compared</span>' if chosen else ""
    return (
        f'<li class="{css_class(tone)}{" chosen" if chosen else ""}" style="flex-grow:{days}">'
        f'<span class="tone">{ICON[tone]} {edition.state}</span>{mark}'
        f"<b>{escape(_when(edition, now))}</b>{body}{_wrong(edition.problems)}</li>"
    )


def _when(edition: Edition, now: dt.datetime) -> str:
    """'since Mon 20 Apr, 6 months', 'Thu 1 May 2025 to Mon 3 Nov 2025', 'from Tue 1 Dec, in 15 days'."""
    if edition.version is None or edition.since is None:
        return f"{edition.name}, cannot be read"
    day, zone = edition.version.sop.effective_from, edition.version.sop.timezone
    if edition.state == "future":
        return f"from {wording.day(day, now)}, in {wording.span(edition.since - now)}"
    if edition.state == "in force":
        ends = f", until {wording.day(wording.local(edition.until, zone), now)}" if edition.until else ""
        return f"since {wording.day(day, now)}, {wording.span(now - edition.since)}{ends}"
    until = f" to {wording.day(wording.local(edition.until, zone), now)}" if edition.until else ""
    return f"{wording.day(day, now)}{until}"


def _why(reason: Reason) -> str:
    by = escape(reason.by) if reason.by else "it does not say who"
    return f"<small>{by}</small><p>{escape(reason.because) or 'it does not say why'}</p>"


def _wrong(problems: Sequence[Problem]) -> str:
    lines = "".join(f"<li>{escape(_place(problem))}</li>" for problem in problems[:SHOWN])
    rest = f"<li>and {len(problems) - SHOWN} more</li>" if len(problems) > SHOWN else ""
    return f'<ul class="wrong">{lines}{rest}</ul>' if problems else ""


def _place(problem: Problem) -> str:
    return f"line {problem.line}: {problem.message}" if problem.line else problem.message


def compared(comparison: Comparison, now: dt.datetime) -> str:
    """What changed, a card a heading; the day of each change where several versions lie between."""
    many = len(comparison.reasons) > 1
    cards = []
    for group, told in comparison.groups:
        lines = "".join(_told(each, now, many) for each in told)
        cards.append(f"<section><h4>{escape(group)} <small>{len(told)}</small></h4><ul>{lines}</ul></section>")
    return f'<div class="changes">{"".join(cards)}</div>'


def _told(told: Told, now: dt.datetime, dated: bool) -> str:
    mark = MARKS[told.change.what]
    since = f" <small>from {escape(wording.day(told.change.since, now))}</small>" if dated else ""
    sign = f'<span aria-label="{SIGNS[mark]}">{mark}</span>'
    return f"<li>{sign}<span>{escape(capital(told.text))}{since}</span></li>"


def coverage_bars(editions: Sequence[Edition], now: dt.datetime) -> str:
    """The seven steps down, the latest versions across, and how much of each step each version has agreed on."""
    shown = [edition for edition in editions if edition.version][-COLUMNS:]
    if not shown:
        return ""
    head = "".join(
        f'<th scope="col">{escape(wording.day(e.version.sop.effective_from))}<small>{e.state}</small></th>'
        for e in shown if e.version
    )  # fmt: skip
    rows = "".join(
        f'<tr><th scope="row">{n}. {escape(first.step)}<small>{escape(first.asks)}</small></th>'
        f"{''.join(_bar(edition.coverage[n - 1]) for edition in shown)}</tr>"
        for n, first in enumerate(shown[0].coverage, 1)
    )
    return f'<div class="coverage"><table><thead><tr><th></th>{head}</tr></thead><tbody>{rows}</tbody></table></div>'


def _bar(coverage: Coverage) -> str:
    if coverage.share is None:
        return '<td><span class="muted">nothing to have it</span></td>'
    full = "✓ " if coverage.n == coverage.of else ""
    return (
        f'<td><span class="bar"><i style="width:{100 * coverage.share:.0f}%"></i></span>'
        f"{full}{coverage.n} of {coverage.of}</td>"
    )
