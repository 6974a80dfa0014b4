"""The clock is aware, and can be made to stand still."""

from datetime import UTC, datetime, timedelta, timezone

from digests import clock


def test_now_is_aware_and_in_utc() -> None:
    assert clock.now().utcoffset() == timedelta(0)


def test_a_fixed_clock_stands_still() -> None:
    at = datetime(2026, 11, 24, 9, tzinfo=timezone(timedelta(hours=1)))
    assert clock.fixed(at)() == datetime(2026, 11, 24, 8, tzinfo=UTC)
