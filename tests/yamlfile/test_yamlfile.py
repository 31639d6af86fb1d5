"""Any file becomes a model or problems at a place in it: never another exception, never a hang."""

import datetime as dt
import time

import pytest
from pydantic import BaseModel, ConfigDict

from dashboard.errors import FileProblems
from dashboard.sop.model import Sop
from dashboard.yamlfile import MAX_BYTES, documents, held, load, load_with_positions, parse


class Pet(BaseModel):
    model_config = ConfigDict(extra="forbid")
    name: str
    born: dt.date | None = None
    legs: int = 4


class Shelter(BaseModel):
    model_config = ConfigDict(extra="forbid")
    pets: tuple[Pet, ...] = ()
    by_name: dict[str, Pet] = {}
    opens: int | list[int] | Pet = 9
    town: str = ""
    fee: float = 0
    open: bool = True


def said(text: str | bytes, model: type[BaseModel] = Shelter) -> str:
    with pytest.raises(FileProblems) as caught:
        parse(text.encode() if isinstance(text, str) else text, model, "x.yaml")
    return str(caught.value)


def read(text: str) -> Shelter:
    return parse(text.encode(), Shelter, "x.yaml")[0]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "x.yaml:1:1: the file is empty"),
        ("# nothing\n", "x.yaml:1:1: the file is empty"),
        ("- a\n", "x.yaml:1:1: the file must be a mapping, not a list"),
        ("town: a\n---\ntown: b\n", "x.yaml:2:1: a second document; one file holds one document, so remove this `---`"),
        ("pets:\n\t- {name: Rex}\n", "x.yaml:2:1: a tab cannot indent; use spaces"),
        ("town: %x\n", "x.yaml:1:7: text that begins with % must stand in quotes"),
        ("town: @x\n", "x.yaml:1:7: text that begins with @ must stand in quotes"),
        ("town: a\ntown: b\n", "x.yaml:2:1: key 'town' stands twice; the first is in line 1"),
        ("? [a, b]\n: 1\n", "x.yaml:1:3: a key must be text, not a list or a mapping"),
        ("'': 1\n", "x.yaml:1:1: a key is missing before this colon"),
        ("1: a\n", "x.yaml:1:1: unknown key '1'; known: by_name, fee, open, opens, pets, town"),
        ("<<: {town: a}\n", "x.yaml:1:1: merge keys (<<) are not read; write the keys out"),
        ("town: !!python/name:os.system x\n", "x.yaml:1:7: tags are not read; remove !!python/name:os.system"),
        ("pets: !mine []\n", "x.yaml:1:7: tags are not read; remove !mine"),
        ("town: *t\n", "x.yaml:1:7: *t has no &t before it"),
        ("pets: &p [*p]\n", "x.yaml:1:11: *p stands inside &p itself"),
        ("town: a\x07b\n", "x.yaml:1:8: a character that has no place in a text file: U+0007"),
        (b"a: b\ntown: M\xfcnchen\n", "x.yaml:2:8: not UTF-8 text: byte 0xfc; save the file as UTF-8"),
        ("opens: soon\n", "x.yaml:1:8: `opens` must be a whole number or a list or a mapping, not 'soon'"),
        ("opens: [1, x]\n", "x.yaml:1:12: an entry of `opens` must be a whole number, not 'x'"),
        ("opens: {nam: a}\n", "x.yaml:1:8: `name` is missing\nx.yaml:1:9: unknown key 'nam'; did you mean 'name'?"),
        ("by_name: {rex: {name: Rex, legz: 3}}\n", "x.yaml:1:28: unknown key 'legz'; did you mean 'legs'?"),
        ("pets: [{name: a, born: soon}]\n", "x.yaml:1:24: `born` must be a day like 2026-07-06, not 'soon'"),
        ("pets:\n  - legs: x\n", "x.yaml:2:5: `name` is missing\nx.yaml:2:11: `legs` must be a whole number, not 'x'"),
    ],
)
def test_what_is_wrong_is_said_at_its_place(text, message):
    assert said(text) == message


def test_a_syntax_error_names_its_line():
    assert said("town: a\npets: [\n").startswith("x.yaml:3:1: not readable as YAML")


def test_words_are_text_unless_they_are_plainly_something_else():
    """The traps of YAML 1.1: `no` a truth value, 010 eight, 10:30 a number of seconds, a day an object."""
    assert [read(f"town: {word}").town for word in ("no", "on", "010", "10:30", "2026-07-06", "'7'")] == [
        "no", "on", "010", "10:30", "2026-07-06", "7",
    ]  # fmt: skip
    assert [read(f"fee: {word}").fee for word in ("1e3", "-.5", "+7", "2.")] == [1000.0, -0.5, 7.0, 2.0]
    assert read("pets: [{name: a, born: 2026-07-06}]").pets[0].born == dt.date(2026, 7, 6)
    assert read("open: false").open is False


