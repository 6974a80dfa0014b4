"""What a request shows of its sender: hashes, never an address, by a key that lives a day."""

import asyncio
from datetime import timedelta

import pytest
from starlette.requests import HTTPConnection

from bot.web.visitors import AGAIN, Visitors
from digests.db import Database
from digests.ledger.headers import NO_FETCH, NO_LANGUAGE
from digests.ledger.model import Request
from tests.bot.web.away import Broken, until
from tests.bot.web.world import CHROME
from tests.factories import NOW

BROWSER = {"user-agent": CHROME, "accept": "text/html", "accept-language": "da", "sec-fetch-mode": "navigate"}


async def seen(visitors: Visitors, address: str | None = "192.0.2.7", headers: dict[str, str] = BROWSER) -> Request:
    raw = [(name.encode(), value.encode("latin-1")) for name, value in headers.items()]
    scope = {"type": "http", "headers": raw, "client": (address, 1) if address is not None else None}
    return await visitors.seen(HTTPConnection(scope), "GET", NOW)


async def test_the_same_visitor_is_the_same_for_a_day_and_nothing_shows_who(database: Database) -> None:
    visitors = Visitors(database, secure=True)
    first, again = await seen(visitors), await seen(Visitors(database, secure=True))
    assert first == again
    assert first.lacks == ()
    assert "192.0.2" not in repr(first)
    other = await seen(visitors, headers=BROWSER | {"user-agent": "Mozilla/5.0 Firefox/140.0"})
    assert (other.visitor != first.visitor, other.origin == first.origin) == (True, True)


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("192.0.2.7", "192.0.2.250", True),
        ("192.0.2.7", "192.0.3.7", False),
        ("::ffff:192.0.2.7", "192.0.2.9", True),
        ("2001:db8:1:2::1", "2001:db8:1:ffff::9", True),
        ("2001:db8:1:2::1", "2001:db8:2:2::1", False),
        ("fe80::1%eth0", "fe80::2%eth1", True),
        ("not:an:address", "192.0.2.7", False),
    ],
)
async def test_an_origin_is_a_network_and_no_machine(database: Database, one: str, other: str, same: bool) -> None:  # noqa: FBT001
    visitors = Visitors(database)
    first, second = await seen(visitors, one), await seen(visitors, other)
    assert (first.origin == second.origin) is same
    assert first.visitor != second.visitor


async def test_a_request_without_an_address_is_seen_all_the_same(database: Database) -> None:
    assert (await seen(Visitors(database), None)).visitor


async def test_what_a_browser_says_and_this_one_did_not_is_told(database: Database) -> None:
    bare = {"user-agent": CHROME, "accept": "text/html"}
    assert (await seen(Visitors(database, secure=True), headers=bare)).lacks == (NO_LANGUAGE, NO_FETCH)
    assert (await seen(Visitors(database), headers=bare)).lacks == (NO_LANGUAGE,)


async def test_an_agent_is_cut_and_holds_nothing_that_a_database_refuses(database: Database) -> None:
    found = await seen(Visitors(database), headers={"user-agent": "a\0" + "\xff" * 1000})
    assert found.agent == "a" + "\xff" * 399


async def test_the_days_key_is_asked_for_once_however_many_come(database: Database) -> None:
    counted = Broken(database)
    counted.away = False
    visitors = Visitors(counted)  # type: ignore[arg-type]
    found = await asyncio.gather(*(seen(visitors) for _ in range(20)))
    assert len(set(found)) == 1
    assert counted.writes == 1


async def test_without_a_database_visitors_have_a_key_that_is_thrown_away(database: Database) -> None:
    away = Broken(database)
    visitors = Visitors(away)  # type: ignore[arg-type]
    first, second = await seen(visitors), await seen(visitors)
    assert first.visitor == second.visitor
    assert away.writes == 1  # not asked again at once
    away.away = False
    await visitors.wake(NOW + AGAIN)
    assert (await seen(visitors)).visitor != first.visitor


async def test_a_database_that_does_not_answer_at_midnight_holds_nobody_up(database: Database) -> None:
    away = Broken(database)
    away.away = False
    visitors = Visitors(away, patience=0)  # type: ignore[arg-type]
    away.let.clear()
    waiting = await seen(visitors)
    away.let.set()
    await until(lambda: visitors.day == NOW.date())
    assert (await seen(visitors)).visitor != waiting.visitor


async def test_each_day_has_a_key_of_its_own(database: Database) -> None:
    visitors = Visitors(database)
    today = await seen(visitors)
    await visitors.wake(NOW + timedelta(days=1))
    assert visitors.day == (NOW + timedelta(days=1)).date()
    assert (await seen(visitors)).visitor != today.visitor
