"""What was told, as documents for machines and as text for people."""

import datetime as dt
from collections.abc import Sequence

import pyarrow as pa

from dashboard.ledger.state import Acts, Notice
from dashboard.practice import wording
from dashboard.practice.ownership import known_as
from dashboard.practice.report import aligned, as_finding
from dashboard.practice.telling.reading import Settings
from dashboard.practice.telling.run import Outcome
from dashboard.practice.telling.told import notices_of, state_of
from dashboard.sop.lint import Finding
from dashboard.sop.model import People


def remarks(settings: Settings) -> list[Finding]:
    """What is wrong or unwise in the settings, among the findings of lint."""
    unwise = [Finding(p.file, p.line, "notifications", "warning", p.message) for p in settings.warnings]
    return [*map(as_finding, settings.problems), *unwise]


def notice_json(acts: Acts, notice: Notice, wall: dt.datetime) -> dict[str, object]:
    """One notice as `notify --json` has it; `why` is null unless it failed."""
    return {
        "notice": notice.id,
        "receiver": notice.receiver,
        "channel": notice.channel,
        "title": notice.title,
        "changes": [change.kind for change in notice.changes],
        "at": wording.instant(notice.claimed.at),
        "state": state_of(acts, notice, wall),
        "why": notice.failed.text if notice.failed else None,
    }


def notice_table(acts: Acts, people: People, wall: dt.datetime) -> pa.Table:
    """Every notice, the latest first, a row each: at (UTC), receiver (by name), channel, state, title, why."""
    rows = [
        {
            "at": notice.claimed.at,
            "receiver": known_as(people, notice.receiver),
            "channel": notice.channel,
            "state": state_of(acts, notice, wall),
            "title": notice.title,
            "why": notice.failed.text if notice.failed else "",
        }
        for notice in notices_of(acts)
    ]
    return pa.Table.from_pylist(rows)


def outcome_json(outcome: Outcome) -> dict[str, object]:
    """One message as `notify --retry --json` has it: `why` is null if it was sent; `again`: it is tried by itself."""
    return {
        "receiver": outcome.receiver,
        "channel": outcome.channel,
        "title": outcome.title,
        "changes": outcome.changes,
        "sent": outcome.why is None,
        "why": outcome.why,
        "again": outcome.again,
    }


def of_notices(acts: Acts, found: Sequence[Notice], people: People, wall: dt.datetime) -> str:
    """A line a notice, the latest first."""
    rows = [
        [
            wording.moment(notice.claimed.at), known_as(people, notice.receiver), notice.channel,
            state_of(acts, notice, wall), notice.title + (f" — {notice.failed.text}" if notice.failed else ""),
        ]
        for notice in found
    ]  # fmt: skip
    return "\n".join(aligned(rows))


def of_outcome(outcome: Outcome) -> str:
    """One line: 'told Mei Tanaka (mail): Critical, fired: …', or why not."""
    if outcome.why is None:
        return f"told {outcome.name} ({outcome.channel}): {outcome.title}"
    onward = "it is tried again" if outcome.again else "it is not tried again by itself; `notify --retry` does"
    return f"{outcome.name} was not told ({outcome.channel}): {outcome.why}; {onward}"
