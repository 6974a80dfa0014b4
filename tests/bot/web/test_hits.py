"""Hits are durable before they are answered, in groups, and no more of them wait than can be kept soon."""

import asyncio
from dataclasses import replace
from pathlib import Path

import pytest

from bot.web import hits as room
from bot.web.hits import BusyError, Hits
from bot.web.journal import Journal
from digests.content.store import Entry, add_items
from digests.db import Database
from digests.ledger.arrivals import arrival
from digests.ledger.model import FactKind
from tests.bot.web.away import Broken, until
from tests.bot.web.test_journal import fact, files, ids
from tests.bot.web.world import World
from tests.decided import withdraw
from tests.factories import NOW, item


@pytest.fixture
def away(database: Database) -> Broken:
    made = Broken(database)
    made.away = False
    return made


def hits(away: Broken, folder: Path, most: int = room.MOST, patience: float = room.PATIENCE) -> Hits:
    return Hits(away, Journal(folder / "hits.jsonl"), most, patience)  # type: ignore[arg-type]


async def test_whoever_waits_while_a_commit_runs_goes_into_the_next(away: Broken, tmp_path: Path) -> None:
    kept = hits(away, tmp_path)
    away.let.clear()
    first = [kept.add(arrival(fact(f"a{number}"))) for number in range(3)]
    await until(lambda: away.writes == 1)
    second = [kept.add(arrival(fact(f"b{number}"))) for number in range(50)]
    away.let.set()
    assert all(await asyncio.gather(*first, *second))
    assert away.writes == 2
    assert len(ids(away.real)) == 53


async def test_more_hits_than_may_wait_are_asked_to_come_again(away: Broken, tmp_path: Path) -> None:
    kept = hits(away, tmp_path, most=5)
    waiting = [kept.add(arrival(fact(str(number)))) for number in range(5)]
    with pytest.raises(BusyError):
        kept.add(arrival(fact("too many")))
    assert all(await asyncio.gather(*waiting))
    assert await kept.add(arrival(fact("again")))


async def test_an_overload_is_answered_with_503_and_a_time_to_come_again(web: World, tmp_path: Path) -> None:
    from bot.web.redirects import Redirects  # noqa: PLC0415
    from bot.web.targets import Targets  # noqa: PLC0415
    from bot.web.visitors import Visitors  # noqa: PLC0415
    from digests.sharing.links import mint  # noqa: PLC0415
    from digests.sharing.model import Press  # noqa: PLC0415

    web.database.write(mint, Press("harbour-emissions", "linkedin"), lambda: "aB3dE6gh", NOW)
    full = Hits(web.database, Journal(tmp_path / "hits.jsonl"), most=0)
    web.app.redirects = Redirects(web.app.answer, web.parts, Targets(web.parts), full, Visitors(web.database))
    async with web.client(base_url="https://go.example.com") as client:
        answer = await client.get("/aB3dE6gh")
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "5")
    assert web.facts() == []


async def test_a_commit_that_takes_too_long_leaves_its_hits_on_disk_and_each_is_kept_once(
    away: Broken, tmp_path: Path
) -> None:
    kept = hits(away, tmp_path, patience=0)
    away.let.clear()
    assert await kept.add(arrival(fact("a")))
    assert await kept.add(arrival(fact("b")))
    assert away.writes <= 2  # nothing more is asked of a database that does not answer, but what is on disk
    assert ids(away.real) == []
    away.let.set()
    await kept.replay()
    assert ids(away.real) == ["a", "b"]
    assert files(tmp_path) == []


async def test_what_cannot_be_given_back_yet_is_tried_again(away: Broken, tmp_path: Path) -> None:
    kept = Hits(away, Journal(tmp_path / "hits.jsonl"), again=0)  # type: ignore[arg-type]
    away.away = True
    assert await kept.add(arrival(fact("a")))
    giving = asyncio.ensure_future(kept.replay())
    await until(lambda: away.writes > 3)
    assert not giving.done()
    away.away = False
    await giving
    assert ids(away.real) == ["a"]


async def test_a_hit_on_what_was_withdrawn_is_not_kept_and_its_neighbours_are(away: Broken, tmp_path: Path) -> None:
    away.real.write(add_items, [Entry(item(), None), Entry(item(id="other"), None)], "file", NOW)
    away.real.write(withdraw, "harbour-emissions", NOW)
    kept = hits(away, tmp_path)
    gone, there, read = await asyncio.gather(
        kept.add(arrival(fact("a", "harbour-emissions"))),
        kept.add(arrival(fact("b", "other"))),
        kept.add(arrival(replace(fact("c", "harbour-emissions"), kind=FactKind.READ))),
    )
    assert (gone, there, read) == (False, True, True)
    assert ids(away.real) == ["b", "c"]


async def test_a_fault_of_our_own_is_told_to_whoever_waits(away: Broken, tmp_path: Path) -> None:
    away.away, away.error = True, LookupError("a fault")
    with pytest.raises(LookupError):
        await hits(away, tmp_path).add(arrival(fact("a")))
    assert files(tmp_path) == []


async def test_a_waiting_hit_whose_follower_went_away_is_kept_all_the_same(away: Broken, tmp_path: Path) -> None:
    kept = hits(away, tmp_path)
    left = kept.add(arrival(fact("a")))
    left.cancel()
    assert await kept.add(arrival(fact("b")))
    assert ids(away.real) == ["a", "b"]
