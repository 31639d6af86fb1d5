"""Signing in with a real OpenID provider, on this machine: who acts then, who does not, and what is recorded."""

import re

import pytest
from playwright.sync_api import expect

from dashboard.ledger.acts import MACHINE
from dashboard.practice.acting import has_acts, open_acts
from dashboard.workspace import Workspace
from tests import worlds
from tests.browser.conftest import serving
from tests.browser.provider import CLIENT, SECRET, providing

pytestmark = pytest.mark.browser
SITTING = "review?sitting=assistant/weekly/2026-03-16T12:00Z"
SLOW = 30_000  # ms; a sign-in is five documents
PEOPLE = (
    worlds.PEOPLE.replace("Chris Otto}", "Chris Otto, email: Chris.Otto@Example.com}")
    + "  - {id: ann, name: Ann Hill, email: hill@example.com}\n"
    + "  - {id: ben, name: Ben Hill, email: Hill@example.com}\n"
)
USERS = (
    {"name": "Chris", "email": "chris.otto@example.com", "email_verified": True},
    {"name": "Chris Otto", "email": "else@example.com", "email_verified": True},  # under a name that is not theirs
    {"name": "Unproven", "email": "chris.otto@example.com", "email_verified": False},
    {"name": "One of two", "email": "hill@example.com", "email_verified": True},
)


@pytest.fixture(scope="module")
def issuer():
    with providing(USERS) as address:
        yield address


@pytest.fixture
def root(tmp_path):
    worlds.make_world(tmp_path, worlds.REVIEWED, rows=worlds.bad_rows(), people=PEOPLE)
    return tmp_path


@pytest.fixture
def base(root, issuer, monkeypatch):
    """The app with sign-in, whose secrets stand nowhere near the repository."""
    secrets = root / "secrets.toml"
    secrets.write_text(f"""\
[auth]
redirect_uri = "http://127.0.0.1:{{port}}/oauth2callback"
cookie_secret = "long-and-random-enough-for-a-test"
client_id = "{CLIENT}"
client_secret = "{SECRET}"
server_metadata_url = "{issuer}/.well-known/openid-configuration"
""")
    monkeypatch.setenv("STREAMLIT_SECRETS_FILES", str(secrets))
    with serving(root) as address:
        yield address


def sign_in(seen, name):
    """Signs in at the provider in another tab, then opens the sitting as whoever that is."""
    door = seen.context.new_page()
    door.goto(f"{seen.base}/{SITTING}")
    sign_in_button(door).click(timeout=SLOW)
    door.get_by_role("link", name=name, exact=True).click(timeout=SLOW)
    door.wait_for_url(f"{seen.base}/**", timeout=SLOW)
    door.close()
    page = seen.go(SITTING)
    expect(sign_out_button(page)).to_be_visible(timeout=SLOW)
    return page


def sign_in_button(page):
    return page.get_by_role("button", name="Sign in to act")


def sign_out_button(page):
    return page.locator(".st-key-sign-out").get_by_role("button")


def open_sitting(page):
    page.get_by_role("button", name="Open the sitting").click()


def refused(page):
    expect(page.get_by_text("Say who you are first.").first).to_be_visible(timeout=SLOW)


def events(root):
    """What people did; what began by itself is nobody's."""
    if not has_acts(Workspace(root)):
        return []
    ledger = open_acts(Workspace(root))
    try:
        return [event for event in ledger.events() if event.by != MACHINE]
    finally:
        ledger.close()


def test_without_signing_in_everything_can_be_read_and_nothing_done(base, root, visit):
    seen = visit(base)
    seen.context.add_cookies([{"name": "dashboard_acting", "value": "cto", "url": base}])  # as chosen elsewhere
    page = seen.go(SITTING)
    expect(page.locator(".item h2")).to_contain_text("Customer satisfaction", timeout=SLOW)
    expect(sign_in_button(page)).to_be_visible()
    expect(page.get_by_role("combobox", name=re.compile("You are"))).to_have_count(0)
    open_sitting(page)
    refused(page)
    assert not events(root)


def test_what_is_done_signed_in_is_recorded_as_verified_until_signing_out(base, root, visit):
    seen = visit(base)
    page = sign_in(seen, "Chris")
    expect(sign_out_button(page)).to_contain_text("Chris Otto")  # by the e-mail, whatever its case
    open_sitting(page)
    expect(page.locator(".ticking")).to_contain_text("of 30:00", timeout=SLOW)
    page.locator(".point", has_text="Attendance and signature").click()
    page.get_by_role("button", name="Sign the minutes").click(timeout=SLOW)
    minutes = page.frame_locator("iframe[srcdoc]").locator("body")
    expect(minutes).to_contain_text("by Chris Otto as chair", timeout=SLOW)
    expect(minutes).not_to_contain_text("not verified")
    assert {(event.by, event.verified) for event in events(root)} == {("cto", True)}
    done = len(events(root))

    sign_out_button(page).click()
    page.wait_for_url(f"{base}/", timeout=SLOW)  # by way of the provider
    page = seen.go(SITTING)
    expect(sign_in_button(page)).to_be_visible(timeout=SLOW)
    page.get_by_role("button", name="Correct").click()
    expect(page.get_by_role("button", name="Add the correction")).to_be_disabled()
    assert len(events(root)) == done


def test_who_is_not_in_people_yaml_acts_under_their_e_mail_and_signs_nothing(base, root, visit):
    page = sign_in(visit(base), "Chris Otto")
    expect(sign_out_button(page)).to_contain_text("else@example.com")
    open_sitting(page)
    expect(page.locator(".ticking")).to_contain_text("of 30:00", timeout=SLOW)
    page.locator(".point", has_text="Attendance and signature").click()
    expect(page.get_by_text("'else@example.com' is not in people.yaml.")).to_be_visible(timeout=SLOW)
    expect(page.get_by_role("button", name="Sign the minutes")).to_be_disabled()
    assert {(event.by, event.verified) for event in events(root)} == {("else@example.com", True)}


@pytest.mark.parametrize(
    "name, why",
    [
        ("Unproven", "The sign-in says that chris.otto@example.com is not verified"),
        ("One of two", "hill@example.com is the e-mail of Ann Hill and of Ben Hill in people.yaml"),
    ],
)
def test_an_e_mail_that_is_not_surely_one_person_s_acts_as_nobody_and_is_told_why(base, root, visit, name, why):
    page = sign_in(visit(base), name)
    expect(page.get_by_text(why)).to_be_visible(timeout=SLOW)
    open_sitting(page)
    refused(page)
    assert not events(root)


@pytest.mark.parametrize("choice", ["Chris", "Cancel"])
def test_after_signing_in_or_not_the_reader_is_where_they_were(base, visit, choice):
    seen = visit(base)
    page = seen.go(SITTING)
    page.locator(".point", has_text="Attendance and signature").click()
    page.wait_for_url(re.compile("item=sign"), timeout=SLOW)
    sign_in_button(page).click()
    page.get_by_role("link", name=choice, exact=True).click(timeout=SLOW)
    page.wait_for_url(re.compile("review.*item=sign"), timeout=SLOW)
    page.locator(".st-key-sign-out" if choice == "Chris" else ".st-key-sign-in").wait_for(timeout=SLOW)
    seen.go()
    assert "review" not in page.url  # once, and no more
