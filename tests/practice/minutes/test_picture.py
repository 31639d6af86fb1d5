"""The picture of a trend: the same bytes for the same curve, and everything in it that the judge saw."""

import datetime as dt
import io
import re
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import pytest
from PIL import Image

from dashboard.practice.minutes import picture
from tests.practice.minutes.documents import curve


def texts(svg):
    return re.findall(r"<text[^>]*>(.*?)</text>", svg)


def test_thresholds_as_they_were_in_force_and_the_last_one_named():
    svg = picture.svg(curve(), "a")
    assert svg.count("stroke-dasharray") == 2
    assert [text for text in texts(svg) if "≥" in text] == ["≥ 88"]
    assert "%" in texts(svg)


def test_the_breach_is_shaded_and_points_without_evidence_are_hollow():
    assert "opacity: 0.13" in picture.svg(curve(), "a")
    assert "opacity: 0.13" not in picture.svg(curve(breaches=()), "a")
    hollow = r'<use [^>]*style="fill-opacity: 0; stroke: var\(--line\)'
    assert len(re.findall(hollow, picture.svg(curve(), "a"))) == 1
    assert not re.findall(hollow, picture.svg(curve(evidence=(True,) * 90), "a"))


def test_a_relative_change_is_told_in_percent():
    bounds = ((curve().at[0], curve().at[-1], -0.05, None, "warning"),)
    values = tuple(-0.001 * i for i in range(90))
    change = curve(unit="€", signal="change 28d", values=values, bounds=bounds)
    found = texts(picture.svg(change, "a"))
    assert {"%", "≥ −5"} <= set(found)
    assert "€" not in found
    assert picture.caption(change) == "change against the 28 days before"
    assert picture.caption(curve()) == ""


def test_colours_follow_the_page_and_every_id_is_its_own():
    first, second = picture.svg(curve(), "p1"), picture.svg(curve(), "p2")
    assert not re.search("#[0-9a-f]{6}", first)
    ids = [set(re.findall(r' id="(.*?)"', svg)) for svg in (first, second)]
    assert ids[0]
    assert not ids[0] & ids[1]
    used = set(re.findall(r'(?:href="|url\()#([^")]+)', first))
    assert used == ids[0]


def test_it_is_the_same_from_one_drawing_to_the_next_and_from_any_thread():
    kinds = [curve(), curve(30, "of 5"), curve(7, "s")]
    alone = [picture.svg(one, "a") for one in kinds] + [picture.png(one) for one in kinds]
    with ThreadPoolExecutor(4) as pool:
        together = [*pool.map(picture.svg, kinds * 3, ["a"] * 9), *pool.map(picture.png, kinds * 3)]
    assert together == alone[:3] * 3 + alone[3:] * 3


def test_png_is_a_transparent_picture():
    image = Image.open(io.BytesIO(picture.png(curve())))
    assert image.mode == "RGBA"
    assert image.getpixel((1, 1))[3] == 0
    assert image.getextrema()[3][1] == 255


@pytest.mark.parametrize(
    "odd",
    [
        curve(1), curve(2), curve(3),
        curve(5, values=(1.0,) * 5), curve(5, values=(0.0,) * 5, bounds=()),
        curve(5, values=(1e300, -1e300, 0.0, 1e-300, None)),
        curve(5, values=(None, None, 7.0, None, None)),
        curve(5, unit="$ $ 日本 <b>"), curve(2, at=(dt.datetime(2026, 1, 1), dt.datetime(2026, 1, 1, 6))),
        curve(600, "ms"), curve(2, at=(dt.datetime(1990, 1, 1), dt.datetime(2026, 1, 1))),
        curve(5, bounds=((curve().at[0], curve().at[4], None, 1.0, "none of ours"),)),
    ],
    ids=str,
)  # fmt: skip
def test_odd_curves_are_drawn(odd):
    assert picture.is_drawable(odd)
    assert Image.open(io.BytesIO(picture.png(odd))).size[0] > 900
    assert picture.svg(odd, "a").endswith("</svg>")


def test_nothing_to_see():
    assert not picture.is_drawable(None)
    assert not picture.is_drawable(curve(3, values=(None, None, None)))
    assert not picture.is_drawable(curve(5, at=(), values=(), evidence=()))


def test_whoever_draws_nothing_does_not_pay_for_it():
    program = "import sys, dashboard.practice.minutes.html as _; sys.exit('matplotlib' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0
