"""What incidents bring before the review of their metrics."""

import datetime as dt
import json
from pathlib import Path

import pytest

from dashboard.ledger import acts
from dashboard.ledger.acts import ActionAdded, ActionDone, Decided, SittingOpened
from dashboard.practice.asked_changes import changes_asked
from dashboard.practice.minutes.document import document
from dashboard.practice.minutes.form import MinutedItem, read_document, to_json
from dashboard.practice.minutes.told import Minutes
from tests.practice.incidents.told import CHAT, DAY, HOUR, LOW, OPENED, began, on_it
from tests.practice.sitting import LAST, REVIEWED, THIS, done, held, one, opened, signed
from tests.worlds import NOW, bad_rows, make_world

ON_IT = on_it(acts.IncidentAcknowledged)
RESOLVED = on_it(acts.IncidentResolved, comment="Rolled back")
WRITTEN = on_it(
    acts.PostMortemWritten, happened="It fell", cause="Release 2.0", lessons=("thresholds", "training"),
    sop_change="Warn at 90",
)  # fmt: skip
REVIEW = on_it(acts.IncidentReviewed)
CORRECTIVE = ActionAdded(
    action="fix", what="Add a test", who="bo", due=dt.date(2026, 3, 20), sop="assistant", incident="i1"
)
MONTHLY = held(dt.datetime(2026, 4, 1, 9), "monthly")


@pytest.fixture(scope="module")
def world(tmp_path_factory):
    return make_world(tmp_path_factory.mktemp("reviewed"), REVIEWED, bad_rows())


def incidents(agenda):
    return [(i.id, i.state, i.text) for i in agenda.items if i.reason == "incident"]


def test_an_incident_under_way_says_how_far_it_is_and_who_is_to_act(world):
    known = began((HOUR, "bo", ON_IT))
    [(id, state, text)] = incidents(opened(world, known))
    assert (id, state) == ("incident|i1", "critical")
    assert text == (
        "critical, acknowledged since Thu 5 Mar 02:00, 11 days; 1 of 1 breaching; 2 steps overdue; "
        "Mei Tanaka has the next step: Find the channel that moved"
    )
    assert one(opened(world, known), "incident").lines == (
        "Response accuracy · channel=chat: breaching, since Wed 4 Mar, 12 days",
        "Find the channel that moved: Mei Tanaka, overdue, was due 11 days ago (Thu 5 Mar 05:00)",
        "Go back to the last release: Chris Otto, overdue, was due 10 days ago (Fri 6 Mar 01:00)",
    )
    assert incidents(opened(world, known, MONTHLY)) == []  # satisfaction has its own review


def test_one_without_a_post_mortem_is_asked_for_it_and_one_written_waits_to_be_agreed_on(world):
    resolved = began((HOUR, "bo", ON_IT), (DAY, "bo", RESOLVED))
    [(_, state, text)] = incidents(opened(world, resolved))
    assert (state, text) == (
        "ok",
        "resolved since Fri 6 Mar 01:00, 10 days; its post-mortem is not written yet; "
        "Bo Lind resolved it, and is asked to write the post-mortem",
    )
    written = began((DAY, "bo", RESOLVED), (DAY, "bo", WRITTEN))
    assert "its post-mortem waits to be agreed on" in incidents(opened(world, written))[0][2]
    assert "Cause: Release 2.0" in one(opened(world, written), "incident").lines


def test_one_reviewed_before_is_gone_and_one_reviewed_in_the_meeting_stays(world):
    closed = began((DAY, "bo", RESOLVED), (DAY, "bo", WRITTEN), (2 * DAY, "cto", REVIEW))
    assert incidents(opened(world, closed)) == []
    sits = began((DAY, "bo", RESOLVED), (DAY, "bo", WRITTEN))
    sits = done((THIS.at, "cto", SittingOpened(sitting=THIS)), (THIS.at + HOUR, "cto", REVIEW), after=sits)
    assert incidents(opened(world, sits))[0][2].startswith("reviewed since")


def test_an_incident_of_several_metrics_comes_before_each_of_their_reviews(world):
    both = began((DAY, "bo", on_it(acts.BreachAttached, breach=LOW, level="warning")))
    assert len(incidents(opened(world, both))) == len(incidents(opened(world, both, MONTHLY))) == 1


def test_one_opened_by_hand_comes_before_the_first_review_of_the_sop(world):
    bare = acts.IncidentOpened(incident="i1", sop="assistant", title="Odd mail", level="warning")
    known = began(incident=bare)
    assert (len(incidents(opened(world, known))), incidents(opened(world, known, MONTHLY))) == (1, [])


