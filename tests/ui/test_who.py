"""Who acts: by the claims of a sign-in, or chosen and said to be."""

import pytest
import streamlit as st
from streamlit import config
from streamlit.runtime.context import StreamlitCookies
from streamlit.testing.v1 import AppTest

from dashboard.ui.who import COOKIE, Person, signed_in
from tests import worlds
from tests.ui.opening import rerun, words

SCRIPT = """
import streamlit as st
from dashboard.ui.open import world
from dashboard.ui.who import chooser, unverified, who
here = world()
assert chooser(here) == who(here)
st.caption(unverified())
st.text(repr(who(here)))
"""
MORE = """\
  - {id: ann, name: Ann Hill, email: hill@example.com}
  - {id: ben, name: Ben Hill, email: HILL@example.com}
  - {id: desk, name: Service desk, email: desk@example.com, members: [bo]}
  - {id: kim, name: Kim Lee, email: kim@example.com}
"""
AUTH = {"redirect_uri": "http://localhost/oauth2callback", "cookie_secret": "x" * 32}


@pytest.fixture
def here(tmp_path, monkeypatch):
    monkeypatch.setenv("DASHBOARD_WORKSPACE", str(tmp_path))
    return worlds.make_world(tmp_path, people=worlds.PEOPLE + MORE, load=False)


@pytest.fixture
def app(here):
    """What every page asks about who acts, alone on a page."""
    return AppTest.from_string(SCRIPT, default_timeout=30)


@pytest.fixture
def cookie(monkeypatch):
    """`cookie(value)`: the browser comes with this remembered choice."""

    def remembered(value: str) -> None:
        monkeypatch.setattr(type(st.context), "cookies", property(lambda _: StreamlitCookies({COOKIE: value})))

    return remembered


@pytest.fixture
def secrets(tmp_path):
    """`secrets(text)`: the app's secrets.toml says this."""
    before = config.get_option("secrets.files")

    def write(text: str) -> None:
        (tmp_path / "secrets.toml").write_text(text)
        config.set_option("secrets.files", [str(tmp_path / "secrets.toml")])
        st.secrets._reset()

    yield write
    config.set_option("secrets.files", before)
    st.secrets._reset()


def acting(app) -> str:
    return app.text[0].value


@pytest.mark.parametrize("email", ["mei@example.com", "  Mei@Example.COM\n"])
def test_a_person_of_people_yaml_is_known_by_their_e_mail(here, email):
    assert signed_in(here, {"email": email, "name": "Somebody"}) == Person("mei", "Mei Tanaka", True)


@pytest.mark.parametrize("email", ["new@example.com", "desk@example.com"])
def test_anybody_else_acts_under_their_e_mail_whatever_name_they_give(here, email):
    assert signed_in(here, {"email": email, "email_verified": True, "name": "Chris Otto"}) == Person(email, email, True)


def test_a_letter_that_only_looks_like_another_is_another(here):
    email = "\N{KELVIN SIGN}im@example.com"
    assert email.casefold() == "kim@example.com"
    assert signed_in(here, {"email": email}) == Person(email, email, True)


@pytest.mark.parametrize(
    "claims, why",
    [
        ({"email": "mei@example.com", "email_verified": False}, "mei@example.com is not verified"),
        ({"email": "mei@example.com", "email_verified": "false"}, "mei@example.com is not verified"),
        ({"email": "mei@example.com", "email_verified": None}, "mei@example.com is not verified"),
        ({"name": "Mei Tanaka"}, "says no e-mail"),
        ({"email": "  "}, "says no e-mail"),
        ({"email": "cto"}, "says no e-mail"),  # else it would be the id of Chris
        ({"email": "hill@example.com"}, "Ann Hill and of Ben Hill in people.yaml: nobody can tell which"),
    ],
)
def test_what_does_not_say_surely_who_it_is_is_nobody_and_says_why(here, claims, why):
    assert why in signed_in(here, claims)


