"""Editions out of turn: by day, once a day, with one item alone."""

from datetime import UTC, datetime

import pytest

from digests.db import Database
from digests.edition import build, extra
from tests.digests.edition.company import POLICY, Company
from tests.factories import NOW, item, person


@pytest.mark.parametrize(
    ("zone", "now", "due"),
    [
        ("Europe/Copenhagen", datetime(2026, 11, 24, 7, 0, tzinfo=UTC), datetime(2026, 11, 24, 7, 0, tzinfo=UTC)),
        ("Europe/Copenhagen", datetime(2026, 11, 24, 6, 59, tzinfo=UTC), datetime(2026, 11, 24, 7, 0, tzinfo=UTC)),
        ("Europe/Copenhagen", datetime(2026, 11, 24, 16, 59, tzinfo=UTC), datetime(2026, 11, 24, 16, 59, tzinfo=UTC)),
        ("Europe/Copenhagen", datetime(2026, 11, 24, 17, 0, tzinfo=UTC), datetime(2026, 11, 25, 7, 0, tzinfo=UTC)),
        ("Europe/Copenhagen", datetime(2026, 10, 24, 20, 0, tzinfo=UTC), datetime(2026, 10, 25, 7, 0, tzinfo=UTC)),
        ("Asia/Tokyo", datetime(2026, 11, 24, 8, 0, tzinfo=UTC), datetime(2026, 11, 24, 8, 0, tzinfo=UTC)),
        ("Asia/Tokyo", datetime(2026, 11, 24, 9, 0, tzinfo=UTC), datetime(2026, 11, 24, 23, 0, tzinfo=UTC)),
    ],
)
def test_an_urgent_item_comes_by_day_wherever_somebody_is(zone: str, now: datetime, due: datetime) -> None:
    assert extra.due_at(zone, now) == due


def test_an_item_has_one_period_a_day_that_no_other_item_has_and_it_fits() -> None:
    assert extra.period("a", NOW) == extra.period("a", NOW.replace(hour=23))
    assert extra.period("a", NOW) != extra.period("a", NOW.replace(day=25))
    assert extra.period("a", NOW) != extra.period("b", NOW)
    assert len(extra.period("a" * 120, NOW)) <= 20  # what the column takes


def test_a_world_with_one_item_alone_has_no_other_and_none_once_it_is_closed(database: Database) -> None:
    company = Company(database)
    company.fill([person()], [item(), item(id="other")])
    world = database.read(build.load_world, POLICY, NOW)
    assert [one.id for one in extra.alone(world, "other", NOW).shelf.items] == ["other"]
    assert extra.alone(world, "gone", NOW).items == {}
    assert extra.alone(world, None, NOW).shelf.items == ()
