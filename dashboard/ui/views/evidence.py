"""The evidence on the screen: what it holds, what has to be known first, and its tables. HTML out; all escaped."""

from collections.abc import Mapping
from html import escape
from urllib.parse import urlencode

from dashboard.practice import wording
from dashboard.practice.evidence import paper
from dashboard.practice.evidence.evidence import Evidence
from dashboard.practice.evidence.html import section_table
from dashboard.practice.evidence.section import Remark, Section, Table
from dashboard.ui.style import css_class

SHOWN = 25  # rows of a table on the screen; the files have all


def verdict(found: Evidence) -> str:
    """Whether the evidence can be relied on, loud if not; and that the frameworks are a help alone."""
    known = found.remarks
    said = [(section, remark) for section, remark in known if remark.kind == "doubt"]
    note = escape(f"Times are {found.timezone}. {found.frameworks.note.strip()}")
    note = f'<small class="muted">{note}</small>'
    if not said:
        holds = "".join(_remark(remark) for _, remark in known if remark.kind == "holds")
        return f"{holds}{note}"
    told = "".join(f"<li>{escape(section.title)}: {escape(remark.text)}</li>" for section, remark in said)
    title = "Not all of this can be relied on"
    return f'<div class="calm critical" role="alert"><h3>● {title}</h3><ul>{told}</ul></div>{note}'


def summary(found: Evidence, chosen: str, address: Mapping[str, str | None]) -> str:
    """The sections with what is in each and what has to be known of it; each leads to its tables."""
    rows = []
    for section in found.sections:
        query = urlencode({k: v for k, v in {**address, "section": section.id}.items() if v})
        counts = " · ".join(_count(table) for table in section.tables)
        remarks = "".join(map(_remark, section.remarks))
        current = ' class="chosen" aria-current="true"' if section.id == chosen else ""
        rows.append(
            f'<li{current}><a href="evidence?{escape(query, quote=True)}" target="_self">{escape(section.title)}</a>'
            f"<small>{escape(counts)}</small>{remarks}</li>"
        )
    return f'<ul class="evidence-list">{"".join(rows)}</ul>'


def heading(found: Evidence, section: Section) -> str:
    """What a section shows, and what it helps with."""
    helps = "; ".join(f"{title}: {names}" for title, names in paper.helps(found, section))
    return (
        f'<div class="heading">{escape(section.title)}</div><p>{escape(section.shows)}</p>'
        f'<p class="muted">Helps with {escape(helps)}.</p>{"".join(map(_remark, section.remarks))}'
    )


def title(table: Table) -> str:
    """The title of a table, with how many rows it has."""
    return f'<div class="heading">{escape(_count(table))}</div>'


def rows(found: Evidence, table: Table) -> str:
    """The first rows of a table, and how many there are besides."""
    rest = len(table.rows) + table.left_out - SHOWN
    more = f'<p class="muted">and {wording.counted(rest, "more row")}; the files have them.</p>' if rest > 0 else ""
    return f'<div class="evidence-table">{section_table(found, table, SHOWN)}{more}</div>'


def _count(table: Table) -> str:
    return f"{table.title} {len(table.rows) + table.left_out:,}"


def _remark(remark: Remark) -> str:
    icon, state = paper.mark(remark)
    return f'<div class="remark {css_class(state)}"><span class="tone">{icon}</span> {escape(remark.text)}</div>'
