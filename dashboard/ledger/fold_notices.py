"""What the acts on notices change in a state in the making; a part of the fold."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from dashboard.ledger import acts
from dashboard.ledger.state import Mark, Notice

if TYPE_CHECKING:
    from dashboard.ledger.fold import Folding


def _claimed(folding: Folding, act: acts.NoticeClaimed, mark: Mark) -> None:
    folding.notices[act.notice] = Notice(act.notice, act.receiver, act.channel, act.title, act.changes, mark)
    for subject in dict.fromkeys(subject for change in act.changes for subject in change.subjects):
        folding.notices_on[subject] = (*folding.notices_on.get(subject, ()), act.notice)


def _sent(folding: Folding, act: acts.NoticeSent, mark: Mark) -> None:
    _put(folding, act, sent=mark)


def _failed(folding: Folding, act: acts.NoticeFailed, mark: Mark) -> None:
    _put(folding, act, failed=mark, can_pass=act.can_pass)


def _released(folding: Folding, act: acts.NoticeReleased, mark: Mark) -> None:
    _put(folding, act, released=mark)


def _put(folding: Folding, act: acts.NoticeAct, **changes: Any) -> None:
    if notice := folding.notices.get(act.notice):
        folding.notices[act.notice] = notice._replace(**changes)


HOW: dict[type[acts.AnyAct], Callable[[Folding, Any, Mark], None]] = {
    acts.NoticeClaimed: _claimed,
    acts.NoticeSent: _sent,
    acts.NoticeFailed: _failed,
    acts.NoticeReleased: _released,
}
