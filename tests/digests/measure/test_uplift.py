"""Uplift as the report tells it: who is compared, by what, and when nothing may be said."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Connection, event, insert, update

from digests.db import Database
from digests.edition.store import picks
from digests.ledger.model import FactKind, Verdict
from digests.measure.conversion_store import conversions, credits_
from digests.measure.disclosure import Rules
from digests.measure.span import Span
from digests.measure.uplift import Difference, Uplift, Window, section
from tests.digests.measure.world import ACTED, SENT, World, world
from tests.factories import NOW

DAY = timedelta(days=1)
SPAN = Span(NOW - 28 * DAY, NOW)
KEPT = NOW - 90 * DAY
OPEN = Rules("open", 8)
STRICT = Rules("works_council", 8)
RATE = 0.5


def _uplift(database: Database, rules: Rules = STRICT, **options: Any) -> Uplift:
    goals = options.pop("goals", ())
    window = Window(options.get("days", 5), options.get("kept_since", KEPT))
    return database.read(section, SPAN, rules, window, goals)


def _clicks(database: Database, **options: Any) -> Difference:
    return _uplift(database, **options).differences[0]


def _drawn(made: World, person: str, *items: str, held_out: bool = False, rate: float = RATE, **fields: Any) -> int:
    """A digest in which these items were offered, or held out, with that probability."""
    number = made.sent(person, *items, held_out=held_out, **fields)
    made.connection.execute(update(picks).where(picks.c.delivery_id == number).values(hold_out=rate))
    return number


def _clicked(made: World, person: str, times: int = 1, **fields: Any) -> list[str]:
    named = {"person_id": person, "code": "c0", "item_id": "whatever"} | fields
    return [made.did(FactKind.HIT, named.pop("item_id", "whatever"), **named) for _ in range(times)]


def _staff(made: World, number: int, *, held_out: bool, clicks: int, **fields: Any) -> list[str]:
    """People who were offered the item `news`, or held out of it, with so many clicks each; some with one more."""
    names = [f"{'without' if held_out else 'with'}-{place}" for place in range(number)]
    for place, name in enumerate(names):
        _drawn(made, name, "news", held_out=held_out, **fields)
        _clicked(made, name, clicks + place % 2)
    return names


def test_where_nothing_was_ever_held_out_there_is_nothing_to_tell(database: Database) -> None:
    def fill(connection: Connection) -> None:
        made = world(connection)
        _drawn(made, "maja", "news", rate=0)
        _clicked(made, "maja")

    database.write(fill)
    found = _uplift(database, goals=["application"])
    assert not found.on
    assert found.differences == (Difference("clicks", 0, 0), Difference("application", 0, 0))


def test_with_enough_people_in_both_arms_a_difference_is_told_per_thousand_offers(database: Database) -> None:
    def fill(connection: Connection) -> None:
        made = world(connection)
        _staff(made, 40, held_out=False, clicks=3)
        _staff(made, 40, held_out=True, clicks=1)

    database.write(fill)
    found = _uplift(database)
    (clicks,) = found.differences
    assert (found.on, found.days) == (True, 5)
    assert (clicks.outcome, clicks.offered, clicks.held_out, clicks.enough) == ("clicks", 40, 40, True)
    assert clicks.difference == 2000
    assert clicks.low is not None
    assert clicks.high is not None
    assert 1700 < clicks.low < 2000 < clicks.high < 2300
    assert clicks.missing is None


def test_people_without_a_click_count_as_much_as_the_others(database: Database) -> None:
    def fill(connection: Connection) -> None:
        made = world(connection)
        _staff(made, 40, held_out=False, clicks=1)
        _staff(made, 40, held_out=True, clicks=1)
        for place in range(40):
            _drawn(made, f"quiet-{place}", "news")

    database.write(fill)
    clicks = _clicks(database)
    assert (clicks.offered, clicks.held_out) == (80, 40)
    assert clicks.difference == pytest.approx(750 - 1500)


def test_until_there_is_enough_it_says_how_many_more_offers_that_takes(database: Database) -> None:
    def fill(connection: Connection) -> None:
        made = world(connection)
        _staff(made, 40, held_out=False, clicks=1)
        for place in range(40):
            _drawn(made, f"without-{place}", "news", held_out=True)
            _clicked(made, f"without-{place}", int(place < 10))

    database.write(fill)
    assert _clicks(database) == Difference("clicks", 40, 40, missing=160)  # 10 of 30 people after 80 draws
    assert _clicks(database, days=1) == Difference("clicks", 40, 40, missing=80 * 29)  # nobody at all yet


def test_only_peoples_clicks_on_somebodys_own_links_within_the_days_count(database: Database) -> None:
    def fill(connection: Connection) -> None:
        made = world(connection)
        _staff(made, 40, held_out=False, clicks=1)
        for name in _staff(made, 40, held_out=True, clicks=1):
            _clicked(made, name, verdict=Verdict.MACHINE)
            _clicked(made, name, at=SENT - DAY)
            _clicked(made, name, at=SENT + 5 * DAY)
            made.did(FactKind.TAP, "news", person_id=name)
        made.did(FactKind.HIT, "news", code="c1")

    database.write(fill)
    assert _clicks(database).difference == 0
    assert _clicks(database, days=6).difference == -1000


def test_whoever_objects_to_tracking_or_is_gone_or_was_sent_nothing_is_in_neither_arm(database: Database) -> None:
    def fill(connection: Connection) -> None:
        made = world(connection)
        for number, held_out in enumerate((True, False)):
            _drawn(made, f"untracked-{number}", "news", held_out=held_out, tracked=False)
            _drawn(made, None, "news", held_out=held_out)  # type: ignore[arg-type]  # who was erased has no name
            _drawn(made, f"failed-{number}", "news", held_out=held_out, state="failed", channel="email")
            _drawn(made, f"stopped-{number}", "news", held_out=held_out, state="skipped", channel="email")
            _drawn(made, f"sure-{number}", "news", held_out=held_out, rate=0)

    database.write(fill)
    assert _clicks(database) == Difference("clicks", 0, 0)
    assert _uplift(database).on  # it is held out, and there is not enough data yet


def test_where_all_of_a_digest_was_held_out_it_counts_from_when_it_was_due(database: Database) -> None:
    def fill(connection: Connection) -> None:
        made = world(connection)
        nothing_left = {"state": "skipped", "sent_at": None, "channel": None}
        _staff(made, 40, held_out=False, clicks=1)
        _staff(made, 40, held_out=True, clicks=1, **nothing_left)

    database.write(fill)
    clicks = _clicks(database)
    assert (clicks.held_out, clicks.difference) == (40, 0)


def test_an_item_held_out_again_counts_once_and_not_at_all_once_it_is_offered(database: Database) -> None:
    def fill(connection: Connection) -> None:
        made = world(connection)
        early = _drawn(made, "maja", "news", held_out=True, at=SENT - 7 * DAY)
        _drawn(made, "maja", "news", held_out=True)
        _drawn(made, "maja", "news", at=SENT + DAY)
        _drawn(made, "jens", "news", held_out=True, at=SPAN.since - DAY)
        _drawn(made, "jens", "news", held_out=True)
        connection.execute(
            insert(picks).values(
                delivery_id=early, position=102, item_id="other", version=1, score=1.0, probability=1.0, components={},
                reasons=[], offers=[], language="", colleagues=0, held_out=True, hold_out=RATE,
            )
        )  # fmt: skip

    database.write(fill)
    clicks = _clicks(database, rules=OPEN, days=1)
    assert (clicks.offered, clicks.held_out) == (0, 2)


def test_what_was_delivered_too_early_or_too_late_to_know_what_came_of_it_is_left_out(database: Database) -> None:
    def fill(connection: Connection) -> None:
        made = world(connection)
        for number, at in enumerate((KEPT - DAY, SPAN.since - DAY, SPAN.since, NOW - 5 * DAY, NOW - 4 * DAY)):
            _drawn(made, f"p{number}", "news", at=at)
            _drawn(made, f"q{number}", "news", at=at, held_out=True)

    database.write(fill)
    assert _clicks(database, rules=OPEN).offered == 1
    assert _clicks(database, rules=OPEN, kept_since=NOW - 20 * DAY).offered == 0
    assert _clicks(database, rules=OPEN, days=4).offered == 2


def test_fewer_than_k_protected_people_in_an_arm_are_not_told_of(database: Database) -> None:
    def fill(connection: Connection) -> None:
        made = world(connection)
        for held_out in (True, False):
            _staff(made, 35, held_out=held_out, clicks=1, country="SE", privacy_mode="open")
        _drawn(made, "dane", "news", held_out=True)

    database.write(fill)
    assert _clicks(database, rules=OPEN).hidden  # it was collected under a works council
    strict = _clicks(database, rules=Rules("works_council", 8, {"SE": "open"}))
    assert strict == Difference("clicks", 35, 36, hidden=True)
    assert not _clicks(database, rules=STRICT).hidden  # all 36 are protected by now
    assert _clicks(database, rules=Rules("works_council", 40)).hidden


def test_people_are_protected_by_the_mode_of_their_country(database: Database) -> None:
    def fill(connection: Connection) -> None:
        made = world(connection)
        for held_out in (True, False):
            _staff(made, 35, held_out=held_out, clicks=1, privacy_mode="open")
        _drawn(made, "german", "news", country="DE", privacy_mode="open")

    database.write(fill)
    assert not _clicks(database, rules=OPEN).hidden
    assert _clicks(database, rules=Rules("open", 8, {"DE": "works_council"})).hidden


def test_a_goal_is_compared_by_the_conversions_of_peoples_own_links(database: Database) -> None:
    def fill(connection: Connection) -> None:
        made = world(connection)
        for held_out in (True, False):
            for name in _staff(made, 40, held_out=held_out, clicks=1):
                _converted(connection, _clicked(made, name), "application")
                if not held_out:
                    _converted(connection, _clicked(made, name, 2), "application")
                    _converted(connection, _clicked(made, name), "application", verified=False)
                    _converted(connection, _clicked(made, name), "application", state="parked")
                    _converted(connection, _clicked(made, name), "application", at=SENT - DAY)
        _converted(connection, [made.did(FactKind.HIT, "news", code="c1")], "application")

    database.write(fill)
    clicks, application, signup = _uplift(database, goals=["application", "sign-up"]).differences
    assert clicks.difference == 5000
    assert (application.outcome, application.difference, application.enough) == ("application", 1000, True)
    assert signup == Difference("sign-up", 40, 40, missing=80 * 29)


def _converted(connection: Connection, clicks: list[str], goal: str, **fields: Any) -> None:
    """One conversion that all of these clicks led to, in equal parts."""
    row = {
        "id": f"of-{clicks[0]}", "goal": goal, "source": "api", "verified": True, "content": "", "state": "attributed",
        "earlier": (), "at": ACTED, "received_at": ACTED, "waits_until": ACTED,
    }  # fmt: skip
    connection.execute(insert(conversions).values(row | fields))
    parts = [
        {"conversion_id": row["id"], "position": place, "click_id": click, "millionths": 1_000_000 // len(clicks)}
        for place, click in enumerate(clicks)
    ]
    connection.execute(insert(credits_), parts)


def test_it_takes_six_queries_however_many_people_there_are(database: Database) -> None:
    counts = []
    for number in (2, 45):

        def fill(connection: Connection, number: int = number) -> None:
            made = world(connection)
            for name in ("deliveries", "picks", "facts"):
                connection.exec_driver_sql(f"DELETE FROM {name}")
            for held_out in (True, False):
                _staff(made, number, held_out=held_out, clicks=1)

        database.write(fill)
        counts.append(database.read(_queries))
    assert counts == [6, 6]


def _queries(connection: Connection) -> int:
    seen = []

    def note(*told: Any) -> None:
        seen.append(told[2])

    event.listen(connection, "before_cursor_execute", note)
    section(connection, SPAN, STRICT, Window(5, KEPT), ["application"])
    event.remove(connection, "before_cursor_execute", note)
    return len(seen)
