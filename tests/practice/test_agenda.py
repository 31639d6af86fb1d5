"""What a sitting talks about, in the small worlds with a weekly and a monthly review."""

import datetime as dt
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dashboard.ledger.acts import Accepted, Decided, Noted
from dashboard.ledger.state import NO_ACTS
from dashboard.practice.agenda import agenda
from dashboard.practice.breach import breaches, follow
from dashboard.practice.sittings import sitting
from dashboard.practice.standing import standing
from dashboard.practice.verdict import refresh
from dashboard.practice.world import open_world
from tests.practice.sitting import LAST, REVIEWED, THIS, chat, days, done, held, one, opened, shown, signed
from tests.worlds import NOW, bad_rows, day, good_rows, make_world, write_numbers

SIGNED = done(signed(LAST))
MONTHLY = held(dt.datetime(2026, 4, 1, 9), "monthly")


@pytest.fixture(scope="module")
def world(tmp_path_factory):
    return make_world(tmp_path_factory.mktemp("reviewed"), REVIEWED, bad_rows())


# --- breaches


def test_only_what_this_review_is_of_is_on_the_agenda(world):
    assert shown(opened(world, SIGNED)) == [
        ("open", "accuracy", "channel=chat"), ("stale", "latency", ""), ("other", "", ""),
    ]  # fmt: skip
    assert [m.metric for m in opened(world, SIGNED).healthy] == ["parity"]
    assert shown(opened(world, ref=MONTHLY))[:1] == [("new", "satisfaction", "")]


@pytest.mark.parametrize("sop", ["assistant", "second"])
def test_a_review_belongs_to_its_sop(tmp_path, sop):
    second = REVIEWED.replace("sop: assistant", "sop: second")
    world = make_world(tmp_path, [REVIEWED, second], bad_rows())
    found = opened(world, ref=held(THIS.at, sop=sop))
    assert {item.sop for item in found.items} == {sop}
    assert len([item for item in found.items if item.breach]) == 1


def test_what_fired_since_the_last_signed_sitting_is_new_and_said_to_be(tmp_path):
    world = make_world(tmp_path, REVIEWED, chat(days(5, 1, 84.1)))
    item = one(opened(world, SIGNED), "new")
    assert item.text == "fired Thu 12 Mar, 4 days ago: 84.1 %, acceptable ≥ 88 %"
    assert (item.title, item.state) == ("Response accuracy · channel=chat", "critical")
    assert (item.ownership.acting.name, item.ownership.acting.duty) == ("ML team", "analysis")
    assert (item.response.id, [s.id for s in item.response.steps]) == ("wrong-answers", ["find", "undo"])
    assert item.breach.threshold == "floor"
    assert item.earlier == ()


def test_the_period_begins_when_the_last_sitting_was_signed_however_late(tmp_path):
    world = make_world(tmp_path, REVIEWED, chat(days(5, 1, 84.1)))
    late = opened(world, done(signed(LAST, dt.datetime(2026, 3, 12, 8))))
    assert late.since == dt.datetime(2026, 3, 12, 8)
    assert one(late, "open").text == "breaching since Wed 11 Mar, 5 days: now 84.1 %, acceptable ≥ 88 %"


def test_one_that_went_further_beyond_its_bound_than_ever_before_is_worse(tmp_path):
    world = make_world(tmp_path, REVIEWED, chat({**days(20, 7, 84.1), **days(6, 2, 79), 1: 85}))
    item = one(opened(world, SIGNED), "worsened")
    assert item.text == (
        "breaching since Tue 24 Feb, 20 days: worst 79.0 % since the last review, before that 84.1 %, acceptable ≥ 88 %"
    )


def test_one_that_was_as_bad_before_is_only_open(tmp_path):
    world = make_world(tmp_path, REVIEWED, chat({**days(20, 7, 79), **days(6, 1, 80)}))
    assert one(opened(world, SIGNED), "open").text.startswith("breaching since Tue 24 Feb, 20 days: now 80.0 %")


def test_a_bound_that_moved_makes_nothing_worse(tmp_path):
    later = REVIEWED.replace("2026-01-01", "2026-03-12").replace(
        "lower: 88, for: 2, recover: {lower: 89}", "lower: 90, for: 2"
    )
    world = make_world(tmp_path, [REVIEWED, later], chat(days(20, 1, 84)))
    assert one(opened(world, SIGNED), "open").breach.lower == 90


