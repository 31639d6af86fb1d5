"""Who is acting: whoever has signed in, where sign-in is configured; else a person chosen here, and said so."""

from dataclasses import dataclass
from pathlib import Path

import streamlit as st
from streamlit.errors import StreamlitAuthError

from dashboard.practice.world import World
from dashboard.sop.model import Party
from dashboard.ui.text import escape_markdown

COOKIE = "dashboard_acting"  # remembers the choice in this browser; a link does not carry it to anybody else
NOBODY = ""
TROUBLE = "sign-in trouble"
_remember = st.components.v2.component(
    "remember",
    js="""export default function ({ data }) {
  const how = `path=/; max-age=31536000; SameSite=Strict${location.protocol === "https:" ? "; Secure" : ""}`;
  document.cookie = `${data.name}=${encodeURIComponent(data.value)}; ${how}`;
}""",
)
# Streamlit returns from the provider to the home page, in a new document of the same tab. A press of the button leaves
# the address there; the next document, known by when it began, goes to it.
_come_back = st.components.v2.component(
    "come_back",
    js="""const KEY = "dashboard_before_sign_in";
export default function () {
  const [began, address] = JSON.parse(sessionStorage.getItem(KEY) ?? "[]");
  if (address && began !== performance.timeOrigin) {
    sessionStorage.removeItem(KEY);
    if (address !== location.href) location.replace(address);
  }
  const leave = (event) => {
    if (!event.target.closest(".st-key-sign-in")) return;
    sessionStorage.setItem(KEY, JSON.stringify([performance.timeOrigin, location.href]));
  };
  document.addEventListener("click", leave, true);
  return () => document.removeEventListener("click", leave, true);
}""",
)


@dataclass(frozen=True)
class Person:
    """Who acts. `id` is that of people.yaml, or of somebody signed in who is not in it, their e-mail."""

    id: str
    name: str
    verified: bool


def sign_in_configured() -> bool:
    """Whether secrets.toml has an `[auth]` section: then only those who signed in act.

    One that is there and cannot be read counts as having it: a slip in it lets nobody act under a chosen name.
    """
    try:
        return "auth" in st.secrets
    except OSError:
        return any(Path(path).exists() for path in st.get_option("secrets.files"))


def who(here: World) -> Person | None:
    """Who is at this browser; None if nobody has signed in, or been chosen, yet."""
    if sign_in_configured():
        found = signed_in(here, st.user.to_dict()) if st.user.get("is_logged_in") else None
        return found if isinstance(found, Person) else None
    chosen = _chosen(here)
    party = here.library.people.get(chosen)
    return Person(party.id, party.name, False) if party else None


def signed_in(here: World, user: dict[str, object]) -> Person | str:
    """Who somebody is who signed in, by the claims of the provider; else a sentence that says why they are nobody.

    It is the person of people.yaml who has their e-mail, or that e-mail itself. The name that the provider gives is
    not used: many let their users choose it.
    """
    email = str(user.get("email") or "").strip()
    if "@" not in email:  # which no id of people.yaml has
        return "The sign-in says no e-mail, and people are known here by that."
    if str(user.get("email_verified", True)).lower() != "true":
        return f"The sign-in says that {email} is not verified: it could be anybody's."
    known = [p for p in _people(here) if _folded(p.email or "") == _folded(email)]
    if len(known) > 1:
        names = " and of ".join(p.name for p in known)
        return f"{email} is the e-mail of {names} in people.yaml: nobody can tell which of them this is."
    return Person(known[0].id, known[0].name, True) if known else Person(email, email, True)


def chooser(here: World) -> Person | None:
    """Says who is acting, and lets them sign in or be chosen; the same answer as `who`."""
    if sign_in_configured():
        return _signing_in(here)
    person = who(here)
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


def come_back() -> None:
    """Brings who signs in back to the page they were on. For every page, wherever it is drawn; it shows nothing."""
    if sign_in_configured():
        _come_back(key="come_back", width="content")


def unverified() -> str:
    """What the screen says wherever a name is only chosen; '' where people sign in."""
    if sign_in_configured():
        return ""
    return "Sign-in is not set up: names are chosen, not verified, and recorded so."


def _signing_in(here: World) -> Person | None:
    if TROUBLE in st.session_state:
        st.error(escape_markdown(f"Sign-in is not set up right: {st.session_state.pop(TROUBLE)}"))
    if not st.user.get("is_logged_in"):
        st.button("Sign in to act", icon=":material/login:", type="primary", on_click=_sign_in, key="sign-in")
        return None
    found = signed_in(here, st.user.to_dict())
    if isinstance(found, Person):
        st.button(
            escape_markdown(found.name), icon=":material/account_circle:", type="tertiary", on_click=st.logout,
            key="sign-out", help="Signed in. Press to sign out.",
        )  # fmt: skip
        return found
    st.warning(escape_markdown(found), icon=":material/no_accounts:")
    st.button("Sign out", icon=":material/logout:", on_click=st.logout, key="sign-out")
    return None


def _sign_in() -> None:
    try:
        st.login()
    except StreamlitAuthError as error:
        st.session_state[TROUBLE] = str(error)


def _choose() -> None:
    st.session_state["acting as"] = st.session_state["acting"]


def _chosen(here: World) -> str:
    if "acting as" in st.session_state:
        return str(st.session_state["acting as"])
    remembered = str(st.context.cookies.to_dict().get(COOKIE) or "")
    return remembered if any(p.id == remembered for p in _people(here)) else NOBODY


def _people(here: World) -> list[Party]:
    """The people of people.yaml; teams do not act, their members do."""
    return [p for p in here.library.people.people if not p.members]


def _folded(email: str) -> str:
    """An e-mail to compare: case counts for nothing, but only in ASCII; beyond it, other letters fold to the same."""
    email = email.strip()
    return email.lower() if email.isascii() else email
