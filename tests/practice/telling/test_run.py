"""A run against real servers, some of which fail: sent, tried again, given up, not known; never twice."""

import datetime as dt
import multiprocessing
import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dashboard.ledger.acts import MACHINE, NoticeClaimed, NoticeReleased
from dashboard.ledger.refusal import Refused
from dashboard.notify.channel import NotSent
from dashboard.practice.acting import open_acts
from dashboard.practice.incidents.opening import open_due
from dashboard.practice.telling.due import plan
from dashboard.practice.telling.reading import FILE, settings_of
from dashboard.practice.telling.run import again, tell
from dashboard.practice.telling.told import MOST, WAITS, notices_of, state_of
from dashboard.practice.world import open_world
from dashboard.workspace import Workspace
from tests.notify.servers import free_port, hook, post
from tests.practice.telling.conftest import HOUR, NOTIFICATIONS, REACHED
from tests.practice.telling.test_telling import QUICK
from tests.worlds import NOW, bad_rows, make_world

MINUTE = dt.timedelta(minutes=1)
ALONE = QUICK.replace("analysis: ml", "analysis: mei")  # the critical breach is Mei's, the warning Ola's


def reached_at(url):
    return NOTIFICATIONS.replace("json://127.0.0.1:1/each?for={email}", url)


def run(root, ledger, now=NOW):
    world = open_world(Workspace(root))
    open_due(world, ledger, now, now)
    return tell(world, ledger, settings_of(world.workspace), now, now)


@pytest.fixture
def at(tmp_path):
    """A workspace of one critical breach and one warning; `at(url)` says where everybody reads."""
    ledgers = []

    def make(url, people=REACHED):
        world = make_world(tmp_path, ALONE, bad_rows(), people)
        (tmp_path / FILE).write_text(reached_at(url))
        ledgers.append(open_acts(world.workspace))
        return ledgers[-1]

    yield make
    for ledger in ledgers:
        ledger.close()


def test_by_mail_the_owner_reads_what_it_is_and_where_to_look(at, tmp_path):
    with post() as server:
        done = run(tmp_path, at(server.url))
        assert [(o.receiver, o.why) for o in done.outcomes] == [("mei", None), ("ola", None)]
        assert [m["to"] for m in server.got] == ["mei@example.com", "ola@example.com"]
        plain, html = server.bodies(0)
        assert server.got[0]["subject"] == "Critical, fired: Response accuracy · channel=chat"
    link = "https://own.example.com/metric?sop=assistant&amp;metric=accuracy&amp;segment=channel%3Dchat&amp;threshold"
    assert f'Look: <a href="{link}=floor"' in html
    assert "Look: https://own.example.com/metric?sop=assistant&metric=accuracy" in "".join(plain.split("\n"))
    assert "84.1 %, acceptable ≥ 88 %" in plain
    assert "First step: Find the channel that moved" in plain


def test_a_server_that_fails_once_gets_it_later_and_once(at, tmp_path):
    with hook(500, 500) as server:
        ledger = at(server.url)
        done = run(tmp_path, ledger)
        assert [(o.why, o.again) for o in done.outcomes] == [
            ("the server answered 500 (Internal Server Error)", True)
        ] * 2
        assert run(tmp_path, ledger, NOW + MINUTE).outcomes == ()  # not at once
        waiting = {state_of(ledger.state(), n, NOW) for n in notices_of(ledger.state())}
        assert waiting == {"will be tried again"}
        assert [o.why for o in run(tmp_path, ledger, NOW + 3 * MINUTE).outcomes] == [None, None]
        assert run(tmp_path, ledger, NOW + 3 * HOUR / 2).outcomes == ()
        assert len(server.got) == 4
    states = [state_of(ledger.state(), n, NOW) for n in notices_of(ledger.state())]
    assert states == ["sent", "sent", "tried again", "tried again"]


def test_one_receiver_that_is_refused_for_good_hinders_no_other_and_is_kept_as_failed(at, tmp_path):
    with post() as server:
        server.refusals["mei@example.com"] = "550 no such user"
        ledger = at(server.url)
        done = run(tmp_path, ledger)
        assert {o.receiver: (o.why, o.again) for o in done.outcomes} == {
            "mei": ("the mail server answered 550 no such user", False),
            "ola": (None, False),
        }
        assert run(tmp_path, ledger, NOW + 2 * HOUR).outcomes == ()
        [kept] = [n for n in notices_of(ledger.state()) if n.failed]
        assert state_of(ledger.state(), kept, NOW) == "failed"
        server.refusals.clear()
        assert again(open_world(Workspace(tmp_path)), ledger, NOW + 2 * HOUR, "cto") == 1
        assert [o.receiver for o in run(tmp_path, ledger, NOW + 2 * HOUR).outcomes] == ["mei"]


def test_a_server_that_never_comes_back_is_tried_a_few_times_and_given_up(at, tmp_path):
    ledger = at(f"json://127.0.0.1:{free_port()}?for={{email}}")
    now = NOW
    for wait in (*WAITS, dt.timedelta(days=1), dt.timedelta(days=7)):
        run(tmp_path, ledger, now)
        now += wait
    fired = [n for n in notices_of(ledger.state()) if any(c.kind == "fired" for c in n.changes) and n.receiver == "mei"]
    assert len(fired) == MOST
    assert [state_of(ledger.state(), n, now) for n in fired] == ["failed"] + ["tried again"] * (MOST - 1)


