"""The ownership graph: objectives → metrics → people, with live state, as plain values."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from dashboard.practice.standing import STATES, MetricState, Standing, State
from dashboard.sop.model import Sop

Kind = Literal["objective", "metric", "party"]
KINDS: tuple[Kind, ...] = ("objective", "metric", "party")
NEEDS_ACTION = frozenset({"critical", "warning", "stale"})
SWEEPS = 4


@dataclass(frozen=True)
class Node:
    """One box. `id` is 'objective:sop/id', 'metric:sop/id' or 'party:id'; `state` the worst of what hangs on it.

    On a party hangs what it is to act on now.    `focused`: on the path of what is selected (all, if nothing is).
    """

    id: str
    kind: Kind
    label: str
    state: State
    focused: bool


@dataclass(frozen=True)
class Edge:
    """A line from objective to metric, or from metric to the party holding `role`, or from metric to metric ('drives').

    Roles: 'objective', 'kpi', 'acting' (only where there is something to act on), 'monitoring', 'analysis', 'decision',
    'backup', 'escalation', 'drives'; and from party to party 'passed': the way to who acts now. Between two nodes there
    is one line, of the first of these roles that applies.
    """

    source: str
    target: str
    role: str
    state: State
    focused: bool


@dataclass(frozen=True)
class Graph:
    """Nodes in column order (objective, metric, party), each column ordered to keep lines short.

    `hidden` counts the nodes left out of a large graph.
    """

    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]
    hidden: int


@dataclass(frozen=True)
class _Line:
    source: str
    target: str
    role: str
    state: State


def ownership_graph(standing: Standing, sops: Sequence[Sop], focus: str | None = None, limit: int = 300) -> Graph:
    """The graph of the metrics of `standing`, whose SOP versions in force are `sops`.

    `focus` is the id of a node: what hangs together with it is focused. Of more than `limit` nodes, those are kept
    that hang together with the focus, or else with what needs action, worst first.
    """
    nodes, lines = _all(standing, {sop.sop: sop for sop in sops})
    path = _path(focus, lines) if focus in nodes else set(nodes)
    kept, hidden = set(nodes), 0
    if len(nodes) > limit:
        first = [focus] if focus in nodes else [_metric_id(m) for m in standing.metrics]
        kept = _neighbourhood([id for id in first if id], lines, limit)
        hidden = len(nodes) - len(kept)
    lines = [line for line in lines if line.source in kept and line.target in kept]
    columns = _untangled({kind: [n for n in nodes if n in kept and nodes[n][0] == kind] for kind in KINDS}, lines)
    return Graph(
        nodes=tuple(Node(id, *nodes[id], focused=id in path) for kind in KINDS for id in columns[kind]),
        edges=tuple(
            Edge(line.source, line.target, line.role, line.state, line.source in path and line.target in path)
            for line in lines
        ),
        hidden=hidden,
    )


def _to_act(metric: MetricState) -> bool:
    return metric.state in NEEDS_ACTION


def _metric_id(metric: MetricState) -> str:
    return f"metric:{metric.sop}/{metric.metric}"


def _all(standing: Standing, sops: dict[str, Sop]) -> tuple[dict[str, tuple[Kind, str, State]], list[_Line]]:
    """Every node (kind, label, state) by id, and every line."""
    nodes: dict[str, tuple[Kind, str, State]] = {}
    lines: list[_Line] = []

    def node(id: str, kind: Kind, label: str, state: State) -> str:
        worst = min(state, nodes[id][2] if id in nodes else state, key=STATES.index)
        nodes[id] = (kind, label, worst)
        return id

    for m in standing.metrics:
        metric = node(_metric_id(m), "metric", m.title, m.state)
        sop = sops.get(m.sop)
        for objective in sop.objectives if sop else ():
            if objective.id == m.objective or m.metric in objective.kpis:
                above = node(f"objective:{m.sop}/{objective.id}", "objective", objective.statement, m.state)
                role = "kpi" if m.metric in objective.kpis else "objective"
                lines.append(_Line(above, metric, role, m.state))
        linked = set()
        for role, party, name in _holders(m):
            state = m.state if role == "acting" else "ok"
            below = node(f"party:{party}", "party", name, state)
            if below not in linked:
                linked.add(below)
                lines.append(_Line(metric, below, role, state))
        for one, other in pairwise(m.acting.hops if _to_act(m) else ()):
            if one.party != other.party:
                ends = [node(f"party:{hop.party}", "party", hop.name, "ok") for hop in (one, other)]
                lines.append(_Line(ends[0], ends[1], "passed", m.state))
    for m in standing.metrics:
        law = sops.get(m.sop)
        stated = law.metric(m.metric) if law else None
        for driven in stated.drives if stated else ():
            if f"metric:{m.sop}/{driven}" in nodes:
                lines.append(_Line(_metric_id(m), f"metric:{m.sop}/{driven}", "drives", m.state))
    return nodes, lines


def _holders(metric: MetricState) -> Iterable[tuple[str, str, str]]:
    """(role, party, name) of everybody concerned; nobody is a party too, so that it shows."""
    owned, holdings = metric.ownership, []
    if _to_act(metric):
        holdings = [("acting", metric.acting)]
    holdings += [(h.duty, h) for h in owned.duties]
    holdings += [("backup", owned.backup)] if owned.backup else []
    holdings += [("escalation", step.holding) for step in owned.escalation]
    return [(role, h.party or "", h.name) for role, h in holdings if h.party or role == "acting"]


def _path(focus: str | None, lines: Sequence[_Line]) -> set[str]:
    """A metric with its objectives and people; a person with its metrics and their objectives; and the other way."""
    held = [line for line in lines if line.role not in ("drives", "passed")]
    near = {end for line in held if focus in (line.source, line.target) for end in (line.source, line.target)}
    metrics = {id for id in near if id.startswith("metric:")}
    if focus and focus.startswith("party:"):
        near |= {line.source for line in held if line.target in metrics}
    if focus and focus.startswith("objective:"):
        called = [line for line in held if line.role not in ("backup", "escalation")]
        near |= {line.target for line in called if line.source in metrics}
    if focus and focus.startswith("metric:"):  # those it passed by on its way to who acts now
        near |= {line.source for line in lines if line.role == "passed" and line.target in near}
    return near | ({focus} if focus else set())


def _neighbourhood(first: Sequence[str], lines: Sequence[_Line], limit: int) -> set[str]:
    """Nodes reached from `first`, in that order, each with all its neighbours, as long as they fit."""
    beside: dict[str, list[str]] = defaultdict(list)
    for line in lines:
        beside[line.source].append(line.target)
        beside[line.target].append(line.source)
    kept: set[str] = set()
    waiting = list(first)
    for id in waiting:
        more = {id, *(n for n in beside[id] if not (id.startswith("metric:") and n.startswith("metric:")))} - kept
        if len(kept) + len(more) > limit:
            continue
        kept |= more
        if len(first) == 1 and id == first[0]:
            waiting += sorted(more - {id})
    return kept or set(first[:1])


def _untangled(columns: dict[Kind, list[str]], lines: Sequence[_Line]) -> dict[Kind, list[str]]:
    """Each column ordered by the mean place of its neighbours, to and fro a few times (the barycentre method)."""
    beside: dict[str, list[str]] = defaultdict(list)
    for line in lines:
        if line.role != "drives":
            beside[line.source].append(line.target)
            beside[line.target].append(line.source)
    kind_of = {id: kind for kind, ids in columns.items() for id in ids}

    def ordered(kind: Kind, by: Kind) -> None:
        place = {id: i / max(len(columns[by]), 1) for i, id in enumerate(columns[by])}
        own = {id: i / max(len(columns[kind]), 1) for i, id in enumerate(columns[kind])}

        def centre(id: str) -> float:
            near = [place[n] for n in beside[id] if kind_of[n] == by]
            return sum(near) / len(near) if near else own[id]

        columns[kind].sort(key=centre)

    for _ in range(SWEEPS):
        ordered("metric", by="objective")
        ordered("party", by="metric")
        ordered("metric", by="party")
        ordered("objective", by="metric")
    return columns
