"""One run of telling: claim, send, say how it went; each message by itself, whatever becomes of the others."""

import datetime as dt
import uuid
from collections.abc import Callable
from dataclasses import dataclass, replace

from dashboard.errors import DashboardError
from dashboard.ledger.acts import MACHINE, NoticeClaimed, NoticeFailed, NoticeReleased, NoticeSent
from dashboard.ledger.refusal import Refused
from dashboard.ledger.store import Ledger
from dashboard.notify.channel import Message, NotSent, send
from dashboard.notify.secrets import filled
from dashboard.practice import wording
from dashboard.practice.telling.due import Plan, plan
from dashboard.practice.telling.reading import Settings
from dashboard.practice.telling.settings import Channel
from dashboard.practice.telling.told import MOST, TO_SEE, Tries, ahead, notices_of, state_of
from dashboard.practice.telling.words import message
from dashboard.practice.world import World


@dataclass(frozen=True)
class Outcome:
    """What became of one message: sent (`why` None), or why not; `again` if it will be tried again by itself."""

    receiver: str
    name: str
    channel: str
    title: str
    changes: int
    why: str | None = None
    again: bool = False


@dataclass(frozen=True)
class Telling:
    """What one run did: the messages, how many changes wait for the end of quiet hours, what else is to be said."""

    outcomes: tuple[Outcome, ...]
    waiting: int
    remarks: tuple[str, ...]


Send = Callable[[str, Message, tuple[str, ...]], None]


def tell(
    world: World,
    ledger: Ledger,
    settings: Settings,
    now: dt.datetime,
    wall: dt.datetime,
    stopped: Callable[[], bool] = lambda: False,
    send: Send = send,
) -> Telling:
    """Tells everybody what they do not know yet. `now`, `wall`: naive UTC, of the workspace and of the wall.

    A message that another process claimed meanwhile is left to that one. Between two messages `stopped` is asked.
    Raises LedgerError, or Busy, where the ledger cannot be read or a message not be claimed.
    """
    acts = ledger.state()
    planned: Plan = plan(world, acts, settings, now, wall)
    remarks = list(planned.unreached)
    if behind := ahead(acts, wall):
        remarks.append(
            f"the clock stands {wording.span(behind)} before what the ledger recorded last: it was set back; nothing "
            "is told twice for it, and nothing is repeated until it has caught up"
        )
    outcomes: list[Outcome] = []
    for post in planned.posts:
        if stopped():
            break
        words = message(post.news, post.name, settings.told.link, now)
        notice = uuid.uuid4().hex[:12]
        changes = tuple(one.change for one in post.news)
        claim = NoticeClaimed(
            notice=notice, receiver=post.route.receiver, channel=post.route.channel, title=words.title, changes=changes
        )
        tries = Tries(acts, post.route)
        last = all(len(tries.failed(change)) + 1 >= MOST for change in changes)
        try:
            ledger.record(claim, MACHINE, now, wall)
        except Refused:  # another process is at it
            continue
        done = Outcome(post.route.receiver, post.name, post.route.channel, words.title, len(changes))
        channel = settings.told.channel(post.route.channel)
        assert channel
        if error := attempt(settings, channel, post.email, words, send):
            done = replace(done, why=str(error), again=error.retry and not last)
            ledger.record(NoticeFailed(notice=notice, text=str(error), can_pass=error.retry), MACHINE, now, wall)
        else:
            ledger.record(NoticeSent(notice=notice), MACHINE, now, wall)
        outcomes.append(done)
    return Telling(tuple(outcomes), planned.waiting, tuple(remarks))


def again(world: World, ledger: Ledger, wall: dt.datetime, by: str) -> int:
    """Gives back every notice that failed, or is not known to have gone out: its changes can be told once more.

    Returns how many. Raises LedgerError, or Busy.
    """
    acts, count = ledger.state(), 0
    for notice in notices_of(acts):
        if state_of(acts, notice, wall) in TO_SEE:
            try:
                ledger.record(NoticeReleased(notice=notice.id), by, world.now(wall), wall)
                count += 1
            except Refused:  # somebody else did, or it has gone out meanwhile
                continue
    return count


def attempt(
    settings: Settings, channel: Channel, email: str | None, words: Message, send: Send = send
) -> DashboardError | None:
    """Sends it to whoever has that e-mail address; why it did not go out, None if it did."""
    try:
        url, secrets = filled(channel.address(email), settings.secrets)
        send(url, words, secrets)
    except DashboardError as error:
        return error
    except Exception as error:  # of a channel that fails in a way of its own: the others go on
        return NotSent(f"the channel failed: {type(error).__name__}", retry=True)
    return None
