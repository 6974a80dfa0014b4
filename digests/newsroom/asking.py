"""What cards ask approvers, and which of them are still to say how it ended."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, delete, select

from digests.content.model import Item, ItemState
from digests.content.store import items, load_items, load_versions
from digests.newsroom.model import Card, Decision, Done
from digests.newsroom.store import approval_cards, load_decisions
from digests.people.model import Person
from digests.people.store import load_people

MOST = 50  # cards at once


@dataclass(frozen=True, slots=True)
class Question:
    """What a card says: a version of an item, who is asked, who submitted it, and what came after it."""

    item: Item
    person: Person
    by: str = ""  # a name; empty where nobody of the directory submitted it
    at: datetime | None = None
    ended: Decision | None = None  # what was done next; None while it waits, or where a file changed it
    ended_by: str = ""
    newest: int = 0  # the item's version today

    @property
    def open(self) -> bool:
        """Whether the version still waits for a decision."""
        return self.item.state is ItemState.IN_REVIEW and self.newest == self.item.version


def question(connection: Connection, person: Person, item_id: str, version: int) -> Question | None:
    """The question that a card asks or asked; None where there never was such a version."""
    found = load_versions(connection, [(item_id, version)]).get((item_id, version))
    today = load_items(connection, [item_id])
    return _question(connection, person, found, today[0].version) if found and today else None


def _question(connection: Connection, person: Person, item: Item, newest: int) -> Question:
    decisions, version = load_decisions(connection, item.id), item.version
    submitted = next((one for one in reversed(decisions) if one.act is Done.SUBMITTED and one.version <= version), None)
    ended = next((one for one in decisions if one.version > version), None)
    names = _names(connection, [one.who for one in (submitted, ended) if one is not None])
    return Question(
        item=item,
        person=person,
        by=names.get(submitted.who or "", "") if submitted else "",
        at=submitted.at if submitted else None,
        ended=ended,
        ended_by=names.get(ended.who or "", "") if ended else "",
        newest=newest,
    )


def unsettled(connection: Connection, channel: str, limit: int = MOST) -> list[tuple[Card, Question | None]]:
    """Cards about versions that are no longer the newest, oldest first, with what they should say now."""
    query = (
        select(approval_cards)
        .join(items, items.c.id == approval_cards.c.item_id)
        .where(approval_cards.c.channel == channel, items.c.version > approval_cards.c.version)
        .order_by(approval_cards.c.id)
        .limit(limit)
    )
    cards = [
        Card(row.id, row.item_id, row.version, row.person_id, row.channel, row.ref) for row in connection.execute(query)
    ]
    people = {one.id: one for one in load_people(connection, {card.person_id for card in cards}, active=False)}
    return [
        (card, question(connection, people[card.person_id], card.item_id, card.version))
        for card in cards
        if card.person_id in people
    ]


def settle(connection: Connection, ids: Collection[int]) -> None:
    """These cards say how it ended, or cannot be reached any more: there is nothing left to do with them."""
    connection.execute(delete(approval_cards).where(approval_cards.c.id.in_(ids)))


def _names(connection: Connection, ids: Sequence[str | None]) -> dict[str, str]:
    known = {one for one in ids if one}
    return {one.id: one.name for one in load_people(connection, known, active=False)} if known else {}
