"""Who held what when: each duty of each metric, through absences, departures and new versions."""

from collections.abc import Iterator

from dashboard.practice.evidence.held import Held, held
from dashboard.practice.evidence.section import Chapter, Column, Remark, Row, Table
from dashboard.practice.evidence.seen import Seen

HOLDERS = (
    Column("sop", "", 0),
    Column("metric", "", 0),
    Column("metric_title", "Metric", 1.4),
    Column("duty", "Duty", 0.8),
    Column("from", "From", 1),
    Column("until", "Until", 1),
    Column("named", "", 0),
    Column("named_name", "The SOP names", 1.1),
    Column("holder", "", 0),
    Column("holder_name", "Held by", 1.1),
    Column("why", "How it came to them", 2.6),
    Column("began", "Begins with", 1.1),
)


def make(seen: Seen) -> tuple[list[Table], list[Remark]]:
    """The intervals of every SOP."""
    people = seen.world.library.people
    found = [h for versions in seen.versions for h in held(versions, people, *seen.bounds(versions.id))]
    return [
        Table("holders", "Who held which duty", HOLDERS, tuple(_row(seen, h) for h in found),
              "No version was in force in this period: nobody held anything.")
    ], [*_gaps(found), *_unknown(seen)]  # fmt: skip


def _row(seen: Seen, h: Held) -> Row:
    title = f"{h.title} ({h.sop})" if len(seen.sops) > 1 else h.title
    who = h.holding.name if h.holding.party else "nobody"
    return (
        h.sop, h.metric, title, h.duty, h.start, h.end, h.named or None, seen.name(h.named) or "nobody",
        h.holding.party, who, "; ".join(f"{hop.name} {hop.because}" for hop in h.holding.hops), h.began,
    )  # fmt: skip


def _gaps(found: list[Held]) -> Iterator[Remark]:
    unnamed = [h for h in found if not h.named]
    lost = [h for h in found if h.named and not h.holding.party]
    if unnamed:
        yield Remark(f"{_duties(unnamed)} nobody is named for: {_list(unnamed)}.")
    if lost:
        yield Remark(f"{_duties(lost)} nobody was there to hold, for some time: {_list(lost)}.")


def _duties(found: list[Held]) -> str:
    count = len({(h.sop, h.metric, h.duty) for h in found})
    return "One duty" if count == 1 else f"{count} duties"


def _list(found: list[Held]) -> str:
    names = list(dict.fromkeys(f"{h.duty} of {h.title}" for h in found))
    return ", ".join(names[:5]) + (f" and {len(names) - 5} more" if len(names) > 5 else "")


def _unknown(seen: Seen) -> Iterator[Remark]:
    if not seen.world.library.people_known:
        yield Remark("people.yaml cannot be read: absences, departures and names are not known.", kind="doubt")


CHAPTER = Chapter(
    "holders",
    "Who held what when",
    "For each metric and duty who held it, by the version in force, and by people.yaml as it stands: an absent or "
    "departed person's duty passes on, and every hop is told.",
    make,
)
