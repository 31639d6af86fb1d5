"""One place of a text changed, and nothing else: whatever the file, whatever the value."""

import datetime as dt

import pytest
import yaml
from hypothesis import example, given, settings
from hypothesis import strategies as st

from dashboard.errors import EditRefused, FileProblems
from dashboard.sop.editing import add_item, next_version, order_items, remove_at, set_at, value_at
from dashboard.sop.editing.source import read, steps
from dashboard.sop.editing.splice import extent
from dashboard.sop.editing.writing import plain_text
from dashboard.sop.editing.writing import text as written
from tests.sop.editing.texts import SHIPPED, VERSIONS, as_written, awkward, by_ruamel, leaves
from tests.sop.law import GOOD

LEAVES = [(name, *leaf) for name, text in SHIPPED.items() for leaf in leaves(by_ruamel(text))]


@pytest.mark.parametrize("name", SHIPPED)
def test_two_readers_of_yaml_agree_on_every_file(name):
    assert value_at(SHIPPED[name], ()) == by_ruamel(SHIPPED[name])


@settings(deadline=None, max_examples=60)
@given(st.sampled_from(LEAVES), st.data())
def test_one_value_set_changes_its_own_lines_and_set_back_gives_the_same_bytes(leaf, data):
    name, path, old = leaf
    text = SHIPPED[name]
    numbers = st.one_of(st.integers(-9, 999), st.floats(allow_nan=False, allow_infinity=False), st.booleans())
    value = data.draw(awkward if isinstance(old, str) else numbers)
    assert set_at(text, path, old) == text
    changed = set_at(text, path, value)
    source = read(text)
    here = extent(source, steps(source, path))
    begin, end = text.rfind("\n", 0, here.at) + 1, here.end
    assert changed.startswith(text[:begin])
    assert changed.endswith(text[end:])
    assert value_at(changed, path) == value
    node, flow = source.node(steps(source, path)), source.in_brackets(steps(source, path))
    needless = plain_text(old, flow) and node.style in ("'", '"') if isinstance(old, str) else node.text != repr(old)
    after = read(changed).node(steps(source, path))
    # quotes without need, the zero of 0.20, lines that what came between could not be in: nobody knows of them
    forgotten = needless or (node.style in ("|", ">") and after.style != node.style)
    assert forgotten or set_at(changed, path, old) == text


@settings(deadline=None, max_examples=150)
@example("0\t0", False, "")
@given(awkward, st.booleans(), st.sampled_from(["", "'", '"']))
def test_text_is_the_same_text_to_every_reader(value, flow, quote):
    one = written(value, flow, quote)
    document = f"{{a: {one}, b: 1}}" if flow else f"a: {one} # c\nb: 1"
    assert value_at(document, ("a",)) == value
    assert as_written(yaml.safe_load(document)) == {"a": value, "b": 1}
    if "\ufeff" not in value:  # which ruamel takes for a mark of the file wherever it stands
        assert by_ruamel(document) == {"a": value, "b": 1}


LAID_OUT = """\
---
# Ours
title:    Two   # aligned by hand
metrics:
- {id: one, title: "One", drives: [ a,  b ], owners: {monitoring: ana}}

# the second
- id: two
  title: 'Two'    # quoted
  owners:   # agreed in May
      monitoring: bo
      backup:
  thresholds:
  # not below
  - id: floor
    lower: 3
      # nor above
  - { id: roof, upper: 9 , }
"""

CASES = {
    "a value, the comment after it kept": (
        lambda t: set_at(t, ("title",), "Three"),
        ("title:    Two   #", "title:    Three   #"),
    ),
    "a text in quotes that it did not need keeps them": (
        lambda t: set_at(t, ("metrics", "two", "title"), "It's"),
        ("'Two'    #", "'It''s'    #"),
    ),
    "a list within brackets, item by item": (
        lambda t: set_at(t, ("metrics", "one", "drives"), ["a", "c", "d, e"]),
        ("[ a,  b ]", '[ a,  c, "d, e" ]'),
    ),
    "a value where there was none": (
        lambda t: set_at(t, ("metrics", "two", "owners", "backup"), "cy"),
        ("backup:\n", "backup: cy\n"),
    ),
    "a new key, in the order of the format": (
        lambda t: set_at(t, ("metrics", "two", "owners", "analysis"), "cy"),
        ("      backup:\n", "      analysis: cy\n      backup:\n"),
    ),
    "a mapping by a value, the comment beside its key kept": (
        lambda t: set_at(t, ("metrics", "two", "owners"), {}),
        ("owners:   # agreed in May\n      monitoring: bo\n      backup:\n", "owners: {}   # agreed in May\n"),
    ),
    "an item with the comments that are its own": (
        lambda t: remove_at(t, ("metrics", "two", "thresholds", "floor")),
        ("  # not below\n  - id: floor\n    lower: 3\n      # nor above\n", ""),
    ),
    "an item within brackets, before a comma too many": (
        lambda t: remove_at(t, ("metrics", "two", "thresholds", "roof", "upper")),
        (", upper: 9 , }", " , }"),
    ),
    "a key within brackets": (
        lambda t: remove_at(t, ("metrics", "one", "title")),
        (' title: "One",', ""),
    ),
    "the first item, the line that set it apart too": (
        lambda t: remove_at(t, ("metrics", "one")),
        ('- {id: one, title: "One", drives: [ a,  b ], owners: {monitoring: ana}}\n\n', ""),
    ),
    "the first key of an item, the next takes its place": (
        lambda t: remove_at(t, ("metrics", "two", "thresholds", "floor", "id")),
        ("- id: floor\n    lower: 3", "- lower: 3"),
    ),
    "a new item, written as its neighbour": (
        lambda t: add_item(t, ("metrics", "two", "thresholds"), {"id": "new", "lower": 1}, after="floor"),
        ("      # nor above\n", "      # nor above\n  - id: new\n    lower: 1\n"),
    ),
    "a new item, first": (
        lambda t: add_item(t, ("metrics", "two", "thresholds"), {"id": "new", "lower": 1}, after=""),
        ("  # not below\n", "  - id: new\n    lower: 1\n  # not below\n"),
    ),
    "items in another order, each with its comments": (
        lambda t: order_items(t, ("metrics", "two", "thresholds"), ["roof", "floor"]),
        (
            "  # not below\n  - id: floor\n    lower: 3\n      # nor above\n  - { id: roof, upper: 9 , }\n",
            "  - { id: roof, upper: 9 , }\n  # not below\n  - id: floor\n    lower: 3\n      # nor above\n",
        ),
    ),
}


