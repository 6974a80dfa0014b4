"""Short links answer fast, durably, and to the queue alone."""

import asyncio
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import update

from bot.web.redirects import FRESH
from digests.content.store import items
from digests.db import Database
from digests.ledger.model import FactKind, Judgement, Verdict
from digests.newsroom import items as verbs
from digests.newsroom.model import LinksThen, Withdrawal
from digests.newsroom.standing import OPERATOR
from digests.sharing.links import mint
from digests.sharing.model import Press
from digests.sharing.taps import Tap, record
from tests.bot.web.away import broken
from tests.bot.web.world import CHROME, World, world
from tests.decided import withdraw
from tests.factories import NOW

PRESS = Press("harbour-emissions", "linkedin", "k1", "p-0001", 7, "Engineering")
LINKS = "https://go.example.com"


@pytest.fixture
def linked(web: World) -> World:
    web.database.write(mint, PRESS, lambda: "aB3dE6gh", NOW)
    return web


async def test_a_link_leads_to_its_item_and_the_click_is_kept(linked: World) -> None:
    async with linked.client(base_url=LINKS) as client:
        answer = await client.get("/aB3dE6gh", headers={"Referer": "https://www.linkedin.com/feed/"})
    assert answer.status_code == 302
    assert answer.headers["location"].startswith("https://www.example.com/news/harbour?utm_source=budstikke")
    assert answer.headers["cache-control"] == "private, no-store"
    assert "set-cookie" not in answer.headers
    (hit,) = linked.facts()
    assert (hit.kind, hit.verdict, hit.settles_at) == (FactKind.HIT, Verdict.HUMAN, NOW + timedelta(minutes=10))
    assert (hit.person_id, hit.item_id, hit.network, hit.code) == (
        "p-0001",
        "harbour-emissions",
        "linkedin",
        "aB3dE6gh",
    )
    assert (hit.agent, hit.referrer_host) == (CHROME, "www.linkedin.com")


async def test_links_work_under_l_on_every_host(linked: World) -> None:
    async with linked.client() as client:
        there = await client.get("/l/aB3dE6gh")
        not_there = await client.get("/aB3dE6gh")
    assert there.status_code == 302
    assert not_there.status_code == 404


async def test_the_links_host_has_links_and_nothing_else(linked: World) -> None:
    async with linked.client(base_url=LINKS) as client:
        answers = [
            await client.get(path) for path in ("/", f"/p/{linked.token}", f"/s/{linked.token}/1/x", "/preview/")
        ]
        alive = await client.get("/healthz")
    assert {one.status_code for one in answers} == {404}
    assert alive.status_code == 200


async def test_a_links_host_shared_with_the_pages_serves_both(database: Database, tmp_path: Path) -> None:
    web = world(database, tmp_path, links={"base_url": "https://bot.example.com/go"})
    web.database.write(mint, PRESS, lambda: "aB3dE6gh", NOW)
    async with web.client() as client:
        assert (await client.get("/go/aB3dE6gh")).status_code == 302
        assert (await client.get(f"/p/{web.token}")).status_code == 200
        assert (await client.get("/healthz")).status_code == 200


@pytest.mark.parametrize("path", ["/unknown0", "/short", "/aB3dE6gh/more", "/l/aB3dE6g%2F", "/l/", "/l/https:example"])
async def test_a_code_that_nobody_has_is_politely_not_found(linked: World, path: str) -> None:
    async with linked.client(base_url=LINKS) as client:
        answer = await client.get(path)
    assert answer.status_code == 404
    assert "<h1>" in answer.text
    assert linked.facts() == []


async def test_head_is_answered_and_never_a_click(linked: World) -> None:
    async with linked.client(base_url=LINKS) as client:
        answer = await client.head("/aB3dE6gh")
    assert answer.status_code == 302
    (hit,) = linked.facts()
    assert (hit.verdict, hit.rules) == (Verdict.MACHINE, ("head",))


