"""Fresh links: once, for a while, and for one person."""

from datetime import timedelta

from digests.db import Database
from digests.employee import fresh
from digests.employee.fresh import LASTS, MOST, UNDO_LASTS, VISIT, Purpose
from tests.digests.employee.ground import MAJA, OLAV
from tests.factories import NOW

MINUTE = timedelta(minutes=1)


def made(database: Database, mark: str = "s1", purpose: Purpose = Purpose.OWN, person: str = MAJA) -> None:
    database.write(fresh.make, person, purpose, mark, now=NOW, about={"channel": "email"})


def test_a_link_opens_once_and_looking_at_it_uses_nothing_up(employed: Database) -> None:
    made(employed)
    for _ in range(2):
        looked = employed.read(fresh.look, "s1", NOW)
        assert looked is not None
        assert (looked.person_id, looked.purpose, looked.about, looked.open) == (
            MAJA,
            Purpose.OWN,
            {"channel": "email"},
            True,
        )
    used = employed.write(fresh.use, "s1", "v1", NOW)
    assert used is not None
    assert used.person_id == MAJA
    assert employed.write(fresh.use, "s1", "v2", NOW) is None
    after = employed.read(fresh.look, "s1", NOW)
    assert after is not None
    assert not after.open


def test_a_link_that_nobody_was_sent_opens_nothing(employed: Database) -> None:
    assert employed.read(fresh.look, "guessed", NOW) is None
    assert employed.write(fresh.use, "guessed", "v1", NOW) is None


def test_a_link_is_good_for_half_an_hour_and_one_that_takes_back_for_a_week(employed: Database) -> None:
    made(employed)
    made(employed, "s2", Purpose.UNDO)
    assert employed.write(fresh.use, "s1", "v1", NOW + LASTS) is None
    assert employed.write(fresh.use, "s2", "v2", NOW + UNDO_LASTS - MINUTE) is not None


def test_a_visit_lasts_half_an_hour_and_only_to_ones_own_page(employed: Database) -> None:
    made(employed)
    made(employed, "s2", Purpose.UNDO)
    employed.write(fresh.use, "s1", "v1", NOW)
    employed.write(fresh.use, "s2", "v2", NOW)
    assert employed.read(fresh.visiting, "v1", NOW + VISIT - MINUTE) == MAJA
    assert employed.read(fresh.visiting, "v1", NOW + VISIT) is None
    assert employed.read(fresh.visiting, "v2", NOW) is None
    assert employed.read(fresh.visiting, "s1", NOW) is None  # the link's own secret is no visit


def test_closing_ends_visits_and_links_of_that_person_alone(employed: Database) -> None:
    for secret, person in (("s1", MAJA), ("s2", MAJA), ("s3", OLAV)):
        made(employed, secret, person=person)
    employed.write(fresh.use, "s1", "v1", NOW)
    employed.write(fresh.close, MAJA, NOW)
    assert employed.read(fresh.visiting, "v1", NOW) is None
    assert employed.write(fresh.use, "s2", "v2", NOW) is None
    assert employed.write(fresh.use, "s3", "v3", NOW) is not None


def test_it_is_counted_what_a_person_was_sent_within_the_hour(employed: Database) -> None:
    for number in range(MOST):
        made(employed, f"s{number}")
    assert employed.read(fresh.sent_lately, MAJA, NOW + MINUTE) == MOST
    assert employed.read(fresh.sent_lately, MAJA, NOW + timedelta(hours=1)) == 0
    assert employed.read(fresh.sent_lately, OLAV, NOW) == 0
