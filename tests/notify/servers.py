"""A real mail server and a real HTTP endpoint on loopback, which answer as each test needs."""

import email
import email.policy
import http.server
import json
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.message import EmailMessage

from aiosmtpd.controller import Controller


def free_port() -> int:
    """A port of loopback on which nobody listens."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


@dataclass
class Hook:
    """An HTTP endpoint. `answers` are the codes of the next requests, then 200; 0 is an answer that comes too late."""

    port: int
    answers: list[int] = field(default_factory=list)
    got: list[dict[str, str]] = field(default_factory=list)

    @property
    def url(self) -> str:
        """Its address for Apprise; it is waited for half a second."""
        return f"json://127.0.0.1:{self.port}/hook?cto=0.5&rto=0.5"


@contextmanager
def hook(*answers: int) -> Iterator[Hook]:
    """An endpoint that takes JSON."""
    made: Hook

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"]))
            code = made.answers.pop(0) if made.answers else 200
            if code == 0:
                time.sleep(1.2)
                return
            made.got.append(json.loads(body))
            self.send_response(code)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Says nothing."""

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    made = Hook(server.server_port, [*answers])
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield made
    finally:
        server.shutdown()
        server.server_close()


@dataclass
class Post:
    """A mail server. `refusals`: the answer to each address that is not taken. `got`: what came, as it was sent."""

    port: int
    refusals: dict[str, str] = field(default_factory=dict)
    got: list[EmailMessage] = field(default_factory=list)

    @property
    def url(self) -> str:
        """Its address for Apprise, of one who is told by e-mail."""
        return f"mailto://127.0.0.1:{self.port}?from=dashboard@example.com&to={{email}}"

    def bodies(self, number: int = -1) -> tuple[str, str]:
        """The plain text and the HTML of a message."""
        plain, html = (self.got[number].get_body((kind,)) for kind in ("plain", "html"))
        assert plain and html
        return plain.get_content(), html.get_content()


@contextmanager
def post() -> Iterator[Post]:
    """A mail server that takes what is sent to it."""
    made = Post(free_port())

    class Handler:
        async def handle_RCPT(self, server, session, envelope, address, options):  # type: ignore[no-untyped-def]
            if refused := made.refusals.get(address):
                return refused
            envelope.rcpt_tos.append(address)
            return "250 OK"

        async def handle_DATA(self, server, session, envelope):  # type: ignore[no-untyped-def]
            made.got.append(email.message_from_bytes(envelope.content, policy=email.policy.default))
            return "250 OK"

    controller = Controller(Handler(), hostname="127.0.0.1", port=made.port)
    controller.start()
    try:
        yield made
    finally:
        controller.stop()
