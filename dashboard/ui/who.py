"""Who is acting: whoever has signed in, where sign-in is configured; else a person chosen here, and said so."""

from dataclasses import dataclass

import streamlit as st

from dashboard.practice.world import World
from dashboard.ui.text import escape_markdown

COOKIE = "dashboard_acting"  # remembers the choice in this browser; a link does not carry it to anybody else
NOBODY = ""
_remember = st.components.v2.component(
    "remember",
    js="""export default function ({ data }) {
  const how = `path=/; max-age=31536000; SameSite=Strict${location.protocol === "https:" ? "; Secure" : ""}`;
  document.cookie = `${data.name}=${encodeURIComponent(data.value)}; ${how}`;
}""",
)


@dataclass(frozen=True)
class Person:
    """Who acts. `id` is that of people.yaml, or of somebody signed in who is not in it, their e-mail."""

    id: str
    name: str
    verified: bool


def sign_in_configured() -> bool:
    """Whether secrets.toml has an `[auth]` section: then only those who signed in act."""
    try:
        return "auth" in st.secrets
    except FileNotFoundError:
        return False


def who(here: World) -> Person | None:
    """Who is at this browser; None if nobody has signed in, or been chosen, yet."""
    if sign_in_configured():
        return signed_in(here, st.user.to_dict()) if st.user.is_logged_in else None
    chosen = _chosen(here)
    party = here.library.people.get(chosen)
    return Person(party.id, party.name, False) if party else None


def signed_in(here: World, user: dict[str, object]) -> Person | None:
    """Who somebody is who signed in, by what the provider says of them: a person of people.yaml by their e-mail.

    An e-mail that the provider says is not verified names nobody.
    """
    email = str(user.get("email") or "").strip()
    if not email or user.get("email_verified") is False:
        return None
    known = next((p for p in _people(here) if (p.email or "").casefold() == email.casefold()), None)
    return Person(known.id, known.name, True) if known else Person(email, str(user.get("name") or email), True)


def chooser(here: World) -> Person | None:
    """Says who is acting, and lets them sign in or be chosen; the same answer as `who`."""
    person = who(here)
    if sign_in_configured():
        if person is None:
            st.button("Sign in to act", icon=":material/login:", type="primary", on_click=st.login)
        else:
            st.button(
                escape_markdown(person.name), icon=":material/account_circle:", type="tertiary", on_click=st.logout,
                help="Signed in. Press to sign out.",
            )  # fmt: skip
        return person
    names = {NOBODY: "Who are you?"} | {p.id: p.name for p in sorted(_people(here), key=lambda p: p.name)}
    st.session_state["acting"] = person.id if person else NOBODY
    st.selectbox(
        "You are", list(names), format_func=lambda id: names.get(id, id), key="acting", on_change=_choose, width=190,
        label_visibility="collapsed",
        help="Sign-in is not set up here: what you do is recorded under this name as not verified.",
    )  # fmt: skip
    if "acting as" in st.session_state:
        value = st.session_state["acting as"]
        _remember(key="remember", data={"name": COOKIE, "value": value}, width="content")
    return person


def unverified() -> str:
    """What the screen says wherever a name is only chosen; '' where people sign in."""
    if sign_in_configured():
        return ""
    return "Sign-in is not set up: names are chosen, not verified, and recorded so."


def _choose() -> None:
    st.session_state["acting as"] = st.session_state["acting"]


def _chosen(here: World) -> str:
    if "acting as" in st.session_state:
        return str(st.session_state["acting as"])
    remembered = str(st.context.cookies.to_dict().get(COOKIE) or "")
    return remembered if any(p.id == remembered for p in _people(here)) else NOBODY


def _people(here: World):  # type: ignore[no-untyped-def]
    """The people of people.yaml; teams do not act, their members do."""
    return [p for p in here.library.people.people if not p.members]