def test_corrective_actions_are_among_the_actions_of_the_review(world):
    known = began((DAY, "bo", CORRECTIVE))
    assert [i.title for i in opened(world, known).items if i.reason == "action"] == ["Add a test"]
    assert [i for i in opened(world, known, MONTHLY).items if i.reason == "action"] == []
    closed = began((DAY, "bo", CORRECTIVE), (7 * DAY, "bo", ActionDone(action="fix")))
    [item] = [i for i in opened(world, closed).items if i.reason == "action"]
    assert item.title == "1 action closed since the last review"


# --- what is asked of the SOP


def asked(agenda):
    return [(i.id, i.title, i.text) for i in agenda.items if i.reason == "asked"]


def test_what_a_post_mortem_asks_of_the_sop_is_remembered(world):
    known = began((DAY, "bo", RESOLVED), (DAY, "bo", WRITTEN), (2 * DAY, "cto", REVIEW))
    [change] = changes_asked(known, "assistant", NOW)
    assert (change.words, change.lessons, change.breaches) == ("Warn at 90", ("thresholds",), (CHAT,))
    assert asked(opened(world, known)) == [
        (
            "asked|i1",
            "Change the SOP: Wrong answers",
            "asked by the post-mortem, Fri 6 Mar 01:00, Bo Lind: Warn at 90",
        )
    ]
    assert changes_asked(known, "assistant", OPENED) == changes_asked(known, "other", NOW) == ()


def test_a_decision_to_change_the_sop_is_remembered_until_a_sitting_or_a_version_answers_it(world, tmp_path):
    decided = Decided(sitting=LAST, item="breach|x", decision="change_sop", comment="88 is too low", breach=CHAT)
    known = done((LAST.at, "cto", decided), signed(LAST))
    [(id, title, text)] = asked(opened(world, known))
    assert (id, title) == (
        "asked|assistant/weekly/2026-03-09T10:00Z|breach|x",
        "Change the SOP: Response accuracy · channel=chat",
    )
    assert text == "asked by the review, Mon 9 Mar 10:00, Chris Otto: 88 is too low"
    assert asked(opened(world, known, LAST, LAST.at + HOUR)) == []  # it is decided there, not asked
    answer = Decided(sitting=THIS, item=id, decision="no_action", comment="It is right")
    later = held(THIS.at + 7 * DAY)
    answered = done((THIS.at, "cto", answer), after=known)
    assert [c.answered.by for c in changes_asked(answered, "assistant", NOW)] == ["cto"]
    assert len(asked(opened(world, answered))) == 1  # what is being talked about stays
    assert asked(opened(world, answered, later)) == []
    newer = REVIEWED.replace("effective_from: 2026-01-01", "effective_from: 2026-03-12")
    assert asked(opened(make_world(tmp_path, [REVIEWED, newer], bad_rows()), known)) == []


def test_a_decision_on_an_incident_to_change_the_sop_goes_by_its_title(world):
    decided = Decided(sitting=LAST, item="incident|i1", decision="change_sop", comment="Another first step")
    known = done((LAST.at, "cto", decided), signed(LAST), after=began())
    assert asked(opened(world, known)) == [
        (
            "asked|assistant/weekly/2026-03-09T10:00Z|incident|i1",
            "Change the SOP: Wrong answers",
            "asked by the review, Mon 9 Mar 10:00, Chris Otto: Another first step",
        )
    ]


def test_to_confirm_what_was_asked_asks_for_nothing_new(world):
    known = began((DAY, "bo", RESOLVED), (DAY, "bo", WRITTEN))
    again = done((THIS.at, "cto", Decided(sitting=THIS, item="asked|i1", decision="change_sop")), after=known)
    assert [c.id for c in changes_asked(again, "assistant", NOW)] == ["asked|i1"]


# --- the minutes


def test_the_minutes_have_the_incident_and_what_was_asked_and_read_back(world):
    known = began((DAY, "bo", RESOLVED), (DAY, "bo", WRITTEN))
    made = document(world, known, opened(world, known))
    assert read_document(to_json(made)) == made
    groups = {heading: items for heading, items in Minutes(made).groups}
    [item] = groups["Incidents"]
    assert (item.incident, item.owner, item.response) == ("i1", "Bo Lind", "Wrong answers")
    assert [i.title for i in groups["Changes asked of the SOP"]] == ["Change the SOP: Wrong answers"]


def test_minutes_from_before_there_were_incidents_are_read_as_they_are():
    old = json.loads((Path(__file__).parents[1] / "document-form-1.json").read_text())
    assert {"incident"} - set(old["items"][0]) == {"incident"}
    assert {item.incident for item in read_document(json.dumps(old)).items} == {""}
    assert MinutedItem.model_fields["incident"].default == ""


def test_an_agenda_at_an_earlier_instant_does_not_know_it(world):
    assert incidents(opened(world, began(), LAST, OPENED - HOUR)) == []
