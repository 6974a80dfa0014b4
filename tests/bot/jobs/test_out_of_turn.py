"""What the newsroom does while digests wait: an urgent item goes out of turn, a withdrawn one does not go out."""

from datetime import timedelta

import pytest

from bot.jobs.batch import Batch
from bot.jobs.embedded import Runner
from bot.rendering.words import languages
from digests.db import Database
from digests.delivery import outbox
from digests.delivery.outbox import Starting, Step
from digests.edition.model import EditionState
from digests.edition.policy import Policy
from digests.newsroom import items
from digests.newsroom.model import Withdrawal
from digests.newsroom.standing import OPERATOR
from digests.people.model import ChannelName
from tests.bot.jobs.house import House, house
from tests.factories import NOW

URGENT = "second"
PATIENCE = timedelta(seconds=10)


@pytest.fixture
def made(database: Database) -> House:
    return house(database)


def send_next(made: House) -> int:
    policy = Policy.of(made.work.settings.config, languages(), tuple(made.work.channels))
    to = made.database.read(items.receivers, URGENT, policy, made.clock())
    return made.database.write(items.send_next, OPERATOR, to, made.clock())


def withdraw(made: House, item_id: str) -> None:
    made.database.write(items.withdraw, OPERATOR, item_id, Withdrawal(), made.clock())


def ran(made: House) -> bool:
    runner = Runner(made.work)
    runner.start()
    try:
        return runner.wait([one.id for one in made.editions()], lambda: None, PATIENCE)
    finally:
        runner.stop()


def test_an_urgent_item_is_sent_alone_to_everybody_and_the_edition_ends(made: House) -> None:
    send_next(made)
    assert ran(made)
    assert [[pick.item.id for pick in one.digest.picks] for one in made.mail.sent] == [[URGENT]] * 3
    assert made.states() == {"p0": "sent", "p1": "sent", "p2": "sent"}
    assert [(one.schedule, one.state) for one in made.editions()] == [("extra", EditionState.COMPLETE)]


def test_an_item_that_was_approved_a_moment_ago_is_sent_next_at_once(made: House) -> None:
    batch = Batch(made.work)
    made.database.write(items.withdraw, OPERATOR, URGENT, Withdrawal(), made.clock())
    made.open()
    batch.compose(made.database.read(outbox.composable, made.clock(), 10))  # the queue was just looked at
    made.database.write(items.approve, OPERATOR, URGENT, None, made.clock())
    send_next(made)
    ids = made.database.read(outbox.composable, made.clock(), 10)
    batch.compose(ids)
    composed = [pick.item.id for parcel in batch.parcels(ids) for pick in parcel.digest.picks]
    assert composed == [URGENT] * 3


def test_the_usual_digest_does_not_bring_it_again(made: House) -> None:
    send_next(made)
    assert ran(made)
    made.clock.now += timedelta(hours=1)
    made.open()
    assert ran(made)
    assert URGENT not in {pick.item.id for one in made.mail.sent[3:] for pick in one.digest.picks}
    assert len(made.mail.sent) == 6


def test_an_urgent_item_that_could_not_go_for_a_day_goes_no_more(made: House) -> None:
    send_next(made)
    made.clock.now += timedelta(hours=25)
    assert ran(made)
    assert made.mail.sent == []
    assert made.of("p0").reason.startswith("too late")


def test_an_urgent_item_that_was_withdrawn_goes_to_nobody(made: House) -> None:
    send_next(made)
    withdraw(made, URGENT)
    assert ran(made)
    assert made.mail.sent == []
    assert set(made.states().values()) == {"skipped"}


def test_digests_that_wait_go_out_without_what_was_withdrawn(made: House) -> None:
    ids = made.open()
    Batch(made.work).compose(ids)
    made.clock.now += timedelta(minutes=1)
    withdraw(made, URGENT)
    assert ran(made)
    assert [[pick.item.id for pick in one.digest.picks] for one in made.mail.sent] == [["harbour-emissions"]] * 3


def test_what_was_read_before_an_item_was_withdrawn_is_not_sent_as_it_was_read(made: House) -> None:
    ids = made.open()
    batch = Batch(made.work)
    batch.compose(ids)
    old = batch.parcels(ids)[0]
    made.clock.now += timedelta(minutes=1)
    withdraw(made, URGENT)
    batch.compose(ids)
    made.clock.now += timedelta(minutes=1)
    new = batch.parcels(ids)[0]
    assert [len(one.digest.picks) for one in (old, new)] == [2, 1]
    for parcel, won in ((old, frozenset[int]()), (new, frozenset(ids[:1]))):
        starting = Starting(ids[0], ChannelName.EMAIL, made.clock(), parcel.loaded_at or NOW)
        step = Step(starting=(starting,))
        assert made.database.write(outbox.take_step, "w1", made.work.retry, step) == won
