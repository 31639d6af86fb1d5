"""What users wrote, where something would interpret it."""

import pytest

from dashboard.ui.text import escape_markdown, initials


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


@pytest.mark.parametrize(
    ("name", "letters"),
    [("Mei Tanaka", "MT"), ("Dr Anna Maria Kowalski", "AK"), ("Platform team", "PT"), ("Bo", "B"), ("", "?")],
)
def test_initials_leave_titles_out(name, letters):
    assert initials(name) == letters
