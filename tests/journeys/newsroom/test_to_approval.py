"""From nothing to an approved item, by two people: with and without script, on a desktop, on a phone, by keyboard."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import Browser, Page

from digests.content.model import ItemState
from digests.content.store import load_items
from tests.bot.web.newsroom.office import Office
from tests.journeys.newsroom.hands import Keyboard

HEADLINE = "A crane that runs on the wind"
DESKTOP, PHONE = 1280, 390


@contextmanager
def at(browser: Browser, here: Office, address: str, who: str, *, script: bool = True, width: int) -> Iterator[Page]:
    """Somebody's browser, open on what needs doing today."""
    with browser.new_context(java_script_enabled=script, viewport={"width": width, "height": 800}) as context:
        context.route(lambda url: not url.startswith(address), lambda route: route.abort())
        here.sign_in(context, address, who)
        page = context.new_page()
        page.goto(f"{address}/newsroom")
        yield page


@pytest.mark.parametrize(("script", "width"), [(True, DESKTOP), (False, PHONE)], ids=["script-desktop", "bare-phone"])
def test_an_editor_adds_an_item_and_an_approver_lets_it_out(
    newsroom: Office, browser: Browser, *, script: bool, width: int
) -> None:
    with newsroom.served() as address:
        with at(browser, newsroom, address, "editor", script=script, width=width) as page:
            page.get_by_role("link", name="Add an item").click()
            page.get_by_label("Address", exact=False).first.fill("https://www.example.com/news/wind-crane")
            page.get_by_label("Headline: English").fill(HEADLINE)
            page.get_by_label("Headline: Danish").fill("En kran, der kører på vind")
            page.get_by_label("Desk").select_option("comms")
            page.get_by_role("button", name="Save", exact=False).first.click()
            page.get_by_role("link", name="To its page").click()
            page.get_by_role("button", name="Submit for approval").click()
            assert "Whoever may approve it is asked now" in page.inner_text("main")
        with at(browser, newsroom, address, "approver", script=script, width=width) as page:
            assert "2 items wait for your decision" in page.inner_text("main")
            page.get_by_role("link", name=HEADLINE).click()
            page.get_by_role("button", name="Approve", exact=True).click()
            assert "Approved. It can be in the next digest." in page.inner_text("main")
    assert state_of(newsroom) is ItemState.APPROVED


def test_the_same_with_nothing_but_a_keyboard(newsroom: Office, browser: Browser) -> None:
    with newsroom.served() as address:
        with at(browser, newsroom, address, "editor", width=DESKTOP) as page:
            hands = Keyboard(page)
            hands.press("Add an item")
            hands.write("Address", "https://www.example.com/news/wind-crane")
            hands.write("Headline: English", HEADLINE)
            hands.write("Headline: Danish", "En kran, der kører på vind")
            hands.press("Save")
            hands.press("To its page")
            hands.press("Submit for approval")
        with at(browser, newsroom, address, "approver", width=DESKTOP) as page:
            hands = Keyboard(page)
            hands.press(HEADLINE)
            hands.press("Approve")
    assert state_of(newsroom) is ItemState.APPROVED


def state_of(newsroom: Office) -> ItemState:
    (found,) = [one for one in newsroom.database.read(load_items) if one.title.get("en") == HEADLINE]
    return found.state
