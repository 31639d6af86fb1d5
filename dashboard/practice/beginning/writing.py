"""Writing the first version of a new SOP: whether it can be, and then once, whole, over nothing that is there."""

import datetime as dt
from dataclasses import dataclass
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from dashboard.errors import WorkspaceError
from dashboard.practice import wording
from dashboard.practice.beginning.answers import STEPS, Answers
from dashboard.practice.beginning.checking import Checked, checked
from dashboard.practice.beginning.text import as_text
from dashboard.practice.new_file import write_new
from dashboard.practice.newcomer import replace_file, with_placeholder
from dashboard.practice.world import World
from dashboard.sop.definitions import FOLDER
from dashboard.sop.fields import Id
from dashboard.sop.lint.finding import PLACEHOLDER


@dataclass(frozen=True)
class Written:
    """What was written: the file, and what is still to be done about it before, or while, it is in force."""

    file: Path
    sop: str
    checked: Checked


def objection(world: World, answers: Answers, today: dt.date) -> str | None:
    """Why no SOP can begin under that id, title and day; None if one can. `today` is that of the SOP's time zone."""
    if not answers.title.strip():
        return "give it a title: it is what everybody will read on every page"
    try:
        TypeAdapter(Id).validate_python(answers.sop)
    except ValidationError as error:
        return error.errors()[0]["msg"].removeprefix("Value error, ")
    if answers.sop == FOLDER:
        return f"'{FOLDER}' is the folder of shared definitions; choose another id"
    if answers.sop in world.library.sops or (world.workspace.sop_dir / answers.sop).exists():
        return f"there is an SOP '{answers.sop}' already; choose another id, or change that one by a new version"
    if answers.effective_from is None:
        return "say from which day it holds"
    if answers.effective_from < today:
        day = wording.day(answers.effective_from, today)
        return f"{day} is past: nothing is agreed for days gone by; choose today or later"
    return None


def today_of(answers: Answers, now: dt.datetime) -> dt.date:
    """The day of the naive UTC instant `now` in the time zone of the SOP."""
    return wording.local(now, answers.timezone).date()


def write(world: World, answers: Answers, text: str, now: dt.datetime) -> Written:
    """Writes that text as the first version of the SOP that `answers` names, whole or not at all.

    `to-be-named` is added to people.yaml where the text names it. Raises WorkspaceError where it cannot begin so.
    """
    if refused := objection(world, answers, today_of(answers, now)):
        raise WorkspaceError(refused)
    assert answers.effective_from
    if PLACEHOLDER in text:
        people = world.workspace.people_file
        before = people.read_text(encoding="utf-8") if people.is_file() else ""
        if (after := with_placeholder(before)) != before:
            replace_file(people, after)
    file = world.workspace.sop_dir / answers.sop / f"{answers.effective_from}.yaml"
    write_new(file, text)
    return Written(file, answers.sop, checked(world, answers.sop, answers.effective_from, text))


def blank(answers: Answers) -> str:
    """The seven steps with their questions as comments, for whoever would rather write than click."""
    asked = "".join(f"#  {n}. {step.name}: {step.question}\n" for n, step in enumerate(STEPS, 1))
    head = (
        "# The seven steps of a procedure, and what each asks. Fill in one after the other: README.md has the keys,\n"
        "# sop/library/ what is defined already (`- {use: ID}`), and `lint` says what is missing.\n#\n"
    )
    return f"{head}{asked}\n{as_text(answers)}"


def next_steps(written: Written) -> list[str]:
    """What to do next, in sentences."""
    told = []
    if written.checked.problems:
        told.append(f"It is not in force yet, because of what is wrong with it: {written.checked.problems[0]}.")
        if len(written.checked.problems) > 1:
            told.append(f"And {len(written.checked.problems) - 1} more; lint lists them with file and line.")
    if written.checked.version and not written.checked.version.sop.metrics:
        told.append("It measures nothing yet: answer its seven questions in the file, from the top to the bottom.")
    count = sum(len(found) for found in written.checked.remarks.values())
    if count:
        told.append(f"{wording.counted(count, 'remark')} on it: lint, and the SOP page, say which.")
    told.append("Load the numbers (ingest, or “Load now” on the data page): they are judged by it from its first day.")
    told.append("From then on it is changed by a new version with a later date; what is in force is not edited.")
    return told
