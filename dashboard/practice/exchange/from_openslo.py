"""Service level objectives of OpenSLO as metrics and thresholds of a draft.

They may refer to one another across files; what no objective refers to is left out.
"""

from collections.abc import Sequence
from typing import Any

from dashboard.errors import nearest
from dashboard.practice.exchange.budget import Unlike
from dashboard.practice.exchange.draft import Draft, LeftOut
from dashboard.practice.exchange.names import words
from dashboard.practice.exchange.objective import TELLING, SloReading
from dashboard.practice.exchange.openslo import VERSIONS, Document, Slo

ELSEWHERE = {
    "DataSource": "where numbers come from is said in data/sources.yaml",
    "AlertNotificationTarget": TELLING,
}


def add_objectives(draft: Draft, documents: Sequence[Document]) -> None:
    """Adds every SLO of the documents, which may refer to one another."""
    found = _Named(documents)
    for document in documents:
        if isinstance(document.body, Slo):
            SloReading(draft, document, found).add()
        elif document.body is None:
            why = ELSEWHERE.get(document.kind, f"there is no kind '{document.kind[:60]}'")
            if document.version not in VERSIONS:
                why = f"version '{document.version[:60]}' is not read; {VERSIONS[0]} is"
            draft.left_out.append(LeftOut(document.file, document.line, document.name or document.kind, why))
    for document in documents:
        if document.body is not None and document.kind != "SLO" and (document.kind, document.name) not in found.used:
            why = f"no SLO that was read uses this {document.kind}"
            draft.left_out.append(LeftOut(document.file, document.line, document.name, why))
    services = [slo.body.spec.service for slo in documents if isinstance(slo.body, Slo) and slo.body.spec.service]
    draft.names += services
    if len(set(services)) == 1 and draft.title is None:
        name = services[0]
        service = found.get("Service", name)
        draft.title = (service.body.metadata.displayName if service else None) or words(name)
        draft.summary = service.body.spec.description if service else None


class _Named:
    """The documents by what they are called, and which of them were asked for."""

    def __init__(self, documents: Sequence[Document]):
        self._known = {(one.kind, one.name): one for one in documents if one.body is not None}
        self.used: set[tuple[str, str]] = set()

    def get(self, kind: str, name: str) -> Document | None:
        self.used.add((kind, name))
        return self._known.get((kind, name))

    def needed(self, kind: str, name: str) -> Any:
        """The body of that document. Raises Unlike where there is none."""
        if found := self.get(kind, name):
            return found.body
        known = [other for its, other in self._known if its == kind]
        raise Unlike(f"{kind} '{name}' is in none of the files{nearest(name, known)}")
