"""Whoever holds a role comes in, at an address that is theirs alone; nobody else does."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Connection

from digests.access import audit, sessions, signin
from digests.access.sessions import Patience
from digests.access.signin import GOOD_FOR, Link
from digests.db import Database
from digests.newsroom import entering
from digests.newsroom.entering import Door, Entered, Hindrance
from digests.people.directory import Leaving, Snapshot, merge
from digests.people.entry import COLUMNS, Row
from digests.people.model import Person
from digests.people.store import add_people
from tests.factories import KEY, NOW, person

MAJA = person(roles=("comms:editor",))
NILS = person(id="p-0002", name="Nils Ek", email="nils.ek@example.com")
DAY = timedelta(days=1)
DOOR = Door(KEY, bytes([9] * 32), NOW, Patience(), "Firefox, Linux")


@pytest.fixture
def house(database: Database) -> Database:
    database.write(add_people, [MAJA, NILS], NOW)
    return database


def _import(connection: Connection, people: Sequence[Person], now: datetime) -> None:
    rows = tuple(Row(number, one) for number, one in enumerate(people, 2))
    merge(connection, Snapshot(frozenset(COLUMNS), rows), now, key=lambda: KEY, leave=Leaving(force=True))


def _enter(house: Database, *, door: Door = DOOR, **link: Any) -> Entered | None:
    fields: dict[str, Any] = {"person_id": MAJA.id, "way": "mail", "address": MAJA.email, "onward": "/newsroom/queue"}
    made = Link(**(fields | {"ends_at": NOW + GOOD_FOR} | link))
    token = house.write(signin.make, made, bytes(range(32)), NOW)
    assert token is not None
    return house.write(entering.enter, token, door)


def test_whoever_holds_a_role_comes_in_and_the_log_says_so(house: Database) -> None:
    entered = _enter(house)
    assert entered is not None
    assert (entered.person_id, entered.onward) == (MAJA.id, "/newsroom/queue")
    session = house.read(sessions.resolve, entered.cookie, NOW)
    assert session is not None
    assert (session.way, session.agent, session.roles) == ("mail", "Firefox, Linux", ())
    (look,) = house.read(audit.looks)
    assert (look.act, look.subject, look.actor_id, look.person_id) == ("sign in", "mail", MAJA.id, None)


def test_a_link_that_is_not_good_opens_nothing(house: Database) -> None:
    assert house.write(entering.enter, "0" * 64, DOOR) is None


def test_signing_in_takes_every_other_link_back(house: Database) -> None:
    other = house.write(signin.make, Link(MAJA.id, "mail", MAJA.email, "", NOW + GOOD_FOR), bytes(32), NOW)
    assert other is not None
    assert _enter(house)
    assert house.read(signin.look, other, NOW) is None


def test_whoever_has_no_role_stays_outside(house: Database) -> None:
    assert _enter(house, person_id=NILS.id, address=NILS.email) is None
    assert _enter(house, person_id=NILS.id, way="operator", address="") is None


def test_whoever_left_stays_outside(house: Database) -> None:
    token = house.write(signin.make, Link(MAJA.id, "mail", MAJA.email, "", NOW + GOOD_FOR), bytes(32), NOW)
    house.write(_import, [NILS], NOW)
    assert token is not None
    assert house.write(entering.enter, token, DOOR) is None


def test_a_link_that_went_to_an_address_that_is_theirs_no_more_opens_nothing(house: Database) -> None:
    assert _enter(house, address="before@example.com") is None


def test_the_operators_link_needs_no_address(house: Database) -> None:
    entered = _enter(house, way="operator", address="")
    assert entered is not None


@pytest.mark.parametrize(
    ("changed", "why"),
    [
        ({}, None),
        ({"roles": ("comms:suggester",)}, None),
        ({"roles": ("admin",)}, None),
        ({"roles": ()}, Hindrance.NO_ROLE),
        ({"roles": ("comms:gardener", "editor")}, Hindrance.NO_ROLE),
        ({"email": ""}, Hindrance.NO_ADDRESS),
        ({"left_at": NOW}, Hindrance.LEFT),
    ],
)
def test_what_is_in_the_way(house: Database, changed: dict[str, Any], why: Hindrance | None) -> None:
    assert house.read(entering.hindrance, KEY, replace(MAJA, **changed), NOW) is why


def test_a_shared_address_holds_no_role(house: Database) -> None:
    house.write(add_people, [replace(NILS, id="p-0003", email=MAJA.email)], NOW)
    assert house.read(entering.hindrance, KEY, MAJA, NOW) is Hindrance.SHARED
    assert _enter(house) is None
    assert [(one.id, why) for one, why in house.read(entering.hindered, KEY, NOW)] == [(MAJA.id, Hindrance.SHARED)]


def test_a_recycled_address_holds_no_role_for_90_days(house: Database) -> None:
    house.write(
        _import, [replace(MAJA, email="other@example.com"), replace(NILS, email=MAJA.email, roles=("admin",))], NOW
    )
    (heir,) = [one for one, _ in house.read(entering.hindered, KEY, NOW)]
    assert heir.id == NILS.id
    assert house.read(entering.hindrance, KEY, heir, NOW) is Hindrance.RECYCLED
    assert _enter(house, person_id=NILS.id) is None
    assert house.read(entering.hindrance, KEY, heir, NOW + 91 * DAY) is None


def test_groups_of_the_companys_sign_in_add_to_what_the_directory_gives(house: Database) -> None:
    assert house.read(entering.hindrance, KEY, NILS, NOW, extra=("hr:editor",)) is None
    cookie = house.write(entering.begin, NILS, "oidc", DOOR, ("hr:editor",))
    session = house.read(sessions.resolve, cookie, NOW)
    assert session is not None
    assert entering.held(NILS, session.roles).desks.keys() == {"hr"}


def test_a_session_that_is_ended_is_noted_and_one_that_is_not_theirs_stays(house: Database) -> None:
    entered = _enter(house)
    assert entered is not None
    session = house.read(sessions.resolve, entered.cookie, NOW)
    assert session is not None
    assert not house.write(entering.close, NILS.id, NILS.id, session.id, NOW)
    assert house.write(entering.close, MAJA.id, MAJA.id, session.id, NOW)
    look = house.read(audit.looks)[-1]
    assert (look.act, look.actor_id, look.person_id) == ("sessions end", MAJA.id, MAJA.id)


def test_signing_out_everywhere_takes_links_back_too(house: Database) -> None:
    assert _enter(house)
    token = house.write(signin.make, Link(MAJA.id, "mail", MAJA.email, "", NOW + GOOD_FOR), bytes(32), NOW)
    assert token is not None
    assert house.write(entering.close_all, NILS.id, MAJA.id, NOW) == 1
    assert house.read(signin.look, token, NOW) is None
