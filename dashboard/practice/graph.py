"""The ownership graph: objectives → metrics → people, with live state, as plain values."""

from dataclasses import dataclass
from typing import Literal

from dashboard.practice.standing import State


@dataclass(frozen=True)
class Node:
    """One box. `id` is 'objective:sop/id', 'metric:sop/id' or 'party:id'; `state` the worst of what hangs on it."""

    id: str
    kind: Literal["objective", "metric", "party"]
    label: str
    state: State
    focused: bool             # on the path of what is selected (all True if nothing is)


@dataclass(frozen=True)
class Edge:
    """A line from objective to metric, or from metric to the party holding `role` (acting, backup, escalation …)."""

    source: str
    target: str
    role: str
    state: State
    focused: bool


@dataclass(frozen=True)
class Graph:
    """Nodes in column order (objective, metric, party), each column ordered to keep lines short. `hidden` counts metrics left out of a large graph."""

    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]
    hidden: int
