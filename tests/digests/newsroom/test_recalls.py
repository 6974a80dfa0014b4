"""Messages that are to be drawn anew: each once, none before it is there, and what cannot be is said."""

from collections.abc import Sequence
from datetime import timedelta

import pytest

from digests.db import Database
from digests.newsroom import items, recalls
from digests.newsroom.model import Recall, RecallKind, Withdrawal
from digests.newsroom.standing import OPERATOR
from tests.digests.edition.company import Company
from tests.digests.newsroom.house import ID, LATER
from tests.factories import NOW, item, person

MUCH_LATER = LATER + timedelta(hours=1)
FOLK = [person(id=f"p-{number}", email=f"p{number}@example.com") for number in range(3)]


@pytest.fixture
def company(database: Database) -> Company:
    made = Company(database)
    made.fill(FOLK, [item()])
    made.save(made.built(made.open(FOLK)))
    for row in made.deliveries():
        made.change(int(row.id), state="sent", channel="slack", ref="C1/1.2")
    made.database.write(items.withdraw, OPERATOR, ID, Withdrawal(), NOW)
    return made


def due(company: Company, limit: int = 10, skip: Sequence[int] = ()) -> list[Recall]:
    return company.database.read(recalls.due_recalls, LATER, limit, skip)


def test_what_is_due_comes_once_and_is_done_once(company: Company) -> None:
    first, second, third = due(company)
    assert (first.item_id, first.kind, first.tries, first.not_before) == (ID, RecallKind.RECALL, 0, NOW)
    company.database.write(recalls.recall_done, [first.id, third.id], LATER)
    assert due(company) == [second]
    assert company.database.read(recalls.progress, ID) == {"due": 1, "done": 2, "failed": 0}


def test_no_more_come_than_asked_and_none_that_is_in_hand(company: Company) -> None:
    first, second, _ = due(company)
    assert due(company, 1) == [first]
    assert due(company, 1, [first.id]) == [second]


def test_nothing_is_due_before_its_time(company: Company) -> None:
    assert company.database.read(recalls.due_recalls, NOW - timedelta(seconds=1), 10) == []


@pytest.mark.parametrize(
    "fate",
    [{"state": "sending"}, {"state": "failed"}, {"channel": "email"}, {"person_id": None}],
    ids=["under way", "failed", "mailed", "erased"],
)
def test_only_messages_that_are_there_and_can_be_edited_are_due(company: Company, fate: dict[str, object]) -> None:
    first, *others = due(company)
    company.change(first.delivery_id, **fate)
    assert due(company) == others


def test_a_try_that_failed_is_tried_again_later(company: Company) -> None:
    first, *others = due(company)
    company.database.write(recalls.recall_failed, first.id, "Slack is away", LATER, again=MUCH_LATER)
    assert due(company) == others
    again = company.database.read(recalls.due_recalls, MUCH_LATER, 10)[-1]
    assert (again.id, again.tries, again.reason, again.not_before) == (first.id, 1, "Slack is away", MUCH_LATER)


def test_what_failed_for_good_is_said(company: Company) -> None:
    first, *_ = due(company)
    company.database.write(recalls.recall_failed, first.id, "The message is gone", LATER)
    (failed,) = company.database.read(recalls.failed)
    assert (failed.delivery_id, failed.reason, failed.tries) == (first.delivery_id, "The message is gone", 1)
    assert company.database.read(recalls.progress, ID)["failed"] == 1
