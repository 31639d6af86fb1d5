"""What is due to be told now: to whom, through which channel, in one message; what waits, and whom nothing reaches."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from dashboard.ledger.acts import BreachRef, Change
from dashboard.ledger.state import Acts, Track, overlap
from dashboard.practice import wording
from dashboard.practice.breach import Breach, of_tracks
from dashboard.practice.followed import same
from dashboard.practice.telling.news import News, Present, news_of, present
from dashboard.practice.telling.reading import Settings
from dashboard.practice.telling.routes import way, ways
from dashboard.practice.telling.settings import KINDS, Receiver, is_quiet
from dashboard.practice.telling.told import Route, Tries
from dashboard.practice.world import World
from dashboard.practice.worsening import further

FURTHER = 1.5  # times as far beyond the bound as when it was last told: that is worse
NEVER = dt.datetime(9999, 12, 31)
OF_BREACH = ("fired", "worsened", "escalated", "still breaching")


@dataclass(frozen=True)
class Post:
    """One message: what is told to one receiver through one channel."""

    route: Route
    name: str
    email: str | None
    news: tuple[News, ...]


@dataclass(frozen=True)
class Plan:
    """What is to be sent now; how many changes wait for the end of quiet hours; whom nothing reaches, and why."""

    posts: tuple[Post, ...]
    waiting: int
    unreached: tuple[str, ...]


def plan(world: World, acts: Acts, settings: Settings, now: dt.datetime, wall: dt.datetime) -> Plan:
    """What is due at `now` (naive UTC, of the workspace) and `wall` (of the wall: by it failures are tried again)."""
    looked = present(world, acts, now)
    to: dict[Route, list[News]] = defaultdict(list)
    unreached: dict[str, int] = defaultdict(int)
    for party, news in looked.calls:
        for each in ways(looked.people, settings, party, now.date()):
            for channel in each.channels:
                to[Route(each.receiver, channel.id)].append(news)
            if each.why and news.change.kind != "still breaching":
                unreached[each.why] += 1
    for route in _told(acts) - set(to):  # they may have to be told how it went on
        if route.channel in {channel.id for channel in way(looked.people, settings, route.receiver).channels}:
            to[route] = []
    posts, waiting = [], 0
    for route, candidates in to.items():
        asked = settings.told.receiver(route.receiver)
        found = [n for n in _due(looked, route, candidates, asked, wall) if n.change.kind in (asked.tell or ())]
        if is_quiet(asked.quiet, now, settings.told.timezone):
            let_through = [n for n in found if asked.quiet and asked.quiet.critical and n.urgent]
            waiting += len(found) - len(let_through)
            found = let_through
        if found:
            each = way(looked.people, settings, route.receiver)
            posts.append(Post(route, each.name, each.email, tuple(sorted(found, key=_urgency))))
    said = tuple(f"{why}; {wording.counted(n, 'change')} not told" for why, n in unreached.items())
    return Plan(tuple(sorted(posts, key=lambda post: (post.route.receiver, post.route.channel))), waiting, said)


def _told(acts: Acts) -> set[Route]:
    return {Route(notice.receiver, notice.channel) for notice in acts.notices.values()}


def _due(
    looked: Present, route: Route, candidates: Iterable[News], asked: Receiver, wall: dt.datetime
) -> Iterator[News]:
    tries = Tries(looked.acts, route)
    found: dict[tuple[object, ...], News] = {}
    for news in candidates:
        one = _repeat(tries, news, asked, looked.now) if news.change.kind == "still breaching" else news
        if one:
            found.setdefault(one.change.own, one)
    for breach in looked.open:
        if breach.counts and (worse := _worsened(tries, breach)):
            found.setdefault(worse.change.own, worse)
    for news in _recovered(looked, tries):
        found.setdefault(news.change.own, news)
    due = [news for news in found.values() if tries.may(news.change, wall, _ended_at(news))]
    said = {n.change.breach.own for n in due if n.change.kind != "still breaching" and n.change.breach}
    for news in due:  # what is told anyhow is not told again besides
        if news.change.kind != "still breaching" or not (news.change.breach and news.change.breach.own in said):
            yield news


def _ended_at(news: News) -> dt.datetime:
    """Until when names of its breach are names of it; of one that is known by its name alone, until that had fired."""
    if news.breach:
        return news.breach.ended_at or NEVER
    return news.change.breach.fired_at if news.change.breach else NEVER


def _on(tries: Tries, breach: Breach) -> list[tuple[dt.datetime, Change]]:
    """What stands as told of that very breach, and when."""
    on = tries.on(("breach", *breach.ref.track))
    return [
        (notice.claimed.at, change)
        for notice, change in on
        if notice.stands and change.breach and same(change.breach, breach.ref, breach.ended_at)
    ]


def _repeat(tries: Tries, news: News, asked: Receiver, now: dt.datetime) -> News | None:
    """Told once more, if the last time is longer ago than the interval; one that a clock set back put ahead is not."""
    assert news.breach
    told = [(at, change) for at, change in _on(tries, news.breach) if change.kind in OF_BREACH]
    if not told or asked.repeat is None or now - max(at for at, _ in told) < asked.repeat:
        return None
    number = 1 + max((change.number for _, change in told if change.kind == "still breaching"), default=0)
    return replace(news, change=news.change.model_copy(update={"number": number}))


def _worsened(tries: Tries, breach: Breach) -> News | None:
    """It became critical, or lies half as far again beyond its bound as when that was told last."""
    told = [change for _, change in _on(tries, breach) if change.kind in OF_BREACH]
    if not told:
        return None
    known = [change.worst for change in told if change.worst is not None]
    levels = {change.level for change in told}
    worse = bool(known) and all(further(breach, worst, FURTHER) for worst in known)
    if not worse and not (breach.level == "critical" and "critical" not in levels):
        return None
    number = 1 + max((change.number for change in told if change.kind == "worsened"), default=0)
    return news_of(breach, "worsened", number, told=known[-1] if worse else None)


def _recovered(looked: Present, tries: Tries) -> Iterator[News]:
    """Whoever was told of a breach is told of its end; also of one that by the numbers of today never was."""
    told: list[tuple[BreachRef, Change]] = []
    over: dict[Track, list[BreachRef]] = defaultdict(list)
    for notice, change in tries.all():
        if change.breach and change.kind == "recovered" and notice.stands:
            over[change.breach.track].append(change.breach)
        elif change.breach and change.kind in OF_BREACH and notice.told:
            told.append((change.breach, change))
    gone = [
        (ref, change)
        for ref, change in told
        if not any(overlap(ref, other) for other in over[ref.track])
        and not any(same(ref, breach.ref, None) for breach in looked.open)
    ]
    tracks = {ref.track for ref, _ in gone}
    ended = [b for b in of_tracks(looked.world, looked.acts, tracks, looked.now) if b.ended_at] if gone else []
    for ref, change in gone:
        found = next((b for b in ended if same(ref, b.ref, b.ended_at)), None)
        bare = change.model_copy(update={"kind": "recovered", "number": 0, "worst": None})
        yield replace(news_of(found, "recovered")) if found else News(bare)


def _urgency(news: News) -> tuple[int, bool, str]:
    order = [*("escalated", "fired", "worsened", "still breaching", "step overdue"), *KINDS]
    change = news.change
    return order.index(change.kind), change.level != "critical", news.breach.title if news.breach else ""
