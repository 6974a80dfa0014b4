"""Pages, mails and cards in a real Chromium: pictures of them, and what axe-core has against them."""

import json
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from tests.outside.node import MODULES

CHROMIUM = "/usr/bin/chromium"
ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost",
)

requires_chromium = pytest.mark.skipif(
    shutil.which(CHROMIUM) is None, reason="Chromium is not installed: apt-get install chromium"
)


@dataclass(frozen=True, slots=True)
class Barrier:
    """What axe-core found on a page: its rule, how bad it is, and the elements it stands on."""

    rule: str
    impact: str
    help: str
    elements: tuple[str, ...]


@contextmanager
def chromium() -> Iterator[Browser]:
    """A browser inside the block that reaches this machine alone; skips the test where there is none."""
    if shutil.which(CHROMIUM) is None:
        pytest.skip("Chromium is not installed: apt-get install chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=list(ARGUMENTS))
        try:
            yield browser
        finally:
            browser.close()


@contextmanager
def shown(browser: Browser, source: str, *, width: int = 800, height: int = 900, dark: bool = False) -> Iterator[Page]:
    """`source`, an address or the HTML itself, open on a screen of that size."""
    page = browser.new_page(viewport={"width": width, "height": height}, color_scheme="dark" if dark else "light")
    try:
        if source.startswith(("http://", "https://", "file://")):
            page.goto(source)
        else:
            page.set_content(source)
        yield page
    finally:
        page.close()


def picture(
    browser: Browser, source: str, to: Path, *, width: int = 800, height: int = 900, dark: bool = False
) -> Path:
    """A PNG of the whole of `source` (an address or HTML) at `to`."""
    with shown(browser, source, width=width, height=height, dark=dark) as page:
        page.screenshot(path=to, full_page=True)
    return to


def barriers(browser: Browser, source: str, *, width: int = 800, dark: bool = False) -> list[Barrier]:
    """What axe-core has against `source` (an address or HTML)."""
    with shown(browser, source, width=width, dark=dark) as page:
        return page_barriers(page)


def page_barriers(page: Page) -> list[Barrier]:
    """What axe-core has against the page as it stands now, also by the rule of WCAG 2.2 that it leaves out."""
    script = MODULES / "axe-core" / "axe.min.js"
    if not script.is_file():
        pytest.skip("axe-core is not installed: run `npm ci --ignore-scripts` in tests/outside")
    page.evaluate(f"() => {{ {script.read_text(encoding='utf-8')} }}")
    found: dict[str, Any] = page.evaluate(
        "() => axe.run(document, {resultTypes: ['violations'], rules: {'target-size': {enabled: true}}})"
    )
    return [
        Barrier(one["id"], one["impact"] or "", one["help"], tuple(node["html"] for node in one["nodes"]))
        for one in found["violations"]
    ]


def card_page(card: dict[str, Any]) -> str:
    """A page that shows an Adaptive Card through Microsoft's own library, as `source` for the functions above."""
    script = MODULES / "adaptivecards" / "dist" / "adaptivecards.min.js"
    if not script.is_file():
        pytest.skip("adaptivecards is not installed: run `npm ci --ignore-scripts` in tests/outside")
    content = json.dumps(card).replace("</", "<\\/")
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Card</title>'
        "<style>body{font-family:Segoe UI,Arial,sans-serif;background:#f5f5f5;margin:16px}"
        "#card{background:#fff;border-radius:6px;max-width:560px}</style>"
        f"<script>{script.read_text(encoding='utf-8')}</script></head><body><main id='card'></main><script>"
        "const card = new AdaptiveCards.AdaptiveCard();"
        'card.hostConfig = new AdaptiveCards.HostConfig({fontFamily: "Segoe UI, Arial, sans-serif"});'
        f"card.parse({content}); document.getElementById('card').append(card.render());"
        "</script></body></html>"
    )