async def test_nothing_can_be_posted_to_a_link(linked: World) -> None:
    async with linked.client(base_url=LINKS) as client:
        answer = await client.post("/aB3dE6gh")
    assert (answer.status_code, answer.headers["allow"]) == (405, "GET, HEAD")
    assert linked.facts() == []


@pytest.mark.parametrize(
    "headers", [{"Sec-Purpose": "prefetch;prerender"}, {"Purpose": "prefetch"}, {"X-Purpose": "preview"}]
)
async def test_a_prefetch_is_no_click(linked: World, headers: dict[str, str]) -> None:
    async with linked.client(base_url=LINKS) as client:
        await client.get("/aB3dE6gh", headers=headers)
    assert linked.facts()[0].rules == ("prefetch",)


async def test_a_networks_preview_robot_reaches_the_item_and_is_no_click(linked: World) -> None:
    async with linked.client("LinkedInBot/1.0", LINKS) as client:
        answer = await client.get("/aB3dE6gh")
    assert answer.status_code == 302
    assert linked.facts()[0].verdict is Verdict.PREVIEW


async def test_an_item_that_is_withdrawn_or_past_answers_gone(linked: World) -> None:
    async with linked.client(base_url=LINKS) as client:
        assert (await client.get("/aB3dE6gh")).status_code == 302
        linked.database.write(withdraw, "harbour-emissions", NOW)
        at_once = await client.get("/aB3dE6gh")
        linked.clock.now += FRESH
        later = await client.get("/aB3dE6gh")
    assert at_once.status_code == later.status_code == 410
    assert "no longer available" in at_once.text
    assert len(linked.facts()) == 1


async def test_links_of_a_withdrawn_item_go_on_where_that_was_chosen_and_after_it_is_restored(linked: World) -> None:
    go_on = Withdrawal(links=LinksThen.GO_ON)
    async with linked.client(base_url=LINKS) as client:
        linked.database.write(verbs.withdraw, OPERATOR, "harbour-emissions", go_on, NOW)
        going_on = await client.get("/aB3dE6gh")
        linked.database.write(withdraw, "harbour-emissions", NOW)
        gone = await client.get("/aB3dE6gh")
        linked.clock.now += FRESH
        linked.database.write(verbs.restore, OPERATOR, "harbour-emissions", NOW)
        linked.clock.now += FRESH
        back = await client.get("/aB3dE6gh")
    assert (going_on.status_code, gone.status_code, back.status_code) == (302, 410, 302)
    assert going_on.headers["location"] == back.headers["location"]
    assert len(linked.facts()) == 2


async def test_a_link_that_another_process_lets_run_out_answers_gone_at_once(linked: World) -> None:
    over = update(items).where(items.c.id == "harbour-emissions").values(expires=NOW)
    async with linked.client(base_url=LINKS) as client:
        assert (await client.get("/aB3dE6gh")).status_code == 302
        elsewhere = Database(linked.database.engine.url.render_as_string(hide_password=False))
        try:
            elsewhere.write(lambda connection: connection.execute(over).rowcount)
        finally:
            elsewhere.close()
        answers = await asyncio.gather(*(client.get("/aB3dE6gh") for _ in range(9)))
    assert {one.status_code for one in answers} == {410}
    assert len(linked.facts()) == 1


async def test_a_hit_that_was_answered_while_the_database_was_away_is_kept_whatever_became_of_its_item(
    linked: World, tmp_path: Path
) -> None:
    database, web = broken(linked, tmp_path)
    async with web.client(base_url=LINKS) as client:
        database.away = False
        assert (await client.get("/aB3dE6gh")).status_code == 302
        database.away = True
        assert (await client.get("/aB3dE6gh")).status_code == 302
        database.away = False
        await web.app.redirects.given_back()
        web.database.write(withdraw, "harbour-emissions", NOW)
        assert (await client.get("/aB3dE6gh")).status_code == 410
    await web.app.redirects.given_back()
    assert len(web.facts()) == 2


