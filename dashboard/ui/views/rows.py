"""One metric a row: state, name, course, value against bound, owner. Values in, HTML out; all text is escaped."""

import datetime as dt
from collections.abc import Iterable, Sequence
from html import escape
from urllib.parse import urlencode

import pyarrow as pa

from dashboard.practice import wording
from dashboard.practice.standing import MetricState
from dashboard.ui.style import css_class
from dashboard.ui.text import initials
from dashboard.ui.theme import ICON, Palette
from dashboard.ui.views.cards import amount, bounds, state
from dashboard.ui.views.spark import spark


def row(
    metric: MetricState,
    course: Sequence[float | None],
    as_of: dt.datetime,
    colours: Palette,
    part: str = "",
) -> str:
    """One row. `course` is the line beside it.

    `part` is what the person whose view it is has to do with it, where it is somebody's.
    """
    holder = metric.acting
    place = [
        state(metric, as_of).removesuffix(", breaching"),
        wording.segment(metric.segment) if metric.segment else "",
    ]
    place.append(wording.since(metric.since, as_of).removeprefix("since ") if metric.since else "")
    more = len({b.segment for b in metric.breaches if b.stage == "enforced"}) - 1
    if more > 0:
        place.append(f"+{more} more segment{'' if more == 1 else 's'}")
    place.append(f"theirs: {part}" if part else "")
    held = bounds(metric) or ("silent" if metric.state == "stale" else "")
    return (
        f'<button type="button" class="row {css_class(metric.state)}" '
        f'data-node="{escape(f"metric:{metric.sop}/{metric.metric}", quote=True)}" '
        f'aria-label="{escape(spoken(metric), quote=True)}">'
        f'<span class="icon" aria-hidden="true">{ICON[metric.state]}</span>'
        f'<span class="what"><b>{escape(metric.title)}</b>'
        f"<small>{escape(' · '.join(p for p in place if p))}</small></span>"
        f'<span class="course">{spark(course, colours.line, colours[metric.state].ink)}</span>'
        f'<span class="amount"><b>{escape(amount(metric))}</b><small>{escape(held)}</small></span>'
        f'<span class="owner"><span class="face" aria-hidden="true">{escape(initials(holder.name))}</span>'
        f"<span><b>{escape(holder.name)}</b><small>{escape(holder.duty)}</small></span></span></button>"
    )


def spoken(metric: MetricState) -> str:
    """The name of its button, for whoever hears the page instead of seeing it."""
    held = f" against {bounds(metric)}" if bounds(metric) else ""
    return f"{metric.title}: {metric.state}, {amount(metric)}{held}, {metric.acting.name}"


def fine(metrics: Iterable[MetricState]) -> str:
    """Those that need nothing, a few words each, each a link to its page."""
    parts = [
        f'<span class="{css_class(m.state)}"><i class="tone" title="{m.state}">{ICON[m.state]}</i> '
        f'<a href="{metric_link(m)}" target="_self">{escape(m.title)}</a> <small>{escape(amount(m))}</small></span>'
        for m in metrics
    ]
    return f'<div class="fine">{"".join(parts)}</div>'


def metric_query(metric: MetricState) -> dict[str, str]:
    """What names its worst series in the address of the metric page."""
    query = {"sop": metric.sop, "metric": metric.metric}
    return query | {"segment": metric.segment} if metric.segment else query


def metric_link(metric: MetricState) -> str:
    """The address of its page, escaped for an attribute."""
    return escape(f"metric?{urlencode(metric_query(metric))}", quote=True)


def as_table(metrics: Iterable[MetricState]) -> pa.Table:
    """The list as a table to download, a line a metric; instants as machines have them."""
    lines = [
        {
            "state": m.state,
            "sop": m.sop,
            "metric": m.metric,
            "title": m.title,
            "segment": m.segment,
            "since": wording.instant(m.since),
            "signal": m.signal,
            "value": m.value,
            "lower": m.lower,
            "upper": m.upper,
            "unit": m.unit,
            "acts_now": m.acting.name,
            "owner": m.ownership.acting.name,
            "duty": m.ownership.acting.duty,
            "backup": m.ownership.backup.name if m.ownership.backup else None,
        }
        for m in metrics
    ]
    return pa.Table.from_pylist(lines)
