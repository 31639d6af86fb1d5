"""One message in words: what with its value against its bound, since when, the first step, and links to exactly that.

What comes from files is one line each, without control characters, and is escaped in the HTML. A link leads to the app,
or to the runbook of the SOP if that is an address of the web.
"""

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from urllib.parse import urlencode, urlsplit

from dashboard.ledger.acts import BreachRef, ChangeKind, name_of
from dashboard.notify.channel import Message
from dashboard.practice import wording
from dashboard.practice.breach import Breach
from dashboard.practice.telling.news import News

VERBS: dict[ChangeKind, str] = {
    "fired": "fired", "worsened": "worse", "recovered": "recovered", "escalated": "escalated to you",
    "still breaching": "still breaching",
}  # fmt: skip
LONGEST = 300  # characters of one line
UNSEEN = re.compile("[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff\ud800-\udfff]+")


@dataclass(frozen=True)
class Entry:
    """What is said of one change: a heading, lines, and links by what they are called."""

    heading: str
    lines: tuple[str, ...]
    links: tuple[tuple[str, str], ...]


def message(news: Sequence[News], name: str, link: str | None, as_of: dt.datetime) -> Message:
    """The message that tells `name` of all that, once of each breach: `news` come in the order in which they matter.

    `link` is the address of the app; `as_of` (naive UTC) is when that was so.
    """
    once: dict[object, News] = {}
    for one in news:
        once.setdefault(one.change.breach.own if one.change.breach else one.change.own, one)
    shown = [*once.values()]
    entries = [entry(one, link, as_of) for one in shown]
    for_whom = f"For {line(name)}, as of {wording.moment(as_of)} UTC"
    text = "\n\n".join([for_whom, *("\n".join([e.heading, *_indented(e)]) for e in entries)])
    body = "".join(map(_html, entries))
    html = (
        '<html><body style="font-family:sans-serif;font-size:15px;line-height:1.45;color:#1b1f24;background:#ffffff">'
        f'<p style="color:#59636e">{escape(for_whom)}</p>{body}</body></html>'
    )
    return Message(title(entries), text, html)


def title(entries: Sequence[Entry]) -> str:
    """One line: what matters most of it, and how much more there is."""
    return entries[0].heading + (f", and {len(entries) - 1} more" if len(entries) > 1 else "")


def line(text: str) -> str:
    """The text as one line, without what cannot be seen or turns the writing round."""
    plain = " ".join(UNSEEN.sub(" ", text).split())
    return plain if len(plain) <= LONGEST else plain[: LONGEST - 1] + "…"


def entry(news: News, link: str | None, as_of: dt.datetime) -> Entry:
    """What is said of one change."""
    if news.sitting:
        said = _sitting(news, link, as_of)
    elif news.step:
        said = _step(news, link, as_of)
    else:
        said = _breach(news, news.breach, link, as_of) if news.breach else _vanished(news, link)
    heading, lines, links = said
    return Entry(line(heading), tuple(map(line, filter(None, lines))), tuple((w, to) for w, to in links if to))


Said = tuple[str, list[str], list[tuple[str, str]]]


def _breach(news: News, breach: Breach, link: str | None, as_of: dt.datetime) -> Said:
    kind, limits = news.change.kind, (breach.lower, breach.upper)
    what = wording.titled(breach.title, breach.segment)
    heading = f"{breach.level.capitalize()}, {VERBS[kind]}: {what}" if kind != "recovered" else f"Recovered: {what}"
    acceptable = wording.bounds(*limits, breach.unit, breach.signal)
    phrase = wording.signal_phrase(breach.signal)
    held = wording.value(breach.value, breach.unit, breach.signal, limits)
    lines = [f"{breach.sop_title}: {f'{phrase} ' if phrase else ''}{held}, acceptable {acceptable}"]
    if news.told is not None:
        told, worst = (wording.value(v, breach.unit, breach.signal, limits) for v in (news.told, breach.worst))
        lines.append(f"At its worst {worst}; when this was told last, {told}")
    if kind == "recovered":
        return heading, [*lines, _ended(breach, as_of)], [("Look", metric_link(link, breach.ref))]
    lines.append(f"Since {wording.moment(breach.since, as_of)}, {wording.span(as_of - breach.since)} (times are UTC)")
    lines += [_why(news, breach), f"First step: {breach.first_step}" if breach.first_step else ""]
    incident = breach.followed.incident
    respond = incident_link(link, incident.id) if incident and incident.under_way else ""
    links = [("Look", metric_link(link, breach.ref)), ("Respond", respond), ("Runbook", _of_the_web(breach.runbook))]
    return heading, lines, links


