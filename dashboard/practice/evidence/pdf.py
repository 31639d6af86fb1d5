"""The evidence as PDF: A4 across, with an index, page numbers and bookmarks; tables repeat their heads."""

from collections.abc import Sequence
from functools import partial

from fpdf import FPDF
from fpdf.outline import OutlineSection

from dashboard.practice.evidence import paper
from dashboard.practice.evidence.evidence import Evidence
from dashboard.practice.evidence.section import Remark, Section, Table
from dashboard.practice.minutes.sheet import GUTTER, Cell, Row, Sheet, Style

TITLE = Style(20, bold=True)
HEADING = Style(13, bold=True)
NAME = Style(9.5, bold=True)
TEXT = Style(9)
MUTED = Style(8, colour="muted")
LABEL = Style(7, bold=True, colour="muted")
SMALL = Style(7)
SECTION, ENTRY = Style(9, bold=True), Style(8.5)  # of the index
NEW_PAGE = 70.0  # mm: a section begins a page where less is left
FACT, MARK, INDENT, NUMBER = 30.0, 17.0, 4.0, 18.0  # mm
INDEX = "Index"
HELPS = "Where it helps"
Columns = Sequence[tuple[str, float]]  # title, and share of the width


def as_pdf(found: Evidence) -> bytes:
    """The evidence as a PDF file; the same evidence gives the same bytes."""
    sheet = Sheet(
        title=f"{found.title}, {found.period.words}",
        author="",
        created=found.made_at,
        head=(f"{found.title} · {found.period.words}", ""),
        foot=f"ledger {found.ledger_head or 'none'} · SOP files {found.digest}",
        across=True,
    )
    _cover(sheet, found)
    sheet.insert_toc_placeholder(partial(_index, found=found), pages=1)
    for number, section in enumerate(found.sections, 1):
        if number > 1 and not sheet.fits([], NEW_PAGE):
            sheet.add_page()
        elif number > 1:
            sheet.set_y(sheet.get_y() + 9)
        _section(sheet, found, section, number)
    sheet.add_page()
    _frameworks(sheet, found)
    return bytes(sheet.output())


def _cover(sheet: Sheet, found: Evidence) -> None:
    sheet.draw(sheet.row(Cell("Evidence", MUTED), after=0.5))
    sheet.draw(sheet.row(Cell(found.title.removeprefix("Evidence: "), TITLE), after=4))
    for what, which in found.facts:
        sheet.draw(sheet.row(Cell(what, MUTED, FACT), Cell(which, TEXT), after=0.8))
    sheet.ln(5)
    sheet.draw(sheet.row(Cell("What to know first", HEADING), after=2.4, rule=True))
    for section, remark in found.remarks:
        sheet.draw(_remark(sheet, remark, f"{section.title}: "))
    sheet.ln(3)
    sheet.draw(sheet.row(Cell(found.frameworks.note, MUTED), after=1))
    sheet.add_page()


def _index(sheet: FPDF, outline: Sequence[OutlineSection], found: Evidence) -> None:
    """The index, drawn when all pages are known: each line leads to its page."""
    assert isinstance(sheet, Sheet)
    sheet.set_y(sheet.t_margin)
    sheet.draw(sheet.row(Cell(INDEX, HEADING), after=3, rule=True))
    rows = {table.title: len(table.rows) + table.left_out for s in found.sections for table in s.tables}
    for entry in outline:
        count = f"{rows[entry.name]:,}" if entry.level and entry.name in rows else ""
        style, indent = (ENTRY, [Cell("", ENTRY, INDENT)]) if entry.level else (SECTION, [])
        numbers = (Cell(text, style, NUMBER, right=True) for text in (count, str(entry.page_number)))
        row, top = sheet.row(*indent, Cell(entry.name, style), *numbers, after=0.2), sheet.get_y()
        sheet.draw(row)
        sheet.link(sheet.l_margin, top, sheet.epw, row.height, sheet.add_link(page=entry.page_number))


