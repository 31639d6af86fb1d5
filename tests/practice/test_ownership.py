"""Whose it is on a day: Ana is away in March with deputy Bo; Cy left on 1 February and Di took over."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.practice.ownership import NOBODY, concerned, is_there, ownership
from dashboard.sop.model import Metric, People, Sop

MARCH = dt.datetime(2026, 3, 10, 12)
PEOPLE = People.model_validate(
    {
        "people": [
            {"id": "ana", "name": "Ana", "absences": [{"from": "2026-03-01", "until": "2026-03-20", "deputy": "bo"}]},
            {"id": "bo", "name": "Bo"},
            {"id": "cy", "name": "Cy", "until": "2026-02-01", "replaced_by": "di"},
            {"id": "di", "name": "Di", "from": "2026-02-01"},
            {"id": "ed", "name": "Ed", "until": "2026-02-01"},
            {"id": "fay", "name": "Fay", "from": "2026-05-01"},
            {"id": "gus", "name": "Gus", "absences": [{"from": "2026-03-01", "until": "2026-03-31", "deputy": "hal"}]},
            {"id": "hal", "name": "Hal", "absences": [{"from": "2026-03-01", "until": "2026-03-31", "deputy": "gus"}]},
            {"id": "duo", "name": "Duo", "members": ["ana", "bo"]},
            {"id": "ghosts", "name": "Ghosts", "members": ["ed", "fay"]},
            {"id": "boss", "name": "Boss"},
        ]
    }
)


def metric(**owners):
    return Metric.model_validate({"id": "m", "title": "M", "aspect": "cost", "source": "s", "owners": owners})


def sop(owner=None, timezone="UTC"):
    return Sop.model_validate(
        {"apiVersion": "sop/v1", "sop": "s", "title": "S", "effective_from": "2026-01-01", "metrics": [],
         "owner": owner, "timezone": timezone}
    )  # fmt: skip


def acting(at=MARCH, owner=None, duty=None, people=PEOPLE, **owners):
    return ownership(sop(owner), people, metric(**owners), at, duty=duty).acting


def told(holding):
    return [f"{hop.name} {hop.because}" for hop in holding.hops]


def test_who_is_there_holds_the_duty():
    holding = acting(monitoring="bo")
    assert (holding.party, holding.duty, told(holding)) == ("bo", "monitoring", ["Bo is named for monitoring"])


def test_an_absence_passes_the_duty_to_the_deputy_and_says_until_when():
    assert told(acting(monitoring="ana")) == ["Ana is away until Fri 20 Mar", "Bo is deputy of Ana"]


@pytest.mark.parametrize(("day", "holder"), [(28, "ana"), (1, "bo"), (20, "bo"), (21, "ana")])
def test_first_and_last_day_of_an_absence_are_part_of_it(day, holder):
    month = 2 if day == 28 else 3
    assert acting(dt.datetime(2026, month, day, 8), monitoring="ana").party == holder


def test_a_departure_passes_the_duty_to_who_replaced_them():
    assert told(acting(monitoring="cy")) == ["Cy left on Sun 1 Feb", "Di replaces Cy"]


def test_on_the_last_day_somebody_is_still_there():
    assert acting(dt.datetime(2026, 2, 1, 23), monitoring="cy").party == "cy"


def test_without_deputy_or_replacement_it_falls_to_the_backup():
    assert told(acting(monitoring="ed", backup="bo")) == ["Ed left on Sun 1 Feb", "Bo is the backup"]


def test_then_along_the_escalation_in_order_of_time():
    steps = [{"after": "1d", "to": "boss"}, {"after": "4h", "to": "cy"}]
    holding = acting(monitoring="ed", backup="fay", escalation=steps)
    assert told(holding) == [
        "Ed left on Sun 1 Feb",
        "Fay joins on Fri 1 May",
        "Cy left on Sun 1 Feb",
        "Di replaces Cy",
    ]


def test_then_to_the_owner_of_the_sop_and_at_last_to_who_holds_another_duty():
    assert acting(monitoring="ed", owner="boss").party == "boss"
    assert acting(monitoring="ed", owner="fay", decision="bo").party == "bo"


def test_nobody_is_loud_and_every_hop_is_kept():
    holding = acting(monitoring="ed", backup="fay")
    assert (holding.party, holding.name, len(holding.hops)) == (None, NOBODY, 2)


def test_who_is_to_be_named_yet_is_nobody():
    whole = ownership(sop(), PEOPLE, metric(monitoring="to-be-named", backup="to-be-named"), MARCH)
    assert (whole.acting.party, whole.duties, whole.backup) == (None, (), None)


def test_deputies_who_are_away_for_each_other_are_not_asked_for_ever():
    holding = acting(monitoring="gus", backup="bo")
    assert told(holding) == ["Gus is away until Tue 31 Mar", "Hal is away until Tue 31 Mar", "Bo is the backup"]


def test_a_team_holds_a_duty_as_long_as_one_member_is_there():
    assert acting(monitoring="duo").party == "duo"
    assert told(acting(monitoring="ghosts", backup="bo")) == ["Ghosts has nobody there", "Bo is the backup"]


def test_a_team_that_is_its_own_member_is_not_followed_for_ever():
    odd = People.model_validate(
        {"people": [{"id": "a", "name": "A", "members": ["b"]}, {"id": "b", "name": "B", "members": ["a"]}]}
    )
    assert acting(people=odd, monitoring="a").party is None


def test_a_duty_nobody_is_named_for_is_acted_on_by_the_first_that_is():
    assert acting(duty="monitoring", analysis="bo", decision="boss").duty == "analysis"
    assert acting(duty="decision", monitoring="bo", decision="boss").party == "boss"
    assert acting(duty="backup", monitoring="bo", backup="boss").party == "boss"


def test_days_are_those_of_the_sops_time_zone():
    late = dt.datetime(2026, 2, 28, 20)  # already 1 March in Tokyo
    assert ownership(sop(), PEOPLE, metric(monitoring="ana"), late).acting.party == "ana"
    assert ownership(sop(timezone="Asia/Tokyo"), PEOPLE, metric(monitoring="ana"), late).acting.party == "bo"


def test_without_a_readable_people_file_the_name_in_the_sop_is_the_answer():
    assert acting(people=People(people=()), monitoring="ana").party == "ana"
    assert told(acting(monitoring="zoe", backup="bo")) == ["zoe is not in people.yaml", "Bo is the backup"]


def test_escalation_is_timed_from_firing_and_resolved_for_its_day():
    steps = [{"after": "2w", "to": "ana"}, {"after": "4h", "to": "ana"}]
    whole = ownership(sop(), PEOPLE, metric(monitoring="bo", escalation=steps), MARCH, fired_at=MARCH)
    soon, later = whole.escalation
    assert (soon.due, soon.passed, soon.holding.party) == (MARCH + dt.timedelta(hours=4), False, "bo")
    assert (later.holding.party, whole.next_escalation) == ("ana", soon)
    after = ownership(sop(), PEOPLE, metric(monitoring="bo", escalation=steps), soon.due, fired_at=MARCH)
    assert after.escalation[0].passed
    assert after.next_escalation == after.escalation[1]


def test_without_a_breach_nothing_escalates():
    assert ownership(sop(), PEOPLE, metric(escalation=[{"after": "1d", "to": "bo"}]), MARCH).escalation == ()


def test_a_metric_concerns_who_holds_it_now_and_who_is_in_a_team_that_does():
    named = metric(monitoring="cy", analysis="duo", backup="boss", escalation=[{"after": "1d", "to": "fay"}])
    assert concerned(sop(), PEOPLE, named, MARCH) == {"di", "duo", "ana", "bo", "boss"}


ids = st.sampled_from("abcdefg")
day = st.dates(dt.date(2026, 3, 1), dt.date(2026, 3, 20))


@st.composite
def staff(draw):
    people = []
    for id in "abcdefg":
        start, end = sorted((draw(day), draw(day)))
        person = {"id": id, "name": id.upper(), "replaced_by": draw(st.none() | ids)}
        if draw(st.booleans()):
            person["until"] = draw(day)
        if draw(st.booleans()):
            person["absences"] = [{"from": start, "until": end, "deputy": draw(st.none() | ids)}]
        if draw(st.integers(0, 4)) == 0:
            person["members"] = draw(st.lists(ids, max_size=3))
        people.append(person)
    return People.model_validate({"people": people})


@given(staff(), st.lists(st.none() | ids, min_size=6, max_size=6), day)
def test_there_is_one_acting_holder_who_is_there_whenever_anybody_named_is(people, named, today):
    monitoring, analysis, decision, backup, escalates, owner = named
    steps = [{"after": "1d", "to": escalates}] if escalates else []
    m = metric(monitoring=monitoring, analysis=analysis, decision=decision, backup=backup, escalation=steps)
    at = dt.datetime.combine(today, dt.time(12))
    holding = ownership(sop(owner), people, m, at, fired_at=at).acting
    there = {id for id in named if id and is_there(people, people.get(id), today)}
    if holding.party is None:
        assert not there
    else:
        assert is_there(people, people.get(holding.party), today)
        assert holding.hops[-1].party == holding.party
    assert len({hop.party for hop in holding.hops}) == len(holding.hops)
