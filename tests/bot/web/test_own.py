"""One's own page opens by a fresh link alone; what could hurt is done there, and can be undone where it can."""

import json
import re
from datetime import timedelta
from pathlib import Path

import pytest
from httpx import AsyncClient, Response
from sqlalchemy import select

from digests.access.store import audit
from digests.db import Database
from digests.ledger.model import FactKind
from digests.people.model import ChannelName
from digests.people.store import load_people, people
from digests.sharing.tokens import sign
from tests.bot.web.posted import path, posted
from tests.bot.web.world import DELIVERY, World, world
from tests.factories import KEY, NOW

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


async def opened(web: World, client: AsyncClient) -> tuple[str, Response]:
    """The page, and what its visit goes by."""
    await client.post(f"/m/{web.token}")
    ((_, note),) = posted(web)
    page = await client.post(path(note))
    found = re.search(r'name="visit"\s+value="([\w-]+)"', page.text)
    assert found is not None
    return found[1], page


def words(answer: Response) -> str:
    """What a page says, without the nonce of its style."""
    return answer.text.partition("<body>")[2]


async def test_asking_sends_a_link_to_ones_own_channel_and_shows_nothing(web: World) -> None:
    async with web.client() as client:
        looked = await client.get(f"/m/{web.token}")
        assert posted(web) == []
        answer = await client.post(f"/m/{web.token}")
    ((asked, note),) = posted(web)
    assert "Send me the link to my page" in looked.text
    assert "on its way" in answer.text
    assert "maja.holm@example.com" not in answer.text
    assert (asked.person_id, asked.channel, asked.address) == ("p-0001", None, "")
    assert note.subject == "The link to your own page"
    assert note.button is not None
    assert note.button.url.startswith("https://bot.example.com/o/")


async def test_looking_uses_nothing_up_and_a_press_opens_the_page_once(web: World) -> None:
    async with web.client() as client:
        await client.post(f"/m/{web.token}")
        ((_, note),) = posted(web)
        for _ in range(2):
            looked = await client.get(path(note))
        page = await client.post(path(note))
        again = await client.post(path(note))
        after = await client.get(path(note))
    assert "Open my page" in looked.text
    assert "Holm" not in looked.text
    assert page.status_code == 200
    assert "Your own page, Maja" in page.text
    assert "maja.holm@example.com" in page.text
    assert [again.status_code, after.status_code] == [410, 410]
    assert "used, or is too old" in again.text


async def test_a_link_that_is_too_old_sends_a_fresh_one_with_one_press(web: World) -> None:
    async with web.client() as client:
        await client.post(f"/m/{web.token}")
        ((_, note),) = posted(web)
        web.clock.now = NOW + timedelta(minutes=31)
        late = await client.post(path(note))
        again = re.search(r'action="(/o/[\w-]+/again)"', late.text)
        assert again is not None
        sent = await client.post(again[1])
        nothing = await client.post("/o/guessed-guessed-guessed/again")
    assert late.status_code == 410
    assert words(sent) == words(nothing)  # whoever guesses learns nothing
    ((_, fresh),) = posted(web)
    async with web.client() as client:
        assert (await client.post(path(fresh))).status_code == 200


@pytest.mark.parametrize("secret", ["guessed-guessed-guessed", "x", "a" * 99, "%2e%2e"])
async def test_a_link_that_nobody_was_sent_opens_nothing(web: World, secret: str) -> None:
    async with web.client() as client:
        answers = [await client.get(f"/o/{secret}"), await client.post(f"/o/{secret}")]
    assert {one.status_code for one in answers} == {410}
    assert "again" not in answers[0].text.partition("<main")[2]


async def test_the_page_says_what_came_of_ones_shares_and_what_is_stored(web: World) -> None:
    async with web.client() as client:
        shared = await client.post(f"/s/{web.token}/1/x")
    code = re.search(r"go\.example\.com%2F(\w+)", shared.headers["location"])
    assert code is not None
    async with web.client(address="192.0.2.200") as reader:
        await reader.get(f"/l/{code[1]}")
    web.clock.now = NOW + timedelta(minutes=20)
    web.settle(web.clock.now)
    async with web.client() as client:
        _, page = await opened(web, client)
    text = " ".join(page.text.split())
    assert "Your 1 share brought 1 reader." in text
    assert "How we cut the harbour&#39;s emissions" in text
    assert "Over 90 days; only you see this." in text
    assert "Share buttons pressed, texts copied, shares confirmed" in text
    assert "with the person for 90 days, then as a figure without" in text
    assert "Engineering" in text


