"""The five forms, each read back by a tool of its kind; titles that mean something to a form mean nothing in it.

What Mermaid itself and draw.io's own reader say stands in tests/browser/test_diagram_readers.py.
"""

import io
import re
from xml.etree import ElementTree as ET

import pytest
from fpdf.svg import SVGObject
from PIL import Image
from pypdf import PdfReader

from dashboard.practice.diagram.colours import LIGHT
from dashboard.practice.diagram.formats import FORMATS, written
from dashboard.practice.diagram.lettering import printable
from dashboard.ui.theme import LIGHT as SCREEN
from dashboard.ui.views.diagram import colours_of
from tests.practice.diagram.cast import BREAKS, EMOJI, seen

SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture(scope="module")
def files(hostile):
    shown = seen(hostile)
    return shown, {format: written(shown.drawing, format) for format in FORMATS}


def plain(text):
    return "".join(text.split())


def test_svg_is_one_tree_of_known_elements_with_every_text(files):
    shown, made = files
    root = ET.fromstring(made["svg"])
    assert {e.tag.removeprefix(SVG) for e in root.iter()} == {
        "svg", "title", "desc", "g", "rect", "path", "polygon", "text",
    }  # fmt: skip
    attributes = {name for element in root.iter() for name in element.attrib}
    assert not any(name.startswith("on") or "href" in name for name in attributes)
    titles = {g.get("data-box"): g.find(f"{SVG}title").text for g in root.iter(f"{SVG}g") if g.get("data-box")}
    assert titles == {box.id: box.spoken for box in shown.diagram.boxes}
    assert "\u202e" not in made["svg"].decode() and BREAKS in titles["metric:accuracy"]
    drawn = {g.get("data-box"): plain("".join(t.text for t in g.iter(f"{SVG}text"))) for g in root.iter(f"{SVG}g")}
    assert plain(EMOJI) in drawn["metric:satisfaction"]
    assert "●critical" in drawn["metric:accuracy"]
    arrows = {(g.get("data-from"), g.get("data-to")) for g in root.iter(f"{SVG}g")} - {(None, None)}
    assert arrows == {(a.source, a.target) for a in shown.diagram.arrows}


def test_svg_is_taken_by_another_reader(files):
    read = SVGObject(files[1]["svg"])
    assert (read.width, read.height) == pytest.approx((files[0].drawing.width, files[0].drawing.height), abs=1)


def test_png_is_a_picture_of_the_same_size_twice_as_fine(files):
    shown, made = files
    with Image.open(io.BytesIO(made["png"])) as picture:
        picture.load()
        assert picture.size == (round(shown.drawing.width * 2), round(shown.drawing.height * 2))
        box = next(p for p in shown.drawing.boxes if p.box.id == "metric:accuracy")
        inside = picture.getpixel((round(box.x + box.width - 8) * 2, round(box.y + 8) * 2))
        assert "#{:02x}{:02x}{:02x}".format(*inside) == LIGHT["critical.fill"]


def test_pdf_is_one_page_whose_text_can_be_found(files):
    shown, made = files
    reader = PdfReader(io.BytesIO(made["pdf"]))
    [page] = reader.pages
    assert float(page.mediabox.width) == pytest.approx(shown.drawing.width * 0.75, abs=0.5)
    text = plain(page.extract_text())
    assert plain(BREAKS) in text
    assert plain(printable(EMOJI)) in text and "[U+1F680]" in text
    assert reader.metadata.title == "Assistant"
    for placed in shown.drawing.boxes:
        if placed.runs[0].text.isascii():
            assert plain(placed.runs[0].text) in text


def test_mermaid_has_a_subgraph_a_lane_and_no_sign_of_a_user_means_anything(files):
    shown, made = files
    text = made["mermaid"].decode()
    assert re.findall(r"^  subgraph (\w+)", text, re.M) == [
        "objective", "metric", "threshold", "owners", "response", "review", "improvement",
    ]  # fmt: skip
    nodes = dict(re.findall(r'^    (b\d+)\["(.*)"\]$', text, re.M))
    assert len(nodes) == len(shown.diagram.boxes)
    for label in nodes.values():
        assert set(re.findall(r"<.*?>", label)) <= {"<br/>", "<b>", "</b>"}
        bare = re.sub(r"<br/>|</?b>|#\d+;", "", label)
        assert not set(bare) & set('"`<>[]{}|&#;\\*_-.')
    arrows = re.findall(r"^  (b\d+) [-=]{2}> (b\d+)$", text, re.M)
    assert len(arrows) == len(shown.diagram.arrows)


def test_drawio_is_a_tree_of_cells_that_know_their_parents_and_ends(files):
    shown, made = files
    root = ET.fromstring(made["drawio"])
    assert root.tag == "mxfile"
    cells = {cell.get("id"): cell for cell in root.iter("mxCell")}
    assert len(cells) == len(list(root.iter("mxCell"))), "every id once"
    assert all(cell.get("parent") in cells for id, cell in cells.items() if id != "0")
    edges = [cell for cell in cells.values() if cell.get("edge")]
    assert {(e.get("source"), e.get("target")) for e in edges} == {
        (a.source, a.target) for a in shown.diagram.arrows
    } | {("lane-improvement", "lane-objective")}
    boxes = {id: cell for id, cell in cells.items() if (cell.get("parent") or "").startswith("lane-")}
    assert set(boxes) == {box.id for box in shown.diagram.boxes}
    value = boxes["metric:accuracy"].get("value")
    assert "&lt;script&gt;" in value and "<script" not in value
    lane = cells["lane-metric"].find("mxGeometry")
    for cell in (boxes["metric:accuracy"], boxes["metric:parity"]):
        place = cell.find("mxGeometry")
        assert float(place.get("x")) + float(place.get("width")) <= float(lane.get("width"))
        assert float(place.get("y")) + float(place.get("height")) <= float(lane.get("height"))


def test_the_same_diagram_gives_the_same_bytes(files):
    shown, made = files
    assert {format: written(shown.drawing, format) for format in FORMATS} == made


def test_the_colours_on_paper_are_those_of_the_light_screen():
    assert colours_of(SCREEN) == LIGHT