async def test_hits_from_a_private_conversation_are_counted_without_their_sender(web: World) -> None:
    web.database.write(mint, replace(PRESS, network="whatsapp"), lambda: "private1", NOW)
    async with web.client(base_url=LINKS) as client:
        await client.get("/private1", headers={"Referer": "https://web.whatsapp.com/"})
    (hit,) = web.facts()
    assert (hit.agent, hit.referrer_host, hit.visitor) == (None, None, None)
    assert hit.verdict is Verdict.HUMAN


async def test_the_person_who_shared_is_no_reader_of_their_own_link(web: World) -> None:
    async with web.client() as mine:
        going = await mine.post(f"/s/{web.token}/1/x", headers={"Accept": "application/json"})
        code = going.json()["go"].rpartition("%2F")[2]
        await mine.get(f"/l/{code}")
    async with web.client(address="198.51.100.9") as theirs:
        await theirs.get(f"/l/{code}")
    hits = [fact.verdict for fact in web.facts() if fact.kind is FactKind.HIT]
    assert sorted(hits) == [Verdict.HUMAN, Verdict.SELF]


async def test_no_address_of_a_visitor_is_kept(linked: World) -> None:
    async with linked.client(base_url=LINKS, address="198.51.100.77") as client:
        await client.get("/aB3dE6gh")
        linked.clock.now += timedelta(days=1)
        await client.get("/aB3dE6gh")
    first, second = linked.facts()
    assert "198.51.100.77" not in repr([first, second])
    assert first.visitor != second.visitor


async def test_a_referrer_that_is_no_address_is_left_out(linked: World) -> None:
    async with linked.client(base_url=LINKS) as client:
        await client.get("/aB3dE6gh", headers={"Referer": "https://[broken"})
    assert linked.facts()[0].referrer_host is None


async def test_a_link_that_only_a_machine_pressed_is_gone_after_it_settled(web: World) -> None:
    tap = Tap("t", PRESS, Judgement(Verdict.MACHINE, ("robot agent",)))
    web.database.write(record, tap, timedelta(0), lambda: "machine1", NOW)
    web.settle(NOW)
    async with web.client(base_url=LINKS) as client:
        assert (await client.get("/machine1")).status_code == 404


async def test_many_at_once_are_each_kept_once(linked: World) -> None:
    async with linked.client(base_url=LINKS) as client:
        answers = await asyncio.gather(*(client.get("/aB3dE6gh") for _ in range(40)))
    await linked.app.redirects.given_back()
    assert {one.status_code for one in answers} == {302}
    assert len(linked.facts()) == 40


async def test_while_the_database_is_away_known_links_work_and_their_hits_wait_on_disk(
    linked: World, tmp_path: Path
) -> None:
    database, web = broken(linked, tmp_path)
    async with web.client(base_url=LINKS) as client:
        database.away = False
        assert (await client.get("/aB3dE6gh")).status_code == 302
        database.away = True
        web.clock.now += timedelta(days=1)
        assert (await client.get("/aB3dE6gh")).status_code == 302
        unknown = await client.get("/unknown0")
        assert len(web.facts()) == 1
        database.away = False
        web.clock.now += 2 * FRESH
        assert (await client.get("/aB3dE6gh")).status_code == 302
    await web.app.redirects.given_back()
    assert (unknown.status_code, unknown.headers["retry-after"]) == (503, "5")
    assert len(web.facts()) == 3
    assert not list(web.parts.journal.parent.glob("hits*.jsonl"))


async def test_pages_say_later_while_the_database_is_away(linked: World, tmp_path: Path) -> None:
    _, web = broken(linked, tmp_path)
    async with web.client() as client:
        answers = [
            await client.get("/readyz"),
            await client.get(f"/p/{web.token}"),
            await client.get(f"/r/{web.token}/1"),
        ]
    assert {one.status_code for one in answers} == {503}
    assert {one.headers["retry-after"] for one in answers} == {"5"}
