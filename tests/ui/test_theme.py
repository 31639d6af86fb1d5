"""The palette: readable, told apart without colour, and the same in Streamlit's own configuration."""

import itertools
import tomllib
from pathlib import Path

import pytest

from dashboard.practice.standing import STATES
from dashboard.ui.theme import DARK, ICON, LIGHT, MARKDOWN_COLOUR, streamlit_colours

CONFIG = tomllib.loads((Path(__file__).parents[2] / ".streamlit" / "config.toml").read_text())
THEMES = pytest.mark.parametrize("colours", [LIGHT, DARK], ids=["light", "dark"])


def luminance(colour):
    """Relative luminance, WCAG 2.2."""
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one, other):
    """Contrast ratio, WCAG 2.2."""
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize(("section", "colours"), [("light", LIGHT), ("dark", DARK)])
def test_the_configuration_repeats_the_palette(section, colours):
    assert CONFIG["theme"][section] == streamlit_colours(colours)


def test_no_setting_asks_another_host():
    assert CONFIG["browser"]["gatherUsageStats"] is False
    assert "http" not in (Path(__file__).parents[2] / ".streamlit" / "config.toml").read_text()


@THEMES
@pytest.mark.parametrize("state", STATES)
def test_a_state_can_be_read(colours, state):
    tone = colours[state]
    assert contrast(tone.ink, colours.page) >= 4.5
    assert contrast(tone.ink, colours.panel) >= 4.5
    assert contrast(tone.on, tone.fill) >= 4.5


@THEMES
def test_text_can_be_read(colours):
    for ink, ground in itertools.product((colours.text, colours.muted, colours.accent), (colours.page, colours.panel)):
        assert contrast(ink, ground) >= 4.5


@THEMES
def test_critical_and_warning_differ_in_lightness_too(colours):
    assert contrast(colours["critical"].fill, colours["warning"].fill) >= 1.8


def test_every_state_has_an_icon_of_its_own():
    assert len({ICON[state] for state in STATES}) == len(STATES)
    assert set(MARKDOWN_COLOUR) == set(STATES)
