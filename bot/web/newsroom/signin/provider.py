"""The company's own sign-in: OpenID Connect's code flow with PKCE, by Authlib, over the guarded client alone."""

import json
import logging
import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from authlib.oauth2.auth import ClientAuth  # type: ignore[import-untyped]
from authlib.oauth2.client import DEFAULT_HEADERS, OAuth2Client  # type: ignore[import-untyped]
from authlib.oauth2.rfc6749.parameters import prepare_token_request  # type: ignore[import-untyped]
from authlib.oidc.core import CodeIDToken  # type: ignore[import-untyped]
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from bot.http import Guarded, LostError, NotSentError
from digests.access.signin import State
from digests.config.access import Oidc

CONFIGURATION = "/.well-known/openid-configuration"
ALGORITHMS = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA")
LEEWAY = 60  # seconds that two clocks may differ
KEPT = timedelta(hours=1)  # what the provider says of itself
AGAIN = timedelta(minutes=1)  # between two looks at its keys for one that is not known
METHODS = ("client_secret_basic", "client_secret_post", "none")

log = logging.getLogger(__name__)


class AwayError(Exception):
    """The provider cannot be reached, or says nothing that can be used."""


class RefusedError(Exception):
    """The provider does not vouch for whoever came back."""


@dataclass(frozen=True, slots=True)
class Vouched:
    """What the provider says of whoever signed in there."""

    address: str
    verified: bool
    groups: object


@dataclass(frozen=True, slots=True)
class Known:
    """What the provider says of itself, and its keys."""

    metadata: Mapping[str, Any]
    keys: KeySet
    at: datetime


