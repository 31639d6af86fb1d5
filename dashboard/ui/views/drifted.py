"""Whether, when and by how much a level changed, as words, rows and tables. Values in, HTML out; all is escaped."""

import datetime as dt
from collections.abc import Iterable, Sequence
from html import escape
from urllib.parse import urlencode

import pyarrow as pa

from dashboard.history.drift import FEWEST
from dashboard.practice import wording
from dashboard.practice.drift import LevelChange
from dashboard.practice.drifted import Drifted
from dashboard.practice.has_drifted import YEAR
from dashboard.practice.standing import State
from dashboard.ui.style import css_class
from dashboard.ui.theme import ICON, Palette
from dashboard.ui.views.figures_table import Cell, Said, figures_table
from dashboard.ui.views.moves import difference
from dashboard.ui.views.spark import spark

SURE = ((0.99, "almost certain"), (0.9, "very likely"), (0.66, "likely"), (0.0, "perhaps"))


def rows(found: Iterable[Drifted], as_of: dt.datetime, days: int, colours: Palette) -> str:
    """A row a metric, a button each, and a heading; `as_of` is naive UTC, `days` the period that is compared."""
    head = f"Mean of the last {days} days, and its difference from the {days} days before"
    return f'<div class="heading">{head}</div>' + "".join(_row(one, as_of, days, colours) for one in found)


def _row(one: Drifted, as_of: dt.datetime, days: int, colours: Palette) -> str:
    start = as_of - dt.timedelta(days=2 * days)
    dates = [c.at for c in one.changes if isinstance(c.at, dt.datetime) and c.at > start]
    line = spark(one.course, colours.line, colours[tone(one)].ink, [(at - start) / (as_of - start) for at in dates])
    unit = wording.unit_of(one.state.unit, one.signal)
    kpi = '<span class="kpi">KPI</span> ' if one.kpi else ""
    last = one.last
    judged = f'<span class="tone">{escape(verdict(one))}</span> · {escape(sure(last))}' if one.recent and last else ""
    judged = judged or " · ".join(part for part in (_standing(one), _parts(one)) if part)
    return (
        f'<button type="button" class="row moved {css_class(tone(one))}" data-node="{escape(node(one), quote=True)}">'
        f'<span class="icon" aria-hidden="true">{arrow(one)}</span>'
        f'<span class="what"><b>{kpi}{escape(one.state.title)}</b><small>{escape(happened(one, as_of))}</small>'
        f'<small>{judged}</small></span><span class="course">{line}</span>'
        f'<span class="amount"><b>{escape(wording.value(one.now, unit))}</b>'
        f"<small>{escape(_against_before(one, unit))}</small></span></button>"
    )


def _standing(one: Drifted) -> str:
    """'● critical in region=eu': of what breaches without a change of level; '' else."""
    if one.recent or one.state.state not in ("critical", "warning"):
        return ""
    where = f" in {wording.segment(one.state.segment)}" if one.state.segment else ""
    return f'<span class="tone">{ICON[one.state.state]} {escape(one.state.state + where)}</span>'


def _parts(one: Drifted) -> str:
    return f"level changed in {wording.counted(len(one.elsewhere), 'segment')}" if one.elsewhere else ""


def node(one: Drifted) -> str:
    """What the address calls it."""
    return f"metric:{one.state.sop}/{one.state.metric}"


def tone(one: Drifted) -> State:
    """The colour of its last change, if that fell into the period; else, and outside its bounds, of its state."""
    breaching = one.state.state if one.state.state in ("critical", "warning") else None
    if not one.recent:
        return breaching or "no evidence"
    if one.reach == "outside":
        return breaching or "warning"
    if one.against is None:
        return "accepted"
    return "pending" if one.against else "ok"


def arrow(one: Drifted) -> str:
    """Which way the level went in the period."""
    last = one.last
    if not one.recent or last is None:
        return "→" if one.known else "○"
    return "↓" if last.after < last.before else "↑"


def happened(one: Drifted, as_of: dt.datetime) -> str:
    """'dropped 2.41 points around Wed 21 Oct, 26 days ago; level since'."""
    last = one.last
    if last is None:
        if not one.known:
            return f"too few observations to say: {one.observations} of {FEWEST}"
        return f"no sudden change of level in {one.observations:,} observations"
    return f"{_moved(last, one)} {when(last, as_of)}; {_since(one)}"


def _since(one: Drifted) -> str:
    if one.stayed:
        return "level since"
    unit = wording.unit_of(one.state.unit, one.signal)
    return f"not level since: {wording.value(one.lately, unit)} lately" if one.lately is not None else "nothing since"


def _moved(change: LevelChange, one: Drifted) -> str:
    unit = wording.unit_of(one.state.unit, one.signal)
    word = "dropped" if change.after < change.before else "rose"
    return f"{word} {difference(change.after - change.before, unit).lstrip('+−')}"


def when(change: LevelChange, as_of: dt.datetime) -> str:
    """'around Wed 21 Oct, 26 days ago'."""
    assert isinstance(change.at, dt.datetime)
    return f"around {wording.day(change.at, as_of)}, {wording.span(as_of - change.at)} ago"


