"""What can be written where in an SOP file: the keys of each mapping, and the words a value is one of, by the model.

A place is named by the key that it stands under: "" is the top of the file, "thresholds" a threshold in that list,
"thresholds.level" the value of `level` in it. No two parts of the file that stand under the same key have other keys.
"""

from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

from dashboard.sop.model import Sop

DURATION = "like 30m, 4h, 3d, 2w"
PARTIES = (
    ".owner", "changed.by", "owners.monitoring", "owners.analysis", "owners.decision", "owners.backup",
    "escalation.to", "escalate.to", "reviews.chair", "reviews.attendees",
)  # fmt: skip
PARTS: Mapping[str, tuple[str, ...]] = {
    "objectives": ("metrics.objective", "lint.objective"),
    "metrics": ("objectives.kpis", "metrics.drives", "signal.of", "lint.metric"),
    "reviews": ("metrics.review", "lint.review"),
    "responses": ("thresholds.respond", "lint.response"),
}
SOURCES = ("metrics.source",)

Choices = dict[str, tuple[tuple[str, str], ...]]


@cache
def keys() -> Mapping[str, tuple[tuple[str, str], ...]]:
    """The keys of each place, each with a word on what stands behind it; and the values of those that name a few."""
    schema = Sop.model_json_schema(by_alias=True)
    return dict(_walked("", schema, schema["$defs"]))


def _walked(
    place: str, part: dict[str, Any], parts: dict[str, Any]
) -> Iterator[tuple[str, tuple[tuple[str, str], ...]]]:
    needed = set(part.get("required", ()))
    yield place, tuple((key, _about(field, parts, key in needed)) for key, field in part["properties"].items())
    for key, field in part["properties"].items():
        if values := _values(field):
            yield f"{place}.{key}", tuple((value, "") for value in values)
        if inner := _inner(field):
            yield from _walked(key, parts[inner], parts)


def _options(field: dict[str, Any]) -> list[dict[str, Any]]:
    """What a field may be: itself, or each of several."""
    return [option for option in field.get("anyOf", [field]) if option.get("type") != "null"]


def _inner(field: dict[str, Any]) -> str | None:
    """The name of the part that a field holds, or holds a list of."""
    for option in _options(field):
        if reference := option.get("$ref") or option.get("items", {}).get("$ref"):
            return str(reference).rsplit("/", 1)[-1]
    return None


def _values(field: dict[str, Any]) -> list[str]:
    stated = [value for option in _options(field) for value in option.get("enum", [option.get("const")])]
    truth = ["true", "false"] if field.get("type") == "boolean" else []
    return [value for value in stated if value is not None] + truth


def _about(field: dict[str, Any], parts: dict[str, Any], needed: bool) -> str:
    inner = _inner(field)
    said = " · ".join(_values(field)) or (
        parts[inner]["description"].partition(".")[0].partition(":")[0] if inner else ""
    )
    if not said and any("(m|h|d|w)" in option.get("pattern", "") for option in _options(field)):
        said = DURATION
    return "; ".join(filter(None, ("needed" * needed, said)))
