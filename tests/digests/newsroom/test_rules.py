"""Rules of items: the same sentence wherever an item is written."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from digests.content.audience import read
from digests.content.body import text
from digests.content.model import EVERYBODY, Image, Item, Kind
from digests.newsroom.rules import Known, moment, remarks, spoken
from digests.settings import parse
from tests.factories import NOW, item

KNOWN = Known(
    languages=frozenset({"en", "da"}),
    domains=("example.com",),
    desks=frozenset({"comms", "hr"}),
    goals=frozenset({"application"}),
    attributes=frozenset({"site"}),
    timezone="Europe/Copenhagen",
)
GOOD = item(texts=(text("en", "Proud of the harbour."), text("da", "Stolt af havnen.")))


def said(found: Item, known: Known = KNOWN) -> list[tuple[str, str, str]]:
    return [
        (remark.level.value, remark.rule, ".".join(map(str, remark.path)))
        for remark in remarks(found, known, ("en", "da"), NOW)
    ]


def test_a_good_item_is_passed_over_in_silence() -> None:
    assert said(GOOD) == []
    assert said(replace(GOOD, kind=Kind.POST, texts=(), goal="application"), KNOWN) == []


@pytest.mark.parametrize(
    ("change", "level", "rule", "path"),
    [
        ({"url": "http://www.example.com"}, "error", "not-https", "url"),
        ({"url": "https://[broken"}, "error", "not-https", "url"),
        ({"url": "https://www.example.com/a b"}, "error", "not-https", "url"),
        ({"url": "https://www.example.org"}, "error", "foreign-domain", "url"),
        ({"image": Image("ftp://a", {"en": "A", "da": "A"})}, "error", "not-https", "image.url"),
        ({"image": Image("https://a.example.com", {"en": "A"})}, "warning", "missing-alt", "image.alt"),
        ({"owner": "hrr"}, "error", "unknown-value", "owner"),
        ({"goal": "applications"}, "error", "unknown-value", "goal"),
        ({"title": {"en": "A", "da": "A", "xx": "A"}}, "error", "unknown-value", "title.xx"),
        ({"summary": {"en": "A"}}, "warning", "language-gap", "summary"),
        ({"publish": NOW, "expires": NOW}, "error", "window", "expires"),
        ({"expires": NOW - timedelta(days=1)}, "warning", "expired", "expires"),
        ({"texts": ()}, "warning", "no-texts", ""),
        ({"audience": read({"any": [{"country": ["UK"]}]})}, "error", "unknown-value", "audience.any.0.country"),
        ({"audience": read({"any": [{"departmnt": ["HR"]}]})}, "error", "unknown-key", "audience.any.0.departmnt"),
        (
            {"audience": read({"any": [{"site": ["A"]}], "none": [{"site": ["a"]}]})},
            "error",
            "empty-audience",
            "audience",
        ),
    ],
)
def test_what_is_wrong_is_told_with_its_place(change: dict[str, Any], level: str, rule: str, path: str) -> None:
    assert said(replace(GOOD, **change)) == [(level, rule, path)]


@pytest.mark.parametrize(
    ("texts", "level", "rule", "path"),
    [
        ([("en", "a " * 200, "x"), ("da", "a", "")], "error", "too-long", "texts.0.text"),
        ([("en", "a " * 200, ""), ("da", "a", "")], "warning", "too-long", "texts.0.text"),
        (
            [("en", "A quay!", ""), ("en", "a quay", ""), ("da", "b", "")],
            "warning",
            "duplicate-wording",
            "texts.1.text",
        ),
        ([("en", "A quay", "reddit"), ("da", "b", "")], "warning", "unused-text", "texts.0.network"),
        ([("en", "a" * 4000, "xing"), ("da", "b", "")], "warning", "unused-text", "texts.0.network"),
    ],
)
def test_wordings_are_held_against_their_networks(
    texts: list[tuple[str, str, str]], level: str, rule: str, path: str
) -> None:
    found = replace(GOOD, texts=tuple(text(language, words, network) for language, words, network in texts))
    assert (level, rule, path) in said(replace(found, networks=("x",)))


def test_where_nobody_said_what_is_known_anything_goes_and_only_columns_are_doubted() -> None:
    free = replace(GOOD, owner="anybody", goal="anything", audience=read({"any": [{"site": ["A"]}]}))
    assert said(free, Known()) == [("warning", "unknown-key", "audience.any.0.site")]
    assert said(replace(GOOD, goal="applicaton"), replace(KNOWN, goals=frozenset())) == [
        ("warning", "unknown-value", "goal")
    ]


def test_configuration_says_what_is_known() -> None:
    known = Known.of(
        parse(
            {
                "server": {"public_url": "https://share.example.com"},
                "links": {"base_url": "https://go.example.com"},
                "content": {"desks": ["hr"], "domains": ["example.com"], "languages": ["da"]},
                "schedules": [{"name": "weekly", "cron": "0 9 * * tue"}],
            }
        )
    )
    assert (known.desks, known.domains, known.goals) == (frozenset({"hr"}), ("example.com",), frozenset())


def test_a_written_time_is_a_moment_and_a_date_counts_through_its_end() -> None:
    assert moment("2026-11-24", KNOWN, end=True) == datetime(2026, 11, 24, 23, tzinfo=UTC)
    assert moment("2026-11-24T09:00:00+01:00", KNOWN, end=False) == NOW
    with pytest.raises(ValueError, match="is not a time"):
        moment("tomorrow", KNOWN, end=False)
    with pytest.raises(ValueError, match="in which zone"):
        moment("2026-11-24T09:00:00", KNOWN, end=False)


def test_a_queues_languages_are_those_of_its_titles_and_texts() -> None:
    assert spoken([replace(GOOD, title={"en-GB": "A"}, audience=EVERYBODY)]) == {"en", "da"}
