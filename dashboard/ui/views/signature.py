"""What was recorded in a sitting, before it is signed. Values in, HTML out; all text is escaped."""

from html import escape

from dashboard.ledger.state import Acts, Proceedings
from dashboard.practice import wording
from dashboard.practice.agenda import Agenda
from dashboard.ui.views.points import DECIDED, TO_DECIDE


def tally(agenda: Agenda, held: Proceedings, acts: Acts) -> str:
    """How many notes, decisions and actions there are, and which breaches nothing was decided about."""
    kinds = [d.decision for d in held.decisions.values()]
    said = [f"{kinds.count(v)} × {DECIDED[v].removesuffix('…').lower()}" for v in DECIDED if v in kinds]
    parts = [
        wording.counted(len(agenda.items), "item"),
        wording.counted(len(kinds), "decision") + (f" ({', '.join(said)})" if said else ""),
        wording.counted(len(held.notes), "note"),
        wording.counted(len(held.actions), "action"),
    ]
    silent = [i.title for i in agenda.items if i.reason in TO_DECIDE and i.id not in held.decisions]
    undecided = f"<p>Nothing decided about: {escape('; '.join(silent))}.</p>" if silent else ""
    return f'<div class="item"><h2>Attendance and signature</h2><p>{" · ".join(parts)}</p>{undecided}</div>'
