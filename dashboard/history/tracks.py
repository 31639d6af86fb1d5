"""Rules put in order of time: one track a threshold, over all SOP versions that have it."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

from dashboard.history.episodes import NEVER
from dashboard.history.rules import Rule, micros

Key = tuple[str, str | None]


@dataclass(frozen=True)
class Life:
    """A stretch of versions without a break in which the SOP has the threshold; no breach outlives it.

    Rule i is in force from edges[i] to before edges[i + 1], in microseconds; the last edge is NEVER if it still is.
    """

    rules: tuple[Rule, ...]
    edges: tuple[int, ...]

    def rule_at(self, instant: int) -> Rule:
        """The rule in force at the instant, or the nearest before; the first if there is none before."""
        began = [rule for rule, start in zip(self.rules, self.edges, strict=False) if start <= instant]
        return began[-1] if began else self.rules[0]


@dataclass(frozen=True)
class Track:
    """One threshold of one metric of one SOP, life after life."""

    lives: tuple[Life, ...]

    @cached_property
    def rules(self) -> tuple[Rule, ...]:
        """All rules, in order of time."""
        return tuple(rule for life in self.lives for rule in life.rules)

    @cached_property
    def is_composed(self) -> bool:
        """Whether it is judged on more than one series: it compares groups, or its metric moved to another source."""
        return any(rule.signal.kind == "gap" for rule in self.rules) or len({rule.source for rule in self.rules}) > 1

    @cached_property
    def takes_values(self) -> bool:
        """Whether the value itself is the signal."""
        return all(rule.signal.kind == "value" for rule in self.rules)

    @cached_property
    def needs_n(self) -> bool:
        """Whether sample sizes matter to it."""
        return any(rule.min_n or rule.signal.of_min_n for rule in self.rules)

    def draws_on(self, metric: str, source: str, segment: str) -> bool:
        """Whether the series is one that it is judged on."""
        return any(
            is_group(r, metric, source, segment)
            or (r.signal.kind != "gap" and (r.metric, r.source) == (metric, source))
            for r in self.rules
        )


def is_group(rule: Rule, metric: str, source: str, segment: str) -> bool:
    """Whether the series is a group that the gap rule compares: its metric, split by its dimension alone."""
    s = rule.signal
    return (
        s.kind == "gap"
        and (metric, source) == (s.of, s.of_source)
        and segment.startswith(f"{s.dimension}=")
        and "," not in segment
    )


def tracks(rules: Iterable[Rule]) -> list[Track]:
    """The tracks of a set of rules. A rule that ends when it starts was never in force and is left out."""
    of_threshold: dict[tuple[str, str, str], list[Rule]] = defaultdict(list)
    for rule in rules:
        if rule.end is None or rule.start < rule.end:
            of_threshold[rule.sop, rule.metric, rule.threshold].append(rule)
    found = []
    for versions in of_threshold.values():
        versions.sort(key=lambda rule: rule.start)
        lives = [[versions[0]]]
        for before, rule in pairwise(versions):
            if before.end == rule.start:
                lives[-1].append(rule)
            else:
                lives.append([rule])
        found.append(Track(tuple(map(_life, lives))))
    return found


def _life(rules: list[Rule]) -> Life:
    end = rules[-1].end
    return Life(tuple(rules), (*(micros(rule.start) for rule in rules), NEVER if end is None else micros(end)))


def by_series(found: Iterable[Track]) -> dict[Key, list[Track]]:
    """The tracks that are judged on one series at a time, by (metric, source)."""
    of: dict[Key, list[Track]] = defaultdict(list)
    for track in found:
        if not track.is_composed:
            of[track.rules[0].metric, track.rules[0].source].append(track)
    return dict(of)
