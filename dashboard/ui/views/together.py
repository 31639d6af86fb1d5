"""Whether two metrics move together, in words that never say why. Values in, text and HTML out; all escaped."""

import datetime as dt
from html import escape

from dashboard.history.pooled import Span
from dashboard.practice import wording
from dashboard.practice.together import FEWEST, STEPS, Together

UNITS = dict(zip(STEPS, ("hours", "days", "weeks", "4 weeks"), strict=True))


def unit(step: dt.timedelta) -> str:
    """'days': what a lag is counted in."""
    return UNITS.get(step, "steps")


def later(step: dt.timedelta, lag: int) -> str:
    """', 3 days later' of the second series as it is drawn; '' without a lag."""
    if not lag:
        return ""
    away = abs(lag) * step
    by = wording.counted(abs(lag), "hour") if step < STEPS[1] else wording.counted(away.days, "day")
    return f", {by} {'later' if lag > 0 else 'earlier'}"


def sentence(found: Together, one: str, other: str, span: Span, as_of: dt.datetime) -> str:
    """How closely the two move together at the lag chosen, and whether chance alone can do that."""
    r, names = found.r, (f"<b>{escape(one)}</b>", f"<b>{escape(other)}</b>")
    if r is None:
        when = f"{wording.moment(span[0], as_of)} to {wording.moment(span[1], as_of)}"
        return (
            f'<div class="sentence">Fewer than {FEWEST} instants have both {names[0]} and {names[1]} from {when}, or '
            "one of them stands still: choose a longer period.</div>"
        )
    how = "together" if r > 0 else "against one another"
    lag = later(found.step, found.lag).removeprefix(", ")
    taken = f" with {escape(other)} taken {lag}" if lag else ""
    strong = found.chance is not None and abs(r) > found.chance
    sure = "more than chance alone makes" if strong else "no more than chance alone can make"
    amount = f"{r:+.2f}".replace("-", "−")
    return (
        f'<div class="sentence">{names[0]} and {names[1]} move {how}{taken}: <b>r {amount}</b> over '
        f'{wording.counted(len(found.pairs), "pair")}, {sure}. <span class="muted">Near in time is not because of.'
        "</span></div>"
    )


def notes(found: Together) -> str:
    """How it is made."""
    each = {STEPS[0]: "hour", STEPS[1]: "day", STEPS[2]: "week"}.get(found.step, "4 weeks")
    said = [
        f"Means of each {each}, Pearson's r at each lag; a lag above 0 takes the second later. Unless chosen, it is "
        "the shortest lag that comes near the strongest r."
    ]
    if found.chance is not None:
        said.append(
            f"Between the dashed lines (±{found.chance:.2f}) lies what two unrelated series reach at one of these lags "
            "in 19 cases of 20, as much as each depends on its own past."
        )
    return f'<p class="quiet">{escape(" ".join(said))}</p>'
