"""Definitions shared by SOPs: taken over whole, told by their place, and part of what a version is held to."""

import datetime as dt
import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.sop.digest import digest
from dashboard.sop.lint import lint
from dashboard.yamlfile.nodes import MAX_NODES
from tests.sop.law import FILE, GOOD, broken, good, library, place_of

SHARED = "sop/library/shared.yaml"
REVIEW = GOOD[GOOD.index("  - id: weekly-growth") : GOOD.index("responses:")].rstrip() + "\n"
RESPONSE = GOOD[GOOD.index("  - id: win-back") :]
RECALL = GOOD[GOOD.index("  - id: recall\n") : GOOD.index("  - id: recall-parity")]
DEFINED = f"metrics:\n{RECALL}reviews:\n{REVIEW}responses:\n{RESPONSE}"
USING = (
    GOOD.replace(RECALL, "  - use: recall\n")
    .replace(REVIEW, "  - use: weekly-growth\n")
    .replace(RESPONSE, "  - use: win-back\n")
)


def shared(defined=DEFINED, using=USING, **files):
    return {SHARED: defined, **good(sop=using), **files}


def only(found):
    [version] = found.sops["churn-predictor"].good
    return version


def test_a_version_that_uses_definitions_says_what_one_that_writes_them_out_does(tmp_path):
    written, used = library(tmp_path / "a", good()), library(tmp_path / "b", shared())
    assert used.problems == ()
    assert only(used).sop == only(written).sop
    told = [(use.kind, use.id, use.file, use.line, use.own) for use in only(used).uses]
    assert told == [
        ("metrics", "recall", SHARED, place_of("- id: recall\n", DEFINED)[0], ()),
        ("reviews", "weekly-growth", SHARED, place_of("- id: weekly", DEFINED)[0], ()),
        ("responses", "win-back", SHARED, place_of("- id: win-back", DEFINED)[0], ()),
    ]
    assert only(written).uses == ()
    assert list(used.sops) == ["churn-predictor"]


def test_a_key_beside_use_stands_in_place_of_the_definitions(tmp_path):
    using = broken(USING, "use: recall", "use: recall-of-all\n    id: recall\n    title: Caught\n    thresholds: []")
    metric = only(library(tmp_path, shared(broken(DEFINED, "id: recall", "id: recall-of-all"), using))).sop.metrics[1]
    assert (metric.id, metric.title, metric.thresholds, metric.source) == ("recall", "Caught", (), "evaluation")


MISTAKES = [
    ("use: win-back", "use: win-bak", "there is no response 'win-bak' in the library; did you mean 'win-back'?"),
    ("use: win-back", "use: recall", "there is no response 'recall' in the library; it is one of the metrics"),
    ("use: win-back", "use: [win-back]", "`use` must be the id of a response of the library"),
]


@pytest.mark.parametrize(("old", "new", "message"), MISTAKES)
def test_what_is_not_in_the_library_is_told_once_where_it_is_used(tmp_path, old, new, message):
    using = broken(USING, old, new + "\n    id: win-back")
    found = library(tmp_path, shared(using=using))
    assert [(p.file, p.line, p.message) for p in found.problems] == [
        (FILE, place_of(f"{new}\n    id: win-back", using)[0], message)
    ]
    assert found.sops["churn-predictor"].good == ()


def test_a_metric_that_cannot_be_found_is_told_once_whatever_it_would_have_been(tmp_path):
    [problem] = library(tmp_path, shared(using=broken(USING, "use: recall", "use: recal"))).problems
    assert problem.message == "there is no metric 'recal' in the library; did you mean 'recall'?"


def test_what_is_wrong_in_a_definition_is_told_there_and_by_every_version_that_uses_it(tmp_path):
    defined = broken(DEFINED, "lower: 0.7", "lower: 0.7, uper: 1")
    line, column = place_of("uper", defined)
    found = library(tmp_path, shared(defined))
    message = "unknown key 'uper'; did you mean 'upper'?"
    told = [(p.file, p.line, p.column, p.message) for p in found.problems]
    at_use = place_of("use: recall", USING)
    assert told == [(FILE, *at_use, f"{message} ({SHARED}:{line})"), (SHARED, line, column, message)]
    assert found.sops["churn-predictor"].problems == (found.problems[0],)


def test_a_reference_out_of_a_definition_is_held_to_the_version_that_uses_it(tmp_path):
    defined = broken(DEFINED, "for: 3d}", "for: 3d, respond: retrain}")
    [problem] = library(tmp_path, shared(defined)).problems
    assert (problem.file, problem.line) == (FILE, place_of("use: recall", USING)[0])
    line = place_of("retrain", defined)[0]
    assert problem.message == f"there is no response 'retrain'; known: win-back ({SHARED}:{line})"


