"""An item comes back from its JSON as it was."""

import json
from datetime import timedelta

from digests.content.audience import read
from digests.content.body import from_json, text, text_key, to_json
from digests.content.model import Item, ItemState, Kind, Priority
from tests.factories import NOW, item

FULL = item(
    audience=read({"any": [{"country": ["DK"]}], "none": [{"person": ["p-2"]}]}),
    publish=NOW,
    expires=NOW + timedelta(days=9),
    priority=Priority.HIGH,
    goal="application",
    disclosure="#employee",
    version=3,
    approved_at=NOW,
)


def test_everything_of_an_item_comes_back() -> None:
    for found in (FULL, item(image=None, texts=(), minutes=None)):
        assert from_json(found.id, json.loads(json.dumps(to_json(found))), found.version) == found


def test_what_an_older_body_does_not_have_is_as_if_unsaid() -> None:
    body = {"url": "https://example.com", "kind": "news", "owner": "hr", "title": {"en": "News"}, "state": "draft"}
    assert from_json("old", body, 1) == Item("old", "https://example.com", Kind.NEWS, "hr", {"en": "News"})


def test_a_text_keeps_its_key_as_long_as_language_network_and_words_stay() -> None:
    assert text("da", "Hej", "x").key == text_key("da", "x", "Hej")
    keys = {
        text_key(*parts) for parts in (("da", "x", "Hej"), ("da", "", "Hej"), ("en", "x", "Hej"), ("da", "x", "Hej!"))
    }
    assert len(keys) == 4
    assert all(len(key) <= 16 for key in keys)


def test_an_item_is_open_from_publish_until_before_expires() -> None:
    assert FULL.opens(NOW)
    assert not FULL.opens(NOW - timedelta(seconds=1))
    assert not FULL.opens(NOW + timedelta(days=9))
    assert item(state=ItemState.DRAFT).opens(NOW)
