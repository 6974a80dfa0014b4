"""From a short link to a figure: what the landing page learned is told back, and decided when the click is."""

from datetime import timedelta
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from sqlalchemy import Connection, select, update

from digests.access import keys
from digests.content.store import items
from digests.db import Database
from digests.measure import conversions
from digests.measure.conversion_store import counts
from digests.measure.goals import configured, named
from digests.sharing import links
from digests.sharing.model import Press
from tests.bot.web.world import world
from tests.factories import NOW

pytestmark = pytest.mark.anyio
BROWSER = {
    "Accept": "text/html,application/xhtml+xml,*/*;q=0.8",
    "Accept-Language": "en",
    "Sec-Fetch-Mode": "navigate",
    "Sec-Fetch-Dest": "document",
}


async def test_a_click_that_led_to_something_is_found_again(database: Database, tmp_path: Path) -> None:
    goal = {"name": "application", "identifier": "click", "value": 1500, "currency": "DKK"}
    web = world(database, tmp_path, goals=[goal])
    database.write(_name_goal)
    link = database.write(links.mint, Press("bridge", "x", None, "p-0001", 7), lambda: "abcd1234", NOW)
    async with web.client(base_url="https://go.example.com") as reader:
        answer = await reader.get(f"/{link.code}", headers=BROWSER)
    learned = {name: value for name, (value,) in parse_qs(urlsplit(answer.headers["location"]).query).items()}
    assert (answer.status_code, learned["a"], learned["bs_item"], learned["bs_network"]) == (302, "1", "bridge", "x")

    secret = database.write(keys.make, "site", ["conversions:write"], NOW, bytes(32))
    told = [{"external_id": "APP-1", "goal": "application", "click_id": learned["bs_click"]}]
    async with web.client() as program:
        found = await program.post("/api/v1/conversions", json=told, headers={"Authorization": f"Bearer {secret}"})
    assert [one["status"] for one in found.json()] == ["parked"]

    later = NOW + timedelta(minutes=11)
    web.settle(later)
    assert database.write(conversions.settle, later, named(configured(web.parts.settings.config))) == 1
    assert database.read(counts) == {("application", "attributed", True): 1}


def _name_goal(connection: Connection) -> None:
    body = connection.execute(select(items.c.body).where(items.c.id == "bridge")).scalar_one()
    connection.execute(update(items).where(items.c.id == "bridge").values(body=body | {"goal": "application"}))
