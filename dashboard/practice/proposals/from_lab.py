"""A threshold as it was tried in the lab, put into the text of an SOP: nothing else of it changes."""

from typing import Any

from dashboard.practice.two_versions import written
from dashboard.sop import editing
from dashboard.sop.model import Threshold


def with_threshold(text: str, metric: str, before: Threshold, after: Threshold) -> str:
    """The text with what `after` states otherwise than `before`, of that threshold of that metric.

    Raises EditRefused where the text does not state it itself: it is then of the library, and changed in the YAML.
    """
    place = ("metrics", metric, "thresholds", before.id)
    was, now = _stated(before), _stated(after)
    for key in (key for key in {**was, **now} if was.get(key) != now.get(key)):
        if key in now:
            text = editing.set_at(text, (*place, key), now[key])
        elif editing.states(text, (*place, key)):
            text = editing.remove_at(text, (*place, key))
    return text


def _stated(threshold: Threshold) -> dict[str, Any]:
    """What it states by its keys, as a file has it; a whole number without a decimal point."""
    stated = threshold.model_dump(by_alias=True, exclude_none=True, exclude_defaults=True)
    return {key: _plain(value) for key, value in stated.items() if value != {}}


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _plain(part) for key, part in value.items()}
    value = written(value)
    return int(value) if isinstance(value, float) and value.is_integer() and abs(value) < 1e15 else value
