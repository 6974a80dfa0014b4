"""A message's first link, and the way back to the message."""

from typing import Any

import pytest

from bot.slack.home.links import Found, Place, first


@pytest.mark.parametrize(
    ("message", "found"),
    [
        ({"text": "Look: <https://www.example.com/a?b=1&amp;c=2> and <https://www.example.com/z>"},
         Found("https://www.example.com/a?b=1&c=2")),
        ({"text": "<https://www.example.com/a|Shore power &amp; quays>"},
         Found("https://www.example.com/a", "Shore power & quays")),
        ({"text": "<https://www.example.com/a|www.example.com/a>"}, Found("https://www.example.com/a")),
        ({"text": "<https://sample.slack.com/archives/C1/p1> <https://www.example.com/a>"},
         Found("https://www.example.com/a")),
        ({"text": "<@U1> <!channel> <#C1|general> <mailto:a@example.com|a>"}, Found()),
        ({"text": "no link"}, Found()),
        ({}, Found()),
        ({"text": None, "attachments": None, "blocks": None}, Found()),
        ({"blocks": [{"type": "rich_text", "elements": [{"type": "rich_text_section", "elements": [
            {"type": "text", "text": "See "}, {"type": "link", "url": "https://www.example.com/a", "text": "this"}],
        }]}]},
         Found("https://www.example.com/a", "this")),
        ({"blocks": [{"type": "link", "url": "javascript:alert(1)"}]}, Found()),
        ({"attachments": [{"from_url": "https://www.example.com/a", "title": "A quay at dawn"}]},
         Found("https://www.example.com/a", "A quay at dawn")),
        ({"text": "<https://www.example.com/a>",
          "attachments": [{"original_url": "https://www.example.com/a", "title": "A quay at dawn"}]},
         Found("https://www.example.com/a", "A quay at dawn")),
        ({"text": f"<https://www.example.com/{'a' * 3000}>"}, Found()),
    ],
)  # fmt: skip
def test_the_first_link_that_leads_out_of_slack_is_taken_with_its_title(message: dict[str, Any], found: Found) -> None:
    assert first(message) == found


def test_a_permalink_is_made_as_slack_makes_it() -> None:
    place = Place("sample", "C1", "1764000000.000100")
    assert place.permalink == "https://sample.slack.com/archives/C1/p1764000000000100"


@pytest.mark.parametrize(
    "place",
    [
        Place("", "C1", "1.1"),
        Place("evil.example.com/", "C1", "1.1"),
        Place("sample", "../C1", "1.1"),
        Place("sample", "C1", "now"),
    ],
)
def test_a_place_that_is_none_has_no_permalink(place: Place) -> None:
    assert place.permalink == ""


def test_the_place_of_a_message_is_read_from_what_slack_tells() -> None:
    body = {"team": {"domain": "sample"}, "channel": {"id": "C1"}, "message": {"ts": "1.1"}}
    assert Place.of(body) == Place("sample", "C1", "1.1")
    assert not Place.of({}).known
