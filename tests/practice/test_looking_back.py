"""Three Mondays of a weekly review, signed on its day, signed late, missed; and one day with a breach nobody saw."""

import datetime as dt

import pandas as pd
import pytest

from dashboard.ledger import acts as did
from dashboard.ledger.acts import SittingRef
from dashboard.ledger.event import Event
from dashboard.ledger.fold import fold
from dashboard.ledger.state import NO_ACTS
from dashboard.practice.breach import breaches
from dashboard.practice.looking_back import answered, counted, done_by_date, held_on_time, look_back
from dashboard.practice.past_sittings import past_sittings
from dashboard.practice.scope import NO_TEAM, Scope, Share, team_of
from tests.worlds import NOW, SOP, bad_rows, make_world

HOUR, DAY, WEEK = dt.timedelta(hours=1), dt.timedelta(days=1), dt.timedelta(weeks=1)
THIRD = dt.datetime(2026, 3, 9, 10)
FIRST, SECOND = THIRD - 2 * WEEK, THIRD - WEEK  # 23 February, 2 March
REVIEW = """\
reviews:
  - {id: weekly, title: Weekly review, rrule: FREQ=WEEKLY;BYDAY=MO;BYHOUR=10, chair: mei, attendees: [ola]}
responses:"""
LAW = SOP.replace("responses:", REVIEW).replace(
    "    title: Response accuracy\n", "    title: Response accuracy\n    review: weekly\n"
)
LAST_MONTH = Scope(FIRST - DAY, NOW)


def ref(at):
    return SittingRef(sop="assistant", review="weekly", at=at)


def ledger(*done):
    return fold(NO_ACTS, [Event(i, at, at, by, False, act, "") for i, (act, by, at) in enumerate(done, 1)])


def signed(at, when):
    return did.SittingSigned(sitting=ref(at), generation="", digest="", document_hash="", role="chair"), "mei", when


def agreed(id, who, due, at=FIRST, item="a"):
    return (
        did.ActionAdded(action=id, what=f"Do {id}", who=who, due=due, sop="assistant", sitting=ref(at), item=item),
        "mei",
        at,
    )


def day(number):
    return dt.date(2026, 3, number)


LONG = "The CHAT channel fell after release 2.0" + " and more" * 30
DONE = (
    (did.SittingOpened(sitting=ref(FIRST)), "mei", FIRST),
    (did.Attended(sitting=ref(FIRST), people=("mei", "ola")), "mei", FIRST),
    (did.Noted(sitting=ref(FIRST), item="a", text=LONG), "mei", FIRST),
    (did.Noted(sitting=ref(FIRST), item="b", text="Nothing new"), "mei", FIRST),
    (did.Decided(sitting=ref(FIRST), item="a", decision="act", comment="Roll back chat"), "mei", FIRST),
    (did.Decided(sitting=ref(FIRST), item="c", decision="no_action"), "mei", FIRST),
    (did.Decided(sitting=ref(SECOND), item="a", decision="act"), "mei", SECOND),
    agreed("early", "mei", day(5)),
    agreed("late", "bo", day(5)),
    agreed("moved", "bo", day(2), SECOND),
    agreed("undone", "ola", day(10)),
    agreed("later", "ola", day(30)),
    agreed("never", "cto", day(1)),
    (did.ActionMoved(action="moved", due=day(9), comment="waits for the vendor"), "bo", SECOND),
    (did.ActionDropped(action="never"), "cto", SECOND),
    (did.ActionDone(action="early"), "mei", dt.datetime(2026, 3, 5, 23)),
    (did.ActionDone(action="late"), "bo", dt.datetime(2026, 3, 6, 0)),
    (did.ActionDone(action="moved"), "bo", dt.datetime(2026, 3, 8)),
    signed(FIRST, FIRST + HOUR),
    signed(SECOND, SECOND + 2 * DAY),
    (did.SittingCorrected(sitting=ref(FIRST), text="It was release 2.1"), "ola", SECOND),
)  # fmt: skip
ACTS = ledger(*DONE)


@pytest.fixture(scope="module")
def world(tmp_path_factory):
    return make_world(tmp_path_factory.mktemp("reviewed"), LAW, rows=bad_rows())


@pytest.fixture(scope="module")
def month(world):
    return look_back(world, ACTS, LAST_MONTH, NOW)


def rows(frame, *columns):
    return [tuple(row) for row in frame[[*columns]].itertuples(index=False)]


