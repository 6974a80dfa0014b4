"""A report's pictures are served to whoever has their signed address."""

from pathlib import Path
from urllib.parse import urlsplit

import pytest

from bot.rendering.report.addresses import picture_address
from digests.db import Database
from digests.measure.posts import keep_pictures
from tests.bot.web.world import World, world
from tests.factories import KEY, NOW

WEEK = "2026-W47"
PNG = b"\x89PNG pixels"


@pytest.fixture
def web(database: Database, tmp_path: Path) -> World:
    database.write(keep_pictures, WEEK, {"items": PNG}, NOW)
    return world(database, tmp_path)


def path(period: str = WEEK, name: str = "items", key: bytes = KEY) -> str:
    return urlsplit(picture_address("https://bot.example.com", key, period, name)).path


async def test_the_signed_address_shows_the_picture_and_nobody_indexes_it(web: World) -> None:
    async with web.client() as client:
        answer = await client.get(path())
    assert (answer.status_code, answer.content) == (200, PNG)
    assert answer.headers["content-type"] == "image/png"
    assert "noindex" in answer.headers["x-robots-tag"]
    assert "private" in answer.headers["cache-control"]
    assert "set-cookie" not in answer.headers


@pytest.mark.parametrize(
    "wrong",
    [
        path(key=b"another key, of 32 bytes or more."),
        path().replace("items", "overall"),
        path().replace("W47", "W46"),
        path(period="2026-W40"),
        path(name="nothing"),
        "/report/2026-W47/items/ø.png",
        "/report/2026-W47/items/.png",
    ],
    ids=["another key", "another name", "another week", "not kept", "never made", "letters", "nothing"],
)
async def test_any_other_address_shows_nothing(web: World, wrong: str) -> None:
    async with web.client() as client:
        answer = await client.get(wrong)
    assert answer.status_code == 404
    assert PNG not in answer.content
