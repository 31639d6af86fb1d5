"""What was agreed, what has changed since when and why, and what is missing?"""

import datetime as dt

import pyarrow as pa
import streamlit as st

from dashboard.errors import WorkspaceError
from dashboard.practice import wording
from dashboard.practice.health import as_rows, health
from dashboard.practice.remarks import Beside, altered, count, remarks
from dashboard.practice.two_versions import as_markdown, compare
from dashboard.practice.version_line import Edition, file_text, version_line
from dashboard.practice.world import World
from dashboard.ui.acts import acts
from dashboard.ui.asked import as_day, asked, now
from dashboard.ui.download import as_csv
from dashboard.ui.open import ask, world
from dashboard.ui.pick import pick
from dashboard.ui.text import escape_markdown
from dashboard.ui.views import nothing
from dashboard.ui.views.remarks import remark_list
from dashboard.ui.views.versions import compared, health_table, taken_over, time_line

NEW, EVIDENCE = "ui/pages/new_sop.py", "ui/pages/evidence.py"


def page(here: World) -> None:
    titles = {id: v.newest.sop.title if v.newest else f"{id} (broken)" for id, v in here.library.sops.items()}
    if not titles:
        st.html(nothing.no_law())
        st.page_link(NEW, label="New SOP", icon=":material/note_add:")
        return
    sop, instant = asked("sop") if asked("sop") in titles else next(iter(titles)), now(here)
    editions = ask(version_line, here, sop, instant)
    before, after = chosen(editions)
    with st.container(horizontal=True, vertical_alignment="center", key="controls"):
        pick("sop", "Procedure", titles, sop, 220, before=None, after=None, file=None)
        if before and after:
            days = {e.name: f"{wording.day(e.version.sop.effective_from)} ({e.state})" for e in editions if e.version}
            pick("before", "From", days, before, 215)
            pick("after", "To", days, after, 215)
        st.page_link(NEW, label="New SOP", icon=":material/note_add:")
        st.page_link("ui/pages/diagram.py", label="Diagram", icon=":material/account_tree:", query_params={"sop": sop})
        st.page_link("ui/pages/proposals.py", label="Proposals", icon=":material/edit_document:",
                     query_params={"sop": sop})  # fmt: skip
        st.page_link(EVIDENCE, label="Evidence", icon=":material/folder_zip:", query_params={"sop": sop})
    found = ask(remarks, here, acts(here), sop, instant)
    for each in altered(found):
        st.error(escape_markdown(f"{each.file}: {each.message}."))
    st.html(time_line(editions, instant, [day for day in (before, after) if day]))
    changes(here, sop, before, after, instant)
    remarked = f"Remarks ({count(found)})" if count(found) else "Remarks"
    missing, complete, file = st.tabs([remarked, "Health", "The file"])
    with missing:
        remarked_on(sop, found)
    with complete:
        covered(here, sop, instant)
    with file:
        shown(here, editions, after)


def chosen(editions: tuple[Edition, ...]) -> tuple[str | None, str | None]:
    """The two versions of the URL, or the one in force and the one before it; None where there are not two."""
    days = [e.name for e in editions if e.version]
    if len(days) < 2:
        return None, None
    current = next((e.name for e in editions if e.state == "in force"), days[-1])
    after = asked("after") if asked("after") in days else current if current != days[0] else days[1]
    before = asked("before") if asked("before") in days else days[max(days.index(after) - 1, 0)]
    return before, after


def changes(here: World, sop: str, before: str | None, after: str | None, instant: dt.datetime) -> None:
    """The two versions beside one another, in words."""
    one, other = as_day(before), as_day(after)
    if not (one and other):
        st.caption(
            "There are no two versions to compare yet: a change is a new file with a later date beside this one."
        )
        return
    try:
        found = ask(compare, here, sop, one, other)
    except WorkspaceError as error:
        st.error(escape_markdown(str(error)))
        return
    days = [version.sop.effective_from for version in (found.before, found.after)]
    first, last = map(wording.day, days)
    with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
        st.markdown(f"**{wording.counted(len(found.told), 'change')}** from {first} to {last}")
        st.download_button(
            "Markdown", as_markdown(found), f"{sop}-{days[0]}-{days[1]}.md", "text/markdown",
            icon=":material/download:", type="tertiary", on_click="ignore",
        )  # fmt: skip
    if found.told:
        st.html(compared(found, instant))
    else:
        st.caption("Nothing is agreed otherwise in one than in the other. Choose two versions above.")


def remarked_on(sop: str, found: tuple[Beside, ...]) -> None:
    """What could be better in the newest version, beside the thing it is about; what is wrong with any."""
    if not found:
        st.html(nothing.no_remarks())
        return
    rows = [
        {"about": beside.title, "level": each.level, "message": each.message, "rule": each.rule, "file": each.file,
         "line": each.line, "silenced": each.because}
        for beside in found for each in beside.findings
    ]  # fmt: skip
    download(pa.Table.from_pylist(rows), f"{sop}-remarks.csv")
    st.html(remark_list(found))


def covered(here: World, sop: str, instant: dt.datetime) -> None:
    """How much of the seven steps is agreed on, and what is remarked on, version by version."""
    found = ask(health, here, acts(here), sop, instant)
    if not found:
        st.caption("No version can be read; the errors stand above.")
        return
    download(pa.Table.from_pylist(as_rows(found)), f"{sop}-steps.csv")
    st.html(health_table(found, instant))


def shown(here: World, editions: tuple[Edition, ...], after: str | None) -> None:
    """A version's file as it is, to read."""
    names = {edition.file: f"{edition.name} ({edition.state})" for edition in reversed(editions)}
    usual = next((edition.file for edition in editions if edition.name == after), next(iter(names)))
    file = asked("file") if asked("file") in names else usual
    with st.container(horizontal=True, vertical_alignment="center"):
        pick("file", "Version", names, file, 240)
        try:
            text = file_text(here, file)
        except OSError as error:
            st.error(f"The file cannot be read: {escape_markdown(str(error.strerror))}")
            return
        name = file.replace("/", "-")
        st.download_button("YAML", text, name, "application/yaml", icon=":material/download:", type="tertiary",
                           on_click="ignore")  # fmt: skip
    version = next((edition.version for edition in editions if edition.file == file), None)
    if version and version.uses:
        st.html(taken_over(version.uses))
    st.code(text.decode("utf-8", "replace"), "yaml", line_numbers=True, height=520)


def download(table: pa.Table, name: str) -> None:
    st.download_button(
        "CSV", lambda: as_csv(table), name, "text/csv", icon=":material/download:", type="tertiary", on_click="ignore",
        key=name,
    )  # fmt: skip


page(world())
