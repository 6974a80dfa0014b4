"""Chromium draws what people see, and axe-core says who is shut out."""

from pathlib import Path

import pytest

from tests.outside.node import requires_node
from tests.outside.render import barriers, card_page, chromium, picture, requires_chromium, shown

pytestmark = [pytest.mark.outside, requires_node, requires_chromium]
PAGE = '<!doctype html><html lang="en"><head><title>a</title></head><body><main><h1>Hi</h1>{}</main></body></html>'


def test_a_picture_without_words_is_a_barrier() -> None:
    with chromium() as browser:
        assert barriers(browser, PAGE.format("")) == []
        found = barriers(browser, PAGE.format('<img src="data:image/gif;base64,R0lGODlhAQABAAAAACw=">'))
    assert [(barrier.rule, barrier.impact) for barrier in found] == [("image-alt", "critical")]


def test_a_card_is_drawn(tmp_path: Path) -> None:
    card = {"type": "AdaptiveCard", "version": "1.5", "body": [{"type": "TextBlock", "text": "Picked for you"}]}
    with chromium() as browser:
        with shown(browser, card_page(card)) as page:
            assert "Picked for you" in page.inner_text("#card")
        drawn = picture(browser, card_page(card), tmp_path / "card.png", width=400)
    assert drawn.read_bytes().startswith(b"\x89PNG")


def test_nothing_is_fetched_from_elsewhere() -> None:
    with chromium() as browser, shown(browser, PAGE.format("")) as page:
        answer = page.evaluate("() => fetch('https://www.example.com/').then(() => 'reached', () => 'refused')")
    assert answer == "refused"
