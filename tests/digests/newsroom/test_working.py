"""Hours that count: nobody is pressed for what they did not do on a Sunday."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from digests.newsroom.working import after

CPH = ZoneInfo("Europe/Copenhagen")


def workdays(country: str, day: date) -> bool:
    del country, day
    return False


def christmas(country: str, day: date) -> bool:
    return country == "DK" and day in {date(2026, 12, 24), date(2026, 12, 25)}


def at(day: int, hour: int, month: int = 11) -> datetime:
    return datetime(2026, month, day, hour, tzinfo=CPH)


@pytest.mark.parametrize(
    ("start", "hours", "end"),
    [
        (at(24, 9), 24, at(25, 9)),  # Tuesday to Wednesday
        (at(27, 12), 24, at(30, 12)),  # Friday to Monday
        (at(28, 12), 24, at(1, 0, 12)),  # from Saturday: Monday counts in full
        (at(24, 9), 48, at(26, 9)),
        (at(24, 9), 0.5, datetime(2026, 11, 24, 9, 30, tzinfo=CPH)),
    ],
)
def test_weekends_do_not_count(start: datetime, hours: float, end: datetime) -> None:
    assert after(start, hours, CPH, "DK", workdays) == end
    assert after(start, hours, CPH, "DK", workdays).tzinfo is UTC


def test_public_holidays_of_the_country_do_not_count() -> None:
    assert after(at(23, 9, 12), 24, CPH, "DK", christmas) == at(28, 9, 12)
    assert after(at(23, 9, 12), 24, CPH, "SE", christmas) == at(24, 9, 12)


def test_days_are_those_of_the_persons_own_zone() -> None:
    friday_evening = datetime(2026, 11, 27, 23, 30, tzinfo=UTC)  # Saturday already in Copenhagen
    assert after(friday_evening, 24, CPH, "", workdays) == at(1, 0, 12)
    assert after(friday_evening, 24, ZoneInfo("America/New_York"), "", workdays) > at(30, 12)


def test_a_day_on_which_clocks_change_counts_as_long_as_it_is() -> None:
    def sundays_too(country: str, day: date) -> bool:
        del country
        return day.weekday() != 0  # Mondays alone are worked

    assert after(datetime(2026, 10, 23, 12, tzinfo=CPH), 24, CPH, "", sundays_too) == at(27, 0, 10)


def test_where_every_day_is_off_it_ends_all_the_same() -> None:
    assert after(at(24, 9), 24, CPH, "", lambda country, day: bool(country or day)) > at(24, 9)
