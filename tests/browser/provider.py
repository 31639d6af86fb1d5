"""A small OpenID provider on this machine: whoever comes chooses who they are, and gets a signed token that says so."""

import base64
import hashlib
import html
import json
import secrets
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from urllib.parse import parse_qsl, unquote, urlencode, urlsplit

from joserfc import jwt
from joserfc.jwk import RSAKey

CLIENT, SECRET = "dashboard", "a-secret-of-the-test"
User = Mapping[str, object]  # the claims of one user: email, email_verified, name


@contextmanager
def providing(users: Sequence[User]) -> Iterator[str]:
    """The issuer's address of a provider of these users, while the block runs."""
    with ThreadingHTTPServer(("127.0.0.1", 0), Answer) as server:
        server.users, server.codes = users, {}
        server.key = RSAKey.generate_key(2048, {"use": "sig", "alg": "RS256", "kid": "test"})
        server.issuer = f"http://127.0.0.1:{server.server_port}"
        Thread(target=server.serve_forever, daemon=True).start()
        try:
            yield server.issuer
        finally:
            server.shutdown()


class Answer(BaseHTTPRequestHandler):
    """One request: to the description, the keys, the page of users, the token or the end of the session."""

    def do_GET(self) -> None:
        place = urlsplit(self.path)
        asked, issuer = dict(parse_qsl(place.query)), self.server.issuer
        match place.path:
            case "/.well-known/openid-configuration":
                self._json(description(issuer))
            case "/jwks":
                self._json({"keys": [self.server.key.as_dict(private=False)]})
            case "/authorize":
                self._page(users_page(self.server.users, place.query))
            case "/chosen":
                code = secrets.token_urlsafe()
                self.server.codes[code] = (self.server.users[int(asked["user"])], asked)
                self._go(asked, code=code)
            case "/cancelled":
                self._go(asked, error="access_denied")
            case "/logout":
                self._redirect(asked["post_logout_redirect_uri"])
            case _:
                self.send_error(404)

    def do_POST(self) -> None:
        form = dict(parse_qsl(self.rfile.read(int(self.headers["Content-Length"])).decode()))
        user, asked = self.server.codes.pop(form.get("code"), (None, {}))  # a code is good for one time
        allowed = base64.b64decode(self.headers.get("Authorization", "").removeprefix("Basic ")).decode()
        proof = base64.urlsafe_b64encode(hashlib.sha256(form.get("code_verifier", "").encode()).digest())
        if (
            user is None
            or unquote(allowed) != f"{CLIENT}:{SECRET}"
            or form.get("redirect_uri") != asked["redirect_uri"]
            or proof.decode().rstrip("=") != asked["code_challenge"]
        ):
            self._json({"error": "invalid_grant"}, 400)
            return
        now = int(time.time())
        claims = {"iss": self.server.issuer, "aud": CLIENT, "sub": str(self.server.users.index(user)), **user}
        claims |= {"nonce": asked["nonce"], "iat": now, "exp": now + 600}
        token = jwt.encode({"alg": "RS256", "kid": "test"}, claims, self.server.key)
        self._json({"access_token": secrets.token_urlsafe(), "token_type": "Bearer", "id_token": token})

    def _go(self, asked: Mapping[str, str], **answer: str) -> None:
        self._redirect(f"{asked['redirect_uri']}?{urlencode({'state': asked['state'], **answer})}")

    def _redirect(self, where: str) -> None:
        self.send_response(302)
        self.send_header("Location", where)
        self.end_headers()

    def _json(self, value: object, status: int = 200) -> None:
        self._send(json.dumps(value).encode(), "application/json", status)

    def _page(self, body: str) -> None:
        self._send(f"<!doctype html><title>Provider</title>{body}".encode(), "text/html; charset=utf-8")

    def _send(self, content: bytes, kind: str, status: int = 200) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *_: object) -> None:
        """Says nothing."""


def description(issuer: str) -> dict[str, object]:
    """What a client must know of the provider."""
    return {
        "issuer": issuer,
        "authorization_endpoint": f"{issuer}/authorize",
        "token_endpoint": f"{issuer}/token",
        "jwks_uri": f"{issuer}/jwks",
        "end_session_endpoint": f"{issuer}/logout",
        "response_types_supported": ["code"],
        "subject_types_supported": ["public"],
        "id_token_signing_alg_values_supported": ["RS256"],
        "token_endpoint_auth_methods_supported": ["client_secret_basic"],
        "code_challenge_methods_supported": ["S256"],
    }


def users_page(users: Sequence[User], query: str) -> str:
    """A link for each user, and one for whoever thinks better of it."""
    links = [(f"/chosen?{query}&user={number}", str(user["name"])) for number, user in enumerate(users)]
    links += [(f"/cancelled?{query}", "Cancel")]
    return "".join(f'<p><a href="{html.escape(where)}">{html.escape(name)}</a>' for where, name in links)
