"""What was done about a breach, in a line and as a whole story. Values in, HTML out; all text is escaped."""

import datetime as dt
from collections.abc import Callable, Iterable
from html import escape

from dashboard.ledger.state import Mark
from dashboard.practice import wording
from dashboard.practice.breach import Breach
from dashboard.practice.story import Told
from dashboard.ui.style import css_class
from dashboard.ui.theme import ICON
from dashboard.ui.views.cards import incident_link

Named = Callable[[str], str]  # the name of a person or team by id


def followed_line(breach: Breach, named: Named, as_of: dt.datetime) -> str:
    """'Accepted until Tue 1 Dec by …' and 'Acknowledged by Mei Tanaka, Mon 16 Nov 10:04: …', or that nobody has yet."""
    known, said = breach.followed, []
    if known.incident:
        said.append(f"<b>Incident</b> {incident_link(known.incident)}, {known.incident.state}")
    if known.accepted:
        until = wording.moment(known.accepted.until, as_of)
        said.append(f"<b>{ICON['accepted']} Accepted until {until}</b> by {_by(known.accepted.mark, named, as_of)}")
    if known.acknowledged:
        said.append(f"<b>✓ Acknowledged</b> by {_by(known.acknowledged, named, as_of)}")
    if not known.accepted and not known.acknowledged and breach.ended_at is None:
        said.append("Nobody has acknowledged it yet.")
    return f'<div class="followed">{" · ".join(said)}</div>'


def _by(mark: Mark, named: Named, as_of: dt.datetime) -> str:
    words = f": “{escape(mark.text)}”" if mark.text else ""
    return f"{escape(named(mark.by))}, {wording.moment(mark.at, as_of)}{words}"


def story_list(breach: Breach, told: Iterable[Told], named: Named, as_of: dt.datetime) -> str:
    """One breach with everything that happened, in order."""
    said = "".join(
        f"<li><span>{wording.moment(t.at, as_of)}</span><span><b>{escape(t.what)}</b> {escape(t.words)}"
        f"{f' <small>{escape(named(t.who))}</small>' if t.who else ''}</span></li>"
        for t in told
    )
    where = " · ".join(filter(None, (breach.threshold, breach.segment and wording.segment(breach.segment))))
    return (
        f'<div class="heading {css_class(breach.level)}"><span class="tone">{ICON[breach.level]} {breach.level}</span> '
        f'{escape(where)}</div><ul class="log">{said}</ul>'
    )
