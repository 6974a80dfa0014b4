"""The directory is matched with the members of a workspace that the emulator keeps, page by page."""

from collections.abc import Iterator

import pytest

from bot.slack.company import matching
from bot.slack.company.matching import Matching
from bot.slack.company.store import Stop, load_installed
from bot.slack.company.tokens import NoTokenError, stop
from bot.slack.workspace import Workspace, workspace
from digests.db import Database
from digests.people.store import add_people, load_people
from tests.bot.chat import settings
from tests.factories import NOW, person
from tests.outside.node import requires_node
from tests.outside.proxy import Call, Trouble
from tests.outside.slack_emulator import TOKEN, Member, SlackEmulator, slack_emulator

pytestmark = [pytest.mark.outside, requires_node]
MANY = matching.PAGE + 20  # more than one page


@pytest.fixture(scope="module")
def slack() -> Iterator[SlackEmulator]:
    with slack_emulator([Member(f"person{n}", f"person{n}@example.com", f"Person {n}") for n in range(MANY)]) as made:
        yield made


@pytest.fixture
def nordhavn(slack: SlackEmulator, database: Database) -> Workspace:
    """The emulator's workspace, and a directory of which one person is not in it."""
    people = [person(id=f"p{n}", email=f"person{n}@example.com") for n in range(MANY)]
    database.write(add_people, [*people, person(id="away", email="away@example.com")], NOW)
    known = settings("http://127.0.0.1:9")
    config = known.config.slack.model_copy(update={"api_url": slack.api_url.rstrip("/")})
    known = known.model_copy(
        update={
            "config": known.config.model_copy(update={"slack": config}),
            "secrets": known.secrets.model_copy(update={"slack_bot_token": TOKEN}),
        }
    )
    return workspace(known, database, lambda: NOW, sleep=lambda _: None)


def test_everybody_who_is_a_member_is_found(slack: SlackEmulator, nordhavn: Workspace, database: Database) -> None:
    before = len(_pages(slack))
    slack.trouble("users.list", Trouble(status=429, retry_after=0))
    assert Matching(nordhavn).run().members == MANY
    found = {one.email: one.slack_id for one in database.read(load_people)}
    assert found == {**{email: slack.users[email] for email in found if email in slack.users}, "away@example.com": ""}
    assert len(_pages(slack)) - before == 2


def _pages(slack: SlackEmulator) -> list[Call]:
    return [call for call in slack.calls if call.method == "users.list" and call.status == 200]


def test_the_token_is_asked_for_its_workspace_and_stops_with_it(nordhavn: Workspace, database: Database) -> None:
    Matching(nordhavn).run()
    (home,) = database.read(load_installed)
    assert home.team_id.startswith("T")
    database.write(stop, nordhavn.settings, Stop("", home.team_id, "app_uninstalled", NOW))
    with pytest.raises(NoTokenError, match="was removed"):
        Matching(nordhavn).run()
