"""A newsroom in a database: two desks, their people, and what a test does with them."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any, Concatenate, ParamSpec, TypeVar

from sqlalchemy import Connection

from digests.content.model import Item, ItemState
from digests.content.store import load_items
from digests.db import Database
from digests.newsroom.standing import Standing, standing
from digests.newsroom.store import load_decisions
from digests.people.model import Person
from digests.people.store import add_people
from tests.factories import NOW, item, person

P = ParamSpec("P")
T = TypeVar("T")

LATER = NOW + timedelta(hours=1)
EDITOR = person(id="p-editor", name="Edit Or", email="editor@example.com", roles=("comms:editor",))
OTHER_EDITOR = person(id="p-second", name="Se Cond", email="second@example.com", roles=("comms:editor",))
APPROVER = person(id="p-approver", name="App Rover", email="approver@example.com", roles=("comms:approver",))
HR = person(id="p-hr", name="Ha Err", email="hr@example.com", roles=("hr:editor", "hr:approver"))
ADMIN = person(id="p-admin", name="Ad Min", email="admin@example.com", roles=("admin",))
EMPLOYEE = person()
PEOPLE = (EDITOR, OTHER_EDITOR, APPROVER, HR, ADMIN, EMPLOYEE)
ID = item().id


def of(one: Person) -> Standing:
    """What a person may do."""
    return standing(one, ("comms", "hr"))


def draft(**fields: Any) -> Item:
    """An item as an editor writes it."""
    return item(**({"state": ItemState.DRAFT} | fields))


class House:
    """The verbs, each in a transaction of its own."""

    def __init__(self, database: Database) -> None:
        self.database = database
        database.write(add_people, PEOPLE, NOW)

    def do(self, verb: Callable[Concatenate[Connection, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        """One verb."""
        return self.database.write(verb, *args, **kwargs)

    def item(self, item_id: str = ID) -> Item:
        """The item as it is now."""
        (found,) = self.database.read(load_items, [item_id])
        return found

    def acts(self, item_id: str = ID) -> list[tuple[str, str | None, str]]:
        """What was decided: the act, who, and why."""
        found = self.database.read(load_decisions, item_id)
        return [(one.act.value, one.who, one.reason) for one in found]
