"""The messages on the data page: what was told, what failed and why, and trying again."""

import pytest

from dashboard.practice.acting import acts_of, open_acts
from dashboard.practice.incidents.opening import open_due
from dashboard.practice.telling.reading import settings_of
from dashboard.practice.telling.run import tell
from dashboard.practice.world import open_world
from dashboard.workspace import Workspace
from tests import worlds
from tests.notify.servers import post
from tests.practice.telling.conftest import NOTIFICATIONS, REACHED
from tests.ui.opening import open_page, rerun, words
from tests.worlds import NOW, bad_rows, make_world


@pytest.fixture
def mail():
    with post() as server:
        yield server


@pytest.fixture
def root(tmp_path, mail):
    """A world whose two breaches were told; Mei's address was refused."""
    make_world(tmp_path, rows=bad_rows(), people=REACHED)
    settings = NOTIFICATIONS.replace("json://127.0.0.1:1/each?for={email}", mail.url)
    (tmp_path / "data" / "notifications.yaml").write_text(settings)
    mail.refusals["mei@example.com"] = "550 no such user <b>"
    world = open_world(Workspace(tmp_path))
    ledger = open_acts(world.workspace)
    open_due(world, ledger, NOW, NOW)
    tell(world, ledger, settings_of(world.workspace), NOW, NOW)
    ledger.close()
    return tmp_path


def button(app, label):
    return next(b for b in app.button if b.label == label)


def test_what_failed_is_shown_with_its_reason_and_who_was_told(root, monkeypatch):
    said = words(open_page("data", root, monkeypatch))
    assert "● failed Critical, fired: Response accuracy · channel=chat" in said
    assert "Mei Tanaka, Mon 16 Mar 12:00, through each · the mail server answered 550 no such user <b>" in said
    assert "✓ sent Warning, fired: Customer satisfaction Ola Berg, Mon 16 Mar 12:00, through each" in said


def test_trying_again_sends_it_and_says_so(root, mail, monkeypatch):
    app = open_page("data", root, monkeypatch)
    assert button(app, "Try again").disabled
    rerun(next(s for s in app.selectbox if s.label == "You are").select("cto"))
    mail.refusals.clear()
    before = len(mail.got)
    rerun(button(app, "Try again").click())
    assert len(mail.got) == before + 1
    said = words(app)
    assert "Mei Tanaka was told: Critical, fired: Response accuracy · channel=chat" in said
    assert "● failed" not in said
    released = [n.released.by for n in acts_of(Workspace(root)).notices.values() if n.released]
    assert released == ["cto"]


def test_where_nobody_is_told_the_page_says_what_to_write(tmp_path, monkeypatch):
    worlds.breaching(tmp_path)
    assert "Nobody is told by message. data/notifications.yaml says who is reached how" in words(
        open_page("data", tmp_path, monkeypatch)
    )


def test_settings_that_are_wrong_are_told_with_their_place(tmp_path, monkeypatch):
    worlds.breaching(tmp_path)
    (tmp_path / "data" / "notifications.yaml").write_text("lnk: https://a.example\n")
    said = words(open_page("data", tmp_path, monkeypatch))
    assert "unknown key 'lnk'; did you mean 'link'?" in said


@pytest.mark.parametrize("world", [worlds.healthy, worlds.empty, worlds.broken])
def test_in_any_world_the_rest_of_the_page_stands(tmp_path, monkeypatch, world):
    world(tmp_path)
    assert "Messages" in words(open_page("data", tmp_path, monkeypatch))


def test_an_incident_says_who_was_told_of_it(root, monkeypatch):
    said = words(open_page("incidents", root, monkeypatch))
    assert "550 no such user <b>" in said
