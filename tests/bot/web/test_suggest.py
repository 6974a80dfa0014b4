"""Whoever gets a digest may suggest something from its link, and sees what became of it."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.web.app import create_app
from digests.content.model import ItemState
from digests.content.store import load_items
from digests.newsroom import suggested
from digests.newsroom.facts import PageFacts
from digests.newsroom.queue import suggestions
from digests.newsroom.standing import OPERATOR
from digests.newsroom.suggested import Own
from digests.sharing.tokens import sign
from tests.bot.web.world import World
from tests.factories import KEY, NOW

URL = "https://www.example.com/cranes"
PERSON = "p-0001"


def own(web: World) -> list[Own]:
    return web.database.read(suggested.own, PERSON, NOW)


async def test_looking_at_the_form_changes_nothing(web: World) -> None:
    async with web.client() as client:
        answer = await client.get(f"/i/{web.token}")
    assert answer.status_code == 200
    assert "sees your name beside it" in answer.text
    assert f'href="/p/{web.token}"' in answer.text
    assert own(web) == []


async def test_the_preferences_lead_to_it(web: World) -> None:
    async with web.client() as client:
        assert f'href="/i/{web.token}"' in (await client.get(f"/p/{web.token}")).text


async def test_a_suggestion_is_kept_in_the_person_s_name_and_stands_below(web: World) -> None:
    async with web.client() as client:
        sent = await client.post(f"/i/{web.token}", data={"url": URL, "title": "Cranes by sea", "why": "Look <b>"})
        assert (sent.status_code, sent.headers["location"]) == (303, f"/i/{web.token}?thanks")
        page = await client.get(sent.headers["location"])
    assert "Thank you. The newsroom sees your suggestion." in page.text
    assert "Waits for the newsroom" in page.text
    (found,) = web.database.read(load_items, ["cranes-by-sea"])
    assert (found.state, found.url, found.owner) == (ItemState.SUGGESTED, URL, "")
    told = web.database.read(suggestions, [found.id])[found.id]
    assert (told.person_id, told.why) == (PERSON, "Look <b>")


async def test_the_desk_s_word_is_read_where_it_was_declined(web: World) -> None:
    async with web.client() as client:
        await client.post(f"/i/{web.token}", data={"url": URL, "title": "Cranes"})
        web.database.write(suggested.decline, OPERATOR, own(web)[0].item.id, "We had <three>", NOW)
        page = await client.get(f"/i/{web.token}")
    assert "Not taken this time" in page.text
    assert "We had &lt;three&gt;" in page.text


async def test_a_missing_title_is_fetched_and_shown_before_anything_is_kept(web: World) -> None:
    async def says(_url: str) -> PageFacts:
        return PageFacts(title="Cranes by sea")

    web.app = create_app(replace(web.parts, look_up=says))
    async with web.client() as client:
        page = await client.post(f"/i/{web.token}", data={"url": URL, "why": "Look"})
    assert (page.status_code, 'value="Cranes by sea"' in page.text, ">Look<" in page.text) == (200, True, True)
    assert own(web) == []


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"url": "http://www.example.com", "title": "A"}, "starts with https://"),
        ({"url": URL, "title": ""}, "needs a title"),
        ({"url": "https://www.example.com/news/harbour", "title": "A"}, "in the queue already"),
        ({}, "starts with https://"),
    ],
)
async def test_what_cannot_be_is_said_and_what_was_typed_stays(web: World, typed: dict[str, str], said: str) -> None:
    async with web.client() as client:
        page = await client.post(f"/i/{web.token}", data=typed or {"why": "x"})
    assert (page.status_code, said in page.text) == (422, True)
    assert f'value="{typed.get("url", "")}"' in page.text
    assert own(web) == []


async def test_what_is_no_form_is_refused(web: World) -> None:
    async with web.client() as client:
        assert (await client.post(f"/i/{web.token}", json={"url": URL})).status_code == 415
    assert own(web) == []


async def test_a_forged_or_expired_address_opens_nothing(web: World) -> None:
    old = sign(KEY, 7, NOW - timedelta(days=99))
    async with web.client() as client:
        for token, status in (("x" + web.token[1:], 403), (old, 410)):
            answer = await client.post(f"/i/{token}", data={"url": URL, "title": "A"})
            assert answer.status_code in (status, 403), token
    assert own(web) == []
