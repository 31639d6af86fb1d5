"""What was told to whom, and what did not go out. Values in, HTML out; all text is escaped."""

import datetime as dt
from collections.abc import Callable, Sequence
from html import escape

from dashboard.ledger.state import Acts, Notice
from dashboard.practice import wording
from dashboard.practice.standing import State
from dashboard.practice.telling.told import NoticeState, state_of
from dashboard.ui.style import css_class
from dashboard.ui.theme import ICON

TONES: dict[NoticeState, State] = {
    "sent": "ok", "being sent": "pending", "not known": "warning", "will be tried again": "warning",
    "failed": "critical", "tried again": "no evidence",
}  # fmt: skip
MOST = 30  # on the page; the download has all


def notice_list(
    acts: Acts, notices: Sequence[Notice], named: Callable[[str], str], as_of: dt.datetime, wall: dt.datetime
) -> str:
    """A line a message: how it stands, when, to whom, through which channel, what, and why not.

    `as_of` is the present of the workspace, `wall` the time on the wall (both naive UTC).
    """
    if not notices:
        return '<p class="muted">Nobody was told of it by message.</p>'
    rows = "".join(_row(notice, state_of(acts, notice, wall), named, as_of) for notice in notices[:MOST])
    rest = f'<p class="muted">and {len(notices) - MOST} more</p>' if len(notices) > MOST else ""
    return f'<ul class="log">{rows}</ul>{rest}'


def _row(notice: Notice, state: NoticeState, named: Callable[[str], str], as_of: dt.datetime) -> str:
    tone = TONES[state]
    why = ""
    if state == "not known":
        why = "it was begun, and nobody recorded how it went: it may have gone out"
    elif notice.failed:
        why = notice.failed.text
    when = wording.moment(notice.claimed.at, as_of)
    told = f"{escape(named(notice.receiver))}, {when}, through {escape(notice.channel)}"
    return (
        f'<li class="{css_class(tone)}"><span class="tone">{ICON[tone]} {state}</span>'
        f"<span><b>{escape(notice.title)}</b><small>{told}{f' · {escape(why)}' if why else ''}</small></span></li>"
    )
