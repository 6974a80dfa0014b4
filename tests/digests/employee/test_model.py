"""When "later" is, by the person's own clock."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from digests.employee.model import Evidence, later_today, tomorrow_morning
from digests.ledger.model import Verdict

COPENHAGEN, AUCKLAND = ZoneInfo("Europe/Copenhagen"), ZoneInfo("Pacific/Auckland")


def utc(day: int, hour: int, minute: int = 0, month: int = 11) -> datetime:
    return datetime(2026, month, day, hour, minute, tzinfo=UTC)


@pytest.mark.parametrize(
    ("now", "zone", "then"),
    [
        (utc(24, 8), COPENHAGEN, utc(24, 11)),
        (utc(24, 19, 59), COPENHAGEN, utc(24, 22, 59)),  # 23:59
        (utc(24, 20), COPENHAGEN, utc(25, 7, 30)),  # midnight is not today
        (utc(24, 8), AUCKLAND, utc(24, 19, 30)),  # 21:00 there: the morning of the 25th
    ],
)
def test_later_today_is_three_hours_on_and_never_in_the_night(now: datetime, zone: ZoneInfo, then: datetime) -> None:
    assert later_today(now, zone) == then
    assert later_today(now, zone).tzinfo is UTC


@pytest.mark.parametrize(
    ("now", "zone", "then"),
    [
        (utc(24, 8), COPENHAGEN, utc(25, 7, 30)),
        (utc(24, 23, 30), COPENHAGEN, utc(26, 7, 30)),  # half past midnight on the 25th there
        (utc(24, 8), AUCKLAND, utc(24, 19, 30)),
        (utc(24, 10, month=10), COPENHAGEN, utc(25, 7, 30, month=10)),  # the clocks go back that night
    ],
)
def test_tomorrow_morning_is_half_past_eight_on_the_persons_next_day(
    now: datetime, zone: ZoneInfo, then: datetime
) -> None:
    assert tomorrow_morning(now, zone) == then


def test_what_a_chat_signs_is_a_person() -> None:
    assert Evidence.signed("slack_button").judgement.verdict is Verdict.HUMAN
