"""The few colours of the minutes, light and dark: those of the screens, which nothing below them may import."""

LIGHT = {
    "page": "#ffffff", "panel": "#f4f5f8", "text": "#1f2430", "muted": "#5a6272", "border": "#d9dce4",
    "line": "#3f659e", "critical": "#b81d26", "warning": "#8a5200", "stale": "#4d5866", "pending": "#4b45a8",
    "accepted": "#6b4a86", "no evidence": "#5f6672", "ok": "#0b6b63",
}  # fmt: skip
DARK = {
    "page": "#14171c", "panel": "#22262e", "text": "#e8eaee", "muted": "#a4acb8", "border": "#3a404b",
    "line": "#9cb8e6", "critical": "#ff8f95", "warning": "#ffc566", "stale": "#b3bdc9", "pending": "#b5b2ff",
    "accepted": "#cdb1e6", "no evidence": "#a4acb8", "ok": "#62d0c4",
}  # fmt: skip


def variable(name: str) -> str:
    """The CSS variable of a colour: 'no evidence' is --no-evidence."""
    return f"--{name.replace(' ', '-')}"


def variables(colours: dict[str, str]) -> str:
    """The colours as declarations of CSS variables."""
    return "".join(f"{variable(name)}:{colour};" for name, colour in colours.items())
