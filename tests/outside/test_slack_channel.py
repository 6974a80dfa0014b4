"""Our Slack channel against a workspace made by others, over a real connection."""

import shutil
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from ruamel.yaml import YAML

from bot.slack.channel import SlackChannel
from bot.slack.workspace import workspace
from digests.db import Database
from digests.delivery.model import Outcome, Parcel, Result
from digests.people.store import load_people
from digests.settings import Secrets, Settings, parse
from tests.bot.chat import keep
from tests.factories import NOW, digest, parcel, person
from tests.outside.node import requires_node
from tests.outside.proxy import Trouble
from tests.outside.slack_emulator import Member, SlackEmulator, slack_emulator

pytestmark = [pytest.mark.outside, requires_node]
POST = "chat.postMessage"
MANY = 200
MANIFEST = Path(__file__).resolve().parents[2] / "manifest.yaml"


@pytest.fixture(scope="module")
def emulator() -> Iterator[SlackEmulator]:
    scopes = YAML(typ="safe").load(MANIFEST)["oauth_config"]["scopes"][
        "bot"
    ]  # the emulator refuses what they do not allow
    members = [Member(f"person{n}", f"person{n}@example.com", f"Person {n}") for n in range(MANY)]
    with slack_emulator([*members, Member("maja", "maja.holm@example.com", "Maja Holm")], scopes=scopes) as running:
        yield running


def settings(emulator: SlackEmulator, token: str = "") -> Settings:
    config = {
        "server": {"public_url": "https://share.example.com"},
        "links": {"base_url": "https://go.example.com"},
        "slack": {"api_url": emulator.api_url, "per_minute": 60_000},
        "schedules": [{"name": "weekly", "cron": "0 9 * * tue"}],
    }
    secrets = Secrets(secret_key="k" * 32, slack_bot_token=token or emulator.token, slack_signing_secret="s")
    return Settings(config=parse(config), secrets=secrets, path=Path("config.toml"))


@pytest.fixture
def database(migrated_sqlite: Path, tmp_path: Path) -> Iterator[Database]:
    """One kind is enough: what is tried here is Slack, and the workspace remembers."""
    shutil.copyfile(migrated_sqlite, tmp_path / "budstikke.db")
    made = Database(f"sqlite:///{tmp_path / 'budstikke.db'}")
    yield made
    made.close()


@pytest.fixture
def slack(emulator: SlackEmulator, database: Database) -> SlackChannel:
    return SlackChannel(workspace(settings(emulator), database, lambda: NOW, time.monotonic, time.sleep))


def send(slack: SlackChannel, sent: Parcel) -> Outcome:
    with closing(slack.open()) as lane:
        return lane.send(sent)


def numbered(number: int) -> Parcel:
    one = person(id=f"p-{number}", email=f"person{number % MANY}@example.com")
    return parcel(person=one, digest=digest(delivery_id=number, person_id=one.id))


def deliveries(emulator: SlackEmulator, email: str) -> list[str]:
    """The deliveries in a person's conversation, newest first."""
    return [
        one["metadata"]["event_payload"]["delivery"] for one in emulator.direct_messages(email) if "metadata" in one
    ]


def test_two_hundred_people_get_one_message_each(slack: SlackChannel, emulator: SlackEmulator) -> None:
    with closing(slack.open()) as lane:
        outcomes = [lane.send(numbered(1000 + number)) for number in range(MANY)]
    assert {outcome.result for outcome in outcomes} == {Result.SENT}
    for number in range(MANY):
        assert deliveries(emulator, f"person{number}@example.com") == [str(1000 + number)]


def test_a_person_is_found_by_address_once(slack: SlackChannel, emulator: SlackEmulator, database: Database) -> None:
    database.write(keep, person(), delivery_id=2001)
    before = len(emulator.calls)
    assert send(slack, parcel(digest=digest(delivery_id=2001))).result is Result.SENT
    database.write(lambda _: None)
    (known,) = database.read(load_people)
    assert known.slack_id == emulator.users["maja.holm@example.com"]
    assert send(slack, parcel(person=known, digest=digest(delivery_id=2002))).result is Result.SENT
    assert [call.method for call in emulator.calls[before:]] == ["users.lookupByEmail", POST, POST]


def test_an_answer_lost_after_the_message_arrived_is_found_and_nothing_is_sent_twice(
    slack: SlackChannel, emulator: SlackEmulator, database: Database
) -> None:
    database.write(keep, person(), delivery_id=3001)
    emulator.trouble(POST, Trouble("lost_after"))
    assert send(slack, parcel(digest=digest(delivery_id=3001))).result is Result.UNKNOWN
    found = slack.find(3001, "")
    assert found.result is Result.SENT
    assert found.ref
    assert deliveries(emulator, "maja.holm@example.com").count("3001") == 1


def test_a_message_lost_on_the_way_is_known_to_be_missing_and_may_go_again(
    slack: SlackChannel, emulator: SlackEmulator, database: Database
) -> None:
    database.write(keep, person(), delivery_id=4001)
    emulator.trouble(POST, Trouble("lost_before"))
    assert send(slack, parcel(digest=digest(delivery_id=4001))).result is Result.UNKNOWN
    assert slack.find(4001, "").result is Result.LATER
    assert send(slack, parcel(digest=digest(delivery_id=4001))).result is Result.SENT
    assert deliveries(emulator, "maja.holm@example.com").count("4001") == 1


def test_slack_asking_for_patience_is_obeyed(slack: SlackChannel, emulator: SlackEmulator) -> None:
    emulator.trouble(POST, Trouble(status=429, retry_after=120))
    before = len(emulator.calls)
    assert send(slack, numbered(5001)).result is Result.LATER
    assert send(slack, numbered(5002)).result is Result.DOWN
    assert [call.method for call in emulator.calls[before:]].count(POST) == 1


def test_nobody_of_that_address_goes_on_to_the_next_channel(slack: SlackChannel) -> None:
    assert send(slack, parcel(person=person(email="nobody@example.com"))).result is Result.REFUSED


def test_a_wrong_token_is_the_workspaces_trouble(emulator: SlackEmulator, database: Database) -> None:
    chosen = settings(emulator, token="xoxb-wrong")
    slack = SlackChannel(workspace(chosen, database, lambda: NOW))
    outcome = send(slack, parcel(person=person(slack_id="U1")))
    assert outcome.result is Result.DOWN
    assert "SLACK_BOT_TOKEN" in outcome.reason
