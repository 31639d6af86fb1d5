"""How does a new procedure begin: step by step, or like one that there is?"""

from dataclasses import replace

import streamlit as st

from dashboard.errors import WorkspaceError
from dashboard.practice.beginning.answers import STEPS, Answers, settled
from dashboard.practice.beginning.checking import Checked, checked
from dashboard.practice.beginning.likeness import Example, examples, text_like
from dashboard.practice.beginning.text import as_text
from dashboard.practice.beginning.writing import Written, next_steps, objection, today_of, write
from dashboard.practice.world import World
from dashboard.ui.asked import ask_for, asked, now
from dashboard.ui.controls import one_of
from dashboard.ui.guide import ASK
from dashboard.ui.guide.kept import KEPT, answers, keep
from dashboard.ui.guide.what import objectives
from dashboard.ui.guide.whose import improvement
from dashboard.ui.open import ask, world
from dashboard.ui.pick import pick
from dashboard.ui.text import escape_markdown
from dashboard.ui.views import draft
from dashboard.ui.who import Person, chooser

WRITTEN, STEP = "new procedure written", "new procedure step"


def page(here: World) -> None:
    if done := st.session_state.get(WRITTEN):
        after(done)
        return
    known = ask(examples, here)
    begins = {"": "Blank: the seven steps", **{id: _title(example) for id, example in known.items()}}
    like = asked("like") if asked("like") in known else ""
    with st.container(horizontal=True, vertical_alignment="center", key="controls"):
        pick("like", "Begin", begins, like, 300, step=None)
        person = chooser(here)
        if answers() != Answers():
            st.button("Cancel", icon=":material/close:", type="tertiary", on_click=cancel,
                      help="Forgets all that was answered here; nothing has been written.")  # fmt: skip
    if like:
        copied(here, like, known[like], person)
    else:
        guided(here, person)


def guided(here: World, person: Person | None) -> None:
    """One step at a time, the draft and what is missing in it beside."""
    steps = {str(n): f"{n} {each.name}" for n, each in enumerate(STEPS, 1)}
    step = int(one_of("step", "Step", steps, str(st.session_state.get(STEP, 1))))
    st.session_state[STEP] = step
    left, right = st.columns([3, 2], gap="large")
    with left:
        st.markdown(f"#### {step}. {STEPS[step - 1].name}")
        st.markdown(STEPS[step - 1].question)
        keep(ASK[step - 1](here, answers()))
        so_far = signed(here, answers(), person)
        text = as_text(settled(so_far))
        last = step == len(STEPS)
        with st.container(horizontal=True):
            if step > 1:
                st.button("Back", icon=":material/arrow_back:", on_click=ask_for, kwargs={"step": str(step - 1)})
            if not last:
                st.button("Next", icon=":material/arrow_forward:", type="primary", on_click=ask_for,
                          kwargs={"step": str(step + 1)})  # fmt: skip
    with right:
        found = shown(here, so_far, text, None if last else step - 1)
    if last:
        with left:
            writing(here, so_far, text, found, person)


def copied(here: World, like: str, example: Example, person: Person | None) -> None:
    """Another name and another day; the rest as the example has it."""
    left, right = st.columns([3, 2], gap="large")
    with left:
        st.markdown(f"#### Like {escape_markdown(example.title)}")
        st.markdown(
            "Its newest version, comments and all, under another name. What this workspace does not know, people and "
            "sources, is to be named afterwards."
        )
        keep(improvement(here, objectives(here, answers(), example.version.sop.timezone)))
        so_far = signed(here, answers(), person)
    try:
        text = text_like(here, like, settled(so_far))
    except WorkspaceError as error:
        right.error(escape_markdown(str(error)))
        return
    with right:
        found = shown(here, so_far, text, None)
    with left:
        writing(here, so_far, text, found, person, broken=True)


def signed(here: World, so_far: Answers, person: Person | None) -> Answers:
    """With who writes it: the person at this browser if the people know them, else whose it is."""
    known = person is not None and here.library.people.get(person.id) is not None
    return replace(so_far, by=person.id if person and known else so_far.owner)


def shown(here: World, so_far: Answers, text: str, step: int | None) -> Checked | None:
    """The draft as it would be written, and what is wrong or missing in it, of one step or of all."""
    named = settled(so_far)
    refused = objection(here, named, today_of(named, now(here)))
    found = None if refused or named.effective_from is None else checked(here, named.sop, named.effective_from, text)
    st.html(draft.missing(refused, found, step))
    with st.expander("The draft as it will be written", expanded=True):
        st.code(text, "yaml", height=380, wrap_lines=True)
    return found


def writing(
    here: World, so_far: Answers, text: str, found: Checked | None, person: Person | None, broken: bool = False
) -> None:
    """The button that writes it; `broken`: also what cannot be in force before something is named."""
    possible = found is not None and (broken or not found.problems)
    if person is None:
        st.caption("Say who you are at the top: a procedure says who wrote it.")
    st.button("Write it", icon=":material/gavel:", type="primary", key="write", disabled=not possible or person is None,
              on_click=_write, args=(here, settled(so_far), text))  # fmt: skip


def _write(here: World, so_far: Answers, text: str) -> None:
    try:
        st.session_state[WRITTEN] = write(here, so_far, text, now(here))
        forget()
        ask_for(step=None, like=None)
    except WorkspaceError as error:
        st.toast(escape_markdown(str(error)), icon=":material/error:")


def after(done: Written) -> None:
    """It is written: where, and what is next."""
    st.html(draft.written(str(done.file), next_steps(done)))
    with st.container(horizontal=True):
        st.page_link(
            "ui/pages/sop.py", label="To the procedure", icon=":material/gavel:", query_params={"sop": done.sop}
        )
        st.button("Another one", icon=":material/add:", on_click=lambda: st.session_state.pop(WRITTEN, None))


def forget() -> None:
    for key in [KEPT, STEP, *(key for key in st.session_state if str(key).startswith("guide "))]:
        st.session_state.pop(key, None)


def cancel() -> None:
    """Forgets what was answered."""
    forget()
    ask_for(step=None, like=None)


def _title(example: Example) -> str:
    return f"Like {example.title}{' (example)' if example.bundled else ''}"


page(world())
