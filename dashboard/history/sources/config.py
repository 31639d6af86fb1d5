"""`data/sources.yaml`, as a model: one source a feed of observations or events, and how its files are to be read."""

import datetime as dt
import hashlib
import re
from pathlib import PurePosixPath
from typing import Annotated, Any, Literal
from zoneinfo import ZoneInfo

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, WithJsonSchema, field_validator, model_validator

from dashboard.errors import nearest
from dashboard.yamlfile import Misplaced

Format = Literal["csv", "tsv", "jsonl", "parquet", "xlsx"]
Holds = Literal["observations", "deployments", "incidents", "alerts", "feedback", "documents"]
EXTENSIONS: dict[str, Format] = {
    ".csv": "csv", ".txt": "csv", ".tsv": "tsv", ".tab": "tsv", ".jsonl": "jsonl", ".ndjson": "jsonl",
    ".parquet": "parquet", ".xlsx": "xlsx", ".xlsm": "xlsx",
}  # fmt: skip
OBSERVATION_COLUMNS = ("metric", "metrics", "value", "n", "model_version", "segments")
EVENT_COLUMNS = ("until", "title", "text", "metric", "model_version", "severity", "link", "segments")
DIRECTIVES = frozenset("aAbBcdfgHIjmMnpSuUVwWxXyYzZ%-")  # what DuckDB's strptime knows

Id = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9_-]{0,63}$")]
Name = Annotated[str, Field(min_length=1)]
Dimension = Annotated[str, Field(pattern=r"^[^\s=,][^=,]*$")]


def _segments(value: object) -> object:
    """A list names columns that are called as their dimension is."""
    return {str(name): name for name in value} if isinstance(value, list) else value


def _sops(value: object) -> object:
    return (value,) if isinstance(value, str) else value


def _instant(value: object) -> object:
    """Text with or without an offset (without: UTC) → naive UTC."""
    if isinstance(value, str):
        try:
            value = dt.datetime.fromisoformat(value)
        except ValueError:
            raise ValueError(f"'{value}' is not an instant; write it like 2026-07-06T00:00:00Z") from None
    if isinstance(value, dt.datetime) and value.tzinfo:
        value = value.astimezone(dt.UTC).replace(tzinfo=None)
    return value


Segments = Annotated[
    dict[Dimension, Name],
    BeforeValidator(_segments),
    WithJsonSchema({"anyOf": [
        {"type": "array", "items": {"type": "string"}},
        {"type": "object", "additionalProperties": {"type": "string"}}]}),
]  # fmt: skip
Sops = Annotated[
    tuple[Id, ...],
    BeforeValidator(_sops),
    WithJsonSchema({"anyOf": [{"type": "string"}, {"type": "array", "items": {"type": "string"}}]}),
]
Instant = Annotated[
    dt.datetime, BeforeValidator(_instant), WithJsonSchema({"type": "string", "format": "date-time"})
]  # fmt: skip


