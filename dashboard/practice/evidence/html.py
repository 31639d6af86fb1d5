"""The evidence as one HTML file: it opens anywhere, asks nobody for anything, and prints."""

from collections.abc import Iterable, Iterator, Sequence
from html import escape
from pathlib import Path

from dashboard.practice.evidence import paper
from dashboard.practice.evidence.evidence import Evidence
from dashboard.practice.evidence.section import Remark, Section, Table
from dashboard.practice.minutes.colours import DARK, LIGHT, variable, variables
from dashboard.practice.minutes.html import POLICY
from dashboard.practice.minutes.html import STYLE as MINUTES
from dashboard.practice.minutes.told import clean

STYLE = MINUTES + Path(__file__).with_suffix(".css").read_text(encoding="utf-8")
COLUMNS = (("What it asks for", 2.0), ("Section", 1.6), ("How it helps", 4.0))
LONG = 24  # letters of a word
HELPS = "helps"  # the anchor of the table of frameworks


def as_html(found: Evidence) -> str:
    """One self-contained page with an index; everything that people wrote is text in it."""
    body = "\n".join(_body(found))
    return f"""<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta http-equiv="Content-Security-Policy" content="{POLICY}">
<title>{_text(found.title)}, {_text(found.period.words)}</title>
<style>
:root{{{variables(LIGHT)}}}
@media screen and (prefers-color-scheme: dark){{:root{{{variables(DARK)}}}}}
{STYLE}</style>
</head>
<body class="evidence">
<main>
{body}
</main>
</body>
</html>
"""


def section_table(found: Evidence, table: Table, most: int = paper.SHOWN) -> str:
    """One table as HTML, its first `most` rows; what it says where it has none. All text is escaped."""
    rows = [row for row, _ in zip(paper.rows(found, table), range(most), strict=False)]
    if not rows:
        return f'<p class="nothing">{_text(table.empty)}</p>'
    return grid([(column.title, column.share) for column in paper.shown(table)], rows)


def grid(columns: Sequence[tuple[str, float]], rows: Iterable[Iterable[str]]) -> str:
    """A table of texts under columns (title, share of the width), each cell with its title for narrow screens."""
    titles, whole = [title for title, _ in columns], sum(share for _, share in columns)
    widths = "".join(f'<col style="width:{100 * share / whole:.1f}%">' for _, share in columns)
    head = "".join(f'<th scope="col">{_text(title)}</th>' for title in titles)
    body = "\n".join(f"<tr>{''.join(map(_cell, titles, row))}</tr>" for row in rows)
    top = f"<colgroup>{widths}</colgroup><thead><tr>{head}</tr></thead>"
    return f'<div class="wide"><table>{top}<tbody>\n{body}\n</tbody></table></div>'


def _cell(title: str, text: str) -> str:
    unbroken = any(len(word) > LONG for word in text.split())  # a digest or a path must not widen its column
    kind = ' class="long"' if unbroken else ""
    return f'<td{kind} dir="auto" data-of="{escape(title)}">{_text(text)}</td>'


def _body(found: Evidence) -> Iterator[str]:
    yield f'<header><p class="over">Evidence</p><h1 dir="auto">{_text(found.title.removeprefix("Evidence: "))}</h1>'
    facts = "".join(f'<dt>{_text(what)}</dt><dd dir="auto">{_text(which)}</dd>' for what, which in found.facts)
    yield f"<dl>{facts}</dl></header>"
    yield '<section><h2>What to know first</h2><ul class="remarks">'
    yield from (_remark(remark, section) for section, remark in found.remarks)
    yield '</ul></section><nav aria-label="Index"><h2>Index</h2><ol>'
    for section in found.sections:
        rest = "".join(f'<li><a href="#{t.id}">{_text(t.title)}</a> <span class="count">{len(t.rows) + t.left_out:,}'
                       "</span></li>" for t in section.tables)  # fmt: skip
        yield f'<li><a href="#{section.id}">{_text(section.title)}</a><ul>{rest}</ul></li>'
    yield f'<li><a href="#{HELPS}">Where it helps</a></li></ol></nav>'
    for number, section in enumerate(found.sections, 1):
        yield from _section(found, section, number)
    yield from _frameworks(found)


def _section(found: Evidence, section: Section, number: int) -> Iterator[str]:
    yield f'<section id="{section.id}"><h2><span class="number">{number}</span> {_text(section.title)}</h2>'
    yield f"<p>{_text(section.shows)}</p>"
    helps = "; ".join(f"{title}: {names}" for title, names in paper.helps(found, section))
    yield f'<p class="by">Helps with {_text(helps)} (<a href="#{HELPS}">no legal advice</a>)</p>'
    if section.remarks:
        yield f'<ul class="remarks">{"".join(_remark(remark) for remark in section.remarks)}</ul>'
    for table in section.tables:
        count = len(table.rows) + table.left_out
        yield f'<h3 id="{table.id}">{_text(table.title)} <span class="count">{count:,}</span></h3>'
        yield section_table(found, table)
        if more := paper.more(table):
            yield f'<p class="by">{_text(more)}</p>'
    yield "</section>"


def _frameworks(found: Evidence) -> Iterator[str]:
    number = len(found.sections) + 1
    yield f'<section id="{HELPS}"><h2><span class="number">{number}</span> Where it helps</h2>'
    yield f"<p>{_text(found.frameworks.note)}</p>"
    titles = {section.id: section.title for section in found.sections}
    for framework in found.frameworks.frameworks:
        rows = [(f"{item.name}: {item.about}", titles[helps.section], helps.because)
                for item in framework.items for helps in item.sections]  # fmt: skip
        yield f"<h3>{_text(framework.title)}</h3>{grid(COLUMNS, rows)}"
    yield "</section>"


def _remark(remark: Remark, section: Section | None = None) -> str:
    icon, state = paper.mark(remark)
    where = f'<a href="#{section.id}">{_text(section.title)}</a>: ' if section else ""
    return (
        f'<li><span class="state" style="color:var({variable(state)})">{icon}</span> {where}{_text(remark.text)}</li>'
    )


def _text(text: str) -> str:
    return escape(clean(text)).replace("\n", "<br>")
