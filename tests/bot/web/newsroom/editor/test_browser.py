"""The editor in a real browser: it counts while one types, keeps what is typed, and needs neither mouse nor script."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from bot.web.newsroom.editor.lengths import lengths
from digests.content.body import text
from digests.newsroom import drafts
from tests.bot.web.browser import MISSING, chromium
from tests.bot.web.newsroom.editor.desk import item
from tests.bot.web.newsroom.office import Office

pytestmark = [
    pytest.mark.skipif(MISSING, reason="Chromium is not installed"),
    pytest.mark.parametrize("database_url", ["sqlite"], indirect=True),
]
ID = "bridge-draft"


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as found:
        yield found


@pytest.fixture
def address(newsroom: Office) -> Iterator[str]:
    with newsroom.served() as found:
        yield found


def opened(newsroom: Office, context: BrowserContext, address: str, path: str) -> Page:
    newsroom.sign_in(context, address, "editor")
    page = context.new_page()
    page.goto(f"{address}/newsroom{path}")
    return page


def test_with_script_lengths_reach_and_company_are_told_while_one_types(
    newsroom: Office, address: str, browser: Browser
) -> None:
    newsroom.database.write(drafts.look, "approver", ID, 1, newsroom.clock())
    errors: list[str] = []
    with browser.new_context() as context:
        page = opened(newsroom, context, address, f"/items/{ID}/edit")
        page.on("pageerror", lambda error: errors.append(str(error)))
        expect(page.get_by_text("Has this open too: Anna Berg.")).to_be_visible()
        counters = page.locator("[data-counters]").first
        page.get_by_label("Wording").first.fill("å" * 250 + " 🎉")
        expect(counters).to_contain_text("LinkedIn 293/3000")
        expect(counters).to_contain_text("X 277/280")
        page.get_by_label("Wording").first.fill("x" * 260)
        expect(counters).to_contain_text("X 284/280: too long")
        expect(page.locator("#kept")).to_contain_text("Kept for you at")
        expect(page.locator("#doubts")).to_contain_text("too long for X")
        kept = newsroom.database.read(drafts.find, "editor", ID)
        assert kept is not None
        assert (kept.body or {})["text:0:text"] == ["x" * 260]
        page.reload()
        expect(page.get_by_text("The form shows what you typed.")).to_be_visible()
    assert errors == []
    assert item(newsroom, ID).version == 1


@pytest.mark.parametrize(
    "words",
    [
        "👩‍👩‍👧 and 🇩🇰, e\u0301 and ツ: as a reader counts",
        "  Two lines,\nand #EMPLOYEE said already ",
        "ø" * 300,
    ],
)
def test_the_page_counts_as_the_server_does(newsroom: Office, address: str, browser: Browser, words: str) -> None:
    with browser.new_context() as context:
        page = opened(newsroom, context, address, f"/items/{ID}/edit")
        page.get_by_label("Disclosure").fill("#employee")
        page.get_by_label("Wording").first.fill(words)
        told = page.locator("[data-counters]").first.locator("li").all_inner_texts()
    written = replace(item(newsroom, ID), disclosure="#employee")
    counted = lengths(written, text("en", words.strip()), "#employee", "en")
    assert [one.split(":")[0] for one in told] == [f"{one.title} {one.used}/{one.limit}" for one in counted]


def test_an_item_is_written_with_the_keyboard_alone(newsroom: Office, address: str, browser: Browser) -> None:
    with browser.new_context(viewport={"width": 390, "height": 844}) as context:
        page = opened(newsroom, context, address, "/items/new")
        page.get_by_label("Address (needed)").focus()
        page.keyboard.type("https://www.example.com/news/keys")
        for _ in range(2):  # past the button that fetches
            page.keyboard.press("Tab")
        page.keyboard.type("Written without a mouse")
        page.get_by_role("button", name="Add a group").focus()
        page.keyboard.press("Enter")
        page.get_by_label("Engineering").focus()
        page.keyboard.press("Space")
        expect(page.locator("#reach")).to_contain_text("Reaches")
        page.keyboard.press("Control+s")
        expect(page.get_by_role("status").filter(has_text="Saved.")).to_be_visible()
        assert page.evaluate("document.documentElement.scrollWidth") <= 390
    made = item(newsroom, "written-without-a-mouse")
    assert [rule.keys for rule in made.audience.any_of] == [(("department", ("Engineering",)),)]


def test_without_script_enter_checks_and_saves_nothing(newsroom: Office, address: str, browser: Browser) -> None:
    with browser.new_context(java_script_enabled=False) as context:
        page = opened(newsroom, context, address, f"/items/{ID}/edit")
        page.get_by_label("Headline: English").fill("Another")
        page.get_by_label("Headline: English").press("Enter")
        expect(page.get_by_label("Headline: English")).to_have_value("Another")
        assert item(newsroom, ID).version == 1
        page.get_by_role("button", name="Save", exact=True).click()
        expect(page.get_by_role("status").filter(has_text="Saved.")).to_be_visible()
    assert item(newsroom, ID).title["en"] == "Another"