class Part(BaseModel):
    """What every part of the file has in common: it is frozen, and refuses keys it does not know."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Columns(Part):
    """Which column of the file holds what. `metrics`: in a wide file column → metric id; in a long one what the
    metric column says → metric id (what it does not name is taken for an id). `segments`: dimension → column."""

    at: Name
    metric: Name | None = None
    metrics: dict[Name, Id] = {}
    value: Name | None = None
    n: Name | None = None
    model_version: Name | None = None
    segments: Segments = {}
    until: Name | None = None
    title: Name | None = None
    text: Name | None = None
    severity: Name | None = None
    link: Name | None = None


class Source(Part):
    """One feed: the files that `path` finds below data/, read in the order of their names."""

    id: Id
    title: str = ""
    kind: Literal["file"]
    path: Name
    format: Format | None = None
    holds: Holds
    layout: Literal["long", "wide"] = "long"
    metric: Id | None = None
    sop: Sops = ()
    columns: Columns
    timezone: str = "UTC"
    date_format: str | None = None
    decimal: Literal[".", ","] = "."
    thousands: Literal[".", ",", " ", "'", "’", "_"] | None = None
    delimiter: Annotated[str, Field(min_length=1, max_length=1)] | None = None
    sheet: str | None = None

    @field_validator("path")
    @classmethod
    def _inside(cls, path: str) -> str:
        parts = PurePosixPath(path.replace("\\", "/"))
        if parts.is_absolute() or ".." in parts.parts or re.match(r"^[A-Za-z]:|^~", path):
            raise ValueError(f"'{path}' leaves data/; write a path below it, like raw/{parts.name or '*.csv'}")
        return path

    @field_validator("timezone")
    @classmethod
    def _zone(cls, name: str) -> str:
        try:
            ZoneInfo(name)
        except Exception:
            raise ValueError(f"unknown time zone '{name}'; write an IANA name like Europe/London") from None
        return name

    @field_validator("date_format")
    @classmethod
    def _readable(cls, text: str | None) -> str | None:
        written = re.findall(r"%-?(.?)", text or "")
        strange = [directive for directive in written if directive not in DIRECTIVES]
        if text is not None and (strange or not written):
            raise ValueError(f"'{text}' is not a date format; write it like %d/%m/%Y or %Y-%m-%d %H:%M")
        return text

    @model_validator(mode="after")
    def _fits_together(self) -> "Source":
        self._format_settings()
        if self.holds == "observations":
            self._observation_columns()
        else:
            self._event_columns()
        return self

    def _format_settings(self) -> None:
        form = self.form
        if form is None:
            raise Misplaced(
                f"'{PurePosixPath(self.path).name}' does not say what kind of file it is; "
                "add `format`: csv, tsv, jsonl, parquet or xlsx", "path")  # fmt: skip
        if self.decimal == self.thousands:
            raise Misplaced("`decimal` and `thousands` cannot be the same character", "thousands")
        belongs = {"delimiter": ("csv", "tsv"), "sheet": ("xlsx",),
                   "decimal": ("csv", "tsv", "xlsx"), "thousands": ("csv", "tsv", "xlsx")}  # fmt: skip
        for key, forms in belongs.items():
            if getattr(self, key) != type(self).model_fields[key].default and form not in forms:
                raise Misplaced(f"`{key}` is a setting of {' and '.join(forms)} files; this is {form}", key)

    def _observation_columns(self) -> None:
        columns = self.columns
        if self.sop:
            raise Misplaced(
                "`sop` is for events; observations belong to the SOPs whose metrics name this source", "sop"
            )
        _refuse_others(columns, OBSERVATION_COLUMNS, "observations")
        if self.layout == "wide":
            if not columns.metrics:
                raise Misplaced("a wide file needs `metrics`: {column: metric-id}", "columns")
            for key in ("metric", "value"):
                if getattr(columns, key):
                    raise Misplaced(f"`{key}` belongs to a long file; a wide one has `metrics`", "columns", key)
            if self.metric:
                raise Misplaced("`metric` belongs to a long file; a wide one has `columns: {metrics: …}`", "metric")
            again = [id for id in columns.metrics.values() if list(columns.metrics.values()).count(id) > 1]
            if again:
                raise Misplaced(f"two columns for metric '{again[0]}'", "columns", "metrics")
            return
        if columns.value is None:
            hint = "; a file with a column a metric is `layout: wide`" if columns.metrics else ""
            raise Misplaced(f"`value` is missing: the column that holds the value{hint}", "columns")
        if (columns.metric is None) == (self.metric is None):
            has = "has both" if self.metric else "has neither"
            raise Misplaced(
                f"a long file has a column `metric`, or else one `metric` for all its rows; this one {has}", "columns"
            )
        if columns.metrics and columns.metric is None:
            raise Misplaced(
                "`metrics` renames what a metric column says; there is no such column", "columns", "metrics"
            )

    def _event_columns(self) -> None:
        if self.layout == "wide":
            raise Misplaced(f"{self.holds} are a row each: `layout: long`", "layout")
        if self.metric:
            raise Misplaced("`metric` is for observations; name the column that holds it in `columns`", "metric")
        _refuse_others(self.columns, EVENT_COLUMNS, self.holds)

    @property
    def form(self) -> Format | None:
        """The format given, or that of the extension of `path` (`.gz` looked through); None if neither says."""
        name = PurePosixPath(self.path).name.lower().removesuffix(".gz")
        return self.format or EXTENSIONS.get(PurePosixPath(name).suffix)

    @property
    def digest(self) -> str:
        """A fingerprint of how files are read: another one, and what was read before says nothing."""
        reading = self.model_dump_json(exclude={"id", "title", "path"})
        return hashlib.sha256(reading.encode()).hexdigest()[:16]


def _refuse_others(columns: Columns, known: tuple[str, ...], holds: str) -> None:
    for key in columns.model_fields_set - {"at", *known}:
        hint = nearest(key, {"at", *known})
        raise Misplaced(f"`{key}` is not a column of {holds}{hint}", "columns", key)


class Sources(Part):
    """The whole file. `as_of` (naive UTC) is where this workspace's clock stands still; without it, it runs."""

    as_of: Instant | None = None
    sources: tuple[Source, ...] = ()

    @field_validator("sources", mode="after")
    @classmethod
    def _unique(cls, sources: tuple[Source, ...]) -> tuple[Source, ...]:
        seen: set[str] = set()
        for i, source in enumerate(sources):
            if source.id in seen:
                raise Misplaced(f"two sources are called '{source.id}'", i, "id")
            seen.add(source.id)
        return sources

    def get(self, id: str | None) -> Source | None:
        """The source of that id, or None."""
        return next((source for source in self.sources if source.id == id), None)


def as_json_schema() -> dict[str, Any]:
    """The JSON Schema of sources.yaml, for completion in editors."""
    return Sources.model_json_schema(by_alias=True)