def test_each_sitting_was_held_on_its_day_or_late_or_missed_or_is_due(month):
    assert rows(month.sittings, "due", "month", "chair", "team", "outcome") == [
        (FIRST, "2026-02", "Mei Tanaka", "ML team", "on time"),
        (SECOND, "2026-03", "Mei Tanaka", "ML team", "late"),
        (THIRD, "2026-03", "Mei Tanaka", "ML team", "missed"),
        (THIRD + WEEK, "2026-03", "Mei Tanaka", "ML team", "due"),
    ]
    assert held_on_time(month.sittings) == Share(1, 3)  # today's is not over
    assert rows(counted(month.sittings, "month", "outcome"), "month", "outcome", "n") == [
        ("2026-02", "on time", 1), ("2026-03", "due", 1), ("2026-03", "late", 1), ("2026-03", "missed", 1)
    ]  # fmt: skip


def test_instants_are_instants_even_where_there_are_none(world):
    unsigned = look_back(world, NO_ACTS, LAST_MONTH, NOW).sittings["signed_at"]
    assert pd.api.types.is_datetime64_dtype(unsigned)
    assert unsigned.isna().all()


def test_an_item_counts_once_however_much_was_recorded_on_it(month):
    assert rows(month.sittings, "items", "notes", "decisions", "actions")[0] == (3, 2, 2, 5)


def test_decisions_are_counted_by_kind(month):
    assert rows(counted(month.decisions, "decision"), "decision", "n") == [("act", 2), ("no_action", 1)]
    assert rows(counted(month.decisions, "month", "decision"), "month", "n") == [
        ("2026-02", 1),
        ("2026-02", 1),
        ("2026-03", 1),
    ]


def test_actions_were_done_by_their_date_or_not_as_agreed_first_and_as_moved(month):
    assert {row[0]: row[1:] for row in rows(month.actions, "id", "month", "team", "outcome", "at_first")} == {
        "early": ("2026-02", "ML team", "by its date", "by its date"),
        "late": ("2026-02", "ML team", "late", "late"),
        "moved": ("2026-03", "ML team", "by its date", "late"),
        "undone": ("2026-02", NO_TEAM, "overdue", "overdue"),
        "later": ("2026-02", NO_TEAM, "open", "open"),
        "never": ("2026-02", NO_TEAM, "dropped", "dropped"),
    }
    assert done_by_date(month.actions) == Share(2, 4)
    assert done_by_date(month.actions, "at_first") == Share(1, 4)
    assert rows(counted(month.actions, "who", "outcome"), "who", "outcome", "n")[0] == ("Bo Lind", "by its date", 1)


def test_from_firing_to_acknowledgement_by_team(world):
    [accuracy] = [b for b in breaches(world, NOW) if b.threshold == "floor"]
    seen = did.Acknowledged(breach=accuracy.ref), "bo", accuracy.fired_at + 36 * HOUR
    back = look_back(world, ledger(seen), LAST_MONTH, NOW)
    assert rows(back.breaches, "metric", "who", "team", "outcome", "hours")[0] == (
        "accuracy", "Bo Lind", "ML team", "acknowledged", 36.0
    )  # fmt: skip
    unseen = back.breaches[back.breaches["metric"] == "satisfaction"]
    assert set(unseen["outcome"]) == {"waiting"}
    assert set(unseen["team"]) == {NO_TEAM}  # Ola's, who is in none
    by_team = answered(back.breaches).set_index("team")
    columns = ["n", "acknowledged", "waiting", "never", "median_hours"]
    assert by_team.loc["ML team", columns].tolist() == [1, 1, 0, 0, 36]
    assert by_team.loc[NO_TEAM, "acknowledged"] == 0
    assert pd.isna(by_team.loc[NO_TEAM, "median_hours"])
    assert by_team["n"].sum() == len(back.breaches)


def test_an_aspirational_threshold_calls_nobody_and_is_not_counted(world):
    assert "hope" in {b.threshold for b in breaches(world, NOW)}
    ever = look_back(world, NO_ACTS, Scope(NOW - 100 * DAY, NOW), NOW).breaches
    assert "floor" in set(ever["threshold"])
    assert "hope" not in set(ever["threshold"])


def test_one_review_or_team_can_be_looked_at_alone(world):
    other = look_back(world, ACTS, Scope(FIRST - DAY, NOW, review="monthly"), NOW)
    assert [len(frame) for frame in (other.sittings, other.decisions, other.actions, other.breaches)] == [0] * 4
    weekly = look_back(world, ACTS, Scope(FIRST - DAY, NOW, sop="assistant", review="weekly"), NOW)
    assert len(weekly.sittings) == 4
    assert set(weekly.breaches["metric"]) == {"accuracy"}
    team = look_back(world, ACTS, Scope(FIRST - DAY, NOW, team="ml"), NOW)
    assert set(team.actions["id"]) == {"early", "late", "moved"}
    assert len(team.sittings) == 4


