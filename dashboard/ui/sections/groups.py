"""Whether groups fare alike: each against a reference group, by the gap that the SOP allows."""

import pyarrow as pa
import streamlit as st

from dashboard.practice.fairness import Fairness, fairness, gaps
from dashboard.practice.splits import TOGETHER, splits, values_of
from dashboard.practice.standing import MetricState, standing
from dashboard.ui.asked import asked
from dashboard.ui.open import ask
from dashboard.ui.pick import pick
from dashboard.ui.sections.lines import choose_how, lines
from dashboard.ui.sections.looking import Looking, chart, on_page, range_line
from dashboard.ui.sections.take import Query, sums, take
from dashboard.ui.style import is_dark
from dashboard.ui.views import groups as view
from dashboard.ui.views import records
from dashboard.ui.views.forest import forest_figure


def groups(look: Looking) -> Looking:
    """Draws the section; what it looks at: unless dragged, the time since the gap breaches."""
    rules = ask(gaps, look.here, look.sop, look.metric, look.instant)
    own = [name for name in splits(look.about.seen.segments) if TOGETHER not in name]
    dimensions = list(dict.fromkeys([*(r.signal.dimension for r in rules if r.signal.dimension), *own]))
    if not dimensions:
        st.html(records.nothing('This metric has no groups: name dimensions under "segments" in the SOP.'))
        return look
    by = asked("by") if asked("by") in dimensions else dimensions[0]
    judged = {s.metric: s for s in ask(standing, look.here, look.instant, look.sop).metrics}
    look = look.since_breach([judged.get(rule.metric) for rule in rules if rule.signal.dimension == by])
    found = ask(fairness, look.here, look.sop, look.metric, by, asked("reference"), look.range, look.instant)
    if not found.groups:
        st.html(records.nothing(f"No group of {by.replace('_', ' ')} has been observed yet."))
        return look
    with st.container(horizontal=True, key="groups"):
        pick("by", "Groups", {name: f"By {name.replace('_', ' ')}" for name in dimensions}, by, 200, reference=None)
        names = {group.segment: f"Against {values_of(group.segment)}" for group in found.groups}
        pick("reference", "Reference group", names, found.reference or "", 220)
        choose_how(look)
    state: MetricState | None = judged.get(found.rule.metric) if found.rule else None
    st.html(view.sentence(found, state, look.range, look.instant))
    others = [g.segment for g in found.groups if g.segment != found.reference and g.rows]
    lines(look, found.of, found.reference or "", others)
    range_line(look)
    bars = [view.bar(group, found) for group in found.groups]
    against = next((g.value for g in found.groups if g.segment == found.reference), None)
    figure = forest_figure(bars, is_dark(), against, found.unit, "value over the range, with 95 % intervals")
    picture = chart(look, on_page(figure, is_dark()), "groups", zoomable=False)
    st.html(view.groups_table(found))
    st.html(view.notes(found))
    take(look, f"groups-by-{by}", lambda: as_table(found), picture, query(look, found))
    return look


def query(look: Looking, found: Fairness) -> Query:
    since, until = look.range
    return sums(look, found.of, [g.segment for g in found.groups], since, since, until, found.least)


def as_table(found: Fairness) -> pa.Table:
    """A row a group, as it is downloaded."""
    return pa.Table.from_pylist([
        {
            "segment": g.segment, "n": g.n, "observations": g.rows, "value": g.value,
            "low": g.interval[0] if g.interval else None, "high": g.interval[1] if g.interval else None,
            "reference": found.reference, f"gap_{found.as_}": g.gap, "verdict": g.verdict,
            "threshold": found.rule.threshold if found.rule else None,
        }
        for g in found.groups
    ])  # fmt: skip
