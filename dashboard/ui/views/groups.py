"""Groups against a reference group, in words and figures. Values in, HTML out; all text is escaped."""

import datetime as dt
from html import escape
from urllib.parse import urlencode

from dashboard.history.pooled import Span
from dashboard.practice import wording
from dashboard.practice.fairness import Fairness, Group, Verdict
from dashboard.practice.splits import values_of
from dashboard.practice.standing import MetricState, State
from dashboard.ui.style import css_class
from dashboard.ui.theme import ICON
from dashboard.ui.views import cards
from dashboard.ui.views.figures_table import Cell, Said, figures_table
from dashboard.ui.views.forest import Bar


def sentence(found: Fairness, state: MetricState | None, span: Span, as_of: dt.datetime) -> str:
    """The widest gap over the range against what the SOP allows, and how its judge sees it instant by instant."""
    over = f"Over the {wording.span(span[1] - span[0])} looked at"
    if found.widest is None:
        said = f"{over}, fewer than two groups have enough data."
    elif found.rule is None:
        said = (
            f"{over}, lowest to highest {escape(found.dimension)} is {gap(found.widest, found)}. The SOP states no gap "
            "threshold for it: nothing is judged."
        )
    else:
        tone = tone_of(found.verdict, found)
        held = wording.bounds(found.rule.lower, found.rule.upper, measured(found), found.rule.signal.name)
        word = f'<span class="{css_class(tone or "ok")}"><span class="tone">{mark(found.verdict, found)}</span></span>'
        said = f"{over}, the widest gap is <b>{gap(found.widest, found)}</b>, acceptable {escape(held)}: {word}."
    judged = ""
    if state and found.rule:
        link = escape(f"metric?{urlencode({'sop': state.sop, 'metric': state.metric})}", quote=True)
        stands = f"{ICON[state.state]} {cards.state(state, as_of)}"
        stands += f" {wording.since(state.since, as_of)}" if state.since else ""
        judged = (
            f'<br><span class="muted">Judged instant by instant, </span><a href="{link}" target="_self">'
            f'{escape(state.title)}</a> <span class="{css_class(state.state)}">'
            f'<span class="tone">{escape(stands)}</span></span>'
        )
    return f'<div class="sentence">{said}{judged}</div>'


def gap(value: float | None, found: Fairness) -> str:
    """A gap as the threshold measures it."""
    bounds = (found.rule.lower, found.rule.upper) if found.rule else ()
    return wording.value(value, measured(found), against=bounds)


def measured(found: Fairness) -> str:
    """The unit of a gap."""
    return "" if found.as_ == "ratio" else "points" if found.unit == "%" else found.unit


def tone_of(verdict: Verdict, found: Fairness) -> State | None:
    """The state whose colour and icon a verdict has: a breach that of the threshold's level."""
    if verdict == "breach" and found.rule:
        return "critical" if found.rule.level == "critical" else "warning"
    return {"pass": "ok", "not enough data": "no evidence"}.get(verdict)  # type: ignore[return-value]


def mark(verdict: Verdict, found: Fairness) -> str:
    tone = tone_of(verdict, found)
    return f"{ICON[tone]} {verdict}" if tone else verdict


def bar(group: Group, found: Fairness) -> Bar:
    """A row of the forest."""
    said = f"{values_of(group.segment)}: {wording.value(group.value, found.unit)}"
    return Bar(values_of(group.segment), group.value, group.interval, said, tone_of(group.verdict, found))


def groups_table(found: Fairness) -> str:
    """A row a group: sample size, value with its interval, its gap to the reference, and the verdict."""
    measured = "lower / higher" if found.as_ == "ratio" else "difference"
    head = ["n", "value", "95 % interval", f"{measured} against the reference", "verdict"]
    rows = [_group(group, found) for group in found.groups]
    return figures_table([found.dimension.replace("_", " "), *head], rows)


def _group(group: Group, found: Fairness) -> list[Cell]:
    size = f"{group.n:,.0f}" if group.n is not None else "not known" if group.rows else "0"
    known = group.interval
    between = " to ".join(wording.value(end, found.unit) for end in known) if known else wording.NONE
    return [
        values_of(group.segment),
        Said(size, small=wording.counted(group.rows, "observation")),
        wording.value(group.value, found.unit),
        between,
        gap(group.gap, found),
        Said(group.verdict, tone_of(group.verdict, found)),
    ]


def notes(found: Fairness) -> str:
    """By what it is judged, and how the intervals are made."""
    said = []
    if found.rule:
        aspired = " (aspired to)" if found.rule.stage != "enforced" else ""
        said.append(f"Held against {found.titled}, threshold {found.rule.threshold}{aspired}, as in force.")
    if found.least:
        said.append(f"Observations with n below {found.least:,} are no evidence; a group of no others lacks data.")
    said.append(
        "Intervals: Wilson's, each value being a share of its n." if found.shares
        else "Intervals of the mean of the observations, of which each resembles the one before it."
    )  # fmt: skip
    return f'<p class="quiet">{escape(" ".join(said))}</p>'
