"""The minutes in words: what every form of them says the same, in the time of the sitting. Nothing here escapes."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from dashboard.practice import wording
from dashboard.practice.minutes.form import Document, MinutedAction, MinutedItem

# In the order in which they are taken.
REASONS = {
    "action": "Actions agreed before",
    "new": "New breaches",
    "worsened": "Worse than last time",
    "open": "Still breaching",
    "ended": "Breaches that ended",
    "incident": "Incidents",
    "asked": "Changes asked of the SOP",
    "stale": "Without data",
    "quarantine": "Rows that could not be used",
    "event": "Releases and incidents",
    "other": "Other business",
}
ICONS = {
    "critical": "●", "warning": "▲", "stale": "◷", "pending": "◐", "accepted": "◇", "no evidence": "○", "ok": "✓",
}  # fmt: skip
STATELESS = ("asked", "event", "other")
DECISIONS = {"accept": "Accepted", "act": "Act", "change_sop": "Change the SOP", "no_action": "No action"}
DRAFT = "Draft, not signed"
UNVERIFIED = "not verified: the name was chosen, nobody signed in"


@dataclass(frozen=True)
class Remark:
    """Who added something to signed minutes, and when (naive UTC); `text` is '' for a countersignature."""

    name: str
    at: dt.datetime
    verified: bool
    text: str = ""


@dataclass(frozen=True)
class Minutes:
    """A document as it is handed on: its hash and when it was signed (naive UTC), and what was added afterwards.

    A draft has neither.
    """

    document: Document
    hash: str = ""
    signed_at: dt.datetime | None = None
    corrections: tuple[Remark, ...] = ()
    countersigned: Remark | None = None

    @property
    def signed(self) -> bool:
        """Whether anybody stands for it."""
        return bool(self.document.signed_by)

    @property
    def made_at(self) -> dt.datetime:
        """When it became what it is: signed; for a draft, what it is as of."""
        return self.signed_at or self.document.as_of

    def moment(self, instant: dt.datetime) -> str:
        """'Mon 16 Nov 2026 10:00' in the time zone of the sitting."""
        return wording.moment(self._local(instant))

    def day(self, instant: dt.datetime) -> str:
        """'Mon 16 Nov 2026' in the time zone of the sitting."""
        return wording.day(self._local(instant))

    def _local(self, instant: dt.datetime) -> dt.datetime:
        return wording.local(instant, self.document.timezone).replace(tzinfo=None)

    @property
    def heading(self) -> str:
        """The title of the review and the day of the sitting."""
        return f"{self.document.title}, {self.day(self.document.at)}"

    @property
    def items(self) -> list[MinutedItem]:
        """The items, without an "anything else" to which nobody had anything to say."""
        return [i for i in self.document.items if i.reason != "other" or i.note or i.decision or i.actions]

    @property
    def groups(self) -> Iterator[tuple[str, list[MinutedItem]]]:
        """The items under the heading of their reason, in the order of the document."""
        for reason in dict.fromkeys(item.reason for item in self.items):
            yield REASONS.get(reason, reason), [item for item in self.items if item.reason == reason]

    @property
    def actions(self) -> list[MinutedAction]:
        """Every action of every item, once."""
        return list({action.id: action for item in self.document.items for action in item.actions}.values())

    @property
    def summary(self) -> str:
        """'9 items, 5 decisions, 3 actions'."""
        counts = (len(self.items), "item"), (sum(bool(i.decision) for i in self.items), "decision")
        return ", ".join(wording.counted(*count) for count in (*counts, (len(self.actions), "action")))

    @property
    def facts(self) -> list[tuple[str, str]]:
        """What there is to say of the sitting as a whole, as (what, which)."""
        document = self.document
        opened = self.moment(document.opened_at) if document.opened_at else "not opened"
        facts = [
            ("SOP", document.sop_title),
            ("Review", f"{document.title} ({document.sop}/{document.review})"),
            ("Due", f"{self.moment(document.at)} ({document.timezone})"),
            ("Opened", opened),
            ("Signed", self.signature),
            ("Countersigned", self._by(self.countersigned) if self.countersigned else ""),
            ("Chair", document.chair),
            ("Invited", ", ".join(document.invited)),
            ("Attended", ", ".join(document.attendees) or "nobody was noted"),
            ("Covers", f"{self.moment(document.since)} to {self.moment(document.as_of)}"),
            ("In short", self.summary),
        ]
        return [(what, which) for what, which in facts if which]

    @property
    def signature(self) -> str:
        """Who signed it as what, and when; that nobody did."""
        document = self.document
        if not self.signed:
            return DRAFT
        name = document.signed_by_name or document.signed_by
        role = f" as {document.signed_as}" if document.signed_as else ""
        return f"by {name}{role}, {self.moment(self.made_at)}{_unverified(document.verified)}"

    @property
    def corrected(self) -> list[tuple[str, str]]:
        """The corrections as (by whom and when, text), oldest first."""
        return [(self._by(remark), remark.text) for remark in self.corrections]

    @property
    def provenance(self) -> list[tuple[str, str]]:
        """What it was made from, and what proves it, as (what, which)."""
        document = self.document
        events = wording.counted(document.ledger_length, "event")
        made = [
            ("Numbers", document.generation or "none were loaded"),
            ("SOPs", document.digest),
            ("Ledger", f"{events}, the last one's hash {document.ledger_head}"),
            ("This document", f"SHA-256 {self.hash}" if self.hash else "a draft has no hash"),
        ]
        return [(what, which) for what, which in made if which]

    def decision(self, item: MinutedItem) -> str:
        """'Accepted until Tue 1 Dec 2026', 'Act', 'Change the SOP', 'No action'; '' if none was taken."""
        if item.decision == "accept" and item.until:
            return f"Accepted until {self.moment(item.until)}"
        return DECISIONS.get(item.decision, item.decision)

    def terms(self, item: MinutedItem) -> list[tuple[str, str]]:
        """Who is to act on an item and by which response, as (what, which)."""
        owner = f"{item.owner} ({item.owner_duty})" if item.owner and item.owner_duty else item.owner
        return [(what, which) for what, which in (("Owner", owner), ("Response", item.response)) if which]

    def _by(self, remark: Remark) -> str:
        return f"by {remark.name}, {self.moment(remark.at)}{_unverified(remark.verified)}"


def state(item: MinutedItem) -> str:
    """'● critical': an icon and a word; '' for an item that has no state to speak of."""
    if item.reason in STATELESS:
        return ""
    return f"{ICONS.get(item.state, '○')} {item.state}"


def comment(item: MinutedItem) -> str:
    """What was said to the decision, and by whom: 'It follows accuracy. (Ola Berg)'."""
    by = f"({item.decided_by})" if item.decided_by else ""
    return " ".join(filter(None, (item.decision_comment, by)))


def healthy(minutes: Minutes) -> str:
    """All that is healthy, in a line."""
    return "; ".join(minutes.document.healthy)


def action_cells(action: MinutedAction) -> tuple[str, str, str, str]:
    """An action as a row: what, who, by when, and how it stood."""
    return action.what, action.who_name or action.who, wording.day(action.due), action.state


def clean(text: str) -> str:
    """Text with every line break as a newline, and control characters as a sign that one was there."""
    lines = text.expandtabs(4).splitlines()
    return "\n".join("".join("�" if ord(c) < 32 or 127 <= ord(c) < 160 else c for c in line) for line in lines)


def _unverified(verified: bool) -> str:
    return "" if verified else f" ({UNVERIFIED})"
