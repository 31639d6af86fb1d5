"""Texts that a spreadsheet would run: made harmless in every table that is handed out as CSV."""

import re

FORMULA = "^[=+@\t\r-]"  # a text that begins so is run by a spreadsheet


def defused(text: str) -> str:
    """The text, with a ' before it if it would be run."""
    return f"'{text}" if re.match(FORMULA, text) else text