async def test_everything_can_be_taken_along_as_a_file_and_the_look_is_noted(web: World) -> None:
    async with web.client() as client:
        visit, _ = await opened(web, client)
        answer = await client.post("/o", data={"visit": visit, "act": "export"})
    told = json.loads(answer.text)["tables"]
    assert answer.headers["content-disposition"] == 'attachment; filename="stored-about-me.json"'
    assert told["people"][0]["email"] == "maja.holm@example.com"
    assert [one["id"] for one in told["deliveries"]] == [DELIVERY]
    looks = web.database.read(lambda c: c.execute(select(audit.c.actor, audit.c.act, audit.c.person_id)).all())
    assert looks == [("the person, on their own page", "person export", "p-0001")]


async def test_erasing_is_asked_about_first_and_then_leaves_nobody(web: World, tmp_path: Path) -> None:
    file = tmp_path / "preview" / "weekly-2026-W48" / f"{DELIVERY}.html"
    file.parent.mkdir(parents=True)
    file.write_text("Maja", encoding="utf-8")
    async with web.client() as client:
        await client.post(f"/s/{web.token}/1/x")
        visit, _ = await opened(web, client)
        asked = await client.post("/o", data={"visit": visit, "act": "erase"})
        assert len(web.database.read(load_people)) == 1
        done = await client.post("/o", data={"visit": visit, "act": "erase", "sure": "1"})
        after = [await client.get(f"/p/{web.token}"), await client.post("/o", data={"visit": visit})]
    assert "Erase everything, for good" in asked.text
    assert "It is erased" in done.text
    assert web.database.read(lambda c: c.scalar(select(people.c.id))) is None
    assert {fact.person_id for fact in web.facts()} == {None}
    assert [one.kind for one in web.facts()] == [FactKind.TAP]
    assert {one.status_code for one in after} == {410}
    assert not file.exists()


async def test_a_visit_ends_after_half_an_hour_or_when_it_is_closed(web: World) -> None:
    async with web.client() as client:
        visit, _ = await opened(web, client)
        closed = await client.post("/o", data={"visit": visit, "act": "close"})
        late = await client.post("/o", data={"visit": visit, "act": "export"})
        other, _ = await opened(web, client)
        assert (await client.post("/o", data={"visit": other, "act": "show"})).status_code == 200
        web.clock.now = NOW + timedelta(minutes=31)
        over = await client.post("/o", data={"visit": other, "act": "export"})
        none = await client.post("/o", data={"act": "export"})
    assert "This page is closed" in closed.text
    assert {late.status_code, over.status_code, none.status_code} == {410}


async def test_another_channel_is_confirmed_where_the_digests_come_and_can_be_taken_back(
    database: Database, tmp_path: Path
) -> None:
    web = world(database, tmp_path, delivery={"channels": ["email", "teams"], "preview_folder": str(tmp_path)})
    async with web.client() as client:
        answer = await client.post(f"/p/{web.token}", data={"channel": "teams", "hour": "9"})
        assert (web.chosen().channel, web.chosen().hour) == (None, 9)
        ((asked, ask),) = posted(web)
        looked = await client.get(path(ask))
        assert web.chosen().channel is None
        done = await client.post(path(ask))
        assert web.chosen().channel is ChannelName.TEAMS
        ((told, undo),) = posted(web)
        again = await client.post(path(ask))
        web.clock.now = NOW + timedelta(days=6)
        before = await client.get(path(undo))
        back = await client.post(path(undo))
    assert "confirm the other channel there" in answer.text
    assert (asked.kind, told.kind, told.channel) == ("channel_change", "channel_changed", ChannelName.EMAIL)
    assert ask.lines == ("This was chosen in your preferences: Teams. Nothing has changed yet.",)
    assert "Yes, this way" in looked.text
    assert "come another way" in done.text
    assert again.status_code == 410
    assert "the company&#39;s usual channel" in before.text
    assert "Taken back" in back.text
    assert web.chosen().channel is None


