"""From a site's feed to a desk's draft, and a colleague's suggestion to their own word about it."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import partial

import pytest
from playwright.sync_api import Browser, Page, expect

from bot.http import Guarded
from bot.jobs.feeds import Feeder
from bot.jobs.reading import Reading
from bot.jobs.work import Work
from bot.sources.feeds import look, poll
from bot.sources.page_facts import page_facts
from digests.content.model import ItemState
from digests.content.store import load_items
from digests.newsroom.facts import PageFacts
from digests.newsroom.feeds.model import Read
from tests.bot.sources.pages import Site, serving
from tests.bot.web.newsroom.office import Office
from tests.factories import KEY
from tests.journeys.newsroom.hands import Keyboard

CLIENT = Guarded(["127.0.0.1"])
TITLE = "A crane that came by sea"
FEED = f"""<rss version="2.0"><channel><title>Nordbro news</title><language>en</language>
<item><guid>1</guid><title>{TITLE}</title><link>https://www.example.com/news/crane</link>
<description>&lt;p&gt;It took &lt;b&gt;nine&lt;/b&gt; days.&lt;/p&gt;</description></item>
<item><guid>2</guid><title>Lunch is served</title><link>https://www.example.com/lunch</link></item></channel></rss>"""
DESKTOP, PHONE = 1280, 390


@pytest.fixture
def site() -> Iterator[Site]:
    """A company's website, whose front page names its feed."""
    with serving() as made:
        made.stands("/feed", FEED, Content_Type="application/rss+xml")
        made.stands("/", '<link rel="alternate" type="application/rss+xml" href="/feed">')
        made.stands("/page", "<title>What the page says</title>")
        yield made


def fetching(newsroom: Office, site: Site) -> Feeder:
    """The same newsroom, which reads that site, and the errand that does."""

    async def tried(url: str) -> Read:
        return await asyncio.to_thread(look, CLIENT, url)

    async def looked(_url: str) -> PageFacts:
        return await asyncio.to_thread(page_facts, CLIENT, f"{site.address}/page")

    newsroom.parts = replace(newsroom.parts, try_feed=tried, look_up=looked)
    work = Work(newsroom.parts.settings, newsroom.database, newsroom.clock, KEY, {}, "w1")
    return Feeder(work, Reading(partial(poll, CLIENT), lambda _url: PageFacts()))


@contextmanager
def at(
    browser: Browser, here: Office, address: str, who: str, path: str, *, script: bool = True, width: int = DESKTOP
) -> Iterator[Page]:
    """Somebody's browser, open on a page of the newsroom."""
    with browser.new_context(java_script_enabled=script, viewport={"width": width, "height": 800}) as context:
        context.route(lambda url: not url.startswith(address), lambda route: route.abort())
        here.sign_in(context, address, who)
        page = context.new_page()
        page.goto(f"{address}/newsroom{path}")
        yield page


def submit(hands: Keyboard) -> None:
    """Presses the button behind the last field."""
    hands.to("Why would others share it?")
    hands.page.keyboard.press("Tab")
    with hands.page.expect_navigation():
        hands.page.keyboard.press("Enter")


def states(newsroom: Office) -> dict[str, ItemState]:
    """Of the items that came of all this, by title."""
    return {one.title.get("en", ""): one.state for one in newsroom.database.read(load_items)}


@pytest.mark.parametrize(("script", "width"), [(True, DESKTOP), (False, PHONE)], ids=["script-desktop", "bare-phone"])
def test_what_a_site_says_is_new_becomes_a_draft_of_a_desk(
    newsroom: Office, site: Site, browser: Browser, *, script: bool, width: int
) -> None:
    feeder = fetching(newsroom, site)
    with newsroom.served() as address:
        with at(browser, newsroom, address, "desk-admin", "/feeds/new", script=script, width=width) as page:
            page.get_by_label("Address").fill(site.address)
            page.get_by_role("button", name="Try it").click()
            expect(page.get_by_role("status")).to_contain_text("2 entries were found")
            expect(page.get_by_label("Name")).to_have_value("Nordbro news")
            page.get_by_label("Topics").fill("cranes")
            page.get_by_role("button", name="Add the feed").click()
            expect(page.get_by_role("status")).to_contain_text("Added.")
        while feeder():
            pass
        with at(browser, newsroom, address, "editor", "/suggestions?by=feeds", script=script, width=width) as page:
            expect(page.get_by_text("It took nine days.")).to_be_visible()
            lunch = page.get_by_role("article", name="Lunch is served")
            lunch.get_by_text("Decline …").click()
            lunch.get_by_role("button", name="Decline").click()
            expect(page.get_by_role("status")).to_contain_text("Declined.")
            page.get_by_role("article", name=TITLE).get_by_role("button", name="Take it and edit").click()
            expect(page.get_by_role("status").first).to_contain_text("It is a draft of your desk now")
    found = states(newsroom)
    assert (found[TITLE], found["Lunch is served"]) == (ItemState.DRAFT, ItemState.WITHDRAWN)
    assert not feeder()


def test_a_suggestion_and_the_word_about_it_with_nothing_but_a_keyboard(
    newsroom: Office, site: Site, browser: Browser
) -> None:
    fetching(newsroom, site)
    with newsroom.served() as address:
        with at(browser, newsroom, address, "suggester", "/suggest") as page:
            hands = Keyboard(page)
            hands.write("Address of the page", "https://www.example.com/somewhere")
            submit(hands)
            expect(page.get_by_label("Title")).to_have_value("What the page says")
            submit(hands)
            expect(page.get_by_text("Waits for the newsroom")).to_be_visible()
        with at(browser, newsroom, address, "editor", "/suggestions?by=people") as page:
            hands = Keyboard(page)
            hands.to("Choose “What the page says”")
            page.keyboard.press("Space")
            hands.to("Decline the ticked ones")
            page.keyboard.press("Shift+Tab")
            page.keyboard.insert_text("We had it in spring.")
            hands.press("Decline the ticked ones")
            expect(page.get_by_role("status")).to_contain_text("Declined.")
        with at(browser, newsroom, address, "suggester", "/suggest") as page:
            expect(page.get_by_text("We had it in spring.")).to_be_visible()
    assert states(newsroom)["What the page says"] is ItemState.WITHDRAWN
