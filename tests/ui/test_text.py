"""What users wrote, where something would interpret it."""

import pytest

from dashboard.ui.export import csv_bytes
from dashboard.ui.text import escape_markdown, initials, no_formula


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Latency p99", "Latency p99"),
        (":red[loud] *bold* `code`", r"\:red\[loud\] \*bold\* \`code\`"),
        ("[a](https://x)", r"\[a\]\(https\://x\)"),
        ("<b>&amp;", r"\<b\>\&amp;"),
        ("cost $5 to $7", r"cost \$5 to \$7"),
        ("two\nlines", "two lines"),
    ],
)
def test_markdown_is_shown_as_it_stands(text, shown):
    assert escape_markdown(text) == shown


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@x", "\tx", "\rx"])
def test_what_a_spreadsheet_would_compute_is_text(text):
    assert no_formula(text) == "'" + text


def test_a_list_as_csv_defuses_text_but_not_numbers():
    assert csv_bytes([{"a": "=cmd()", "b": -3.5, "c": None}]).decode("utf-8-sig").splitlines() == [
        "a,b,c",
        "'=cmd(),-3.5,",
    ]


def test_an_empty_list_as_csv_is_empty():
    assert csv_bytes([]).decode("utf-8-sig") == ""


@pytest.mark.parametrize(
    ("name", "letters"),
    [("Mei Tanaka", "MT"), ("Dr Anna Maria Kowalski", "AK"), ("Platform team", "PT"), ("Bo", "B"), ("", "?")],
)
def test_initials_leave_titles_out(name, letters):
    assert initials(name) == letters
