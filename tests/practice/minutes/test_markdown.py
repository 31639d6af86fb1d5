"""The minutes as Markdown: what it says, and that no text of anybody becomes markup."""

import pytest

from dashboard.practice.minutes.markdown import as_markdown, escape
from tests.practice.minutes import documents
from tests.practice.minutes.documents import HOSTILE

markdown_it = pytest.importorskip("markdown_it")


def tokens(text):
    """The tokens that a reader of Markdown, with tables and bare addresses, makes of it."""
    reader = markdown_it.MarkdownIt("commonmark").enable(["table", "strikethrough"])
    found = []
    for token in reader.parse(text):
        found += [token, *(token.children or ())]
    return found


def said(text):
    """What a reader sees, line breaks as they are."""
    return "".join("\n" if t.type in ("hardbreak", "softbreak") else t.content for t in tokens(text) if not t.children)


@pytest.mark.parametrize("text", HOSTILE)
@pytest.mark.parametrize("around", ["{}", "- {}", "# {}", "**Note:** {}", "| a |\n| --- |\n| {} |"])
def test_no_text_becomes_markup(text, around):
    if "\n" in text and around[0] in "#|":
        text = " ".join(text.split())  # as the titles and tables have it
    kinds = {t.type for t in tokens(around.format(escape(text, "  ")))}
    plain = {t.type for t in tokens(around.format("text"))}
    assert kinds - plain <= {"hardbreak", "text_special"}


@pytest.mark.parametrize("text", HOSTILE)
def test_a_text_reads_as_it_was_written(text):
    shown = [line.strip() for line in said(escape(text)).split("\n")]
    for line in text.split("\n"):
        expected = "".join("�" if ord(c) < 32 else c for c in line.strip())
        assert expected in shown


def test_hostile_minutes_have_no_links_pictures_or_html():
    kinds = {t.type for t in tokens(as_markdown(documents.hostile()))}
    assert not kinds & {"link_open", "image", "html_inline", "html_block", "fence", "code_block", "code_inline",
                        "blockquote_open", "ordered_list_open", "s_open", "em_open"}  # fmt: skip


def test_every_table_keeps_its_four_columns():
    text = as_markdown(documents.hostile())
    rows = [token.type for token in tokens(text) if token.type in ("tr_open", "td_open", "th_open")]
    cells = " ".join(rows).split("tr_open")[1:]
    assert {len(row.split()) for row in cells} == {4}
    assert len(cells) == 3 * len(HOSTILE) + 1


def test_what_it_says():
    text = as_markdown(documents.corrected())
    for part in (
        "# Weekly review, Mon 16 Nov 2026",
        "## New breaches",
        "### 2\\. Response accuracy · channel=chat (● critical)",
        "**Note:** It begins with release 2.4.\\\nThe index was stale.",
        "**Decision:** Accepted until Tue 1 Dec 2026",
        "| Roll back the index | Mei Tanaka | Fri 20 Nov 2026 | open |",
        "- Countersigned: by Grace Lim, Mon 16 Nov 2026 16:00",
        "- Ledger: 412 events",
    ):
        assert part in text, part
    assert text.index("## Corrected after the signature") < text.index("# Weekly review")


def test_a_draft_and_an_empty_agenda():
    assert as_markdown(documents.draft()).startswith("**DRAFT, NOT SIGNED**\n")
    assert "Nothing was to be talked about." in as_markdown(documents.empty())


@pytest.mark.parametrize(
    ("text", "escaped"),
    [
        ("84.1 % (acceptable ≥ 88 %), since 4-11", "84.1 % (acceptable ≥ 88 %), since 4-11"),
        ("1. one", "1\\. one"),
        ("- one", "\\- one"),
        ("a\n\nb", "a\\\n\\\nb"),
        ("see http://x", "see http\\://x"),
    ],
)
def test_only_what_needs_it_is_escaped(text, escaped):
    assert escape(text) == escaped