def test_what_ended_since_is_said_quietly_also_if_it_fired_since(tmp_path):
    world = make_world(tmp_path, REVIEWED, chat(days(6, 3, 80)))
    item = one(opened(world, SIGNED), "ended")
    assert (item.text, item.state) == ("ended Sat 14 Mar after 4 days; worst 80.0 %, acceptable ≥ 88 %", "ok")
    assert "ended" not in {i.reason for i in opened(world, done(signed(LAST, dt.datetime(2026, 3, 14)))).items}


def test_one_that_ended_because_the_sop_dropped_the_threshold_says_so(tmp_path):
    line = next(text for text in REVIEWED.splitlines(keepends=True) if "id: floor" in text)
    later = REVIEWED.replace("2026-01-01", "2026-03-12").replace(line, "")
    item = one(opened(make_world(tmp_path, [REVIEWED, later], bad_rows()), SIGNED), "ended")
    assert item.text.startswith("ended Thu 12 Mar after 8 days, because the SOP no longer has this threshold; worst")


def test_a_change_is_told_as_one(tmp_path):
    falling = REVIEWED.replace("review: monthly", "review: weekly")
    rows = [(at, m, 3 if m == "satisfaction" and str(at) >= day(1) else v, *rest) for at, m, v, *rest in good_rows()]
    found = [i for i in opened(make_world(tmp_path, falling, rows), SIGNED).items if i.breach]
    texts = {i.breach.threshold: i.text for i in found}
    assert texts["low"] == "fired Sun 15 Mar, 1 day ago: 3.00 of 5, acceptable ≥ 4 of 5".replace("1 day", "36 hours")
    assert texts["falling"].endswith("acceptable ≥ −20 % (change against the 7 days before)")


@pytest.fixture
def late(tmp_path):
    """Numbers of the morning of the last sitting that came after its signature: chat fell to 79 on it."""
    world = make_world(tmp_path, REVIEWED, chat({8: 84, 7: 79, **days(6, 1, 84)}))
    [breach] = [b for b in breaches(world, NOW) if b.threshold == "floor"]
    assert breach.fired_at < SIGNED.sittings[LAST].signed.at
    return lambda seen: agenda(world, SIGNED, sitting(world, SIGNED, THIS, NOW), NOW, seen), breach


def test_numbers_that_came_late_are_news_if_the_last_minutes_are_at_hand(late):
    opened, breach = late
    assert one(opened(None), "open").breach.ref == breach.ref
    assert one(opened({}), "new").breach.ref == breach.ref
    assert one(opened({breach.ref: 79.0}), "open").breach.ref == breach.ref
    assert one(opened({breach.ref: 84.0}), "worsened").text.endswith(
        "worst 79.0 % since the last review, before that 84.0 %, acceptable ≥ 88 %"
    )


def test_what_ended_before_the_signature_is_told_if_the_last_minutes_had_it_open(tmp_path):
    world = make_world(tmp_path, REVIEWED, chat(days(12, 9, 84)))
    [breach] = [b for b in breaches(world, NOW, history=True) if b.threshold == "floor"]
    meets = sitting(world, SIGNED, THIS, NOW)
    assert not [i for i in agenda(world, SIGNED, meets, NOW).items if i.reason == "ended"]
    assert one(agenda(world, SIGNED, meets, NOW, {breach.ref: 84.0}), "ended").breach == breach


def test_one_whose_series_has_gone_silent_does_not_say_how_it_stands_now(tmp_path):
    numbers = [row for row in chat(days(20, 5, 84)) if "chat" not in row or str(row[0]) <= day(5)]
    assert one(opened(make_world(tmp_path, REVIEWED, numbers), SIGNED), "open").text == (
        "breaching since Tue 24 Feb, 20 days: last 84.0 %, acceptable ≥ 88 %; no evidence since Wed 11 Mar"
    )


def test_an_aspirational_breach_is_no_item(tmp_path):
    assert shown(opened(make_world(tmp_path, REVIEWED, good_rows()), SIGNED)) == [("other", "", "")]


