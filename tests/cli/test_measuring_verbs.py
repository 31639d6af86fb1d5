"""What `response-times` and `noise` say: outputs, exit statuses, and what goes wrong."""

import json

import pytest

from dashboard.cli import main
from tests import worlds
from tests.responding import responding
from tests.worlds import NOW


@pytest.fixture
def run(capsys):
    """Runs a verb; gives (status, standard output, standard error)."""

    def running(*arguments):
        status = main([str(a) for a in arguments], NOW)
        return (status, *capsys.readouterr())

    return running


@pytest.fixture(scope="module")
def root(tmp_path_factory):
    return responding(tmp_path_factory.mktemp("responding")).workspace.root


def test_response_times_says_what_it_comes_to_and_by_what(run, root):
    status, said, _ = run("response-times", "--workspace", root)
    assert status == 1  # one is waiting
    assert said.splitlines()[:4] == [
        "3 incidents",
        "acknowledged: after 16 hours (median), nine of ten within 27 hours, 1 not yet",
        "resolved: after 25 hours (median), nine of ten within 29 hours, 1 under way",
        "steps in time: 1 of 5 that were due",
    ]
    assert said.splitlines()[-1].split() == (
        ["Wrong", "answers", "3", "16", "hours", "27", "hours", "25", "hours", "29", "hours", "1", "20", "%"]
    )


def test_response_times_for_machines(run, root):
    status, said, _ = run("response-times", "--workspace", root, "--json", "--by", "month")
    document = json.loads(said)
    assert status == 1
    assert document["acknowledge"] == {"n": 2, "median_hours": 16, "p90_hours": pytest.approx(27.2), "waiting": 1}
    assert document["resolve"]["under_way"] == 1
    assert document["steps"] == {"in_time": 1, "due": 5}
    last = document["incidents"][-1]
    assert (last["opened_at"], last["acknowledge_hours"], last["state"]) == ("2026-03-05T06:00:00Z", None, "open")
    assert [(group["of"], group["n"], group["waiting"]) for group in document["by"]] == [
        ("2026-02", 2, 0),
        ("2026-03", 1, 1),
    ]


def test_since_an_instant_only_what_was_opened_from_then_on(run, root):
    status, said, _ = run("response-times", "--workspace", root, "--json", "--since", "2026-02-18T06:00:00Z")
    assert [row["opened_at"][:10] for row in json.loads(said)["incidents"]] == ["2026-02-18", "2026-03-05"]
    assert status == 1
    status, said, _ = run("response-times", "--workspace", root, "--since", "2026-03-10")
    assert (status, said) == (0, "no incident was opened\n")


def test_noise_says_who_cries_wolf_and_what_a_review_can_do(run, root):
    status, said, _ = run("noise", "--workspace", root)
    lines = said.splitlines()
    assert status == 1
    assert lines[0] == "6 fired, 4 again within 14 days, 5 unseen"
    assert lines[1].split("  ")[0:2] == ["warning", " Customer satisfaction (low)"]
    assert lines[3] == "    With `for: 2` 4 of 5 would not have fired, and the others later."


def test_noise_for_machines(run, root):
    status, said, _ = run("noise", "--workspace", root, "--json", "--sop", "assistant")
    document = json.loads(said)
    first = document["thresholds"][0]
    assert (status, document["again_days"], document["together"]) == (1, 14, [])
    assert (first["threshold"], first["fired"], first["again"], first["unseen"]) == ("low", 5, 4, 4)
    assert (first["last_at"], first["changed_on"], len(first["reasons"])) == ("2026-03-15T00:00:00Z", None, 3)


def test_where_nothing_fired_it_is_clean(run, tmp_path):
    root = worlds.healthy(tmp_path).workspace.root
    assert run("noise", "--workspace", root)[:2] == (0, "nothing fired\n")
    assert run("response-times", "--workspace", root)[:2] == (0, "no incident was opened\n")
    empty = json.loads(run("response-times", "--workspace", root, "--json")[1])
    assert (empty["incidents"], empty["by"], empty["acknowledge"]["median_hours"]) == ([], [], None)


@pytest.mark.parametrize("verb", ["response-times", "noise"])
@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--since", "soon"], "--since: 'soon' is not an instant; write it like 2026-07-06T00:00:00Z"),
        (["--sop", "asistant"], "there is no SOP 'asistant'; did you mean 'assistant'?"),
    ],
)
def test_what_cannot_be_asked_is_told_in_one_line(run, root, verb, arguments, said):
    assert run(verb, "--workspace", root, *arguments) == (2, "", f"{said}\n")


@pytest.mark.parametrize("verb", ["response-times", "noise"])
def test_before_the_first_load_it_says_what_to_run(run, tmp_path, verb):
    status, out, said = run(verb, "--workspace", worlds.empty(tmp_path).workspace.root)
    assert (status, out, "ingest" in said) == (2, "", True)


@pytest.mark.parametrize("verb", ["response-times", "noise"])
def test_what_is_wrong_with_a_file_is_told_and_the_rest_answered(run, tmp_path, verb):
    worlds.breaching(tmp_path)
    (tmp_path / "sop" / "assistant" / "2026-03-01.yaml").write_text("apiVersion: sop/v1\nsop: assistant\nmetrics: 7\n")
    status, out, said = run(verb, "--workspace", tmp_path)
    assert status == 1
    assert out
    assert "2026-03-01.yaml" in said
