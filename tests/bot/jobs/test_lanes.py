"""The lanes of a channel: one message in hand each, and a clear state after whatever it met."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest

from bot.jobs.batch import Batch
from bot.jobs.lanes import Feeding, Pump
from digests.db import Database
from digests.delivery.model import DeliveryState, Outcome, Parcel, Result
from digests.delivery.store import counts
from digests.people.model import ChannelName
from tests.bot.jobs.house import House, house, until, without
from tests.factories import person
from tests.fakes import FakeChannel

LATER = Outcome(Result.LATER, "greylisted")
DOWN = Outcome(Result.DOWN, "the relay cannot be reached")
REFUSED = Outcome(Result.REFUSED, "no such mailbox")
UNKNOWN = Outcome(Result.UNKNOWN, "the line was cut")


@contextmanager
def pumping(made: House, channel: FakeChannel | None = None) -> Iterator[Pump]:
    work, batch = made.work, Batch(made.work)
    feeding = Feeding(made.database, work.clock, work.worker, work.retry, batch.parcels, lambda: None)
    pump = Pump(channel or made.mail, feeding)
    pump.start()
    try:
        yield pump
    finally:
        pump.stop()


def composed(made: House) -> list[int]:
    ids = made.open()
    Batch(made.work).compose(ids)
    return ids


def settled(made: House, wanted: Callable[[dict[str, int]], bool]) -> dict[str, int]:
    """The counts, once they are as wanted."""
    pause = threading.Event()
    for _ in range(600):
        found = made.database.read(counts)
        if wanted(found):
            return found
        pause.wait(0.05)
    raise AssertionError(made.database.read(counts))


def test_everybody_is_sent_once_and_prepared_for(database: Database) -> None:
    made = house(database)
    ids = composed(made)
    with pumping(made):
        settled(made, lambda states: states["sent"] == 3)
    assert sorted(one.digest.delivery_id for one in made.mail.sent) == ids
    assert sorted(made.mail.prepared) == ids
    assert [made.tries(one) for one in ids] == [["sent"]] * 3
    assert {one.ref for one in made.deliveries()} == {"kept"}


def test_each_lane_has_one_message_in_hand(database: Database) -> None:
    people = [person(id=f"p{number}", email=f"p{number}@example.com") for number in range(12)]
    inside: list[int] = []
    made = house(database, people, channels=[FakeChannel(lanes=3)])
    made.mail.meet = lambda _: inside.append(made.database.read(counts)["sending"])
    composed(made)
    with pumping(made):
        settled(made, lambda states: states["sent"] == 12)
    assert max(inside) <= 3
    assert max(made.mail.at_once) <= 3
    assert made.mail.closed == 3


def test_a_message_that_is_put_off_waits_for_its_next_try(database: Database) -> None:
    made = house(database)
    made.mail.plan("p1", LATER)
    composed(made)
    with pumping(made):
        settled(made, lambda states: (states["sent"], states["queued"]) == (2, 1))
        assert made.of("p1").reason == "greylisted"
        made.clock.now += timedelta(hours=1)
        settled(made, lambda states: states["sent"] == 3)
    assert made.mail.tried("p1") == 2
    assert made.tries(made.of("p1").id) == ["later", "sent"]


def test_a_message_put_off_too_often_has_failed(database: Database) -> None:
    made = house(database)
    made.mail.plan("p1", LATER, LATER)
    composed(made)
    with pumping(made):
        settled(made, lambda states: states["queued"] == 1)
        made.clock.now += timedelta(hours=1)
        settled(made, lambda states: states["failed"] == 1)
    assert made.of("p1").reason == "given up after 2 tries: greylisted"


def test_a_channel_that_is_down_burns_no_try_and_waits(database: Database) -> None:
    made = house(database)
    made.mail.usual = DOWN
    composed(made)
    with pumping(made) as pump:
        assert made.mail.wait_for(1)
        settled(made, lambda states: states["queued"] == 3)
        assert pump.down
    assert {(one.tries, one.state) for one in made.deliveries()} == {(0, DeliveryState.QUEUED)}
    assert "the relay cannot be reached" in {one.reason for one in made.deliveries()}


def test_a_refusal_goes_on_to_the_next_channel_and_to_no_other(database: Database) -> None:
    people = [person(id="both", slack_id="U1", email="both@example.com")]
    made = house(database, people, channels=[FakeChannel(), FakeChannel(ChannelName.SLACK)])
    made.slack.usual = REFUSED
    composed(made)
    with pumping(made, made.slack), pumping(made, made.mail):
        settled(made, lambda states: states["sent"] == 1)
    assert (made.slack.tried("both"), made.mail.tried("both")) == (1, 1)
    assert made.of("both").channel == "email"


def test_a_refusal_with_no_other_channel_is_a_failure_of_that_one_alone(database: Database) -> None:
    made = house(database)
    made.mail.plan("p1", REFUSED)
    composed(made)
    with pumping(made):
        settled(made, lambda states: (states["sent"], states["failed"]) == (2, 1))
    assert made.of("p1").reason == "no such mailbox"


@pytest.mark.parametrize("answer", [UNKNOWN, RuntimeError("a fault of ours")])
def test_what_nobody_knows_is_in_doubt_and_not_tried_elsewhere(database: Database, answer: Outcome | Exception) -> None:
    people = [person(id="both", slack_id="U1", email="both@example.com")]
    made = house(database, people, channels=[FakeChannel(), FakeChannel(ChannelName.SLACK)])
    made.slack.usual = answer
    composed(made)
    with pumping(made, made.slack), pumping(made, made.mail):
        settled(made, lambda states: states["unknown"] == 1)
    assert made.mail.sent == []


def test_a_fault_while_preparing_delays_and_loses_nobody(database: Database) -> None:
    made = house(database)
    made.mail.broken.append(RuntimeError("a template is missing"))
    composed(made)
    with pumping(made) as pump:
        settled(made, lambda _: pump.down)
    assert made.database.read(counts)["queued"] == 3
    with pumping(made):
        settled(made, lambda states: states["sent"] == 3)


def test_a_database_that_is_away_when_a_message_was_sent_is_told_later(database: Database) -> None:
    made = house(database, [person()], channels=[FakeChannel(lanes=1)])
    bring_back: list[Callable[[], None]] = []
    away = threading.Event()

    def meet(_: Parcel) -> None:
        bring_back.append(without(made.database))
        away.set()

    made.mail.meet = meet
    composed(made)
    with pumping(made):
        until(away)
        assert made.database.read(counts)["sending"] == 1
        bring_back[0]()
        settled(made, lambda states: states["sent"] == 1)
    assert len(made.mail.sent) == 1


def test_stopping_finishes_the_message_in_hand_and_gives_back_the_rest(database: Database) -> None:
    made = house(database, channels=[FakeChannel(lanes=1)])
    inside, gate = threading.Event(), threading.Event()

    def meet(_: Parcel) -> None:
        inside.set()
        until(gate)

    made.mail.meet = meet
    composed(made)
    with pumping(made) as pump:
        until(inside)
        stopping = threading.Thread(target=pump.stop)
        stopping.start()
        gate.set()
        stopping.join(30)
    assert made.database.read(counts) | {"queued": 2, "sent": 1} == made.database.read(counts)
    assert len(made.mail.sent) == 1


def test_a_person_erased_before_their_turn_is_not_sent_to(database: Database) -> None:
    made = house(database)
    ids = composed(made)
    made.change(ids[:1], state="skipped", person_id=None)
    with pumping(made):
        settled(made, lambda states: states["sent"] == 2)
    assert made.mail.tried("p0") == 0