@dataclass(slots=True)
class Provider:
    """One provider; `back` is our address that it leads back to. Its calls wait: call it off the event loop."""

    oidc: Oidc
    secret: str = field(repr=False)
    back: str
    client: Guarded
    _known: Known | None = None
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def away(self, state: str, kept: State, now: datetime) -> str:
        """Where somebody signs in; AwayError where that is not known."""
        address = self._told(self._look(now).metadata, "authorization_endpoint")
        client = OAuth2Client(
            None,
            client_id=self.oidc.client_id,
            scope=" ".join(self.oidc.scopes),
            redirect_uri=self.back,
            code_challenge_method="S256",
        )
        made: tuple[str, str] = client.create_authorization_url(
            address, state=state, code_verifier=kept.verifier, nonce=kept.nonce
        )
        return made[0]

    def vouch(self, code: str, kept: State, now: datetime) -> Vouched:
        """Who came back with a code; AwayError, or RefusedError where the provider's word does not hold."""
        known = self._look(now)
        tokens = self._exchange(known.metadata, code, kept)
        claims = self._verified(tokens, kept, now)
        if "email" not in claims or (self.oidc.roles and self.oidc.groups not in claims):
            claims = {**self._more(known.metadata, tokens, str(claims["sub"])), **claims}
        address = claims.get("email")
        return Vouched(
            address.strip().lower() if isinstance(address, str) else "",
            claims.get("email_verified") in (True, "true"),
            claims.get(self.oidc.groups),
        )

    def issued(self, issuer: str) -> bool:
        """Whether an answer's `iss` is this provider (RFC 9207); one that names none is taken."""
        return issuer in ("", self.oidc.issuer)

    def _look(self, now: datetime, *, anew: bool = False) -> Known:
        with self._lock:
            patience = AGAIN if anew else KEPT
            if self._known is None or now - self._known.at >= patience:
                self._known = self._asked(now)
            return self._known

    def _asked(self, now: datetime) -> Known:
        issuer = str(self.oidc.issuer)
        metadata = self._get(issuer.rstrip("/") + CONFIGURATION)
        if metadata.get("issuer") != issuer:
            raise AwayError("the provider calls itself otherwise than [newsroom.oidc] issuer")
        try:
            keys = KeySet.import_key_set(self._get(self._told(metadata, "jwks_uri")))  # type: ignore[arg-type]
        except (JoseError, ValueError, KeyError, TypeError, AttributeError) as error:
            raise AwayError(f"the provider's keys cannot be used: {type(error).__name__}") from error
        return Known(metadata, keys, now)

    def _told(self, metadata: Mapping[str, Any], name: str) -> str:
        address = metadata.get(name)
        safe = ("https://",) if str(self.oidc.issuer).startswith("https://") else ("https://", "http://")
        if not isinstance(address, str) or not address.startswith(safe):
            raise AwayError(f"the provider names no {name}")
        return address

    def _exchange(self, metadata: Mapping[str, Any], code: str, kept: State) -> Mapping[str, Any]:
        address = self._told(metadata, "token_endpoint")
        body = prepare_token_request(
            "authorization_code", redirect_uri=self.back, code=code, code_verifier=kept.verifier
        )
        taken = metadata.get("token_endpoint_auth_methods_supported") or METHODS[:1]
        method = next((one for one in METHODS if one in taken), METHODS[0]) if self.secret else "none"
        auth = ClientAuth(self.oidc.client_id, self.secret, method)
        address, headers, body = auth.prepare("POST", address, dict(DEFAULT_HEADERS), body)
        try:
            answer = self.client.post(address, str(body).encode(), headers)
        except (NotSentError, LostError) as error:
            raise AwayError(str(error)) from error
        if answer.status >= 500:  # noqa: PLR2004
            raise AwayError(f"the provider answered {answer.status}")
        tokens = _object(answer.content)
        if not answer.good or not isinstance(tokens.get("id_token"), str):
            raise RefusedError(f"no token: {answer.status} {str(tokens.get('error', ''))[:80]}")
        return tokens

    def _verified(self, tokens: Mapping[str, Any], kept: State, now: datetime) -> dict[str, Any]:
        """The claims of the ID token: signed by the provider, for us, for this very sign-in, and still good."""
        try:
            token = self._decoded(str(tokens["id_token"]), now)
            claims = CodeIDToken(
                token.claims,
                token.header,
                options={
                    "iss": {"essential": True, "value": self.oidc.issuer},
                    "aud": {"essential": True, "value": self.oidc.client_id},
                    "nonce": {"essential": True},
                },
                params={
                    "nonce": kept.nonce,
                    "client_id": self.oidc.client_id,
                    "access_token": tokens.get("access_token"),
                },
            )
            claims.validate(now=int(now.timestamp()), leeway=LEEWAY)
        except (JoseError, ValueError, TypeError, KeyError) as error:
            raise RefusedError(f"the ID token does not hold: {type(error).__name__} {error}"[:200]) from error
        return dict(claims)

    def _decoded(self, token: str, now: datetime) -> jwt.Token:
        try:
            return jwt.decode(token, self._look(now).keys, algorithms=ALGORITHMS)
        except (JoseError, ValueError):  # its keys may have changed since
            return jwt.decode(token, self._look(now, anew=True).keys, algorithms=ALGORITHMS)

    def _more(self, metadata: Mapping[str, Any], tokens: Mapping[str, Any], subject: str) -> dict[str, Any]:
        """What the provider says besides the ID token, of the same person; nothing where it says nothing."""
        if "userinfo_endpoint" not in metadata or not isinstance(tokens.get("access_token"), str):
            return {}
        try:
            told = self._get(self._told(metadata, "userinfo_endpoint"), f"Bearer {tokens['access_token']}")
        except AwayError as error:
            log.warning("the company's sign-in says nothing besides the ID token: %s", error)
            return {}
        if told.get("sub") != subject:
            raise RefusedError("what the provider says besides is about somebody else")
        return dict(told)

    def _get(self, address: str, authorization: str = "") -> Mapping[str, Any]:
        headers = {"Accept": "application/json"} | ({"Authorization": authorization} if authorization else {})
        try:
            answer = self.client.get(address, headers)
        except (NotSentError, LostError) as error:
            raise AwayError(str(error)) from error
        if not answer.good:
            raise AwayError(f"the provider answered {answer.status}")
        return _object(answer.content)


def _object(content: bytes) -> Mapping[str, Any]:
    try:
        found = json.loads(content)
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}
