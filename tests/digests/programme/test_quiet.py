"""Quiet periods begin and end at midnight of the company's zone, for everybody at once."""

from datetime import UTC, date, datetime

import pytest

from digests.config import Config, QuietSection
from digests.programme.quiet import keeping, periods
from digests.settings import parse

CONFIG = {
    "server": {"public_url": "https://bot.example.com"},
    "links": {"base_url": "https://go.example.com"},
    "company": {"timezone": "Europe/Copenhagen"},
    "schedules": [{"name": "weekly", "cron": "0 9 * * tue"}],
}
RESULTS = {"name": "results", "since": date(2026, 11, 24), "until": date(2026, 11, 25), "topics": ["Finance"]}
HR = {"name": "hr", "since": date(2026, 11, 20), "until": date(2026, 11, 30), "desks": ["HR"]}
ALL = {"name": "all", "since": date(2026, 12, 24), "until": date(2026, 12, 24)}
NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)


def config(*quiet: dict[str, object]) -> Config:
    return parse(CONFIG | {"quiet": list(quiet)})


def test_a_period_lasts_from_the_first_days_midnight_to_the_last_ones() -> None:
    (found,) = periods(config(RESULTS))
    assert (found.since, found.until) == (
        datetime(2026, 11, 23, 23, tzinfo=UTC),
        datetime(2026, 11, 25, 23, tzinfo=UTC),
    )
    assert found.holds("comms", ["finance"], found.since)
    assert not found.holds("comms", ["finance"], found.until)


@pytest.mark.parametrize(
    ("desk", "topics", "name"),
    [("comms", ["FINANCE"], "results"), ("comms", ["ports"], None), ("hr", ["ports"], "hr"), ("Hr", ["finance"], "hr")],
)
def test_a_desk_or_a_topic_is_kept_in_whatever_its_case(desk: str, topics: list[str], name: str | None) -> None:
    found = keeping(periods(config(RESULTS, HR)), desk, topics, NOON)
    assert (found.name if found else None) == name


def test_a_period_that_names_nothing_keeps_everything_in() -> None:
    known = periods(config(ALL))
    assert keeping(known, "comms", [], datetime(2026, 12, 24, 12, tzinfo=UTC)) is not None
    assert keeping(known, "comms", [], NOON) is None


def test_periods_are_told_in_order() -> None:
    assert [one.name for one in periods(config(ALL, RESULTS, HR))] == ["hr", "results", "all"]


def test_a_period_that_ends_before_it_begins_is_refused() -> None:
    with pytest.raises(ValueError, match="until is before since"):
        QuietSection(name="x", since=date(2026, 11, 25), until=date(2026, 11, 24))
