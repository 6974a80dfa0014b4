"""Where short links lead, in memory: good ones in one shelf, codes that nobody has in another, both of bounded size."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import quote

from sqlalchemy import Connection

from bot.web.hits import BusyError
from bot.web.parts import Parts
from digests.errors import DatabaseError
from digests.ledger.arrivals import written_link
from digests.networks import ELSEWHERE, NETWORKS
from digests.sharing.links import resolve
from digests.sharing.model import LinkState, Target, Utm

FRESH = timedelta(seconds=5)  # how long an answer is good; a withdrawal is felt at once, by the hit that is not kept
LASTING = timedelta(seconds=30)  # how long an open target serves while it is asked for again
MOST = 50_000  # targets in memory
MOST_UNKNOWN = 10_000  # codes in memory that nobody has
MOST_ASKED = 500  # codes that may wait for the database; whoever comes then is asked to come again
GROUP = 50  # codes in one transaction
_PRIVATE = {name for name, network in NETWORKS.items() if network.private} | {ELSEWHERE.name}
PATIENCE = 2.0  # seconds for the database to say where codes lead


@dataclass(frozen=True, slots=True)
class Known:
    """What was known of a code at a moment; no target: nobody has it."""

    target: Target | None
    at: datetime
    location: bytes = b""  # as the header says it; empty where it differs from hit to hit
    private: bool = False  # shared in a private conversation
    written: str = ""  # the target as a hit writes it down


class Targets:
    """Code to target; what is old is asked for again, and serves while nobody answers."""

    def __init__(
        self, parts: Parts, most: int = MOST, most_unknown: int = MOST_UNKNOWN, patience: float = PATIENCE
    ) -> None:
        self._parts = parts
        self._patience = patience
        self._most = most
        self._most_unknown = most_unknown
        self._good: dict[str, Known] = {}
        self._unknown: dict[str, Known] = {}
        self._asked: dict[str, asyncio.Future[Known]] = {}  # until they are answered
        self._waiting: list[str] = []
        self._asking: asyncio.Task[None] | None = None
        self._forgotten: set[str] = set()  # while they were asked for: the answer may be older than that
        self._stuck = False  # the database has not answered for longer than we wait

    def at_once(self, code: str, now: datetime) -> Known | None:
        """What is in memory and good; an open target that is getting old is asked for again meanwhile."""
        known = self._good.get(code) or self._unknown.get(code)
        if known is None:
            return None
        age = abs(now - known.at)
        if age < FRESH:
            return known
        if known.target is None or age >= LASTING or known.target.state(now) is not LinkState.OPEN:
            return None
        self._refresh(code)
        return known

    async def find(self, code: str) -> Known:
        """What the database says; while it is away what it said before, or DatabaseError."""
        try:
            return await asyncio.shield(self._ask(code))
        except DatabaseError:
            old = self._good.get(code)
            if old is None:
                raise
            return old

    def forget(self, code: str) -> None:
        """A link was just minted or pressed: what is known of it is old."""
        self._good.pop(code, None)
        self._unknown.pop(code, None)
        if code in self._asked:
            self._forgotten.add(code)

    def _refresh(self, code: str) -> None:
        if code not in self._asked and len(self._asked) < MOST_ASKED and not self._stuck:
            self._ask(code).add_done_callback(_heard)

    def _ask(self, code: str) -> "asyncio.Future[Known]":
        asked = self._asked.get(code)
        if asked is not None:
            return asked
        if self._stuck or len(self._asked) >= MOST_ASKED:
            raise BusyError("The database does not say where links lead as fast as they are followed.")
        asked = self._asked[code] = asyncio.get_running_loop().create_future()
        self._waiting.append(code)
        if self._asking is None or self._asking.done():
            self._asking = asyncio.create_task(self._ask_all())
        return asked

    async def _ask_all(self) -> None:
        """One read at a time, however many codes are asked for."""
        while self._waiting:
            codes, self._waiting = self._waiting[:GROUP], self._waiting[GROUP:]
            now = self._parts.clock()
            read = asyncio.ensure_future(self._parts.database.aread(_resolve, codes, self._parts.utm, now))
            await asyncio.wait((read,), timeout=self._patience)
            if not read.done():
                self._fail([*codes, *self._waiting], DatabaseError("The database does not answer."))
                self._waiting = []
                self._stuck = True
                await asyncio.wait((read,))
                self._stuck = False
            error = read.exception()
            if error is None:
                self._learn(codes, read.result(), now)
            else:
                self._fail(codes, error)

    def _learn(self, codes: Sequence[str], found: Sequence[Target | None], now: datetime) -> None:
        for code, target in zip(codes, found, strict=True):
            known = _known(target, now)
            asked = self._asked.pop(code, None)
            self.forget(code)
            if code not in self._forgotten:
                self._keep(code, known)
            self._forgotten.discard(code)
            if asked is not None:
                asked.set_result(known)

    def _keep(self, code: str, known: Known) -> None:
        shelf, most = (self._unknown, self._most_unknown) if known.target is None else (self._good, self._most)
        if len(shelf) >= most:
            shelf.pop(next(iter(shelf)))  # the one that was learnt first
        shelf[code] = known

    def _fail(self, codes: Sequence[str], error: BaseException) -> None:
        for code in codes:
            asked = self._asked.pop(code, None)
            self._forgotten.discard(code)
            if asked is not None:
                asked.set_exception(error)
                asked.add_done_callback(_heard)


def _known(target: Target | None, now: datetime) -> Known:
    if target is None:
        return Known(None, now)
    private = target.network in _PRIVATE
    location = header(target.url) if target.around_hit is None else b""
    written = written_link(
        target.delivery_id, target.person_id, target.department, target.item_id, target.network, target.code
    )
    return Known(target, now, location, private, written)


def header(address: str) -> bytes:
    """An address as a Location header has it: what is not a sign of an address is escaped."""
    return quote(address, safe=":/%#?=@[]!$&'()*+,;").encode("latin-1")


def _resolve(connection: Connection, codes: Sequence[str], utm: Utm, now: datetime) -> list[Target | None]:
    return [resolve(connection, code, utm, now) for code in codes]


def _heard(asked: "asyncio.Future[Known]") -> None:
    """Nobody may wait for it."""
    if not asked.cancelled():
        asked.exception()