def test_only_the_period_counts_and_nothing_that_is_still_to_come(world):
    week = look_back(world, ACTS, Scope(SECOND, THIRD + 52 * WEEK), NOW)
    assert week.sittings["due"].tolist() == [SECOND, THIRD, THIRD + WEEK]
    assert week.actions["id"].tolist() == ["moved"]


def test_an_action_agreed_outside_of_any_sitting_counts_where_it_was_agreed(world):
    act = did.ActionAdded(action="x", what="Look", who="mei", due=day(1), sop="assistant")
    back = look_back(world, ledger((act, "mei", SECOND)), LAST_MONTH, NOW)
    assert rows(back.actions, "id", "month", "review", "outcome") == [("x", "2026-03", "", "overdue")]


def test_where_nothing_happened_there_is_nothing_to_count(world):
    nothing = look_back(world, NO_ACTS, Scope(dt.datetime(2025, 1, 1), dt.datetime(2025, 2, 1)), NOW)
    assert held_on_time(nothing.sittings).value is None
    assert done_by_date(nothing.actions) == Share(0, 0)
    assert counted(nothing.sittings, "month", "outcome").columns.tolist() == ["month", "outcome", "n"]
    assert answered(nothing.breaches).empty
    assert nothing.breaches["hours"].dtype == float
    assert Share(1, 4).value == 0.25


def test_a_team_is_its_own_and_a_person_is_in_the_one_that_says_so(world):
    people = world.library.people
    assert [team_of(people, id) for id in ("mei", "bo", "ml", "ola", "zoe", None)] == ["ml", "ml", "ml", "", "", ""]


# --- the list of those that were


def told(world, text="", acts=ACTS):
    return [(past.at, past.state) for past in past_sittings(world, acts, NOW, text)]


def test_past_sittings_are_those_in_which_something_happened_and_the_missed_newest_first(world):
    listed = past_sittings(world, ACTS, NOW)
    assert [past.at for past in listed] == sorted((past.at for past in listed), reverse=True)
    assert told(world)[:3] == [(THIRD, "missed"), (SECOND, "signed"), (FIRST, "signed")]
    assert told(world)[-1] == (FIRST, "signed")  # before it nobody kept minutes here: nothing was missed
    first = listed[2]
    assert (first.title, first.chair, first.signed_by, first.signed_at) == (
        "Weekly review", "Mei Tanaka", "Mei Tanaka", FIRST + HOUR
    )  # fmt: skip
    assert (first.decisions, first.actions, first.snippets) == (2, 5, ())


def test_one_that_is_due_and_has_nothing_yet_is_not_past(world):
    assert THIRD + WEEK not in [at for at, _ in told(world)]
    opened = ledger((did.SittingOpened(sitting=ref(THIRD + WEEK)), "mei", NOW))
    assert told(world, acts=opened)[0] == (THIRD + WEEK, "open")


def test_what_happened_long_ago_is_still_found(tmp_path):
    now = dt.datetime(2028, 3, 16, 12)
    world = make_world(tmp_path, LAW, now=now, load=False)
    listed = past_sittings(world, ACTS, now)
    assert listed[-1].at == FIRST
    assert listed[-3].at > now - 400 * DAY


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("chat", [FIRST]),
        ("Chat RELEASE", [FIRST]),
        ("chat vendor", []),
        ("waits for the vendor", [SECOND]),
        ("ola 2.1", [FIRST]),
        ("do early", [FIRST]),
        ("mei tanaka nothing", [FIRST]),
        ("decision", []),  # what a line is called is not among its words
        ("(", []),
    ],
)
def test_all_words_have_to_occur_somewhere_in_the_sitting(world, text, found):
    assert [at for at, state in told(world, text) if state != "missed"] == found


def test_a_title_or_a_name_finds_all_its_sittings(world):
    assert told(world, "weekly assistant") == told(world) == told(world, "TANAKA")


def test_snippets_show_the_words_where_they_are(world):
    [first] = past_sittings(world, ACTS, NOW, "release channel")
    assert first.snippets == (
        "Note: The CHAT channel fell after release 2.0 and more and more and more an…",
        "Correction: Ola Berg: It was release 2.1",
    )


def test_before_the_first_numbers_reviews_can_be_looked_back_on(tmp_path):
    world = make_world(tmp_path, LAW, load=False)
    back = look_back(world, ACTS, LAST_MONTH, NOW)
    assert (len(back.sittings), len(back.breaches)) == (4, 0)
