"""How the SOP gets better, on its diagram: what is asked and proposed, which version is in force, which is to come."""

import datetime as dt

from dashboard.practice.diagram.look import look
from tests.practice.proposals.cast import NEXT, WHY, Cast
from tests.worlds import NOW


def test_what_is_proposed_stands_there_until_it_is_a_version_to_come(tmp_path):
    cast = Cast(tmp_path)

    def lane(at=NOW):
        shown = look(cast.world, "assistant", at, acts=cast.ledger.state()).diagram
        return {box.id: (box.title, [line.text for line in box.lines]) for box in shown.lane("improvement")}

    assert list(lane()) == ["improvement:version"]
    id = cast.propose(("lower: 88", "lower: 90"), ("recover: {lower: 89}", "recover: {lower: 91}"))
    assert list(lane()) == ["improvement:proposed", "improvement:version"]
    title, lines = lane()["improvement:proposed"]
    assert title == "Proposed as the next version"
    assert lines == [
        f"Mei Tanaka, from Wed 1 Apr: {WHY}",
        "lacks the approval of Chris Otto, who owns the SOP",
    ]
    assert list(lane(NOW - dt.timedelta(days=1))) == ["improvement:version"]  # nobody had proposed it then
    cast.approve(id, "cto")
    assert list(lane()) == ["improvement:version", f"improvement:{NEXT}"]
    assert lane()[f"improvement:{NEXT}"][0] == "From Wed 1 Apr 2026"
    assert lane()["improvement:version"][0] == "Version 1, since Thu 1 Jan 2026"
    cast.close()