def test_a_definition_of_two_meanings_is_used_by_nobody(tmp_path):
    other = "sop/library/other.yaml"
    found = library(tmp_path, shared(**{other: f"responses:\n{RESPONSE}"}))
    told = [(p.file, p.message) for p in found.problems]
    place = f"{SHARED}:{place_of('- id: win-back', DEFINED)[0]}"
    assert told == [
        (FILE, f"the response 'win-back' stands in {other}:2 and in {place}; which one is meant cannot be told"),
        (SHARED, f"response 'win-back' stands twice in the library; the first in {other}:2"),
    ]  # fmt: skip


def test_a_definition_uses_no_other(tmp_path):
    defined = DEFINED + "  - {use: win-back, id: again, title: Again}\n"
    [problem] = library(tmp_path, shared(defined)).problems
    assert problem.message == "a definition stands on its own: write out what it would use"


@pytest.mark.parametrize("text", ["metrics: {", "[1, 2]", "metrics: 3", "reviews: [weekly]", "sop: churn", ""])
def test_a_file_that_is_no_library_breaks_only_what_uses_it(tmp_path, text):
    found = library(tmp_path, {"sop/library/broken.yaml": text, **good()})
    assert {problem.file for problem in found.problems} == {"sop/library/broken.yaml"}
    assert only(found).sop.sop == "churn-predictor"


def test_a_library_does_not_blow_a_version_up_beyond_what_a_file_may_hold(tmp_path):
    times = 60
    size = MAX_NODES // times + 10
    defined = f"responses: [{{id: big, title: Big, runbook: x, steps: [{'1, ' * size}]}}]"
    using = GOOD.replace(RESPONSE, "".join(f"  - {{use: big, id: b{n}}}\n" for n in range(times)))
    told = [p.message for p in library(tmp_path, shared(defined, using)).problems if p.file == FILE]
    assert told == ["more than 50,000 values, counting what each alias stands for, and what each `use` does"]


def test_a_remark_on_what_is_taken_over_stands_at_the_definition_and_can_be_silenced_by_the_version(tmp_path):
    def told(found):
        return [
            (f.file, f.line, f.rule, f.version)
            for f in lint(found, dt.date(2026, 7, 6))
            if f.rule == "warning-without-response"
        ]

    line = place_of("{id: recall-floor", DEFINED)[0]
    assert (SHARED, line, "warning-without-response", FILE) in told(library(tmp_path / "a", shared()))
    using = USING + "lint: [{silence: warning-without-response, metric: recall, because: said}]\n"
    assert SHARED not in [file for file, *_ in told(library(tmp_path / "b", shared(using=using)))]


def test_a_version_is_held_to_the_definitions_that_it_uses_and_to_no_other(tmp_path):
    def held(name, defined, using=USING):
        return only(library(tmp_path / name, shared(defined, using))).digest

    first = held("first", DEFINED)
    assert held("spoken", DEFINED.replace("lower: 0.7, for: 3d", "for: 3d,   lower: 0.70")) == first
    assert held("beside", DEFINED + "  - {id: other, title: Other}\n") == first
    assert held("changed", DEFINED.replace("lower: 0.7", "lower: 0.6")) != first
    assert held("said", DEFINED, USING + "# why\n") != first
    assert held("none", DEFINED, GOOD) == digest(GOOD)


DEFINITIONS = st.lists(
    st.tuples(
        st.sampled_from(["metrics", "reviews"]),
        st.text(string.ascii_lowercase, min_size=1, max_size=3),
        st.dictionaries(st.text(max_size=3), st.integers() | st.text(max_size=3), max_size=3),
    ),
    max_size=4,
    unique_by=lambda each: each[:2],
)


@given(
    text=st.text(st.characters(codec="utf-8", exclude_characters="\r"), max_size=40),
    definitions=DEFINITIONS,
    order=st.randoms(),
)
def test_the_digest_is_of_what_is_said(text, definitions, order):
    shuffled = [*definitions, *definitions[:1]]
    order.shuffle(shuffled)
    held = digest(text, definitions)
    assert digest(b"\xef\xbb\xbf" + text.removeprefix("\ufeff").encode().replace(b"\n", b"\r\n"), shuffled) == held
    assert digest(text + ".", definitions) != held
    for n, (kind, id, content) in enumerate(definitions):
        assert digest(text, definitions[:n] + definitions[n + 1 :]) != held
        assert digest(text, [*definitions[:n], (kind, id, {**content, "more": 1}), *definitions[n + 1 :]]) != held
