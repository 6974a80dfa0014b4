"""Whom an audience reaches, while it is put together; who they are only where that may be known."""

from dataclasses import replace
from pathlib import Path

import pytest

from bot.web.app import create_app
from digests.db import Database
from digests.errors import InputError
from digests.newsroom.facts import PageFacts
from digests.people.store import add_people
from tests.bot.web.newsroom.editor.desk import desk
from tests.bot.web.newsroom.office import Office, office
from tests.factories import NOW, person

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
SALES = "group=any:0&condition=any:0:department&any:0:department=Sales"


def staffed(made: Office) -> Office:
    """Twenty in Sales, three in Legal."""
    crew = [
        person(id=f"s{n:02}", name=f"Sally {n}", email=f"s{n}@example.com", department="Sales", country="SE")
        for n in range(20)
    ]
    few = [person(id=f"l{n}", name=f"Leo {n}", email=f"l{n}@example.com", department="Legal") for n in range(3)]
    made.database.write(add_people, [*crew, *few], NOW)
    return made


async def test_how_many_are_reached_is_told_in_whole_groups(newsroom: Office) -> None:
    answer = (await staffed(newsroom).get("editor", f"/reach?{SALES}")).json()
    assert answer == {"people": 16, "unit": 8, "sentence": "Reaches about 16 people"}


async def test_where_people_are_protected_only_large_departments_are_named(newsroom: Office) -> None:
    form = await desk(staffed(newsroom)).open()
    await form.press("who")
    assert "Your company protects its people" in form.words
    assert "Sales: about 16" in form.words
    assert "Legal" not in form.words
    assert "Sally" not in form.words


async def test_in_the_open_mode_they_are_named(database: Database, tmp_path: Path) -> None:
    made = staffed(office(database, tmp_path, privacy={"mode": "open"}))
    form = await desk(made).open()
    await form.press("group:any")
    await form.type(any__0__department=["Legal"]).press("who")
    assert "Reaches 3 people" in form.words
    assert [f"Leo {n}" in form.words for n in range(3)] == [True] * 3
    assert "Sally" not in form.words
    await form.type(any__0__department=["Sales", "Engineering"]).press("who")
    assert "Sally 3" in form.words


async def test_values_are_offered_by_their_names(newsroom: Office) -> None:
    staffed(newsroom)
    found = (await newsroom.get("editor", "/reach/values?key=country&q=swe")).json()
    assert found == [{"value": "SE", "label": "Sweden"}]
    people = (await newsroom.get("editor", "/reach/values?key=person&q=leo")).json()
    assert [one["value"] for one in people] == ["l0", "l1", "l2"]
    assert (await newsroom.get("editor", "/reach/values?key=person&q=")).json() == []
    assert (await newsroom.get("editor", "/reach/values")).json() == []


async def test_a_page_fills_what_is_still_empty(newsroom: Office) -> None:
    facts = PageFacts("Kajen  är grön", "Den är det.", "https://www.example.com/k.jpg", "En kaj", "sv-SE")

    async def look_up(url: str) -> PageFacts:
        assert url == "https://www.example.com/kaj?utm_source=x"
        return facts

    made = replace(newsroom, parts=(known := replace(newsroom.parts, look_up=look_up)), app=create_app(known))
    form = (await desk(made).open()).type(
        url="https://www.example.com/kaj?utm_source=x", image_url="https://mine.example.com/"
    )
    await form.press("fetch")
    assert form.fields["title:sv"] == ["Kajen är grön"]
    assert form.fields["alt:sv"] == ["En kaj"]
    assert form.fields["image_url"] == ["https://mine.example.com/"]
    assert form.fields["url"] == ["https://www.example.com/kaj"]
    assert "Fetched from the page, in Swedish: headline, summary, description of the picture." in form.words
    await form.type(url="https://www.example.com/kaj?utm_source=x").press("fetch")
    assert "it says nothing that the form does not have already" in form.words


async def test_a_page_that_cannot_be_read_is_said_so_and_nothing_is_lost(newsroom: Office) -> None:
    async def look_up(_url: str) -> PageFacts:
        raise InputError("That host is not reachable from here.")

    made = replace(newsroom, parts=(known := replace(newsroom.parts, look_up=look_up)), app=create_app(known))
    form = (await desk(made).open()).type(url="https://intranet/", title__en="Typed")
    await form.press("fetch")
    assert "That host is not reachable from here." in form.words
    assert form.fields["title:en"] == ["Typed"]
