"""What the reader asked for: it stands in the URL and nowhere else, so that a link shows the same view."""

import datetime as dt

import streamlit as st

from dashboard.practice.world import World


def asked(name: str) -> str | None:
    """The value of one query parameter, None if absent or empty."""
    return st.query_params.get(name) or None


def ask_for(**values: str | None) -> None:
    """Puts values into the URL, for callbacks; None or '' takes a parameter out. The browser's back undoes it."""
    before = st.query_params.to_dict()
    wanted = {name: value for name, value in {**before, **values}.items() if value}
    if wanted != before:
        st.query_params.from_dict(wanted)


def real_now() -> dt.datetime:
    """The clock on the wall, naive UTC, to the minute: it is read here and nowhere further in."""
    return dt.datetime.now(dt.UTC).replace(tzinfo=None, second=0, microsecond=0)


def now(world: World) -> dt.datetime:
    """The present of this world, naive UTC: its own clock where that stands still."""
    return world.now(real_now())


def as_of(world: World) -> dt.datetime:
    """The instant being looked at, naive UTC: `as_of` of the URL (a day means its end), never later than now.

    What is neither a day nor an instant is taken for now; `as_of_error` says so.
    """
    text, present = asked("as_of"), now(world)
    if text is None:
        return present
    try:
        instant = dt.datetime.fromisoformat(text)
        if as_day(text) and len(text) == len("2026-11-16"):
            instant += dt.timedelta(days=1, seconds=-1)  # midnight is the next day's already
        if instant.tzinfo:
            instant = instant.astimezone(dt.UTC).replace(tzinfo=None)
    except (ValueError, OverflowError):
        return present
    return min(instant, present)


def as_of_error() -> str | None:
    """What is wrong with `as_of` of the URL, as a sentence; None if nothing is."""
    text = asked("as_of")
    if text is None or as_day(text):
        return None
    return "The address asks for a day that is none: `as_of` is written like 2026-11-16. This is the present."


def as_day(text: str | None) -> dt.date | None:
    """The day of '2026-11-16' or '2026-11-16T09:30:00Z'; None for anything else."""
    try:
        return dt.datetime.fromisoformat(text or "").date()
    except ValueError:
        return None
