"""When digests come: one slot per period, in every zone, whatever the clocks do."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from digests.edition import cron
from digests.edition.model import Schedule, Slot
from digests.edition.plan import due_at, period, slots
from digests.errors import SettingsError
from digests.people.model import Preferences
from tests.factories import person

ZONES = sorted(zone for zone in available_timezones() if "/" in zone and not zone.startswith("Etc/"))
DANISH = "Europe/Copenhagen"


def schedule(line: str) -> Schedule:
    return Schedule("weekly", line, timedelta(hours=12))


def no_holiday(country: str, day: date) -> bool:  # noqa: ARG001
    return False


def local_times(line: str, timezone: str, first: datetime, last: datetime) -> list[str]:
    return [f"{slot.local:%Y-%m-%d %H:%M}" for slot in slots(schedule(line), timezone, first, last)]


@settings(max_examples=150, deadline=None)
@given(
    zone=st.sampled_from(ZONES),
    line=st.sampled_from(["0 9 * * tue", "30 2 * * *", "30 2 * * 0", "0 0 1 * *", "15 1,2,3 * * *", "0 3 * * 1-5"]),
    start=st.datetimes(datetime(2026, 1, 1), datetime(2030, 11, 1), timezones=st.just(UTC)),  # noqa: DTZ001
)
def test_each_period_has_exactly_one_slot_in_every_zone(zone: str, line: str, start: datetime) -> None:
    found = slots(schedule(line), zone, start, start + timedelta(days=45))
    assert len({slot.period for slot in found}) == len(found)
    assert all(one.at <= other.at and one.local < other.local for one, other in pairwise(found))
    middle = start + timedelta(days=20, hours=3, minutes=7)
    assert (
        slots(schedule(line), zone, start, middle) + slots(schedule(line), zone, middle, start + timedelta(days=45))
        == found
    )


@settings(max_examples=60, deadline=None)
@given(zone=st.sampled_from(ZONES), year=st.integers(2026, 2030))
def test_a_daily_slot_comes_every_day_of_the_year_also_when_clocks_change(zone: str, year: int) -> None:
    first, last = datetime(year, 1, 3, tzinfo=UTC), datetime(year, 12, 28, tzinfo=UTC)
    days = [slot.local.date() for slot in slots(schedule("30 2 * * *"), zone, first, last)]
    assert days == [days[0] + timedelta(days=number) for number in range(len(days))]
    assert len(days) >= 358


def test_a_slot_in_the_hour_that_comes_twice_fires_once_in_the_first_of_them() -> None:
    found = slots(
        schedule("30 2 * * sun"), DANISH, datetime(2026, 10, 24, tzinfo=UTC), datetime(2026, 10, 26, tzinfo=UTC)
    )
    assert [slot.at for slot in found] == [datetime(2026, 10, 25, 0, 30, tzinfo=UTC)]
    assert found[0].period == "2026-W43"


def test_a_slot_in_the_hour_that_is_skipped_comes_after_the_gap() -> None:
    found = slots(
        schedule("30 2 * * *"), DANISH, datetime(2026, 3, 28, 12, tzinfo=UTC), datetime(2026, 3, 29, 12, tzinfo=UTC)
    )
    assert [slot.at.astimezone(ZoneInfo(DANISH)).hour for slot in found] == [3]
    assert [f"{slot.local:%H:%M}" for slot in found] == ["02:30"]


def test_the_start_of_a_stretch_is_left_out_and_its_end_is_in() -> None:
    monday, tuesday = datetime(2026, 11, 23, 8, tzinfo=UTC), datetime(2026, 11, 24, 8, tzinfo=UTC)
    assert [slot.at for slot in slots(schedule("0 9 * * *"), DANISH, monday, tuesday)] == [tuesday]


@pytest.mark.parametrize("sunday", ["0", "7", "sun", "SUN"])
def test_sunday_is_zero_seven_or_sun_as_in_crontab(sunday: str) -> None:
    found = local_times(
        f"0 9 * * {sunday}", DANISH, datetime(2026, 11, 20, tzinfo=UTC), datetime(2026, 11, 27, tzinfo=UTC)
    )
    assert found == ["2026-11-22 09:00"]


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("0 9 * * fri-sun", ["2026-11-27", "2026-11-28", "2026-11-29"]),
        ("0 9 * * 5-7", ["2026-11-27", "2026-11-28", "2026-11-29"]),
        ("0 9 */7 * *", ["2026-11-29"]),
        ("0 9 24/2 nov *", ["2026-11-24", "2026-11-26", "2026-11-28", "2026-11-30"]),
        ("0 9 24 * mon", ["2026-11-24", "2026-11-30"]),
        ("0 9 * dec *", []),
    ],
)
def test_a_line_means_what_it_means_in_crontab(line: str, expected: list[str]) -> None:
    found = local_times(line, DANISH, datetime(2026, 11, 23, 12, tzinfo=UTC), datetime(2026, 11, 30, 12, tzinfo=UTC))
    assert [day[:10] for day in found] == expected


@pytest.mark.parametrize(
    "line", ["0 9 * *", "61 9 * * *", "0 9 * * fredag", "0 9 0 * *", "0 9 * * 6-4", "0 9 */0 * *", "0 -9 * * *"]
)
def test_a_line_that_cannot_be_read_is_refused_by_name(line: str) -> None:
    with pytest.raises(SettingsError, match="cron"):
        cron.read(line)


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("0 9 * * 2", "2026-W53"),
        ("0 9 1 * *", "2026-12"),
        ("0 9 1 jan,apr *", "2026-12"),
        ("0 9 * * *", "2026-12-29"),
        ("0 9 * * 1-5", "2026-12-29"),
        ("0 9 1 * mon", "2026-12-29"),
        ("0 9,15 * * 2", "2026-12-29T09:00"),
    ],
)
def test_a_period_is_named_after_the_rhythm_of_its_schedule(line: str, expected: str) -> None:
    assert period(schedule(line), datetime(2026, 12, 29, 9)) == expected  # noqa: DTZ001


def slot_of(at: datetime, zone: str = DANISH) -> Slot:
    local = at.astimezone(ZoneInfo(zone)).replace(tzinfo=None)
    return Slot("weekly", "2026-W48", zone, local, at)


TUESDAY = slot_of(datetime(2026, 11, 24, 8, tzinfo=UTC))


def test_who_chose_nothing_is_due_at_the_slot() -> None:
    assert due_at(TUESDAY, person(), no_holiday) == TUESDAY.at


@pytest.mark.parametrize(
    ("weekday", "hour", "expected"),
    [
        (3, 14, datetime(2026, 11, 26, 13, tzinfo=UTC)),
        (1, 8, datetime(2026, 12, 1, 7, tzinfo=UTC)),
        (1, None, datetime(2026, 11, 24, 8, tzinfo=UTC)),
        (None, 7, datetime(2026, 11, 25, 6, tzinfo=UTC)),
        (None, 16, datetime(2026, 11, 24, 15, tzinfo=UTC)),
        (0, None, datetime(2026, 11, 30, 8, tzinfo=UTC)),
    ],
)
def test_a_digest_is_due_at_the_persons_own_weekday_and_hour(
    weekday: int | None, hour: int | None, expected: datetime
) -> None:
    chosen = person(preferences=Preferences(weekday=weekday, hour=hour))
    assert due_at(TUESDAY, chosen, no_holiday) == expected


def test_own_hours_are_those_of_the_persons_own_zone() -> None:
    chosen = person(timezone="America/New_York", preferences=Preferences(hour=9))
    assert due_at(TUESDAY, chosen, no_holiday) == datetime(2026, 11, 24, 14, tzinfo=UTC)


def test_a_person_without_a_zone_has_the_slots() -> None:
    chosen = person(timezone="", preferences=Preferences(hour=10))
    assert due_at(TUESDAY, chosen, no_holiday) == datetime(2026, 11, 24, 9, tzinfo=UTC)


def test_a_digest_moves_past_public_holidays_of_the_persons_country() -> None:
    christmas = slot_of(datetime(2026, 12, 25, 8, tzinfo=UTC))
    danish = {date(2026, 12, 25), date(2026, 12, 26)}
    moved = due_at(christmas, person(), lambda country, day: country == "DK" and day in danish)
    assert moved == datetime(2026, 12, 27, 8, tzinfo=UTC)
    assert due_at(christmas, person(country="SG"), lambda country, _: country == "DK") == christmas.at


def test_a_calendar_without_working_days_does_not_hold_a_digest_back_for_ever() -> None:
    assert due_at(TUESDAY, person(), lambda _country, _day: True) == TUESDAY.at + timedelta(days=30)


@settings(max_examples=200, deadline=None)
@given(
    at=st.datetimes(datetime(2026, 1, 1), datetime(2030, 12, 1), timezones=st.just(UTC)),  # noqa: DTZ001
    zone=st.sampled_from(ZONES),
    weekday=st.none() | st.integers(0, 6),
    hour=st.none() | st.integers(0, 23),
)
def test_a_digest_is_never_due_before_its_slot_nor_a_week_after(
    at: datetime, zone: str, weekday: int | None, hour: int | None
) -> None:
    slot = slot_of(at.replace(second=0, microsecond=0), zone)
    due = due_at(slot, person(timezone=zone, preferences=Preferences(weekday=weekday, hour=hour)), no_holiday)
    assert slot.at <= due <= slot.at + timedelta(days=7, hours=3)


def test_a_schedule_that_is_off_has_no_slot_and_one_that_begins_has_none_before() -> None:
    first, last = datetime(2026, 11, 1, tzinfo=UTC), datetime(2026, 11, 30, tzinfo=UTC)
    weekly = schedule("0 9 * * tue")
    assert slots(replace(weekly, on=False), DANISH, first, last) == []
    begun = replace(weekly, since=datetime(2026, 11, 17, 8, tzinfo=UTC))
    assert [f"{slot.local:%d}" for slot in slots(begun, DANISH, first, last)] == ["17", "24"]
