"""Proposals as a list, and one of them large: what it would do, and its life. Values in, HTML out; all escaped."""

import datetime as dt
from collections.abc import Callable, Iterable, Mapping, Sequence
from html import escape
from urllib.parse import urlencode

import pyarrow as pa

from dashboard.errors import Problem
from dashboard.ledger.acts import Origin, SittingRef
from dashboard.ledger.state import Proposal
from dashboard.practice import wording
from dashboard.practice.lab.numbers import REPORTS
from dashboard.practice.proposals.effect import Effect
from dashboard.practice.proposals.life import Event, Happened, Since
from dashboard.practice.proposals.proposed import Proposed, ProposedState
from dashboard.practice.standing import State
from dashboard.practice.two_versions import as_markdown
from dashboard.ui.style import css_class
from dashboard.ui.theme import ICON
from dashboard.ui.views.verdicts import HEADS, breaches, meant

Named = Callable[[str], str]  # the name of a person or team by id
TONE: dict[ProposedState, State] = {
    "open": "pending", "approved": "accepted", "in force": "ok", "past": "no evidence", "declined": "no evidence",
    "withdrawn": "no evidence",
}  # fmt: skip
SAID: dict[Event, str] = {
    "asked": "asked for it", "proposed": "proposed it", "revised": "revised it", "said": "said",
    "approved": "approved it", "taken back": "took the approval back", "declined": "declined it",
    "withdrawn": "withdrew it", "reopened": "opened it again", "written": "made it a version",
}  # fmt: skip


def rows(
    proposals: Iterable[tuple[Proposal, ProposedState]],
    titles: dict[str, str],
    named: Named,
    waits: Mapping[str, str],
    chosen: str,
    at: dt.datetime,
) -> str:
    """A row a proposal, each one button; `titles` are those of the SOPs, `waits` what one waits for, by its id."""
    return "".join(_row(each, state, titles, named, waits, each.id == chosen, at) for each, state in proposals)


def _row(
    each: Proposal,
    state: ProposedState,
    titles: dict[str, str],
    named: Named,
    waits: Mapping[str, str],
    chosen: bool,
    at: dt.datetime,
) -> str:
    tone, lacks = TONE[state], waits.get(each.id, "")
    by = f"{named(each.made.by)}, {wording.day(each.made.at, at)} · {titles.get(each.sop, each.sop)}"
    day = wording.day(each.closed.at if each.closed else each.effective_from, at)
    lead = "" if each.closed else "since " if state == "in force" else "from "
    return (
        f'<button type="button" class="row task case {css_class(tone)}{" chosen" if chosen else ""}" '
        f'data-node="{escape(each.id)}"{" aria-current=true" if chosen else ""}>'
        f'<span class="icon" aria-hidden="true">{ICON[tone]}</span>'
        f'<span class="what"><b>{escape(each.title)}</b><small>{escape(by)}</small>'
        f"{f'<small>{escape(lacks)}</small>' if lacks else ''}</span>"
        f'<span class="amount"><b>{state}</b><small>{lead}{escape(day)}</small></span>'
        "</button>"
    )


def links(proposals: Iterable[tuple[Proposal, ProposedState]], named: Named, at: dt.datetime) -> str:
    """The proposals that were made for something, each leading to its page."""
    lines = "".join(
        f'<li class="{css_class(TONE[state])}"><span class="tone">{ICON[TONE[state]]} {state}</span>'
        f'<span><a href="proposals?{escape(urlencode({"proposal": each.id, "view": "all"}), quote=True)}" '
        f'target="_self">{escape(each.title)}</a><small>{escape(named(each.made.by))}, '
        f"{escape(wording.day(each.made.at, at))}</small></span></li>"
        for each, state in proposals
    )
    return f'<div class="heading">Proposed for it</div><ul class="log">{lines}</ul>'


def heading(found: Proposed, named: Named, sop: str, at: dt.datetime) -> str:
    """What it is, in which state, whose, since when, why, and where it came from."""
    proposal, tone = found.proposal, TONE[found.state]
    return (
        f'<div class="proposal {css_class(tone)}"><h3>{escape(proposal.title)}</h3>'
        f'<p><span class="tone">{ICON[tone]} {found.state}</span> {escape(_when(found, at))} '
        f'<span class="muted">{escape(sop)}</span></p>'
        f"<blockquote>{escape(proposal.written.text)}</blockquote>"
        f'<p class="muted">{escape(named(proposal.written.by))}, {escape(wording.moment(proposal.written.at, at))}'
        f"{_revised(proposal)}{_from(proposal.origin)}</p></div>"
    )


def _when(found: Proposed, at: dt.datetime) -> str:
    day = wording.day(found.proposal.effective_from, at)
    said = {
        "open": f"to be in force from {day}", "approved": f"in force from {day}", "in force": f"since {day}",
        "past": f"from {day}, until the version after it",
    }  # fmt: skip
    return said.get(found.state, f"it was to be in force from {day}")


