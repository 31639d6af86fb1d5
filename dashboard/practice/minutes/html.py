"""The minutes as one HTML file."""

from collections.abc import Iterable, Iterator
from html import escape
from pathlib import Path

from dashboard.practice import wording
from dashboard.practice.minutes import picture, told
from dashboard.practice.minutes.colours import LIGHT, variable
from dashboard.practice.minutes.form import MinutedAction, MinutedItem
from dashboard.practice.minutes.standalone import escaped, page, pairs
from dashboard.practice.minutes.told import Minutes

STYLE = Path(__file__).with_suffix(".css").read_text(encoding="utf-8")
ACTION_COLUMNS = ("What", "Who", "By when", "State")


def as_html(minutes: Minutes) -> str:
    """One self-contained page; everything that people wrote is text in it."""
    title = f"{'Minutes' if minutes.signed else 'Draft'}: {minutes.heading}"
    return page(title, _body(minutes), STYLE)


def _body(minutes: Minutes) -> Iterator[str]:
    document = minutes.document
    if not minutes.signed:
        yield f'<p class="draft" role="status">{told.DRAFT}</p>'
    if minutes.corrections:
        yield '<section class="corrections"><h2>Corrected after the signature</h2>'
        for by, text in minutes.corrected:
            yield f'<div class="correction"><p class="by">{escaped(by)}</p><p dir="auto">{escaped(text)}</p></div>'
        yield "</section>"
    yield f'<header><p class="over">Minutes · {escaped(document.sop_title)}</p>'
    yield f'<h1 dir="auto">{escaped(minutes.heading)}</h1>{pairs(minutes.facts)}</header>'
    if not minutes.items:
        yield '<p class="nothing">Nothing was to be talked about.</p>'
    number = 0
    for heading, items in minutes.groups:
        yield f'<section><h2>{escaped(heading)} <span class="count">{len(items)}</span></h2>'
        for item in items:
            number += 1
            yield from _item(minutes, item, number)
        yield "</section>"
    if document.accepted:
        yield f"<section><h2>Accepted for now</h2>{_list(document.accepted)}</section>"
    if document.healthy:
        yield f'<section><h2>Healthy</h2><p dir="auto">{escaped(told.healthy(minutes))}</p></section>'
    yield "<section><h2>All actions</h2>"
    yield _table(minutes.actions) if minutes.actions else "<p>No actions were agreed.</p>"
    yield f'</section><section class="provenance"><h2>Provenance</h2>{pairs(minutes.provenance)}</section>'


def _item(minutes: Minutes, item: MinutedItem, number: int) -> Iterator[str]:
    colour = variable(item.state if told.state(item) and item.state in LIGHT else "border")
    state = told.state(item)
    badge = f'<span class="state" style="color:var({colour})">{escaped(state)}</span>' if state else ""
    yield f'<article style="border-color:var({colour})">'
    title = f'<h3 dir="auto"><span class="number">{number}</span> {escaped(item.title)}</h3>'
    yield f'<div class="what">{title}{badge}</div>'
    if item.text:
        yield f'<p dir="auto">{escaped(item.text)}</p>'
    for what, which in minutes.terms(item):
        yield f'<p class="owner" dir="auto">{what}: {escaped(which)}</p>'
    if item.curve and picture.is_drawable(item.curve):
        yield f'<figure role="img" aria-label="Trend of {escape(told.clean(item.title))}">'
        caption = f"<figcaption>{escaped(phrase)}</figcaption>" if (phrase := picture.caption(item.curve)) else ""
        yield f"{picture.svg(item.curve, f'p{number}')}{caption}</figure>"
    if item.lines:
        yield _list(item.lines)
    if item.note:
        yield f'<p class="label">Note</p><p class="note" dir="auto">{escaped(item.note)}</p>'
    if decision := minutes.decision(item):
        said = f'<span dir="auto"> – {escaped(told.comment(item))}</span>' if told.comment(item) else ""
        yield f'<p class="decision"><span class="label">Decision</span> <strong>{escaped(decision)}</strong>{said}</p>'
    if item.actions:
        yield f'<p class="label">{wording.counted(len(item.actions), "action")}</p>{_table(item.actions)}'
    if item.earlier:
        yield f'<p class="label">Earlier decisions</p><div class="earlier">{_list(item.earlier)}</div>'
    yield "</article>"


def _table(actions: Iterable[MinutedAction]) -> str:
    head = "".join(f'<th scope="col">{column}</th>' for column in ACTION_COLUMNS)
    rows = "\n".join(f"<tr>{_each('td', told.action_cells(action))}</tr>" for action in actions)
    return f'<div class="wide"><table><thead><tr>{head}</tr></thead><tbody>\n{rows}\n</tbody></table></div>'


def _list(texts: Iterable[str]) -> str:
    return f"<ul>{_each('li', texts)}</ul>"


def _each(tag: str, texts: Iterable[str]) -> str:
    return "".join(f'<{tag} dir="auto">{escaped(text)}</{tag}>' for text in texts)
