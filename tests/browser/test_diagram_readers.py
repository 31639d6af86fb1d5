"""What Mermaid itself, and the reader of draw.io, make of the diagrams; and the browser of the SVG."""

import os
import subprocess
from pathlib import Path

import pytest

from dashboard.practice.diagram.formats import written
from tests import worlds
from tests.practice.diagram.cast import BREAKS, EMOJI, HOSTILE, RIGHT_TO_LEFT, seen

pytestmark = pytest.mark.browser
READERS = Path(__file__).parents[2] / ".readers"
GET = Path(__file__).with_name("get_readers.sh")


@pytest.fixture(scope="module")
def shown(tmp_path_factory):
    return seen(worlds.make_world(tmp_path_factory.mktemp("hostile"), HOSTILE, rows=worlds.bad_rows()))


@pytest.fixture
def page(browser):
    """An empty page that can reach nothing, and says what it was asked to reach."""
    context = browser.new_context(viewport={"width": 1500, "height": 1000})
    page = context.new_page()
    asked = []
    page.route("**/*", lambda route: (asked.append(route.request.url), route.abort()))
    page.set_content("<!doctype html><body></body>")
    yield page
    assert not [url for url in asked if url.startswith("http")]
    context.close()


def reader(name: str) -> str:
    """A script of a reader. In CI it is fetched if it is not there; without one the test is left out."""
    path = READERS / name
    if not path.exists() and os.environ.get("CI"):
        subprocess.run(["sh", str(GET)], check=False)
    if not path.exists():
        pytest.skip("Mermaid and mxGraph are not here: `make readers` fetches them with npm")
    return path.read_text(encoding="utf-8")


def test_mermaid_reads_it_and_draws_every_title(shown, page):
    page.add_script_tag(content=reader("mermaid.min.js"))
    drawn = page.evaluate(
        """async (text) => {
          mermaid.initialize({ startOnLoad: false });
          const kind = (await mermaid.parse(text)).diagramType;
          const { svg } = await mermaid.render("made", text);
          document.body.innerHTML = svg;
          return { kind, nodes: [...document.querySelectorAll(".node")].map((node) => node.textContent),
                   lanes: document.querySelectorAll(".cluster").length,
                   scripts: document.querySelectorAll("body script").length,
                   edges: document.querySelectorAll(".edgePaths path").length, words: document.body.textContent };
        }""",
        written(shown.drawing, "mermaid").decode(),
    )
    assert (drawn["kind"], drawn["lanes"], drawn["scripts"]) == ("flowchart-v2", 7, 0)
    assert len(drawn["nodes"]) == len(shown.diagram.boxes)
    assert drawn["edges"] == len(shown.diagram.arrows) + 1
    for title in (BREAKS, EMOJI, RIGHT_TO_LEFT, "1. one2 `three` #quot; %% end --> x"):
        assert any(title in node for node in drawn["nodes"]), title


def test_the_reader_of_drawio_takes_every_box_lane_and_arrow(shown, page):
    page.evaluate("() => { window.mxLoadResources = false; window.mxLoadStylesheets = false; }")
    page.add_script_tag(content=reader("mxClient.min.js"))
    read = page.evaluate(
        """(text) => {
          const model = mxUtils.parseXml(text).querySelector("mxGraphModel");
          const graph = new mxGraph(document.body.appendChild(document.createElement("div")));
          graph.setHtmlLabels(true);
          new mxCodec(model.ownerDocument).decode(model, graph.getModel());
          const cells = Object.values(graph.getModel().cells);
          const ends = (cell) => [cell.source?.id, cell.target?.id].join(" ");
          return { boxes: cells.filter((c) => c.vertex && c.parent.id.startsWith("lane-")).map((c) => [c.id, c.value]),
                   lanes: cells.filter((c) => c.vertex && c.id.startsWith("lane-")).length,
                   edges: cells.filter((c) => c.edge).map(ends), words: document.body.textContent,
                   scripts: document.querySelectorAll("body script").length,
                   wide: graph.getGraphBounds().width };
        }""",
        written(shown.drawing, "drawio").decode(),
    )
    assert {id for id, _ in read["boxes"]} == {box.id for box in shown.diagram.boxes}
    assert (read["lanes"], read["scripts"]) == (7, 0)
    assert {f"{a.source} {a.target}" for a in shown.diagram.arrows} < set(read["edges"])
    assert read["wide"] > 1200
    for title in (BREAKS, EMOJI, RIGHT_TO_LEFT):
        assert title in read["words"]


def test_the_browser_draws_the_svg_with_every_text_inside_its_box(shown, page):
    outside = page.evaluate(
        """(text) => {
          const svg = new DOMParser().parseFromString(text, "image/svg+xml").documentElement;
          document.body.append(document.importNode(svg, true));
          const found = [];
          for (const box of document.querySelectorAll("g[data-box]")) {
            const around = box.querySelector("rect").getBBox();
            for (const text of box.querySelectorAll("text")) {
              const own = text.getBBox();
              if (own.x < around.x || own.x + own.width > around.x + around.width) found.push(text.textContent);
            }
          }
          return { found, boxes: document.querySelectorAll("g[data-box]").length };
        }""",
        written(shown.drawing, "svg").decode(),
    )
    assert outside == {"found": [], "boxes": len(shown.diagram.boxes)}
