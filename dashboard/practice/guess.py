"""How a file of metrics is probably meant: which column is what, by their names and by what their cells say."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

import pandas as pd

from dashboard.history.preview import Sample

AT = ("date", "at", "time", "timestamp", "datetime", "day", "ds", "ts", "week", "month", "period", "datum", "zeit")
METRIC = ("metric", "metric_name", "metric_id", "kpi", "measure", "indicator", "kennzahl", "metrik", "name")
VALUE = ("value", "val", "y", "wert", "score", "result", "measurement")
N = ("n", "samples", "sample_size", "count", "volume", "support", "num_samples", "n_obs", "observations", "anzahl")
MODEL = ("model_version", "model", "version", "release", "modelversion", "model_id")
FORMATS = tuple(
    f"{day}{time}"
    for day in (
        "%d/%m/%Y",
        "%m/%d/%Y",
        "%d.%m.%Y",
        "%d-%m-%Y",
        "%m-%d-%Y",
        "%d.%m.%y",
        "%d/%m/%y",
        "%Y%m%d",
        "%d %b %Y",
        "%b %d, %Y",
    )
    for time in ("", " %H:%M", " %H:%M:%S")
)
ISO = re.compile(r"\d{4}[-/]\d{1,2}[-/]\d{1,2}([T ]\d{1,2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}(:?\d{2})?)?)?$")
NUMBER = {
    (".", None): re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$"),
    (",", None): re.compile(r"[+-]?(\d+,?\d*|,\d+)([eE][+-]?\d+)?$"),
    (".", ","): re.compile(r"[+-]?(\d{1,3}(,\d{3})+|\d+)(\.\d+)?$"),
    (",", "."): re.compile(r"[+-]?(\d{1,3}(\.\d{3})+|\d+)(,\d+)?$"),
    (".", " "): re.compile(r"[+-]?(\d{1,3}([ \u00a0\u202f]\d{3})+|\d+)(\.\d+)?$"),
    (",", " "): re.compile(r"[+-]?(\d{1,3}([ \u00a0\u202f]\d{3})+|\d+)(,\d+)?$"),
}
# A number with a sign beside it, which no setting makes one: 91.2 %, $1,200
SIGNED = re.compile(r"[+-]?([€$£] ?[+-]?\d[\d.,]*|\d[\d.,]* ?[%‰€$£])$")
MOST_VALUES_OF_A_DIMENSION = 50
UMLAUTS = {ord("ä"): "ae", ord("ö"): "oe", ord("ü"): "ue", ord("ß"): "ss"}
GOOD_ENOUGH = 0.9  # share of the filled cells that must read as what the column is taken for


@dataclass(frozen=True)
class Guess:
    """What the columns of a file are taken for; the fields are those of a source and its `columns`.

    `metrics` of a wide file maps columns to metric ids. `aside` are the columns that are left out; `doubts` says in
    sentences what a person should look at.
    """

    layout: Literal["long", "wide"]
    at: str | None
    metric: str | None = None
    value: str | None = None
    metrics: Mapping[str, str] = field(default_factory=dict)
    n: str | None = None
    model_version: str | None = None
    segments: tuple[str, ...] = ()
    date_format: str | None = None
    decimal: str = "."
    thousands: str | None = None
    aside: tuple[str, ...] = ()
    doubts: tuple[str, ...] = ()


def guess(seen: Sample) -> Guess:
    """The most probable mapping of a file. `at` is None if no column reads as a date, and there may be no metrics."""
    rows = seen.rows
    columns = [str(name) for name in rows]
    doubts: list[str] = []
    times = {name: form for name in columns if (form := _date_format(rows[name])) is not None}
    at = _named(times, AT) or next(iter(times), None)
    decimal, thousands = _number_style(rows.drop(columns=list(times)))
    pattern = NUMBER[decimal, thousands]
    free = [name for name in columns if name != at and name not in times]
    numbers = [name for name in free if _share(rows[name], pattern) >= GOOD_ENOUGH]
    texts = [name for name in free if name not in numbers and rows[name].ne("").any()]
    signed = [name for name in texts if _share(rows[name], SIGNED) >= GOOD_ENOUGH]
    model = _named([*texts, *numbers], MODEL)
    texts, numbers = _without(texts, model), _without(numbers, model)
    n = _named(numbers, N)
    numbers = _without(numbers, n)
    metric = _named(texts, METRIC)
    value = _named(numbers, VALUE) or (numbers[0] if metric and len(numbers) == 1 else None)
    if not metric or not value:
        metric = None
        value = value if numbers == [value] else None
    texts = _without(texts, metric)
    few = [name for name in texts if rows[name].nunique() <= MOST_VALUES_OF_A_DIMENSION and name not in signed]
    segments = tuple(filter(dimension, few))
    used = {at, metric, value, n, model, *segments, *(numbers if not value else ())}
    aside = tuple(name for name in columns if name not in used)
    form = times.get(at, "") if at else ""
    if form and _ambiguous(rows[at], form):
        doubts.append(f"the dates of '{at}' could be read day first or month first; {form} was taken")
    for name in signed:
        if name in aside:
            like = rows[name][rows[name] != ""].iloc[0]
            doubts.append(f"'{name}' is left out: its numbers are written like {like}; save them without the sign")
    if value and not metric and segments:
        doubts.append(
            f"all numbers are taken for one metric, split by {', '.join(segments)}; "
            "a column that names the metrics must be called 'metric' to be seen as one"
        )
    lost = [name for name in aside if name in texts and name not in signed and rows[name].duplicated().any()]
    if at and lost and rows.duplicated([name for name in (at, metric, *segments) if name]).any():
        doubts.append(
            f"there are several rows for one time, and only the first is taken; does {' or '.join(map(repr, lost))} "
            f"tell them apart? A column with more than {MOST_VALUES_OF_A_DIMENSION} values is left out: "
            "to have it as a segment, write it among `segments` in sources.yaml and in the SOP"
        )
    return Guess(
        layout="long" if value else "wide",
        at=at,
        metric=metric,
        value=value,
        metrics={} if value else ids(numbers),
        n=n,
        model_version=model,
        segments=segments,
        date_format=form or None,
        decimal=decimal,
        thousands=thousands,
        aside=aside,
        doubts=tuple(doubts),
    )


def ids(names: Iterable[str]) -> dict[str, str]:
    """name → an id made of it, no two alike: 'Unsupported claims, %' → 'unsupported-claims'."""
    found: dict[str, str] = {}
    for name in names:
        base = slug(name)
        taken = set(found.values())
        found[name] = next(
            id for k in range(1, len(found) + 2) if (id := base if k == 1 else f"{base[:60]}-{k}") not in taken
        )
    return found


def slug(name: str) -> str:
    """A name as an id: lower case, hyphens for all but letters and digits of ASCII; 'metric' if nothing is left."""
    plain = name.lower().translate(UMLAUTS)
    return re.sub(r"[^a-z0-9_]+", "-", plain).strip("-_")[:64].strip("-_") or "metric"


def dimension(name: str) -> bool:
    """Whether a column can be called so as a dimension of segments."""
    return bool(re.match(r"[^\s=,][^=,]*$", name))


def _named(columns: Iterable[str], names: Sequence[str]) -> str | None:
    """The column whose name comes first in `names`, whatever its case, blanks and hyphens."""
    by_name = {re.sub(r"[\s\-]+", "_", column.strip().lower()): column for column in reversed(list(columns))}
    return next((by_name[name] for name in names if name in by_name), None)


def _without(columns: list[str], gone: str | None) -> list[str]:
    return [column for column in columns if column != gone]


def _share(cells: pd.Series, pattern: re.Pattern[str]) -> float:
    filled = cells[cells != ""]
    return float(filled.str.match(pattern).mean()) if len(filled) else 0.0


def _date_format(cells: pd.Series) -> str | None:
    """'' for ISO 8601, else the strptime format that fits; None if the column is no date."""
    filled = cells[cells != ""]
    if not len(filled):
        return None
    if filled.str.match(ISO).mean() >= GOOD_ENOUGH:
        return ""
    fitting = {form: _fits(filled, form) for form in FORMATS if _fits(filled.head(20), form) >= GOOD_ENOUGH}
    best = max(fitting, key=lambda form: fitting[form], default=None)
    return best if best and fitting[best] >= GOOD_ENOUGH else None


def _fits(cells: pd.Series, form: str) -> float:
    if form.startswith("%Y%m%d"):  # any long number reads so
        cells = cells.where(cells.str.match(r"(19|20)\d{6}\b"), "")
    return float(pd.to_datetime(cells, format=form, errors="coerce").notna().mean())


def _ambiguous(cells: pd.Series, form: str) -> bool:
    swapped = form.replace("%d", "%D").replace("%m", "%d").replace("%D", "%m")
    return swapped != form and swapped in FORMATS and _fits(cells[cells != ""], swapped) == 1.0


def _number_style(rows: pd.DataFrame) -> tuple[str, str | None]:
    """(decimal, thousands) under which most columns read as numbers; the plainest of those that do equally well."""
    styles = list(NUMBER)
    reads = [sum(_share(rows[name], NUMBER[style]) >= GOOD_ENOUGH for name in rows) for style in styles]
    whole = [sum(_share(rows[name], NUMBER[style]) for name in rows) for style in styles]
    return max(zip(reads, whole, [-i for i in range(len(styles))], styles, strict=True))[3]
