"""The outbox: one claim per delivery, and a clear state after everything that can happen."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Connection, select, update

from digests.db import Database
from digests.delivery import outbox
from digests.delivery.model import Delivery, DeliveryState, Outcome, Result
from digests.delivery.opening import Due, miss, newest_slot, open_edition
from digests.delivery.outbox import Finished, Retry, Starting, Step
from digests.delivery.store import attempts, counts, deliveries, listed, next_ready, overview, rows
from digests.edition.model import EditionState, Slot
from digests.edition.store import editions
from digests.errors import InputError, UnknownError
from digests.people.model import ChannelName
from tests.factories import NOW

RETRY = Retry(tries=3, backoff=timedelta(seconds=30))
SLOT = Slot("weekly", "2026-W48", "Europe/Copenhagen", datetime(2026, 11, 24, 9), NOW)  # noqa: DTZ001 - local
LATER = NOW + timedelta(hours=1)
EMAIL, SLACK = ChannelName.EMAIL, ChannelName.SLACK


def _open(database: Database, people: int = 3) -> list[int]:
    due = [Due(f"p-{number}", NOW) for number in range(people)]
    edition_id = database.write(open_edition, SLOT, due, NOW)
    return [one.id for one in database.read(rows, edition_ids=[edition_id or 0])]


def _compose(connection: Connection, ids: Sequence[int], *channels: ChannelName) -> None:
    connection.execute(
        update(deliveries)
        .where(deliveries.c.id.in_(ids))
        .values(channel=channels[0].value, channels_left=[name.value for name in channels[1:]])
    )


def _composed(database: Database, *channels: ChannelName, people: int = 3) -> list[int]:
    ids = _open(database, people)
    database.write(_compose, ids, *(channels or (EMAIL,)))
    return ids


def _start(database: Database, delivery_id: int, worker: str = "w1", channel: ChannelName = EMAIL) -> bool:
    won = database.write(outbox.take_step, worker, RETRY, Step(starting=(Starting(delivery_id, channel, NOW),)))
    return won == {delivery_id}


def _end(database: Database, delivery_id: int, outcome: Outcome, channel: ChannelName = EMAIL) -> Delivery:
    finished = Finished(delivery_id, channel, outcome, NOW, chance=0.0)
    assert database.write(outbox.take_step, "w1", RETRY, Step((finished,))) == frozenset()
    return _one(database, delivery_id)


def _one(database: Database, delivery_id: int) -> Delivery:
    return database.read(rows, [delivery_id])[0]


def test_what_is_due_is_composed_first_and_sent_after(database: Database) -> None:
    ids = _open(database)
    assert database.read(outbox.composable, NOW, 2) == ids[:2]
    assert database.read(outbox.composable, NOW, 2, ids[:1]) == ids[1:]
    assert database.read(outbox.composable, NOW - timedelta(seconds=1), 9) == []
    database.write(_compose, ids, EMAIL)
    assert database.read(outbox.composable, NOW, 9) == []
    assert database.read(outbox.sendable, EMAIL, NOW, 9) == ids
    assert database.read(outbox.sendable, SLACK, NOW, 9) == []


def test_only_one_worker_gets_a_delivery(database: Database) -> None:
    (first, *_) = _composed(database)
    assert _start(database, first, "w1") is True
    assert _start(database, first, "w2") is False


def test_a_delivery_is_not_started_on_another_channel_than_its_own(database: Database) -> None:
    (first, *_) = _composed(database)
    assert _start(database, first, channel=SLACK) is False


def test_a_digest_that_was_composed_anew_since_it_was_read_is_not_sent_as_it_was(database: Database) -> None:
    first, second, _ = _composed(database)
    anew = NOW + timedelta(seconds=1)
    database.write(lambda c: c.execute(update(deliveries).where(deliveries.c.id == first).values(changed_at=anew)))
    starting = tuple(Starting(one, EMAIL, NOW + timedelta(seconds=2), NOW) for one in (first, second))
    assert database.write(outbox.take_step, "w1", RETRY, Step(starting=starting)) == {second}
    again = Starting(first, EMAIL, NOW + timedelta(seconds=2), anew)
    assert database.write(outbox.take_step, "w1", RETRY, Step(starting=(again,))) == {first}


def test_a_delivery_that_waits_for_its_digest_again_is_not_closed_for_want_of_one(database: Database) -> None:
    first, *_ = _open(database)
    database.write(outbox.skip, [first], "the person left", NOW)
    assert _one(database, first).state is DeliveryState.QUEUED


def test_a_sent_delivery_keeps_its_reference_and_its_attempt(database: Database) -> None:
    (first, *_) = _composed(database)
    _start(database, first)
    sent = _end(database, first, Outcome(Result.SENT, ref="<id@example.com>"))
    assert (sent.state, sent.ref, sent.sent_at) == (DeliveryState.SENT, "<id@example.com>", NOW)
    tried = database.read(lambda c: c.execute(select(attempts.c.channel, attempts.c.result)).all())
    assert [tuple(one) for one in tried] == [("email", "sent")]


def test_one_write_ends_a_delivery_and_starts_the_next(database: Database) -> None:
    first, second, _ = _composed(database)
    _start(database, first)
    finished = Finished(first, EMAIL, Outcome(Result.SENT), NOW)
    step = Step((finished,), (Starting(second, EMAIL, NOW),))
    assert database.write(outbox.take_step, "w1", RETRY, step) == {second}
    assert [_one(database, one).state for one in (first, second)] == [DeliveryState.SENT, DeliveryState.SENDING]


def test_a_definite_refusal_goes_on_to_the_next_channel_and_then_fails(database: Database) -> None:
    (first, *_) = _composed(database, SLACK, EMAIL)
    _start(database, first, channel=SLACK)
    moved = _end(database, first, Outcome(Result.REFUSED, "not in the workspace"), SLACK)
    assert (moved.state, moved.channel, moved.tries) == (DeliveryState.QUEUED, EMAIL, 0)
    _start(database, first)
    failed = _end(database, first, Outcome(Result.REFUSED, "no such mailbox"))
    assert (failed.state, failed.reason) == (DeliveryState.FAILED, "no such mailbox")


def test_an_unknown_outcome_never_goes_on_to_another_channel(database: Database) -> None:
    (first, *_) = _composed(database, SLACK, EMAIL)
    _start(database, first, channel=SLACK)
    doubt = _end(database, first, Outcome(Result.UNKNOWN, "the answer was lost"), SLACK)
    assert (doubt.state, doubt.channel) == (DeliveryState.UNKNOWN, SLACK)
    assert database.read(outbox.sendable, EMAIL, NOW, 9) == []


def test_trying_again_waits_twice_as_long_each_time_and_is_given_up(database: Database) -> None:
    (first,) = _composed(database, people=1)
    waits = []
    for _ in range(2):
        assert _start(database, first)
        _end(database, first, Outcome(Result.LATER, "busy"))
        waits.append((database.read(next_ready) or NOW) - NOW)
    assert waits == [timedelta(seconds=30), timedelta(seconds=60)]
    assert _start(database, first)
    failed = _end(database, first, Outcome(Result.LATER, "busy"))
    assert (failed.state, failed.reason) == (DeliveryState.FAILED, "given up after 3 tries: busy")


def test_a_service_that_asks_for_more_time_gets_it(database: Database) -> None:
    (first, *_) = _composed(database, people=1)
    _start(database, first)
    _end(database, first, Outcome(Result.LATER, "slow down", retry_after=timedelta(hours=1)))
    assert database.read(next_ready) == NOW + timedelta(hours=1)


def test_jitter_spreads_tries_up_to_half_again() -> None:
    assert RETRY.wait(1, 0.0) == timedelta(seconds=30)
    assert RETRY.wait(2, 0.5) == timedelta(seconds=75)


def test_a_channel_that_is_down_costs_nobody_a_try(database: Database) -> None:
    (first, *_) = _composed(database)
    for _ in range(5):
        assert _start(database, first)
        waiting = _end(database, first, Outcome(Result.DOWN, "the relay refuses connections"))
        assert (waiting.state, waiting.tries) == (DeliveryState.QUEUED, 0)


def test_a_worker_that_lost_its_delivery_cannot_move_it(database: Database) -> None:
    (first, *_) = _composed(database)
    _start(database, first, "w2")
    assert _end(database, first, Outcome(Result.SENT)).state is DeliveryState.SENDING
    assert _end(database, first, Outcome(Result.REFUSED, "no")).state is DeliveryState.SENDING


def test_a_worker_that_slept_through_its_rescue_still_says_what_it_did(database: Database) -> None:
    (first, *_) = _composed(database)
    _start(database, first)
    database.write(outbox.recover, NOW)
    assert _one(database, first).state is DeliveryState.UNKNOWN
    assert _end(database, first, Outcome(Result.SENT)).state is DeliveryState.SENT


def test_after_a_crash_what_was_being_sent_is_in_doubt(database: Database) -> None:
    first, second, _ = _composed(database)
    _start(database, first)
    assert database.write(outbox.recover, NOW) == [first]
    assert database.write(outbox.recover, NOW) == []
    assert _one(database, second).state is DeliveryState.QUEUED


@pytest.mark.parametrize(
    ("outcome", "state"),
    [
        (Outcome(Result.SENT, ref="found"), DeliveryState.SENT),
        (Outcome(Result.LATER), DeliveryState.QUEUED),
        (Outcome(Result.UNKNOWN), DeliveryState.UNKNOWN),
    ],
)
def test_a_channel_may_know_what_became_of_it(database: Database, outcome: Outcome, state: DeliveryState) -> None:
    (first, *_) = _composed(database)
    _start(database, first)
    database.write(outbox.recover, NOW)
    database.write(outbox.resolve, first, outcome, NOW)
    assert _one(database, first).state is state


@pytest.mark.parametrize(("word", "state"), [("sent", DeliveryState.SENT), ("resend", DeliveryState.QUEUED)])
def test_an_operator_settles_a_doubt(database: Database, word: str, state: DeliveryState) -> None:
    (first, *_) = _composed(database)
    _start(database, first)
    database.write(outbox.recover, NOW)
    database.write(outbox.settle, first, word, NOW)
    assert _one(database, first).state is state


def test_what_is_not_in_doubt_cannot_be_settled(database: Database) -> None:
    (first, *_) = _composed(database)
    with pytest.raises(InputError, match="is queued"):
        database.write(outbox.settle, first, "sent", NOW)
    with pytest.raises(UnknownError, match="no delivery 999"):
        database.write(outbox.settle, 999, "sent", NOW)


def test_stopping_an_edition_skips_what_is_not_sent(database: Database) -> None:
    first, second, third = _composed(database)
    _start(database, first)
    assert database.write(outbox.stop, _one(database, first).edition_id, NOW) == 2
    assert [_one(database, one).state for one in (first, second, third)] == ["sending", "skipped", "skipped"]
    assert _start(database, second) is False


def test_an_edition_that_is_over_stays_as_it_is(database: Database) -> None:
    first, *_ = _composed(database)
    edition = _one(database, first).edition_id
    assert database.write(outbox.stop, edition, NOW) == 3
    database.write(lambda c: c.execute(update(deliveries).values(state=DeliveryState.QUEUED)).rowcount)
    assert database.write(outbox.stop, edition, NOW) is None
    assert _one(database, first).state is DeliveryState.QUEUED


def test_the_list_is_the_newest_and_whatever_is_in_trouble(database: Database) -> None:
    first, second, third = sorted(_composed(database))
    assert [one.id for one in database.read(listed, 1)] == [third]
    _start(database, first)
    database.write(outbox.recover, NOW)
    assert [one.id for one in database.read(listed, 1)] == [third, first]
    assert [one.id for one in database.read(listed)] == [third, second, first]


def test_an_edition_that_is_not_there_cannot_be_stopped(database: Database) -> None:
    with pytest.raises(UnknownError, match="no edition 9"):
        database.write(outbox.stop, 9, NOW)


def test_what_is_too_late_is_skipped_and_says_so(database: Database) -> None:
    first, second, _ = _open(database)
    database.write(_compose, [first], EMAIL)
    late = NOW + timedelta(hours=13)
    assert database.write(outbox.skip_late, "weekly", timedelta(hours=14), late) == 0
    assert database.write(outbox.skip_late, "weekly", timedelta(hours=12), late, composed=False) == 2
    assert _one(database, first).state is DeliveryState.QUEUED
    assert _one(database, second).reason.startswith("too late")
    assert database.write(outbox.skip_late, "weekly", timedelta(hours=12), late) == 1


def test_an_edition_is_complete_when_nothing_of_it_waits(database: Database) -> None:
    (first,) = _composed(database, people=1)
    assert database.write(outbox.close_finished, NOW) == 0
    _start(database, first)
    _end(database, first, Outcome(Result.SENT))
    assert database.write(outbox.close_finished, NOW) == 1
    state = database.read(lambda c: c.execute(select(editions.c.state)).scalar_one())
    assert state == EditionState.COMPLETE


def test_the_overview_tells_every_state_and_lists_what_is_in_trouble(database: Database) -> None:
    first, second, _ = _composed(database)
    _start(database, first)
    database.write(outbox.recover, NOW)
    _start(database, second)
    _end(database, second, Outcome(Result.REFUSED, "no such mailbox"))
    seen = database.read(overview)
    assert seen.counts == {"queued": 1, "sending": 0, "sent": 0, "unknown": 1, "failed": 1, "skipped": 0}
    assert [one.id for one in seen.troubled] == [first, second]
    assert (seen.oldest, [one.period for one in seen.open]) == (NOW, ["2026-W48"])


def test_the_overview_tells_what_each_channel_waits_for(database: Database) -> None:
    first, _, third = _composed(database)
    database.write(_compose, [third], SLACK)
    _start(database, first)
    _end(database, first, Outcome(Result.DOWN, "the relay is away"))
    waiting = database.read(overview).waiting
    assert [(one.channel, one.deliveries, one.reason) for one in waiting] == [
        ("email", 2, "the relay is away"), ("slack", 1, ""),
    ]  # fmt: skip


def test_what_shall_not_be_sent_any_more_is_skipped_unless_it_is_on_its_way(database: Database) -> None:
    first, second, third = _composed(database)
    _start(database, first)
    database.write(outbox.skip, [first, second], "the person left", NOW)
    assert [_one(database, one).state for one in (first, second, third)] == ["sending", "skipped", "queued"]
    assert _one(database, second).reason == "the person left"


def test_a_slot_is_opened_once(database: Database) -> None:
    ids = _open(database)
    assert database.write(open_edition, SLOT, [Due("p-new", NOW)], NOW) is None
    assert database.read(outbox.composable, NOW, 9) == ids


def test_a_person_gets_one_delivery_a_period_whatever_the_zone(database: Database) -> None:
    _open(database, 1)
    moved = Slot("weekly", "2026-W48", "Asia/Tokyo", SLOT.local, NOW)
    assert database.write(open_edition, moved, [Due("p-0", NOW)], NOW) is not None
    assert sum(database.read(counts).values()) == 1


def test_opening_by_hand_again_adds_who_is_new_and_hurries_those_it_is_for(database: Database) -> None:
    later = NOW + timedelta(days=2)
    edition_id = database.write(open_edition, SLOT, [Due("p-0", later), Due("p-1", later)], NOW)
    database.write(lambda c: c.execute(update(editions).values(state=EditionState.COMPLETE)))
    again = database.write(open_edition, SLOT, [Due("p-0", NOW), Due("p-2", NOW)], NOW, by_hand=True)
    assert again is not None
    assert again == edition_id
    waiting = database.read(rows, edition_ids=[again])
    assert {one.person_id: one.due_at for one in waiting} == {"p-0": NOW, "p-1": later, "p-2": NOW}
    assert len(database.read(outbox.composable, NOW, 9)) == 2
    assert len(database.read(overview).open) == 1


def test_the_clock_takes_over_what_was_opened_by_hand_and_adds_the_others(database: Database) -> None:
    by_hand = database.write(open_edition, SLOT, [Due("p-0", NOW)], NOW, by_hand=True)
    assert database.read(newest_slot, "weekly", SLOT.timezone) is None
    fired = database.write(open_edition, SLOT, [Due("p-0", NOW), Due("p-1", NOW)], NOW)
    assert fired == by_hand
    assert len(database.read(outbox.composable, NOW, 9)) == 2
    assert database.read(newest_slot, "weekly", SLOT.timezone) == NOW
    assert database.write(open_edition, SLOT, [Due("p-2", NOW)], NOW) is None


def test_the_clock_leaves_alone_what_was_opened_by_hand_and_stopped(database: Database) -> None:
    by_hand = database.write(open_edition, SLOT, [Due("p-0", NOW)], NOW, by_hand=True)
    database.write(outbox.stop, by_hand or 0, NOW)
    assert database.write(open_edition, SLOT, [Due("p-1", NOW)], NOW) is None
    assert database.read(outbox.composable, NOW, 9) == []


def test_a_missed_slot_is_written_down_and_not_opened_later(database: Database) -> None:
    assert database.read(newest_slot, "weekly", SLOT.timezone) is None
    database.write(miss, SLOT, NOW)
    assert database.read(newest_slot, "weekly", SLOT.timezone) == NOW.astimezone(UTC)
    assert database.write(open_edition, SLOT, [Due("p-0", NOW)], NOW) is None


def test_an_edition_with_nothing_waiting_is_ready_never(database: Database) -> None:
    _open(database)
    assert database.read(next_ready, []) is None


def test_what_waits_for_a_channel_that_is_down_is_not_ready(database: Database) -> None:
    first, second, _ = _composed(database, SLACK)
    database.write(_compose, [second], EMAIL)
    database.write(lambda c: c.execute(update(deliveries).where(deliveries.c.id == first).values(not_before=LATER)))
    edition_ids = [_one(database, first).edition_id]
    assert database.read(next_ready, edition_ids, [EMAIL]) == NOW
    assert database.read(next_ready, edition_ids, [ChannelName.TEAMS]) is None


def test_a_stopped_edition_stays_stopped_for_a_second_send(database: Database) -> None:
    first, *_ = _open(database)
    database.write(outbox.stop, _one(database, first).edition_id, NOW)
    database.write(open_edition, SLOT, [Due("p-0", NOW)], NOW, by_hand=True)
    assert database.read(outbox.composable, NOW, 9) == []
