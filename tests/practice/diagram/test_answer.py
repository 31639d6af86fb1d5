"""The answer to: this is breaching, who acts, by when, doing what, and whom does it escalate to?"""

from tests.practice.diagram.cast import seen


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
