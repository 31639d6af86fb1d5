"""Thresholds that cry wolf, as a list and as tables. Values in, HTML out; all text is escaped."""

import datetime as dt
from collections.abc import Sequence
from html import escape
from urllib.parse import urlencode

import pandas as pd
import pyarrow as pa

from dashboard.practice import wording
from dashboard.practice.firing_together import TOGETHER, Key, Pair
from dashboard.practice.measuring_report import changed
from dashboard.practice.noise import AGAIN, Noise, Noisy
from dashboard.practice.standing import State
from dashboard.ui.style import css_class
from dashboard.ui.theme import ICON

SHOWN = 20  # thresholds on the page; the download has all
BARS = 8


def summary(seen: Noise) -> str:
    """What fired, what of it again, and what is meant by that."""
    return (
        f'<div class="sentence"><b>{seen.fired:,}</b> breach{"" if seen.fired == 1 else "es"} fired, <b>{seen.again:,}'
        f"</b> of them again; <b>{seen.unseen:,}</b> unseen</div>"
        f'<p class="muted">Again: within {wording.span(AGAIN)} after the last breach of the same threshold and series '
        "had recovered. Unseen: nobody acknowledged it before it was over, or has yet. A threshold that fires often "
        "may be right every time: what is said here is a reason to look, for the review of the procedure.</p>"
    )


def often(seen: Noise) -> tuple[Noisy, ...]:
    """The thresholds that fired more than once, the noisiest first."""
    return tuple(t for t in seen.thresholds if t.fired > 1)


def bars(thresholds: Sequence[Noisy]) -> pd.DataFrame:
    """The noisiest, with the columns `name`, `fired` (for the first time) and `fired_again`."""
    rows = [(t.title, t.fired - t.again, t.again) for t in thresholds[:BARS]]
    return pd.DataFrame(rows, columns=["name", "fired", "fired_again"])


def notes(thresholds: Sequence[Noisy]) -> list[str]:
    """What stands beside the name of each bar."""
    return [t.threshold for t in thresholds[:BARS]]


def threshold_list(seen: Noise, titles: dict[str, str], as_of: dt.datetime) -> str:
    """Those that fired more than once: how often, how long, what a review can do; each a link to its metric."""
    shown = often(seen)[:SHOWN]
    said = "".join(_threshold(t, titles, as_of) for t in shown)
    more, once = len(often(seen)) - len(shown), len(seen.thresholds) - len(often(seen))
    rest = [f"{more} more" if more else "", f"{wording.counted(once, 'threshold')} that fired once" if once else ""]
    return said + (f'<p class="muted">and {" and ".join(filter(None, rest))}</p>' if any(rest) else "")


def _threshold(noisy: Noisy, titles: dict[str, str], as_of: dt.datetime) -> str:
    tone: State = "critical" if noisy.level == "critical" else "warning"
    length = f"{wording.span(dt.timedelta(days=noisy.days))} long (median)" if noisy.days is not None else "still open"
    facts = [f"{noisy.again} again" if noisy.again else "", f"{noisy.unseen} unseen" if noisy.unseen else ""]
    last = f"last on {wording.day(noisy.last_at, as_of)}"
    told = [*(f"→ {reason}" for reason in noisy.reasons), changed(noisy, as_of)]
    lines = [f"<small>{escape(text)}</small>" for text in told if text]
    return (
        f'<div class="feed answer {css_class(tone)}"><span class="tone">{ICON[tone]} {tone}</span>'
        f'<span class="what"><b>{_link(noisy.sop, noisy.metric, noisy.title)}</b>'
        f"<small>{escape(noisy.threshold)} · {escape(titles.get(noisy.sop, noisy.sop))}</small></span>"
        f'<span class="when"><b>fired {_times(noisy.fired)}</b><small>{" · ".join(filter(None, facts))}</small></span>'
        f'<span class="who"><small>{escape(length)}</small><small>{escape(last)}</small></span>'
        f'<span class="notes">{"".join(lines)}</span></div>'
    )


def pair_list(seen: Noise) -> str:
    """The pairs that fire together."""
    if not seen.pairs:
        return '<p class="muted">No two thresholds fire together more often than apart.</p>'
    return f'<ul class="log together">{"".join(_pair(pair, seen) for pair in seen.pairs)}</ul>'


def together_heading() -> str:
    """What is meant by together."""
    return f"Within {wording.span(TOGETHER)} of one another, in more than half of their cases, and not by chance."


def _pair(pair: Pair, seen: Noise) -> str:
    named = [_named(key, seen) for key in (pair.first, pair.second)]
    cases = f"in {pair.together} of {wording.counted(pair.cases, 'case')}"
    return (
        f'<li><span class="muted">{escape(cases)}</span><span>{" and ".join(named)}'
        f"<small>→ {escape(pair.reason)}</small></span></li>"
    )


def _named(key: Key, seen: Noise) -> str:
    sop, metric, threshold = key
    return f"<b>{_link(sop, metric, seen.titles.get((sop, metric), metric))}</b> ({escape(threshold)})"


def _link(sop: str, metric: str, title: str) -> str:
    query = escape(urlencode({"sop": sop, "metric": metric}), quote=True)
    return f'<a href="metric?{query}" target="_self">{escape(title)}</a>'


def _times(n: int) -> str:
    return {1: "once", 2: "twice"}.get(n, f"{n} times")


def as_table(seen: Noise) -> pa.Table:
    """The thresholds as a table to download, a line each."""
    schema = pa.schema(
        [("sop", pa.string()), ("metric", pa.string()), ("threshold", pa.string()), ("title", pa.string()),
         ("level", pa.string()), ("fired", pa.int64()), ("series", pa.int64()), ("again", pa.int64()),
         ("unseen", pa.int64()), ("median_days", pa.float64()), ("median_gap_days", pa.float64()),
         ("last_at", pa.timestamp("us")), ("changed_on", pa.date32()), ("since_change", pa.int64()),
         ("reasons", pa.string())]
    )  # fmt: skip
    lines = [
        {**t.__dict__, "median_days": t.days, "median_gap_days": t.gap_days, "reasons": " ".join(t.reasons)}
        for t in seen.thresholds
    ]
    return pa.Table.from_pylist([{name: line[name] for name in schema.names} for line in lines], schema)


def pair_table(seen: Noise) -> pa.Table:
    """The pairs as a table to download, a line each."""
    schema = pa.schema(
        [(name, pa.string()) for name in ("first", "second")] + [("together", pa.int64()), ("cases", pa.int64()),
         ("lead_days", pa.float64()), ("reason", pa.string())]
    )  # fmt: skip
    lines = [{**p.__dict__, "first": "/".join(p.first), "second": "/".join(p.second)} for p in seen.pairs]
    return pa.Table.from_pylist(lines, schema)
