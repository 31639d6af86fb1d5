"""The answer to: this is breaching, who acts, by when, doing what, and whom does it escalate to?"""

from dashboard.ledger.acts import Acknowledged
from dashboard.ledger.store import open_ledger
from dashboard.practice.breach import breaches
from tests.practice.diagram.cast import seen
from tests.worlds import NOW, REVIEWED, bad_rows, make_world


def told(answer):
    return {told.question: (told.text, told.more) for told in answer.told}


def test_of_a_breach_that_nobody_has_acknowledged(reviewed):
    [answer] = seen(reviewed).told("threshold:satisfaction/low")
    assert answer.title == "Customer satisfaction"
    assert answer.said.startswith("warning since Sun 15 Mar, 36 hours: 3.90 of 5, acceptable ≥ 4 of 5")
    said = told(answer)
    assert said["Who acts?"] == ("Ola Berg", "holds analysis")
    assert said["By when?"] == ("Sun 15 Mar 04:00 UTC", "32 hours ago")
    assert said["Doing what?"] == ("Find the channel that moved", "Wrong answers")
    assert said["And if not?"] == ("not agreed on", "")
    assert said["Looked at when?"] == ("Mon 16 Mar 12:00 UTC", "Weekly review")
    assert [t.question for t in answer.told if t.late] == ["By when?"]


def test_to_whom_it_went_and_goes_next(reviewed):
    [answer] = seen(reviewed).told("threshold:accuracy/floor")
    text, more = told(answer)["And if not?"]
    assert text == "It has gone all the way"
    assert more == "went to Bo Lind Thu 5 Mar 04:00; went to Chris Otto Thu 12 Mar"
    who, why = told(answer)["Who acts?"]
    assert (who, why) == ("Chris Otto", "is next: nobody acknowledged it within 7 days of its firing")


def test_of_what_is_well_it_says_what_is_agreed_on(reviewed):
    [answer] = seen(reviewed).told("metric:parity")
    said = told(answer)
    assert answer.said == "ok"
    assert said["Who would act?"] == ("Ola Berg", "holds monitoring")
    assert said["Doing what?"] == ("not agreed on", "no response")


def test_of_a_silence_it_says_since_when_and_who_brings_the_numbers_back(reviewed):
    [answer] = seen(reviewed).told("owners:latency")
    said = told(answer)
    assert answer.said == "stale since Tue 10 Mar, 6 days"
    assert said["Who acts?"][0] == "Bo Lind"
    assert said["Doing what?"] == ("Bring its numbers back", "from numbers")
    assert said["Looked at when?"] == ("Fri 20 Mar 09:30 UTC", "Speed review; Fri 13 Mar 09:30 UTC is overdue")


def test_of_several_the_worst_comes_first_and_each_metric_once(reviewed):
    shown = seen(reviewed)
    assert [a.metric for a in shown.told(None)] == ["accuracy", "satisfaction", "latency"]
    assert [a.metric for a in shown.told("review:weekly")] == ["accuracy", "satisfaction", "parity"]
    assert shown.told("response:nothing") == ()


def test_without_a_response_it_is_to_be_acknowledged_before_it_goes_on(tmp_path):
    law = REVIEWED.replace("lower: 4, respond: wrong-answers", "lower: 4").replace(
        "owners: {monitoring: ola, analysis: ola, decision: cto, backup: mei}",
        "owners: {monitoring: ola, escalation: [{after: 2d, to: bo}, {after: 3d, to: cto}]}",
    )
    [answer] = seen(make_world(tmp_path, law, bad_rows())).told("threshold:satisfaction/low")
    said = told(answer)
    assert said["By when?"] == ("Tue 17 Mar UTC", "to acknowledge it, else it goes to Bo Lind")
    assert said["Doing what?"] == ("not agreed on", "")
    assert said["And if not?"] == (
        "To Bo Lind in 12 hours (Tue 17 Mar), then Chris Otto Wed 18 Mar",
        "unless somebody acknowledges it",
    )


def test_once_acknowledged_it_goes_no_further_and_what_was_taken_on_is_said(reviewed, tmp_path):
    ledger = open_ledger(f"sqlite:///{tmp_path}/acts.sqlite")
    breach = next(b for b in breaches(reviewed, NOW) if b.threshold == "floor")
    ledger.record(Acknowledged(breach=breach.ref), "mei", NOW, NOW)
    [answer] = seen(reviewed, acts=ledger.state()).told("threshold:accuracy/floor")
    said = told(answer)
    assert said["Who acts?"] == ("Mei Tanaka", "took it on")
    assert said["And if not?"] == ("It goes no further", "Mei Tanaka acknowledged it Mon 16 Mar 12:00")
    ledger.close()
