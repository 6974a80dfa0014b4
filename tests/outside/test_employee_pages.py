"""Employees' pages before checkers made by others, in every state: html-validate for structure, axe for barriers."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Literal

import pytest
from playwright.sync_api import Browser, Response

from digests.db import Database
from digests.employee import posters
from digests.people.model import ChannelName
from digests.sharing.tokens import sign
from tests.bot.web.browser import served
from tests.bot.web.posted import path, posted
from tests.bot.web.world import CHROME, DELIVERY, World, world
from tests.factories import KEY, NOW
from tests.outside.checks import PAGE_RULES_OFF, page_problems
from tests.outside.node import why_no_node
from tests.outside.render import chromium, page_barriers, requires_chromium

pytestmark = [
    pytest.mark.outside,
    requires_chromium,
    pytest.mark.parametrize("database_url", ["sqlite"], indirect=True),
]
RULES_OFF = (*PAGE_RULES_OFF, "form-dup-name")
SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 4 1"><rect width="4" height="1"/></svg>'


@pytest.fixture
def danish(database: Database, tmp_path: Path) -> World:
    (tmp_path / "logo.svg").write_text(SVG, encoding="utf-8")
    company = {"name": "Nordbro", "logo": "logo.svg", "accent": "#ffb000"}  # a colour that takes no white
    delivery = {"channels": ["email", "teams"], "preview_folder": str(tmp_path)}
    made = world(database, tmp_path, languages=("da", "en"), company=company, delivery=delivery)
    database.write(posters.choose, "comms", "harbour-emissions", None, NOW)
    return made


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as found:
        yield found


def is_page(answer: Response) -> bool:
    """Whether it is HTML that stays."""
    return answer.headers.get("content-type", "").startswith("text/html")


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_no_page_in_any_state_has_a_barrier_or_a_fault(danish: World, browser: Browser, *, dark: bool) -> None:
    scheme: Literal["dark", "light"] = "dark" if dark else "light"
    danish.choose(channel=ChannelName.TEAMS)
    token, old = danish.token, sign(KEY, DELIVERY, NOW - timedelta(days=70))
    problems: dict[str, list[object]] = {}
    sources: dict[str, str] = {}
    with (
        served(danish.app) as address,
        browser.new_context(user_agent=CHROME, color_scheme=scheme, bypass_csp=True, locale="da") as context,
    ):
        page = context.new_page()
        answers: list[Response] = []
        page.on("response", lambda answer: answers.append(answer) if is_page(answer) else None)

        def look(name: str) -> None:
            problems[name] = list(page_barriers(page))
            sources[name] = answers[-1].text()

        def press(name: str) -> None:
            page.locator(f"button[value={name}]").click()

        for where in (f"s/{token}/1", f"m/{token}", f"h/{token}", "w/comms", "w/hr", f"p/{old}", f"o/{'x' * 30}"):
            page.goto(f"{address}/{where}")
            look(where)
        page.goto(f"{address}/p/{old}")
        page.locator("main button").click()
        look("a fresh link was sent")
        page.goto(f"{address}/m/{token}")
        page.locator("main button").click()
        look("the link to one's own page was sent")
        note = next(note for asked, note in posted(danish) if asked.kind == "own_page")
        page.goto(address + path(note))
        look("the link")
        page.locator("main button").click()
        look("one's own page")
        page.locator("select").select_option("email")
        press("channel")
        look("another channel")
        press("erase")
        look("before erasing")
        press("show")
        press("close")
        look("closed")
        ((_, undo),) = posted(danish)
        page.goto(address + path(undo))
        look("taking back")
        page.locator("main button").click()
        look("taken back")
        page.goto(address + path(undo))
        look("used up")
    assert {name: found for name, found in problems.items() if found} == {}
    if why_no_node() is None and not dark:
        assert {url: found for url, html in sources.items() if (found := page_problems(html, RULES_OFF))} == {}