@pytest.mark.parametrize("line_break", ["\n", "\r\n"])
@pytest.mark.parametrize("case", CASES)
def test_what_is_changed_in_a_text_laid_out_by_hand(case, line_break):
    change, (old, new) = CASES[case]
    before = LAID_OUT.replace("\n", line_break)
    assert old in LAID_OUT
    assert change(before) == LAID_OUT.replace(old, new, 1).replace("\n", line_break)
    short = before.removesuffix(line_break)
    assert change(short) == LAID_OUT.replace(old, new, 1).replace("\n", line_break).removesuffix(line_break)
    assert change("\ufeff" + before) == "\ufeff" + change(before)


def test_a_new_key_that_comes_first_follows_the_dash_and_a_new_part_stands_where_the_format_has_it():
    text = "metrics:\n  - title: One\n    id: one\n"
    assert set_at(text, ("metrics", "one", "unit"), "s") == "metrics:\n  - title: One\n    unit: s\n    id: one\n"
    assert set_at(text, ("title",), "Two") == f"title: Two\n{text}"
    used = "metrics:\n  - use: one\n    thresholds: []\n"
    assert set_at(used, ("metrics", "one", "title"), "One").startswith("metrics:\n  - use: one\n    title: One\n")
    hops = "metrics:\n  - id: one\n    owners:\n      escalation:\n        - to: bo  # or cy\n"
    assert set_at(hops, ("metrics", "one", "owners", "escalation"), [{"to": "bo", "after": "4h"}]) == hops.replace(
        "- to: bo", "- after: 4h\n          to: bo"
    )


def test_what_is_new_is_written_as_its_likes_are():
    text = SHIPPED["sop/support-assistant/2026-03-02.yaml"]
    threshold = {"id": "new", "level": "critical", "lower": 3, "recover": {"lower": 3.5, "for": 2}}
    in_brackets = add_item(text, ("metrics", "reviewer-rating", "thresholds"), threshold)
    assert "  - {id: new, level: critical, lower: 3, recover: {lower: 3.5, for: 2}}\n\n  - id: first" in in_brackets
    in_lines = add_item(text, ("metrics", "response-accuracy", "thresholds"), threshold)
    assert (
        "      - id: new\n        level: critical\n        lower: 3\n        recover: {lower: 3.5, for: 2}\n"
        in in_lines
    )
    metric = {"id": "new", "title": "New", "aspect": "cost", "owners": {"monitoring": "bo"}, "thresholds": [threshold]}
    apart = add_item(text, ("metrics",), metric, after="reviewer-rating")
    assert (
        "wrong-answers}\n\n  - id: new\n    title: New\n    aspect: cost\n    owners:\n      monitoring: bo\n" in apart
    )
    assert apart.count("\n\n  - id") == text.count("\n\n  - id") + 1
    hops = [{"after": "4h", "to": "priya-nair"}, {"after": "6h", "to": "ola-berg"}, {"after": "8h", "to": "grace-lim"}]
    longer = set_at(text, ("metrics", "response-accuracy", "owners", "escalation"), hops)
    assert longer == text.replace(
        "        - {after: 8h", "        - {after: 6h, to: ola-berg}\n        - {after: 8h", 1
    )


FIRST = "Recall was asked for in four weekly reviews in a row, and nobody at all knew whose it was; it is"
SECOND = "Bo's from this day on, until the team decides otherwise."
REASON = f"{FIRST} {SECOND}"


