"""Versions of an SOP: their line in time, what changed, how complete each is. Values in, HTML out; all escaped."""

import datetime as dt
from collections.abc import Iterable, Sequence
from html import escape

from dashboard.errors import Problem
from dashboard.practice import wording
from dashboard.practice.health import Health
from dashboard.practice.standing import State
from dashboard.practice.two_versions import MARKS, Comparison, Reason, Told, capital
from dashboard.practice.version_line import Edition, EditionState
from dashboard.sop.coverage import Coverage
from dashboard.sop.versions import Use
from dashboard.ui.style import css_class
from dashboard.ui.theme import ICON
from dashboard.ui.views.remarks import TONE as LEVEL_TONE

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


def health_table(found: Sequence[Health], now: dt.datetime) -> str:
    """The latest versions across; down, how much each has agreed on of all and of each step, and lint's remarks."""
    shown = found[-COLUMNS:]
    if not shown:
        return ""
    head = "".join(
        f'<th scope="col">{escape(wording.day(edition.version.sop.effective_from))}<small>{edition.state}</small></th>'
        for edition in (h.edition for h in shown) if edition.version
    )  # fmt: skip
    rows = [_row("All seven steps", "each counting alike", (_whole(h.share) for h in shown))]
    rows += [
        _row(f"{n}. {first.step}", first.asks, (_bar(h.edition.coverage[n - 1]) for h in shown))
        for n, first in enumerate(shown[0].edition.coverage, 1)
    ]
    rows.append(_row("Remarks", "on the file; on the newest also by the numbers", map(_remarked, shown)))
    body = "".join(rows)
    return f'<div class="coverage"><table><thead><tr><th></th>{head}</tr></thead><tbody>{body}</tbody></table></div>'


def _row(title: str, asks: str, cells: Iterable[str]) -> str:
    return f'<tr><th scope="row">{escape(title)}<small>{escape(asks)}</small></th>{"".join(cells)}</tr>'


def _whole(share: float) -> str:
    full = "✓ " if share == 1 else ""
    return f'<td><span class="bar"><i style="width:{100 * share:.0f}%"></i></span><b>{full}{_percent(share)}</b></td>'


def _percent(share: float) -> str:
    """Not all is never 100 %."""
    return f"{min(round(100 * share), 100 if share == 1 else 99)} %"


def _remarked(health: Health) -> str:
    counts = [(level, health.remarks.get(level, 0)) for level in LEVEL_TONE]
    said = "".join(
        f'<span class="{css_class(LEVEL_TONE[level])}"><i class="tone">{ICON[LEVEL_TONE[level]]}</i> '
        f"{wording.counted(n, level) if level != 'advice' else f'{n} advice'}</span>"
        for level, n in counts if n
    )  # fmt: skip
    return f'<td class="remarked">{said or "✓ none"}</td>'


def _bar(coverage: Coverage) -> str:
    if coverage.share is None:
        return '<td><span class="muted">nothing to have it</span></td>'
    full = "✓ " if coverage.n == coverage.of else ""
    return (
        f'<td><span class="bar"><i style="width:{100 * coverage.share:.0f}%"></i></span>'
        f"{full}{coverage.n} of {coverage.of}</td>"
    )


def taken_over(uses: Sequence[Use]) -> str:
    """What a version has from the library, one line each, with where it is defined and what the version says itself."""
    lines = "".join(f"<li>{_use(use)}</li>" for use in uses)
    return f'<div class="taken"><b>From the library</b><ul>{lines}</ul></div>'


def _use(use: Use) -> str:
    own = [key for key in use.own if key != "id"]
    says = f", with its own {', '.join(own)}" if own else ""
    named = "" if use.definition == use.id else f" is {escape(use.definition)}"
    return (
        f"{escape(use.kind.removesuffix('s'))} <b>{escape(use.id)}</b>{named}{escape(says)} "
        f"<small>{escape(use.file)}, line {use.line}</small>"
    )
