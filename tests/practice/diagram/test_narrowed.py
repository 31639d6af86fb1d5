"""A part of the diagram: somebody's, of one aspect, what is breaching."""

from tests.practice.diagram.cast import seen


def metrics(shown):
    return {box.id.partition(":")[2] for box in shown.diagram.lane("metric")}


def test_my_part_is_what_i_hold_back_up_am_called_to_or_hold_in_a_team(reviewed):
    bo = seen(reviewed, party="bo")  # monitors latency, is in the team that analyses accuracy, backs up parity
    assert metrics(bo) == {"latency", "accuracy", "parity"}
    assert bo.diagram.left_out == 1
    assert "only what Bo Lind has a part in" in bo.diagram.subtitle
    assert "1 metric left out" in bo.diagram.subtitle
    bold = [line.text for line in bo.diagram.box("owners:accuracy").lines if line.mine]
    assert any(line.startswith("analysis: ML team") for line in bold)
    assert not any(line.startswith("backup") for line in bold)


def test_a_review_that_i_attend_is_mine_without_a_metric_of_it(reviewed):
    ola = seen(reviewed, party="ola")
    assert metrics(ola) == {"accuracy", "satisfaction", "parity"}
    assert {box.id for box in ola.diagram.lane("review")} == {"review:weekly"}
    cto = seen(reviewed, party="cto", aspect="latency")
    assert {box.id for box in cto.diagram.lane("review")} == {"review:speed"}


def test_an_aspect_and_what_is_breaching(reviewed):
    assert metrics(seen(reviewed, aspect="feedback")) == {"satisfaction"}
    breaching = seen(reviewed, breaching=True)
    assert metrics(breaching) == {"accuracy", "satisfaction"}  # latency is silent, which is no breach
    assert {box.id for box in breaching.diagram.lane("threshold")} == {
        "threshold:accuracy/floor",
        "threshold:satisfaction/low",
    }
    assert breaching.diagram.lane("improvement")


def test_nothing_left_is_an_empty_diagram_that_can_be_drawn(healthy):
    nothing = seen(healthy, breaching=True)
    assert (nothing.diagram.strands, nothing.answers, nothing.diagram.left_out) == ((), (), 4)
    assert nothing.drawing.height > 0
