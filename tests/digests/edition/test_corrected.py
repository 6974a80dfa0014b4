"""A digest shows an item as it was corrected, and what was composed stays known."""

from dataclasses import replace

import pytest
from sqlalchemy import Connection, update

from digests.content.body import text
from digests.content.model import Item
from digests.content.store import Entry, change_items
from digests.db import Database
from digests.edition.build import digests_of
from digests.edition.model import Pick
from digests.edition.store import picks
from tests.digests.edition.company import Company
from tests.factories import NOW, item, person

NEW = text("da", "Et nyt ord om havnen.")


@pytest.fixture
def company(database: Database) -> Company:
    made = Company(database)
    made.fill([person()], [item()])
    made.save(made.built(made.open([person()])))
    return made


def correct(company: Company, new: Item, shown: int | None = 2) -> None:
    def save(connection: Connection) -> None:
        change_items(connection, [Entry(replace(new, version=2), None)], "newsroom", NOW)
        connection.execute(update(picks).values(shown=shown))

    company.database.write(save)


def pick(company: Company, *, as_composed: bool = False) -> Pick:
    row = company.deliveries()[0]
    (found,) = company.database.read(digests_of, [int(row.id)], as_composed=as_composed)
    return found.picks[0]


def test_a_correction_is_shown_and_what_was_composed_can_be_asked_for(company: Company) -> None:
    before = pick(company)
    correct(company, item(title={"da": "Rettet"}))
    assert pick(company).title == "Rettet"
    assert pick(company, as_composed=True) == before


def test_without_a_correction_a_new_version_changes_no_digest(company: Company) -> None:
    before = pick(company)
    correct(company, item(title={"da": "Rettet"}), shown=None)
    assert pick(company) == before


def test_a_text_that_is_gone_is_replaced_and_one_that_is_there_stays(company: Company) -> None:
    first, *others = pick(company).offers
    kept = next(one for one in item().texts if one.key == first.text_key)
    correct(company, item(texts=(kept, NEW)))
    again = pick(company).offers
    assert again[0] == first
    assert [offer.network for offer in again] == [first.network, *(offer.network for offer in others)]
    assert all(offer.text in {kept.text, NEW.text} for offer in again)


def test_a_network_that_is_gone_is_offered_no_more(company: Company) -> None:
    correct(company, item(texts=(NEW,), networks=("x",)))
    assert [(offer.network, offer.text, offer.text_key) for offer in pick(company).offers] == [("x", NEW.text, NEW.key)]
