"""The web's pages before checkers made by others: html-validate for structure, axe-core for barriers."""

from collections.abc import Iterator
from pathlib import Path
from typing import Literal

import pytest
from playwright.sync_api import Browser

from digests.db import Database
from tests.bot.web.browser import served
from tests.bot.web.test_preview import write
from tests.bot.web.world import CHROME, World, world
from tests.outside.checks import PAGE_RULES_OFF, page_problems
from tests.outside.node import requires_node
from tests.outside.render import chromium, page_barriers, requires_chromium

pytestmark = [pytest.mark.outside, pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)]
RULES_OFF = (*PAGE_RULES_OFF, "form-dup-name")  # the boxes of one group share a name in HTML
LOCAL = "http://127.0.0.1:8000"
PAGES = (
    "s/{0}/1", "s/{0}/1/facebook", "s/{0}/1/linkedin", "p/{0}", "u/{0}", "n/{0}/1", "nothing", "preview/",
    "preview/weekly-2026-W48/7", "m/{0}", "h/{0}", "i/{0}", "p/{0}x", "w/comms", "o/unknown",
)  # fmt: skip


@pytest.fixture
def danish(database: Database, tmp_path: Path) -> World:
    write(tmp_path / "preview")
    return world(database, tmp_path, languages=("da", "en"))


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as found:
        yield found


@requires_node
@pytest.mark.parametrize("path", PAGES)
async def test_html_validate_has_nothing_against_a_page(danish: World, path: str) -> None:
    async with danish.client(base_url=LOCAL, address="127.0.0.1") as client:
        answer = await client.get("/" + path.format(danish.token))
    assert page_problems(answer.text, RULES_OFF) == []


@requires_chromium
@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_axe_finds_no_barrier_on_any_page(danish: World, browser: Browser, *, dark: bool) -> None:
    scheme: Literal["dark", "light"] = "dark" if dark else "light"
    with (
        served(danish.app) as address,
        browser.new_context(user_agent=CHROME, color_scheme=scheme, bypass_csp=True) as context,
    ):
        page = context.new_page()
        for path in PAGES:
            if "linkedin" in path:
                continue  # goes on by itself
            page.goto(f"{address}/{path.format(danish.token)}")
            assert page_barriers(page) == [], path
