"""The queue in a real browser: with script and without, on a desktop and on a phone."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, ViewportSize, expect

from digests.content.model import ItemState
from digests.content.store import load_items
from tests.bot.web.browser import MISSING, chromium
from tests.bot.web.newsroom.office import Office

pytestmark = [
    pytest.mark.skipif(MISSING, reason="there is no Chromium here"),
    pytest.mark.parametrize("database_url", ["sqlite"], indirect=True),
]
PHONE = ViewportSize(width=360, height=740)


@pytest.fixture(params=[True, False], ids=["with script", "without"])
def page(request: pytest.FixtureRequest, newsroom: Office) -> Iterator[Page]:
    """An approver at the queue, on a phone where there is no script."""
    scripted = bool(request.param)
    with newsroom.served() as address, chromium() as browser:
        size = None if scripted else PHONE
        context = browser.new_context(base_url=address, java_script_enabled=scripted, viewport=size)
        newsroom.sign_in(context, address, "approver")
        yield context.new_page()


def state(newsroom: Office, item_id: str) -> ItemState:
    return newsroom.database.read(load_items, [item_id])[0].state


def test_an_approver_finds_approves_and_takes_back(newsroom: Office, page: Page) -> None:
    page.goto("/newsroom/queue")
    page.get_by_role("link", name="List").click()
    page.get_by_label("State").select_option("in_review")
    page.wait_for_load_state()
    page.get_by_role("button", name="Show").click()
    expect(page.get_by_role("rowheader")).to_have_count(1)
    assert "state=in_review" in page.url
    page.get_by_role("checkbox").check()
    page.get_by_role("button", name="Approve").click()
    expect(page.get_by_text("1 item is done")).to_be_visible()
    assert state(newsroom, "quay-review") is ItemState.APPROVED
    page.get_by_role("button", name="Undo").click()
    assert state(newsroom, "quay-review") is ItemState.IN_REVIEW
    page.get_by_role("link", name="Back to the queue").click()
    assert "state=in_review" in page.url


def test_an_item_is_sent_back_with_a_reason_by_keyboard(newsroom: Office, page: Page) -> None:
    page.goto("/newsroom/items/quay-review")
    page.get_by_text("Ask for a change …").focus()
    page.keyboard.press("Enter")
    page.get_by_label("What should change?").fill("Shorter")
    page.get_by_role("button", name="Send back").press("Enter")
    expect(page.get_by_role("status")).to_contain_text("Sent back")
    assert state(newsroom, "quay-review") is ItemState.DRAFT
    assert "Shorter" in (page.locator("main").text_content() or "")


def test_no_page_is_wider_than_the_screen(page: Page) -> None:
    page.set_viewport_size({"width": 320, "height": 640})
    for path in ("queue", "queue?view=list", "queue/files", "items/quay-review", "calendar", "campaigns/new"):
        page.goto(f"/newsroom/{path}")
        inside = page.locator("main").bounding_box()
        assert inside is not None
        assert inside["x"] + inside["width"] <= 320, path
