"""A reminder goes out once, when it is due, to whoever still wants to hear of it."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any

import pytest

from bot.jobs.batch import Batch
from bot.jobs.embedded import Runner
from bot.jobs.reminders import Reminders
from digests.content.model import Item
from digests.db import Database
from digests.delivery.model import Outcome, Parcel, Result
from digests.employee import acts
from digests.employee.model import OwnPick, PickState, Standing
from digests.employee.own import own_pick, pick_states
from digests.employee.store import load_wishes
from digests.people.model import ChannelName, Preferences
from digests.people.store import save_preferences
from tests.bot.jobs.house import House, house
from tests.decided import withdraw
from tests.factories import NOW, item, person
from tests.fakes import FakeChannel

SENT = Outcome(Result.SENT)
DUE = NOW + timedelta(hours=3)
ITEMS: tuple[Item, ...] = (item(), item(id="second"))


@dataclass
class Replying(FakeChannel):
    """A fake that also replies to what it sent, and draws it anew."""

    answers: list[Outcome] = field(default_factory=list)  # what the next replies meet, in order
    replied: list[tuple[str, int]] = field(default_factory=list)
    drawn: list[Mapping[int, Standing]] = field(default_factory=list)

    def remind(self, parcel: Parcel, position: int, ref: str) -> Outcome:
        del parcel
        with self._changed:
            self.replied.append((ref, position))
            self._changed.notify_all()
        return self.answers.pop(0) if self.answers else SENT

    def refresh(self, parcel: Parcel, ref: str, states: Mapping[int, Standing]) -> Outcome:
        del parcel, ref
        self.drawn.append(states)
        return SENT

    def wait_until_replied(self, timeout: float = 30) -> bool:
        """Returns once a reply went out."""
        with self._changed:
            return self._changed.wait_for(lambda: bool(self.replied), timeout)


@pytest.fixture
def slack() -> Replying:
    return Replying(ChannelName.SLACK)


@pytest.fixture
def made(database: Database, slack: Replying) -> House:
    """One person whose digest arrived in Slack."""
    found = house(database, [person(id="p0", slack_id="U0")], ITEMS, channels=[slack])
    ids = found.open()
    Batch(found.work).compose(ids)
    found.change(ids, state="sent", ref="D1:1.1", sent_at=NOW)
    return found


def own(made: House) -> OwnPick:
    found = made.database.read(own_pick, "p0", made.of("p0").id, 1)
    assert found is not None
    return found


def ask(made: House) -> None:
    made.database.write(acts.remind, own(made), DUE, NOW)


def waits(made: House) -> bool:
    wish = made.database.read(load_wishes, made.of("p0").id).get(1)
    return wish is not None and wish.remind_at is not None


def test_a_reminder_goes_out_when_it_is_due_and_never_again(made: House, slack: Replying) -> None:
    ask(made)
    job = Reminders(made.work)
    made.clock.now = DUE - timedelta(seconds=1)
    assert job() is False
    made.clock.now = DUE
    assert job() is True
    assert job() is False
    assert Reminders(made.work)() is False
    assert slack.replied == [("D1:1.1", 1)]


def test_the_message_then_says_nothing_of_it_any_more(made: House, slack: Replying) -> None:
    ask(made)
    assert made.database.read(pick_states, made.of("p0").id)[1].state is PickState.REMINDED
    made.clock.now = DUE
    Reminders(made.work)()
    assert [states[1].state for states in slack.drawn] == [PickState.OFFERED]


@pytest.mark.parametrize("result", [Result.UNKNOWN, Result.REFUSED])
def test_a_reminder_that_may_have_arrived_or_never_can_is_not_sent_again(
    made: House, slack: Replying, result: Result
) -> None:
    slack.answers = [Outcome(result, "somehow")]
    ask(made)
    made.clock.now = DUE
    assert Reminders(made.work)() is True
    assert Reminders(made.work)() is False
    assert slack.drawn == []
    assert not waits(made)


@pytest.mark.parametrize("wait", [None, timedelta(minutes=2)])
def test_a_reminder_that_did_not_go_out_is_due_again_after_a_rest(
    made: House, slack: Replying, wait: timedelta | None
) -> None:
    slack.answers = [Outcome(Result.DOWN, "Slack cannot be reached", retry_after=wait)]
    ask(made)
    made.clock.now = DUE
    job = Reminders(made.work)
    assert job() is True
    assert waits(made)
    assert job() is False
    made.clock.now = DUE + (wait or timedelta(seconds=30))
    assert job() is True
    assert len(slack.replied) == 2
    assert not waits(made)


def test_a_reminder_that_nobody_can_send_for_a_day_is_given_up(made: House, slack: Replying) -> None:
    ask(made)
    made.clock.now = DUE + timedelta(days=1)
    assert Reminders(made.work)() is False
    assert slack.replied == []


@pytest.mark.parametrize("act", ["shared", "declined", "withdrawn", "paused"])
def test_who_has_done_with_it_or_wants_quiet_is_not_reminded(made: House, slack: Replying, act: str) -> None:
    ask(made)
    done: dict[str, tuple[Any, ...]] = {
        "shared": (acts.already_shared, own(made), "x", NOW),
        "declined": (acts.decline, own(made), NOW),
        "withdrawn": (withdraw, own(made).item_id, NOW),
        "paused": (save_preferences, "p0", Preferences(paused_until=DUE + timedelta(days=7)), NOW),
    }
    made.database.write(*done[act])
    made.clock.now = DUE
    assert Reminders(made.work)() is False
    assert slack.replied == []


def test_a_reminder_asked_for_after_sharing_goes_nowhere(made: House, slack: Replying) -> None:
    made.database.write(acts.already_shared, own(made), "x", NOW)
    ask(made)
    made.clock.now = DUE
    assert Reminders(made.work)() is True
    assert Reminders(made.work)() is False
    assert slack.replied == []


def test_a_channel_that_cannot_reply_reminds_nobody(made: House) -> None:
    ask(made)
    made.clock.now = DUE
    plain = replace(made.work, channels={ChannelName.SLACK: FakeChannel(ChannelName.SLACK)})
    assert Reminders(plain)() is False
    assert waits(made)


def test_the_runner_that_keeps_the_house_sends_reminders(made: House, slack: Replying) -> None:
    ask(made)
    made.clock.now = DUE
    runner = Runner(made.work, keeps_house=True)
    runner.start()
    try:
        assert slack.wait_until_replied()
    finally:
        runner.stop()
    assert slack.replied == [("D1:1.1", 1)]
