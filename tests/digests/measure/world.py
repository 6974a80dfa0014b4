"""A small company's ledger, written row by row."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import count
from typing import Any

from sqlalchemy import Connection, insert

from digests.delivery.store import deliveries
from digests.edition.store import picks
from digests.ledger.model import FactKind, Verdict
from digests.ledger.store import facts
from digests.people.store import people, preferences
from digests.sharing.store import links
from tests.factories import NOW

SENT = NOW - timedelta(days=7)
ACTED = NOW - timedelta(days=6)


@dataclass
class World:
    """Writes people, deliveries, links and facts; every field can be named."""

    connection: Connection
    _numbers: Iterator[int]

    def person(self, person_id: str, /, department: str = "Engineering", **fields: Any) -> str:
        """A person with an address; named after the id."""
        row = {
            "id": person_id,
            "name": f"Name of {person_id}",
            "email": f"{person_id}@example.com",
            "department": department,
            "country": "DK",
            "languages": (),
            "interests": (),
            "roles": (),
            "attributes": {},
            "added_at": NOW - timedelta(days=100),
            "changed_at": NOW,
        }
        self.connection.execute(insert(people).values(row | fields))
        return person_id

    def chose(self, name: str, **fields: Any) -> None:
        """What the person chose."""
        row = {"networks": (), "languages": (), "untracked": False, "stopped": False, "changed_at": NOW}
        self.connection.execute(insert(preferences).values({"person_id": name} | row | fields))

    def sent(self, person: str | None, *items: str, at: datetime = SENT, held_out: bool = False, **fields: Any) -> int:
        """A digest that was sent with these items."""
        number = next(self._numbers)
        row = {
            "id": number,
            "edition_id": 1,
            "schedule": "weekly",
            "period": f"period {number}",
            "person_id": person,
            "country": "DK",
            "privacy_mode": "works_council",
            "tracked": True,
            "state": "sent",
            "due_at": at,
            "not_before": at,
            "channels_left": (),
            "changed_at": at,
            "sent_at": at,
            "ref": f"ref of {person}",
            "digest": {"rung": "reader"},
        }
        self.connection.execute(insert(deliveries).values(row | fields))
        for position, item in enumerate(items, start=1):
            self.connection.execute(
                insert(picks).values(
                    delivery_id=number,
                    position=position,
                    item_id=item,
                    version=1,
                    score=1.0,
                    probability=1.0,
                    components={},
                    reasons=[],
                    offers=[],
                    language="en",
                    colleagues=0,
                    held_out=held_out,
                )
            )
        return number

    def did(self, kind: FactKind, item: str | None, delivery: int | None = None, **fields: Any) -> str:
        """A fact, human and settled unless said otherwise."""
        row = {
            "id": f"fact-{next(self._numbers)}",
            "kind": kind,
            "at": ACTED,
            "verdict": Verdict.HUMAN,
            "rules": (),
            "rule_version": 1,
            "delivery_id": delivery,
            "item_id": item,
        }
        row |= fields
        self.connection.execute(insert(facts).values(row))
        return str(row["id"])

    def link(self, person: str | None, item: str, delivery: int | None, **fields: Any) -> str:
        """A minted link."""
        code = f"code{next(self._numbers)}"
        row = {"code": code, "item_id": item, "network": "linkedin", "minted_at": ACTED}
        self.connection.execute(insert(links).values(row | {"person_id": person, "delivery_id": delivery} | fields))
        return code


def world(connection: Connection) -> World:
    """An empty company."""
    return World(connection, count(1))
