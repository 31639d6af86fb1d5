"""The minutes as one HTML file: what it says, that it asks nobody for anything, that texts stay texts."""

import re
from html import unescape
from html.parser import HTMLParser

import pytest

from dashboard.practice.minutes.html import as_html
from tests.practice.minutes import documents
from tests.practice.minutes.documents import HASH, HOSTILE

VOID = {"meta", "br"}


class Page(HTMLParser):
    """Reads a page; `wrong` is what does not close as it was opened."""

    def __init__(self, text):
        super().__init__()
        self.open, self.wrong, self.tags, self.attributes, self.text = [], [], [], [], []
        self.feed(text)
        self.close()
        self.wrong += self.open

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.attributes += [(tag, *pair) for pair in attrs]
        self.text += ["\n"] if tag == "br" else []
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.tags.append(tag)
        self.attributes += [(tag, *pair) for pair in attrs]

    def handle_endtag(self, tag):
        if not self.open or self.open.pop() != tag:
            self.wrong.append(f"/{tag}")

    def handle_data(self, data):
        if self.open[-1:] != ["style"]:
            self.text.append(data)

    @property
    def said(self):
        return " ".join("".join(self.text).split())


def page(minutes):
    return Page(as_html(minutes))


@pytest.mark.parametrize("kind", ["draft", "signed", "corrected", "empty", "hostile", "sixty"])
def test_it_is_well_formed_and_asks_nobody_for_anything(kind):
    text = as_html(getattr(documents, kind)())
    found = Page(text)
    assert found.wrong == []
    assert not {"script", "link", "img", "iframe", "object", "embed", "a", "form", "base"} & set(found.tags)
    for tag, name, value in found.attributes:
        assert not name.startswith("on"), (tag, name)
        assert name not in ("src", "xlink:href", "action", "srcset", "data")
        assert name != "href" or (tag == "use" and value.startswith("#")), (tag, name, value)
        assert "url(" not in (value or "") or "url(#" in value
    styles = " ".join(re.findall(r"<style>(.*?)</style>", text, re.DOTALL))
    assert "http" not in styles + " ".join(value or "" for *_, value in found.attributes if "evil" not in (value or ""))
    assert "@import" not in styles
    ids = [value for _, name, value in found.attributes if name == "id"]
    assert len(ids) == len(set(ids))


def test_no_address_but_what_people_wrote():
    assert "://" not in as_html(documents.corrected())


def test_what_was_signed_and_by_whom():
    said = page(documents.signed()).said
    for text in (
        "Weekly review, Mon 16 Nov 2026",
        "Weekly review (assistant/weekly)",
        "Due Mon 16 Nov 2026 11:00 (Europe/Berlin)",
        "Opened Mon 16 Nov 2026 11:02",
        "by Priya Nair as deputy of Grace Lim, Mon 16 Nov 2026 11:34 (not verified: the name was chosen",
        "Attended Priya Nair, Mei Tanaka",
        "8 items, 5 decisions, 3 actions",
    ):
        assert text.replace(" ", "") in said.replace(" ", ""), text
    assert "Draft" not in said
    assert "Corrected" not in said


def test_each_item_with_its_state_in_icon_word_and_colour():
    text = as_html(documents.signed())
    for state, shown in (("critical", "● critical"), ("warning", "▲ warning"), ("stale", "◷ stale"), ("ok", "✓ ok")):
        assert f'<span class="state" style="color:var(--{state})">{shown}</span>' in text
    said = Page(text).said
    for decision in ("Accepted until Tue 1 Dec 2026", "Decision Act – Roll back first. (Priya Nair)",
                     "Change the SOP", "No action"):  # fmt: skip
        assert decision in said
    headings = re.findall(r"<h2>(.*?)<", text)
    assert [h.strip() for h in headings] == [
        "Actions agreed before", "New breaches", "Worse than last time", "Still breaching", "Breaches that ended",
        "Without data", "Rows that could not be used", "Releases and incidents", "Accepted for now", "Healthy",
        "All actions", "Provenance",
    ]  # fmt: skip
    assert text.count("<svg") == 3
    assert "It begins with release 2.4.<br>The index was stale." in text
    assert "Anything else" not in text  # nobody had anything to say


def test_all_actions_stand_at_the_end_once():
    end = as_html(documents.signed()).split("All actions")[1]
    rows = re.findall(r"<tr><td.*?</tr>", end)
    assert len(rows) == 3
    assert Page(rows[0]).text == ["Roll back the index", "Mei Tanaka", "Fri 20 Nov 2026", "open"]


def test_provenance():
    said = page(documents.signed()).said
    for text in ("20261116T040000-3f1c", "a3f09c1be2d47785", "412 events", "9f" * 32, HASH):
        assert text in said


def test_a_draft_says_so_loudly():
    text = as_html(documents.draft())
    assert '<p class="draft" role="status">Draft, not signed</p>' in text
    assert text.index("Draft, not signed</p>") < text.index("<h1")
    assert "<title>Draft: Weekly review" in text
    assert "a draft has no hash" in text


def test_corrections_stand_before_everything_else():
    text = as_html(documents.corrected())
    first, second = text.index("The rollback was agreed for Tuesday,<br>not Monday."), text.index("It was done.")
    assert text.index("Corrected after the signature") < first < second < text.index("<h1")
    said = Page(text).said
    assert "by Mei Tanaka, Wed 18 Nov 2026 11:00 (not verified" in said
    assert "Countersignedby Grace Lim, Mon 16 Nov 2026 16:00" in said


def test_an_empty_agenda_is_told():
    said = page(documents.empty()).said
    assert "Nothing was to be talked about." in said
    assert "No actions were agreed." in said
    assert "nobody was noted" in said
    assert "Healthy" not in said


@pytest.mark.parametrize("text", HOSTILE)
def test_a_text_is_shown_as_it_was_written(text):
    shown = "".join(page(documents.hostile()).text)
    for line in text.replace("\x00", "�").replace("\x07", "�").replace("\x1b", "�").split("\n"):
        assert line in shown


def test_hostile_texts_are_escaped():
    text = as_html(documents.hostile())
    assert "&lt;script&gt;" in text
    assert "<script" not in text
    assert "<img" not in text
    assert "&amp;amp;" in text
    assert "\x00" not in text
    assert 'aria-label="Trend of &quot; onmouseover=' in text
    assert unescape(text).count("<script>alert(1)</script>") > 5


def test_sixty_items_stay_small():
    text = as_html(documents.sixty())
    assert text.count("<article") == text.count("<svg") == 60
    assert len(text.encode()) < 1_200_000  # 600 KB for 30


def test_paper_and_dark_and_phone():
    text = as_html(documents.signed())
    assert "prefers-color-scheme: dark" in text
    assert "@media print" in text
    assert re.search(r"article\{[^}]*break-inside:avoid", text)
    assert 'name="viewport"' in text
    assert "default-src 'none'" in text


def test_the_same_minutes_are_the_same_file():
    assert as_html(documents.signed()) == as_html(documents.signed())
