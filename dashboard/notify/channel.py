"""One message to one address, by whatever Apprise speaks: e-mail, chats, pagers, webhooks.

A message is plain text; where mail is spoken it is HTML. Nothing in either is markup of the reader's program: HTML was
escaped by whoever made it, and in a plain text nothing calls a channel, mentions anybody or is Markdown.
"""

import logging
import re
from collections.abc import Iterable
from dataclasses import dataclass
from http import HTTPStatus
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote, urlsplit

from dashboard.errors import DashboardError, nearest

if TYPE_CHECKING:
    from apprise import NotifyBase

TIMEOUT = 30  # s for one message, whatever the channel
PATIENCE = 10.0  # s for one answer of a server, where the address does not say otherwise (cto, rto)
HIDDEN = 6  # characters from which on a part of an address may be a secret
MENTION = re.compile(r"[<@!#](?=\S)")
ANSWERED = re.compile(r"\berror=(\d{3})\b")
MAIL_ANSWERED = re.compile(r"\((\d{3}), b?['\"](.*?)['\"]\)")
PASSES = {408, 425, 429}
KNOWN = (  # what a server, or the way to it, says; how that is told; whether it can pass
    (r"timed? ?out", "no answer in time", True),
    (r"Connection refused", "the server refuses connections", True),
    (r"Name or service not known|Failed to resolve|getaddrinfo|nodename", "its host name cannot be found", True),
    (r"certificate|SSL|TLS", "no secure connection: its certificate or encryption does not fit", False),
    (r"reset by peer|unexpectedly closed|Remote end closed|unreachable", "the connection broke", True),
    (r"AUTH extension not supported|STARTTLS extension not supported", "the mail server offers no sign-in so", False),
)


class NotSent(DashboardError):
    """The message did not go out; `retry` says whether the same may go well another time."""

    def __init__(self, why: str, retry: bool):
        self.retry = retry
        super().__init__(why)


@dataclass(frozen=True)
class Message:
    """One message: a line, plain text, and the same as an HTML page without anything that has to be loaded."""

    title: str
    text: str
    html: str


def send(url: str, message: Message, secrets: Iterable[str] = ()) -> None:
    """Sends the message to an Apprise URL, and returns once the server has taken it.

    Raises NotSent, in words that hold none of `secrets`, nor what may be one in the URL.
    """
    from apprise import Apprise, NotifyFormat  # no verb that sends nothing waits for it

    plugin = _plugin(url)
    if plugin is None:
        raise NotSent(str(unreadable(url)), retry=False)
    _logged()
    mail = _speaks_mail(plugin)
    one = Apprise(asset=plugin.asset)
    one.add(plugin)
    done = one.notify(
        title=message.title if mail else _unmarked(message.title),
        body=message.html if mail else _unmarked(message.text),
        body_format=NotifyFormat.HTML if mail else NotifyFormat.TEXT,
        timeout=TIMEOUT,
        log_level=logging.DEBUG,
    )
    if not done:
        said = [str(entry.message) for result in done.results for entry in result.logs()]
        why, retry = _reason(said, done.status.name == "TIMEOUT")
        raise NotSent(_hidden(why, url, secrets), retry)


def unreadable(url: str) -> str | None:
    """Why Apprise cannot send to that URL, without what may be secret in it; None if it can."""
    if _plugin(url) is not None:
        return None
    from apprise.plugins import N_MGR

    schema, found, _ = url.partition("://")
    if not found:
        return "it is no address of the form kind://…, like mailtos://… or slack://…"
    known = {str(schema) for schema in N_MGR.schemas()}  # type: ignore[no-untyped-call]
    if schema.lower() not in known:
        return f"there is no kind of channel '{schema[:30]}'{nearest(schema, known)}"
    return f"'{schema}://…' lacks something that this kind of channel needs, or has it in another form"


def _plugin(url: str) -> "NotifyBase | None":
    from apprise import Apprise, AppriseAsset, PersistentStoreMode

    # Nothing is kept on the disk, and no picture of a stranger's server is named in a message.
    asset = AppriseAsset(
        app_id="Ownership dashboard", app_desc="Ownership dashboard", app_url="", image_url_mask="", image_url_logo="",
        storage_mode=PersistentStoreMode.MEMORY,
    )  # fmt: skip
    found = Apprise.instantiate(url, asset=asset, suppress_exceptions=True)
    if found is not None and "cto=" not in url:
        found.socket_connect_timeout = PATIENCE
    if found is not None and "rto=" not in url:
        found.socket_read_timeout = PATIENCE
    return found


def _speaks_mail(plugin: "NotifyBase") -> bool:
    """Whether HTML is what it would rather have, and it is not a chat that knows but a little of it."""
    formats: Any = plugin.notify_format  # one, or several in the order in which it likes them
    names = [format.value for format in (formats if isinstance(formats, tuple) else (formats,))]
    return names[0] == "html" and "markdown" not in names


def _unmarked(text: str) -> str:
    """The text with what would mention somebody or call a channel broken up, by a character that is not seen."""
    return MENTION.sub(lambda mark: f"{mark[0]}\u2060", text)


def _logged() -> None:
    """What Apprise notes down is read here, for the reason of a failure, and goes nowhere else."""
    logger = logging.getLogger("apprise")
    logger.setLevel(logging.DEBUG)
    logger.propagate = False


def _reason(said: list[str], too_late: bool) -> tuple[str, bool]:
    """Why it failed, and whether that can pass; what is not known is taken for what may."""
    if too_late:
        return f"no answer within {TIMEOUT} seconds", True
    told = [line for line in said if "Payload:" not in line]  # that is the message itself
    for line in told:
        if answer := ANSWERED.search(line):
            code = int(answer[1])
            return f"the server answered {code}{_phrase(code)}", code >= 500 or code in PASSES
        if "Exception" in line and (answer := MAIL_ANSWERED.search(line)):
            return f"the mail server answered {answer[1]} {answer[2][:200]}".rstrip(), answer[1].startswith("4")
        if "Exception" in line:
            for pattern, words, passes in KNOWN:
                if re.search(pattern, line, re.I):
                    return words, passes
    return "the channel did not take it", True


def _phrase(code: int) -> str:
    return f" ({HTTPStatus(code).phrase})" if code in {status.value for status in HTTPStatus} else ""


def _hidden(text: str, url: str, secrets: Iterable[str]) -> str:
    parts = urlsplit(url)
    private = {*secrets, unquote(parts.password or ""), *parts.path.split("/")}
    for secret in sorted(private, key=len, reverse=True):
        if len(secret) >= HIDDEN:
            text = text.replace(secret, "***")
    return text
