"""Who held what when: the intervals say at every instant what looking it up then says."""

import datetime as dt

from hypothesis import given, settings
from hypothesis import strategies as st

from dashboard.practice.evidence.held import PEOPLE, PERIOD, held
from dashboard.practice.ownership import day_of, ownership, person
from dashboard.sop.model import DUTIES, People, Sop
from dashboard.sop.versions import Version, Versions

IDS = ("ana", "bo", "cy", "duo")
START, END = dt.datetime(2026, 2, 27), dt.datetime(2026, 4, 3)  # the clocks change on 8 and 29 March
days = st.dates(dt.date(2026, 2, 25), dt.date(2026, 4, 4))
instants = st.datetimes(START, END - dt.timedelta(microseconds=1))
zones = st.sampled_from(["UTC", "Europe/Berlin", "America/New_York", "Asia/Tokyo", "Pacific/Auckland"])


def spans(*, whole: bool):
    pairs = st.tuples(days, days).map(sorted)
    return pairs if whole else st.tuples(st.none() | days, st.none() | days).filter(
        lambda pair: None in pair or pair[0] <= pair[1]
    )  # fmt: skip


@st.composite
def peoples(draw):
    parties = []
    for id in IDS[:3]:
        begin, end = draw(spans(whole=False))
        absences = [
            {"from": first, "until": last, "deputy": draw(st.none() | st.sampled_from(IDS))}
            for first, last in draw(st.lists(spans(whole=True), max_size=2))
        ]
        replaced = draw(st.none() | st.sampled_from(IDS))
        parties.append(
            {"id": id, "name": id, "from": begin, "until": end, "absences": absences, "replaced_by": replaced}
        )
    parties.append({"id": "duo", "name": "duo", "members": draw(st.permutations(["ana", "bo"]))})
    return People.model_validate({"people": parties})


@st.composite
def laws(draw):
    good = []
    for day in sorted(draw(st.sets(st.dates(dt.date(2026, 2, 20), dt.date(2026, 4, 1)), min_size=1, max_size=3))):
        metrics = []
        for id in draw(st.sampled_from([("m",), ("m", "n"), ("n",)])):
            owners = {role: draw(st.none() | st.sampled_from(IDS)) for role in (*DUTIES, "backup")}
            metrics.append({"id": id, "title": id, "aspect": "cost", "source": "s", "owners": owners})
        stated = {"apiVersion": "sop/v1", "sop": "s", "title": "S", "effective_from": day, "metrics": metrics}
        sop = Sop.model_validate({**stated, "timezone": draw(zones)})
        if not good or good[-1].effective_at < sop.effective_at:
            good.append(Version(sop, f"{day}.yaml", "", None))
    return Versions("s", tuple(good), ())


@settings(max_examples=100, deadline=None)
@given(laws(), peoples(), st.lists(instants, min_size=5, max_size=5))
def test_at_every_instant_the_interval_that_holds_says_what_looking_it_up_says(versions, people, sampled):
    found = held(versions, people, START, END)
    edges = {h.start for h in found}
    for at in {*sampled, *edges, *(edge - dt.timedelta(microseconds=1) for edge in edges if edge > START)}:
        law = versions.in_force(at)
        told = {(h.metric, h.duty): h for h in found if h.start <= at < h.end}
        assert len(told) == sum(h.start <= at < h.end for h in found)  # intervals of one duty do not overlap
        known = {}
        for metric in law.metrics if law else ():
            seen = ownership(law, people, metric, at)
            for holding in (*seen.duties, *([seen.backup] if seen.backup else [])):
                known[metric.id, holding.duty] = person(people, holding, day_of(law, at))
        assert {key for key, h in told.items() if h.named} == set(known)
        for key, holding in known.items():
            assert told[key].holding.party == holding.party
            assert [hop.party for hop in told[key].holding.hops] == [hop.party for hop in holding.hops]


@settings(max_examples=30, deadline=None)
@given(laws(), peoples())
def test_an_interval_ends_only_where_something_is_another(versions, people):
    found = held(versions, people, START, END)
    for one in found:
        assert one.start < one.end
        following = [h for h in found if (h.metric, h.duty, h.start) == (one.metric, one.duty, one.end)]
        for after in following:
            assert (after.holding, after.named, after.title) != (one.holding, one.named, one.title)


def test_what_an_interval_begins_with_and_every_hop_with_the_year(world):
    versions = world.library.sops["assistant"]
    found = held(versions, world.library.people, dt.datetime(2026, 1, 10), dt.datetime(2026, 4, 1))
    mine = [h for h in found if (h.metric, h.duty) == ("accuracy", "monitoring")]
    assert [(h.start.date().isoformat(), h.holding.party, h.began) for h in mine] == [
        ("2026-01-10", "mei", PERIOD), ("2026-03-01", "ola", PEOPLE), ("2026-03-21", "mei", PEOPLE),
    ]  # fmt: skip
    assert mine[1].holding.hops[0].because == "is away until Fri 20 Mar 2026"


def test_a_new_version_ends_what_was_held_by_the_one_before():
    def version(day, who, metrics=("m",)):
        owners = {"monitoring": who, "analysis": "bo", "decision": "bo"}
        stated = [{"id": id, "title": id, "aspect": "cost", "source": "s", "owners": owners} for id in metrics]
        keys = {"apiVersion": "sop/v1", "sop": "s", "title": "S", "effective_from": day, "metrics": stated}
        return Version(Sop.model_validate({**keys, "timezone": "Europe/Berlin"}), day, "", None)

    versions = Versions("s", (version("2026-01-01", "ana"), version("2026-03-10", "bo", ["n"])), ())
    people = People.model_validate({"people": [{"id": "ana", "name": "Ana"}, {"id": "bo", "name": "Bo"}]})
    found = {(h.metric, h.duty): h for h in held(versions, people, START, END)}
    midnight = dt.datetime(2026, 3, 9, 23)
    assert (found["m", "monitoring"].holding.party, found["m", "monitoring"].end) == ("ana", midnight)
    assert (found["n", "monitoring"].start, found["n", "monitoring"].began) == (midnight, "new version of 2026-03-10")
