"""When an act on a notice is refused: nobody is told twice of the same change."""

from dashboard.ledger import acts
from dashboard.ledger.refused import Refused
from dashboard.ledger.state import Acts, Notice, overlap


def objection(state: Acts, act: acts.NoticeClaimed | acts.NoticeAct) -> Refused | None:
    """Why `act` cannot follow on `state`; None if it can."""
    notice = state.notices.get(act.notice)
    if isinstance(act, acts.NoticeClaimed):
        return Refused("a notice of that id was already claimed", notice.claimed) if notice else _told(state, act)
    if notice is None:
        return Refused(f"there is no notice '{act.notice}'")
    if notice.released:
        return Refused("already given back", notice.released)
    if isinstance(act, acts.NoticeReleased):
        return Refused("it was sent", notice.sent) if notice.sent else None
    return Refused("how it went is known already, recorded", notice.outcome) if notice.outcome else None


def _told(state: Acts, act: acts.NoticeClaimed) -> Refused | None:
    if len({change.own for change in act.changes}) < len(act.changes):
        return Refused("a notice tells of each change once")
    for change in act.changes:
        if found := standing(state, act.receiver, act.channel, change):
            return Refused(f"{act.receiver} is told of it already ({act.channel}): claimed", found.claimed)
    return None


def standing(state: Acts, receiver: str, channel: str, change: acts.Change) -> Notice | None:
    """The notice by which that receiver was told of that change through that channel, or may have been."""
    for subject in change.subjects:
        for id in state.notices_on.get(subject, ()):
            notice = state.notices[id]
            mine = (notice.receiver, notice.channel) == (receiver, channel) and notice.stands
            if mine and any(alike(change, told) for told in notice.changes):
                return notice
    return None


def alike(one: acts.Change, other: acts.Change) -> bool:
    """Whether two changes are the same one: of breaches by overlap, as values may have been restated in between."""
    if one.breach and other.breach:
        same = (one.kind, one.number, one.breach.track) == (other.kind, other.number, other.breach.track)
        return same and overlap(one.breach, other.breach)
    return one.own == other.own
