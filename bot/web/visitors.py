"""What a request shows of its sender, without its address: hashes whose key lives a day."""

import asyncio
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from hashlib import blake2b
from ipaddress import IPv6Address, ip_address
from typing import NamedTuple
from urllib.parse import urlsplit

from starlette.requests import HTTPConnection
from starlette.types import Scope

from digests.db import Database
from digests.errors import DatabaseError
from digests.ledger import store
from digests.ledger.headers import lacking
from digests.ledger.model import Request
from digests.sharing.intents import Device

PATIENCE = 1.0  # seconds for the database to give the day's key
AGAIN = timedelta(seconds=5)  # between two tries to get it
_AGENT = 400  # signs kept of an agent
_HOST = 255
_PREFETCH = (b"sec-purpose", b"purpose", b"x-purpose", b"x-moz")
_SAID = (b"accept", b"accept-language", b"sec-fetch-mode")
_PHONES = ("iphone", "ipad", "ipod", "android", "mobile")


class _Look(NamedTuple):
    """What the headers say, worked out once for all who say the same."""

    agent: str
    referrer_host: str
    prefetch: bool
    lacks: tuple[str, ...]


@dataclass(slots=True)
class Visitors:
    """Keeps the day's key in memory, and fetches or makes the next one when the day changes."""

    database: Database
    secure: bool = False  # people reach us by https
    patience: float = PATIENCE
    day: date | None = None
    key: bytes = b""
    _spare: tuple[date, bytes] | None = None  # while the database is away: a key that nothing is compared by later
    _tried: datetime | None = None
    _fetching: "asyncio.Task[None] | None" = field(default=None, repr=False)

    async def seen(self, request: HTTPConnection, method: str, now: datetime) -> Request:
        """The request as the rules see it."""
        if self.day != now.date():
            await self.wake(now)
        return self.look(request.scope, dict(request.scope["headers"]), method, now)

    def look(self, scope: Scope, headers: Mapping[bytes, bytes], method: str, now: datetime) -> Request:
        """The same at once, once `wake` was waited for on that day."""
        get = headers.get
        look = _look(
            method,
            self.secure,
            get(b"user-agent", b""),
            get(b"referer", b""),
            b" ".join([headers[name] for name in _PREFETCH if name in headers]),
            *[get(name, b"") for name in _SAID],
        )
        client = scope.get("client")
        address = client[0] if client else ""
        key = self.key if self.day == now.date() else self._spare_key(now.date())
        visitor = blake2b(f"{address}\n{look.agent}".encode(errors="replace"), digest_size=16, key=key).hexdigest()
        origin = blake2b(_network(address), digest_size=16, key=key, person=b"origin").hexdigest()
        return Request(method, look.agent, look.referrer_host, look.prefetch, visitor, origin, look.lacks)

    async def wake(self, now: datetime) -> None:
        """Returns when the day's key is here, or the database has been given up on for now."""
        if self._tried is None or abs(now - self._tried) >= AGAIN:
            self._tried = now
            if self._fetching is None or self._fetching.done():
                self._fetching = asyncio.create_task(self._fetch(now))
        if self._fetching is not None and not self._fetching.done():
            await asyncio.wait((self._fetching,), timeout=self.patience)

    async def _fetch(self, now: datetime) -> None:
        day = now.date()
        try:
            self.key = await self.database.awrite(store.day_key, day, secrets.token_bytes(32))
        except DatabaseError:
            return
        self.day = day
        left = datetime.combine(day + timedelta(days=1), time(), UTC) - now
        asyncio.get_running_loop().call_later(left.total_seconds(), self.forget, day)

    def forget(self, day: date) -> None:
        """Destroys the key of a day that is over, also when nobody comes by after it."""
        if self.day == day:
            self.day, self.key = None, b""
        if self._spare is not None and self._spare[0] == day:
            self._spare = None

    def _spare_key(self, day: date) -> bytes:
        if self._spare is None or self._spare[0] != day:
            self._spare = (day, secrets.token_bytes(32))
        return self._spare[1]


def device(request: HTTPConnection) -> Device:
    """A phone by what its program says, else a desktop."""
    if request.headers.get("sec-ch-ua-mobile") == "?1":
        return Device.PHONE
    agent = request.headers.get("user-agent", "").lower()
    return Device.PHONE if any(name in agent for name in _PHONES) else Device.DESKTOP


@lru_cache(maxsize=4096)
def _look(
    method: str,
    secure: bool,  # noqa: FBT001
    agent: bytes,
    referrer: bytes,
    purposes: bytes,
    *said: bytes,
) -> _Look:
    words = purposes.decode("latin-1").lower()
    named = {name.decode(): value.decode("latin-1") for name, value in zip(_SAID, said, strict=True)}
    return _Look(
        agent=_plain(agent)[:_AGENT],
        referrer_host=_host(referrer),
        prefetch="prefetch" in words or "preview" in words or "prerender" in words,
        lacks=lacking(method, named, secure=secure),
    )


def _plain(value: bytes) -> str:
    """Text that every database takes."""
    return value.decode("latin-1").replace("\0", "")


def _host(referrer: bytes) -> str:
    try:
        return (urlsplit(_plain(referrer)).hostname or "")[:_HOST]
    except ValueError:
        return ""


def _network(address: str) -> bytes:
    """The first 24 bits of an IPv4 address, the first 48 of an IPv6 one; anything else as it is."""
    if ":" not in address:
        return address.rpartition(".")[0].encode(errors="replace")
    try:
        six = ip_address(address.partition("%")[0])
    except ValueError:
        return address.encode(errors="replace")
    if isinstance(six, IPv6Address) and six.ipv4_mapped is not None:
        return _network(str(six.ipv4_mapped))
    return six.packed[:6]
