"""What no single part of a file can know: references, duplicates and cycles, each at its line.

All of it works on a sketch of a broken file too, so that one reading names everything that is wrong.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from graphlib import CycleError, TopologicalSorter

from dashboard.errors import Problem, nearest
from dashboard.sop.model import DUTIES, Metric, People, Sop
from dashboard.sop.versions import Version
from dashboard.yamlfile import Positions

Path = tuple[str | int, ...]
Reference = tuple[Path, str]

_MOST_CYCLES = 20


def inside(version: Version) -> list[Problem]:
    """What is wrong within one version: ids that stand twice, references to nothing in the file, cycles."""
    sop, at = version.sop, version.positions
    found = [*_duplicates(sop, at), *_dangling(sop), *_gaps(sop), *_sourceless(sop), *_drives(sop)]
    return [version.problem(message, *path) for path, message in found]


def outside(version: Version, people: People | None, sources: Collection[str] | None) -> list[Problem]:
    """References of one version to people.yaml and sources.yaml that name nothing there; None is left unchecked."""
    found: list[Reference] = []
    if people is not None:
        known = {party.id for party in people.people if party.id}
        for path, id in party_references(version.sop):
            if id not in known:
                found.append((path, f"nobody in people.yaml is '{id}'{nearest(id, known)}"))
    if sources is not None:
        for i, metric in enumerate(version.sop.metrics):
            if metric.source is not None and metric.source not in sources:
                message = f"no source '{metric.source}' in sources.yaml{nearest(metric.source, sources)}"
                found.append((("metrics", i, "source"), message))
    return [version.problem(message, *path) for path, message in found]


def people_problems(people: People, at: Positions, file: str) -> list[Problem]:
    """What is wrong within people.yaml; the parties that it does state can be used all the same."""
    known = {party.id for party in people.people if party.id}
    found = list(_twice(at, ("people",), "person or team", (party.id for party in people.people)))
    for i, party in enumerate(people.people):
        references: list[tuple[Path, str | None]] = [(("team",), party.team), (("replaced_by",), party.replaced_by)]
        references += [(("members", j), member) for j, member in enumerate(party.members)]
        references += [(("absences", j, "deputy"), absence.deputy) for j, absence in enumerate(party.absences)]
        for path, id in references:
            if id is not None and id not in known:
                found.append((("people", i, *path), f"nobody in people.yaml is '{id}'{nearest(id, known)}"))
    index = {party.id: i for i, party in enumerate(people.people)}
    replaced = {party.id: [party.replaced_by] for party in people.people if party.replaced_by}
    for cycle in _cycles(replaced):
        path = ("people", index[cycle[-2]], "replaced_by")
        found.append((path, f"replacements go in a circle: {' → '.join(cycle)}"))
    belongs = {party.id: [*party.members] for party in people.people}
    for cycle in _cycles(belongs):
        found.append((("people", index[cycle[-2]], "members"), f"teams go in a circle: {' → '.join(cycle)}"))
    return [Problem(file, *at.of(*path), message) for path, message in found]


def party_references(sop: Sop) -> Iterator[Reference]:
    """Every place in a version that names a person or a team, with the id named."""
    yield from _given(("owner",), sop.owner)
    yield from _given(("changed", "by"), sop.changed.by if sop.changed else None)
    for i, metric in enumerate(sop.metrics):
        for duty in (*DUTIES, "backup"):
            yield from _given(("metrics", i, "owners", duty), getattr(metric.owners, duty))
        for j, hop in enumerate(metric.owners.escalation):
            yield ("metrics", i, "owners", "escalation", j, "to"), hop.to
    for i, review in enumerate(sop.reviews):
        yield from _given(("reviews", i, "chair"), review.chair)
        for j, attendee in enumerate(review.attendees):
            yield ("reviews", i, "attendees", j), attendee
        yield from _given(("reviews", i, "escalate", "to"), review.escalate.to if review.escalate else None)


def _given(path: Path, id: str | None) -> Iterator[Reference]:
    if id is not None:
        yield path, id


def _twice(at: Positions, parent: Path, noun: str, ids: Iterable[str]) -> Iterator[Reference]:
    first: dict[str, int] = {}
    for i, id in enumerate(ids):
        if id in first:
            line, _ = at.of(*parent, first[id], "id")
            yield (*parent, i, "id"), f"{noun} '{id}' stands twice; the first is in line {line}"
        elif id:
            first[id] = i


def _duplicates(sop: Sop, at: Positions) -> Iterator[Reference]:
    for key, noun in (("objectives", "objective"), ("metrics", "metric"), ("reviews", "review")):
        yield from _twice(at, (key,), noun, (part.id for part in getattr(sop, key)))
    yield from _twice(at, ("responses",), "response", (response.id for response in sop.responses))
    for i, metric in enumerate(sop.metrics):
        yield from _twice(at, ("metrics", i, "thresholds"), "threshold", (t.id for t in metric.thresholds))
    for i, response in enumerate(sop.responses):
        yield from _twice(at, ("responses", i, "steps"), "step", (step.id for step in response.steps))


def _dangling(sop: Sop) -> Iterator[Reference]:
    """References from part to part of the file, each with the nearest id that does exist."""
    known = {
        "objective": {objective.id for objective in sop.objectives if objective.id},
        "metric": {metric.id for metric in sop.metrics if metric.id},
        "review": {review.id for review in sop.reviews if review.id},
        "response": {response.id for response in sop.responses if response.id},
    }

    def named(path: Path, noun: str, id: str | None) -> Iterator[Reference]:
        if id is not None and id not in known[noun]:
            yield path, f"there is no {noun} '{id}'{nearest(id, known[noun])}"

    for i, objective in enumerate(sop.objectives):
        for j, kpi in enumerate(objective.kpis):
            yield from named(("objectives", i, "kpis", j), "metric", kpi)
    for i, metric in enumerate(sop.metrics):
        yield from named(("metrics", i, "objective"), "objective", metric.objective)
        yield from named(("metrics", i, "review"), "review", metric.review)
        for j, driven in enumerate(metric.drives):
            yield from named(("metrics", i, "drives", j), "metric", driven)
        for j, threshold in enumerate(metric.thresholds):
            here = ("metrics", i, "thresholds", j)
            yield from named((*here, "respond"), "response", threshold.respond)
            yield from named((*here, "signal", "of"), "metric", threshold.signal.of if threshold.signal else None)
    for i, silence in enumerate(sop.lint):
        for noun in known:
            yield from named(("lint", i, noun), noun, getattr(silence, noun))


def _gaps(sop: Sop) -> Iterator[Reference]:
    """A gap lies between groups that are measured: `of` has observations, and declares the dimension."""
    for i, metric in enumerate(sop.metrics):
        for j, threshold in enumerate(metric.thresholds):
            signal = threshold.signal
            of = sop.metric(signal.of) if signal and signal.of else None
            if signal is None or of is None or signal.gap is None:
                continue
            path = ("metrics", i, "thresholds", j, "signal")
            if signal.gap not in of.segments:
                message = f"'{signal.gap}' is not a segment of '{of.id}'{nearest(signal.gap, of.segments)}"
                yield (*path, "gap"), message
            if of.source is None:
                yield (*path, "of"), f"'{of.id}' has no source, so there is nothing to find a gap in"


def _sourceless(sop: Sop) -> Iterator[Reference]:
    for i, metric in enumerate(sop.metrics):
        if metric.source is None and not (metric.thresholds and _only_gaps(metric)):
            message = f"metric '{metric.id}' has no `source`; only one whose thresholds are all gaps can do without"
            yield ("metrics", i, "id"), message


def _only_gaps(metric: Metric) -> bool:
    return all(threshold.signal and threshold.signal.gap for threshold in metric.thresholds)


def _drives(sop: Sop) -> Iterator[Reference]:
    index = {metric.id: i for i, metric in enumerate(sop.metrics)}
    for cycle in _cycles({metric.id: metric.drives for metric in sop.metrics}):
        source = index[cycle[-2]]
        path = ("metrics", source, "drives", sop.metrics[source].drives.index(cycle[-1]))
        yield path, f"`drives` goes in a circle: {' → '.join(cycle)}"


def _cycles(arrows: Mapping[str, Collection[str]]) -> Iterator[list[str]]:
    """Circles of a graph, each as [a, b, …, a], one for every arrow that must go for there to be none."""
    # lists, not sets: which arrow closes a circle must not depend on the order of hashes
    left = {start: [end for end in dict.fromkeys(ends) if end in arrows] for start, ends in arrows.items()}
    for _ in range(_MOST_CYCLES):
        try:
            TopologicalSorter(left).prepare()
        except CycleError as error:
            # graphlib's arrows point from a node to what must come before it: its circle reads the other way round
            cycle: list[str] = error.args[1][::-1]
            yield cycle
            left[cycle[-2]].remove(cycle[-1])
        else:
            return
