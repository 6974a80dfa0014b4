"""The directory meets the workspace: page by page, full members alone, once a day, and never half of it."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest

from bot.slack.company.matching import Matching
from bot.slack.company.roster import member
from bot.slack.company.store import Installed, Stop, load_installed, save_installed
from bot.slack.company.tokens import stop
from bot.slack.company.vault import mark, seal
from bot.slack.workspace import workspace
from digests.db import Database
from digests.errors import DeliveryError
from digests.people.matching import Found, Member
from digests.people.members import keep_found
from digests.people.store import add_people, load_people
from tests.bot.slack.company.world import TEAM, chosen, user
from tests.bot.vendor import Reply, Vendor
from tests.factories import NOW, person

LIST, TEST = "users.list", "auth.test"


class Time:
    """A clock that sleeping moves."""

    def __init__(self) -> None:
        self.slept: list[float] = []
        self.at = NOW

    def __call__(self) -> datetime:
        return self.at

    def ticks(self) -> float:
        return (self.at - NOW).total_seconds()

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.at += timedelta(seconds=seconds)


@pytest.fixture
def vendor() -> Iterator[Vendor]:
    with Vendor() as made:
        made.usually(TEST, {"ok": True, "team_id": TEAM, "team": "Nordhavn", "user_id": "UBOT", "bot_id": "B1"})
        made.usually(LIST, {"ok": True, "members": [user(1), user(2)]})
        yield made


@pytest.fixture
def time() -> Time:
    return Time()


@pytest.fixture
def crowd(database: Database) -> Database:
    """Three people whose zone and language the directory does not tell."""
    people = [
        person(id=f"p{number}", email=f"p{number}@example.com", timezone="", languages=()) for number in (1, 2, 3)
    ]
    database.write(add_people, people, NOW)
    return database


def matching(vendor: Vendor, database: Database, time: Time, **kept: Any) -> Matching:
    settings: dict[str, Any] = {"token": "xoxb-env", "installs": False} | kept
    known = chosen(vendor, **settings)
    return Matching(workspace(known, database, time, time.ticks, time.sleep))


def found(database: Database) -> dict[str, str]:
    return {one.id: one.slack_id for one in database.read(load_people)}


def test_every_page_is_read_and_matched(vendor: Vendor, crowd: Database, time: Time) -> None:
    vendor.next(
        LIST,
        Reply(body={"ok": True, "members": [user(1)], "response_metadata": {"next_cursor": "two"}}),
        Reply(body={"ok": True, "members": [user(3)], "response_metadata": {"next_cursor": ""}}),
    )
    assert matching(vendor, crowd, time).run().members == 2
    assert found(crowd) == {"p1": "U1", "p2": "", "p3": "U3"}
    assert crowd.read(load_people)[0].timezone == "Europe/Oslo"
    assert [call.arguments.get("cursor", "") for call in vendor.asked(LIST)] == ["", "two"]


LEFT_OUT = [
    user(1, deleted=True),
    user(1, is_bot=True),
    user(1, is_workflow_bot=True),
    user(1, is_restricted=True),
    user(1, is_ultra_restricted=True),
    user(1, is_stranger=True),
    user(1, is_invited_user=True),
    user(1, id="USLACKBOT"),
    user(1, id=None),
]


@pytest.mark.parametrize("told", LEFT_OUT)
def test_deactivated_people_bots_guests_and_slackbot_are_left_out(told: dict[str, Any]) -> None:
    assert member(told) is None


def test_a_member_is_told_with_zone_and_language_where_they_can_be_used() -> None:
    assert member(user(1)) == Member("U1", "p1@example.com", "Europe/Oslo", "nb-NO")
    odd = {"id": "U1", "tz": "Mars/Olympus", "locale": "xx-YY", "profile": {"email": "no address"}}
    assert member(odd) == Member("U1")
    assert member({"id": "U1", "tz": None, "profile": None}) == Member("U1")


def test_a_slack_that_asks_for_patience_gets_it(vendor: Vendor, crowd: Database, time: Time) -> None:
    vendor.next(LIST, Reply(status=429, body={"ok": False, "error": "ratelimited"}, headers={"Retry-After": "45"}))
    matching(vendor, crowd, time).run()
    assert sum(time.slept) >= 45
    assert found(crowd)["p1"] == "U1"


@pytest.mark.parametrize(
    "replies",
    [
        [Reply(body={"ok": False, "error": "missing_scope"})],
        [Reply(status=429, body={"ok": False, "error": "ratelimited"}, headers={"Retry-After": "9"})] * 5,
        [Reply(body={"ok": True, "members": []})],
        [
            Reply(body={"ok": True, "members": [user(2)], "response_metadata": {"next_cursor": "two"}}),
            Reply(body={"ok": False, "error": "missing_scope"}),
        ],
    ],
    ids=["no scope", "no patience", "nobody", "half of it"],
)
def test_a_list_that_is_not_whole_changes_nothing(
    vendor: Vendor, crowd: Database, time: Time, replies: list[Reply]
) -> None:
    crowd.write(keep_found, [("p1", Found("U1"))], NOW)
    vendor.next(LIST, *replies)
    with pytest.raises(DeliveryError):
        matching(vendor, crowd, time).run()
    assert found(crowd) == {"p1": "U1", "p2": "", "p3": ""}


def test_a_list_that_does_not_end_is_given_up(vendor: Vendor, crowd: Database, time: Time) -> None:
    vendor.usually(LIST, {"ok": True, "members": [user(1)], "response_metadata": {"next_cursor": "on"}})
    with pytest.raises(DeliveryError, match="does not seem to end"):
        matching(vendor, crowd, time).run()


def test_it_happens_once_a_day(vendor: Vendor, crowd: Database, time: Time) -> None:
    looking = matching(vendor, crowd, time)
    looking.look()
    first = len(vendor.asked(LIST))
    time.at = NOW + timedelta(hours=23)
    looking.look()
    matching(vendor, crowd, time).look()  # another process, or the same after a restart
    assert (first, len(vendor.asked(LIST))) == (1, 1)
    time.at = NOW + timedelta(hours=25)
    looking.look()
    assert len(vendor.asked(LIST)) == 2


def test_trouble_is_said_and_tried_again_after_a_while(
    vendor: Vendor, crowd: Database, time: Time, caplog: pytest.LogCaptureFixture
) -> None:
    vendor.next(LIST, Reply(body={"ok": False, "error": "missing_scope"}))
    looking = matching(vendor, crowd, time)
    looking.look()
    assert "missing_scope" in caplog.text
    looking.look()
    assert len(vendor.asked(LIST)) == 1
    time.at += timedelta(minutes=11)
    looking.look()
    assert found(crowd)["p1"] == "U1"


def test_the_environments_token_is_known_by_its_workspace_afterwards(
    vendor: Vendor, crowd: Database, time: Time
) -> None:
    matching(vendor, crowd, time).run()
    (home,) = crowd.read(load_installed)
    assert (home.team_id, home.name, home.sealed, home.token_mark) == (TEAM, "Nordhavn", "", mark("xoxb-env"))
    assert (home.matched, home.matched_at) == (2, time.at)
    matching(vendor, crowd, time).run()
    assert len(vendor.asked(TEST)) == 1


def test_a_workspace_that_installed_the_app_is_matched_with_its_own_token(
    vendor: Vendor, crowd: Database, time: Time
) -> None:
    kept: dict[str, Any] = {"token": "", "installs": True}
    key = chosen(vendor, **kept).key
    mine = Installed(TEAM, sealed=seal(key, TEAM, "xoxb-own"), token_mark=mark("xoxb-own"), installed_at=NOW)
    crowd.write(save_installed, mine)
    matching(vendor, crowd, time, **kept).run()
    assert vendor.asked(LIST)[0].headers["Authorization"] == "Bearer xoxb-own"
    assert vendor.asked(TEST) == []
    matching(vendor, crowd, time).run()  # the environment's token beside it takes nothing away
    assert crowd.read(load_installed)[0].sealed == mine.sealed


def test_after_the_app_was_removed_nobody_is_asked(
    vendor: Vendor, crowd: Database, time: Time, caplog: pytest.LogCaptureFixture
) -> None:
    known = chosen(vendor, token="xoxb-env", installs=False)
    crowd.write(stop, known, Stop("", TEAM, "app_uninstalled", NOW))
    matching(vendor, crowd, time).look()
    assert vendor.calls == []
    assert "was removed" in caplog.text
