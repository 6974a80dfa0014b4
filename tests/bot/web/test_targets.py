"""Where links lead is kept in memory, of bounded size, and asked for once however many ask."""

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.web import targets as room
from bot.web.targets import FRESH, LASTING, Targets
from digests.errors import DatabaseError
from digests.sharing.links import mint
from digests.sharing.model import Press
from tests.bot.web.away import Broken, until
from tests.bot.web.world import World
from tests.decided import withdraw
from tests.factories import NOW

PRESS = Press("harbour-emissions", "linkedin", "k1", "p-0001", 7, "Engineering")


@pytest.fixture
def away(web: World) -> Broken:
    """With one link."""
    web.database.write(mint, PRESS, lambda: "aB3dE6gh", NOW)
    made = Broken(web.database)
    made.away = False
    return made


def targets(web: World, away: Broken, most: int = room.MOST, unknown: int = room.MOST_UNKNOWN) -> Targets:
    return Targets(replace(web.parts, database=away), most, unknown)  # type: ignore[arg-type]


async def test_many_who_ask_at_once_are_one_question(web: World, away: Broken) -> None:
    shelf = targets(web, away)
    found = await asyncio.gather(*(shelf.find("aB3dE6gh") for _ in range(50)))
    assert {one.target.item_id for one in found if one.target} == {"harbour-emissions"}
    assert away.reads == 1


async def test_many_codes_are_asked_for_together(web: World, away: Broken) -> None:
    shelf = targets(web, away)
    found = await asyncio.gather(*(shelf.find(f"unknown{number}") for number in range(room.GROUP + 1)))
    assert {one.target for one in found} == {None}
    assert away.reads == 2


async def test_an_answer_is_good_for_a_while_also_that_nobody_has_the_code(web: World, away: Broken) -> None:
    shelf = targets(web, away)
    for code in ("aB3dE6gh", "unknown0"):
        await shelf.find(code)
        assert shelf.at_once(code, NOW + FRESH / 2) is not None
    assert shelf.at_once("unknown0", NOW + FRESH) is None
    assert shelf.at_once("unheard0", NOW) is None


async def test_a_closed_link_that_is_getting_old_is_asked_for_before_it_answers(web: World, away: Broken) -> None:
    """What was restored is open again within seconds."""
    web.database.write(withdraw, "harbour-emissions", NOW)
    shelf = targets(web, away)
    closed = await shelf.find("aB3dE6gh")
    assert (closed.target and closed.target.withdrawn, shelf.at_once("aB3dE6gh", NOW)) == (True, closed)
    assert shelf.at_once("aB3dE6gh", NOW + FRESH) is None


async def test_an_open_link_that_is_getting_old_serves_while_it_is_asked_for_again(web: World, away: Broken) -> None:
    shelf = targets(web, away)
    await shelf.find("aB3dE6gh")
    web.clock.now = NOW + FRESH
    for _ in range(5):
        assert shelf.at_once("aB3dE6gh", web.clock.now) is not None
    await shelf.find("aB3dE6gh")  # joins the question that is on its way
    assert away.reads == 2
    fresh = shelf.at_once("aB3dE6gh", web.clock.now)
    assert fresh is not None
    assert fresh.at == web.clock.now
    assert shelf.at_once("aB3dE6gh", web.clock.now + LASTING) is None


async def test_strangers_codes_push_out_each_other_and_no_good_link(web: World, away: Broken) -> None:
    shelf = targets(web, away, unknown=10)
    await shelf.find("aB3dE6gh")
    for number in range(30):
        await shelf.find(f"unknown{number}")
    assert shelf.at_once("aB3dE6gh", NOW) is not None
    kept = [number for number in range(30) if shelf.at_once(f"unknown{number}", NOW)]
    assert kept == list(range(20, 30))


async def test_no_more_links_are_in_memory_than_it_is_meant_to_hold(web: World, away: Broken) -> None:
    shelf = targets(web, away, most=2)
    for number in range(3):
        press = replace(PRESS, person_id=f"p-{number + 2}")
        web.database.write(mint, press, lambda number=number: f"another{number}", NOW)  # type: ignore[misc]
        await shelf.find(f"another{number}")
    assert [number for number in range(3) if shelf.at_once(f"another{number}", NOW)] == [1, 2]


async def test_a_link_that_was_minted_while_its_code_was_asked_for_is_asked_for_again(web: World, away: Broken) -> None:
    shelf = targets(web, away)
    asked = asyncio.ensure_future(shelf.find("minted00"))
    await asyncio.sleep(0)
    shelf.forget("minted00")
    assert (await asked).target is None
    assert shelf.at_once("minted00", NOW) is None


async def test_what_was_known_serves_while_the_database_is_away_and_nothing_else_does(web: World, away: Broken) -> None:
    shelf = targets(web, away)
    await shelf.find("aB3dE6gh")
    await shelf.find("unknown0")
    away.away = True
    web.clock.now += timedelta(hours=1)
    assert (await shelf.find("aB3dE6gh")).target is not None
    with pytest.raises(DatabaseError):
        await shelf.find("unknown0")


async def test_a_database_that_does_not_answer_holds_up_nobody_for_long(web: World, away: Broken) -> None:
    shelf = Targets(replace(web.parts, database=away), patience=0)  # type: ignore[arg-type]
    away.let.clear()
    with pytest.raises(DatabaseError):
        await shelf.find("aB3dE6gh")
    with pytest.raises(DatabaseError):
        await shelf.find("another0")
    assert away.reads == 1
    away.let.set()
    await until(lambda: shelf.at_once("aB3dE6gh", NOW) is not None)
    assert (await shelf.find("aB3dE6gh")).target is not None


async def test_more_codes_than_may_wait_are_asked_to_come_again(web: World, away: Broken) -> None:
    shelf = targets(web, away)
    away.let.clear()
    waiting = [asyncio.ensure_future(shelf.find(f"code{number:06}")) for number in range(room.MOST_ASKED)]
    await asyncio.sleep(0)
    with pytest.raises(DatabaseError, match="as fast as"):
        await shelf.find("onemore0")
    away.let.set()
    assert {one.target for one in await asyncio.gather(*waiting)} == {None}


def test_an_address_with_odd_signs_is_a_header_all_the_same() -> None:
    assert room.header("https://www.example.com/r\u00f8d gr\u00f8d?a=1&b=%20\r\nSet-Cookie: x") == (
        b"https://www.example.com/r%C3%B8d%20gr%C3%B8d?a=1&b=%20%0D%0ASet-Cookie:%20x"
    )
