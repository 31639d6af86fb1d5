"""'Latency is breaching: who acts, by when, doing what?', as somebody asks it who has never seen the SOP."""

import re

import pytest

from tests import worlds
from tests.browser.conftest import serving

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def base(tmp_path_factory):
    root = tmp_path_factory.mktemp("world")
    worlds.reviewed(root)
    with serving(root) as address:
        yield address


def box(page, id):
    return page.locator(f'g[data-box="{id}"]')


def test_a_box_is_pressed_the_rest_steps_back_and_the_answer_stands_above_on_a_phone_too(base, visit):
    seen = visit(base)
    page = seen.go("diagram")
    box(page, "threshold:satisfaction/low").click()
    page.wait_for_url(re.compile("focus=threshold"))
    page.wait_for_function("() => document.querySelector('.answer')?.innerText.includes('Customer satisfaction')")
    assert "Ola Berg" in page.locator(".answer").inner_text()
    back = page.eval_on_selector_all("g.back[data-box]", "all => all.map((g) => g.dataset.box)")
    assert {"metric:accuracy", "threshold:satisfaction/falling", "metric:latency"} <= set(back)
    assert not {"metric:satisfaction", "owners:satisfaction", "response:wrong-answers", "review:weekly"} & set(back)
    assert box(page, "threshold:satisfaction/low").get_attribute("aria-pressed") == "true"
    beyond = """all => all.flatMap((box) => {
      const right = (shape) => shape.getBBox().x + shape.getBBox().width;
      const texts = [...box.querySelectorAll("text")].filter((text) => right(text) > right(box.querySelector("rect")));
      return texts.map((text) => text.textContent);
    })"""
    assert page.locator("g[data-box]").evaluate_all(beyond) == []

    width = page.locator(".frame svg").bounding_box()["width"]
    page.get_by_role("button", name="Larger").click()
    assert page.locator(".frame svg").bounding_box()["width"] == pytest.approx(width * 1.25, rel=0.01)
    box(page, "owners:latency").focus()
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("focus=owners"))
    page.wait_for_function("() => document.querySelector('.answer')?.innerText.includes('stale since Tue 10 Mar')")
    assert page.locator(".frame svg").bounding_box()["width"] == pytest.approx(width * 1.25, rel=0.01)
    page.keyboard.press("Escape")
    page.wait_for_url(re.compile(r"diagram$"))
    page.wait_for_function("() => document.querySelector('.answer')?.innerText.includes('Response accuracy')")
    with page.expect_download() as saving:
        page.get_by_role("button", name="draw.io").click()
    assert saving.value.suggested_filename == "assistant-2026-03-16.drawio"
    assert not seen.outside and not [line for line in seen.said if "404" not in line]

    page.set_viewport_size({"width": 390, "height": 844})
    seen.go("diagram?only=breaching")
    page.locator(".frame svg").wait_for()
    assert page.evaluate("() => document.querySelector('[data-testid=stMain]').scrollWidth") <= 390
    assert box(page, "metric:accuracy").locator("text").nth(1).bounding_box()["height"] > 7
