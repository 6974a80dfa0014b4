"""The newsroom's pages before checkers made by others: light and dark, on a desktop, on a phone, and enlarged."""

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Literal

import pytest
from playwright.sync_api import Browser, Page

from digests.db import Database
from tests.bot.web.newsroom.lively import busy, enliven
from tests.bot.web.newsroom.office import Office, office
from tests.bot.web.newsroom.places import PLACES, address
from tests.outside.checks import PAGE_RULES_OFF, pages_problems
from tests.outside.node import requires_node
from tests.outside.render import chromium, page_barriers, requires_chromium

pytestmark = pytest.mark.outside
RULES_OFF = (*PAGE_RULES_OFF, "form-dup-name")  # the boxes of one group share a name in HTML
NO_PAGES = (".csv", ".md", ".yaml", ".json")  # files
DESKTOP, PHONE, ENLARGED = 1280, 390, 640  # the last is a desktop's width at 200 %
PICTURE = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 560 280"><rect width="560" height="280"/></svg>'
STATES = (  # what a page may be like besides its usual state
    "/report?since=tomorrow",
    "/report?since=2020-01-01&until=2020-01-02",
    "/report?compared=yes",
    "/report/nonsense",
)


@pytest.fixture(scope="module")
def full(migrated_sqlite: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """A newsroom with something in every corner."""
    folder = tmp_path_factory.mktemp("full")
    shutil.copyfile(migrated_sqlite, folder / "budstikke.db")
    database = Database(f"sqlite:///{folder / 'budstikke.db'}")
    made = office(database, folder)
    database.write(enliven)
    database.write(busy)
    yield made
    database.close()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as found:
        yield found


def pages() -> list[str]:
    """The address of every page of the newsroom, below /newsroom, and of further states."""
    found = []
    for path, place in PLACES.items():
        if place.get and not path.endswith(NO_PAGES):
            found.append(address(path, place.own))
    return [*found, *STATES]


@requires_node
async def test_html_validate_has_nothing_against_any_page(full: Office) -> None:
    told: dict[str, str] = {}
    async with full.client("admin") as client:
        for path in pages():
            answer = await client.get(f"/newsroom{path}")
            if answer.headers.get("content-type", "").startswith("text/html"):
                told[path or "/"] = answer.text
    async with full.client(None) as client:
        told["/signin"] = (await client.get("/newsroom/signin")).text
    found = pages_problems(told, RULES_OFF)
    wrong = [f"{path}: {one}" for path, problems in found.items() for one in problems]
    assert not wrong, "\n".join(wrong)


@requires_chromium
@pytest.mark.parametrize("dark", [False, True], ids=["light-desktop", "dark-phone"])
def test_no_page_has_a_barrier_an_error_or_a_second_scrollbar(full: Office, browser: Browser, *, dark: bool) -> None:
    scheme: Literal["dark", "light"] = "dark" if dark else "light"
    width = PHONE if dark else DESKTOP
    found: list[str] = []
    with (
        full.served() as here,
        browser.new_context(color_scheme=scheme, viewport={"width": width, "height": 900}) as context,
    ):
        context.route(
            lambda url: not url.startswith(here),
            lambda route: route.fulfill(body=PICTURE, content_type="image/svg+xml"),
        )
        full.sign_in(context, here, "admin")
        page = context.new_page()
        errors = _errors(page)
        for path in pages():
            errors.clear()
            answer = page.goto(f"{here}/newsroom{path}")
            assert answer is not None
            if not answer.headers.get("content-type", "").startswith("text/html"):
                continue
            wrong: list[object] = list(page_barriers(page))
            if answer.status >= 500:
                wrong.append(answer.status)
            wrong += [one for one in errors if "status of 4" not in one]
            wrong += _too_wide(page, width)
            if not dark:
                page.set_viewport_size({"width": ENLARGED, "height": 450})
                wrong += _too_wide(page, ENLARGED)
                page.set_viewport_size({"width": width, "height": 900})
            found += [f"{path or '/'}: {one}" for one in wrong]
    assert not found, "\n".join(found)


def _errors(page: Page) -> list[str]:
    """What the page's console says of errors, from now on."""
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: said.append(str(error)))
    return said


def _too_wide(page: Page, width: int) -> list[object]:
    found = page.evaluate("document.documentElement.scrollWidth")
    return [f"{found} pixels wide on {width}"] if found > width else []