# --- what is accepted, decided and noted


def on(world, threshold="floor"):
    return next(b.ref for b in breaches(world, NOW) if b.threshold == threshold)


def accepting(ref, at, until=dt.datetime(2026, 4, 1)):
    return done((at, "cto", Accepted(breach=ref, until=until)), after=SIGNED)


def test_what_is_accepted_and_no_worse_is_no_item_but_stands_by_itself(world):
    known = accepting(on(world), dt.datetime(2026, 3, 9, 11))
    found = opened(world, known)
    assert shown(found) == [("stale", "latency", ""), ("other", "", "")]
    assert [(b.metric, b.followed.accepted.until) for b in found.accepted] == [("accuracy", dt.datetime(2026, 4, 1))]


@pytest.mark.parametrize(("told", "item"), [(dt.datetime(2026, 3, 11), True), (dt.datetime(2026, 3, 14), False)])
def test_what_is_accepted_and_got_worse_after_that_is_an_item_that_says_so(tmp_path, told, item):
    world = make_world(tmp_path, REVIEWED, chat({**days(20, 5, 84), **days(4, 3, 79), **days(2, 1, 84)}))
    found = opened(world, accepting(on(world), told))
    assert bool(found.accepted) is not item
    if item:
        assert one(found, "worsened").text == (
            "breaching since Tue 24 Feb, 20 days: worst 79.0 % since it was accepted, before that 84.0 %, "
            "acceptable ≥ 88 %; accepted until Wed 1 Apr"
        )


def test_one_whose_acceptance_has_run_out_is_an_item_again_and_says_so(world):
    known = accepting(on(world), dt.datetime(2026, 3, 9, 11), until=dt.datetime(2026, 3, 15))
    assert one(opened(world, known), "open").text.endswith("; it was accepted until Sun 15 Mar")


def test_what_this_sitting_accepts_stays_where_it_is_until_the_end_of_the_sitting(world):
    ref, item = on(world), one(opened(world, SIGNED), "open").id
    act = Decided(sitting=THIS, item=item, decision="accept", until=dt.datetime(2026, 4, 1), breach=ref)
    known = done((NOW, "cto", act), after=SIGNED)
    found = opened(world, known)
    assert (one(found, "open").id, found.accepted) == (item, ())
    later = done(signed(THIS, NOW), after=known)
    assert [b.ref for b in opened(world, later, held(dt.datetime(2026, 3, 23, 10))).accepted] == [ref]


def test_a_note_stays_on_a_breach_whose_beginning_is_restated_meanwhile(tmp_path):
    world = make_world(tmp_path, REVIEWED, chat(days(5, 1, 84)))
    before = one(opened(world, SIGNED), "new")
    known = done((NOW, "cto", Noted(sitting=THIS, item=before.id, text="as expected")), after=SIGNED)
    world.warehouse.close()
    write_numbers(tmp_path, chat(days(3, 1, 84)))
    refresh(world.workspace, NOW)
    world = open_world(world.workspace)
    after = one(opened(world, known), "new")
    assert (after.id, after.breach.since) == (before.id, dt.datetime(2026, 3, 13))
    assert one(opened(world, SIGNED), "new").id != before.id
    assert [i.id for i in opened(world, known).items if i.reason == "other"] == ["other"]


def test_what_was_noted_on_an_item_that_is_gone_stands_at_the_end(tmp_path):
    world = make_world(tmp_path, REVIEWED, chat(days(5, 1, 84)))
    gone = one(opened(world, SIGNED), "new").id
    known = done((NOW, "cto", Noted(sitting=THIS, item=gone, text="as expected")), after=SIGNED)
    world.warehouse.close()
    write_numbers(tmp_path, good_rows())
    refresh(world.workspace, NOW)
    left, other = opened(open_world(world.workspace), known).items
    assert (left.id, left.reason, left.metric) == (gone, "other", "accuracy")
    assert left.title == "Noted earlier in this sitting: Response accuracy · channel=chat"
    assert other.id == "other"


