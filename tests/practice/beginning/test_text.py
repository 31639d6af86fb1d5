"""What was answered is what the version says, whatever the words; and what is missing is told at the step that asks."""

import datetime as dt
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import TypeAdapter

from dashboard.practice.beginning.answers import STEPS, Answers, Bound, Measured, Meeting, Owned, Playbook, ids
from dashboard.practice.beginning.checking import checked
from dashboard.practice.beginning.text import as_text
from dashboard.sop.fields import Id
from dashboard.sop.model import Sop
from dashboard.yamlfile import parse
from tests import worlds

DAY = dt.date(2026, 5, 4)
WORDS = st.text(st.characters(exclude_categories=["C", "Z"]), min_size=1, max_size=12) | st.sampled_from(
    [
        "yes",
        "~",
        "null",
        "1e3",
        "010",
        "12:30",
        "2026-05-04",
        "- x",
        "a: b",
        "#",
        "{",
        "*x",
        "&x",
        "!x",
        "%",
        "'",
        '"',
        "@",
    ]
)
NUMBERS = st.none() | st.floats(-1e6, 1e6).map(lambda number: round(number, 3))


@given(title=WORDS, because=WORDS, statements=st.lists(WORDS, unique=True, max_size=4), bound=NUMBERS, unit=WORDS)
@settings(max_examples=60)
def test_the_version_says_what_was_answered(title, because, statements, bound, unit):
    metric = Measured("m", title, "numbers", unit=unit, bounds=(Bound("critical", lower=bound, times=2, respond="r"),))
    answers = Answers(
        "new", title, title, DAY, objectives=tuple(statements), metrics=(metric,), owner="mei", by="bo",
        because=because, reviews=(Meeting("w", title, rrule="FREQ=WEEKLY"),),
        responses=(Playbook("r", title, steps=(("fix", because, "decision", "1d"),)),),
    )  # fmt: skip
    sop, _ = parse(as_text(answers).encode(), Sop, "x.yaml")
    assert (sop.sop, sop.title, sop.summary, sop.effective_from) == ("new", title, title, DAY)
    assert [objective.statement for objective in sop.objectives] == statements
    assert len({objective.id for objective in sop.objectives}) == len(statements)
    assert (sop.metrics[0].unit, sop.reviews[0].title, sop.responses[0].steps[0].do) == (unit, title, because)
    told = [(t.level, t.lower, t.for_, t.respond) for t in sop.metrics[0].thresholds]
    assert told == ([] if bound is None else [("critical", bound, 2, "r")])
    assert (sop.owner, sop.changed.by, sop.changed.because) == ("mei", "bo", because)


@given(
    titles=st.lists(st.text(max_size=90), max_size=8),
    taken=st.lists(st.sampled_from(["metric", "a", "b"]), unique=True),
)
def test_ids_made_of_titles_are_ids_and_no_two_alike(titles, taken):
    made = ids(titles, taken)
    assert len({*made, *taken}) == len(titles) + len(taken)
    for id in made:
        TypeAdapter(Id).validate_python(id)


@pytest.fixture(scope="module")
def world(tmp_path_factory):
    return worlds.empty(tmp_path_factory.mktemp("world"))


BARE = Answers("new", "New", effective_from=DAY, objectives=("Help",), metrics=(Measured("m", "M", "numbers"),))


def test_each_step_is_told_what_it_lacks_until_it_is_answered(world):
    def lacking(answers):
        return {STEPS[n].name for n, found in checked(world, "new", DAY, as_text(answers)).remarks.items() if found}

    assert {"Objectives", "Owners", "Reviews", "Thresholds"} <= lacking(BARE)
    whose = Owned("mei", "ml", "cto", "bo", "4h", "ola")
    metric = Measured(
        "m", "M", "numbers", objective="help", review="w", owned=whose,
        bounds=(Bound("critical", lower=1, respond="r"),),
    )  # fmt: skip
    whole = replace(
        BARE, metrics=(metric,), reviews=(Meeting("w", "W", rrule="FREQ=WEEKLY", chair="cto"),), owner="cto", by="cto",
        because="it begins", responses=(Playbook("r", "R", steps=(("fix", "Fix", "decision", "1d"),)),),
    )  # fmt: skip
    assert lacking(whole) == set()


def test_what_names_nothing_is_a_problem_with_its_line(world):
    metric = Measured("m", "M", "nubers", owned=Owned(monitoring="meij"))
    found = checked(world, "new", DAY, as_text(replace(BARE, metrics=(metric,))))
    assert found.version is None
    assert any("no source 'nubers' in sources.yaml; did you mean 'numbers'?" in problem for problem in found.problems)
    assert any("nobody in people.yaml is 'meij'" in problem for problem in found.problems)
    assert all(problem.startswith("line ") for problem in found.problems)
