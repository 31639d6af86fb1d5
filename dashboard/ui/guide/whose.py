"""Steps three, four and seven: whose each metric is, who sits together over it, and whose the procedure is."""

from collections.abc import Mapping
from dataclasses import replace
from functools import partial

import streamlit as st

from dashboard.practice.beginning.answers import Answers, Meeting, Owned, ids
from dashboard.practice.world import World
from dashboard.sop.definitions import Definition
from dashboard.sop.lint.finding import PLACEHOLDER
from dashboard.ui.acts import names_of
from dashboard.ui.guide.kept import add, answers, fresh, keep, listed, said
from dashboard.ui.guide.what import definition
from dashboard.ui.text import escape_markdown

DUTIES = {
    "monitoring": "Who sees it first?", "analysis": "Who finds out why?", "decision": "Who decides what is done?",
    "backup": "Who stands in?", "to": "Who is called when nobody answers?",
}  # fmt: skip
WAITS = {
    "30m": "after 30 minutes",
    "4h": "after 4 hours",
    "1d": "after a day",
    "3d": "after 3 days",
    "1w": "after a week",
}
DAYS = {"MO": "Monday", "TU": "Tuesday", "WE": "Wednesday", "TH": "Thursday", "FR": "Friday"}
OFTEN = {
    "FREQ=WEEKLY": "every week", "FREQ=WEEKLY;INTERVAL=2": "every other week",
    "FREQ=MONTHLY": "every month, the first of these days",
}  # fmt: skip


def people_of(here: World) -> dict[str, str]:
    """Whom a duty can be given to, by id; '' for nobody yet."""
    return {"": "Nobody yet", **{id: name for id, name in names_of(here).items() if id != PLACEHOLDER}}


def owners(here: World, so_far: Answers) -> Answers:
    """The duties of each metric."""
    people = people_of(here)
    if len(people) == 1:
        st.caption("Nobody is in sop/people.yaml yet: name people there, and they can be chosen here.")
    if not so_far.metrics:
        st.caption("There is no metric yet: go back a step.")
    kept = []
    for metric in so_far.metrics:
        with st.container(border=True):
            st.markdown(f"**{escape_markdown(metric.title)}**")
            columns = st.columns(3)
            named = {}
            for n, (duty, question) in enumerate(DUTIES.items()):
                known = getattr(metric.owned, duty)
                named[duty] = columns[n % 3].selectbox(
                    question, list(people), list(people).index(known) if known in people else 0,
                    format_func=people.__getitem__, key=f"guide {metric.id} {duty}",
                )  # fmt: skip
            after = columns[2].selectbox(
                "When?", list(WAITS), list(WAITS).index(metric.owned.after), format_func=WAITS.__getitem__,
                key=f"guide {metric.id} after",
            )  # fmt: skip
            kept.append(replace(metric, owned=Owned(**named, after=after)))
    if len(kept) > 1:
        st.button("The same for all as for the first", icon=":material/content_copy:", on_click=_all_alike)
    return replace(so_far, metrics=tuple(kept))


def _all_alike() -> None:
    so_far = answers()
    first = so_far.metrics[0].owned
    for metric in so_far.metrics[1:]:
        for duty in (*DUTIES, "after"):
            st.session_state[f"guide {metric.id} {duty}"] = getattr(first, duty)
    keep(replace(so_far, metrics=tuple(replace(metric, owned=first) for metric in so_far.metrics)))


def reviews(here: World, so_far: Answers) -> Answers:
    """The meetings, and which looks at what."""
    people = people_of(here)
    looked = {review.id: [m.title for m in so_far.metrics if m.review == review.id] for review in so_far.reviews}
    about = []
    for review in so_far.reviews:
        led, at = people.get(review.chair or "?", "nobody yet"), ", ".join(looked[review.id]) or "nothing"
        about.append((review.id, review.title, f"led by {led}; looks at {at}"))
    listed("reviews", about)
    said()
    library = {each.id: each for each in here.library.definitions.of("reviews")}
    titles = {metric.id: metric.title for metric in so_far.metrics}
    free = [metric.id for metric in so_far.metrics if not metric.review or metric.review not in looked]
    key = fresh()
    with st.container(border=True):
        use = definition("Is it held as the library says?", "No: it is described here", library, f"{key} use")
        st.text_input("What is the meeting called?", f"{so_far.title} review".strip(), key=f"{key} title")
        if not use:
            first, second, third = st.columns(3)
            first.selectbox("How often?", list(OFTEN), key=f"{key} often", format_func=OFTEN.__getitem__)
            second.selectbox("On which day?", list(DAYS), key=f"{key} weekday", format_func=DAYS.__getitem__)
            third.selectbox(
                "At what time?", [f"{h:02}:{m:02}" for h in range(7, 19) for m in (0, 30)], 6, key=f"{key} time"
            )
        left, right = st.columns(2)
        left.selectbox("Who leads it, and signs?", list(people), key=f"{key} chair", format_func=people.__getitem__)
        right.multiselect("Who else sits there?", [id for id in people if id], key=f"{key} attendees",
                          format_func=people.__getitem__, placeholder="Nobody else")  # fmt: skip
        st.multiselect("What does it look at?", list(titles), free, key=f"{key} looks {len(free)}",
                       format_func=titles.__getitem__, placeholder="Nothing yet")  # fmt: skip
        st.button("Add this review", icon=":material/add:", key=f"{key} add",
                  on_click=partial(add, "reviews", partial(_review, key, use, library, len(free))))  # fmt: skip
    return so_far


def _review(key: str, use: str, library: Mapping[str, Definition], free: int) -> Answers | str:
    given, so_far = st.session_state, answers()
    title = given[f"{key} title"].strip()
    if not title:
        return "Say what the meeting is called."
    [id] = ids([title], [review.id for review in so_far.reviews])
    rule = ""
    if not use:
        hour, minute = map(int, given[f"{key} time"].split(":"))
        first = "1" if "MONTHLY" in given[f"{key} often"] else ""
        rule = f"{given[f'{key} often']};BYDAY={first}{given[f'{key} weekday']};BYHOUR={hour};BYMINUTE={minute}"
    attendees = tuple(who for who in given[f"{key} attendees"] if who != given[f"{key} chair"])
    made = Meeting(id, title, use, rule, given[f"{key} chair"], attendees)
    looks = given[f"{key} looks {free}"]
    metrics = tuple(replace(metric, review=id) if metric.id in looks else metric for metric in so_far.metrics)
    return replace(so_far, metrics=metrics, reviews=(*so_far.reviews, made))


def improvement(here: World, so_far: Answers) -> Answers:
    """Whose the procedure is, and why it begins."""
    people = people_of(here)
    owner = st.selectbox(
        "Whose is this procedure: who sees to it that it is looked at again?", list(people),
        list(people).index(so_far.owner) if so_far.owner in people else 0, format_func=people.__getitem__,
        key="guide owner",
    )  # fmt: skip
    because = st.text_area(
        "Why does it begin now? Whoever reads it in a year will want to know.", so_far.because, key="guide because",
        height=80, placeholder="The model goes live on 1 June, and nobody is called when it gets worse",
    )  # fmt: skip
    return replace(so_far, owner=owner, because=" ".join(because.split()))
