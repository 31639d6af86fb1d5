"""The evidence as one HTML file."""

from collections.abc import Iterable, Iterator, Sequence
from html import escape
from pathlib import Path

from dashboard.practice.evidence import paper
from dashboard.practice.evidence.evidence import Evidence
from dashboard.practice.evidence.section import Remark, Section, Table
from dashboard.practice.minutes.colours import variable
from dashboard.practice.minutes.html import STYLE as MINUTES
from dashboard.practice.minutes.standalone import escaped, page, pairs

STYLE = MINUTES + Path(__file__).with_suffix(".css").read_text(encoding="utf-8")
COLUMNS = (("What it asks for", 2.0), ("Section", 1.6), ("How it helps", 4.0))
LONG = 24  # letters of a word
HELPS = "helps"  # the anchor of the table of frameworks


def as_html(found: Evidence) -> str:
    """One self-contained page with an index; everything that people wrote is text in it."""
    return page(f"{found.title}, {found.period.words}", _body(found), STYLE, "evidence")


def section_table(found: Evidence, table: Table, most: int = paper.SHOWN) -> str:
    """One table as HTML, its first `most` rows; what it says where it has none. All text is escaped."""
    rows = [row for row, _ in zip(paper.rows(found, table), range(most), strict=False)]
    if not rows:
        return f'<p class="nothing">{escaped(table.empty)}</p>'
    return grid([(column.title, column.share) for column in paper.shown(table)], rows)


def grid(columns: Sequence[tuple[str, float]], rows: Iterable[Iterable[str]]) -> str:
    """A table of texts under columns (title, share of the width), each cell with its title for narrow screens."""
    titles, whole = [title for title, _ in columns], sum(share for _, share in columns)
    widths = "".join(f'<col style="width:{100 * share / whole:.1f}%">' for _, share in columns)
    head = "".join(f'<th scope="col">{escaped(title)}</th>' for title in titles)
    body = "\n".join(f"<tr>{''.join(map(_cell, titles, row))}</tr>" for row in rows)
    top = f"<colgroup>{widths}</colgroup><thead><tr>{head}</tr></thead>"
    return f'<div class="wide"><table>{top}<tbody>\n{body}\n</tbody></table></div>'


def _cell(title: str, text: str) -> str:
    unbroken = any(len(word) > LONG for word in text.split())  # a digest or a path must not widen its column
    kind = ' class="long"' if unbroken else ""
    return f'<td{kind} dir="auto" data-of="{escape(title)}">{escaped(text)}</td>'


def _body(found: Evidence) -> Iterator[str]:
    yield f'<header><p class="over">Evidence</p><h1 dir="auto">{escaped(found.title.removeprefix("Evidence: "))}</h1>'
    yield f"{pairs(found.facts)}</header>"
    yield '<section><h2>What to know first</h2><ul class="remarks">'
    yield from (_remark(remark, section) for section, remark in found.remarks)
    yield '</ul></section><nav aria-label="Index"><h2>Index</h2><ol>'
    for section in found.sections:
        rest = "".join(f'<li><a href="#{t.id}">{escaped(t.title)}</a> <span class="count">{len(t.rows) + t.left_out:,}'
                       "</span></li>" for t in section.tables)  # fmt: skip
        yield f'<li><a href="#{section.id}">{escaped(section.title)}</a><ul>{rest}</ul></li>'
    yield f'<li><a href="#{HELPS}">Where it helps</a></li></ol></nav>'
    for number, section in enumerate(found.sections, 1):
        yield from _section(found, section, number)
    yield from _frameworks(found)


def _section(found: Evidence, section: Section, number: int) -> Iterator[str]:
    yield f'<section id="{section.id}"><h2><span class="number">{number}</span> {escaped(section.title)}</h2>'
    yield f"<p>{escaped(section.shows)}</p>"
    helps = "; ".join(f"{title}: {names}" for title, names in paper.helps(found, section))
    yield f'<p class="by">Helps with {escaped(helps)} (<a href="#{HELPS}">no legal advice</a>)</p>'
    if section.remarks:
        yield f'<ul class="remarks">{"".join(_remark(remark) for remark in section.remarks)}</ul>'
    for table in section.tables:
        count = len(table.rows) + table.left_out
        yield f'<h3 id="{table.id}">{escaped(table.title)} <span class="count">{count:,}</span></h3>'
        yield section_table(found, table)
        if more := paper.more(table):
            yield f'<p class="by">{escaped(more)}</p>'
    yield "</section>"


def _frameworks(found: Evidence) -> Iterator[str]:
    number = len(found.sections) + 1
    yield f'<section id="{HELPS}"><h2><span class="number">{number}</span> Where it helps</h2>'
    yield f"<p>{escaped(found.frameworks.note)}</p>"
    titles = {section.id: section.title for section in found.sections}
    for framework in found.frameworks.frameworks:
        rows = [(f"{item.name}: {item.about}", titles[helps.section], helps.because)
                for item in framework.items for helps in item.sections]  # fmt: skip
        yield f"<h3>{escaped(framework.title)}</h3>{grid(COLUMNS, rows)}"
    yield "</section>"


def _remark(remark: Remark, section: Section | None = None) -> str:
    icon, state = paper.mark(remark)
    where = f'<a href="#{section.id}">{escaped(section.title)}</a>: ' if section else ""
    return (
        f'<li><span class="state" style="color:var({variable(state)})">{icon}</span> {where}{escaped(remark.text)}</li>'
    )
