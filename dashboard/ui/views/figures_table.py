"""A table of figures: names at the left, numbers at the right, states as colour, icon and word. Values in, HTML out."""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from dashboard.practice.standing import State
from dashboard.ui.style import css_class
from dashboard.ui.theme import ICON


@dataclass(frozen=True)
class Said:
    """A cell with a state, or a second, quieter line; '' is none."""

    text: str
    state: State | None = None
    small: str = ""


Cell = str | Said


def figures_table(head: Sequence[str], rows: Sequence[Sequence[Cell]], foot: Sequence[Sequence[Cell]] = ()) -> str:
    """The first column is a name, all others are figures; `foot` are the rows of sums. All text is escaped."""
    top = "".join(f'<th scope="col">{escape(name)}</th>' for name in head)
    body = "".join(f"<tr>{_row(row)}</tr>" for row in rows)
    sums = f"<tfoot>{''.join(f'<tr>{_row(row)}</tr>' for row in foot)}</tfoot>" if foot else ""
    return f'<div class="figures"><table><thead><tr>{top}</tr></thead><tbody>{body}</tbody>{sums}</table></div>'


def _row(cells: Sequence[Cell]) -> str:
    first, *others = map(_cell, cells)
    return f'<th scope="row">{first}</th>' + "".join(f"<td>{cell}</td>" for cell in others)


def _cell(cell: Cell) -> str:
    if isinstance(cell, str):
        return escape(cell)
    small = f"<small>{escape(cell.small)}</small>" if cell.small else ""
    if cell.state is None:
        return f"{escape(cell.text)}{small}"
    tone = (
        f'<span class="{css_class(cell.state)}"><span class="tone">{ICON[cell.state]} {escape(cell.text)}</span></span>'
    )
    return f"{tone}{small}"
