"""Small messages go out once, on the channel that their person has, in words that are made then."""

import logging
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import pytest
from sqlalchemy import Connection

from bot.jobs.notes import OLD, REST, TRIES, Notes
from digests.db import Database
from digests.delivery import notes
from digests.delivery.channel import Telling
from digests.delivery.model import Outcome, Result
from digests.delivery.notes import Asked, Note
from digests.people.model import ChannelName, Person, Preferences
from digests.people.store import save_preferences
from tests.bot.jobs.house import House, house
from tests.factories import NOW, person
from tests.fakes import FakeChannel

SENT = Outcome(Result.SENT)
REFUSED = Outcome(Result.REFUSED, "Slack does not know them")
DOWN = Outcome(Result.DOWN, "The relay cannot be reached")
IDA = person(id="p-ida", name="Ida Lund", email="ida@example.com", slack_id="U2")
EVA = person(id="p-eva", name="Eva Krog", email="eva@example.com")


@dataclass
class TellingChannel(FakeChannel):
    """A fake that also carries small messages."""

    answers: list[Outcome] = field(default_factory=list)  # what the next notes meet, in order
    told: list[tuple[str, str]] = field(default_factory=list)  # (address, subject)

    def tell(self, person: Person, note: Note) -> Outcome:
        self.told.append((person.email, note.subject))
        return self.answers.pop(0) if self.answers else SENT


@dataclass
class Words:
    """A maker that does as a test says."""

    faults: list[Exception] = field(default_factory=list)
    silent: bool = False

    def __call__(self, connection: Connection, asked: Asked, person: Person, now: datetime) -> Note | None:
        del connection, now
        if self.faults:
            raise self.faults.pop(0)
        return None if self.silent else Note(f"Hello {person.first_name}, {asked.about.get('word', '')}", ("A line",))


@dataclass
class Scene:
    """A house whose notes are sent by hand."""

    made: House
    slack: TellingChannel
    mail: TellingChannel
    words: Words
    act: Notes

    def ask(self, person_id: str | None = "p-ida", **fields: object) -> None:
        """Asks for a note."""
        self.made.database.write(_ask, person_id, self.made.clock(), fields)

    def later(self, wait: timedelta) -> None:
        """Time goes by."""
        self.made.clock.now += wait

    @property
    def left(self) -> int:
        """How many notes are still kept."""
        return len(self.made.database.read(notes.due, NOW + timedelta(days=9999), 50))


def _ask(connection: Connection, person_id: str | None, now: datetime, fields: dict[str, object]) -> None:
    notes.ask(connection, "greeting", person_id=person_id, now=now, **fields)  # type: ignore[arg-type]


@pytest.fixture
def scene(database: Database) -> Scene:
    slack, mail = TellingChannel(ChannelName.SLACK), TellingChannel(ChannelName.EMAIL)
    made = house(database, [IDA, EVA], channels=[slack, mail])
    words = Words()
    return Scene(made, slack, mail, words, Notes(made.work, {"greeting": words}))


def test_a_note_goes_once_on_the_persons_own_channel(scene: Scene) -> None:
    assert isinstance(scene.slack, Telling)
    scene.ask(about={"word": "now"})
    assert scene.act()
    assert not scene.act()
    assert (scene.slack.told, scene.mail.told) == ([("ida@example.com", "Hello Ida, now")], [])
    assert scene.left == 0


def test_whoever_chose_mail_is_told_by_mail(scene: Scene) -> None:
    scene.made.database.write(save_preferences, "p-ida", Preferences(channel=ChannelName.EMAIL), NOW)
    scene.ask()
    scene.act()
    assert (len(scene.slack.told), len(scene.mail.told)) == (0, 1)


def test_a_channel_that_is_asked_for_is_the_only_one(scene: Scene) -> None:
    scene.ask(channel=ChannelName.EMAIL)
    scene.act()
    scene.slack.answers.append(REFUSED)
    scene.ask(channel=ChannelName.SLACK)
    scene.act()
    assert (len(scene.slack.told), len(scene.mail.told)) == (1, 1)
    assert scene.left == 0


