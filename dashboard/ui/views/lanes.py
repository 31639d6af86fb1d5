"""What else happened, on the time axis of a chart: a quiet row a kind of event, and one of the model versions."""

import html
from dataclasses import dataclass
from typing import Any

import pandas as pd

from dashboard.practice import wording
from dashboard.ui.theme import Palette
from dashboard.ui.views import scale

KINDS = {
    "deployment": ("deployment", "triangle-up"),
    "incident": ("incident", "x"),
    "alert": ("alert", "star-triangle-down"),
    "feedback": ("feedback", "circle"),
    "document": ("document", "square"),
    "sop_change": ("SOP change", "pentagon"),
    "act": ("what people did", "diamond"),
}
CLUSTERS = 90  # events of one kind nearer than a 90th of the chart are one mark


@dataclass(frozen=True)
class Lane:
    """One row under the plot: its name and what is drawn in it (`y` is filled in where it stands)."""

    name: str
    traces: tuple[dict[str, Any], ...]
    labels: tuple[dict[str, Any], ...] = ()


def lanes(
    events: pd.DataFrame, points: pd.DataFrame, start: pd.Timestamp, end: pd.Timestamp, colours: Palette
) -> list[Lane]:
    """A lane for each kind of event there is, in the order of KINDS, and one for the model versions, if any."""
    found = [
        _events(name, symbol, events[events["kind"] == kind], start, end, colours)
        for kind, (name, symbol) in KINDS.items()
        if (events["kind"] == kind).any()
    ]
    return found + _models(points, start, end, colours)


def _events(
    name: str, symbol: str, events: pd.DataFrame, start: pd.Timestamp, end: pd.Timestamp, colours: Palette
) -> Lane:
    events = events.sort_values("at")
    slot = ((events["at"].clip(start, end) - start) / ((end - start) / CLUSTERS)).astype(int)
    groups = [group for _, group in events.groupby(slot)]
    marks = {
        "type": "scatter",
        "mode": "markers",
        "x": scale.instants(group["at"].iloc[0] for group in groups),
        "text": [told(group) for group in groups],
        "marker": {
            "symbol": symbol,
            "color": colours.muted,
            "size": [8 if len(group) == 1 else 11 for group in groups],
            "line": {"width": 0},
        },
        "hovertemplate": "%{text}<extra></extra>",
    }
    lasting = events[events["until"].notna()]
    spans = {
        "type": "scatter",
        "mode": "lines",
        "x": [x for row in lasting.itertuples() for x in (*scale.instants([row.at, row.until]), None)],
        "line": {"color": colours.muted, "width": 3},
        "hoverinfo": "skip",
    }
    return Lane(name, (spans, marks) if len(lasting) else (marks,))


def told(events: pd.DataFrame, most: int = 3) -> str:
    """Hover text of events that stand at one place."""
    parts = [_one(event) for event in events.head(most).itertuples()]
    if len(events) > most:
        parts.append(f"and {len(events) - most} more")
    return "<br>".join(parts)


def _one(event: Any) -> str:
    """`event` has at, until, title, text, model_version, severity (empty or null where not said)."""
    said = [f"<b>{scale.lines(event.title, most=2)}</b>"]
    facts = [
        wording.moment(event.at) + (f" to {wording.moment(event.until, event.at)}" if pd.notna(event.until) else "")
    ]
    facts += [f"model {event.model_version}"] if _there(event.model_version) else []
    facts += [event.severity] if _there(event.severity) else []
    said.append(html.escape(" · ".join(facts)))
    if _there(event.text):
        said.append(scale.lines(event.text))
    return "<br>".join(said)


def _there(value: Any) -> bool:
    return isinstance(value, str) and value != ""


def _models(points: pd.DataFrame, start: pd.Timestamp, end: pd.Timestamp, colours: Palette) -> list[Lane]:
    """The versions as a band: two quiet shades in turn, named where there is room."""
    known = points[points["model_version"].notna()]
    if known.empty:
        return []
    run = (known["model_version"] != known["model_version"].shift()).cumsum()
    spans = known.groupby(run).agg(version=("model_version", "first"), at=("at", "first"), last=("at", "last"))
    until = [*spans["at"].iloc[1:], spans["last"].iloc[-1]]
    traces, labels = [], []
    for index, (span, stop) in enumerate(zip(spans.itertuples(), until, strict=True)):
        said = f"model {html.escape(str(span.version))} from {wording.moment(span.at)}"
        traces.append(
            {
                "type": "scatter",
                "mode": "lines",
                "x": scale.instants([span.at, stop]),
                "text": [said, said],
                "line": {"color": colours.border if index % 2 else colours.grid, "width": 13},
                "hovertemplate": "%{text}<extra></extra>",
            }
        )
        if (stop - span.at) / (end - start) * scale.NARROW > len(str(span.version)) * scale.CHARACTER + 4:
            labels.append(
                {"x": scale.instants([span.at + (stop - span.at) / 2])[0], "text": html.escape(str(span.version))}
            )
    return [Lane("model", tuple(traces), tuple(labels))]