@pytest.mark.parametrize("text", VERSIONS.values(), ids=VERSIONS)
def test_the_next_version_says_when_who_and_why_and_nothing_else(text):
    made = next_version(text, dt.date(2027, 1, 4), "bo", f" {REASON} \n")
    said, was = value_at(made, ()), value_at(text, ())
    assert {key for key in said if said[key] != was.get(key)} == {"effective_from", "changed"}
    assert (said["effective_from"], said["changed"]) == ("2027-01-04", {"by": "bo", "because": REASON})
    assert "\neffective_from: 2027-01-04" in made
    assert made.endswith(text[text.index("\nobjectives:") :])


def test_a_long_reason_is_folded_and_one_of_several_lines_keeps_them():
    made = next_version(GOOD, dt.date(2027, 1, 4), "bo", REASON)
    folded = f"    {FIRST} Bo's from this day\n    on, until the team decides otherwise.\n"
    assert f"\nchanged:\n  by: bo\n  because: >-\n{folded}\nobjectives" in made
    assert next_version(made.replace(f">-\n{folded}", "So\n"), dt.date(2027, 1, 4), "bo", REASON) == made
    made = next_version(made, dt.date(2027, 2, 1), "ana", "One.\nTwo.")
    assert value_at(made, ("changed",)) == {"by": "ana", "because": "One.\nTwo."}
    unsaid = "title: One\neffective_from: 2026-01-01\nmetrics: []\n"
    made = next_version(unsaid, dt.date(2027, 2, 1), "ana", "One.\nTwo.")
    assert made == unsaid.replace("2026-01-01", "2027-02-01").replace(
        "metrics", "changed:\n  by: ana\n  because: |-\n    One.\n    Two.\nmetrics"
    )


REFUSED = {
    "there is no metrics › monthly-chrun; did you mean": lambda t: set_at(
        t, ("metrics", "monthly-chrun", "title"), "x"
    ),
    "there is no metrics › recall › owners": lambda t: set_at(t, ("metrics", "recall", "owners", "backup"), "bo"),
    "there is no reviews › weekly": lambda t: remove_at(t, ("reviews", "weekly")),
    "metrics › recall is there already": lambda t: add_item(t, ("metrics",), {"id": "recall"}),
    "objectives › keep-subscribers › kpis is no list of things with an id": (
        lambda t: add_item(t, ("objectives", "keep-subscribers", "kpis"), {"id": "x"})
    ),
    "the items of reviews are others": lambda t: order_items(t, ("reviews",), ["weekly-growth", "x"]),
    "the file as a whole": lambda t: set_at(t, (), {}),
}


@pytest.mark.parametrize("said", REFUSED)
def test_a_place_that_is_not_there_is_said(said):
    with pytest.raises(EditRefused) as refused:
        REFUSED[said](GOOD)
    assert said in str(refused.value)


ALIASED = """\
metrics:
  - id: one
    owners: &ours {monitoring: ana}
    title: &name One
  - id: two
    owners: *ours
    title: *name
  - {id: three, owners: {monitoring: ana}}
"""


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda t: set_at(t, ("metrics", "two", "owners", "monitoring"), "bo"), "written as *ours in line 6"),
        (lambda t: set_at(t, ("metrics", "one", "owners", "monitoring"), "bo"), "holds again in line 6"),
        (lambda t: set_at(t, ("metrics", "one", "title"), "1"), "holds again in line 7"),
        (lambda t: remove_at(t, ("metrics", "one")), "cannot be changed without changing more than it"),
        (lambda t: order_items(t, ("metrics",), ["two", "one", "three"]), "cannot be changed without"),
    ],
)
def test_what_is_shared_through_an_alias_is_not_changed_by_the_way(change, said):
    with pytest.raises(EditRefused) as refused:
        change(ALIASED)
    assert said in str(refused.value)
    written_out = set_at(ALIASED, ("metrics", "two", "owners"), {"monitoring": "bo"})
    assert written_out == ALIASED.replace("*ours", "{monitoring: bo}")
    kept = set_at(ALIASED, ("metrics", "three", "owners", "monitoring"), "bo")
    assert kept == ALIASED.replace("three, owners: {monitoring: ana", "three, owners: {monitoring: bo")
    assert remove_at(ALIASED, ("metrics", "two")) == ALIASED.replace(
        "  - id: two\n    owners: *ours\n    title: *name\n", ""
    )


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("a: [1\n", "the text:2:1: not readable as YAML while parsing a flow sequence"),
        ("a: 1\n\tb: 2\n", "the text:2:1: a tab cannot indent; use spaces"),
        ("a: 1\nb: 2\na: 3\n", "the text:3:1: key 'a' stands twice; the first is in line 1"),
        ("a: &x {b: 1}\nc:\n  <<: *x\n", "the text:3:3: merge keys (<<) are not read; write the keys out"),
        ("a: 1\n--- \nb: 2\n", "the text:2:1: a second document"),
        ("a: \ud800", "the text:1:4: not UTF-8 text"),
        ("", "the text:1:1: the file is empty"),
    ],
)
def test_text_that_is_no_yaml_is_refused_at_its_line_and_column(text, said):
    with pytest.raises(FileProblems) as refused:
        set_at(text, ("a",), 2)
    assert said in str(refused.value)
