"""The ways a metric is split: by one dimension, or by several together. The parts of one split make up the whole."""

from collections.abc import Iterable, Mapping

TOGETHER = " × "


def split_of(segment: str) -> str:
    """'channel' of 'channel=chat', 'channel × locale' of 'channel=chat,locale=de', '' of the whole population."""
    return TOGETHER.join(part.partition("=")[0] for part in segment.split(",")) if segment else ""


def splits(segments: Iterable[str]) -> Mapping[str, tuple[str, ...]]:
    """split → its segments, the splits by fewest dimensions first; the whole population is none."""
    found: dict[str, list[str]] = {}
    for segment in sorted(segments):
        if segment:
            found.setdefault(split_of(segment), []).append(segment)
    return {name: tuple(found[name]) for name in sorted(found, key=lambda name: (name.count(TOGETHER), name))}


def values_of(segment: str) -> str:
    """'chat' of 'channel=chat', 'chat, de' of two dimensions, 'all' of the whole population."""
    return ", ".join(part.partition("=")[2] for part in segment.split(",")) if segment else "all"
