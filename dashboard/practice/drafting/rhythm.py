"""How often a review meets, as people say it: every second Thursday at 15:00. Rules that say more stay rules."""

import datetime as dt
import re
from dataclasses import dataclass
from typing import Literal

DAYS = {
    "MO": "Monday", "TU": "Tuesday", "WE": "Wednesday", "TH": "Thursday", "FR": "Friday", "SA": "Saturday",
    "SU": "Sunday",
}  # fmt: skip
WHICH = {1: "first", 2: "second", 3: "third", 4: "fourth", -1: "last"}
EVERY: dict[tuple[str, int], str] = {
    ("week", 1): "Every week", ("week", 2): "Every second week", ("week", 4): "Every four weeks",
    ("month", 1): "Every month", ("month", 3): "Every quarter",
}  # fmt: skip
_SAID = re.compile(
    r"FREQ=(?P<freq>WEEKLY|MONTHLY)(;INTERVAL=(?P<interval>[1-9]\d?))?;BYDAY=(?P<which>[1-4]|-1)?(?P<day>[A-Z]{2})"
    r";BYHOUR=(?P<hour>[01]?\d|2[0-3])(;BYMINUTE=(?P<minute>[0-5]?\d))?"
)


@dataclass(frozen=True)
class Rhythm:
    """Every `interval` weeks or months, on a day (`MO` …), of a month on its `which` one (-1: the last), at a time."""

    unit: Literal["week", "month"]
    interval: int
    day: str
    at: dt.time
    which: int = 1

    @property
    def rrule(self) -> str:
        """As the SOP file says it, a recurrence rule of RFC 5545."""
        freq = "WEEKLY" if self.unit == "week" else "MONTHLY"
        interval = f";INTERVAL={self.interval}" if self.interval > 1 else ""
        which = self.which if self.unit == "month" else ""
        return f"FREQ={freq}{interval};BYDAY={which}{self.day};BYHOUR={self.at.hour};BYMINUTE={self.at.minute}"

    @property
    def words(self) -> str:
        """'every second week on Thursday at 15:00', 'every month on the first Thursday at 14:00'."""
        on = f"the {WHICH[self.which]} {DAYS[self.day]}" if self.unit == "month" else DAYS[self.day]
        beat = every(self.unit, self.interval)
        return f"{beat[0].lower()}{beat[1:]} on {on} at {self.at:%H:%M}"


def every(unit: str, interval: int) -> str:
    """'Every second week'."""
    return EVERY.get((unit, interval), f"Every {interval} {unit}s")


def rhythm(rrule: str) -> Rhythm | None:
    """What the rule says, if that is all that it says; else None."""
    said = _SAID.fullmatch(rrule.strip())
    if said is None or said["day"] not in DAYS or (said["which"] is None) != (said["freq"] == "WEEKLY"):
        return None
    unit: Literal["week", "month"] = "week" if said["freq"] == "WEEKLY" else "month"
    at = dt.time(int(said["hour"]), int(said["minute"] or 0))
    return Rhythm(unit, int(said["interval"] or 1), said["day"], at, int(said["which"] or 1))