def test_an_answer_that_comes_too_late_is_tried_again(at, tmp_path):
    with hook(0, 0) as server:
        ledger = at(server.url)
        assert {(o.why, o.again) for o in run(tmp_path, ledger).outcomes} == {("no answer in time", True)}


def test_a_channel_that_cannot_be_used_and_one_that_can(at, tmp_path):
    ledger = at("slak://a/b/{email}")
    found = settings_of(Workspace(tmp_path))
    [lost] = [w for w in found.warnings if "slak" in w.message]
    assert str(lost) == (
        "data/notifications.yaml:4:21: channel 'each': there is no kind of channel 'slak'; did you mean 'slack'?"
    )
    with hook() as server:
        own = f"  - {{id: mine, url: '{server.url}'}}\nreceivers:\n  - {{party: ola, channels: [mine]}}\n"
        (tmp_path / FILE).write_text(reached_at("slak://a/b/{email}") + own)
        done = run(tmp_path, ledger)
        assert [o.receiver for o in done.outcomes] == ["ola"]
    assert done.remarks == ("Mei Tanaka is told through channel 'each', which cannot be used; 1 change not told",)


def test_what_was_claimed_and_never_heard_of_again_is_not_sent_by_itself(at, tmp_path):
    with hook() as server:
        ledger = at(server.url)
        world = open_world(Workspace(tmp_path))
        first = plan(world, ledger.state(), settings_of(world.workspace), NOW, NOW).posts[0]
        changes = tuple(news.change for news in first.news)
        route = {"receiver": first.route.receiver, "channel": first.route.channel}
        ledger.record(NoticeClaimed(notice="lost", title="t", changes=changes, **route), MACHINE, NOW, NOW)
        later = NOW + HOUR
        assert {o.receiver for o in run(tmp_path, ledger, later).outcomes} == {"ola"}
        lost = ledger.state().notices["lost"]
        assert (state_of(ledger.state(), lost, NOW), state_of(ledger.state(), lost, later)) == (
            "being sent", "not known",
        )  # fmt: skip
        ledger.record(NoticeReleased(notice="lost"), "mei", later, later)
        assert [o.receiver for o in run(tmp_path, ledger, later).outcomes] == ["mei"]


def test_who_is_asked_to_stop_finishes_what_is_being_sent(at, tmp_path):
    with hook() as server:
        ledger = at(server.url)
        world, sent = open_world(Workspace(tmp_path)), []
        done = tell(
            world, ledger, settings_of(world.workspace), NOW, NOW, lambda: bool(sent), lambda url, m, s: sent.append(m)
        )
    assert (len(done.outcomes), len(sent)) == (1, 1)
    assert [n.sent is not None for n in ledger.state().notices.values()] == [True]


def _tells(root, start):
    ledger = open_acts(Workspace(root))
    start.wait()
    try:
        return len([o for o in run(root, ledger).outcomes if o.why is None])
    finally:
        ledger.close()


def test_from_however_many_processes_each_is_told_once(at, tmp_path):
    with hook() as server:
        at(server.url)
        context = multiprocessing.get_context("spawn")
        with context.Manager() as manager, context.Pool(4) as pool:
            start = manager.Barrier(4)
            counts = pool.starmap(_tells, [(tmp_path, start)] * 4)
        assert (sum(counts), len(server.got)) == (2, 2)


@pytest.fixture(scope="module")
def workspace():
    with tempfile.TemporaryDirectory() as root:
        make_world(Path(root), ALONE, bad_rows(), REACHED)
        (Path(root) / FILE).write_text("repeat: 1h\n" + NOTIFICATIONS)
        yield Path(root)


@settings(deadline=None, max_examples=12)
@given(st.lists(st.tuples(st.sampled_from(["ok", "passes", "stays", "crash"]), st.integers(-2, 9)), max_size=8))
def test_however_sending_goes_and_the_clock_runs_no_change_is_sent_twice(workspace, story):
    ledger_file = workspace / "data" / "ledger" / "ledger.sqlite"
    for file in ledger_file.parent.glob("ledger.sqlite*"):
        file.unlink()
    ledger, now = open_acts(Workspace(workspace)), NOW
    world = open_world(Workspace(workspace))
    given_settings = settings_of(world.workspace)
    try:
        for how, hours in story:
            now += hours * HOUR

            def send(url, message, secrets, how=how):
                if how == "crash":
                    raise RuntimeError("boom")
                if how != "ok":
                    raise NotSent("no", retry=how == "passes")

            open_due(world, ledger, now, now)
            tell(world, ledger, given_settings, now, now, send=send)
        told = [(n.receiver, n.channel, c.own) for n in ledger.state().notices.values() if n.sent for c in n.changes]
        assert len({*told}) == len(told)
        tries = [(n.receiver, n.channel, c.own) for n in ledger.state().notices.values() for c in n.changes]
        assert all(tries.count(one) <= MOST for one in tries)
    finally:
        ledger.close()
        world.warehouse.close()


def test_the_ledger_itself_refuses_a_second_claim(at, tmp_path):
    with hook() as server:
        ledger = at(server.url)
        run(tmp_path, ledger)
        [one, *_] = ledger.state().notices.values()
        claim = NoticeClaimed(
            notice="again", receiver=one.receiver, channel=one.channel, title="t", changes=one.changes
        )
        with pytest.raises(Refused, match="is told of it already"):
            ledger.record(claim, MACHINE, NOW, NOW)
