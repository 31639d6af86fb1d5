"""The minutes as PDF, for whoever wants them on paper: A4, text that can be selected, pages numbered."""

from collections.abc import Iterable

from dashboard.practice.minutes import picture, told
from dashboard.practice.minutes.colours import LIGHT
from dashboard.practice.minutes.form import MinutedAction, MinutedItem
from dashboard.practice.minutes.sheet import Cell, Row, Sheet, Style
from dashboard.practice.minutes.told import Minutes

TITLE = Style(18, bold=True)
HEADING = Style(12.5, bold=True)
NAME = Style(10.5, bold=True)
TEXT = Style()
STRONG = Style(bold=True)
MUTED = Style(8.5, colour="muted")
SMALL = Style(8.5)
LABEL = Style(8, bold=True, colour="muted")
COLUMNS = (("What", 0.0), ("Who", 36.0), ("By when", 31.0), ("State", 17.0))
FACT, TERM = 30.0, 16.0  # mm, the columns of what is told of the sitting, and of an item
PICTURE = 140.0  # mm wide
SECTION, APART = 6.0, 3.5  # mm above a heading, and above an item


def as_pdf(minutes: Minutes) -> bytes:
    """The minutes as a PDF file; the same minutes give the same bytes."""
    document = minutes.document
    sheet = Sheet(
        title=f"{'Minutes' if minutes.signed else 'Draft'}: {told.clean(minutes.heading)}",
        author=document.signed_by_name or document.signed_by,
        created=minutes.made_at,
        head=(f"{document.sop_title} · {minutes.heading}", "" if minutes.signed else told.DRAFT),
        foot=f"SHA-256 {minutes.hash}" if minutes.hash else f"{document.sop}/{document.review}",
    )
    _top(sheet, minutes)
    if not minutes.items:
        sheet.draw(sheet.row(Cell("Nothing was to be talked about.", TEXT), after=4))
    number = 0
    for heading, items in minutes.groups:
        for index, item in enumerate(items):
            number += 1
            first = [_heading(sheet, f"{heading} ({len(items)})")] if index == 0 else []
            rows = [*first, *_item(sheet, minutes, item, number)]
            sheet.together(rows, least=len(first) + 4, before=SECTION if first else APART)
    for heading, lines in (
        ("Accepted for now", document.accepted),
        ("Healthy", [told.healthy(minutes)] if document.healthy else []),
    ):
        if lines:
            sheet.together([_heading(sheet, heading), *(sheet.row(Cell(line, TEXT)) for line in lines)], 2, SECTION)
    actions = minutes.actions
    table = _table(sheet, actions) if actions else [sheet.row(Cell("No actions were agreed.", TEXT))]
    sheet.together([_heading(sheet, "All actions"), *table], 3, SECTION)
    proofs = [_fact(sheet, what, which) for what, which in minutes.provenance]
    sheet.together([_heading(sheet, "Provenance"), *proofs], 2, SECTION)
    return bytes(sheet.output())


def _top(sheet: Sheet, minutes: Minutes) -> None:
    if not minutes.signed:
        sheet.draw(sheet.row(Cell(told.DRAFT.upper(), Style(20, bold=True, colour="critical")), after=4))
    if minutes.corrections:
        sheet.bar = "warning"
        rows = [sheet.row(Cell("Corrected after the signature", Style(12.5, bold=True, colour="warning")))]
        for by, text in minutes.corrected:
            rows += [sheet.row(Cell(by, MUTED), after=0), sheet.row(Cell(text, TEXT), after=2)]
        sheet.bar = ""
        sheet.together(rows)
        sheet.ln(5)
    sheet.draw(sheet.row(Cell(f"Minutes · {minutes.document.sop_title}", MUTED), after=0.5))
    sheet.draw(sheet.row(Cell(minutes.heading, TITLE), after=3))
    for what, which in minutes.facts:
        sheet.draw(_fact(sheet, what, which))


def _item(sheet: Sheet, minutes: Minutes, item: MinutedItem, number: int) -> list[Row]:
    sheet.bar = _colour(item)
    state = Cell(told.state(item), Style(9.5, bold=True, colour=_colour(item)), width=32, right=True)
    rows = [sheet.row(Cell(f"{number}  {item.title}", NAME), state, after=0.5)]
    if item.text:
        rows.append(sheet.row(Cell(item.text, TEXT), after=0.5))
    terms = [f"{what}: {which}" for what, which in minutes.terms(item)]
    rows += [sheet.row(Cell(term, MUTED), after=0 if term != terms[-1] else 1) for term in terms]
    if item.curve and picture.is_drawable(item.curve):
        rows.append(sheet.picture(picture.png(item.curve), PICTURE, PICTURE * picture.SIZE[1] / picture.SIZE[0]))
        if phrase := picture.caption(item.curve):
            rows.append(sheet.row(Cell(phrase, Style(8, colour="muted"))))
    rows += [sheet.row(Cell(f"–  {line}", SMALL), after=0.5) for line in item.lines]
    if item.note:
        rows.append(sheet.row(Cell("Note", LABEL, TERM), Cell(item.note, TEXT)))
    if decision := minutes.decision(item):
        rows.append(sheet.row(Cell("Decision", LABEL, TERM), Cell(decision, STRONG), after=0.3))
        if said := told.comment(item):
            rows.append(sheet.row(Cell("", LABEL, TERM), Cell(said, TEXT)))
    for index, text in enumerate(item.earlier):
        rows.append(sheet.row(Cell("" if index else "Earlier", LABEL, TERM), Cell(text, MUTED), after=0.5))
    if item.actions:
        rows += [sheet.space(2), *_table(sheet, item.actions)]
    sheet.bar = ""
    return rows


def _colour(item: MinutedItem) -> str:
    return item.state if told.state(item) and item.state in LIGHT else "border"


def _table(sheet: Sheet, actions: Iterable[MinutedAction]) -> list[Row]:
    rows = [sheet.row(*(Cell(name, LABEL, width) for name, width in COLUMNS), after=1.4, rule=True)]
    for action in actions:
        cells = zip(told.action_cells(action), COLUMNS, strict=True)
        texts = [Cell(" ".join(text.split()), SMALL, width) for text, (_, width) in cells]
        rows.append(sheet.row(*texts, after=1.6, rule=True))
    return rows


def _heading(sheet: Sheet, text: str) -> Row:
    return sheet.row(Cell(text, HEADING), after=2.4, rule=True)


def _fact(sheet: Sheet, what: str, which: str) -> Row:
    return sheet.row(Cell(what, Style(9, colour="muted"), FACT), Cell(which, Style(9)), after=0.6)
