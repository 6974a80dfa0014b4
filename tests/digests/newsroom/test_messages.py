"""What becomes of digests that have an item, once it is withdrawn, corrected or restored."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import Connection, Row, select

from digests.content.body import text
from digests.content.model import Item, ItemState
from digests.content.store import load_items
from digests.db import Database
from digests.delivery.model import DeliveryState
from digests.edition.build import digests_of
from digests.edition.model import Digest
from digests.newsroom import items
from digests.newsroom.model import Messages, Withdrawal
from digests.newsroom.standing import OPERATOR
from digests.newsroom.store import recalls
from digests.people.model import Person
from tests.digests.edition.company import Company
from tests.digests.newsroom.house import ID, LATER
from tests.factories import NOW, item, person

OTHER = item(id="other", url="https://www.example.com/other", topics=("ports",))
FOLK = [person(id=f"p-{number}", email=f"p{number}@example.com") for number in range(4)]


@pytest.fixture
def company(database: Database) -> Company:
    made = Company(database)
    made.fill(FOLK, [item(), OTHER])
    return made


def composed(company: Company, folk: Sequence[Person] = FOLK) -> list[int]:
    """An edition whose digests, with both items, wait to be sent."""
    wanted = company.open(folk)
    company.save(company.built(wanted))
    return [delivery_id for delivery_id, _ in wanted]


def withdraw(company: Company, how: Withdrawal | None = None) -> Item:
    return company.database.write(items.withdraw, OPERATOR, ID, how or Withdrawal(), LATER)


def change(company: Company, new: Item, *, refresh: bool = True) -> Item:
    return company.database.write(items.change, OPERATOR, new, new.version, LATER, refresh=refresh, own=True)


def called(company: Company) -> list[Row[Any]]:
    return company.database.read(lambda c: list(c.execute(select(recalls).order_by(recalls.c.delivery_id))))


def shown(company: Company, delivery_id: int, *, as_composed: bool = False) -> Digest:
    (found,) = company.database.read(digests_of, [delivery_id], as_composed=as_composed)
    return found


def titles(digest: Digest) -> set[str]:
    return {pick.title for pick in digest.picks}


def test_digests_that_are_not_sent_yet_are_composed_again_without_a_withdrawn_item(company: Company) -> None:
    first, *_ = composed(company)
    withdraw(company)
    row = company.deliveries()[0]
    assert (row.state, row.channel, row.digest) == (DeliveryState.QUEUED, None, None)
    assert [pick.item_id for pick in company.picks()] == []
    wanted = [(row.id, row.person_id) for row in company.deliveries()]
    company.save(company.built(wanted))
    assert [pick.item.id for pick in shown(company, first).picks] == ["other"]


def test_digests_without_the_item_are_left_alone(company: Company) -> None:
    company.database.write(items.withdraw, OPERATOR, "other", Withdrawal(), NOW)
    composed(company)
    before = company.deliveries()
    company.database.write(items.withdraw, OPERATOR, "other", Withdrawal(), LATER)
    assert company.deliveries() == before
    assert called(company) == []


def test_messages_that_can_be_edited_are_called_back_and_mails_are_not(company: Company) -> None:
    slack, mail, sending, failed = composed(company)
    company.change(slack, state="sent", channel="slack")
    company.change(mail, state="sent", channel="email")
    company.change(sending, state="sending", channel="teams")
    company.change(failed, state="failed", channel="slack")
    withdraw(company)
    found = [(row.delivery_id, row.item_id, row.kind, row.state, row.not_before) for row in called(company)]
    assert found == [(slack, ID, "recall", "due", LATER), (sending, ID, "recall", "due", LATER)]


def test_messages_may_be_kept_and_called_back_later(company: Company) -> None:
    slack, *_ = composed(company)
    company.change(slack, state="sent", channel="slack")
    withdraw(company, Withdrawal(Messages.KEEP))
    assert called(company) == []
    withdraw(company)
    assert [row.delivery_id for row in called(company)] == [slack]


def test_of_whom_nothing_is_known_any_more_nothing_is_called_back(company: Company) -> None:
    erased, known, *_ = composed(company)
    company.change(erased, state="sent", channel="slack", person_id=None)
    company.change(known, state="sent", channel="slack")
    withdraw(company)
    assert [row.delivery_id for row in called(company)] == [known]


def test_a_message_is_called_back_once_and_again_when_the_item_comes_back(company: Company) -> None:
    slack, *_ = composed(company)
    company.change(slack, state="sent", channel="slack")
    withdraw(company)
    company.database.write(_tried)
    company.database.write(items.restore, OPERATOR, ID, LATER)
    (row,) = called(company)
    assert (row.kind, row.state, row.tries, row.reason) == ("restore", "due", 0, "")


def _tried(connection: Connection) -> None:
    connection.execute(recalls.update().values(state="failed", tries=3, reason="Slack is away"))


def test_a_correction_is_shown_in_what_was_delivered_and_what_was_sent_stays_known(company: Company) -> None:
    slack, mail, *_ = composed(company)
    company.change(slack, state="sent", channel="slack")
    company.change(mail, state="sent", channel="email")
    change(company, replace(item(), title={"en": "Corrected", "da": "Rettet"}))
    assert "Rettet" in titles(shown(company, slack))
    assert "Rettet" in titles(shown(company, mail))
    assert "Rettet" not in titles(shown(company, slack, as_composed=True))
    assert [(row.delivery_id, row.kind) for row in called(company)] == [(slack, "correct")]
    assert [row.channel for row in company.deliveries()][2:] == [None, None]


def test_a_change_that_is_no_correction_leaves_messages_as_they_are(company: Company) -> None:
    slack, waiting, *_ = composed(company)
    company.change(slack, state="sent", channel="slack")
    change(company, replace(item(), title={"en": "Later", "da": "Senere"}), refresh=False)
    assert "Senere" not in titles(shown(company, slack))
    assert called(company) == []
    assert [row.channel for row in company.deliveries() if row.id == waiting] == ["slack"]


def test_texts_that_are_still_there_stay_and_others_are_replaced(company: Company) -> None:
    slack, *_ = composed(company)
    company.change(slack, state="sent", channel="slack")
    pick = next(one for one in shown(company, slack).picks if one.item.id == ID)
    kept = next(one for one in item().texts if one.key == pick.offers[0].text_key)
    new = text("da", "Et nyt ord om havnen.")
    change(company, replace(item(), texts=(kept, new)))
    again = next(one for one in shown(company, slack).picks if one.item.id == ID)
    assert again.offers[0] == pick.offers[0]
    assert {offer.text for offer in again.offers} <= {kept.text, new.text}
    change(company, replace(item(version=2), texts=(new,), networks=("linkedin",)))
    last = next(one for one in shown(company, slack).picks if one.item.id == ID)
    assert [(offer.network, offer.text) for offer in last.offers] == [("linkedin", new.text)]


def test_an_item_that_goes_to_review_leaves_the_digests_that_wait(company: Company) -> None:
    first, *_ = composed(company)
    assert (
        change(company, replace(item(), url="https://www.example.com/moved"), refresh=False).state is ItemState.APPROVED
    )
    company.database.write(_by_an_approver)
    assert [row.channel for row in company.deliveries() if row.id == first] == [None]


def _by_an_approver(connection: Connection) -> None:
    (now,) = load_items(connection, [ID])
    items.change(connection, OPERATOR, replace(now, url="https://www.example.com/again"), now.version, LATER)


def test_a_re_approved_item_is_shown_as_it_is_now(company: Company) -> None:
    slack, *_ = composed(company)
    company.change(slack, state="sent", channel="slack")
    company.database.write(items.change, OPERATOR, replace(item(), url="https://www.example.com/moved"), 1, LATER)
    company.database.write(items.approve, OPERATOR, ID, 2, LATER, refresh=True)
    pick = next(one for one in shown(company, slack).picks if one.item.id == ID)
    assert pick.item.url == "https://www.example.com/moved"
    assert [row.kind for row in called(company)] == ["correct"]
