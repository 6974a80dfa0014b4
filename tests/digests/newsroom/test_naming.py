"""What an item is called that was made here."""

import pytest

from digests.newsroom.naming import free, slug


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("How we cut the harbour's emissions by 40 %", "how-we-cut-the-harbour-s-emissions-by-40"),
        ("Sådan skar vi i havnens udledning på Ærø", "saadan-skar-vi-i-havnens-udledning-paa-aeroe"),
        ("Crème brûlée!", "creme-brulee"),
        ("日本", "item"),
        ("", "item"),
        ("a " * 50, "-".join("a" * 30)),
        ("a" * 90, "a" * 60),
    ],
)
def test_a_title_becomes_a_short_name(title: str, name: str) -> None:
    assert slug(title) == name
    assert len(slug(title)) <= 60


def test_a_name_that_somebody_has_is_numbered() -> None:
    assert free("news", {"other"}) == "news"
    assert free("news", {"news"}) == "news-2"
    assert free("news", {"news", "news-2", "news-3"}) == "news-4"
