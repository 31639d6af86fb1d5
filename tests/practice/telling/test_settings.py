"""The settings: what is wrong with them is told with its place, and what is right is used."""

import datetime as dt

import pytest

from dashboard.practice.telling.reading import FILE, settings_of
from dashboard.practice.telling.settings import KINDS, Notifications, Quiet, is_quiet
from dashboard.sop.model import Party, People
from dashboard.workspace import Workspace

GOOD = """\
link: https://own.example.com/
timezone: Europe/London
default: mail
quiet: {from: "20:00", until: "7:00"}
repeat: 1d
channels:
  - id: mail
    url: mailtos://me:${SMTP_PASSWORD}@smtp.example.com?from=me@example.com&to={email}
  - {id: room, url: "${ROOM}"}
receivers:
  - {party: ml, channels: [room], repeat: 4h, tell: [fired, escalated], quiet: {from: "22:00", until: "06:00"}}
"""
PEOPLE = People(people=(Party(id="mei", name="Mei Tanaka"), Party(id="ml", name="ML team", members=("mei",))))


@pytest.fixture
def read(tmp_path, monkeypatch):
    monkeypatch.setenv("SMTP_PASSWORD", "hunter2")
    monkeypatch.setenv("ROOM", "json://rooms.example.com/x")
    monkeypatch.delenv("LACKING", raising=False)
    (tmp_path / "data").mkdir()

    def reading(text):
        (tmp_path / FILE).write_text(text)
        return settings_of(Workspace(tmp_path), PEOPLE)

    return reading


def test_a_good_file_says_how_each_is_reached(read):
    found = read(GOOD)
    assert (found.problems, found.warnings, found.unusable, found.there) == ((), (), {}, True)
    mei, ml = found.told.receiver("mei"), found.told.receiver("ml")
    assert (mei.channels, mei.repeat, mei.tell) == (("mail",), dt.timedelta(days=1), KINDS)
    assert (ml.channels, ml.repeat, ml.tell) == (("room",), dt.timedelta(hours=4), ("fired", "escalated"))
    assert (mei.quiet.until, ml.quiet.until) == (dt.time(7), dt.time(6))
    assert found.told.link == "https://own.example.com"
    address = found.told.channel("mail").address("a+b@example.com")
    assert address.endswith("&to=a%2Bb@example.com")


def test_without_a_file_nobody_is_told_and_nothing_is_wrong(tmp_path):
    found = settings_of(Workspace(tmp_path))
    assert (found.there, found.problems, found.told.channels) == (False, (), ())


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("default: mail", "default: mial", "3:10: there is no channel 'mial'; did you mean 'mail'?"),
        ("channels: [room]", "channels: [rom]", "11:28: there is no channel 'rom'; did you mean 'room'?"),
        ("repeat: 4h", "repeat: 4 hours", "11:43: '4 hours' is not a duration"),
        ('from: "20:00"', 'from: "25:00"', "4:15: '25:00' is not a time of day; write it like 07:30"),
        ('until: "7:00"', 'until: "20:00"', "4:31: quiet hours that begin when they end"),
        ("timezone: Europe/London", "timezone: Europe/Londn", "2:11: unknown time zone 'Europe/Londn'; did you mean"),
        ("https://own", "own", "1:7: 'own.example.com/' is not the address of the app"),
        ("[fired, escalated]", "[fird]", "11:54: 'fird' is not a value of `tell`; did you mean 'fired'?"),
        ("id: room", "id: mail", "9:10: two channels are called 'mail'"),
        ("receivers:", "reciever:", "10:1: unknown key 'reciever'; did you mean 'receivers'?"),
        ('"${ROOM}"', "nowhere", "9:21: an address has the form kind://…"),
    ],
)
def test_what_is_wrong_has_its_place_and_the_rest_is_used(read, old, new, said):
    assert old in GOOD
    found = read(GOOD.replace(old, new, 1))
    told = [str(problem) for problem in found.problems]
    assert any(line.startswith(f"{FILE}:{said}") for line in told), told
    assert found.told.channel("mail")
    assert found.told.receiver("mei").channels in (("mail",), ("mial",))


def test_a_file_that_is_no_yaml_stops_nothing_but_itself(read):
    found = read("channels: [\n")
    assert (found.told.channels, len(found.problems)) == ((), 1)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("${SMTP_PASSWORD}", "${LACKING}", "8:10: channel 'mail': ${LACKING} is set neither in the environment nor"),
        ("${SMTP_PASSWORD}", "hunter2", "8:10: channel 'mail' holds a secret in the file; write ${NAME}"),
        ('"${ROOM}"', "jsons://x/T1JJ3T3L2A1BRTD4JDT", "9:21: channel 'room' holds a secret in the file"),
        ('"${ROOM}"', "slak://x", "9:21: channel 'room': there is no kind of channel 'slak'; did you mean 'slack'?"),
        ("party: ml", "party: mll", "11:13: nobody has the id 'mll'; did you mean 'ml'?"),
        ("link: https://own.example.com/\n", "", "1:1: `link` is missing"),
    ],
)
def test_what_is_unwise_or_lacks_here_is_told_and_the_rest_goes_on(read, old, new, said):
    assert old in GOOD
    found = read(GOOD.replace(old, new, 1))
    assert found.problems == ()
    told = [str(warning) for warning in found.warnings]
    assert any(line.startswith(f"{FILE}:{said}") for line in told), told


def test_secrets_that_cannot_be_read_are_told(read, tmp_path):
    (tmp_path / ".streamlit").mkdir()
    (tmp_path / ".streamlit" / "secrets.toml").write_text("= 1")
    found = read(GOOD)
    assert "secrets.toml cannot be read" in str(found.problems[0])
    assert found.unusable == {}


@pytest.mark.parametrize(
    ("at", "quiet"),
    [("19:59", False), ("20:00", True), ("23:30", True), ("06:59", True), ("07:00", False), ("12:00", False)],
)
def test_quiet_hours_run_over_midnight_on_the_clocks_of_their_zone(at, quiet):
    hours = Quiet.model_validate({"from": "20:00", "until": "07:00", "timezone": "Europe/Berlin"})
    local = dt.datetime.fromisoformat(f"2026-01-15T{at}")  # an hour ahead of UTC then
    assert is_quiet(hours, local - dt.timedelta(hours=1), "UTC") is quiet
    own = Quiet.model_validate({"from": "20:00", "until": "07:00"})
    assert is_quiet(own, local - dt.timedelta(hours=1), "Europe/Berlin") is quiet


def test_quiet_hours_within_a_day_and_none_at_all():
    hours = Quiet.model_validate({"from": "12:00", "until": "13:00"})
    assert [is_quiet(hours, dt.datetime(2026, 1, 15, h), "UTC") for h in (11, 12, 13)] == [False, True, False]
    assert not is_quiet(None, dt.datetime(2026, 1, 15), "UTC")


def test_the_kinds_of_the_settings_are_those_of_the_ledger():
    from typing import get_args

    from dashboard.ledger.acts import ChangeKind

    assert KINDS == get_args(ChangeKind) == get_args(get_args(Notifications.model_fields["tell"].annotation)[0])
