"""Two versions of an item: what differs, in words, and which words went and came."""

from dataclasses import replace

import pytest

from bot.rendering.differences import LONGEST, Fate, differences, label, pieces, value
from bot.rendering.terms import Reading
from digests.content.audience import read
from digests.content.body import text
from digests.content.model import Image, ItemState, Kind, Priority
from tests.factories import NOW, item

READING = Reading("en", "Europe/Copenhagen")
BEFORE = item()


def told(before: str, after: str) -> str:
    marks = {Fate.SAME: "{}", Fate.GONE: "[-{}-]", Fate.CAME: "[+{}+]"}
    return "".join(marks[one.fate].format(one.text) for one in pieces(before, after))


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ("We cut emissions.", "We cut emissions.", "We cut emissions."),
        ("We cut it by 30 %.", "We cut it by 40 %.", "We cut it by [-30-][+40+] %."),
        ("A big day", "A very good day", "A [-big-][+very good+] day"),
        ("", "New", "[+New+]"),
        ("Old", "", "[-Old-]"),
        ("one two", "three four", "[-one two-][+three four+]"),
    ],
)
def test_words_that_went_and_came_stand_where_they_were(before: str, after: str, expected: str) -> None:
    assert told(before, after) == expected


def test_what_is_very_long_is_shown_as_it_was_and_as_it_is() -> None:
    assert [one.fate for one in pieces("a " * LONGEST, "b")] == [Fate.GONE, Fate.CAME]
    assert [one.fate for one in pieces("a " * LONGEST, "")] == [Fate.GONE]


def test_each_part_that_differs_is_named_in_words() -> None:
    after = replace(
        BEFORE,
        title={"en": "How they cut it", "da": BEFORE.title["da"]},
        kind=Kind.JOB,
        priority=Priority.HIGH,
        state=ItemState.DRAFT,
        audience=read({"any": [{"department": ["Engineering"], "country": ["DK"]}]}),
        texts=(*BEFORE.texts, text("da", "Nyt", "x")),
        networks=("x",),
        topics=("ports",),
        image=Image("https://www.example.com/a.jpg", {"en": "A quay"}),
        publish=NOW,
        minutes=4,
    )
    found = {one.field: one for one in differences(BEFORE, after, READING)}
    assert found["title.en"].label == "Headline: English"
    assert found["title.en"].lang == "en"
    came = {name: "".join(p.text for p in one.pieces if p.fate is not Fate.GONE) for name, one in found.items()}
    assert came["kind"] == "Job ad"
    assert came["priority"] == "High"
    assert came["state"] == "Draft"
    assert came["audience"] == "Department: Engineering + Country: Denmark"
    assert came["texts"].endswith("\nDanish, X: Nyt")
    assert came["networks"] == "X"
    assert came["image"] == "https://www.example.com/a.jpg\nEnglish: A quay"
    assert came["publish"] == "Nov 24, 2026, 9:00 AM".replace(" AM", "\u202fAM")
    assert came["minutes"] == "4"
    assert set(found) == {*came, "topics"}


def test_one_part_is_told_alone() -> None:
    assert value(BEFORE, "summary.en", READING) == "Shore power did most of it."
    assert value(BEFORE, "audience", READING) == "everybody"
    assert value(BEFORE, "goal", READING) == value(BEFORE, "title.sv", READING) == ""


def test_parts_are_called_as_on_the_form() -> None:
    assert label("summary.da", "en") == "Summary: Danish"
    assert label("campaign", "da") == "Kampagne"
    assert label("something-new", "en") == "something-new"