def _why(news: News, breach: Breach) -> str:
    """Why it is told to this one."""
    if breach.expected and breach.expected.lost:
        return f"NOBODY whom the procedure names for it can be found: it fell to {breach.expected.holding.name}"
    if news.change.kind == "escalated":
        step = breach.ownership.escalation[news.change.number - 1]
        return f"Escalated: nobody acknowledged it within {wording.span(step.after)} of its firing"
    if news.change.kind == "still breaching":
        return "Nobody has acknowledged it"
    return f"Expected to act: {breach.expected.holding.name} ({breach.expected.because})" if breach.expected else ""


def _ended(breach: Breach, as_of: dt.datetime) -> str:
    assert breach.ended_at
    lasted = f"It lasted {wording.span(breach.ended_at - breach.since)}, from {wording.moment(breach.since, as_of)}"
    because = " (the threshold was dropped)" if breach.ended_because == "retired" else ""
    return f"{lasted} to {wording.moment(breach.ended_at, as_of)} UTC{because}"


def _vanished(news: News, link: str | None) -> Said:
    ref = news.change.breach
    assert ref
    what = " · ".join(filter(None, (ref.metric, ref.threshold, wording.segment(ref.segment) if ref.segment else "")))
    why = "It is no breach any more: its values were restated, or the procedure was changed"
    return f"Recovered: {what}", [f"{ref.sop}: {why}"], [("Look", metric_link(link, ref))]


def _step(news: News, link: str | None, as_of: dt.datetime) -> Said:
    assert news.case and news.step
    step, case = news.step, news.case
    due = f"Due {wording.due(step.due, as_of)} UTC" if step.due else ""
    lines = [f"{case.sop_title}: {case.incident.title}, {case.incident.level}, {case.state}", due]
    links = [("Respond", incident_link(link, case.id))]
    links.append(("Runbook", _of_the_web(case.response.runbook if case.response else None)))
    return f"Step overdue: {step.step.do}", [*lines, f"Whose it is: {step.holding.name}"], links


def _sitting(news: News, link: str | None, as_of: dt.datetime) -> Said:
    assert news.sitting
    sitting = news.sitting
    there, now = wording.local(sitting.at, sitting.timezone), wording.local(as_of, sitting.timezone)
    chair = f"Chair: {sitting.chair.name}" if sitting.chair else "Nobody is named to chair it"
    links = [("Open", _link(link, "review", sitting=name_of(sitting.ref)))]
    if news.change.kind == "sitting soon":
        when = f"{wording.due(there, now)[:-1]} {sitting.timezone})"
        return f"Review {when}: {sitting.title}", [sitting.sop_title, chair], links
    held = f"It was due {wording.moment(there, now)} {sitting.timezone}, {wording.span(as_of - sitting.at)} ago"
    state = "was opened and not signed" if sitting.proceedings.opened else "was not held"
    return f"Review not signed: {sitting.title}", [f"{sitting.sop_title}: it {state}", held, chair], links


# --- links


def metric_link(link: str | None, ref: BreachRef) -> str:
    """The metric page on that very series and threshold; '' where the address of the app is not known."""
    segment = ref.segment or "all"
    return _link(link, "metric", sop=ref.sop, metric=ref.metric, segment=segment, threshold=ref.threshold)


def incident_link(link: str | None, incident: str) -> str:
    """The page of incidents on that one."""
    return _link(link, "incidents", incident=incident)


def _link(link: str | None, page: str, **asked: str) -> str:
    return f"{link}/{page}?{urlencode(asked)}" if link else ""


def _of_the_web(address: str | None) -> str:
    try:
        parts = urlsplit(address or "")
    except ValueError:
        return ""
    return address if address and parts.scheme in ("http", "https") and not re.search(r"\s", address) else ""


def _indented(entry: Entry) -> list[str]:
    return [f"  {text}" for text in (*entry.lines, *(f"{what}: {to}" for what, to in entry.links))]


def _html(entry: Entry) -> str:
    lines = "".join(f"<br>{escape(text)}" for text in entry.lines)
    # Written out: the plain text that goes with a mail is made from its HTML, and would lose where a link leads.
    links = "".join(
        f'<br>{escape(what)}: <a href="{escape(to, quote=True)}" style="font-size:13px">{escape(to)}</a>'
        for what, to in entry.links
    )
    return f"<p><b>{escape(entry.heading)}</b>{lines}{links}</p>"
