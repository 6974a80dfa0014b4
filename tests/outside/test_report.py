"""The report before checkers made by others: html-validate, axe-core, mail clients, and Microsoft's and Slack's own."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from bot.email.report import rendered
from bot.rendering.report.page import page
from bot.slack.report import render as message
from bot.teams.report import render as card
from tests.bot.rendering.report.samples import a_hidden_report, a_view
from tests.outside.checks import (
    PAGE_RULES_OFF,
    adaptive_card_problems,
    block_kit_problems,
    page_problems,
)
from tests.outside.mailtools import client_support
from tests.outside.node import requires_node
from tests.outside.render import barriers, chromium, requires_chromium, shown

pytestmark = pytest.mark.outside
BASELINE = Path(__file__).with_name("mail_clients.txt")
PAGES = {
    "full": page(a_view(weekly=False), "#0f6b5c"),
    "danish": page(a_view("da", weekly=True), "#ffdd00"),
    "hidden": page(a_view(weekly=False, **{
        name: getattr(a_hidden_report(), name) for name in ("items", "overall", "departments", "ladder")
    }), "#0f6b5c"),
}  # fmt: skip


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as found:
        yield found


@requires_node
@pytest.mark.parametrize("name", PAGES)
def test_html_validate_has_nothing_against_the_file(name: str) -> None:
    assert page_problems(PAGES[name], PAGE_RULES_OFF) == []


@requires_chromium
@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("width", [390, 1000])
@pytest.mark.parametrize("name", PAGES)
def test_axe_finds_no_barrier_in_the_file(browser: Browser, name: str, width: int, *, dark: bool) -> None:
    assert barriers(browser, PAGES[name], width=width, dark=dark) == []


@requires_chromium
@pytest.mark.parametrize("name", PAGES)
def test_the_file_asks_for_nothing_and_runs_nothing(browser: Browser, name: str) -> None:
    asked: list[str] = []
    tab = browser.new_page()
    tab.on("request", lambda request: asked.append(request.url))
    tab.set_content(PAGES[name])
    tab.close()
    assert [url for url in asked if not url.startswith("data:")] == []
    assert "<script" not in PAGES[name]
    assert not re.search(r"https?://(?!www\.w3\.org/2000/svg)", PAGES[name])


@requires_chromium
def test_the_file_fits_a_phone_and_a_sheet_of_paper(browser: Browser) -> None:
    with shown(browser, PAGES["full"], width=360) as tab:
        assert tab.evaluate("document.documentElement.scrollWidth <= 360")
        tab.emulate_media(media="print")
        assert tab.pdf(format="A4").startswith(b"%PDF")


@requires_node
@pytest.mark.parametrize("language", ["en", "da"])
def test_slack_and_teams_have_nothing_against_the_message(language: str) -> None:
    view = a_view(language)
    files = {"overall": "F1", "items": "F2", "departments": "F3"}
    addresses = dict.fromkeys(files, "https://share.example.com/report/2026-W47/items/0.png")
    assert block_kit_problems(message(view, "2026-W47", files), message(view, "2026-W47")) == [[], []]
    assert adaptive_card_problems(card(view)) == [[]]
    assert adaptive_card_problems(card(view, addresses)) == [[]]


@requires_node
def test_no_mail_client_has_more_against_the_report_than_against_a_digest() -> None:
    known = set(BASELINE.read_text(encoding="utf-8").splitlines())
    assert set(client_support(rendered(a_view(), "#0f6b5c").html).errors) - known == set()