def test_earlier_decisions_come_newest_first_also_under_another_beginning(world):
    ref = on(world)
    moved = ref.model_copy(update={"since": dt.datetime(2026, 3, 5)})
    first = held(dt.datetime(2026, 3, 2, 10))
    decided = [
        (at, "cto", Decided(sitting=of, item=f"breach|{n}", decision=what, breach=breach))
        for n, (at, of, what, breach) in enumerate(
            [(dt.datetime(2026, 3, 8), first, "act", ref), (dt.datetime(2026, 3, 9, 10, 5), LAST, "no_action", moved)]
        )
    ]
    item = one(opened(world, done(*decided, signed(LAST))), "open")
    assert [d.decision for d in item.earlier] == ["no_action", "act"]
    now = Decided(sitting=THIS, item=item.id, decision="act", breach=ref)
    item = one(opened(world, done(*decided, signed(LAST), (NOW, "cto", now))), "open")
    assert len(item.earlier) == 2, "what is decided in this sitting is not earlier"


def test_of_other_items_the_earlier_decisions_are_those_under_their_id(world):
    decided = Decided(sitting=LAST, item="stale|latency", decision="act", comment="ask the vendor")
    known = done((LAST.at, "cto", decided), signed(LAST))
    assert [d.mark.text for d in one(opened(world, known), "stale").earlier] == ["ask the vendor"]


# --- always


@pytest.fixture(scope="module")
def varied(tmp_path_factory):
    """Several SOPs and reviews, numbers that come and go."""
    rows = [(at, m, 60 if m == "accuracy" and len(str(rest)) % 3 == int(str(at)[-1]) % 3 else v, *rest)
            for at, m, v, *rest in bad_rows()]  # fmt: skip
    second = REVIEWED.replace("sop: assistant", "sop: second").replace("lower: 4,", "lower: 4.5,")
    return make_world(tmp_path_factory.mktemp("varied"), [REVIEWED, second], rows)


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    hours=st.integers(24, 60 * 24),
    before=st.integers(1, 20),
    review=st.sampled_from([("weekly", "assistant"), ("monthly", "assistant"), ("weekly", "second")]),
    accepted=st.sets(st.integers(0, 8)),
)
def test_every_open_breach_of_the_review_is_on_its_agenda_once_and_nothing_else(
    varied, hours, before, review, accepted
):
    as_of = NOW - dt.timedelta(hours=hours - 24)
    found = [b for b in breaches(varied, as_of) if b.enforced]
    acts = [
        (as_of - dt.timedelta(hours=n), "cto", Accepted(breach=b.ref, until=as_of + dt.timedelta(days=1)))
        for n, b in enumerate(found)
        if n in accepted
    ]
    signature = signed(held(as_of - dt.timedelta(days=before), *review))
    known = done(*acts, signature)
    base = sitting(varied, NO_ACTS, held(dt.datetime(2026, 3, 16, 10), "weekly"), NOW)
    made = agenda(varied, known, replace(base, ref=held(as_of, *review)), as_of)
    law = varied.library.sops[review[1]].in_force(as_of)
    own = {(law.sop, m.id) for m in law.metrics if m.review == review[0]}
    mine = [b for b in follow(varied, found, known, as_of) if (b.sop, b.metric) in own]
    listed = [i.breach.ref for i in made.items if i.breach and i.breach.ended_at is None]
    assert len(set(listed)) == len(listed)
    assert {b.ref for b in mine if b.counts} <= set(listed)
    assert {b.ref for b in mine} == {*listed, *(b.ref for b in made.accepted)}
    assert len(listed) + len(made.accepted) == len(mine)
    assert {(i.sop, i.metric) for i in made.items if i.metric} <= own
    told = {m.metric for m in made.healthy} | {i.metric for i in made.items} | {b.metric for b in made.accepted}
    assert told >= {m.metric for m in standing(varied, as_of, review[1]).metrics if (m.sop, m.metric) in own}
    assert made.items[-1].id == "other"
    assert len({i.id for i in made.items}) == len(made.items)
    order = ["action", "new", "worsened", "open", "ended", "stale", "quarantine", "event", "other"]
    assert [i.reason for i in made.items] == sorted((i.reason for i in made.items), key=order.index)
    instants = [t for b in made.items if (x := b.breach) for t in (x.since, x.fired_at, x.value_at, x.ended_at) if t]
    assert all(t <= as_of for t in instants)