@pytest.mark.parametrize("claim", [True, "true", "True"])
def test_a_provider_may_write_that_an_e_mail_is_verified_as_a_word(here, claim):
    assert signed_in(here, {"email": "ola@example.com", "email_verified": claim}) == Person("ola", "Ola Berg", True)


def test_without_sign_in_a_person_is_chosen_and_the_screen_says_that_it_is_not_verified(app):
    rerun(app)
    assert acting(app) == "None"
    assert "names are chosen, not verified, and recorded so" in app.caption[0].value
    choices = app.selectbox[0].options
    assert choices[0] == "Who are you?"
    assert "Mei Tanaka" in choices
    assert not {"ML team", "Service desk"} & set(choices)
    rerun(app.selectbox[0].select("mei"))
    assert acting(app) == repr(Person("mei", "Mei Tanaka", False))
    assert "not verified" in app.selectbox[0].help
    rerun(app.selectbox[0].select(""))
    assert acting(app) == "None"


def test_a_choice_is_remembered_by_the_browser(app, cookie):
    cookie("ola")
    rerun(app)
    assert acting(app) == repr(Person("ola", "Ola Berg", False))
    rerun(app.selectbox[0].select(""))
    assert acting(app) == "None"  # nobody, though the cookie of the first request still says Ola


@pytest.mark.parametrize("value", ["nobody-here", "ml", "", "<b>mei</b>"])
def test_a_remembered_id_that_is_nobody_s_is_nobody(app, cookie, value):
    cookie(value)
    assert acting(rerun(app)) == "None"


def test_with_sign_in_nothing_chosen_or_remembered_counts(app, cookie):
    cookie("cto")
    app.secrets["auth"] = AUTH
    app.session_state["acting as"] = "cto"
    rerun(app)
    assert acting(app) == "None"
    assert [button.label for button in app.button] == ["Sign in to act"]
    assert not app.selectbox
    assert app.caption[0].value == ""


def test_whoever_signed_in_acts_and_can_sign_out(app):
    app.secrets["auth"] = AUTH
    app.user = {"is_logged_in": True, "email": "mei@example.com", "email_verified": True}
    rerun(app)
    assert acting(app) == repr(Person("mei", "Mei Tanaka", True))
    rerun(app.button(key="sign-out").click())
    assert acting(app) == "None"


def test_what_a_provider_says_is_shown_as_it_stands(app):
    app.secrets["auth"] = AUTH
    app.user = {"is_logged_in": True, "email": "**[x](https://evil.example)**@example.com"}
    rerun(app)
    assert app.button(key="sign-out").label.startswith(r"\*\*\[x\]\(https\:")


def test_an_e_mail_of_two_people_is_said_on_the_screen_and_can_be_signed_out_of(app):
    app.secrets["auth"] = AUTH
    app.user = {"is_logged_in": True, "email": "hill@example.com"}
    rerun(app)
    assert "hill@example.com is the e-mail of Ann Hill and of Ben Hill" in words(app)
    assert acting(app) == "None"
    assert app.button(key="sign-out").label == "Sign out"


def test_secrets_that_lack_something_let_nobody_in_and_say_what(app, secrets):
    secrets('[auth]\ncookie_secret = "x"\n')
    rerun(rerun(app).button(key="sign-in").click())
    assert "Sign-in is not set up right" in words(app)
    assert "redirect_uri" in words(app)
    assert acting(app) == "None"


def test_secrets_that_cannot_be_read_let_nobody_act_under_a_chosen_name(app, secrets):
    secrets("[auth\n")
    rerun(app)
    assert not app.selectbox
    rerun(app.button(key="sign-in").click())
    assert "Sign-in is not set up right" in words(app)


def test_secrets_about_something_else_set_up_no_sign_in(app, secrets):
    secrets('[database]\nurl = "x"\n')
    assert rerun(app).selectbox
