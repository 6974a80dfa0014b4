"""One place stays one place, however its address was passed on."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digests.newsroom.doubles import place, plain


@pytest.mark.parametrize(
    "url",
    [
        "https://www.example.com/news/quay",
        "http://example.com/news/quay/",
        "https://EXAMPLE.com./news/quay#top",
        "https://example.com:443/news/quay?utm_source=rss&utm_medium=feed",
        "https://www.example.com/news/quay?fbclid=abc&GCLID=1",
        "https://www.example.com/news/qu%61y",
        " https://www.example.com/news/quay ",
    ],
)
def test_these_are_one_place(url: str) -> None:
    assert place(url) == "example.com/news/quay"


@pytest.mark.parametrize(
    "url",
    [
        "https://www.example.com/news",
        "https://www.example.com/news/Quay",
        "https://www.example.com/news/quay?page=2",
        "https://www.example.com:8443/news/quay",
        "https://news.example.com/news/quay",
    ],
)
def test_these_are_others(url: str) -> None:
    assert place(url) != "example.com/news/quay"


def test_the_order_of_what_is_asked_does_not_matter() -> None:
    assert place("https://example.com/?b=2&a=1") == place("https://example.com/?a=1&b=2") == "example.com?a=1&b=2"


@pytest.mark.parametrize("odd", ["", "https://[", "not an address", "/news", "https://example.com:x/"])
def test_what_is_no_address_is_its_own_place(odd: str) -> None:
    assert place(odd) == odd


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://example.com/a?utm_source=rss&id=7&empty=", "https://example.com/a?id=7&empty="),
        ("https://example.com/a?utm_source=rss#part", "https://example.com/a#part"),
        ("https://example.com/a?x=%20y+z", "https://example.com/a?x=%20y+z"),
        (" https://example.com/a ", "https://example.com/a"),
        ("https://[", "https://["),
    ],
)
def test_only_what_follows_readers_is_taken_off_an_address(url: str, expected: str) -> None:
    assert plain(url) == expected


@given(st.text())
def test_any_text_has_a_place_and_its_plain_form_has_the_same(text: str) -> None:
    assert place(plain(text)) == place(text)
