"""The minutes as PDF, read back: what it says, on which page, and that no text of anybody breaks it."""

import datetime as dt
import io
import re

import pytest

from dashboard.practice.minutes.pdf import as_pdf
from tests.practice.minutes import documents
from tests.practice.minutes.documents import HASH

pypdf = pytest.importorskip("pypdf")


@pytest.fixture(scope="module")
def sixty():
    return [(page.extract_text(), page.images) for page in read(documents.sixty()).pages]


def read(minutes):
    return pypdf.PdfReader(io.BytesIO(as_pdf(minutes)))


def said(minutes):
    return " ".join(" ".join(page.extract_text() for page in read(minutes).pages).split())


def test_everything_stands_in_it_as_text():
    text = said(documents.corrected())
    for part in (
        "Weekly review, Mon 16 Nov 2026",
        "by Priya Nair as deputy of Grace Lim, Mon 16 Nov 2026 11:34 (not verified",
        "by Grace Lim, Mon 16 Nov 2026 16:00",
        "Response accuracy · channel=chat",
        "● critical",
        "▲ warning",
        "◷ stale",
        "84.1 %, acceptable ≥ 88 %",
        "Owner: ML team (analysis)",
        "Response: Wrong answers",
        "It begins with release 2.4. The index was stale.",
        "Accepted until Tue 1 Dec 2026",
        "Mon 9 Nov: no action (Priya Nair)",
        "Roll back the index Mei Tanaka Fri 20 Nov 2026 open",
        "Latency: 2 s; Uptime: 99.9 %",
        "412 events",
        "SHA-256 " + HASH,
    ):
        assert part in text, part
    assert text.index("Corrected after the signature") < text.index("not Monday.") < text.index("SOP Assistant")


def test_pages_are_numbered_and_headed(sixty):
    assert len(sixty) > 10
    for number, (text, _) in enumerate(sixty, start=1):
        assert f"page {number} of {len(sixty)}" in text
        assert "Assistant · Weekly review, Mon 16 Nov 2026" in text


def test_an_item_is_not_parted(sixty):
    for text, images in sixty:
        titles = re.findall(r"^\d+ +Metric \d+", text, re.MULTILINE)
        assert len(images) == len(titles)
        tables = len(re.findall("What Who By when State", " ".join(text.split())))
        assert tables == len(titles) + ("All actions" in text)


def test_pictures_are_embedded_on_pages_of_a4():
    pages = read(documents.signed()).pages
    assert sum(len(page.images) for page in pages) == 3
    assert pages[0].mediabox.width == pytest.approx(595, abs=1)  # A4


def test_a_draft_says_so_on_every_page():
    pages = [page.extract_text() for page in read(documents.draft()).pages]
    assert len(pages) > 1
    assert all("Draft, not signed" in page for page in pages)
    assert "DRAFT, NOT SIGNED" in pages[0]


def test_an_empty_agenda():
    assert "Nothing was to be talked about." in said(documents.empty())


def test_texts_stay_texts_and_what_the_font_lacks_is_shown_as_its_code():
    text = said(documents.hostile())
    for part in ("<script>alert(1)</script>", "**bold** __under__ `code`", "[U+65E5][U+672C][U+8A9E]", "[U+202E]",
                 "[U+E000][U+E001] {nb}", "&amp; &lt;b&gt;"):  # fmt: skip
        assert part in text, part


@pytest.mark.parametrize(
    "text",
    [
        "x" * 5_000,
        "\n".join(map(str, range(400))),
        "日" * 800,
        " " * 3_000,
        "\t\r\n\x0b\x0c\x85\u2028",
        "\u00ad" * 99,
    ],
    ids=["one word", "many lines", "no letter known", "blank", "breaks", "soft hyphens"],
)
def test_no_text_is_too_long(text):
    changed = {"title": text, "text": text, "note": text, "decision": "act", "decision_comment": text}
    items = [documents.item("1", lines=(text,), actions=(documents.action(what=text, who_name=text),), **changed)]
    made = documents.Minutes(documents.document(*items, title=text, sop_title=text), HASH, documents.SIGNED_AT)
    assert len(read(made).pages) >= 1


def test_hebrew_reads_from_the_right():
    hebrew = documents.item(text="abc \u05e9\u05dc\u05d5\u05dd")
    made = documents.Minutes(documents.document(hebrew), HASH, documents.SIGNED_AT)
    assert "abc \u05e9\u05dc\u05d5\u05dd" in said(made)  # whoever reads a PDF turns again what was drawn turned


def test_the_same_minutes_are_the_same_bytes_dated_by_the_signature():
    first, second = as_pdf(documents.corrected()), as_pdf(documents.corrected())
    assert first == second
    about = pypdf.PdfReader(io.BytesIO(first)).metadata
    assert about.creation_date == documents.SIGNED_AT.replace(tzinfo=dt.UTC)
    assert about.title == "Minutes: Weekly review, Mon 16 Nov 2026"
    assert about.author == "Priya Nair"
