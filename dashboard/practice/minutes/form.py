"""What is signed: everything that the minutes show, whole, so that nothing has to be looked up ever again.

It is written as JSON into the ledger with the signature. A field once written is never renamed or given up, and a new
one has a default: documents of ten years ago are read by this. Fields that it does not know yet are left out when it
reads; only what means something else than before makes a new `form`.
"""

import datetime as dt
import math
from typing import Any

from pydantic import BaseModel, ConfigDict, ValidationError

from dashboard.errors import DashboardError
from dashboard.ledger.acts import BreachRef

FORM = 1


class Part(BaseModel):
    """What every part of the document has in common. No number in it is anything that JSON cannot say."""

    model_config = ConfigDict(frozen=True, extra="ignore", allow_inf_nan=False)


class Curve(Part):
    """The trend of an item as it was drawn: what the picture in the minutes is made from. Instants naive UTC.

    `values` are those of `signal`, in `unit` as `wording.value` says it. `bounds` are (from, to, lower, upper, level)
    of the item's thresholds, stepped where the SOP changed; `breaches` (since, to). A hollow point is no `evidence`.
    """

    unit: str
    signal: str = "value"
    at: tuple[dt.datetime, ...]
    values: tuple[float | None, ...]
    evidence: tuple[bool, ...]
    bounds: tuple[tuple[dt.datetime, dt.datetime, float | None, float | None, str], ...]
    breaches: tuple[tuple[dt.datetime, dt.datetime], ...]


class MinutedAction(Part):
    """An action as it stood at the signature."""

    id: str
    what: str
    who: str  # id
    who_name: str
    due: dt.date
    state: str


class MinutedItem(Part):
    """An item as it was talked about. `decision` is one of the ledger's words, '' if none was taken.

    `owner` is the name of who is to act, `owner_id` the id. `actions` are those that this sitting agreed on it, and the
    earlier one that the item is about. `incident` is the id of the one that the item is about.
    """

    id: str
    reason: str
    state: str
    title: str
    text: str
    metric: str = ""
    segment: str = ""
    incident: str = ""
    owner: str
    owner_duty: str
    owner_id: str = ""
    note: str
    decision: str
    decision_comment: str
    decided_by: str = ""  # a name
    until: dt.datetime | None
    response: str = ""  # the title of the response that the SOP binds to it
    earlier: tuple[str, ...]
    lines: tuple[str, ...]
    actions: tuple[MinutedAction, ...]
    curve: Curve | None


class OpenBreach(Part):
    """A breach that stood open, and the signal furthest beyond its bounds by then."""

    breach: BreachRef
    worst: float | None


class Document(Part):
    """The minutes of one sitting. `signed_by` is '' in a draft.

    `chair`, `attendees` and `invited` are names. `open` are the breaches that stood open, accepted ones among them: the
    next sitting tells by them what is new, and what is worse.
    """

    form: int = FORM
    sop: str
    sop_title: str
    review: str
    title: str
    at: dt.datetime
    timezone: str
    opened_at: dt.datetime | None
    since: dt.datetime
    as_of: dt.datetime
    generation: str
    digest: str
    ledger_length: int
    ledger_head: str
    chair: str
    chair_id: str = ""
    attendees: tuple[str, ...]
    attendee_ids: tuple[str, ...] = ()
    invited: tuple[str, ...] = ()
    items: tuple[MinutedItem, ...]
    accepted: tuple[str, ...]
    healthy: tuple[str, ...]
    open: tuple[OpenBreach, ...] = ()
    signed_by: str
    signed_by_name: str
    signed_as: str
    verified: bool

    @property
    def seen(self) -> dict[BreachRef, float]:
        """What the agenda of the next sitting asks of these minutes."""
        return {one.breach: math.nan if one.worst is None else one.worst for one in self.open}


class NotMinutes(DashboardError):
    """A text that is not the minutes of a sitting, or of a form that only a later version can read."""


def to_json(document: Document) -> str:
    """The document as it is signed and kept: the same document is always the same text."""
    return document.model_dump_json()


def read_document(text: str) -> Document:
    """The document that `to_json` made the text of, whatever version of this did. Raises NotMinutes."""
    try:
        found = Document.model_validate_json(text)
    except ValidationError as error:
        first: Any = error.errors()[0]
        place = ".".join(map(str, first["loc"]))
        raise NotMinutes(f"these are not the minutes of a sitting: {place or 'the text'}: {first['msg']}") from None
    if found.form > FORM:
        raise NotMinutes(f"these minutes are of form {found.form}, and this version reads up to {FORM}; update it")
    return found
