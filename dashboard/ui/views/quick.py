"""A quick chart of a table: one column against another. Values in, a Plotly figure out; all text is escaped."""

import html
from dataclasses import dataclass

import pandas as pd
import plotly.graph_objects as go
import pyarrow as pa

from dashboard.ui.theme import FONT, Palette
from dashboard.ui.views.chart import COMPARED

HEIGHT = 360  # px
LINES = 1 + len(COMPARED)
BARS = 60


@dataclass(frozen=True)
class Axes:
    """Which columns can stand where: along the bottom, upwards (numbers alone), and as a line each (few values)."""

    x: tuple[str, ...]
    y: tuple[str, ...]
    by: tuple[str, ...]

    def chosen(self, x: str | None, y: str | None, by: str | None) -> tuple[str, str, str | None]:
        """What is drawn: the choices where they can be, else what is likely meant (only if there is a number)."""
        first = x if x in self.x else self.x[0]
        numbers = [name for name in self.y if name != first] or list(self.y)
        up = y if y in self.y else numbers[0]
        return first, up, by if by in self.by and by not in (first, up) else None


def axes(table: pa.Table) -> Axes:
    """What of the table can be drawn; instants come first along the bottom, then texts."""
    kinds = {field.name: field.type for field in table.schema}
    times = [name for name, kind in kinds.items() if pa.types.is_temporal(kind)]
    numbers = [name for name, kind in kinds.items() if _is_number(kind)]
    rest = [name for name in kinds if name not in times and name not in numbers]
    few = [name for name in rest if 1 < len(table.column(name).unique()) <= LINES]
    return Axes((*times, *rest, *numbers), tuple(numbers), tuple(few))


def figure(table: pa.Table, x: str, y: str, by: str | None, colours: Palette) -> go.Figure:
    """Lines over time, bars over texts (the first BARS), points over numbers; one a value of `by` if there is one."""
    kind = table.schema.field(x).type
    wanted = list(dict.fromkeys(name for name in (x, y, by) if name))
    frame = table.select(wanted).to_pandas()
    frame[y] = pd.to_numeric(frame[y])
    if pa.types.is_temporal(kind):
        frame = frame.sort_values(x, kind="stable")
    elif not _is_number(kind):
        frame = frame.head(BARS)
    parts = list(frame.groupby(by, sort=True, dropna=False)) if by else [(None, frame)]
    traces = [
        _trace(part, x, y, kind, colour) | {"name": html.escape(str(name)), "showlegend": by is not None}
        for (name, part), colour in zip(parts, (colours.line, *COMPARED), strict=False)
    ]
    plain = {"gridcolor": colours.grid, "zeroline": False, "linecolor": colours.border}
    layout = {
        "height": HEIGHT, "margin": {"l": 60, "r": 12, "t": 10, "b": 40}, "dragmode": False,
        "font": {"family": FONT, "size": 12, "color": colours.text},
        "paper_bgcolor": colours.page, "plot_bgcolor": colours.page, "hovermode": "closest",
        "hoverlabel": {"bgcolor": colours.panel, "font": {"color": colours.text}},
        "legend": {"orientation": "h", "y": 1.02, "yanchor": "bottom", "x": 0},
        "xaxis": plain | {"title": {"text": html.escape(x)}, "showgrid": False, "fixedrange": True, "automargin": True}
        | ({} if pa.types.is_temporal(kind) or _is_number(kind) else {"type": "category"}),
        "yaxis": plain | {"title": {"text": html.escape(y)}, "fixedrange": True, "automargin": True},
    }  # fmt: skip
    drawn = go.Figure({"data": traces, "layout": layout})
    drawn.layout.template = None
    return drawn


def _trace(part: pd.DataFrame, x: str, y: str, kind: pa.DataType, colour: str) -> dict[str, object]:
    values = {"y": part[y].tolist(), "hovertemplate": "%{x}: %{y}"}
    if pa.types.is_temporal(kind):
        at = pd.to_datetime(part[x]).dt.strftime("%Y-%m-%d %H:%M:%S").tolist()
        few = {"mode": "lines+markers", "marker": {"size": 5}} if len(part) <= 60 else {"mode": "lines"}
        return values | few | {"type": "scatter", "x": at, "line": {"color": colour, "width": 1.6}}
    if _is_number(kind):
        numbers = pd.to_numeric(part[x]).tolist()
        return values | {"type": "scatter", "mode": "markers", "x": numbers, "marker": {"color": colour, "size": 6}}
    names = [html.escape(str(name)) for name in part[x]]
    return values | {"type": "bar", "x": names, "marker": {"color": colour}}


def _is_number(kind: pa.DataType) -> bool:
    return bool(pa.types.is_integer(kind) or pa.types.is_floating(kind) or pa.types.is_decimal(kind))
