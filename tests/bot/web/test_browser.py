"""From a tap to a composer in a real browser: with script, without, and by copying on a phone."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Request, expect

from digests.ledger.model import FactKind
from tests.bot.web.browser import MISSING, chromium, served
from tests.bot.web.world import CHROME, PHONE, World

pytestmark = [
    pytest.mark.skipif(MISSING, reason="Chromium is not installed"),
    pytest.mark.parametrize("database_url", ["sqlite"], indirect=True),
]
TEXT = "Proud of what my colleagues did in the harbour. #employee"


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as found:
        yield found


@pytest.fixture
def address(web: World) -> Iterator[str]:
    with served(web.app) as found:
        yield found


def is_composer(request: Request) -> bool:
    return request.is_navigation_request() and "linkedin.com" in request.url


def test_with_script_the_composer_opens_without_a_further_press(web: World, address: str, browser: Browser) -> None:
    with (
        browser.new_context(user_agent=CHROME) as context,
        context.new_page() as page,
        page.expect_event("request", is_composer) as going,
    ):
        page.goto(f"{address}/s/{web.token}/1/linkedin", wait_until="commit")
    assert "shareActive=true&text=Proud%20of%20what" in going.value.url
    (tap,) = web.facts()
    assert (tap.kind, tap.rules, tap.code is not None) == (FactKind.TAP, (), True)
    assert f"https%3A%2F%2Fgo.example.com%2F{tap.code}" in going.value.url


def test_without_script_one_button_leads_to_the_composer(web: World, address: str, browser: Browser) -> None:
    with browser.new_context(user_agent=CHROME, java_script_enabled=False) as context, context.new_page() as page:
        page.goto(f"{address}/s/{web.token}/1/linkedin")
        assert web.facts() == []
        with page.expect_event("request", is_composer) as going:
            page.get_by_role("button", name="Open LinkedIn").click()
    assert "shareActive=true&text=Proud%20of%20what" in going.value.url
    (tap,) = web.facts()
    assert tap.rules == ("button",)


def test_on_a_phone_one_press_copies_the_text_and_opens_the_composer(
    web: World, address: str, browser: Browser
) -> None:
    with browser.new_context(user_agent=PHONE, viewport={"width": 390, "height": 844}) as context:
        context.grant_permissions(["clipboard-read", "clipboard-write"])
        page = context.new_page()
        page.goto(f"{address}/s/{web.token}/1/linkedin")
        assert web.facts() == []
        expect(page.get_by_label("Your text")).to_have_value(TEXT)
        with page.expect_event("request", is_composer) as going:
            page.get_by_role("button", name="Copy text and open LinkedIn").click()
        reader = context.new_page()
        reader.goto(f"{address}/u/{web.token}")
        assert reader.evaluate("navigator.clipboard.readText()") == TEXT
    assert going.value.url.startswith(
        "https://www.linkedin.com/sharing/share-offsite/?url=https%3A%2F%2Fgo.example.com%2F"
    )
    assert {fact.kind for fact in web.facts()} == {FactKind.COPY, FactKind.TAP}


def test_preferences_are_saved_with_the_keyboard_alone(web: World, address: str, browser: Browser) -> None:
    with browser.new_context(user_agent=CHROME, java_script_enabled=False) as context, context.new_page() as page:
        page.goto(f"{address}/p/{web.token}")
        page.get_by_label("Bluesky").focus()
        page.keyboard.press("Space")
        page.get_by_role("button", name="Save").focus()
        page.keyboard.press("Enter")
        expect(page.get_by_role("status")).to_contain_text("Saved")
    assert web.chosen().networks == ("bluesky",)


def test_no_page_is_wider_than_a_small_phone(web: World, address: str, browser: Browser) -> None:
    with browser.new_context(viewport={"width": 320, "height": 640}, java_script_enabled=False) as context:
        page = context.new_page()
        for path in ("s/{0}/1", "s/{0}/1/facebook", "p/{0}", "u/{0}", "n/{0}/1", "nothing"):
            page.goto(f"{address}/{path.format(web.token)}")
            assert page.evaluate("document.documentElement.scrollWidth") <= 320, path
