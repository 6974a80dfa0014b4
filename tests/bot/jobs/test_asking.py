"""Approvers are asked by card: once each, when the channel is there, and every card says how it ended."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta

import pytest

from bot.jobs.asking import Asker, Asking
from digests.content.model import ItemState
from digests.content.store import Entry, add_items
from digests.db import Database
from digests.delivery.model import Outcome, Result
from digests.newsroom import items
from digests.newsroom.approvers import cards
from digests.newsroom.asking import Question
from digests.newsroom.standing import OPERATOR
from digests.people.model import ChannelName
from tests.bot.jobs.house import House, house
from tests.factories import NOW, item, person
from tests.fakes import FakeChannel

IDA = person(id="p-ida", name="Ida Lund", email="ida@example.com", slack_id="U2", roles=("comms:approver",))
BO = person(id="p-bo", name="Bo Friis", email="bo@example.com", slack_id="U3", roles=("admin",))
NOT_IN_SLACK = person(id="p-eva", name="Eva Krog", email="eva@example.com", roles=("comms:approver",))
LATER = Outcome(Result.LATER, "Slack asks to slow down", retry_after=timedelta(seconds=20))
ID = "crane-school"


@dataclass
class AskingChannel(FakeChannel):
    """A fake that can also ask."""

    answers: list[Outcome] = field(default_factory=list)  # what the next calls meet, in order
    asked_of: list[str] = field(default_factory=list)
    concluded: list[tuple[str, str]] = field(default_factory=list)  # the card, and what was done

    def ask(self, question: Question) -> Outcome:
        self.asked_of.append(question.person.id)
        return self.answers.pop(0) if self.answers else Outcome(Result.SENT, ref=f"D-{question.person.id}:1.1")

    def conclude(self, question: Question, ref: str) -> Outcome:
        self.concluded.append((ref, question.ended.act.value if question.ended else ""))
        return self.answers.pop(0) if self.answers else Outcome(Result.SENT)


@pytest.fixture
def slack() -> AskingChannel:
    return AskingChannel(ChannelName.SLACK)


@pytest.fixture
def made(database: Database, slack: AskingChannel) -> House:
    found = house(database, [IDA, BO, NOT_IN_SLACK], channels=[slack])
    waiting = item(id=ID, state=ItemState.IN_REVIEW)
    database.write(add_items, [Entry(waiting, None)], "slack", NOW)
    return found


def approve(made: House) -> None:
    made.database.write(items.approve, OPERATOR, ID, None, made.clock())


def run(act: Asker) -> None:
    for _ in range(20):
        if not act():
            return
    raise AssertionError("it never ends")


def kept(made: House) -> Sequence[tuple[str, str]]:
    return [(one.person_id, one.ref) for one in made.database.read(cards, ID)]


def test_everybody_who_may_approve_and_is_in_slack_is_asked_once(made: House, slack: AskingChannel) -> None:
    act = Asker(made.work)
    run(act)
    run(act)
    assert slack.asked_of == ["p-bo", "p-ida"]
    assert kept(made) == [("p-bo", "D-p-bo:1.1"), ("p-eva", ""), ("p-ida", "D-p-ida:1.1")]


def test_every_card_says_how_it_ended_once(made: House, slack: AskingChannel) -> None:
    act = Asker(made.work)
    run(act)
    approve(made)
    run(act)
    run(act)
    assert slack.concluded == [("D-p-bo:1.1", "approved"), ("D-p-ida:1.1", "approved")]
    assert kept(made) == []


def test_whoever_could_not_be_asked_now_is_asked_later(made: House, slack: AskingChannel) -> None:
    act = Asker(made.work)
    slack.answers = [LATER]
    run(act)
    assert slack.asked_of == ["p-bo"]
    made.clock.now += timedelta(seconds=19)
    run(act)
    assert slack.asked_of == ["p-bo"]
    made.clock.now += timedelta(seconds=1)
    run(act)
    assert slack.asked_of == ["p-bo", "p-bo", "p-ida"]


@pytest.mark.parametrize("result", [Result.UNKNOWN, Result.REFUSED])
def test_a_card_that_may_have_arrived_or_was_refused_is_not_sent_again(
    made: House, slack: AskingChannel, result: Result
) -> None:
    act = Asker(made.work)
    slack.answers = [Outcome(result, "no answer")]
    run(act)
    made.clock.now += timedelta(hours=1)
    run(act)
    assert slack.asked_of == ["p-bo", "p-ida"]
    approve(made)
    run(act)
    assert slack.concluded == [("D-p-ida:1.1", "approved")]


@pytest.mark.parametrize("result", [Result.LATER, Result.DOWN, Result.UNKNOWN])
def test_a_card_that_could_not_be_changed_is_changed_later(made: House, slack: AskingChannel, result: Result) -> None:
    act = Asker(made.work)
    run(act)
    approve(made)
    slack.answers = [Outcome(result, "not now")]
    run(act)
    assert len(slack.concluded) == 1
    made.clock.now += timedelta(seconds=31)
    run(act)
    assert len(slack.concluded) == 3
    assert kept(made) == []


def test_a_card_that_is_not_there_any_more_is_let_go(made: House, slack: AskingChannel) -> None:
    act = Asker(made.work)
    run(act)
    approve(made)
    slack.answers = [Outcome(Result.REFUSED, "message_not_found")]
    run(act)
    assert kept(made) == []


def test_a_new_version_is_a_new_question(made: House, slack: AskingChannel) -> None:
    act = Asker(made.work)
    run(act)
    newer = item(id=ID, state=ItemState.IN_REVIEW, minutes=9)
    made.database.write(items.change, OPERATOR, newer, 1, made.clock())
    run(act)
    assert slack.asked_of == ["p-bo", "p-ida"] * 2
    assert [act for _, act in slack.concluded] == ["changed", "changed"]


def test_a_channel_that_cannot_ask_is_left_alone(made: House) -> None:
    mail = FakeChannel()
    assert not isinstance(mail, Asking)
    assert Asker(replace(made.work, channels={ChannelName.EMAIL: mail}))() is False
