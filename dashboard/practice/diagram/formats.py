"""The forms in which a diagram is handed on; all from the one laid out value, so that no two can disagree."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from dashboard.practice.diagram.drawio import as_drawio
from dashboard.practice.diagram.layout import Drawing
from dashboard.practice.diagram.mermaid import as_mermaid
from dashboard.practice.diagram.pdf import as_pdf
from dashboard.practice.diagram.png import as_png
from dashboard.practice.diagram.svg import as_svg


@dataclass(frozen=True)
class Format:
    """One form: its name for people, how a file of it ends, its media type, and what writes it."""

    name: str
    ending: str
    media: str
    write: Callable[[Drawing], bytes]


FORMATS: Mapping[str, Format] = {
    "svg": Format("SVG", "svg", "image/svg+xml", as_svg),
    "png": Format("PNG", "png", "image/png", as_png),
    "pdf": Format("PDF", "pdf", "application/pdf", as_pdf),
    "mermaid": Format("Mermaid", "mmd", "text/vnd.mermaid", lambda drawing: as_mermaid(drawing.diagram)),
    "drawio": Format("draw.io", "drawio", "application/vnd.jgraph.mxfile", as_drawio),
}


def written(drawing: Drawing, format: str) -> bytes:
    """The diagram in one of FORMATS."""
    return FORMATS[format].write(drawing)