def test_an_alias_stands_for_what_it_names_and_its_problems_are_there():
    assert read("pets: [&r {name: Rex}, *r]").pets == (Pet(name="Rex"), Pet(name="Rex"))
    assert said("pets: [&r {name: Rex, lges: 3}]\nby_name: {a: *r}").count("x.yaml:1:23: unknown key 'lges'") == 2


def test_a_bomb_of_aliases_is_refused_at_once():
    rows = ["a0: &a0 [x, x, x, x, x, x, x, x, x]"]
    rows += [f"a{i}: &a{i} [{', '.join([f'*a{i - 1}'] * 9)}]" for i in range(1, 30)]
    began = time.perf_counter()
    assert "more than 50,000 values, counting what each alias stands for" in said("\n".join(rows))
    assert time.perf_counter() - began < 2


def test_nesting_has_a_limit():
    assert "nested more than 40 deep" in said("town: " + "[" * 500_000)
    assert "nested more than 40 deep" in said("\n".join(" " * i + f"k{i}:" for i in range(60)))


def test_a_file_over_a_megabyte_is_refused_unread(tmp_path):
    file = tmp_path / "big.yaml"
    file.write_bytes(b"#" * (MAX_BYTES + 1))
    with pytest.raises(FileProblems, match=r"^sop/big.yaml: is over 1 MB"):
        load(file, Shelter, "sop/big.yaml")


def test_a_file_that_cannot_be_read_says_why(tmp_path):
    with pytest.raises(FileProblems, match=r"^x.yaml: cannot be read: No such file"):
        load(tmp_path / "none.yaml", Shelter, "x.yaml")
    with pytest.raises(FileProblems, match=r"^x.yaml: cannot be read: Is a directory"):
        load(tmp_path, Shelter, "x.yaml")


def test_thousands_of_problems_are_cut_short():
    message = said("pets: [" + ", ".join(["{nme: a}"] * 2_000) + "]")
    assert message.startswith("x.yaml: and 3800 more problems\n")
    assert len(message.splitlines()) == 201


def test_long_or_strange_text_does_not_spoil_a_message():
    line = said("opens: \"" + "a\\nb" * 1000 + "\"")  # fmt: skip
    assert len(line) < 200
    assert "\n" not in line


def test_positions_know_every_key_and_value(tmp_path):
    file = tmp_path / "x.yaml"
    file.write_text("town: Ulm\npets:\n  - name: Rex\n    legs: 3\n")
    _, at = load_with_positions(file, Shelter, "x.yaml")
    assert at.of("pets", 0, "legs") == (4, 11)
    assert at.of_key("pets", 0, "legs") == (4, 5)
    assert at.of_key("pets", 0) == at.of("pets", 0) == (3, 5)
    assert at.of("pets", 0, "born", "year") == (3, 5), "what is not in the file stands where it would belong"
    assert at.of() == at.of_key() == (1, 1)


def test_a_byte_order_mark_does_not_shift_the_columns():
    assert said(b"\xef\xbb\xbftwn: a") == "x.yaml:1:1: unknown key 'twn'; did you mean 'town'?"


def test_a_huge_number_is_a_problem_and_not_a_crash():
    assert "must be a finite number" in said(
        "apiVersion: sop/v1\nmetrics: [{thresholds: [{upper: " + "9" * 5000 + "}]}]", Sop
    )


def test_several_documents_are_read_where_a_format_has_them_and_empty_ones_are_left_out():
    found = documents(b"---\ntown: &t Bonn\n---\n# nothing\n---\ntown: 1e3\n", "x.yaml")
    assert [held(root, Shelter, "x.yaml").town for root in found] == ["Bonn", "1e3"]
    assert [root.line for root in found] == [2, 6]


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("town: &t Bonn\n---\ntown: *t\n", "x.yaml:3:7: *t has no &t before it"),
        ("---\n---\n", "x.yaml:1:1: the file is empty"),
        ("town: a\n---\ntown: a\ntown: b\n", "x.yaml:4:1: key 'town' stands twice; the first is in line 3"),
        ("---\na\n" * 60_000, "more than 50,000 values"),
    ],
)
def test_documents_are_refused_like_a_single_one(text, problem):
    with pytest.raises(FileProblems) as caught:
        documents(text.encode(), "x.yaml")
    assert problem in str(caught.value)


def test_a_document_of_anothers_format_is_read_as_it_is_written():
    [root] = documents(b"town: 010\nopen: 'true'\nfee: '2.5'\npets: [{name: no, legs: 3}]\n", "x.yaml")
    shelter = held(root, Shelter, "x.yaml")
    assert (shelter.town, shelter.open, shelter.fee) == ("010", True, 2.5)
    assert (shelter.pets[0].name, shelter.pets[0].legs) == ("no", 3)
    [root] = documents(b"town: a\npets: [{name: b, legs: many}]\n", "x.yaml")
    with pytest.raises(FileProblems, match=r"x\.yaml:2:24: `legs` must be a whole number, not 'many'"):
        held(root, Shelter, "x.yaml")
