"""`data/notifications.yaml`, as a model: where each person or team reads what they are told, and when.

Addresses are URLs as Apprise has them. Their secrets stand in the environment or in secrets.toml: the file only names
them, `${NAME}`.
"""

import datetime as dt
import re
from typing import Annotated, get_args
from urllib.parse import quote, urlsplit
from zoneinfo import ZoneInfo

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, WithJsonSchema, field_validator, model_validator

from dashboard.errors import nearest
from dashboard.ledger.acts import ChangeKind
from dashboard.sop.fields import Duration, Id, Text, Zone
from dashboard.yamlfile import Misplaced

KINDS: tuple[ChangeKind, ...] = get_args(ChangeKind)
CLOCK = r"^([01]?[0-9]|2[0-3]):[0-5][0-9]$"


def _clock(value: object) -> object:
    if isinstance(value, str) and re.match(CLOCK, value):
        hour, _, minute = value.partition(":")
        return dt.time(int(hour), int(minute))
    raise ValueError(f"'{str(value)[:60]}' is not a time of day; write it like 07:30")


Clock = Annotated[dt.time, BeforeValidator(_clock), WithJsonSchema({"type": "string", "pattern": CLOCK})]


class Part(BaseModel):
    """What every part of the file has in common: it is frozen, and refuses keys it does not know."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Quiet(Part):
    """Each day from `from` until `until` nothing is sent; it is told together afterwards. `critical`: that is sent."""

    from_: Clock = Field(alias="from")
    until: Clock
    timezone: Zone | None = None
    critical: Annotated[bool, Field(strict=True)] = False

    @model_validator(mode="after")
    def _ends(self) -> "Quiet":
        if self.from_ == self.until:
            raise Misplaced("quiet hours that begin when they end would be none, or all of the day", "until")
        return self


class Channel(Part):
    """One way to reach somebody. `{email}` in its URL stands for the receiver's e-mail address of people.yaml."""

    id: Id
    url: Text

    @field_validator("url")
    @classmethod
    def _formed(cls, url: str) -> str:
        if not re.match(r"^([A-Za-z][A-Za-z0-9+.-]*://\S+|\$\{[A-Za-z_][A-Za-z0-9_]*\})$", url):
            raise ValueError("an address has the form kind://…, like mailtos://… or slack://…, or is ${NAME} whole")
        return url

    def address(self, email: str | None) -> str:
        """The URL for the receiver with that e-mail address, its secrets still to be put in."""
        return self.url.replace("{email}", quote(email or "", safe="@"))

    @property
    def by_mail(self) -> bool:
        """Whether it needs the e-mail address of the receiver."""
        return "{email}" in self.url


class Receiver(Part):
    """How one person or team is told, where that is not as for everybody."""

    party: Id
    channels: tuple[Id, ...] | None = None
    quiet: Quiet | None = None
    repeat: Duration | None = None
    tell: tuple[ChangeKind, ...] | None = None


class Notifications(Part):
    """The whole file. `default` is the channel of all who have none of their own."""

    link: str | None = None
    timezone: Zone = "UTC"
    default: Id | None = None
    quiet: Quiet | None = None
    repeat: Duration | None = None
    tell: tuple[ChangeKind, ...] = KINDS
    channels: tuple[Channel, ...] = ()
    receivers: tuple[Receiver, ...] = ()

    @field_validator("link")
    @classmethod
    def _of_the_web(cls, link: str | None) -> str | None:
        parts = urlsplit(link or "")
        if link is None or (parts.scheme in ("http", "https") and parts.netloc and not re.search(r"[\s@?#<>\"]", link)):
            return link.rstrip("/") if link else link
        raise ValueError(f"'{link[:60]}' is not the address of the app; write it like https://ownership.example.com")

    @model_validator(mode="after")
    def _fits_together(self) -> "Notifications":
        known = {channel.id for channel in self.channels}
        for key, ids in (("channels", [c.id for c in self.channels]), ("receivers", [r.party for r in self.receivers])):
            for i, id in enumerate(ids):
                if id in ids[:i]:
                    what = "two channels are called" if key == "channels" else "two entries are for"
                    raise Misplaced(f"{what} '{id}'", key, i, "id" if key == "channels" else "party")
        for i, receiver in enumerate(self.receivers):
            for j, id in enumerate(receiver.channels or ()):
                if id not in known:
                    raise Misplaced(f"there is no channel '{id}'{nearest(id, known)}", "receivers", i, "channels", j)
        if self.default is not None and self.default not in known:
            raise Misplaced(f"there is no channel '{self.default}'{nearest(self.default, known)}", "default")
        return self

    def channel(self, id: str) -> Channel | None:
        """The channel of that id, or None."""
        return next((channel for channel in self.channels if channel.id == id), None)

    def receiver(self, party: str) -> Receiver:
        """How that person or team is told: what the file says of them, else what it says of all."""
        own = next((r for r in self.receivers if r.party == party), Receiver.model_construct(party=party))
        return Receiver.model_construct(
            party=party,
            channels=own.channels if own.channels is not None else ((self.default,) if self.default else ()),
            quiet=own.quiet or self.quiet,
            repeat=own.repeat or self.repeat,
            tell=own.tell if own.tell is not None else self.tell,
        )

    def has_own(self, party: str) -> bool:
        """Whether the file names a channel of that very person or team."""
        return any(r.party == party and r.channels for r in self.receivers)


NOBODY_TOLD = Notifications.model_construct(
    link=None, timezone="UTC", default=None, quiet=None, repeat=None, tell=KINDS, channels=(), receivers=()
)


def is_quiet(quiet: Quiet | None, at: dt.datetime, timezone: str) -> bool:
    """Whether it is quiet at a naive UTC instant; `timezone` is that of the file, for quiet hours that name none."""
    if quiet is None:
        return False
    now = at.replace(tzinfo=dt.UTC).astimezone(ZoneInfo(quiet.timezone or timezone)).time()
    if quiet.from_ < quiet.until:
        return quiet.from_ <= now < quiet.until
    return now >= quiet.from_ or now < quiet.until