def verdict(one: Drifted) -> str:
    """'worse, outside ≥ 86 %', 'better, within ≥ 3.5'; what cannot be called either is 'moved'."""
    held = wording.bounds(one.lower, one.upper, one.state.unit, one.signal)
    word = "moved" if one.against is None else "worse" if one.against else "better"
    places = {"outside": "outside", "near": "near", "inside": "within"}
    return f"{word}, {places[one.reach]} {held}" if one.reach in places and held else word


def sure(change: LevelChange) -> str:
    """'almost certain (over 99 %)', 'likely (81 %)'."""
    word = next(word for least, word in SURE if change.confidence >= least)
    percent = "over 99 %" if change.confidence > 0.99 else f"{100 * change.confidence:.0f} %"
    return f"{word} ({percent})"


def _against_before(one: Drifted, unit: str) -> str:
    if one.now is None:
        return "no evidence now"
    return difference(one.now - one.before, unit) if one.before is not None else "nothing before"


def sentence(one: Drifted, as_of: dt.datetime) -> str:
    """The one that is looked at, in a sentence or two."""
    last, unit = one.last, wording.unit_of(one.state.unit, one.signal)
    said = f"<b>{escape(one.state.title)}</b>{' ' if last else ': '}"
    if last is None:
        where = _standing(one)
        tone_of = css_class(tone(one))
        return f'<div class="sentence {tone_of}">{said}{escape(happened(one, as_of))}. {where}</div>'
    share = f" ({wording.share(abs(last.after / last.before - 1), 1)})" if last.before and unit != "%" else ""
    values = f"from {wording.value(last.before, unit)} to {wording.value(last.after, unit)}"
    judged = f'<span class="tone">{arrow(one)} {escape(verdict(one))}.</span> ' if one.recent else ""
    return (
        f'<div class="sentence {css_class(tone(one))}">{said}{escape(_moved(last, one) + share)}, {escape(values)}, '
        f"{escape(when(last, as_of))}; {escape(_since(one))}. {judged}How sure that its level "
        f"changed: {escape(sure(last))}.</div>"
    )


def compared(one: Drifted, days: int, as_of: dt.datetime) -> str:
    """Now against the period before, the same last year, and since the last change."""
    unit, last = wording.unit_of(one.state.unit, one.signal), one.last
    span = wording.counted(days, "day")
    pairs: list[tuple[Cell, float | None, float | None]] = [(f"the {span} before", one.before, one.now)]
    if days < YEAR.days:  # else it is the period before
        pairs.append((f"the same {span} last year", one.last_year, one.now))
    if last:
        assert isinstance(last.at, dt.datetime)
        name = Said(f"level before {wording.day(last.at, as_of)}", small="and the level since then")
        pairs.append((name, last.before, last.after))
    table: list[list[Cell]] = [
        [name, wording.value(then, unit), wording.value(now, unit),
         difference(None if then is None or now is None else now - then, unit)]
        for name, then, now in pairs
    ]  # fmt: skip
    return figures_table([f"mean of the last {span} against", "then", "now", "difference"], table)


def earlier(one: Drifted, as_of: dt.datetime, most: int = 5) -> str:
    """The changes before the last, the latest first; '' without any."""
    before = list(reversed(one.changes[:-1]))[:most]
    lines = "".join(
        f"<li>{escape(_moved(change, one))} {escape(when(change, as_of))} · {escape(sure(change))}</li>"
        for change in before
    )
    return f'<div class="heading">Earlier changes of level</div><ul class="lines">{lines}</ul>' if lines else ""


def elsewhere(one: Drifted, as_of: dt.datetime, most: int = 8) -> str:
    """The segments whose own level changed in the period, the latest first, each a link to it; '' without any."""
    if not one.elsewhere:
        return ""
    lines = "".join(
        f'<li><a href="drill?{_address(one, change)}" target="_self">{escape(wording.segment(change.segment))}</a> '
        f"{escape(_moved(change, one))} {escape(when(change, as_of))} · {escape(sure(change))}</li>"
        for change in one.elsewhere[:most]
    )
    rest = len(one.elsewhere) - most
    more = f'<p class="muted">and {rest} more, see Drill down</p>' if rest > 0 else ""
    return f'<div class="heading">Segments whose level changed</div><ul class="lines">{lines}</ul>{more}'


def _address(one: Drifted, change: LevelChange) -> str:
    asked = {"sop": one.state.sop, "metric": one.state.metric, "segment": change.segment}
    return escape(urlencode(asked), quote=True)


def as_table(found: Sequence[Drifted]) -> pa.Table:
    """The list to download, a line a metric; instants as machines have them."""
    return pa.Table.from_pylist([_line(one) for one in found])


def _line(one: Drifted) -> dict[str, object]:
    last = one.last
    return {
        "sop": one.state.sop,
        "metric": one.state.metric,
        "title": one.state.title,
        "kpi": one.kpi,
        "aspect": one.state.aspect,
        "signal": one.signal,
        "unit": wording.unit_of(one.state.unit, one.signal),
        "changed_at": wording.instant(last.at) if last and isinstance(last.at, dt.datetime) else None,
        "level_before": last.before if last else None,
        "level_after": last.after if last else None,
        "confidence": last.confidence if last else None,
        "changed_in_period": one.recent,
        "against_better": one.against,
        "reach": one.reach,
        "lower": one.lower,
        "upper": one.upper,
        "now": one.now,
        "before": one.before,
        "last_year": one.last_year,
        "changes": len(one.changes),
        "observations": one.observations,
        "state": one.state.state,
        "acts_now": one.state.acting.name,
    }
