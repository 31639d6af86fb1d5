"""What was tried in the lab, put into the text: what it states otherwise, and nothing else."""

import datetime as dt
from difflib import ndiff

import pytest

from dashboard.errors import EditRefused
from dashboard.practice.lab.threshold import Edit, edited, subject
from dashboard.practice.proposals.from_lab import with_threshold
from tests.worlds import NOW, SOP, make_world


@pytest.fixture(scope="module")
def world(tmp_path_factory):
    return make_world(tmp_path_factory.mktemp("lab"), load=False)


def changed_lines(world, metric, threshold, edit):
    of = subject(world, "assistant", metric, threshold, NOW)
    text = with_threshold(SOP, metric, of.threshold, edited(world, of, edit, NOW))
    return [line for line in ndiff(SOP.splitlines(), text.splitlines()) if line[0] in "+-"]


@pytest.mark.parametrize(
    ("metric", "threshold", "edit", "was", "now"),
    [
        ("accuracy", "floor", Edit(lower=87.0, margin=2.0), "lower: 88, for: 2", "lower: 87, for: 2"),
        ("accuracy", "floor", Edit(for_=dt.timedelta(days=3)), "for: 2", "for: 3d"),
        ("accuracy", "floor", Edit(margin=0.0), ", recover: {lower: 89}", ""),
        ("latency", "ceiling", Edit(level="warning", upper=4.5), "critical, upper: 4,", "warning, upper: 4.5,"),
    ],
)  # fmt: skip
def test_one_line_changes_in_what_was_moved(world, metric, threshold, edit, was, now):
    before, after = (line[2:] for line in changed_lines(world, metric, threshold, edit))
    assert before.replace(was, now) == after != before


def test_another_signal_is_put_in(world):
    _, after = changed_lines(world, "latency", "ceiling", Edit(signal="mean 7d", upper=4.0))
    assert "signal: {mean: 7d}" in after or "signal: {mean: 1w}" in after


def test_what_the_text_does_not_state_is_refused(world):
    of = subject(world, "assistant", "latency", "ceiling", NOW)
    with pytest.raises(EditRefused):
        moved = edited(world, of, Edit(upper=5.0), NOW)
        with_threshold(SOP.replace("id: ceiling", "id: roof"), "latency", of.threshold, moved)