def test_another_address_of_a_person_is_told_by_mail(scene: Scene) -> None:
    scene.ask(address="new@example.com")
    scene.act()
    assert scene.mail.told[0][0] == "new@example.com"
    assert scene.slack.told == []


def test_an_address_that_nobody_has_is_told_nothing(scene: Scene) -> None:
    scene.ask(None, address="nobody@example.com")
    assert scene.act()
    assert (scene.slack.told, scene.mail.told, scene.left) == ([], [], 0)


def test_a_refusal_goes_on_to_the_next_channel(scene: Scene) -> None:
    scene.slack.answers.append(REFUSED)
    scene.ask()
    scene.act()
    assert (len(scene.slack.told), len(scene.mail.told), scene.left) == (1, 1, 0)


def test_nobody_knows_whether_it_arrived_so_it_is_not_sent_again(scene: Scene) -> None:
    scene.slack.answers.append(Outcome(Result.UNKNOWN, "no answer"))
    scene.ask()
    scene.act()
    scene.later(OLD)
    scene.act()
    assert (len(scene.slack.told), len(scene.mail.told), scene.left) == (1, 0, 0)


def test_a_channel_that_is_down_is_left_in_peace_and_tried_again(scene: Scene) -> None:
    scene.slack.answers.append(DOWN)
    scene.ask()
    scene.ask()
    scene.act()
    assert len(scene.slack.told) == 1
    assert not scene.act()
    scene.later(REST)
    assert scene.act()
    assert (len(scene.slack.told), scene.left) == (3, 0)


def test_a_note_that_is_put_off_again_and_again_is_given_up(scene: Scene) -> None:
    scene.slack.answers += [Outcome(Result.LATER, "later", retry_after=REST)] * TRIES
    scene.ask()
    for _ in range(TRIES + 2):
        scene.act()
        scene.later(REST)
    assert (len(scene.slack.told), scene.left) == (TRIES, 0)


def test_what_waited_for_a_day_is_not_said_any_more(scene: Scene) -> None:
    scene.ask()
    scene.later(OLD)
    scene.act()
    assert (scene.slack.told, scene.left) == ([], 0)


def test_there_may_be_nothing_to_say_any_more(scene: Scene) -> None:
    scene.words.silent = True
    scene.ask()
    scene.act()
    assert (scene.slack.told, scene.left) == ([], 0)


def test_a_fault_in_one_note_holds_up_no_other(scene: Scene, caplog: pytest.LogCaptureFixture) -> None:
    scene.words.faults.append(KeyError("a fault"))
    scene.ask()
    scene.ask("p-eva")
    with caplog.at_level(logging.CRITICAL, "bot.jobs.notes"):
        scene.act()
    assert [address for address, _ in scene.slack.told + scene.mail.told] == ["eva@example.com"]
    scene.later(REST)
    scene.act()
    assert ("ida@example.com", "Hello Ida, ") in scene.slack.told


def test_a_note_that_can_never_be_worded_is_given_up(scene: Scene, caplog: pytest.LogCaptureFixture) -> None:
    scene.words.faults += [KeyError("a fault")] * TRIES
    scene.ask()
    with caplog.at_level(logging.CRITICAL, "bot.jobs.notes"):
        for _ in range(TRIES):
            scene.act()
            scene.later(REST)
    assert scene.left == 0


def test_a_kind_that_nobody_words_is_said_in_the_log(scene: Scene, caplog: pytest.LogCaptureFixture) -> None:
    act = Notes(scene.made.work, {})
    scene.ask()
    act()
    assert "greeting" in caplog.text
    assert scene.left == 0


def test_whoever_has_no_channel_is_said_in_the_log(scene: Scene, caplog: pytest.LogCaptureFixture) -> None:
    scene.made.channels.pop(ChannelName.SLACK)
    scene.ask("p-eva", channel=ChannelName.TEAMS)
    scene.act()
    assert "reaches its person on no channel" in caplog.text
    assert "eva@example.com" not in caplog.text
    assert scene.left == 0
