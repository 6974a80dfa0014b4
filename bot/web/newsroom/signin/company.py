"""Signing in with the company's own sign-in: away to it, and back with its word for who somebody is."""

import asyncio
import hmac
import logging
import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta

from sqlalchemy import Connection
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute

from bot.http import Guarded
from bot.http import Limits as Size
from bot.web.limits import Limits
from bot.web.newsroom import gate
from bot.web.newsroom.gate import SIGN_IN
from bot.web.newsroom.signin import door
from bot.web.newsroom.signin.form import form, opening
from bot.web.newsroom.signin.provider import AwayError, Provider, RefusedError, Vouched
from bot.web.parts import Parts, parts
from digests.access import sessions, signin
from digests.access.signin import STATE_GOOD_FOR, State
from digests.config.access import Oidc
from digests.newsroom.entering import Door, begin, hindrance
from digests.people.store import load_people, of_address

BACK = f"{SIGN_IN}/back"
SIZE = Size(seconds=8, size=500_000, redirects=0)
QUARTER = timedelta(minutes=15)

log = logging.getLogger(__name__)


def routes() -> Sequence[BaseRoute]:
    """Away and back; open to everybody."""
    pages = Company()
    return (opening("/company", pages.leave, "GET"), opening("/back", pages.back, "GET"))


@dataclass(slots=True)
class Company:
    """The pages, with the provider that configuration names."""

    clients: Limits = field(default_factory=lambda: Limits(each=30, every=2000, window=QUARTER))
    _provider: Provider | None = None

    async def leave(self, request: Request) -> Response:
        """On to the provider, with what proves on the way back that it was this browser that left."""
        found = parts(request)
        provider = self._of(found)
        there = door.onward(request.query_params.get("next", ""))
        if provider is None:
            return form(request, status=404, onward=there)
        if not self.clients.allows(request.client.host if request.client else "", found.clock()):
            return form(request, status=429, onward=there, often=True)
        state, kept = secrets.token_urlsafe(32), State(secrets.token_urlsafe(24), secrets.token_urlsafe(48), there)
        try:
            address = await asyncio.to_thread(provider.away, state, kept, found.clock())
        except AwayError as error:
            return _away(request, error)
        await found.database.awrite(signin.send_off, state, kept, found.clock())
        response = RedirectResponse(address, 303, {"Cache-Control": "no-store", "Referrer-Policy": "no-referrer"})
        seconds = int(STATE_GOOD_FOR.total_seconds())
        response.set_cookie(
            _cookie(found), state, max_age=seconds, path="/", secure=gate.secure(found), httponly=True, samesite="lax"
        )
        return response

    async def back(self, request: Request) -> Response:
        """Signs in whoever the provider vouches for, where they are one person here with a role."""
        found, asked = parts(request), request.query_params
        provider = self._of(found)
        state, mine = asked.get("state", ""), request.cookies.get(_cookie(found), "")
        if provider is None or not state or not hmac.compare_digest(state.encode(), mine.encode()):
            return _refused(request, "it did not leave from this browser")
        kept = await found.database.awrite(signin.come_back, state, found.clock())
        if kept is None or not asked.get("code") or not provider.issued(asked.get("iss", "")):
            return _refused(request, f"no code: {asked.get('error', '')[:40]!r}")
        try:
            vouched = await asyncio.to_thread(provider.vouch, asked["code"], kept, found.clock())
        except AwayError as error:
            return _away(request, error)
        except RefusedError as error:
            return _refused(request, str(error))
        old = request.cookies.get(gate.cookie_name(found), "")
        cookie = await found.database.awrite(_entered, vouched, provider.oidc, door.door(request, found), old)
        if cookie is None:
            return form(request, status=403, failed="unmatched")
        response = door.opened(found, cookie, kept.onward or door.START)
        response.delete_cookie(_cookie(found), path="/", secure=gate.secure(found), httponly=True, samesite="lax")
        return response

    def _of(self, found: Parts) -> Provider | None:
        """The provider of now: configuration may have changed since."""
        config, oidc = found.settings.config, found.settings.config.newsroom.oidc
        if not oidc.on:
            return None
        if self._provider is None or self._provider.oidc != oidc:
            client = Guarded(config.http.allow_hosts, SIZE)
            back = config.server.public_url + BACK
            self._provider = Provider(oidc, found.settings.secrets.oidc_secret, back, client)
        return self._provider


def _entered(connection: Connection, vouched: Vouched, oidc: Oidc, opened: Door, old: str) -> str | None:
    """The cookie of a new session; None where the address is not proven, not one person's, or holds no role."""
    found = load_people(connection, of_address(connection, vouched.address)) if vouched.address else []
    if not vouched.verified or len(found) != 1:
        return None
    (person,), extra = found, oidc.held(vouched.groups)
    why = hindrance(connection, opened.key, person, opened.now, extra=extra)
    if why is not None:
        log.info("the company's sign-in let nobody in: %s", why)
        return None
    before = sessions.resolve(connection, old, opened.now) if old else None
    if before is not None:
        sessions.close(connection, before.person_id, before.id)
    return begin(connection, person, "oidc", opened, extra)


def _cookie(found: Parts) -> str:
    return "__Host-budstikke-way" if gate.secure(found) else "budstikke-way"


def _away(request: Request, error: AwayError) -> Response:
    log.warning("the company's sign-in cannot be used: %s", error)
    return form(request, status=503, failed="away")


def _refused(request: Request, why: str) -> Response:
    log.info("the company's sign-in let nobody in: %s", why)
    return form(request, status=403, failed="company")
