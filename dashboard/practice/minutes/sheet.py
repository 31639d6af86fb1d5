"""Paper for the minutes: A4, rows of text in columns, pages that do not part what belongs together."""

import datetime as dt
import io
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import matplotlib
from fpdf import FPDF
from fpdf.bidi import BidiParagraph

from dashboard.practice.minutes import told
from dashboard.practice.minutes.colours import LIGHT

MARGIN, TOP, BOTTOM = 18.0, 23.0, 20.0  # mm
GUTTER = 3.0  # mm, between columns, and between the bar and the text beside it
LEADING = 0.48  # mm of line height a point of letter size
PAGES = "\ue000\ue001\ue002"  # for how many pages there are, up to 999: the font lacks them, so no text can have them
OVERRIDES = frozenset("\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


@dataclass(frozen=True)
class Style:
    """How a text looks: its size in points, and the name of its colour."""

    size: float = 9.5
    bold: bool = False
    colour: str = "text"


@dataclass(frozen=True)
class Cell:
    """A text in a column `width` mm wide; 0 takes what the others leave."""

    text: str
    style: Style = Style()
    width: float = 0
    right: bool = False


@dataclass
class Row:
    """Cells side by side, wrapped into lines; or a picture. All in mm; `after` is the room below it."""

    cells: list[tuple[Cell, float, list[str]]] = field(default_factory=list)
    leading: float = 0
    after: float = 1
    rule: bool = False
    bar: str = ""  # the name of the colour of a bar at its left
    picture: bytes = b""
    picture_width: float = 0
    picture_height: float = 0

    @property
    def height(self) -> float:
        """How high it stands, the room below included."""
        return (
            max((len(lines) for *_, lines in self.cells), default=0) * self.leading + self.picture_height + self.after
        )


class Sheet(FPDF):
    """A4 pages with a line at the head (left, right), one at the foot, and their numbers.

    The font is DejaVu Sans, which comes with matplotlib; what it lacks is shown as its code. The same calls give the
    same bytes.
    """

    def __init__(
        self, title: str, author: str, created: dt.datetime, head: tuple[str, str], foot: str, across: bool = False
    ):
        super().__init__(orientation="landscape" if across else "portrait", format="A4")
        fonts = Path(matplotlib.get_data_path()) / "fonts" / "ttf"
        self.add_font("dejavu", "", fonts / "DejaVuSans.ttf")
        self.add_font("dejavu", "B", fonts / "DejaVuSans-Bold.ttf")
        known = [set(font.cmap) for font in (self.fonts["dejavu"], self.fonts["dejavuB"])]  # type: ignore[union-attr]
        self._known = known[0] & known[1] - set(map(ord, OVERRIDES))
        self._head, self._foot = tuple(map(self.printable, head)), self.printable(foot)
        self.bar = ""  # of the rows that are made next
        self._lines: dict[tuple[str, Style, float], list[str]] = {}  # what wraps how: tables repeat themselves
        self.alias_nb_pages(PAGES)
        self.set_margins(MARGIN, TOP, MARGIN)
        self.set_auto_page_break(True, BOTTOM)
        self.set_creation_date(created.replace(tzinfo=dt.UTC))
        self.set_title(title)
        self.set_author(author)
        self.set_lang("en")
        self.add_page()

    def header(self) -> None:
        """What stands at the head of every page."""
        self.set_xy(MARGIN, 11)
        self._style(Style(8, colour="muted"))
        self.cell(self.epw * 0.72, 4, self._fitted(self._head[0], self.epw * 0.72))
        self._style(Style(8, bold=True, colour="critical"))
        self.cell(self.epw * 0.28, 4, self._head[1], align="R")
        self._line(17)
        self.set_y(TOP)

    def footer(self) -> None:
        """What stands at the foot of every page."""
        self._line(self.h - 15)
        self.set_y(-13)
        self._style(Style(7, colour="muted"))
        self.cell(self.epw * 0.72, 4, self._fitted(self._foot, self.epw * 0.72))
        self.cell(self.epw * 0.28, 4, f"page {self.page_no()} of {PAGES}", align="R")

    def printable(self, text: str) -> str:
        """The text with a code like [U+1F600] for every letter that the font lacks, or that would turn the line."""
        return "".join(c if c == "\n" or ord(c) in self._known else f"[U+{ord(c):04X}]" for c in told.clean(text))

    def row(self, *cells: Cell, after: float = 1, rule: bool = False) -> Row:
        """Texts side by side; `rule` draws a line under them."""
        indent = GUTTER if self.bar else 0
        taken = sum(cell.width for cell in cells) + GUTTER * (len(cells) - 1) + indent
        x, placed = MARGIN + indent, []
        for cell in cells:
            width = cell.width or self.epw - taken
            placed.append((cell, x, self._wrapped(cell, width)))
            x += width + GUTTER
        return Row(placed, max(cell.style.size for cell in cells) * LEADING, after, rule, self.bar)

    def picture(self, png: bytes, width: float, height: float) -> Row:
        """A picture at the left."""
        return Row(picture=png, picture_width=width, picture_height=height, after=1.5, bar=self.bar)

    def space(self, height: float) -> Row:
        """Room between two rows."""
        return Row(after=height, bar=self.bar)

    def together(self, rows: Sequence[Row], least: int = 0, before: float = 0) -> None:
        """Draws the rows on one page if one can hold them; else from here on, the first `least` of them undivided.

        `before` is the room above them, where they do not begin a page.
        """
        at_top = self.get_y() <= TOP
        if not at_top and not self._fits(rows, least, before):
            self.add_page()
        elif not at_top:
            self.set_y(self.get_y() + before)
        for row in rows:
            self.draw(row)

    def draw(self, row: Row) -> None:
        """Draws one row; one that a page can hold is not parted."""
        if self.get_y() + row.height - row.after > self.page_break_trigger and row.height <= self.h - TOP - BOTTOM:
            self.add_page()
        if row.picture:
            indent = GUTTER if row.bar else 0
            self._mark(row.bar, row.picture_height)
            top = self.get_y()
            self.image(io.BytesIO(row.picture), MARGIN + indent, top, row.picture_width, row.picture_height)
            self.set_y(top + row.picture_height)
        for index in range(max((len(lines) for *_, lines in row.cells), default=0)):
            if self.get_y() + row.leading > self.page_break_trigger:
                self.add_page()
            self._mark(row.bar, row.leading)
            top = self.get_y()
            for cell, x, lines in row.cells:
                if index < len(lines):
                    self._style(cell.style)
                    self.set_xy(x, top)
                    width = self.get_string_width(lines[index]) + 1
                    wide = cell.width or self.epw
                    shift = max(wide - width, 0) if cell.right else 0
                    self.set_x(x + shift)
                    self.cell(width, row.leading, _visual(lines[index]))
            self.set_y(top + row.leading)
        if row.rule:
            self._line(self.get_y() + 0.6, GUTTER if row.bar else 0)
        if row.after and self.get_y() + row.after < self.page_break_trigger:
            self._mark(row.bar, row.after)
        self.set_y(min(self.get_y() + row.after, self.page_break_trigger))

    def fits(self, rows: Sequence[Row], before: float = 0) -> bool:
        """Whether this page still has room for all of the rows, and for `before` above them."""
        return self.get_y() + before + sum(row.height for row in rows) <= self.page_break_trigger

    def _fits(self, rows: Sequence[Row], least: int, before: float) -> bool:
        too_many = sum(row.height for row in rows) > self.h - TOP - BOTTOM
        return self.fits(rows[:least] if too_many else rows, before)

    def width_of(self, text: str, style: Style) -> float:
        """The least width (mm) of a column that holds the text in one line."""
        widths: Any = self.fonts["dejavuB" if style.bold else "dejavu"].cw
        width: float = sum(widths[ord(c)] for c in self.printable(text)) * style.size * 0.001 / self.k
        return width + 2 * self.c_margin

    def _wrapped(self, cell: Cell, width: float) -> list[str]:
        key = cell.text, cell.style, width
        if key not in self._lines:
            text, room = self.printable(cell.text), width - 2 * self.c_margin
            self._lines[key] = [line for part in text.split("\n") for line in self._broken(part, cell.style, room)]
        return self._lines[key] if cell.text else []

    def _broken(self, text: str, style: Style, room: float) -> list[str]:
        """A text broken into lines that `room` (mm) can hold: at a space, behind a hyphen or a slash, or where a word
        is longer than a line, within it.

        It breaks as `multi_cell` of fpdf does, ten times as fast: long tables are little else.
        """
        widths: Any = self.fonts["dejavuB" if style.bold else "dejavu"].cw
        scale = style.size * 0.001 / self.k
        lines, line, taken, ends, begins = [], "", 0.0, 0, 0  # the line can end before `ends`, and go on at `begins`
        for letter in text:
            wide = widths[ord(letter)] * scale
            if line and taken + wide > room + 1e-9 and letter != " ":
                ends, begins = (ends, begins) if begins else (len(line), len(line))
                lines.append(line[:ends])
                line = line[begins:]
                taken, ends, begins = sum(widths[ord(c)] for c in line) * scale, 0, 0
            line, taken = line + letter, taken + wide
            if letter in " -/":
                ends, begins = len(line) - (letter == " "), len(line)
        return [*lines, line]

    def _fitted(self, text: str, width: float) -> str:
        text = " ".join(text[:400].split())  # more never fits
        fits = next(n for n in range(len(text), -1, -1) if self.get_string_width(text[:n]) <= width - 4)
        return text if fits == len(text) else f"{text[:fits]}…"

    def _style(self, style: Style) -> None:
        self.set_font("dejavu", "B" if style.bold else "", style.size)
        self.set_text_color(LIGHT.get(style.colour, LIGHT["text"]))

    def _mark(self, bar: str, height: float) -> None:
        if bar:
            self.set_fill_color(LIGHT[bar])
            self.rect(MARGIN, self.get_y(), 0.9, height, "F")

    def _line(self, y: float, indent: float = 0) -> None:
        self.set_draw_color(LIGHT["border"])
        self.set_line_width(0.2)
        self.line(MARGIN + indent, y, self.w - MARGIN, y)


def _visual(line: str) -> str:
    """A line in the order in which it is seen: Hebrew and Arabic run from the right."""
    if not any(unicodedata.bidirectional(c) in ("R", "AL") for c in line):
        return line
    return BidiParagraph(line).get_reordered_string()
