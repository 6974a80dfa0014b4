"""The script for the company's own sites, in a real browser: nothing before consent, one conversion a visit after."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.responses import HTMLResponse
from playwright.sync_api import Browser, BrowserContext, Page, Response
from sqlalchemy import select

from digests.db import Database
from digests.ledger import store as ledger
from digests.ledger.model import Fact, FactKind, Verdict
from digests.measure.conversion_store import conversions
from tests.bot.web.browser import MISSING, chromium, served
from tests.bot.web.world import CHROME, World, world
from tests.factories import NOW

pytestmark = [
    pytest.mark.skipif(MISSING, reason="Chromium is not installed"),
    pytest.mark.parametrize("database_url", ["sqlite"], indirect=True),
]
LANDING = "/job?bs_item=bridge&bs_network=x&bs_click=c1"
CONSENT = "document.dispatchEvent(new CustomEvent('budstikke:consent', {detail: true}))"


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as found:
        yield found


@pytest.fixture
def web(database: Database, tmp_path: Path) -> World:
    made = world(database, tmp_path, goals=[{"name": "application", "sites": ["127.0.0.1"]}])
    for number in (0, 1):
        at = NOW - timedelta(hours=2 - number)
        fact = Fact(f"c{number}", FactKind.HIT, at, Verdict.HUMAN, item_id="bridge", network="x")
        database.write(ledger.add, [fact])
    return made


@pytest.fixture
def bot(web: World) -> Iterator[str]:
    with served(web.app) as found:
        yield found


@pytest.fixture
def site(bot: str) -> Iterator[str]:
    """A company's site: a page for a job, and one that thanks."""
    pages = FastAPI()

    @pages.get("/{name}")
    def page(name: str, given: str = "") -> HTMLResponse:
        goal = 'data-goal="application"' if name == "thanks" else ""
        before = "<script>window.budstikkeConsent = true</script>" if given else ""
        script = f'<script src="{bot}/c.js" {goal} defer></script>'
        return HTMLResponse(f"<!doctype html><title>{name}</title>{before}{script}")

    with served(pages) as found:
        yield found


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    with browser.new_context(user_agent=CHROME) as found:
        yield found


def is_report(response: Response) -> bool:
    return response.url.endswith("/c")


def stored(page: Page) -> Any:
    return page.evaluate("localStorage.getItem('budstikke')")


def kept(web: World) -> list[Any]:
    return list(web.database.read(lambda c: c.execute(select(conversions)).all()))


def test_before_consent_nothing_is_stored_and_nothing_is_sent(web: World, site: str, context: BrowserContext) -> None:
    page = context.new_page()
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.url))
    page.goto(site + LANDING)
    page.goto(f"{site}/thanks")
    page.evaluate("window.budstikkeConversion('application', 'order-7')")
    assert (stored(page), context.cookies()) == (None, [])
    assert not [url for url in sent if url.endswith("/c")]
    page.evaluate(CONSENT)  # too late: the page that was landed on is gone, and nothing of it was kept
    assert (stored(page), kept(web)) == (None, [])


def test_after_consent_a_visit_is_one_conversion_of_its_click(web: World, site: str, context: BrowserContext) -> None:
    page = context.new_page()
    page.goto(site + LANDING.replace("c1", "c0"))
    page.evaluate(CONSENT)
    page.goto(site + LANDING)
    page.evaluate("window.budstikkeConsent(true)")
    for _ in range(2):
        with page.expect_response(is_report) as report:
            page.goto(f"{site}/thanks?given=1")
        assert report.value.status == 204
    (row,) = kept(web)
    assert (row.goal, row.click_id, row.earlier, row.item_id, row.network) == (
        "application", "c1", ("c0",), "bridge", "x"
    )  # fmt: skip
    assert (row.state, row.verified) == ("attributed", False)
    assert context.cookies() == []


def test_a_page_may_name_its_own_id_and_take_consent_back(web: World, site: str, context: BrowserContext) -> None:
    page = context.new_page()
    page.goto(site + LANDING)
    page.evaluate("window.budstikkeConversion('application', 'order-7')")
    with page.expect_response(is_report):
        page.evaluate("window.budstikkeConsent(true)")
    assert [row.external_id for row in kept(web)] == ["order-7"]
    page.evaluate("window.budstikkeConsent(false)")
    page.evaluate("window.budstikkeConversion('application', 'order-8')")
    assert (stored(page), len(kept(web))) == (None, 1)


def test_whoever_came_by_no_short_link_is_not_reported(web: World, site: str, context: BrowserContext) -> None:
    page = context.new_page()
    page.goto(f"{site}/thanks?given=1")
    assert (stored(page), kept(web)) == (None, [])


def test_an_image_of_a_real_browser_counts(web: World, bot: str, site: str, context: BrowserContext) -> None:
    page = context.new_page()
    page.goto(f"{site}/thanks")
    with page.expect_response(lambda response: "/c.gif" in response.url) as dot:
        page.evaluate(f"new Image().src = '{bot}/c.gif?goal=application&item=bridge&network=x&id=order-7'")
    assert dot.value.status == 200
    assert [(row.external_id, row.source, row.verified) for row in kept(web)] == [("order-7", "pixel", False)]
