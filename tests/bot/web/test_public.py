"""Whoever passes a poster can read and share a desk's pick of the week; nobody is known by it."""

import re
from datetime import timedelta
from pathlib import Path
from urllib.parse import unquote

import pytest
from sqlalchemy import select, update

from digests.content.store import items
from digests.db import Database
from digests.employee import posters
from digests.errors import InputError, UnknownError
from digests.ledger.model import FactKind, Verdict
from digests.sharing.store import links
from tests.bot.web.world import PHONE, World, world
from tests.decided import withdraw
from tests.factories import NOW

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
JSON = {"Accept": "application/json"}


@pytest.fixture
def poster(web: World) -> World:
    """The desk comms has put its article on the poster."""
    web.database.write(posters.choose, "comms", "harbour-emissions", "p-0001", NOW)
    return web


def ended(web: World, item_id: str) -> None:
    """The item's time is over."""
    web.database.write(lambda c: c.execute(update(items).where(items.c.id == item_id).values(expires=NOW)))
    body = web.database.read(lambda c: c.scalar(select(items.c.body).where(items.c.id == item_id)))
    assert body is not None
    later = body | {"expires": NOW.isoformat()}
    web.database.write(lambda c: c.execute(update(items).where(items.c.id == item_id).values(body=later)))


async def test_the_page_shows_the_item_with_its_texts_and_asks_for_no_name(poster: World) -> None:
    async with poster.client() as client:
        page = await client.get("/w/comms")
    assert page.status_code == 200
    assert "How we cut the harbour&#39;s emissions" in page.text
    assert "Shore power did most of it." in page.text
    assert 'alt="A quay at dawn"' in page.text
    assert "img-src 'self' data: https://www.example.com" in page.headers["content-security-policy"]
    assert "set-cookie" not in page.headers
    assert poster.facts() == []


async def test_it_speaks_the_visitors_language(poster: World) -> None:
    async with poster.client() as client:
        page = await client.get("/w/Comms", headers={"Accept-Language": "da-DK,da;q=0.9"})
    assert "Ugens udvalgte" in page.text
    assert "Sådan skar vi i havnens udledning" in page.text
    assert "Stolt af det, mine kolleger har gjort i havnen." in page.text
    assert "Proud of" not in page.text


async def test_reading_leads_on_and_is_kept_without_anybody(poster: World) -> None:
    async with poster.client() as client:
        answer = await client.get("/w/comms/read")
    assert answer.status_code == 302
    assert answer.headers["location"].startswith("https://www.example.com/news/harbour?utm_source=budstikke")
    (read,) = poster.facts()
    assert (read.kind, read.item_id, read.person_id, read.delivery_id) == (
        FactKind.READ,
        "harbour-emissions",
        None,
        None,
    )


async def test_sharing_makes_a_link_for_the_item_and_nobody(poster: World) -> None:
    async with poster.client() as client:
        first = await client.post("/w/comms/x", data={"t": "k2", "via": "button"})
        second = await client.post("/w/comms/x", data={"t": "k1", "own": "My quay!"}, headers=JSON)
    code = re.search(r"go\.example\.com/(\w+)", unquote(first.headers["location"]))
    assert code is not None
    assert first.status_code == 303
    assert "Shore%20power" in first.headers["location"]
    assert code[1] in second.json()["go"]
    assert "My%20quay%21%20%23employee" in second.json()["go"]
    rows = poster.database.read(lambda c: c.execute(select(links.c.code, links.c.person_id, links.c.delivery_id)).all())
    assert rows == [(code[1], None, None)]
    taps = poster.facts()
    assert {(tap.person_id, tap.department, tap.network, tap.verdict) for tap in taps} == {
        (None, None, "x", Verdict.HUMAN)
    }


