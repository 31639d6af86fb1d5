"""Which segment moved the whole, in words and figures; and each segment under each model version. HTML; all escaped."""

import datetime as dt
import math
from collections.abc import Mapping, Sequence
from html import escape
from itertools import pairwise

from dashboard.practice import wording
from dashboard.practice.decomposition import MUCH, SMALLEST, SOME, Part
from dashboard.practice.moves import Cell as Version
from dashboard.practice.moves import Move
from dashboard.practice.splits import values_of
from dashboard.practice.standing import State
from dashboard.ui.views.figures_table import Cell, Said, figures_table
from dashboard.ui.views.records import nothing

VERSIONS = 6  # columns: the latest


def sentence(move: Move, title: str, unit: str, as_of: dt.datetime) -> str:
    """What the whole did, and which segment adds most to it."""
    until = wording.moment(move.before[1], as_of)
    if not move.parts or move.change is None:
        return nothing(
            f"There are not both before and after {until} observations of its segments: choose another range."
        )
    known = move.whole if None not in move.whole else move.summed
    was, now = (wording.value(value, unit) for value in known)
    first, ago = move.parts[0], wording.span(move.before[1] - move.before[0])
    did = "rose" if move.change > 0 else "fell"
    said = (
        f"{did} from {was} in the {ago} before {until} to {now}"
        if was != now
        else f"stayed at {now} from before {until}"
    )
    return (
        f'<div class="sentence"><b>{escape(title)}</b> {escape(said)}: <b>{escape(difference(move.change, unit))}</b>. '
        f"{escape(values_of(first.name))} adds most to it: <b>{escape(difference(first.added, unit))}</b>.</div>"
    )


def parts_table(move: Move, unit: str, states: Mapping[str, State]) -> str:
    """A row a segment, those that add most first; what is left over, and the whole, below them."""
    head = [move.split.replace("_", " "), "before", "in the range", "change", "share before", "share in it"]
    most = largest(move)
    rows = [_part(part, move, unit, most, states.get(part.name)) for part in move.parts]
    first, last = move.summed
    together = last - first if first is not None and last is not None else None
    sums = [sum(getattr(part, name) for part in move.parts) for name in ("within", "mix", "added")]
    foot: list[list[Cell]] = [[
        "segments together", *(wording.value(v, unit) for v in move.summed), difference(together, unit, most), "", "",
        *(difference(total, unit, most) for total in sums),
    ]]  # fmt: skip
    if move.remainder is not None:
        left = difference(move.remainder, unit, most)
        foot.append([Said("left over", small="the whole is not the sum of these segments"), *[""] * 7, left])
        whole = difference(move.change, unit, most)
        foot.append(["the whole, as observed", *(wording.value(v, unit) for v in move.whole), whole, *[""] * 4, whole])
    return figures_table([*head, "adds within", "adds by share", "adds"], rows, foot)


def _part(part: Part, move: Move, unit: str, most: float, state: State | None) -> list[Cell]:
    before, after = part.before, part.after
    change = after - before if before is not None and after is not None else None
    gone = "appeared" if before is None else "vanished" if after is None else ""
    name = Said(values_of(part.name), state if state and state != "ok" else None, gone)
    size = [Said(f"{100 * share:.1f} %", small=f"n {n:,.0f}" if move.sized else "") for share, n in
            zip((part.share_before, part.share_after), move.n[part.name], strict=True)]  # fmt: skip
    adds = [difference(added, unit, most) for added in (part.within, part.mix, part.added)]
    values = [wording.value(before, unit), wording.value(after, unit), difference(change, unit, most)]
    return [name, *values, *size, *adds]


def largest(move: Move) -> float:
    """The largest of the changes that stand in one table: all of them have its decimals."""
    changes = [abs(part.added) for part in move.parts]
    return max([*changes, *(abs(whole) for whole in (move.change, move.remainder) if whole is not None)], default=0.0)


def notes(move: Move, unit: str) -> str:
    """How the figures are made, what they leave out, and how far the shares have shifted."""
    said = [
        "Within: change of the segment's value × its mean share. By share: change of its share × (its mean value − "
        "that of the whole). The two add up to the change of the segments together."
    ]
    if not move.sized:
        said.append("Sample sizes are not known: every observation counts as one, and shares say how many there are.")
    if move.unsized:
        said.append(f"{wording.counted(move.unsized, 'observation')} without a sample size left out.")
    if move.stability is not None:
        reading = (
            "hardly shifted" if move.stability < SOME else "shifted somewhat" if move.stability < MUCH
            else "another population"
        )  # fmt: skip
        zero = any(not part.share_before or not part.share_after for part in move.parts)
        floor = f" A share of nothing counts as {100 * SMALLEST:.2f} %." if zero else ""
        said.append(
            f"Population stability index of the shares: {move.stability:.3f}, {reading} "
            f"(below {SOME} hardly, from {MUCH} another population).{floor}"
        )
    return f'<p class="quiet">{escape(" ".join(said))}</p>'


def version_grid(cells: Sequence[Version], unit: str) -> str:
    """A row a segment, a column each of the latest model versions, with the change against the one before it; what
    lies beyond a bound in force in its level."""
    versions = list(dict.fromkeys(cell.model_version for cell in cells))[-VERSIONS:]
    at = {(cell.segment, cell.model_version): cell for cell in cells}
    segments = sorted({cell.segment for cell in cells})
    steps = {(s, new): _step(at, s, new, old) for s in segments for old, new in pairwise(versions)}
    most = max((abs(step) for step in steps.values() if step is not None), default=0.0)
    rows = [
        [values_of(s), *(_version(at.get((s, version)), steps.get((s, version)), unit, most) for version in versions)]
        for s in segments
    ]
    heading = '<div class="heading">Each segment under each model version, in the whole period</div>'
    return heading + figures_table(["segment", *(f"model {version}" for version in versions)], rows)


def _step(at: Mapping[tuple[str, str], Version], segment: str, version: str, before: str) -> float | None:
    new, old = at.get((segment, version)), at.get((segment, before))
    return new.value - old.value if new and old else None


def _version(cell: Version | None, step: float | None, unit: str, most: float) -> Cell:
    if cell is None:
        return wording.NONE
    size = f"n {cell.n:,.0f}" if cell.n else wording.counted(cell.rows, "observation")
    state: State | None = None if cell.level is None else "critical" if cell.level == "critical" else "warning"
    changed = f"{difference(step, unit, most)} · " if step is not None else ""
    return Said(wording.value(cell.value, unit), state, f"{changed}{size}")


def difference(change: float | None, unit: str, most: float | None = None) -> str:
    """'−0.93 points' of a percentage, '+0.31 s', '0'; '–' if there is none.

    Three significant digits, or as many decimals as the largest change of its table (`most`) has with three.
    """
    if change is None:
        return wording.NONE
    measured = "points" if unit == "%" else unit
    if most is None:
        text = wording.value(change, measured)
    else:
        decimals = min(max(2 - math.floor(math.log10(most)), 0), 12) if most > 0 else 0
        change = round(change, decimals) + 0.0
        text = wording.with_unit(f"{change:,.{decimals}f}", measured)
    return text if text.startswith("−") or change == 0 else f"+{text}"
