"""How wide text is, and into which lines it breaks: by the letters of DejaVu Sans, which comes with matplotlib.

A text that fits in these letters fits in narrower ones too, such as those of the screen.
"""

import unicodedata
from functools import cache
from pathlib import Path
from typing import Any

import matplotlib
from fontTools.ttLib import TTFont
from fpdf.bidi import BidiParagraph

FACES = {False: "DejaVuSans.ttf", True: "DejaVuSans-Bold.ttf"}


def path(bold: bool) -> Path:
    """The file of the letters."""
    return Path(matplotlib.get_data_path()) / "fonts" / "ttf" / FACES[bold]


@cache
def _advances(bold: bool) -> dict[int, float]:
    """Code point → how far it advances, in em."""
    font: Any = TTFont(path(bold), lazy=True)
    em, advances = font["head"].unitsPerEm, font["hmtx"].metrics
    return {code: advances[glyph][0] / em for code, glyph in font.getBestCmap().items()}


def printable(text: str) -> str:
    """The text with a code like [U+1F600] for every letter that these lack."""
    known = _advances(True)  # which has no letter that the others lack
    return "".join(c if ord(c) in known else f"[U+{ord(c):04X}]" for c in text)


def width(text: str, size: float, bold: bool = False) -> float:
    """How wide `text` is in letters of `size`, in the same unit."""
    advances = _advances(bold)
    return size * sum(advances[ord(c)] for c in printable(text))


def wrapped(text: str, size: float, room: float, most: int, bold: bool = False) -> list[str]:
    """`text` in at most `most` lines no wider than `room`, with … where it goes on; a longer word is broken."""
    lines: list[str] = []
    line = ""
    for word in text.split():
        longer = f"{line} {word}" if line else word
        if width(longer, size, bold) <= room:
            line = longer
            continue
        if line:
            lines.append(line)
        while width(word, size, bold) > room:
            fits = _fitting(word, size, room, bold)
            lines.append(word[:fits])
            word = word[fits:]
        line = word
    lines += [line] if line else []
    if len(lines) <= most:
        return lines
    last = lines[most - 1]
    while last and width(f"{last}…", size, bold) > room:
        last = last[:-1]
    return [*lines[: most - 1], f"{last.rstrip()}…"]


def _fitting(word: str, size: float, room: float, bold: bool) -> int:
    """How many of its first letters fit; one at least."""
    return max(1, next((n for n in range(len(word), 0, -1) if width(word[:n], size, bold) <= room), 1))


def visual(text: str) -> str:
    """What is printed of it, in the order in which it is seen: Hebrew and Arabic run from the right."""
    text = printable(text)
    if not any(unicodedata.bidirectional(c) in ("R", "AL") for c in text):
        return text
    return str(BidiParagraph(text).get_reordered_string())
