"""Doctor says which feeds fail."""

from datetime import timedelta

from bot.cli.checks.feeds import feeds
from bot.cli.checks.model import Status
from digests.db import Database
from digests.newsroom.feeds import managing
from digests.newsroom.feeds.asking import settle
from digests.newsroom.feeds.model import Feed, Polled
from digests.newsroom.standing import OPERATOR
from tests.bot.jobs.house import without
from tests.digests.newsroom.feeds.desk import wanted
from tests.factories import NOW


def feed(database: Database, number: int = 1) -> Feed:
    url = f"https://feeds.example.com/{number}"
    return database.write(managing.add, OPERATOR, wanted(url=url, name=f"News {number}"), NOW)


def fail(database: Database, of: Feed, *, times: int = 3, trouble: str = "answered 503") -> None:
    for hour in range(times):
        database.write(settle, of, Polled(trouble=trouble), {}, NOW + timedelta(hours=hour))


def test_without_feeds_there_is_nothing_to_say(database: Database) -> None:
    assert feeds(database).status is Status.OFF


def test_feeds_that_answer_are_counted(database: Database) -> None:
    feed(database)
    paused = feed(database, 2)
    assert feeds(database).found == "2 asked every half hour"
    database.write(managing.turn, OPERATOR, paused.id, NOW, on=False)
    assert (feeds(database).status, feeds(database).found) == (Status.OK, "1 asked every half hour, 1 paused")


def test_one_failure_is_nothing_and_three_are_a_warning(database: Database) -> None:
    bad = feed(database)
    fail(database, bad, times=2)
    assert feeds(database).status is Status.OK
    fail(database, bad, times=1)
    found = feeds(database)
    assert (found.status, found.found) == (
        Status.WARNING, "News 1 (comms): 3 times in a row, the last time answered 503",
    )  # fmt: skip


def test_a_feed_that_is_gone_is_an_error_and_many_are_cut(database: Database) -> None:
    for number in range(1, 6):
        fail(database, feed(database, number), times=1, trouble="gone")
    found = feeds(database)
    assert found.status is Status.ERROR
    assert found.found == "News 1 (comms), News 2 (comms), News 3 (comms) and 2 more: there no more (410)"


def test_without_a_database_it_is_left(database: Database) -> None:
    without(database, "feeds")
    assert feeds(database).status is Status.OFF
