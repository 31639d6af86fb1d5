"""The colours of a diagram on paper: those of the light screen, by name. A test holds the two equal."""

from collections.abc import Mapping

Colours = Mapping[str, str]

LIGHT: Colours = {
    "page": "#ffffff", "panel": "#f4f5f8", "text": "#1f2430", "muted": "#5a6272", "border": "#d9dce4",
    "accent": "#3550a8",
    "critical.ink": "#b81d26", "critical.fill": "#c4262e", "critical.on": "#ffffff",
    "warning.ink": "#8a5200", "warning.fill": "#f2b134", "warning.on": "#241800",
    "stale.ink": "#4d5866", "stale.fill": "#5f6b7a", "stale.on": "#ffffff",
    "pending.ink": "#4b45a8", "pending.fill": "#dcdcf7", "pending.on": "#37318f",
    "accepted.ink": "#2b6390", "accepted.fill": "#dbe9f4", "accepted.on": "#234f70",
    "no evidence.ink": "#5f6672", "no evidence.fill": "#eceef2", "no evidence.on": "#4d5866",
    "ok.ink": "#0b6b63", "ok.fill": "#dff1ee", "ok.on": "#0a5a53",
}  # fmt: skip