async def test_on_ones_own_page_a_channel_is_changed_at_once_and_an_unknown_one_is_refused(
    database: Database, tmp_path: Path
) -> None:
    web = world(database, tmp_path, delivery={"channels": ["email", "slack"], "preview_folder": str(tmp_path)})
    web.choose(channel=ChannelName.SLACK)
    async with web.client() as client:
        visit, _ = await opened(web, client)
        wrong = await client.post("/o", data={"visit": visit, "act": "channel", "channel": "pigeon"})
        assert web.chosen().channel is ChannelName.SLACK
        saved = await client.post("/o", data={"visit": visit, "act": "channel", "channel": "email"})
        ((told, undo),) = posted(web)
        web.choose(channel=ChannelName.TEAMS)
        late = await client.post(path(undo))
    assert "cannot come that way" in wrong.text
    assert "Saved." in saved.text
    assert (told.channel, told.about) == (ChannelName.SLACK, {"before": "slack", "after": "email"})
    assert "changed again since" in late.text
    assert web.chosen().channel is ChannelName.TEAMS


async def test_what_was_changed_back_before_it_was_told_is_not_told(web: World) -> None:
    web.choose(channel=ChannelName.SLACK)
    async with web.client() as client:
        visit, _ = await opened(web, client)
        await client.post("/o", data={"visit": visit, "act": "channel", "channel": "email"})
    web.choose(channel=ChannelName.SLACK)
    assert posted(web) == []


@pytest.mark.parametrize(
    ("address", "fresh"),
    [("p/{}", "p/{}"), ("s/{}/1", "s/{}/1"), ("s/{}/1/x", "s/{}/1/x"), ("r/{}/3", "r/{}/3"), ("m/{}", "m/{}")],
)
async def test_an_address_that_is_too_old_has_a_fresh_one_sent(web: World, address: str, fresh: str) -> None:
    old = sign(KEY, DELIVERY, NOW - timedelta(days=70))
    async with web.client() as client:
        page = await client.get(f"/{address.format(old)}")
        again = re.search(r'action="(/fresh/[^"]+)"', page.text)
        assert again is not None
        sent = await client.post(again[1])
        unknown = await client.post(again[1].replace(old, sign(KEY, 999, NOW - timedelta(days=70))))
        ((asked, note),) = posted(web)
        new = await client.get(path(note))
    assert page.status_code == 410
    assert sent.status_code == 200
    assert words(sent) == words(unknown)  # it tells nothing
    assert asked.person_id == "p-0001"
    assert path(note) == f"/{fresh.format(sign(KEY, DELIVERY, NOW))}"
    assert new.status_code in (200, 302)


@pytest.mark.parametrize("where", ["x/y", "s/short/1", "newsroom/queue", "p/{}/../../healthz"])
async def test_nothing_but_a_page_of_a_digest_can_be_asked_for_anew(web: World, where: str) -> None:
    async with web.client() as client:
        answer = await client.post(f"/fresh/{where.format(web.token)}")
    assert answer.status_code == 404
    assert posted(web) == []


async def test_an_address_that_was_altered_sends_nothing(web: World) -> None:
    other = sign(b"another key, of 32 bytes or more", DELIVERY, NOW)
    async with web.client() as client:
        answer = await client.post(f"/fresh/p/{other}")
    assert answer.status_code == 403
    assert posted(web) == []


async def test_the_welcome_says_what_it_is_who_sees_what_and_how_it_stops(database: Database, tmp_path: Path) -> None:
    web = world(database, tmp_path, languages=("da",), welcome={"words": {"da": "Hej fra Nordbro."}})
    async with web.client() as client:
        page = await client.get(f"/h/{web.token}")
    assert "Hej fra Nordbro." in page.text
    assert "Kun du kan se, hvad du gør her" in page.text
    assert f'href="/u/{web.token}"' in page.text