def _section(sheet: Sheet, found: Evidence, section: Section, number: int) -> None:
    name = f"{number}  {section.title}"
    sheet.start_section(sheet.printable(name))
    sheet.draw(sheet.row(Cell(name, HEADING), after=2.4, rule=True))
    sheet.draw(sheet.row(Cell(section.shows, TEXT), after=1))
    helps = "; ".join(f"{title}: {names}" for title, names in paper.helps(found, section))
    sheet.draw(sheet.row(Cell(f"Helps with {helps} (no legal advice).", MUTED), after=1.5))
    for remark in section.remarks:
        sheet.draw(_remark(sheet, remark))
    for table in section.tables:
        _table(sheet, found, table)


def _table(sheet: Sheet, found: Evidence, table: Table) -> None:
    count = len(table.rows) + table.left_out
    name = sheet.row(Cell(f"{table.title} ({count:,})" if count else table.title, NAME), after=1.6)
    if not table.rows:
        sheet.together([name, sheet.row(Cell(table.empty, MUTED), after=1)], before=5)
    else:
        columns = [(column.title, column.share) for column in paper.shown(table)]
        _grid(sheet, name, columns, [*paper.rows(found, table)], table.title)
        if more := paper.more(table):
            sheet.draw(sheet.row(Cell(more, MUTED), after=1))


def _grid(sheet: Sheet, name: Row, columns: Columns, rows: Sequence[Sequence[str]], bookmark: str) -> None:
    """A table under its name. Where a page ends within it, the next begins with its head."""
    titles, shares = [title for title, _ in columns], [share for _, share in columns]
    widths = _widths(sheet, titles, shares)

    def line(cells: Sequence[str], style: Style) -> Row:
        texts = [Cell(text, style, width) for text, width in zip(cells, widths, strict=True)]
        return sheet.row(*texts, after=1.4, rule=True)

    head = line(titles, LABEL)
    first = line(rows[0], SMALL)
    if not sheet.fits([name, head, first], 5):
        sheet.add_page()
    else:
        sheet.set_y(sheet.get_y() + 5)
    sheet.start_section(sheet.printable(bookmark), level=1)
    for row in (name, head, first):
        sheet.draw(row)
    for cells in rows[1:]:
        row = line(cells, SMALL)
        if not sheet.fits([row]):
            sheet.add_page()
            sheet.draw(head)
        sheet.draw(row)


def _widths(sheet: Sheet, titles: Sequence[str], shares: Sequence[float]) -> list[float]:
    """The widths (mm) by the shares; a column too narrow for a word of its title takes what it lacks of the others."""
    room = sheet.epw - GUTTER * (len(titles) - 1)
    widths = [room * share / sum(shares) for share in shares]
    least = [max((sheet.width_of(word, LABEL) for word in title.split()), default=0.0) for title in titles]
    lacking = sum(max(need - width, 0.0) for need, width in zip(least, widths, strict=True))
    spare = sum(max(width - need, 0.0) for need, width in zip(least, widths, strict=True))
    keep = max(1 - lacking / spare, 0.0) if spare else 1.0
    return [need + max(width - need, 0.0) * keep for need, width in zip(least, widths, strict=True)]


def _frameworks(sheet: Sheet, found: Evidence) -> None:
    name = f"{len(found.sections) + 1}  {HELPS}"
    sheet.start_section(name)
    sheet.draw(sheet.row(Cell(name, HEADING), after=2.4, rule=True))
    sheet.draw(sheet.row(Cell(found.frameworks.note, TEXT), after=1))
    titles = {section.id: section.title for section in found.sections}
    for framework in found.frameworks.frameworks:
        rows = [(f"{item.name}: {item.about}", titles[helps.section], helps.because)
                for item in framework.items for helps in item.sections]  # fmt: skip
        columns = (("What it asks for", 2.0), ("Section", 1.6), ("How it helps", 4.0))
        _grid(sheet, sheet.row(Cell(framework.title, NAME), after=1.6), columns, rows, framework.title)


def _remark(sheet: Sheet, remark: Remark, where: str = "") -> Row:
    icon, state = paper.mark(remark)
    mark = Cell(icon, Style(8.5, bold=True, colour=state), MARK)
    return sheet.row(mark, Cell(f"{where}{remark.text}", TEXT), after=0.8)
