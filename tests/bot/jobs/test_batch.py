"""The batch: ids in, digests out, and a second time changes nothing."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.jobs.batch import Batch
from digests import privacy
from digests.db import Database
from digests.errors import UnknownError
from digests.people.model import Preferences
from digests.people.store import save_preferences
from tests.bot.jobs.house import house
from tests.digests.edition.company import Company
from tests.factories import KEY, NOW


def test_composing_twice_composes_once(database: Database) -> None:
    made, company = house(database), Company(database)
    ids = made.open()
    Batch(made.work).compose(ids)
    before = (company.picks(), company.given(), company.deliveries())
    assert len(before[0]) > 0
    Batch(made.work).compose(ids)
    assert (company.picks(), company.given(), company.deliveries()) == before


def test_what_is_held_is_what_is_loaded(database: Database) -> None:
    made = house(database)
    ids = made.open()
    batch = Batch(made.work)
    batch.compose(ids)
    held = batch.parcels(ids)
    assert [one.digest.delivery_id for one in held] == ids
    assert held == Batch(made.work).parcels(ids)
    assert held == batch.parcels(ids)


def test_an_erased_person_has_no_parcel_and_no_past(database: Database) -> None:
    made = house(database)
    first, second, third = made.open()
    batch = Batch(made.work)
    batch.compose([first, second, third])
    database.write(privacy.forget, KEY, "p0", NOW)
    assert [one.person.id for one in Batch(made.work).parcels([first, second, third])] == ["p1", "p2"]
    assert Batch(made.work).past(first) is None


@pytest.mark.parametrize("chosen", [{"stopped": True}, {"paused_until": NOW + timedelta(days=7)}])
def test_who_stopped_or_paused_since_has_no_parcel_but_a_past(database: Database, chosen: dict[str, object]) -> None:
    made = house(database)
    ids = made.open()
    batch = Batch(made.work)
    batch.compose(ids)
    held = batch.parcels(ids[:1])
    database.write(save_preferences, "p0", replace(Preferences(), **chosen), NOW)  # type: ignore[arg-type]
    assert batch.parcels(ids[:1]) == []
    past = batch.past(ids[0])
    assert past is not None
    assert past.digest == held[0].digest


def test_a_delivery_that_never_was_has_no_past(database: Database) -> None:
    with pytest.raises(UnknownError, match="no delivery 4711"):
        Batch(house(database).work).past(4711)


def test_a_person_without_anything_to_say_is_skipped_with_the_reason(database: Database) -> None:
    made = house(database)
    database.write(save_preferences, "p1", Preferences(stopped=True), NOW)
    ids = made.open()
    Batch(made.work).compose(ids)
    assert (made.of("p1").state, made.of("p1").reason) == ("skipped", "stopped")
    assert made.states() == {"p0": "queued", "p1": "skipped", "p2": "queued"}


def test_deliveries_of_a_schedule_that_is_gone_are_skipped_and_hold_up_nobody(database: Database) -> None:
    made = house(database)
    old, *others = made.open()
    made.change([old], schedule="yearly")
    Batch(made.work).compose([old, *others])
    assert made.of("p0").reason == "config.toml has no schedule 'yearly' any more"
    assert made.of("p0").state == "skipped"
    assert {made.of("p1").channel, made.of("p2").channel} == {"email"}


def test_a_send_of_another_day_is_composed_as_of_then(database: Database) -> None:
    made = house(database)
    made.clock.now = NOW - timedelta(days=2)
    ids = made.open()
    made.clock.now = NOW
    batch = Batch(made.work)
    batch.compose(ids)
    assert {one.digest.composed_at for one in batch.parcels(ids)} == {NOW - timedelta(days=2)}
