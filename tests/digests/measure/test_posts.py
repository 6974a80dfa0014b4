"""A week's report goes to each place once."""

from datetime import timedelta

import pytest

from digests.db import Database
from digests.delivery.model import Outcome, Result
from digests.measure import posts
from digests.measure.posts import Post
from tests.factories import NOW

WEEK = "2026-W48"
LATER = NOW + timedelta(minutes=5)


def post(database: Database, result: Result, place: str = "slack") -> None:
    assert database.write(posts.claim, WEEK, place, NOW)
    database.write(posts.settle, WEEK, place, Outcome(result, "why"), NOW)


@pytest.mark.parametrize("result", [Result.SENT, Result.UNKNOWN])
def test_what_arrived_or_may_have_is_not_sent_again(database: Database, result: Result) -> None:
    post(database, result)
    assert not database.write(posts.claim, WEEK, "slack", LATER)
    assert not database.read(posts.waits, WEEK, ("slack",))


@pytest.mark.parametrize("result", [Result.LATER, Result.DOWN, Result.REFUSED])
def test_what_was_definitely_not_taken_is_tried_again(database: Database, result: Result) -> None:
    post(database, result)
    assert database.read(posts.waits, WEEK, ("slack",))
    assert database.write(posts.claim, WEEK, "slack", LATER)


def test_trying_again_comes_to_an_end(database: Database) -> None:
    for _ in range(posts.TRIES):
        post(database, Result.DOWN)
    assert not database.write(posts.claim, WEEK, "slack", LATER)
    assert not database.read(posts.waits, WEEK, ("slack",))


def test_who_claims_second_does_not_send(database: Database) -> None:
    assert database.write(posts.claim, WEEK, "slack", NOW)
    assert not database.write(posts.claim, WEEK, "slack", NOW)


def test_each_place_and_each_week_is_claimed_by_itself(database: Database) -> None:
    post(database, Result.SENT)
    assert database.read(posts.waits, WEEK, ("slack", "teams"))
    assert database.write(posts.claim, WEEK, "teams", NOW)
    assert database.write(posts.claim, "2026-W49", "slack", NOW)


def test_what_a_process_left_behind_is_in_doubt(database: Database) -> None:
    database.write(posts.claim, WEEK, "slack", NOW)
    assert database.read(posts.settled, WEEK, NOW) == (Post("slack", "posting"),)
    (found,) = database.read(posts.settled, WEEK, NOW + timedelta(hours=1))
    assert (found.state, "ended" in found.reason) == ("unknown", True)


def test_what_came_of_each_place_can_be_read(database: Database) -> None:
    post(database, Result.SENT, "teams")
    post(database, Result.DOWN)
    assert database.read(posts.settled, WEEK, NOW) == (Post("slack", "failed", "why"), Post("teams", "posted", "why"))


def test_a_picture_stays_as_it_was_made(database: Database) -> None:
    database.write(posts.keep_pictures, WEEK, {"items": b"one"}, NOW)
    database.write(posts.keep_pictures, WEEK, {"items": b"two"}, LATER)
    assert database.read(posts.load_picture, WEEK, "items") == b"one"
    assert database.read(posts.load_picture, WEEK, "nothing") is None


def test_old_pictures_go(database: Database) -> None:
    database.write(posts.keep_pictures, WEEK, {"items": b"one"}, NOW)
    database.write(posts.keep_pictures, "2027-W06", {}, NOW + posts.KEPT + timedelta(days=1))
    assert database.read(posts.load_picture, WEEK, "items") is None
