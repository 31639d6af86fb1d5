"""How values and times are said, the same on every screen and on the command line.

Nothing here escapes: a text that comes from a file is escaped where it is drawn.
"""

import datetime as dt
import math
from collections.abc import Iterable
from zoneinfo import ZoneInfo

CURRENCIES = frozenset("€$£¥₹")
WITHOUT_UNIT = frozenset({"", "ratio", "index", "score"})
_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_SPANS = (("month", 30.44 * 86400, 60 * 86400), ("day", 86400, 2 * 86400), ("hour", 3600, 2 * 3600), ("minute", 60, 60))
NONE = "–"


def value(number: float | None, unit: str = "", signal: str = "value", against: Iterable[float | None] = ()) -> str:
    """'84.1 %', '€0.031', '4.20 s', '3.91 of 5'; a change is '−6.3 %'; '–' if there is none.

    Three significant digits, and as many more as it takes not to look equal to a bound (`against`) that it is not.
    """
    if number is None or not math.isfinite(number):
        return NONE
    scale = 100 if is_change(signal) else 1
    digits = _digits(number * scale)
    bounds = [b for b in against if b is not None and b != number]
    while digits < 12 and any(round(b * scale, digits) == round(number * scale, digits) for b in bounds):
        digits += 1
    return with_unit(f"{number * scale:{'+' if is_change(signal) else ''},.{digits}f}", unit_of(unit, signal))


def share(part: float, digits: int = 0) -> str:
    """A part of a whole, 0 to 1, or a relative change: '41.5 %', '−6.3 %'."""
    return with_unit(f"{100 * part:.{digits}f}", "%")


def bound(number: float, unit: str = "", signal: str = "value") -> str:
    """A bound as precisely as the SOP states it: '88 %', '€0.028', '−5 %'."""
    exact = number * 100 if is_change(signal) else number
    text = f"{exact:,.10f}".rstrip("0").rstrip(".") if 1e-6 <= abs(exact) < 1e15 or exact == 0 else f"{exact:g}"
    return with_unit(text, unit_of(unit, signal))


def bounds(lower: float | None, upper: float | None, unit: str = "", signal: str = "value") -> str:
    """What is acceptable: '≥ 88 %', '≤ 4 s', '0.8 to 1.25'; '' without bounds."""
    if lower is not None and upper is not None:
        return f"{bound(lower, '', signal)} to {bound(upper, unit, signal)}"
    if lower is not None:
        return one_sided("lower", lower, unit, signal)
    return one_sided("upper", upper, unit, signal) if upper is not None else ""


def one_sided(side: str, number: float, unit: str = "", signal: str = "value") -> str:
    """What the 'lower' or the 'upper' bound alone says: '≥ 88 %', '≤ 4 s'."""
    return f"{'≥' if side == 'lower' else '≤'} {bound(number, unit, signal)}"


def unit_of(unit: str, signal: str) -> str:
    """The unit of a signal of a metric that is measured in `unit`."""
    if is_change(signal):
        return "%"
    return "" if signal.endswith("(ratio)") else unit


def is_change(signal: str) -> bool:
    """Whether the signal is a relative change, shown in percent."""
    return signal.startswith(("change ", "drift "))


def signal_phrase(signal: str) -> str:
    """'change against the 28 days before', 'mean of 7 days', 'shift of level within 90 days',
    'lowest to highest region of recall'; '' for the value."""
    kind, _, rest = signal.partition(" ")
    if kind == "change":
        return f"change against the {_window(rest)} before"
    if kind == "mean":
        return f"mean of {_window(rest)}"
    if kind == "drift":
        return f"shift of level within {_window(rest)}"
    if kind == "gap":
        groups, _, as_ = rest.rpartition(" ")
        return f"lowest to highest {groups}" if as_ == "(ratio)" else f"difference between {groups}"
    return ""


def segment(text: str) -> str:
    """'all' for the whole population, else 'channel=chat, locale=de'."""
    return text.replace(",", ", ") or "all"


def titled(title: str, where: str) -> str:
    """A metric's title, with the segment `where` if it is not the whole population."""
    return f"{title} · {segment(where)}" if where else title


def day(instant: dt.datetime | dt.date, as_of: dt.datetime | dt.date | None = None) -> str:
    """'Tue 4 Nov'; with the year if `as_of` lies in another year, or is not given."""
    year = "" if as_of is not None and as_of.year == instant.year else f" {instant.year}"
    return f"{_DAYS[instant.weekday()]} {instant.day} {_MONTHS[instant.month - 1]}{year}"


def moment(instant: dt.datetime, as_of: dt.datetime | None = None) -> str:
    """As `day`, with the time of day where it is not midnight: 'Tue 4 Nov 14:00'."""
    return day(instant, as_of) + (f" {instant:%H:%M}" if instant.time() != dt.time() else "")


def local(instant: dt.datetime, timezone: str) -> dt.datetime:
    """A naive UTC instant on the clocks of a zone, aware of it."""
    return instant.replace(tzinfo=dt.UTC).astimezone(ZoneInfo(timezone))


def span(duration: dt.timedelta) -> str:
    """'12 days', '5 hours', '14 months', '1 minute': the largest unit of which there are two, rounded down."""
    seconds = max(duration.total_seconds(), 0)
    for word, size, least in _SPANS:
        if seconds >= least:
            return counted(int(seconds // size), word)
    return "less than a minute"


def agreed(duration: dt.timedelta) -> str:
    """A time as it was agreed on, exactly: '1 hour', '30 minutes', '2 weeks': the largest unit that divides it."""
    seconds = int(duration.total_seconds())
    units = (("week", 604800), ("day", 86400), ("hour", 3600), ("minute", 60), ("second", 1))
    word, size = next((word, size) for word, size in units if seconds % size == 0)
    return counted(seconds // size, word)


def counted(count: int, word: str) -> str:
    """'1 row', '3 rows', '1,200 rows'."""
    return f"{count:,} {word}{'' if count == 1 else 's'}"


def since(instant: dt.datetime | None, as_of: dt.datetime) -> str:
    """'since Tue 4 Nov, 12 days'; 'never' where there was no beginning."""
    return f"since {moment(instant, as_of)}, {span(as_of - instant)}" if instant else "never"


def due(instant: dt.datetime, as_of: dt.datetime) -> str:
    """'in 3 hours (Mon 16 Nov 14:00)', '2 days ago (Sat 14 Nov)'."""
    away = instant - as_of
    when = moment(instant, as_of)
    return f"in {span(away)} ({when})" if away > dt.timedelta() else f"{span(-away)} ago ({when})"


def instant(moment: dt.datetime | None) -> str | None:
    """'2026-07-06T00:00:00Z', as documents for machines have it; None stays None."""
    if moment is None:
        return None
    return f"{moment:%Y-%m-%dT%H:%M:%S}{f'.{moment:%f}'.rstrip('0') if moment.microsecond else ''}Z"


def _digits(number: float) -> int:
    if number == 0 or (abs(number) >= 100 and number == round(number)):
        return 0
    return min(max(2 - math.floor(math.log10(abs(number))), 0), 12)


def with_unit(text: str, unit: str) -> str:
    """A number as text with its unit before or after it, and a proper minus: '−€0.5', '84.1 %'."""
    text = text.replace("-", "−")
    if unit in CURRENCIES:
        return f"−{unit}{text[1:]}" if text.startswith("−") else f"{unit}{text}"
    return text if unit in WITHOUT_UNIT else f"{text} {unit}"


def _window(text: str) -> str:
    return counted(int(text[:-1]), {"d": "day", "h": "hour", "m": "minute", "w": "week"}[text[-1]])
