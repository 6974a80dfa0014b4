"""What is said nearly so elsewhere is found, whatever its case and signs, and among however many."""

from dataclasses import replace

import pytest
from sqlalchemy import event

from digests.content.body import text
from digests.content.model import Item
from digests.db import Database
from digests.newsroom import alike, items
from digests.newsroom.alike import ADDRESS, SAME, TEXT, TITLE, Wordings
from digests.newsroom.model import Withdrawal
from digests.newsroom.standing import OPERATOR
from tests.digests.newsroom.house import LATER, House, draft
from tests.factories import NOW

PROUD = "Proud of what my colleagues did in the harbour this year: forty per cent less!"


def other(item_id: str = "quay", **fields: object) -> Item:
    said = {"url": f"https://www.example.com/{item_id}", "title": {"en": f"The story of the {item_id}"}}
    texts = (text("en", PROUD),)
    return draft(**(said | {"id": item_id, "texts": texts} | fields))


def mine(*texts: str, **fields: object) -> Item:
    said = {"id": "mine", "url": "https://www.example.com/mine", "title": {"en": "Something else altogether"}}
    return draft(**(said | {"texts": tuple(text("en", one) for one in texts)} | fields))


def known(database: Database, *written: Item) -> tuple[House, Wordings]:
    made, wordings = House(database), Wordings()
    for one in written:
        made.do(items.add, OPERATOR, one, NOW)
    made.do(wordings.refresh)
    return made, wordings


def found(wordings: Wordings, item: Item) -> list[tuple[str, int | str, str]]:
    return [(one.part, one.which, one.place.item_id) for one in wordings.like(item)]


def test_a_text_that_differs_by_a_few_letters_is_found_with_its_item(database: Database) -> None:
    _, wordings = known(database, other())
    (like,) = wordings.like(mine("Nothing of the kind, and a good deal longer too.", PROUD.replace("forty", "sixty")))
    assert (like.part, like.which, like.words) == (TEXT, 1, PROUD)
    assert (like.place.title, like.place.owner) == ("The story of the quay", "comms")
    assert alike.NEARLY[TEXT] <= like.score < SAME
    assert not like.same


def test_case_signs_and_spaces_make_no_difference(database: Database) -> None:
    _, wordings = known(database, other())
    (like,) = wordings.like(mine(PROUD.upper().replace(" ", "\n  ").replace("!", " 🎉")))
    assert like.same


@pytest.mark.parametrize(
    "words", ["", "🎉", "Proud", "A quite different thing that somebody says about a bridge there."]
)
def test_what_is_said_nowhere_is_not_found(database: Database, words: str) -> None:
    _, wordings = known(database, other())
    assert found(wordings, mine(words)) == []


def test_an_item_is_not_held_against_itself_but_its_texts_against_each_other(database: Database) -> None:
    _, wordings = known(database, other())
    nearly = PROUD.replace("forty", "sixty")
    assert found(wordings, other()) == []
    assert found(wordings, other(texts=(text("en", PROUD), text("en", nearly)))) == [(TEXT, 1, "quay")]
    assert found(wordings, other(texts=(text("en", PROUD), text("da", nearly)))) == []
    assert found(wordings, other(texts=(text("en", PROUD), text("en", PROUD + "!")))) == []


def test_nearly_the_same_headline_is_found_by_its_language(database: Database) -> None:
    _, wordings = known(database, other())
    assert found(wordings, mine(title={"da": "Noget", "en": "The story of the quays"})) == [(TITLE, "en", "quay")]


@pytest.mark.parametrize(
    "url",
    [
        "https://example.com/quay/",
        "https://WWW.example.com/quay?utm_source=mail&utm_medium=x#top",
    ],
)
def test_the_same_address_is_found_however_it_is_written(database: Database, url: str) -> None:
    _, wordings = known(database, other())
    assert found(wordings, mine(url=url)) == [(ADDRESS, ADDRESS, "quay")]


@pytest.mark.parametrize("url", ["", "https://[", "https://www.example.com/quay?page=2"])
def test_another_address_or_none_is_not(database: Database, url: str) -> None:
    _, wordings = known(database, other())
    assert found(wordings, replace(mine(), url=url)) == []


def test_the_most_alike_come_first_and_no_more_than_can_be_read(database: Database) -> None:
    several = [other(f"quay-{one}", texts=(text("en", PROUD + " Ha" * one),)) for one in range(5)]
    _, wordings = known(database, *several)
    likes = wordings.like(mine(PROUD + " Ha Ha"))
    assert next(one.place.item_id for one in likes if one.part == TEXT) == "quay-2"
    assert len(likes) == alike.MOST


def test_where_many_say_it_the_nearest_are_compared(database: Database) -> None:
    nearly = [other(id=f"n{number:03}", texts=(text("en", PROUD.replace("forty", "sixty")),)) for number in range(6)]
    _, wordings = known(database, *nearly, other(id="z", texts=(text("en", PROUD),)))
    wordings.compared = 2
    found = [(one.place.item_id, one.same) for one in wordings.like(mine(PROUD)) if one.part == TEXT]
    assert found == [("z", True), ("n000", False)]


def test_what_changed_since_is_read_and_what_is_withdrawn_is_not_held_against_anything(database: Database) -> None:
    made, wordings = known(database)
    made.do(wordings.refresh)
    assert wordings.like(mine(PROUD)) == []
    made.do(items.add, OPERATOR, other(), LATER)
    made.do(wordings.refresh)
    assert found(wordings, mine(PROUD)) == [(TEXT, 0, "quay")]
    made.do(items.withdraw, OPERATOR, "quay", Withdrawal(), LATER)
    made.do(wordings.refresh)
    assert found(wordings, mine(PROUD, url="https://www.example.com/quay")) == []


def test_where_nothing_changed_nothing_is_read(database: Database) -> None:
    made, wordings = known(database, *(other(f"i{one}") for one in range(3)))
    asked: list[str] = []

    @event.listens_for(database.engine, "before_cursor_execute")
    def note(_conn: object, _cursor: object, statement: str, *_: object) -> None:
        asked.append(statement)

    made.do(wordings.refresh)
    assert sum("SELECT" in one for one in asked) == 1
    made.do(items.change, OPERATOR, other("i1", texts=()), 1, NOW)
    made.do(wordings.refresh)
    assert found(wordings, mine(PROUD)) == [(TEXT, 0, "i0"), (TEXT, 0, "i2")]


def test_among_many_only_what_is_alike_is_compared_letter_by_letter(database: Database) -> None:
    several = [other(f"i{one}", texts=(text("en", f"{'abcdefghij'[one] * 40} says something"),)) for one in range(10)]
    _, wordings = known(database, *several)
    assert found(wordings, mine("D" * 41 + " says something!")) == [(TEXT, 0, "i3")]
