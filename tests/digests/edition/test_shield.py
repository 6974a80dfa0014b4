"""What a person did is theirs, and stays theirs when the mode becomes laxer."""

from dataclasses import replace

import pytest
from sqlalchemy import Connection

from digests import privacy
from digests.db import Database
from digests.edition import shield
from digests.people.ladder import Standing
from digests.people.model import Rung
from digests.relevance.model import Reason
from digests.relevance.past import Past
from tests.digests.edition.company import POLICY, Company
from tests.digests.measure.world import SENT, world
from tests.factories import NOW, digest, item, person, pick

OPEN = replace(POLICY, mode="open", modes={"DE": "works_council", "FR": "team"})
DONE = Past(Standing(digests=3, taps=9, hours={15: 9}), declined=frozenset({"first"}), topics={"ports": 2})


@pytest.mark.parametrize(("country", "theirs"), [("DK", False), ("DE", True), ("FR", True), ("", False)])
def test_the_mode_of_the_persons_country_decides(database: Database, country: str, theirs: bool) -> None:  # noqa: FBT001
    assert database.read(shield.shields, OPEN, person(country=country)) is theirs


def test_a_mode_that_becomes_laxer_reveals_nothing_of_before(database: Database) -> None:
    def sent(connection: Connection, mode: str) -> None:
        world(connection).sent("p-0001", privacy_mode=mode, id=len(mode), period=mode)

    database.write(sent, "open")
    assert not database.read(shield.shields, OPEN, person())
    database.write(sent, "works_council")
    assert database.read(shield.shields, OPEN, person())
    assert not database.read(shield.shields, OPEN, person(id="p-0002"))


def test_once_the_strict_time_is_cleared_the_shield_falls(database: Database) -> None:
    database.write(lambda connection: world(connection).sent("p-0001", "harbour", at=SENT))
    assert database.read(shield.shields, OPEN, person())
    database.write(privacy.retention, NOW, 5, 30)
    assert not database.read(shield.shields, OPEN, person())


def test_a_shielded_person_is_shown_as_if_they_had_done_nothing(database: Database) -> None:
    company = Company(database)
    people = [person(), person(id="p-0002")]
    company.fill(people, [item()])
    batch = replace(company.loaded(company.open(people)), pasts=(DONE, DONE))
    shown = shield.shielded(batch, "p-0001")
    assert shown.pasts == (Past(Standing(digests=3), offered=frozenset({"first"})), DONE)


def test_a_past_digest_is_retold_without_what_the_person_did_before() -> None:
    picked = pick(reasons=(Reason("taken_up", "ports"), Reason("new")))
    past = digest(picks=(picked,), rung=Rung.CHAMPION, best_hour=15)
    told = shield.retold(past, 8)
    assert (told.rung, told.best_hour, told.picks[0].reasons) == (Rung.NEWCOMER, 8, (Reason("new"),))
    assert replace(told.picks[0], reasons=picked.reasons) == picked
