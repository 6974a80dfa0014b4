"""Single values: their signs, length and form."""

import pytest

from digests.newsroom.schema import schema
from digests.newsroom.shape import unfit

ITEM = schema()["properties"]["items"]["items"]["properties"]


@pytest.mark.parametrize(
    ("key", "value", "rule"),
    [
        ("url", "https://www.example.com/\x00", "bad-character"),
        ("kind", "articel", "unknown-value"),
        ("url", "https://" + "a" * 2000, "over-long"),
        ("owner", "Human Resources", "unknown-value"),
    ],
)
def test_a_value_that_does_not_fit_is_told_by_its_rule(key: str, value: str, rule: str) -> None:
    found = unfit(value, ITEM[key], key)
    assert found is not None
    assert found[0] == rule
    assert found[1].startswith(key)


def test_a_value_that_fits_is_passed_over_in_silence() -> None:
    assert unfit("article", ITEM["kind"], "kind") is None
    assert unfit("https://www.example.com/news", ITEM["url"], "url") is None
