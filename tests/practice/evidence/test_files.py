"""The forms in which it is handed on: complete, the same every time, and nothing in them runs."""

import csv
import hashlib
import io
import json
import subprocess
import zipfile
from dataclasses import replace
from html.parser import HTMLParser

import pytest

from dashboard.practice.evidence.archive import as_zip
from dashboard.practice.evidence.html import as_html
from dashboard.practice.evidence.pdf import as_pdf
from dashboard.practice.evidence.section import Column, Table
from dashboard.practice.evidence.tables import as_csv, as_json

pypdf = pytest.importorskip("pypdf")


@pytest.fixture(scope="module")
def packed(found):
    return as_zip(found)


def test_the_manifest_checks_every_file_of_the_zip(packed, tmp_path):
    with zipfile.ZipFile(io.BytesIO(packed)) as archive:
        archive.extractall(tmp_path)
        names = {name.partition("/")[2] for name in archive.namelist()}
    [folder] = tmp_path.iterdir()
    assert folder.name == "evidence-assistant-2026-01-01-2026-03-15"
    checked = subprocess.run(["sha256sum", "-c", "MANIFEST.sha256"], cwd=folder, capture_output=True, text=True)
    assert checked.returncode == 0
    assert {line.removesuffix(": OK") for line in checked.stdout.splitlines()} == names - {"MANIFEST.sha256"}
    assert {"README.txt", "evidence.pdf", "evidence.html", "evidence.json", "sop/people.yaml"} < names
    assert "sop/assistant/2026-02-16.yaml" in names


def test_minutes_are_enclosed_as_they_were_signed(found):
    [(name, text)] = [(n, t) for n, t in found.enclosed.items() if n.startswith("minutes/")]
    assert name == "minutes/assistant-weekly-2026-03-09T1200Z.json"
    sittings = next(t for s in found.sections for t in s.tables if t.id == "sittings")
    assert hashlib.sha256(text).hexdigest() in sittings.rows[0]


def test_the_same_evidence_is_the_same_bytes(found, packed):
    assert as_zip(found) == packed


def test_every_table_stands_in_csv_json_and_html_with_all_its_rows(found, packed):
    document = json.loads(as_json(found))
    page = as_html(found)
    with zipfile.ZipFile(io.BytesIO(packed)) as archive:
        for section, told in zip(found.sections, document["sections"], strict=True):
            assert f'<section id="{section.id}">' in page
            for table, stated in zip(section.tables, told["tables"], strict=True):
                raw = archive.read(f"{found.name}/tables/{table.id}.csv").decode()
                assert len([*csv.DictReader(io.StringIO(raw))]) == len(table.rows) == len(stated["rows"])
                assert f'id="{table.id}"' in page
                assert table.rows or table.empty in page
    versions = document["sections"][0]["tables"][0]["rows"]
    assert versions[1]["since"] == "2026-02-16T00:00:00Z"
    assert versions[1]["until"] is None


def test_what_people_wrote_runs_nowhere(found):
    table = next(t for s in found.sections for t in s.tables if t.id == "versions")
    assert "'=1+1 is what '<b>' said" in as_csv(table).decode()
    page = as_html(found)
    assert "<b>" not in page
    assert "&lt;b&gt;" in page
    assert "default-src 'none'" in page

    class Reader(HTMLParser):
        def handle_starttag(self, tag, attrs):
            assert tag not in ("script", "img", "link", "iframe")
            assert all(value.startswith("#") for name, value in attrs if name in ("href", "src"))

    Reader().feed(page)


def test_negative_numbers_are_numbers_and_texts_like_them_are_not():
    table = Table("t", "T", (Column("a", "A"), Column("b", "B")), ((-1.5, "-1.5"), (float("nan"), "@x")), "")
    assert as_csv(table).decode().splitlines() == ["a,b", "-1.5,'-1.5", ",'@x"]


def test_the_pdf_has_an_index_that_is_right_and_repeats_the_head_of_a_table(found):
    pages = [" ".join(page.extract_text().split()) for page in pypdf.PdfReader(io.BytesIO(as_pdf(found))).pages]
    assert f"page 1 of {len(pages)}" in pages[0]
    assert "It is no legal advice" in pages[0]
    assert "holds The ledger and its verification: The ledger's chain is verified: 15 events." in pages[0]
    index = pages[1]
    for number, section in enumerate(found.sections, 1):
        name = f"{number} {section.title}"
        place = next(n for n, text in enumerate(pages[2:], 3) if f"{name} {section.shows[:30]}" in text)
        assert f"{name} {place}" in index


def test_the_index_fits_its_page_however_much_there_is(found):
    def filled(table):
        return replace(table, rows=table.rows or ((None,) * len(table.columns),))

    sections = tuple(replace(s, tables=tuple(map(filled, s.tables))) for s in found.sections)
    pages = pypdf.PdfReader(io.BytesIO(as_pdf(replace(found, sections=sections)))).pages
    assert all(table.title in pages[1].extract_text() for s in sections for table in s.tables)
    assert "Versions of the SOP" not in pages[3].extract_text()
    links = [note.get_object() for note in pages[1]["/Annots"]]
    assert len(links) == len(sections) + 1 + sum(len(s.tables) for s in sections) + 3


def test_a_table_that_goes_over_a_page_has_its_head_on_each(found):
    holders = next(s for s in found.sections if s.id == "holders")
    table = replace(holders.tables[0], rows=holders.tables[0].rows * 5)
    long = replace(found, sections=tuple(replace(s, tables=(table,)) if s is holders else s for s in found.sections))
    pages = [page.extract_text() for page in pypdf.PdfReader(io.BytesIO(as_pdf(long))).pages]
    told = [n for n, text in enumerate(pages) if "Mei Tanaka is named for monitoring" in text]
    assert len(told) > 2
    assert all("How it came to them" in pages[n] for n in told)


def test_every_output_says_what_the_sections_help_with_and_that_it_is_no_legal_advice(found):
    text = " ".join(p.extract_text() for p in pypdf.PdfReader(io.BytesIO(as_pdf(found))).pages)
    for said in (as_html(found), " ".join(text.split())):
        assert "no legal advice" in said
        assert all(f"Article {n}" in said for n in (9, 12, 14, 15, 72))
    frameworks = json.loads(as_json(found))["frameworks"]
    assert "no legal advice" in frameworks["note"]
