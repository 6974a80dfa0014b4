"""What a request shows of its sender, without its address: a hash whose key lives a day."""

import secrets
from dataclasses import dataclass
from datetime import date, datetime
from hashlib import blake2b
from urllib.parse import urlsplit

from starlette.requests import HTTPConnection

from digests.db import Database
from digests.errors import DatabaseError
from digests.ledger import store
from digests.ledger.model import Request
from digests.sharing.intents import Device

_AGENT = 400  # signs kept of an agent
_HOST = 255
_PREFETCH = ("sec-purpose", "purpose", "x-purpose", "x-moz")
_PHONES = ("iphone", "ipad", "ipod", "android", "mobile")


@dataclass(slots=True)
class Visitors:
    """Keeps the day's key in memory, and fetches or makes the next one when the day changes."""

    database: Database
    day: date | None = None
    key: bytes = b""

    async def seen(self, request: HTTPConnection, method: str, now: datetime) -> Request:
        """The request as the rules see it."""
        key = await self._key_of(now.date())
        agent = request.headers.get("user-agent", "")[:_AGENT]
        address = request.client.host if request.client else ""
        visitor = blake2b(f"{address}\n{agent}".encode(), digest_size=16, key=key).hexdigest()
        return Request(method, agent, _referrer(request), _is_prefetch(request), visitor)

    async def _key_of(self, day: date) -> bytes:
        """The day's key; while the database is away at the turn of a day, one that nothing can be compared by."""
        if self.day != day:
            try:
                self.key = await self.database.awrite(store.day_key, day, secrets.token_bytes(32))
            except DatabaseError:
                return secrets.token_bytes(32)
            self.day = day
        return self.key


def device(request: HTTPConnection) -> Device:
    """A phone by what its program says, else a desktop."""
    if request.headers.get("sec-ch-ua-mobile") == "?1":
        return Device.PHONE
    agent = request.headers.get("user-agent", "").lower()
    return Device.PHONE if any(name in agent for name in _PHONES) else Device.DESKTOP


def _is_prefetch(request: HTTPConnection) -> bool:
    said = (request.headers.get(name, "").lower() for name in _PREFETCH)
    return any("prefetch" in one or "preview" in one or "prerender" in one for one in said)


def _referrer(request: HTTPConnection) -> str:
    try:
        return (urlsplit(request.headers.get("referer", "")).hostname or "")[:_HOST]
    except ValueError:
        return ""
