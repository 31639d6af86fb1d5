"""One palette for state, in light and dark: the same colours, icons and words on cards, charts and graph.

State is never colour alone: a colour goes with `ICON` and the state's own word. The fills of critical and warning
differ in lightness, not only in hue, so that they stay apart for colour-blind eyes. `.streamlit/config.toml` repeats
the colours of the page; a test holds the two equal.
"""

from dataclasses import dataclass

from dashboard.practice.standing import State

ICON: dict[State, str] = {
    "critical": "●", "warning": "▲", "stale": "◷", "pending": "◐", "accepted": "◇", "no evidence": "○", "ok": "✓",
}  # fmt: skip
FONT = "'Source Sans', 'Source Sans Pro', system-ui, sans-serif"  # the one Streamlit brings along


@dataclass(frozen=True)
class Tone:
    """The colours of one state: `ink` as text on the page, `on` as text on `fill`."""

    ink: str
    fill: str
    on: str


@dataclass(frozen=True)
class Palette:
    """All colours of one theme: the page's own, the line of a chart, and a tone a state."""

    page: str
    panel: str  # boxes and inputs, a shade off the page
    text: str
    muted: str  # second text; readable on page and panel
    border: str
    grid: str  # lines that only order the page
    accent: str  # links and what is pressed
    line: str  # a series in a chart
    states: dict[State, Tone]

    def __getitem__(self, state: State) -> Tone:
        """The tone of a state."""
        return self.states[state]


LIGHT = Palette(
    page="#ffffff",
    panel="#f4f5f8",
    text="#1f2430",
    muted="#5a6272",
    border="#d9dce4",
    grid="#e6e8ee",
    accent="#3550a8",
    line="#3f659e",
    states={
        "critical": Tone("#b81d26", "#c4262e", "#ffffff"),
        "warning": Tone("#8a5200", "#f2b134", "#241800"),
        "stale": Tone("#4d5866", "#5f6b7a", "#ffffff"),
        "pending": Tone("#4b45a8", "#dcdcf7", "#37318f"),
        "accepted": Tone("#2b6390", "#dbe9f4", "#234f70"),
        "no evidence": Tone("#5f6672", "#eceef2", "#4d5866"),
        "ok": Tone("#0b6b63", "#dff1ee", "#0a5a53"),
    },
)

DARK = Palette(
    page="#14171c",
    panel="#22262e",
    text="#e8eaee",
    muted="#a4acb8",
    border="#3a404b",
    grid="#2b3039",
    accent="#9db2ff",
    line="#9cb8e6",
    states={
        "critical": Tone("#ff8f95", "#f4666e", "#240304"),
        "warning": Tone("#ffc566", "#ffcb73", "#2b1c00"),
        "stale": Tone("#b3bdc9", "#9aa7b5", "#14171c"),
        "pending": Tone("#b5b2ff", "#34316b", "#d5d3ff"),
        "accepted": Tone("#8fc1e8", "#1f3a50", "#b5d9f5"),
        "no evidence": Tone("#a4acb8", "#2f343d", "#c3cad4"),
        "ok": Tone("#62d0c4", "#17332f", "#8fe0d6"),
    },
)


def palette(dark: bool) -> Palette:
    """The palette of the theme the reader has chosen."""
    return DARK if dark else LIGHT


def streamlit_colours(colours: Palette) -> dict[str, str]:
    """What `[theme.light]` or `[theme.dark]` of config.toml says, so that Streamlit's own elements agree."""
    return {
        "primaryColor": colours.accent,
        "backgroundColor": colours.page,
        "secondaryBackgroundColor": colours.panel,
        "textColor": colours.text,
        "borderColor": colours.border,
        "linkColor": colours.accent,
        "redTextColor": colours["critical"].ink,
        "orangeTextColor": colours["warning"].ink,
        "grayTextColor": colours["stale"].ink,
        "blueTextColor": colours["accepted"].ink,
        "violetTextColor": colours["pending"].ink,
        "greenTextColor": colours["ok"].ink,
    }


MARKDOWN_COLOUR: dict[State, str] = {
    "critical": "red", "warning": "orange", "stale": "gray", "pending": "violet", "accepted": "blue",
    "no evidence": "gray", "ok": "green",
}  # fmt: skip
