"""What a single value in the SOP file may be: ids, durations, days, numbers, each refused in its own words."""

import datetime as dt
import re
from typing import Annotated, Literal
from zoneinfo import ZoneInfo, available_timezones

from pydantic import AfterValidator, BeforeValidator, Field, WithJsonSchema

from dashboard.errors import nearest

DURATION = re.compile(r"^([0-9]{1,6})(m|h|d|w)$")
_UNIT = {"m": "minutes", "h": "hours", "d": "days", "w": "weeks"}
_LONGEST = dt.timedelta(days=36525)  # what may be subtracted from any instant we know without leaving the calendar
_YEARS = range(1900, 2200)
_ID = re.compile(r"[a-z0-9][a-z0-9_-]{0,63}")
FREQUENCY = {"hourly": "1h", "daily": "1d", "weekly": "1w", "monthly": "31d", "quarterly": "92d"}


def duration(text: object) -> dt.timedelta:
    """`'4h'` → four hours. Raises ValueError for anything that is not a whole number of m, h, d or w above 0."""
    if isinstance(text, dt.timedelta):
        return text
    match = DURATION.match(text) if isinstance(text, str) else None
    if not match or int(match[1]) == 0:
        raise ValueError(f"{_written(text)} is not a duration; write it like 30m, 4h, 3d or 2w")
    length = dt.timedelta(**{_UNIT[match[2]]: int(match[1])})
    if length > _LONGEST:
        raise ValueError(f"{_written(text)} is longer than a hundred years")
    return length


def _written(value: object) -> str:
    return "a list or mapping" if isinstance(value, list | dict) else f"'{str(value)[:60]}'"


def count_or_duration(value: object) -> int | dt.timedelta:
    """`2` → a count of two, `'3d'` → three days. Raises ValueError for anything else."""
    if isinstance(value, int) and not isinstance(value, bool):
        if value < 1:
            raise ValueError(f"a count begins at 1, not {value}")
        return value
    try:
        return duration(value)
    except ValueError:
        message = f"{_written(value)} is neither a count of observations like 2 nor a duration like 3d"
        raise ValueError(message) from None


def _frequency(value: object) -> str | dt.timedelta:
    if isinstance(value, str) and value in FREQUENCY:
        return value
    try:
        return duration(value)
    except ValueError:
        hint = nearest(value, FREQUENCY) if isinstance(value, str) else ""
        raise ValueError(f"{_written(value)} is not a reporting frequency{hint or '; write daily, or 6h'}") from None


def _day(value: object) -> dt.date:
    if isinstance(value, str) and re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", value):
        try:
            value = dt.date.fromisoformat(value)
        except ValueError:
            raise ValueError(f"'{value}' is no day of the calendar") from None
    if not isinstance(value, dt.date) or isinstance(value, dt.datetime):
        raise ValueError(f"{_written(value)} is not a day; write it like 2026-07-06")
    if value.year not in _YEARS:
        raise ValueError(f"a year between {_YEARS.start} and {_YEARS.stop - 1}, not {value.year}")
    return value


def _zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except Exception:
        hint = nearest(name, available_timezones()) or "; write an IANA name like Europe/London"
        raise ValueError(f"unknown time zone '{name[:60]}'{hint}") from None
    return name


def _id(text: str) -> str:
    if not _ID.fullmatch(text):
        slug = re.sub(r"[^a-z0-9_]+", "-", text.lower()).strip("-_")[:64]
        hint = f"; write '{slug}'" if slug else ""
        raise ValueError(f"{_written(text)} is not an id (small letters, digits, - and _, at most 64){hint}")
    return text


def _dimension(text: str) -> str:
    if not text.strip() or any(mark in text for mark in ",=\n"):
        raise ValueError(f"{_written(text)} is not the name of a dimension: it must not be empty or hold , or =")
    return text


Duration = Annotated[
    dt.timedelta, BeforeValidator(duration), WithJsonSchema({"type": "string", "pattern": DURATION.pattern})
]
Count = Annotated[int, Field(ge=1, strict=True)]
CountOrDuration = Annotated[
    int | dt.timedelta,
    BeforeValidator(count_or_duration),
    WithJsonSchema({"anyOf": [{"type": "integer", "minimum": 1}, {"type": "string", "pattern": DURATION.pattern}]}),
]
Frequency = Annotated[
    Literal["hourly", "daily", "weekly", "monthly", "quarterly"] | dt.timedelta,
    BeforeValidator(_frequency),
    WithJsonSchema({"anyOf": [{"enum": list(FREQUENCY)}, {"type": "string", "pattern": DURATION.pattern}]}),
]
Zone = Annotated[str, AfterValidator(_zone)]
Day = Annotated[dt.date, BeforeValidator(_day), WithJsonSchema({"type": "string", "format": "date"})]
Id = Annotated[
    str, AfterValidator(_id), WithJsonSchema({"type": "string", "pattern": f"^{_ID.pattern}$", "maxLength": 64})
]
Dimension = Annotated[str, AfterValidator(_dimension), WithJsonSchema({"type": "string", "pattern": "^[^,=\\n]+$"})]
Text = Annotated[str, Field(min_length=1)]
Number = Annotated[float, Field(allow_inf_nan=False, strict=True)]
