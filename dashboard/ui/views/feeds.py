"""Sources as cards: how fresh, how many rows, what was turned away and why. Values in, HTML out; all escaped."""

import datetime as dt
from html import escape

from dashboard.history.ingest import Report
from dashboard.history.trial import Tried
from dashboard.practice import wording
from dashboard.practice.feeding import Feed, Feeding
from dashboard.practice.standing import State
from dashboard.ui.style import css_class
from dashboard.ui.theme import ICON

WORDS: dict[State, str] = {
    "critical": "refused", "stale": "late", "warning": "rows rejected", "no evidence": "never loaded", "ok": "fresh",
}  # fmt: skip
MOST = 4  # reasons, or metrics, that a card names


def card(feed: Feeding, as_of: dt.datetime) -> str:
    """One source: state, name, what it holds, rows, newest instant, last load, and what needs looking at."""
    source, load = feed.source, feed.load
    newest = f"newest {wording.moment(feed.last_at, as_of)}" if feed.last_at else "nothing yet"
    loaded = f"loaded {wording.moment(load.loaded_at)} UTC" if load else "never loaded"
    notes = []
    if load and load.refused:
        notes.append(f'<b class="tone">Refused:</b> {escape(load.refused)}. Its last good data stays in force.')
    if feed.late:
        notes.append(f"<b>Late:</b> {_some([_late(f, as_of) for f in feed.late])}")
    if load and load.rejected:
        why = _some([f"{rows:,} × {escape(reason)}" for reason, rows in feed.reasons])
        notes.append(f"<b>{load.rejected:,} rejected:</b> {why}")
    if not feed.feeds and source.holds == "observations":
        notes.append(
            f"No procedure takes numbers from it: name it as <code>source: {escape(source.id)}</code> of a metric."
        )
    lines = "".join(f"<small>{note}</small>" for note in notes)
    return (
        f'<div class="feed {css_class(feed.state)}"><span class="tone">{ICON[feed.state]} {WORDS[feed.state]}</span>'
        f'<span class="what"><b>{escape(source.title or source.id)}</b>'
        f"<small>{escape(source.id)} · {escape(_holds(feed))} · {escape(source.path)}</small></span>"
        f'<span class="rows"><b>{feed.rows:,}</b><small>{_last(feed)}</small></span>'
        f'<span class="when"><b>{escape(newest)}</b><small>{escape(loaded)}</small></span>'
        f'<span class="notes">{lines}</span></div>'
    )


def _holds(feed: Feeding) -> str:
    if feed.source.holds != "observations":
        return feed.source.holds
    often = sorted({f.metric.reported if isinstance(f.metric.reported, str) else "own rhythm" for f in feed.feeds})
    count = len(feed.feeds)
    return f"{count} metric{'' if count == 1 else 's'}{', ' if often else ''}{' and '.join(often)}"


def _last(feed: Feeding) -> str:
    restated = f", {feed.load.restated:,} restated" if feed.load and feed.load.restated else ""
    return f"row{'' if feed.rows == 1 else 's'}{restated}"


def _late(feed: Feed, as_of: dt.datetime) -> str:
    silent = f"silent for {wording.span(as_of - feed.last_at)}" if feed.last_at else "nothing ever"
    return f"{escape(feed.metric.title)}, {silent} (expected within {wording.span(feed.metric.patience)})"


def _some(parts: list[str]) -> str:
    rest = f" and {len(parts) - MOST} more" if len(parts) > MOST else ""
    return "; ".join(parts[:MOST]) + rest


def outcome(report: Report) -> str:
    """What a load did, in a sentence, as Markdown-free plain text."""
    loaded, restated = sum(s.loaded for s in report.sources), sum(s.restated for s in report.sources)
    rejected, refused = sum(s.rejected for s in report.sources), [s.source for s in report.sources if s.refused]
    said = f"{loaded:,} new, {restated:,} restated, {rejected:,} rejected"
    said = said if report.published else f"Nothing new: the files are as they were ({rejected:,} rows rejected before)"
    return f"{said}; refused: {', '.join(refused)}" if refused else said


def tried_out(tried: Tried) -> str:
    """What reading a file by a mapping gave: how many values of which metrics, or why it cannot be read."""
    if tried.refused:
        return f'<div class="calm critical"><h3>It cannot be read so</h3><p>{escape(tried.refused)}</p></div>'
    if not tried.loaded:
        return (
            f'<div class="calm critical"><h3>No row of it is an observation</h3><p>All {tried.rejected:,} rows were '
            "rejected; the reasons are usually the date format or the column of the value.</p></div>"
        )
    parts = [
        f"{p.metric}: {p.points:,} values from {wording.day(p.first_at)} to {wording.day(p.last_at)}, "
        f"{wording.value(p.lowest)} to {wording.value(p.highest)}"
        for p in tried.profiles
    ]
    lines = "".join(f"<li>{escape(part)}</li>" for part in parts)
    state = "warning" if tried.rejected else "ok"
    heading = f"{tried.loaded:,} values read, {tried.rejected:,} rejected"
    return f'<div class="calm {state}"><h3>{heading}</h3><ul>{lines}</ul></div>'
