"""What is before the judge in one call of the kernel, and the verdict on it as columns."""

import datetime as dt
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field

import numpy as np

from dashboard.history.episodes import NEVER, Episodes, Floats, Ints, Pieces, Waiting, episodes
from dashboard.history.rules import Rule, micros
from dashboard.history.tracks import Life, Track

BREACH_COLUMNS = (
    "sop", "metric", "segment", "threshold", "level", "stage", "since", "fired_at", "ended_at", "ended_because",
    "worst", "points", "recovering", "response",
)  # fmt: skip
PENDING_COLUMNS = ("sop", "metric", "segment", "threshold", "level", "stage", "since", "worst", "points")
NOT_A_TIME = np.iinfo(np.int64).min
Columns = dict[str, np.ndarray]
SignalOf = Callable[[Rule], tuple[Ints, Floats]]


@dataclass(frozen=True)
class Carried:
    """Where judging stood when the arrays begin: a run that waits (`fired_at` None), or a breach that has fired."""

    since: int
    fired_at: int | None
    worst: float
    points: int
    recovering: int


@dataclass
class Docket:
    """Collects pieces in order of position, and judges them all at once."""

    as_of: dt.datetime
    _rules: list[Rule] = field(default_factory=list)
    _pieces: list[tuple[int, int, int, int]] = field(default_factory=list)  # start, stop, rule, life
    _lives: list[tuple[str, Life]] = field(default_factory=list)
    _known: dict[int, int] = field(default_factory=dict)
    _at: list[Ints] = field(default_factory=list)
    _signal: list[Floats] = field(default_factory=list)
    _size: int = 0
    _forced: list[int] = field(default_factory=list)
    _carried: dict[int, tuple[Carried, int]] = field(default_factory=dict)  # by position: what, and points put before

    def add_positions(self, segment: str, track: Track, at: Ints, start: int, stop: int) -> None:
        """A series that lies at [start, stop) of the arrays that `judge` will be given, its values the signal."""
        if start == stop:
            return
        oldest, newest = int(at[start]), int(at[stop - 1])
        for life in track.lives:
            for rule, begin, end in zip(life.rules, life.edges, life.edges[1:], strict=False):
                if begin <= newest and oldest < end:
                    first = start if begin <= oldest else start + int(np.searchsorted(at[start:stop], begin))
                    last = stop if newest < end else start + int(np.searchsorted(at[start:stop], end))
                    self._piece(first, last, rule)
            self._lives.append((segment, life))

    def add(self, segment: str, track: Track, signal_of: SignalOf, carried: Carried | None = None) -> None:
        """A series with arrays of its own: `signal_of(rule)` gives (instants, signal) of its evidence under a rule.

        With `carried`, which belongs to the rule in force as of now, that is put before them.
        """
        for life in track.lives:
            for rule, begin, end in zip(life.rules, life.edges, life.edges[1:], strict=False):
                at, signal = signal_of(rule)
                part = slice(*np.searchsorted(at, (begin, end)))
                at, signal = at[part], signal[part]
                if carried is not None and rule is life.rule_at(micros(self.as_of)) and end > micros(self.as_of):
                    at, signal = self._put_before(carried, rule, at, signal)
                self._piece(self._size, self._size + at.size, rule)
                self._at.append(at)
                self._signal.append(signal)
                self._size += at.size
            self._lives.append((segment, life))

    def judge(self, at: Ints | None = None, signal: Floats | None = None) -> tuple[Columns, Columns]:
        """(breaches, pending) of what was collected, as columns of the same length, or none.

        Judged on the arrays given, or on those that `add` was given.
        """
        if not self._pieces:
            return {}, {}
        if at is None or signal is None:
            at, signal = np.concatenate(self._at), np.concatenate(self._signal)
        start, stop, rule, life = np.array(self._pieces, np.int64).T
        forced = np.array(self._forced, np.int64) if self._forced else None
        found, waiting = episodes(at, signal, self._in_arrays(start, stop, rule, life), forced)
        return self._breaches(found, at, start, rule), self._pending(waiting, at)

    def _piece(self, start: int, stop: int, rule: Rule) -> None:
        self._pieces.append((start, stop, self._number(rule), len(self._lives)))

    def _number(self, rule: Rule) -> int:
        number = self._known.setdefault(id(rule), len(self._rules))
        if number == len(self._rules):
            self._rules.append(rule)
        return number

    def _put_before(self, carried: Carried, rule: Rule, at: Ints, signal: Floats) -> tuple[Ints, Floats]:
        """The evidence with points before it that bring the kernel to where judging stood."""
        if carried.fired_at is None:
            held = carried.points if isinstance(rule.for_, int) else 1
            before, quiet = np.full(held, carried.worst), 0
        else:
            # One point that fires, then the recovered ones since: nan lies outside no bound.
            held, quiet = 1, carried.recovering
            before = np.append(carried.worst, np.full(quiet, np.nan))
            self._forced.append(self._size)
        self._carried[self._size] = (carried, held)
        return np.concatenate((np.full(held + quiet, carried.since), at)), np.concatenate((before, signal))

    def _in_arrays(self, start: Ints, stop: Ints, rule: Ints, life: Ints) -> Pieces:
        def each(value: Callable[[Rule], float | None], none: float) -> Floats:
            return np.array([none if (x := value(r)) is None else x for r in self._rules], float)[rule]

        counts = [r.for_ if isinstance(r.for_, int) else NEVER for r in self._rules]
        spans = [NEVER if isinstance(r.for_, int) else r.for_ // dt.timedelta(microseconds=1) for r in self._rules]
        return Pieces(
            start, stop,
            lower=each(lambda r: r.lower, -np.inf), recover_lower=each(lambda r: r.recover_lower, -np.inf),
            upper=each(lambda r: r.upper, np.inf), recover_upper=each(lambda r: r.recover_upper, np.inf),
            for_count=np.array(counts, np.int64)[rule], for_us=np.array(spans, np.int64)[rule],
            recover_for=np.array([r.recover_for for r in self._rules], np.int64)[rule], life=life,
        )  # fmt: skip

    def _breaches(self, found: Episodes, at: Ints, start: Ints, rule: Ints) -> Columns:
        is_open = found.ended < 0
        judged_by = rule[np.searchsorted(start, found.ended, side="right") - 1]
        judged_by[is_open] = self._rules_now(found.life[is_open])
        retired_at = self._ends()[found.life]
        retired = is_open & (retired_at <= micros(self.as_of))
        because = np.full(found.life.size, "recovered", object)
        because[is_open], because[retired] = None, "retired"
        fired, points = at[found.fired], found.points.copy()
        for i, carried, held in self._carried_at(found.since):
            points[i] += carried.points - held
            fired[i] = fired[i] if carried.fired_at is None else carried.fired_at
        return self._columns(
            found.life, judged_by,
            since=_instants(at[found.since]), fired_at=_instants(fired),
            ended_at=_instants(np.where(is_open, np.where(retired, retired_at, NOT_A_TIME), at[found.ended])),
            ended_because=because, worst=found.worst, points=points,
            recovering=np.where(is_open & ~retired, found.recovering, 0),
            response=_texts((r.response for r in self._rules), judged_by),
        )  # fmt: skip

    def _pending(self, waiting: Waiting, at: Ints) -> Columns:
        stays = self._ends()[waiting.life] > micros(self.as_of)
        life, since, points = waiting.life[stays], waiting.since[stays], waiting.points[stays]
        for i, carried, held in self._carried_at(since):
            points[i] += carried.points - held
        return self._columns(
            life, self._rules_now(life),
            since=_instants(at[since]), worst=waiting.worst[stays], points=points,
        )  # fmt: skip

    def _carried_at(self, since: Ints) -> Iterator[tuple[int, Carried, int]]:
        """(index, what was carried, points put before for it) of the entries that began before the arrays do."""
        if self._carried:
            for i, position in enumerate(since.tolist()):
                if position in self._carried:
                    yield i, *self._carried[position]

    def _rules_now(self, lives: Ints) -> Ints:
        """For each life the number of the rule in force as of now (its last one, if it is over)."""
        now = micros(self.as_of)
        return np.array([self._number(self._lives[i][1].rule_at(now)) for i in lives.tolist()], np.int64)

    def _ends(self) -> Ints:
        return np.array([life.edges[-1] for _, life in self._lives], np.int64)

    def _columns(self, life: Ints, rule: Ints, **more: np.ndarray) -> Columns:
        named = {
            name: _texts((getattr(r, name) for r in self._rules), rule)
            for name in ("sop", "metric", "threshold", "level", "stage")
        }
        return named | {"segment": _texts((segment for segment, _ in self._lives), life)} | more


def _instants(micro: Ints) -> np.ndarray:
    return micro.astype("datetime64[us]")


def _texts(values: Iterable[str | None], of: Ints) -> np.ndarray:
    return np.array([*values, None], object)[of]  # the None keeps numpy from making anything of the texts
