"""What is near a change of level in time, as lists. Values in, HTML out; all text is escaped."""

import datetime as dt
from collections.abc import Sequence
from html import escape
from urllib.parse import urlencode

import pandas as pd

from dashboard.practice import wording
from dashboard.practice.near import AROUND, BEFORE, Driver
from dashboard.ui.views.drifted import happened, node, sure
from dashboard.ui.views.lanes import KINDS
from dashboard.ui.views.records import nothing

MOST = 12
DRIVERS = '<div class="heading">What drives it, and moved before it or with it</div>'
EVENTS = '<div class="heading">What happened near it</div>'
NEITHER = '<p class="quiet">Near in time is not because of.</p>'


def drivers_list(found: Sequence[Driver], as_of: dt.datetime) -> str:
    """What drives it, by the SOP: those that moved before it or with it, with the lag; and those that did not."""
    if not found:
        return DRIVERS + nothing('The SOP names no metric that drives it: one that does has it under "drives".')
    moved = [_driver(one, as_of) for one in found if one.change]
    still = ", ".join(one.of.state.title for one in found if not one.change)
    quiet = f"No change of level in the {BEFORE.days} days before it or with it: {still}." if still else ""
    listed = f'<ul class="log together">{"".join(moved)}</ul>' if moved else ""
    return DRIVERS + listed + (nothing(quiet) if quiet else "")


def _driver(one: Driver, as_of: dt.datetime) -> str:
    assert one.change is not None
    assert one.lag is not None
    only = one.of if one.of.last is one.change else None
    unit = wording.unit_of(one.of.state.unit, one.of.signal)
    values = f"from {wording.value(one.change.before, unit)} to {wording.value(one.change.after, unit)}"
    assert isinstance(one.change.at, dt.datetime)
    when = f"{values} around {wording.day(one.change.at, as_of)}"
    said = happened(only, as_of) if only else when
    through = "" if one.steps == 1 else f" · {one.steps} steps away in the metric tree"
    link = escape(f"drift?{urlencode({'focus': node(one.of)})}", quote=True)
    return (
        f'<li><span class="muted">{escape(lag(one.lag, one.together))}</span><span>'
        f'<b><a href="{link}" target="_self">{escape(one.of.state.title)}</a></b> {escape(said)}'
        f"<small>{escape(values)} · {escape(sure(one.change))}{escape(through)}</small></span></li>"
    )


def lag(before: dt.timedelta, together: bool = False) -> str:
    """'12 days before', 'with it (1 day after)', 'the same day'."""
    days = round(before / dt.timedelta(days=1))
    if days == 0:
        return "the same day"
    said = f"{wording.counted(abs(days), 'day')} {'before' if days > 0 else 'after'}"
    return f"with it ({said})" if together else said


def around_list(events: pd.DataFrame, at: dt.datetime, as_of: dt.datetime) -> str:
    """Events as `practice.near.around` has them, nearest first."""
    if events.empty:
        return EVENTS + nothing(
            f"No release, incident, alert, SOP change or feedback is known within {AROUND.days} days of "
            f"{wording.day(at, as_of)}."
        )
    lines = [_event(event, as_of) for event in events.head(MOST).itertuples()]
    rest = f'<p class="muted">and {len(events) - MOST} more, farther away</p>' if len(events) > MOST else ""
    return f'{EVENTS}<ul class="log together">{"".join(lines)}</ul>{rest}'


def _event(event: object, as_of: dt.datetime) -> str:
    name = KINDS.get(event.kind, (event.kind, ""))[0]
    model = f" · model {event.model_version}" if isinstance(event.model_version, str) and event.model_version else ""
    text = f"<small>{escape(event.text)}</small>" if isinstance(event.text, str) and event.text else ""
    when = wording.moment(event.at.to_pydatetime(), as_of)
    return (
        f'<li><span class="muted">{escape(lag(event.lag.to_pytimedelta()))}</span><span>'
        f"<b>{escape(str(event.title))}</b> · {escape(name)} · {escape(when)}{escape(model)}{text}</span></li>"
    )
