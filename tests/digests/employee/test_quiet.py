"""Quiet is a choice like any other, and no choice takes another away."""

from dataclasses import replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from digests.db import Database
from digests.employee import quiet
from digests.errors import InputError
from digests.people.model import Preferences
from tests.digests.employee.ground import MAJA, OLAV, chosen
from tests.factories import NOW


@pytest.mark.parametrize("weeks", [1, 4, 52])
def test_a_pause_lasts_so_many_weeks(employed: Database, weeks: int) -> None:
    saved = employed.write(quiet.pause, MAJA, weeks, NOW)
    assert saved == chosen(employed) == Preferences(paused_until=NOW + timedelta(weeks=weeks))
    assert chosen(employed, OLAV) == Preferences()


def test_a_pause_until_the_return_can_be_shown_in_every_zone(employed: Database) -> None:
    until = employed.write(quiet.pause, MAJA, None, NOW).paused_until
    assert until == chosen(employed).paused_until == quiet.FOREVER
    zones = ("Pacific/Kiritimati", "Pacific/Niue")
    assert [quiet.FOREVER.astimezone(ZoneInfo(zone)).year for zone in zones] == [9000, 8999]


@pytest.mark.parametrize("weeks", [0, -1, 53, 10**9])
def test_no_other_pause_is_taken(employed: Database, weeks: int) -> None:
    with pytest.raises(InputError, match="from 1 to 52 weeks"):
        employed.write(quiet.pause, MAJA, weeks, NOW)
    assert chosen(employed) == Preferences()


def test_whoever_resumes_gets_digests_again_after_a_pause_or_a_stop(employed: Database) -> None:
    employed.write(quiet.choose, MAJA, lambda before: replace(before, items=2), NOW)
    assert employed.write(quiet.stop, MAJA, NOW).stopped
    employed.write(quiet.pause, MAJA, None, NOW)
    assert chosen(employed) == Preferences(items=2, stopped=True, paused_until=quiet.FOREVER)
    assert employed.write(quiet.resume, MAJA, NOW) == Preferences(items=2)
    assert chosen(employed) == Preferences(items=2)


def test_a_choice_that_cannot_be_is_refused_and_nothing_is_saved(employed: Database) -> None:
    with pytest.raises(InputError, match="hour"):
        employed.write(quiet.choose, MAJA, lambda before: replace(before, hour=24, items=1), NOW)
    assert chosen(employed) == Preferences()


def test_a_choice_sees_what_stands_at_its_moment(employed: Database) -> None:
    seen: list[Preferences] = []

    def weekday(before: Preferences) -> Preferences:
        seen.append(before)
        return replace(before, weekday=4)

    employed.write(quiet.choose, MAJA, lambda before: replace(before, hour=9), NOW)
    assert employed.write(quiet.choose, MAJA, weekday, NOW + timedelta(minutes=1)) == Preferences(hour=9, weekday=4)
    assert seen == [Preferences(hour=9)]


def test_forever_is_aware() -> None:
    assert isinstance(quiet.FOREVER, datetime)
    assert quiet.FOREVER.tzinfo is not None
