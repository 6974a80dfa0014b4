"""Saying yes to figures by name, where the mode is team, and taking it back; programs get no names."""

from datetime import timedelta
from pathlib import Path

import pytest

from digests.access import keys
from digests.db import Database
from digests.measure.asked import asked
from tests.bot.web.world import World, world
from tests.factories import NOW

ASKED = "Show my figures by name to the editors"
FORM = {"form": "preferences"}


async def _page(web: World) -> str:
    async with web.client() as client:
        return (await client.get(f"/p/{web.token}")).text


async def _post(web: World, **fields: str) -> str:
    async with web.client() as client:
        return (await client.post(f"/p/{web.token}", data=fields)).text


async def test_nobody_is_named_before_they_say_yes_and_it_can_be_taken_back(database: Database, tmp_path: Path) -> None:
    web = world(database, tmp_path, privacy={"mode": "team"})
    before = await _page(web)
    assert ASKED in before
    assert "checked" not in before.partition('name="named"')[2].partition(">")[0]
    assert not web.chosen().named
    after = await _post(web, **FORM, named="1")
    assert web.chosen().named
    assert "checked" in after.partition('name="named"')[2].partition(">")[0]
    await _post(web, **FORM)
    assert not web.chosen().named


async def test_a_post_of_another_field_leaves_the_yes_as_it_is(database: Database, tmp_path: Path) -> None:
    web = world(database, tmp_path, privacy={"mode": "team"})
    web.choose(named=True)
    await _post(web, hour="7")
    assert (web.chosen().hour, web.chosen().named) == (7, True)


@pytest.mark.parametrize(
    "privacy",
    [{}, {"mode": "open"}, {"mode": "team", "countries": {"DK": "works_council"}}],
    ids=["works council", "open", "the country alone is stricter"],
)
async def test_where_the_mode_is_another_nobody_is_asked_and_a_yes_is_ignored(
    database: Database, tmp_path: Path, privacy: dict[str, object]
) -> None:
    web = world(database, tmp_path, privacy=privacy)
    assert ASKED not in await _page(web)
    await _post(web, **FORM, named="1")
    assert not web.chosen().named


async def test_where_only_the_country_is_team_its_people_are_asked(database: Database, tmp_path: Path) -> None:
    web = world(database, tmp_path, languages=("da",), privacy={"countries": {"DK": "team"}})
    assert "Vis mine tal med navn for redaktørerne" in await _page(web)


async def test_programs_are_told_nobodys_name(database: Database, tmp_path: Path) -> None:
    """What editors read by name on the server is not handed to other systems."""
    web = world(database, tmp_path, privacy={"mode": "open"})
    web.change_delivery(privacy_mode="open")
    config = web.parts.settings.config
    begin = NOW - timedelta(days=28)
    assert [one.id for one in database.read(asked, config, begin, NOW, NOW, names=True).people] == ["p-0001"]
    secret = database.write(keys.make, "site", ("report:read",), NOW, bytes(32))
    async with web.client() as client:
        answer = await client.get("/api/v1/report", headers={"Authorization": f"Bearer {secret}"})
    assert answer.json()["people"] == []
    assert "p-0001" not in answer.text
