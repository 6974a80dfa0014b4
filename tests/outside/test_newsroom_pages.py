"""The newsroom's pages before checkers made by others: light and dark, on a desktop, on a phone, and enlarged."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Literal

import pytest
from playwright.sync_api import Browser, Page
from sqlalchemy import Connection, delete

from digests.content.index import item_index
from digests.content.store import items
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
    "/health?said=health.looked",
    "/queue?view=list",
    "/queue?q=nothing-is-called-so",
    "/items/harbour-emissions",
    "/items/quay-review",
    "/items/idea",
    "/items/old-news",
    "/items/nothing-is-called-so",
    "/preview?item=harbour-emissions",
    "/programme/quiet/new",
    "/programme/goals/application",
    "/programme/welcome",
)
FORMS = {  # pages whose form says what is wrong when it is sent as it is, and the button that sends it
    "/items/new": "Save",
    "/campaigns/new": "Save",
    "/feeds/new": "Add the feed",
    "/suggest": "Suggest",
    "/keys": "Make the key",
    "/programme/quiet/new": "Save",
}
FIRST_DAY = (  # pages that say kindly that there is nothing yet
    "", "/queue", "/queue?view=list", "/calendar", "/approvals", "/suggestions", "/campaigns", "/report",
    "/report/items", "/report/all", "/posters", "/next", "/feeds", "/programme/history", "/keys",
)  # fmt: skip


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
def bare(migrated_sqlite: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """A newsroom in which nobody has done anything yet."""
    folder = tmp_path_factory.mktemp("bare")
    shutil.copyfile(migrated_sqlite, folder / "budstikke.db")
    database = Database(f"sqlite:///{folder / 'budstikke.db'}")
    made = office(database, folder)
    database.write(_emptied)
    yield made
    database.close()


def _emptied(connection: Connection) -> None:
    for table in (items, item_index):
        connection.execute(delete(table))


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
    found: list[str] = []
    with full.served() as here, opened(browser, full, here, dark=dark) as page:
        errors = _errors(page)
        for path in pages():
            errors.clear()
            answer = page.goto(f"{here}/newsroom{path}")
            assert answer is not None
            if not answer.headers.get("content-type", "").startswith("text/html"):
                continue
            wrong: list[object] = [answer.status] if answer.status >= 500 else []
            wrong += [one for one in errors if "status of 4" not in one]
            found += [f"{path or '/'}: {one}" for one in (*wrong, *_problems(page, dark=dark))]
    assert not found, "\n".join(found)


@requires_chromium
def test_a_form_that_was_sent_empty_says_what_is_missing_to_everybody(full: Office, browser: Browser) -> None:
    found: list[str] = []
    with full.served() as here, opened(browser, full, here, dark=True) as page:
        for path, button in FORMS.items():
            page.goto(f"{here}/newsroom{path}")
            page.evaluate("document.querySelectorAll('main form').forEach((form) => form.noValidate = true)")
            page.locator("main").get_by_role("button", name=button, exact=True).last.click()
            page.wait_for_load_state()
            if page.locator("main .error, main [role=alert]").count() == 0:
                found.append(f"{path}: nothing says what is wrong")
            found += [f"{path}: {one}" for one in _problems(page, dark=True)]
    assert not found, "\n".join(found)


@requires_chromium
def test_a_newsroom_on_its_first_day_has_no_barrier_either(bare: Office, browser: Browser) -> None:
    found: list[str] = []
    with bare.served() as here, opened(browser, bare, here, dark=False) as page:
        for path in FIRST_DAY:
            answer = page.goto(f"{here}/newsroom{path}")
            assert answer is not None
            assert answer.status == 200, path
            found += [f"{path or '/'}: {one}" for one in _problems(page, dark=False)]
    assert not found, "\n".join(found)


@contextmanager
def opened(browser: Browser, made: Office, here: str, *, dark: bool) -> Iterator[Page]:
    """An admin's browser: on a desktop in light, on a phone in the dark."""
    scheme: Literal["dark", "light"] = "dark" if dark else "light"
    width = PHONE if dark else DESKTOP
    with browser.new_context(color_scheme=scheme, viewport={"width": width, "height": 900}) as context:
        context.route(
            lambda url: not url.startswith(here),
            lambda route: route.fulfill(body=PICTURE, content_type="image/svg+xml"),
        )
        made.sign_in(context, here, "admin")
        yield context.new_page()


def _problems(page: Page, *, dark: bool) -> list[object]:
    """Barriers, and whether it has to be scrolled sideways: as it is, and on a desktop at 200 %."""
    found: list[object] = [*page_barriers(page), *_too_wide(page, PHONE if dark else DESKTOP)]
    if not dark:
        page.set_viewport_size({"width": ENLARGED, "height": 450})
        found += _too_wide(page, ENLARGED)
        page.set_viewport_size({"width": DESKTOP, "height": 900})
    return found


def _errors(page: Page) -> list[str]:
    """What the page's console says of errors, from now on."""
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: said.append(str(error)))
    return said


def _too_wide(page: Page, width: int) -> list[object]:
    found = page.evaluate("document.documentElement.scrollWidth")
    return [f"{found} pixels wide on {width}"] if found > width else []
