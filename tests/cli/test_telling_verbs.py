"""What `check --notify` tells, and what `notify` lists, tests and tries again: outputs and exit statuses."""

import json

import pytest

from dashboard.cli import main
from dashboard.workspace import LEDGER_VARIABLE
from tests import worlds
from tests.notify.servers import hook, post
from tests.practice.telling.conftest import HOUR, NOTIFICATIONS, REACHED
from tests.worlds import NOW, bad_rows, make_world


@pytest.fixture
def run(capsys, tmp_path):
    """Runs a verb in the workspace; gives (status, standard output, standard error)."""

    def running(*arguments, at=NOW):
        status = main([*map(str, arguments), "--workspace", str(tmp_path)], at)
        return (status, *capsys.readouterr())

    return running


@pytest.fixture
def root(tmp_path):
    make_world(tmp_path, rows=bad_rows(), people=REACHED)
    return tmp_path


def reach(root, url, more=""):
    settings = NOTIFICATIONS.replace("json://127.0.0.1:1/each?for={email}", url)
    (root / "data" / "notifications.yaml").write_text(settings + more)


def test_a_check_tells_once_and_says_whom(run, root):
    with hook() as server:
        reach(root, server.url)
        status, out, err = run("check", "--notify")
        assert (status, err) == (1, "")
        assert "told Mei Tanaka (each): Critical, fired: Response accuracy · channel=chat" in out.splitlines()
        told = len(server.got)
        assert told == 4  # Mei, Bo, Chris, Ola
        assert "told " not in run("check", "--notify", at=NOW + HOUR)[1]
        assert len(server.got) == told


def test_as_json_it_is_the_breaches_and_nothing_else(run, root):
    with hook() as server:
        reach(root, server.url)
        status, out, err = run("check", "--notify", "--json")
        assert (status, err, len(server.got)) == (1, "", 4)
    assert {breach["metric"] for breach in json.loads(out)} >= {"accuracy", "satisfaction"}


def test_what_fails_is_one_line_and_the_rest_goes_on(run, root):
    with post() as server:
        server.refusals["mei@example.com"] = "550 no such user"
        server.refusals["bo@example.com"] = "451 later"
        reach(root, server.url)
        status, out, err = run("check", "--notify")
    assert status == 1
    assert out.count("told ") == 2
    assert err.splitlines() == [
        "Bo Lind was not told (each): the mail server answered 451 later; it is tried again",
        "Mei Tanaka was not told (each): the mail server answered 550 no such user; it is not tried again by itself; "
        "`notify --retry` does",
    ]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--as-of", "2026-03-01"), "--notify tells of what is so now; leave --as-of and --history out"),
        (("--history",), "--notify tells of what is so now; leave --as-of and --history out"),
        ((), "nobody is told: there is no data/notifications.yaml, which says where people are reached"),
    ],
)
def test_where_nobody_can_be_told_it_says_so_and_exits_2(run, root, arguments, said):
    status, _, err = run("check", "--notify", *arguments)
    assert (status, err) == (2, f"{said}\n")


def test_a_ledger_that_cannot_be_written_tells_nobody_and_the_breaches_are_listed(run, root, monkeypatch):
    with hook() as server:
        reach(root, server.url)
        monkeypatch.setenv(LEDGER_VARIABLE, "sqlite:////proc/nowhere/ledger.sqlite")
        status, out, err = run("check", "--notify")
        assert (status, server.got) == (2, [])
    assert "Response accuracy" in out
    assert "Traceback" not in err


def test_a_healthy_workspace_tells_nobody_and_is_clean(run, tmp_path):
    make_world(tmp_path, worlds.SOP.replace("lower: 99", "lower: 9"), worlds.good_rows(), REACHED)
    with hook() as server:
        reach(tmp_path, server.url)
        assert run("check", "--notify") == (0, "nothing is breaching as of Mon 16 Mar 2026 12:00\n", "")
        assert server.got == []


def test_broken_settings_are_told_with_their_place_and_the_rest_is_told(run, root):
    with hook() as server:
        reach(root, server.url, "receivers:\n  - {party: mei, chanels: [room]}\n")
        status, _, err = run("check", "--notify")
        assert len(server.got) == 4
    assert status == 1
    assert err == ("data/notifications.yaml:7:18: unknown key 'chanels'; did you mean 'channels'?\n")


def test_lint_finds_what_is_wrong_and_unwise_in_the_settings(run, root):
    reach(root, "mailtos://me:hunter2@smtp.example.com?to={email}", "repeat: often\n")
    found = json.loads(run("lint", "--json")[1])
    told = {(f["rule"], f["level"], f["line"]) for f in found if f["file"] == "data/notifications.yaml"}
    assert told == {("broken", "error", 6), ("notifications", "warning", 4)}


def test_a_test_is_sent_to_each_of_a_team_and_says_what_is_lacking(run, root):
    with post() as server:
        reach(root, server.url)
        assert run("notify", "--test", "ml") == (0, "sent to Mei Tanaka (each)\nsent to Bo Lind (each)\n", "")
        assert {m["subject"] for m in server.got} == {"A test of how you are told"}
        make_world(root, rows=bad_rows())  # where Bo has no address
        status, out, _ = run("notify", "--test", "ml")
    assert status == 1
    assert "not sent: Bo Lind has no e-mail address in people.yaml, which channel 'each' needs" in out
    status, _, err = run("notify", "--test", "mai")
    assert (status, err) == (2, "nobody has the id 'mai'; did you mean 'mei'?\n")


def test_what_failed_is_listed_until_it_is_tried_again(run, root):
    with post() as server:
        server.refusals["mei@example.com"] = "550 no such user"
        reach(root, server.url)
        assert run("notify")[:2] == (0, "every message went out\n")
        run("check", "--notify")
        status, out, _ = run("notify", "--json")
        [failed] = json.loads(out)
        assert (status, list(failed)) == (1, [
            "notice", "receiver", "channel", "title", "changes", "at", "state", "why"
        ])  # fmt: skip
        assert (failed["receiver"], failed["state"], failed["why"]) == (
            "mei", "failed", "the mail server answered 550 no such user",
        )  # fmt: skip
        assert "Mei Tanaka  each  failed  Critical, fired" in run("notify")[1]
        assert len(json.loads(run("notify", "--all", "--json")[1])) == 4
        server.refusals.clear()
        status, out, _ = run("notify", "--retry")
        assert (status, out.splitlines()) == (0, [
            "1 message taken back, to be told again as far as it is still so",
            "told Mei Tanaka (each): Critical, fired: Response accuracy · channel=chat",
        ])  # fmt: skip
        assert run("notify")[:2] == (0, "every message went out\n")


def test_a_secret_that_is_not_set_is_named_and_never_told(run, root, monkeypatch):
    monkeypatch.delenv("HOOK_TOKEN", raising=False)
    with hook() as server:
        reach(root, f"json://${{HOOK_TOKEN}}@127.0.0.1:{server.port}/x?for={{email}}")
        status, _, err = run("check", "--notify")
        assert (status, server.got) == (1, [])
        assert "${HOOK_TOKEN} is set neither in the environment nor in .streamlit/secrets.toml" in err
        monkeypatch.setenv("HOOK_TOKEN", "topsecret")
        out, err = run("check", "--notify")[1:]
        assert len(server.got) == 4
    stored = b"".join(file.read_bytes() for file in (root / "data" / "ledger").iterdir())
    assert "topsecret" not in out + err
    assert b"topsecret" not in stored
