"""Employees' pages in a real browser: with script and without, on a desktop and a phone, by the keyboard alone."""

import json
import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect
from playwright.sync_api import Request as Sent

from digests.employee import posters
from digests.ledger.model import FactKind
from tests.bot.web.browser import MISSING, chromium, served
from tests.bot.web.posted import path, posted
from tests.bot.web.world import CHROME, PHONE, World
from tests.factories import NOW

pytestmark = [
    pytest.mark.skipif(MISSING, reason="Chromium is not installed"),
    pytest.mark.parametrize("database_url", ["sqlite"], indirect=True),
]
TEXT = "Proud of what my colleagues did in the harbour. #employee"
SHEET = "navigator.share = (given) => { document.title = JSON.stringify(given); return Promise.resolve(); }"


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as found:
        yield found


@pytest.fixture
def address(web: World) -> Iterator[str]:
    with served(web.app) as found:
        yield found


def is_x(request: Sent) -> bool:
    return request.is_navigation_request() and "x.com" in request.url


def test_the_counter_follows_what_is_typed_and_agrees_with_the_server(
    web: World, address: str, browser: Browser
) -> None:
    with browser.new_context(user_agent=CHROME) as context, context.new_page() as page:
        page.goto(f"{address}/s/{web.token}/1")
        first = page.get_by_role("region", name="Text 1")
        count = first.get_by_text(re.compile(r"^X:"))
        before = count.inner_text()
        expect(count).to_have_text(f"X: {len(TEXT) + 24} of 280")
        first.get_by_role("textbox").fill("日本 👩‍👩‍👧 ok")
        expect(count).to_have_text(f"X: {2 * 2 + 1 + 2 * 3 + 2 + 3 + 24} of 280")  # a joiner counts one
        expect(first.get_by_text(re.compile(r"^Bluesky:"))).to_have_text(f"Bluesky: {7 + 1 + 31} of 300")
        first.get_by_role("textbox").fill("x" * 300)
        expect(count).to_have_class("over")
    assert before == f"X: {len(TEXT) + 24} of 280"


def test_text_and_link_are_copied_with_one_press(web: World, address: str, browser: Browser) -> None:
    with browser.new_context(user_agent=CHROME) as context:
        context.grant_permissions(["clipboard-read", "clipboard-write"])
        page = context.new_page()
        page.goto(f"{address}/s/{web.token}/1")
        first = page.get_by_role("region", name="Text 1")
        first.get_by_role("textbox").fill("My own words")
        first.get_by_role("button", name="Copy text and link").click()
        expect(first.get_by_role("status")).to_contain_text("Copied, with your link")
        reader = context.new_page()
        reader.goto(f"{address}/u/{web.token}")
        copied = reader.evaluate("navigator.clipboard.readText()")
    assert re.fullmatch(r"My own words https://go\.example\.com/\w+", copied)
    assert {fact.kind for fact in web.facts()} == {FactKind.COPY, FactKind.TAP}


def test_a_phones_own_sheet_gets_text_and_link(web: World, address: str, browser: Browser) -> None:
    with browser.new_context(user_agent=PHONE, viewport={"width": 360, "height": 740}) as context:
        context.add_init_script(SHEET)
        page = context.new_page()
        page.goto(f"{address}/s/{web.token}/1")
        page.get_by_role("button", name="Share with another app").first.click()
        expect(page).to_have_title(re.compile("^{"))
        given = json.loads(page.title())
    assert given["text"] == TEXT
    assert re.fullmatch(r"https://go\.example\.com/\w+", given["url"])
    (tap,) = web.facts()
    assert (tap.kind, tap.network, tap.rules) == (FactKind.TAP, "elsewhere", ("button",))


def test_without_a_sheet_and_without_script_nothing_is_offered_that_does_nothing(
    web: World, address: str, browser: Browser
) -> None:
    with browser.new_context(user_agent=CHROME) as context, context.new_page() as page:
        context.add_init_script("Object.defineProperty(Navigator.prototype, 'share', {value: undefined})")
        page.goto(f"{address}/s/{web.token}/1")
        expect(page.get_by_role("button", name="Share with another app")).to_have_count(0)
        expect(page.get_by_role("button", name="Copy text and link")).to_have_count(2)
    with browser.new_context(user_agent=CHROME, java_script_enabled=False) as context, context.new_page() as page:
        page.goto(f"{address}/s/{web.token}/1")
        expect(page.get_by_role("button", name="Copy text and link")).to_have_count(0)
        page.get_by_role("textbox").first.fill("Mine, without script")
        with page.expect_event("request", is_x) as going:
            page.get_by_role("button", name="X", exact=True).first.click()
    assert "Mine%2C%20without%20script%20%23employee" in going.value.url


def by_keyboard(page: Page, name: str) -> None:
    """Presses a button without a mouse."""
    page.get_by_role("button", name=name).focus()
    page.keyboard.press("Enter")


@pytest.mark.parametrize("script", [True, False], ids=["script", "no-script"])
def test_from_an_old_digest_to_ones_own_page_and_away_by_the_keyboard(
    web: World, address: str, browser: Browser, *, script: bool
) -> None:
    with browser.new_context(
        user_agent=PHONE, java_script_enabled=script, viewport={"width": 360, "height": 740}, accept_downloads=True
    ) as context:
        page = context.new_page()
        page.goto(f"{address}/m/{web.token}")
        by_keyboard(page, "Send me the link to my page")
        expect(page.get_by_role("status")).to_contain_text("on its way")
        ((_, note),) = posted(web)
        page.goto(address + path(note))
        by_keyboard(page, "Open my page")
        expect(page.get_by_role("heading", level=1)).to_have_text("Your own page, Maja")
        with page.expect_download() as taken:
            page.get_by_role("button", name="Download everything as a file").click()
        assert taken.value.suggested_filename == "stored-about-me.json"
        by_keyboard(page, "Erase everything …")
        by_keyboard(page, "No, back to my page")
        by_keyboard(page, "Erase everything …")
        by_keyboard(page, "Erase everything, for good")
        expect(page.get_by_role("heading", level=1)).to_have_text("It is erased")


def test_whoever_scans_a_poster_reads_and_shares(web: World, address: str, browser: Browser) -> None:
    web.database.write(posters.choose, "comms", "harbour-emissions", None, NOW)
    with browser.new_context(user_agent=PHONE, viewport={"width": 360, "height": 740}) as context:
        page = context.new_page()
        page.goto(f"{address}/w/comms")
        expect(page.get_by_role("link", name="Read it")).to_be_visible()
        with page.expect_event("request", is_x) as going:
            page.get_by_role("button", name="X", exact=True).first.click()
    assert "Proud%20of%20what" in going.value.url
    assert {fact.person_id for fact in web.facts()} == {None}


def test_no_employees_page_is_wider_than_a_small_phone(web: World, address: str, browser: Browser) -> None:
    web.database.write(posters.choose, "comms", "harbour-emissions", None, NOW)
    with browser.new_context(viewport={"width": 320, "height": 640}) as context:
        page = context.new_page()
        for where in (f"s/{web.token}/1", f"m/{web.token}", f"h/{web.token}", "w/comms", "w/hr", "o/" + "x" * 30):
            page.goto(f"{address}/{where}")
            assert page.evaluate("document.documentElement.scrollWidth") <= 320, where
