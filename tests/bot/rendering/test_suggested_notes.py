"""Whoever suggested something is told in their language what became of it."""

from collections.abc import Callable

import pytest

from bot.rendering.suggested_notes import makers
from digests.content.model import Item
from digests.db import Database
from digests.delivery import notes
from digests.delivery.notes import Note
from digests.newsroom import suggested, writing
from digests.newsroom.standing import OPERATOR
from digests.people.store import add_people
from tests.factories import NOW, person

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def noted(database: Database, decide: Callable[[Item], object], language: str = "en") -> Note | None:
    """The note that deciding on a suggestion of somebody leads to."""
    maker = person(languages=(language,))
    database.write(add_people, [maker], NOW)
    made = database.write(writing.suggest, maker, "https://www.example.com/cranes", "Cranes & ships", "", "", NOW)
    decide(made)
    (asked,) = database.read(notes.due, NOW, 9)
    return database.read(makers("da")[asked.kind], asked, maker, NOW)


def test_a_desk_that_took_it_is_named(database: Database) -> None:
    found = noted(database, lambda one: database.write(suggested.accept, OPERATOR, one.id, "comms", NOW))
    assert found is not None
    assert found.subject == "Your suggestion was taken"
    assert found.lines[0] == "Thank you: comms took your suggestion “Cranes & ships” into the queue."


def test_the_word_of_a_desk_that_did_not_is_told(database: Database) -> None:
    found = noted(database, lambda one: database.write(suggested.decline, OPERATOR, one.id, "Too old", NOW), "da")
    assert found is not None
    assert (found.language, found.lines[1]) == ("da", "Too old")
    assert found.lines[0].startswith("Tak for")


def test_of_an_item_that_is_gone_there_is_nothing_to_say(database: Database) -> None:
    asked = notes.Asked(1, suggested.TAKEN, NOW, "p-0001", about={"item": "nothing"})
    assert database.read(makers("en")[suggested.TAKEN], asked, person(), NOW) is None
