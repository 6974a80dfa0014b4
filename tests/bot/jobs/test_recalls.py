"""A message that has a withdrawn, corrected or restored item is drawn anew: patiently, and once for all of them."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import timedelta

import pytest

from bot.jobs.batch import Batch
from bot.jobs.recalls import Recaller, Refreshing
from digests.content.store import load_items
from digests.db import Database
from digests.delivery.model import Outcome, Parcel, Result
from digests.employee.model import PickState, Standing
from digests.newsroom import items
from digests.newsroom.model import LinksThen, Messages, Recall, Withdrawal
from digests.newsroom.recalls import due_recalls, failed, progress
from digests.newsroom.standing import OPERATOR
from digests.people.model import ChannelName
from tests.bot.jobs.house import House, house
from tests.factories import NOW, person
from tests.fakes import FakeChannel

SENT, LATER = Outcome(Result.SENT), Outcome(Result.LATER, "Slack asks to slow down", retry_after=timedelta(seconds=30))
ITEM = "harbour-emissions"
STAFF = [person(id=f"p{number}", email=f"p{number}@example.com", slack_id=f"U{number}") for number in range(3)]


@dataclass
class LivingChannel(FakeChannel):
    """A fake that can also change what it sent."""

    answers: list[Outcome] = field(default_factory=list)  # what the next ones meet, in order
    drawn: list[tuple[str, Parcel, Mapping[int, Standing]]] = field(default_factory=list)

    def refresh(self, parcel: Parcel, ref: str, states: Mapping[int, Standing]) -> Outcome:
        with self._changed:
            self.drawn.append((ref, parcel, states))
            self._changed.notify_all()
        return self.answers.pop(0) if self.answers else SENT

    def wait_until_drawn(self, number: int, timeout: float = 30) -> bool:
        """Returns once so many were drawn anew."""
        with self._changed:
            return self._changed.wait_for(lambda: len(self.drawn) >= number, timeout)

    def of(self, person_id: str) -> list[dict[str, PickState]]:
        """What each message to somebody said of its items."""
        return [
            {pick.item.id: states[pick.position].state for pick in parcel.digest.picks}
            for _, parcel, states in self.drawn
            if parcel.person.id == person_id
        ]


@pytest.fixture
def slack() -> LivingChannel:
    return LivingChannel(ChannelName.SLACK)


@pytest.fixture
def made(database: Database, slack: LivingChannel) -> House:
    """Three people whose digests arrived in Slack."""
    found = house(database, STAFF, channels=[slack])
    ids = found.open()
    Batch(found.work).compose(ids)
    for one in ids:
        found.change([one], state="sent", ref=f"D{one}:1.1", sent_at=NOW)
    return found


def recaller(made: House) -> Recaller:
    return Recaller(made.work, lambda: 0.0)


def withdraw(made: House, item_id: str = ITEM, messages: Messages = Messages.RECALL) -> None:
    how = Withdrawal(messages, LinksThen.GONE)
    made.database.write(items.withdraw, OPERATOR, item_id, how, made.clock())


def run(made: House, one: Recaller | None = None) -> int:
    """Until there is nothing more to do; how often there was."""
    act, busy = one or recaller(made), 0
    while act():
        busy += 1
        assert busy < 50
    return busy


def counts(made: House, item_id: str = ITEM) -> dict[str, int]:
    return made.database.read(progress, item_id)


def test_every_message_that_has_a_withdrawn_item_says_so(made: House, slack: LivingChannel) -> None:
    withdraw(made)
    run(made)
    assert sorted(ref for ref, _, _ in slack.drawn) == sorted(f"D{one.id}:1.1" for one in made.deliveries())
    assert slack.of("p0") == [{ITEM: PickState.WITHDRAWN, "second": PickState.OFFERED}]
    assert counts(made) == {"due": 0, "done": 3, "failed": 0}
    assert recaller(made)() is False


def test_messages_stay_as_they_are_where_that_was_chosen(made: House, slack: LivingChannel) -> None:
    withdraw(made, messages=Messages.KEEP)
    assert run(made) == 0
    assert slack.drawn == []


def test_a_message_that_two_items_changed_is_drawn_once(made: House, slack: LivingChannel) -> None:
    withdraw(made)
    withdraw(made, "second")
    run(made)
    assert len(slack.of("p0")) == 1
    assert counts(made, "second") == {"due": 0, "done": 3, "failed": 0}


def test_a_restored_item_stands_in_its_messages_again(made: House, slack: LivingChannel) -> None:
    withdraw(made)
    run(made)
    made.clock.now += timedelta(minutes=1)
    made.database.write(items.restore, OPERATOR, ITEM, made.clock())
    run(made)
    assert slack.of("p1")[-1][ITEM] is PickState.OFFERED


def test_a_corrected_item_is_drawn_with_the_words_of_today(made: House, slack: LivingChannel) -> None:
    (item,) = made.database.read(load_items, [ITEM])
    better = replace(item, title={**item.title, "da": "Havnen er ren"})
    made.database.write(items.change, OPERATOR, better, item.version, made.clock(), refresh=True)
    run(made)
    _, parcel, _ = slack.drawn[0]
    assert "Havnen er ren" in {pick.title for pick in parcel.digest.picks}


@pytest.mark.parametrize("outcome", [LATER, Outcome(Result.UNKNOWN, "no answer"), Outcome(Result.LATER, "503")])
def test_what_did_not_work_is_tried_again_later_and_nothing_is_lost(
    made: House, slack: LivingChannel, outcome: Outcome
) -> None:
    withdraw(made)
    slack.answers = [outcome]
    run(made)
    assert counts(made) == {"due": 1, "done": 2, "failed": 0}
    made.clock.now += outcome.retry_after or timedelta(seconds=5)
    run(made)
    assert counts(made) == {"due": 0, "done": 3, "failed": 0}
    assert len(slack.drawn) == 4


def test_as_long_as_slack_asks_for_patience_a_message_is_left_alone(made: House, slack: LivingChannel) -> None:
    withdraw(made)
    slack.answers = [LATER]
    run(made)
    made.clock.now += timedelta(seconds=29)
    assert run(made) == 0
    assert len(slack.drawn) == 3


def test_a_message_that_is_not_there_any_more_is_given_up_with_its_reason(made: House, slack: LivingChannel) -> None:
    withdraw(made)
    slack.answers = [Outcome(Result.REFUSED, "The message is no longer there")]
    run(made)
    assert counts(made) == {"due": 0, "done": 2, "failed": 1}
    assert [one.reason for one in made.database.read(failed)] == ["The message is no longer there"]


def test_a_message_that_never_works_is_given_up_after_days(made: House, slack: LivingChannel) -> None:
    withdraw(made)
    act = recaller(made)
    for _ in range(40):
        slack.answers = [LATER] * 10
        run(made, act)
        made.clock.now += timedelta(hours=24)
    assert counts(made) == {"due": 0, "done": 0, "failed": 3}
    assert made.clock.now - NOW > timedelta(days=2)


def test_a_channel_that_is_down_costs_no_message_a_try(made: House, slack: LivingChannel) -> None:
    withdraw(made)
    act = recaller(made)
    slack.answers = [Outcome(Result.DOWN, "Slack refuses the app")]
    assert act() is False
    assert act() is False
    assert len(slack.drawn) == 1
    made.clock.now += timedelta(seconds=31)
    run(made, act)
    assert counts(made) == {"due": 0, "done": 3, "failed": 0}
    assert due(made) == []


def due(made: House) -> list[Recall]:
    return made.database.read(due_recalls, made.clock() + timedelta(days=9), 50)


def test_what_is_asked_for_anew_while_a_message_is_drawn_stays_due(made: House, slack: LivingChannel) -> None:
    withdraw(made)
    drawn, inner = [0], slack.refresh

    def meanwhile(parcel: Parcel, ref: str, states: Mapping[int, Standing]) -> Outcome:
        if not drawn[0]:
            drawn[0] = 1
            made.clock.now += timedelta(seconds=1)
            made.database.write(items.restore, OPERATOR, ITEM, made.clock())
        return inner(parcel, ref, states)

    slack.refresh = meanwhile  # type: ignore[method-assign]
    run(made)
    assert counts(made) == {"due": 0, "done": 3, "failed": 0}
    assert all(slack.of(one.id)[-1][ITEM] is PickState.OFFERED for one in STAFF)


def test_a_person_who_was_erased_keeps_no_recall_waiting(made: House, slack: LivingChannel) -> None:
    withdraw(made)
    made.change([one.id for one in made.deliveries() if one.person_id == "p0"], digest=None)
    run(made)
    assert slack.of("p0") == []
    assert counts(made) == {"due": 0, "done": 3, "failed": 0}


def test_a_channel_that_was_taken_out_of_the_configuration_says_so(made: House) -> None:
    withdraw(made)
    work = replace(made.work, channels={ChannelName.EMAIL: FakeChannel()})
    run(made, Recaller(work))
    assert counts(made)["failed"] == 3
    assert "slack is not connected" in made.database.read(failed)[0].reason


def test_a_channel_that_cannot_change_what_it_sent_is_told_apart(slack: LivingChannel) -> None:
    assert isinstance(slack, Refreshing)
    assert not isinstance(FakeChannel(), Refreshing)
