"""Where a change of an SOP is asked for: the lab, a post-mortem, an item of a review; from there it is proposed."""

import datetime as dt
from functools import partial

import streamlit as st

from dashboard.ledger.acts import Origin
from dashboard.ledger.state import Acts, Incident
from dashboard.practice.asked_changes import ChangeAsked, changes_asked
from dashboard.practice.lab.trial import Trial
from dashboard.practice.proposals.from_lab import with_threshold
from dashboard.practice.proposals.life import proposals_for
from dashboard.practice.proposals.proposed import state_of
from dashboard.practice.world import World
from dashboard.ui.acts import name_of
from dashboard.ui.draft import propose_from
from dashboard.ui.views import proposals as drawn

ICON = ":material/edit_document:"


def propose_tried(here: World, seen: Trial) -> None:
    """In the lab: the threshold as it is tried, as a change of its SOP."""
    of = seen.subject
    if st.button("Propose this threshold", icon=ICON, type="primary"):
        change = partial(with_threshold, metric=of.metric.id, before=of.threshold, after=seen.threshold)
        propose_from(here, of.sop.sop, Origin(kind="lab"), change=change, threshold=(of.metric.id, of.threshold.id))


def asked_by_incident(here: World, incident: Incident, done: Acts, instant: dt.datetime) -> None:
    """Under a post-mortem that asks something of the SOP."""
    for asked in changes_asked(done, incident.sop, instant):
        if asked.incident == incident.id:
            _asked(here, asked, Origin(kind="incident", incident=incident.id), done, instant)


def asked_by_item(here: World, sop: str, item: str, done: Acts, instant: dt.datetime) -> None:
    """Under the item of a sitting that is about a change that was asked for."""
    for asked in changes_asked(done, sop, instant):
        if asked.id == item:
            kind = "incident" if asked.incident else "review"
            origin = Origin(kind=kind, incident=asked.incident, sitting=asked.sitting, item=asked.item)
            _asked(here, asked, origin, done, instant)


def _asked(here: World, asked: ChangeAsked, origin: Origin, done: Acts, instant: dt.datetime) -> None:
    if made := proposals_for(done, asked):
        states = [(each, state_of(here, each, instant)) for each in made]
        st.html(drawn.links(states, partial(name_of, here), instant))
    if st.button("Propose the change", icon=ICON, key=f"propose for {asked.id}"):
        propose_from(here, asked.sop, origin, asked.words)
