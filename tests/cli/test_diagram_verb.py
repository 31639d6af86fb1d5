"""`diagram`: an SOP as a picture in a file, by output and exit status."""

import io

import pytest
from PIL import Image
from pypdf import PdfReader

from dashboard.cli import main
from tests import worlds
from tests.worlds import NOW


@pytest.fixture(scope="module")
def root(tmp_path_factory):
    made = tmp_path_factory.mktemp("world")
    worlds.reviewed(made)
    return made


@pytest.fixture
def run(capfdbinary, root):
    def go(*arguments: str):
        status = main(["diagram", *arguments, "--workspace", str(root)], NOW)
        out, err = capfdbinary.readouterr()
        return status, out, err.decode()

    return go


def test_the_only_sop_is_drawn_as_svg_on_standard_output(run):
    status, out, err = run()
    assert (status, err) == (0, "")
    assert out.startswith(b"<?xml") and b'data-box="metric:accuracy"' in out
    assert "● critical, 12 days" in out.decode()


def test_each_form_goes_into_a_file(run, tmp_path):
    for format in ("png", "pdf", "mermaid", "drawio"):
        assert run("--sop", "assistant", "--format", format, "-o", str(tmp_path / format)) == (0, b"", "")
    assert Image.open(tmp_path / "png").format == "PNG"
    assert "Response accuracy" in PdfReader(io.BytesIO((tmp_path / "pdf").read_bytes())).pages[0].extract_text()
    assert "flowchart LR" in (tmp_path / "mermaid").read_text()
    assert "<mxfile" in (tmp_path / "drawio").read_text()


def test_it_can_be_somebody_s_part_an_aspect_what_breaches_or_another_day(run):
    def drawn(*arguments):
        status, out, _ = run("--format", "mermaid", *arguments)
        assert status == 0
        return out.decode()

    assert "only what Bo Lind has a part in" in drawn("--person", "bo")
    assert "<b>Customer satisfaction" not in drawn("--person", "bo")
    assert "<b>Answer latency" not in drawn("--aspect", "feedback")
    assert "<b>Answer latency" not in drawn("--breaching")
    then = drawn("--as-of", "2026-02-01T00:00:00Z")
    assert "As of Sun 1 Feb 2026" in then and "● critical" not in then


def test_what_there_is_not_is_told_with_the_nearest_right_answer(run):
    assert run("--sop", "asistant") == (2, b"", "there is no SOP 'asistant'; did you mean 'assistant'?\n")
    assert run("--person", "boo") == (2, b"", "nobody in people.yaml is 'boo'; did you mean 'bo'?\n")
    status, out, err = run("--as-of", "2020-01-01")
    assert (status, out) == (2, b"")
    assert err == "no version of the SOP 'assistant' is in force at 2020-01-01 00:00\n"


def test_problems_of_the_files_are_a_finding_and_it_is_drawn_all_the_same(tmp_path, capfdbinary):
    worlds.reviewed(tmp_path)
    (tmp_path / "sop" / "assistant" / "2026-03-01.yaml").write_text("apiVersion: sop/v1\nsop: assistant\nmetrics: 7\n")
    status = main(["diagram", "--workspace", str(tmp_path)], NOW)
    out, err = capfdbinary.readouterr()
    assert (status, b"metric:accuracy" in out) == (1, True)
    assert "sop/assistant/2026-03-01.yaml" in err.decode()