async def test_where_a_network_drops_the_text_it_is_copied_first(poster: World) -> None:
    async with poster.client(PHONE) as client:
        shelf = await client.get("/w/comms")
        page = await client.get("/w/comms/linkedin?t=k1")
        taken = await client.post("/w/comms/elsewhere", data={"t": "k1", "via": "copy"})
    assert "Copy text, open LinkedIn" in shelf.text
    assert "Copy text and open LinkedIn" in page.text
    assert "I shared it" not in page.text  # nobody is there who could have
    assert taken.json()["text"] == "Proud of what my colleagues did in the harbour. #employee"
    assert {fact.kind for fact in poster.facts()} == {FactKind.COPY, FactKind.TAP}


@pytest.mark.parametrize("address", ["w/comms/reddit", "w/comms/nothing", "w/hr/x", "w/hr/read", "w/hr"])
async def test_what_no_desk_shows_cannot_be_shared(poster: World, address: str) -> None:
    async with poster.client() as client:
        answers = [await client.get(f"/{address}"), await client.post(f"/{address}")]
    assert {one.status_code for one in answers} <= {404, 405}
    assert poster.facts() == []


async def test_a_poster_whose_item_was_recalled_says_so_and_what_else_is_on(poster: World) -> None:
    poster.database.write(posters.choose, "comms", "bridge", None, NOW)
    poster.database.write(withdraw, "bridge", NOW)
    async with poster.client() as client:
        alone = await client.get("/w/comms")
    assert alone.status_code == 404
    assert "Nothing is on here right now" in alone.text
    assert "How we cut" not in alone.text


async def test_a_link_of_a_recalled_item_does_not_name_it_and_says_what_else_is_on(
    database: Database, tmp_path: Path
) -> None:
    web = world(database, tmp_path)
    async with web.client() as client:
        shared = await client.post(f"/s/{web.token}/3/x")
    code = re.search(r"go\.example\.com/(\w+)", unquote(shared.headers["location"]))
    assert code is not None
    web.database.write(posters.choose, "comms", "harbour-emissions", None, NOW)
    web.database.write(withdraw, "bridge", NOW)
    web.clock.now = NOW + timedelta(minutes=1)
    async with web.client(base_url="https://go.example.com") as client:
        gone = await client.get(f"/{code[1]}")
    main = gone.text.partition("<main")[2]
    assert gone.status_code == 410
    assert "This is no longer available" in main
    assert 'href="https://bot.example.com/w/comms"' in main
    assert main.count("How we cut") == 1  # of the poster; the recalled item has the same title


async def test_a_link_of_an_item_whose_time_is_over_says_until_when_it_was_on(poster: World) -> None:
    async with poster.client() as client:
        shared = await client.post("/w/comms/x")
        code = re.search(r"go\.example\.com/(\w+)", unquote(shared.headers["location"]))
        assert code is not None
        ended(poster, "harbour-emissions")
        poster.clock.now = NOW + timedelta(minutes=1)
        gone = await client.get(f"/l/{code[1]}")
        opened = await client.get(f"/s/{poster.token}/1")
        page = await client.get("/w/comms")
    assert "was on until November 24, 2026" in gone.text
    assert [gone.status_code, opened.status_code, page.status_code] == [410, 410, 404]
    assert "What else is on" not in gone.text


async def test_the_code_of_a_poster_leads_to_its_page_whatever_stands_there(poster: World) -> None:
    async with poster.client() as client:
        known, unknown = await client.get("/w/comms/qr.svg"), await client.get("/w/hr/qr.svg")
    assert known.headers["content-type"] == "image/svg+xml"
    assert known.text != unknown.text


def test_only_an_approved_item_of_the_desk_that_people_may_share_now_is_chosen(web: World) -> None:
    with pytest.raises(UnknownError, match="has no item 'harbour-emissions'"):
        web.database.write(posters.choose, "hr", "harbour-emissions", None, NOW)
    with pytest.raises(UnknownError, match="choose one of its own"):
        web.database.write(posters.choose, "comms", "nothing", None, NOW)
    with pytest.raises(InputError, match="post of the company's own"):
        web.database.write(posters.choose, "comms", "our-post", None, NOW)
    ended(web, "bridge")
    with pytest.raises(InputError, match="not approved, or not within its time"):
        web.database.write(posters.choose, "comms", "bridge", None, NOW)
    assert web.database.read(posters.chosen) == []