def _revised(proposal: Proposal) -> str:
    return f" · {wording.counted(proposal.revision, 'text')}, this is the last" if proposal.revision > 1 else ""


def _from(origin: Origin) -> str:
    if origin.incident:
        address = escape(urlencode({"incident": origin.incident, "view": "all"}), quote=True)
        return f' · from the post-mortem of <a href="incidents?{address}" target="_self">{escape(origin.incident)}</a>'
    if origin.sitting:
        return f" · from {escape(_sitting(origin.sitting))}"
    return " · from the threshold lab" if origin.kind == "lab" else ""


def _sitting(ref: SittingRef) -> str:
    return f"the review {ref.review} of {wording.day(ref.at)}"


def problems(found: Sequence[Problem]) -> str:
    """Why a text cannot be a version, line by line."""
    lines = "".join(f"<li>{escape(f'line {p.line}: ' if p.line else '')}{escape(p.message)}</li>" for p in found)
    return f'<ul class="log critical">{lines}</ul>' if found else ""


def effect_table(effects: Sequence[Effect]) -> str:
    """Each threshold that would judge otherwise: the whole history by how it is and by how it would be."""
    if not effects:
        return '<p class="quiet">No threshold would judge otherwise: there would be no breach more, and none fewer.</p>'
    head = "".join(f"<th>{name}</th>" for name in ("", *HEADS))
    body = "".join(_effect(each) for each in effects)
    note = "The whole history of the metric, judged as if each had always been in force: as it is → as it would be."
    within = f"{REPORTS} reports"
    return f'<table class="verdicts"><tr>{head}</tr>{body}</table><p class="quiet">{note} {meant(within)}</p>'


def effects_table(effects: Sequence[Effect]) -> pa.Table:
    """The same as a table: a row a threshold and side of it; a side on which it is not stated has no row."""
    return pa.Table.from_pylist([
        {"metric": each.metric.id, "threshold": each.threshold, "judged": side, "breaches": len(found.breaches),
         "days_in_breach": found.days, "fired_again_at_once": found.flaps, "most_in_a_week": found.busiest,
         "incidents_told_of": found.caught, "incidents_known": each.incidents}
        for each in effects
        for side, found in (("as it is", each.before), ("as it would be", each.after))
        if found
    ])  # fmt: skip


def _effect(each: Effect) -> str:
    counts = [
        (f"{len(j.breaches):,}", f"{j.days:,.1f}", f"{j.flaps:,}", f"{j.busiest:,}", f"{j.caught}") if j else None
        for j in (each.before, each.after)
    ]
    was, now = counts
    cells = "".join(
        f'<td data-of="{head}">{was[i] if was else wording.NONE} → {now[i] if now else wording.NONE}'
        f"{f' of {each.incidents}' if head == HEADS[-1] and each.incidents else ''}</td>"
        for i, head in enumerate(HEADS)
    )
    kind = "" if was and now else " (new)" if now else " (dropped)"
    return f"<tr><th><b>{escape(each.metric.title)}</b><small>{escape(each.threshold)}{kind}</small></th>{cells}</tr>"


def as_table(proposals: Iterable[tuple[Proposal, ProposedState]]) -> pa.Table:
    """The list, a row each."""
    return pa.Table.from_pylist([
        {"proposal": each.id, "sop": each.sop, "title": each.title, "state": state, "by": each.made.by,
         "at": each.made.at, "effective_from": each.effective_from, "because": each.written.text,
         "approved_by": " ".join(mark.by for mark in each.approvals)}
        for each, state in proposals
    ])  # fmt: skip


def files(found: Proposed) -> list[tuple[str, str, str, str]]:
    """What can be taken away of one: label, content, file name, kind."""
    name = f"{found.proposal.sop}-{found.proposal.effective_from}"
    kept = [("YAML", found.draft.text, f"{name}.yaml", "application/yaml")]
    if found.comparison:
        kept.append(("Markdown", as_markdown(found.comparison), f"{name}.md", "text/markdown"))
    return kept


def life_list(events: Sequence[Happened], named: Named, at: dt.datetime) -> str:
    """Who did and said what, oldest first."""
    lines = "".join(
        f"<li><span>{escape(wording.moment(each.mark.at, at))}</span><span><b>{escape(named(each.mark.by))}</b> "
        f"{SAID[each.event]}{_words(each)}</span></li>"
        for each in events
    )
    return f'<ul class="log life">{lines}</ul>'


def _words(each: Happened) -> str:
    return f"<q>{escape(each.mark.text)}</q>" if each.mark.text and each.event != "written" else ""


def since_list(found: Sequence[Since]) -> str:
    """What became of the metrics that it changed, once it is in force."""
    lines = "".join(
        f"<li><b>{escape(each.metric.title)}</b> {breaches(each.after)} fired in the "
        f"{wording.counted(each.days, 'day')} since, {each.before} in as many before</li>"
        for each in found
    )
    return f'<div class="heading">What became of it</div><ul class="log">{lines}</ul>' if found else ""
