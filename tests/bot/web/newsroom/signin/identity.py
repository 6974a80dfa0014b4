"""A little OpenID Connect provider on this machine: it keeps codes, checks PKCE, and signs real tokens."""

import base64
import hashlib
import hmac
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, parse_qsl, urlsplit

from joserfc import jwt
from joserfc.jwk import KeySet, RSAKey

from tests.factories import NOW

CLIENT, SECRET = "newsroom", "a client's secret"
KEY = RSAKey.generate_key(2048, {"kid": "first", "use": "sig", "alg": "RS256"})
NEXT = RSAKey.generate_key(2048, {"kid": "second", "use": "sig", "alg": "RS256"})
OTHERS = RSAKey.generate_key(2048, {"kid": "first", "use": "sig", "alg": "RS256"})


@dataclass
class Identity:
    """The provider, and what a test makes it do."""

    claims: dict[str, Any] = field(default_factory=dict)  # of whoever signs in next
    userinfo: dict[str, Any] | None = None
    metadata: dict[str, Any] = field(default_factory=dict)  # in place of what it says of itself
    status: dict[str, int] = field(default_factory=dict)  # by path, in place of 200
    key: RSAKey = field(default_factory=lambda: KEY)
    published: tuple[RSAKey, ...] = (KEY,)
    algorithm: str = "RS256"
    codes: dict[str, dict[str, str]] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    tokens: list[dict[str, str]] = field(default_factory=list)  # forms that came to the token endpoint
    headers: list[dict[str, str]] = field(default_factory=list)
    address: str = ""

    def sign_in(self, away: str) -> dict[str, str]:
        """Somebody signs in where they were sent: what they come back with."""
        asked = dict(parse_qsl(urlsplit(away).query))
        code = f"code-{len(self.codes)}"
        self.codes[code] = asked
        return {"code": code, "state": asked["state"], "iss": self.address}

    def discovery(self) -> dict[str, Any]:
        """What it says of itself."""
        return {
            "issuer": self.address,
            "authorization_endpoint": f"{self.address}/authorize",
            "token_endpoint": f"{self.address}/token",
            "jwks_uri": f"{self.address}/keys",
            "userinfo_endpoint": f"{self.address}/userinfo",
            "token_endpoint_auth_methods_supported": ["client_secret_basic"],
        } | self.metadata

    def token(self, form: dict[str, str], authorization: str) -> tuple[int, dict[str, Any]]:
        """The tokens for a code, once, and only with the verifier that it was asked for with."""
        expected = "Basic " + base64.b64encode(f"{CLIENT}:{SECRET}".encode()).decode()
        posted = (form.get("client_id"), form.get("client_secret")) == (CLIENT, SECRET)
        if authorization != expected and not posted:
            return 401, {"error": "invalid_client"}
        asked = self.codes.pop(form.get("code", ""), None)
        digest = hashlib.sha256(form.get("code_verifier", "").encode()).digest()
        challenge = base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
        if asked is None or asked["code_challenge"] != challenge or asked["redirect_uri"] != form["redirect_uri"]:
            return 400, {"error": "invalid_grant"}
        now = int(NOW.timestamp())
        claims = {
            "iss": self.address,
            "aud": CLIENT,
            "sub": "s-1",
            "iat": now,
            "exp": now + 300,
            "nonce": asked["nonce"],
        }
        claims |= self.claims
        return 200, {"access_token": "access", "token_type": "Bearer", "id_token": self.signed(claims)}

    def signed(self, claims: dict[str, Any]) -> str:
        """The claims as a token; those that a test set to None are left out."""
        told = {name: value for name, value in claims.items() if value is not None}
        header = {"alg": self.algorithm, "kid": self.key.kid}
        if self.algorithm == "none":
            return f"{_part({'alg': 'none'})}.{_part(told)}."
        if self.algorithm == "HS256":  # signed with what everybody knows: the public key
            body = f"{_part(header)}.{_part(told)}"
            made = hmac.digest(self.key.as_pem(private=False), body.encode(), "sha256")
            return f"{body}.{base64.urlsafe_b64encode(made).rstrip(b'=').decode()}"
        return jwt.encode(header, told, self.key)

    def answer(self, path: str, form: dict[str, str], headers: dict[str, str]) -> tuple[int, dict[str, Any]]:
        """What one call is answered."""
        self.asked.append(path)
        if path in self.status:
            return self.status[path], {}
        if path == "/.well-known/openid-configuration":
            return 200, self.discovery()
        if path == "/keys":
            return 200, dict(KeySet(list(self.published)).as_dict(private=False))
        if path == "/token":
            self.tokens.append(form)
            self.headers.append(headers)
            return self.token(form, headers.get("Authorization", ""))
        if path == "/userinfo" and headers.get("Authorization") == "Bearer access" and self.userinfo is not None:
            return 200, self.userinfo
        return 404, {}


def _part(value: dict[str, Any]) -> str:
    return base64.urlsafe_b64encode(json.dumps(value).encode()).rstrip(b"=").decode()


@contextmanager
def identity() -> Iterator[Identity]:
    """One that answers for as long as the block lasts."""
    made = Identity()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self._answer({})

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", "0"))).decode()
            self._answer({name: values[0] for name, values in parse_qs(body).items()})

        def _answer(self, form: dict[str, str]) -> None:
            status, told = made.answer(urlsplit(self.path).path, form, dict(self.headers))
            body = json.dumps(told).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            if status in (301, 302):
                self.send_header("Location", made.address)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002
            """Says nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    made.address = f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    try:
        yield made
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
