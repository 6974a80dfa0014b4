"""The runner: begins with what the last process left, ends when nothing can go, and loses nobody on the way."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from typing import cast

import pytest

from bot.jobs.batch import Batch
from bot.jobs.embedded import Runner
from digests.db import Database
from digests.delivery.model import Outcome, Result
from digests.edition.model import EditionState
from digests.ledger import arrivals
from digests.ledger import store as ledger
from digests.ledger.model import Fact, FactKind, Verdict
from digests.newsroom import items
from digests.newsroom.model import Withdrawal
from digests.newsroom.standing import OPERATOR
from digests.people.model import ChannelName, Preferences
from digests.people.store import save_preferences
from tests.bot.jobs.house import House, house
from tests.bot.jobs.test_recalls import LivingChannel
from tests.factories import NOW, person
from tests.fakes import FakeChannel

PATIENCE = timedelta(seconds=10)
DOWN = Outcome(Result.DOWN, "cannot be reached")
IN_DOUBT = Outcome(Result.UNKNOWN, "cannot be asked")


@contextmanager
def running(made: House, *, keeps_house: bool = False) -> Iterator[Runner]:
    runner = Runner(made.work, keeps_house=keeps_house)
    runner.start()
    try:
        yield runner
    finally:
        runner.stop()


def ran(made: House) -> bool:
    """Whether everything was settled."""
    with running(made) as runner:
        return runner.wait([one.id for one in made.editions()], lambda: None, PATIENCE)


def test_an_edition_is_composed_sent_and_closed(database: Database) -> None:
    made = house(database)
    made.open()
    assert ran(made) is True
    assert set(made.states().values()) == {"sent"}
    assert [one.state for one in made.editions()] == [EditionState.COMPLETE]


def test_running_again_sends_nothing(database: Database) -> None:
    made = house(database)
    made.open()
    ran(made)
    made.open()
    assert ran(made) is True
    assert len(made.mail.sent) == 3


@pytest.mark.parametrize(
    ("found", "state", "tries"),
    [(Outcome(Result.SENT, ref="r"), "sent", 0), (Outcome(Result.LATER), "sent", 1), (IN_DOUBT, "unknown", 0)],
)
def test_what_was_being_sent_at_a_crash_is_asked_for_and_never_resent_blindly(
    database: Database, found: Outcome, state: str, tries: int
) -> None:
    made = house(database)
    ids = made.open()
    Batch(made.work).compose(ids)
    made.change(ids[:1], state="sending", worker="the one that died")
    made.mail.found = found
    assert ran(made) is True
    assert made.mail.asked == ids[:1]
    assert made.states() == {"p0": state, "p1": "sent", "p2": "sent"}
    assert made.mail.tried("p0") == tries


def test_what_is_in_doubt_on_a_channel_that_is_off_stays_in_doubt(database: Database) -> None:
    made = house(database)
    ids = made.open()
    Batch(made.work).compose(ids)
    made.change(ids[:1], state="sending", worker="the one that died", channel="teams")
    assert ran(made) is True
    assert made.of("p0").state == "unknown"
    assert "whether it arrived is not known" in made.of("p0").reason


def test_waiting_ends_when_the_only_channel_is_down(database: Database) -> None:
    made = house(database)
    made.mail.usual = DOWN
    made.open()
    assert ran(made) is False
    assert set(made.states().values()) == {"queued"}
    assert {one.tries for one in made.deliveries()} == {0}


def test_a_channel_that_is_down_delays_its_own_people_only(database: Database) -> None:
    mail = Preferences(channel=ChannelName.EMAIL)
    staff = [person(id=f"m{number}", email=f"m{number}@example.com", preferences=mail) for number in range(5)]
    staff += [person(id=f"s{number}", email="", slack_id=f"U{number}") for number in range(5)]
    made = house(database, staff, channels=[FakeChannel(), FakeChannel(ChannelName.SLACK, usual=DOWN)])
    made.open()
    assert ran(made) is False
    assert {who: state for who, state in made.states().items() if who[0] == "m"} == {
        f"m{number}": "sent" for number in range(5)
    }
    assert {state for who, state in made.states().items() if who[0] == "s"} == {"queued"}


def test_a_channel_that_comes_back_goes_on_where_it_was(database: Database) -> None:
    made = house(database)
    made.mail.usual = DOWN
    made.open()
    ran(made)
    made.mail.usual = Outcome(Result.SENT)
    assert ran(made) is True
    assert set(made.states().values()) == {"sent"}


def test_what_waits_for_a_channel_that_was_taken_out_of_use_keeps_nobody_waiting(database: Database) -> None:
    made = house(database)
    ids = made.open()
    Batch(made.work).compose(ids)
    made.change(ids[:1], channel="teams")
    assert ran(made) is False
    assert made.states() == {"p0": "queued", "p1": "sent", "p2": "sent"}


def test_waiting_ends_when_the_next_try_is_further_away_than_patience(database: Database) -> None:
    made = house(database)
    made.mail.plan("p0", Outcome(Result.LATER, "greylisted"))
    made.open()
    assert ran(made) is False
    assert made.states() == {"p0": "queued", "p1": "sent", "p2": "sent"}
    assert made.of("p0").reason == "greylisted"


@pytest.mark.parametrize("composed", [True, False])
def test_what_was_due_longer_ago_than_the_limit_is_skipped_at_the_start(database: Database, *, composed: bool) -> None:
    made = house(database)
    ids = made.open()
    if composed:
        Batch(made.work).compose(ids)
    made.change(ids[:1], due_at=NOW - timedelta(hours=13))
    made.change(ids[1:2], due_at=NOW - timedelta(hours=11))
    assert ran(made) is True
    assert made.states() == {"p0": "skipped", "p1": "sent", "p2": "sent"}
    assert made.of("p0").reason.startswith("too late")


def test_what_is_not_due_yet_waits(database: Database) -> None:
    made = house(database)
    ids = made.open()
    made.change(ids[:1], due_at=NOW + timedelta(hours=3), not_before=NOW + timedelta(hours=3))
    assert ran(made) is False
    assert made.states() == {"p0": "queued", "p1": "sent", "p2": "sent"}
    assert made.of("p0").channel is None


def test_who_stopped_after_their_digest_was_composed_does_not_get_it(database: Database) -> None:
    made = house(database)
    ids = made.open()
    Batch(made.work).compose(ids)
    database.write(save_preferences, "p0", Preferences(stopped=True), NOW)
    assert ran(made) is True
    assert made.states() == {"p0": "skipped", "p1": "sent", "p2": "sent"}
    assert "stopped" in made.of("p0").reason


def test_a_fault_in_composing_ends_the_waiting_and_loses_nobody(database: Database) -> None:
    made = house(database)
    made.open()
    unusable = cast("bytes", None)
    assert ran(replace(made, work=replace(made.work, key=unusable))) is False
    assert set(made.states().values()) == {"queued"}
    assert ran(made) is True
    assert set(made.states().values()) == {"sent"}


def test_a_runner_that_keeps_house_closes_what_is_finished(database: Database) -> None:
    made = house(database)
    ids = made.open()
    made.change(ids, state="sent")
    with running(made, keeps_house=True) as runner:
        assert runner.wait([one.id for one in made.editions()], lambda: None, PATIENCE) is True
    assert [one.state for one in made.editions()] == [EditionState.COMPLETE]


def test_a_runner_that_keeps_house_lays_out_what_arrived_before_it_ends(database: Database) -> None:
    made = house(database)
    with running(made, keeps_house=True):
        database.write(arrivals.keep, [arrivals.arrival(Fact("new", FactKind.READ, NOW, Verdict.HUMAN))])
    assert database.read(arrivals.newest) == 0
    assert "new" in {one.id for one in database.read(ledger.load)}


def test_whoever_keeps_the_house_also_changes_messages_that_have_a_withdrawn_item(database: Database) -> None:
    slack = LivingChannel(ChannelName.SLACK)
    made = house(database, [person(slack_id="U1")], channels=[slack])
    made.open()
    ran(made)
    made.database.write(items.withdraw, OPERATOR, "harbour-emissions", Withdrawal(), made.clock())
    with running(made, keeps_house=True):
        assert slack.wait_until_drawn(1)
