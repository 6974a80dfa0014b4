"""What a file takes out of the queue leaves the digests too."""

import pytest
from sqlalchemy import Connection, select

from digests.content.model import Item, ItemState
from digests.content.queue import MergeReport
from digests.db import Database
from digests.newsroom import files
from digests.newsroom.store import recalls
from tests.digests.edition.company import Company
from tests.factories import NOW, item, person

FOLK = [person(id="p-1", email="p1@example.com"), person(id="p-2", email="p2@example.com")]


@pytest.fixture
def company(database: Database) -> Company:
    """One message was delivered, another waits."""
    made = Company(database)
    made.fill(FOLK, [])
    put(made, item())
    wanted = made.open(FOLK)
    made.save(made.built(wanted))
    made.change(wanted[0][0], state="sent", ref="C1/1.2")
    return made


def put(company: Company, *found: Item, operator: bool = True, dry_run: bool = False) -> MergeReport:
    return company.database.write(files.merge, found, NOW, operator=operator, dry_run=dry_run)


def called(connection: Connection) -> list[tuple[int, str]]:
    return [(row.delivery_id, row.kind) for row in connection.execute(select(recalls))]


def test_an_item_that_a_file_withdraws_is_taken_out_and_called_back(company: Company) -> None:
    assert put(company, item(state=ItemState.WITHDRAWN)) == MergeReport(0, 1)
    sent, waiting = company.deliveries()
    assert (sent.channel, waiting.channel) == ("slack", None)
    assert company.database.read(called) == [(sent.id, "recall")]


def test_an_item_that_a_file_sends_to_review_again_waits_and_stays_where_it_was_delivered(company: Company) -> None:
    put(company, item(url="https://www.example.com/moved"), operator=False)
    assert [row.channel for row in company.deliveries()] == ["slack", None]
    assert company.database.read(called) == []


@pytest.mark.parametrize("change", [{"goal": "application"}, {}])
def test_whatever_else_a_file_says_leaves_digests_alone(company: Company, change: dict[str, str]) -> None:
    put(company, item(**change))
    assert [row.channel for row in company.deliveries()] == ["slack", "slack"]
    assert company.database.read(called) == []


def test_a_dry_run_takes_nothing_out(company: Company) -> None:
    assert put(company, item(state=ItemState.WITHDRAWN), dry_run=True) == MergeReport(0, 1)
    assert [row.channel for row in company.deliveries()] == ["slack", "slack"]
    assert company.database.read(called) == []
