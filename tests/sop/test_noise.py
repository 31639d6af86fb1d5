"""Whatever is in a file: read, or refused with problems that lie within it. Nothing else."""

import datetime as dt

from hypothesis import given, settings
from hypothesis import strategies as st

from dashboard.errors import FileProblems
from dashboard.sop.lint import lint
from dashboard.sop.model import Sop
from dashboard.yamlfile import parse
from tests.sop.law import FILE, GOOD, PEOPLE, good, library

MARKS = ["", " ", "\n", "\t", ":", "- ", "[", "]", "{", "}", "%", "@", "|", ">", "#", "'", '"', "\x85", "\u2028"]
PARTS = ["&a ", "*a", "!!int ", "<<: ", "---\n", "[[]]", "{a: {}}", "recall", "monthly-churn", "id: ", "ana", "x", "3d"]
VALUES = ["null", "~", "no", ".nan", "-1", "0", "1e999", "9" * 400, "2026-02-30", "9999-12-31", "0000-00-00"]
TOKENS = st.sampled_from(MARKS + PARTS + VALUES)


def check_problems(problems, text: str) -> None:
    lines = len(text.splitlines()) + 1
    for problem in problems:
        assert 0 <= problem.line <= lines
        assert problem.column >= 0
        assert problem.message
        assert "\n" not in str(problem)


@given(st.binary(max_size=300))
@settings(max_examples=150, deadline=None)
def test_noise_is_refused_as_a_file(raw):
    try:
        parse(raw, Sop, FILE)
    except FileProblems as refused:
        check_problems(refused.problems, raw.decode("utf-8", "replace"))


@st.composite
def mutations(draw, text: str):
    """The text with a few pieces of it cut out, doubled or put in the place of others."""
    for _ in range(draw(st.integers(1, 4))):
        start = draw(st.integers(0, len(text)))
        end = min(len(text), start + draw(st.integers(0, 30)))
        piece = draw(TOKENS | st.just(text[start:end] * 2) | st.sampled_from(text.split()))
        text = text[:start] + piece + text[end:]
    return text


@st.composite
def replaced_values(draw, text: str):
    """The text with the values of some keys replaced: most of these are YAML, and wrong deeper in."""
    rows = text.split("\n")
    for _ in range(draw(st.integers(1, 5))):
        i = draw(st.integers(0, len(rows) - 1))
        key, colon, _ = rows[i].partition(":")
        if colon:
            rows[i] = f"{key}: {draw(TOKENS)}"
    return "\n".join(rows)


@given(
    sop=mutations(GOOD) | replaced_values(GOOD), people=st.just(PEOPLE) | mutations(PEOPLE) | replaced_values(PEOPLE)
)
@settings(max_examples=250, deadline=None)
def test_a_library_opens_whatever_happened_to_its_files(tmp_path_factory, sop, people):
    found = library(
        tmp_path_factory.mktemp("law"),
        good(sop=sop.encode("utf-8", "replace"), people=people.encode("utf-8", "replace")),
    )
    for problem in found.problems:
        check_problems([problem], sop if problem.file == FILE else people)
    assert all(finding.message for finding in lint(found, dt.date(2026, 7, 6)))
    for versions in found.sops.values():
        assert all(end is None or start < end for _, start, end in versions.spans())
        assert versions.good or versions.problems
