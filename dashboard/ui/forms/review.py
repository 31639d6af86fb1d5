"""When does this review meet, who is there, and what happens if nobody signs it?"""

import datetime as dt
from typing import Any

import streamlit as st

from dashboard.practice.drafting.filling import WHOLE, stated, typed, wrong
from dashboard.practice.drafting.rhythm import DAYS, EVERY, WHICH, Rhythm, every, rhythm
from dashboard.sop.model import Escalation, Review
from dashboard.ui.forms.form import NOBODY, Form

OTHER = ("", 0)


def review(form: Form, id: str) -> str:
    """The text with what the fields say of one review."""
    says = form.thing("reviews", id)
    left, right = st.columns([3, 1])
    with left:
        title = form.words("title", "Title", typed(says.get("title")))
    with right:
        lasts = form.words("duration", "Takes", typed(says.get("duration")), placeholder="30m")
    rule = _rule(form, typed(says.get("rrule")))
    chair, attendees = _people(form, says)
    remind, escalate, second = _signing(form, says)
    form.place(WHOLE)
    part = stated(
        says, title=title.strip(), rrule=rule, duration=lasts.strip(), chair=chair, attendees=attendees,
        remind=remind.strip(), escalate=escalate, countersign=second or (False if "countersign" in says else None),
    )  # fmt: skip
    part.setdefault("title", "")  # an empty one is told as empty, and not taken for one that is not there
    troubles = {f"escalate {key}": told for key, told in wrong(Escalation, escalate).items()} if escalate else {}
    return form.taken("reviews", id, part, {**wrong(Review, {**part, "escalate": None}), **troubles})


def _rule(form: Form, rule: str) -> str:
    """The recurrence as a rule, by how people say it; a rule that says more is typed as it is."""
    now = rhythm(rule)
    often = dict(EVERY) | ({(now.unit, now.interval): every(now.unit, now.interval)} if now else {})
    unit_column, day_column, time_column = st.columns([2, 3, 1])
    with unit_column:
        beats = [*often, OTHER]
        beat = st.selectbox(
            "Meets", beats, beats.index((now.unit, now.interval) if now else OTHER), key=f"{form.key} beat",
            format_func=lambda each: often.get(each, "By another rule"),
        )  # fmt: skip
    if beat == OTHER:
        with day_column:
            return form.words("rrule", "Recurrence rule", rule, help="As calendars write it (RFC 5545)").strip()
    unit, interval = beat
    with day_column:
        which, day = _day(form, unit, now)
    with time_column:
        at = st.time_input("At", now.at if now else dt.time(10), key=f"{form.key} at", step=dt.timedelta(minutes=15))
        form.place("rrule")
    chosen = Rhythm(unit, interval, day, at or dt.time(10), which)
    return rule if chosen == now else chosen.rrule


def _day(form: Form, unit: str, now: Rhythm | None) -> tuple[int, str]:
    """Which weekday, and of a month which one of them."""
    days = list(DAYS)
    if unit == "week":
        day = st.selectbox("On", days, days.index(now.day) if now else 0, format_func=DAYS.get, key=f"{form.key} day")
        return 1, day
    pairs = [(which, day) for which in WHICH for day in days]
    first = pairs.index((now.which, now.day)) if now else 0
    return st.selectbox(
        "On the", pairs, first, format_func=lambda pair: f"{WHICH[pair[0]]} {DAYS[pair[1]]}", key=f"{form.key} which"
    )


def _people(form: Form, says: dict[str, Any]) -> tuple[str | None, list[str]]:
    left, right = st.columns([1, 2])
    with left:
        chair = form.party("chair", "Chaired by", says.get("chair"))
    with right:
        present = [id for id in says.get("attendees") or [] if isinstance(id, str)]
        known = {party.id: party.name for party in form.library.people.people} | {
            id: f"{id} (unknown)" for id in present if form.library.people.get(id) is None
        }
        attendees = st.multiselect(
            "Attended by", list(known), present, format_func=known.__getitem__, key=f"{form.key} attendees",
            placeholder=NOBODY,
        )  # fmt: skip
        form.place("attendees")
    # who stays stands in the order of the file, whoever comes follows
    return chair, [*(id for id in present if id in attendees), *(id for id in attendees if id not in present)]


def _signing(form: Form, says: dict[str, Any]) -> tuple[str, dict[str, Any], bool]:
    """The reminder before, the escalation after, and whether two have to sign."""
    hop = says.get("escalate") or {}
    first, second, third = st.columns(3)
    with first:
        remind = form.words("remind", "Reminds them before", typed(says.get("remind")), placeholder="No reminder")
        twice = st.checkbox("A second person signs too", bool(says.get("countersign")), key=f"{form.key} countersign")
    with second:
        after = form.words("escalate after", "If nobody has signed after", typed(hop.get("after")), placeholder="2d")
    with third:
        to = form.party("escalate to", "It goes to", hop.get("to"))
    return remind, stated(hop, after=after.strip(), to=to), twice
