"""Which token speaks for us, when there are several, and with which an answer goes back."""

import asyncio
from collections.abc import Iterator
from threading import Event

import pytest
from slack_bolt.context.async_context import AsyncBoltContext
from sqlalchemy import Connection

from bot.slack.company.authorizing import Authorizing
from bot.slack.company.hearing import Hearing
from bot.slack.company.store import Installed, Stop, save_installed
from bot.slack.company.tokens import NoTokenError, current, of_team, stop
from bot.slack.company.vault import SealError, mark, seal, unseal
from bot.slack.parts import Parts
from digests.db import Database
from digests.settings import Settings
from tests.bot.slack.company.world import chosen, event, served, signed
from tests.bot.vendor import Vendor
from tests.factories import NOW

ONE, TWO = "T0ONE", "T0TWO"


@pytest.fixture
def known(database: Database) -> Iterator[Settings]:
    """An app that two workspaces have installed, and a third that is not named any more."""
    with Vendor() as vendor:
        made = chosen(vendor, workspaces=[TWO, ONE])
        for team in (ONE, TWO, "T0THREE"):
            token = f"xoxb-{team}"
            database.write(
                save_installed,
                Installed(team, sealed=seal(made.key, team, token), token_mark=mark(token), installed_at=NOW),
            )
        yield made


async def answering(known: Settings, database: Database, team: str | None) -> str | None:
    authorize = Authorizing(Parts(known, database, lambda: NOW))
    found = await authorize(context=AsyncBoltContext(), enterprise_id=None, team_id=team, user_id="U1")
    return found.bot_token if found else None


def test_the_first_workspace_that_configuration_names_sends(known: Settings, database: Database) -> None:
    assert database.read(current, known).token == "xoxb-T0TWO"


def test_when_the_first_removed_the_app_the_next_sends(known: Settings, database: Database) -> None:
    database.write(stop, known, Stop("", TWO, "app_uninstalled", NOW))
    assert database.read(current, known).team_id == ONE
    database.write(stop, known, Stop("", ONE, "tokens_revoked", NOW))
    with pytest.raises(NoTokenError, match="took the app's token back"):
        database.read(current, known)


async def test_each_workspace_is_answered_with_its_own_token(known: Settings, database: Database) -> None:
    assert [await answering(known, database, team) for team in (ONE, TWO)] == ["xoxb-T0ONE", "xoxb-T0TWO"]
    assert await answering(known, database, None) == "xoxb-T0TWO"


async def test_a_workspace_that_is_not_named_or_removed_the_app_gets_no_answer(
    known: Settings, database: Database
) -> None:
    database.write(stop, known, Stop("", ONE, "app_uninstalled", NOW))
    assert [await answering(known, database, team) for team in (ONE, "T0THREE", "T0FOUR")] == [None, None, None]


async def test_the_environments_token_answers_its_own_workspace(known: Settings, database: Database) -> None:
    with_token = known.model_copy(
        update={"secrets": known.secrets.model_copy(update={"slack_bot_token": "xoxb-T0ONE"})}
    )
    assert await answering(with_token, database, ONE) == "xoxb-T0ONE"
    assert await answering(with_token, database, TWO) == "xoxb-T0TWO"
    assert database.read(of_team, with_token, ONE) is not None


def test_a_sealed_token_opens_for_its_workspace_and_key_alone() -> None:
    sealed = seal(b"k" * 32, ONE, "xoxb-1")
    assert unseal(b"k" * 32, ONE, sealed) == "xoxb-1"
    for key, team in ((b"k" * 32, TWO), (b"o" * 32, ONE)):
        with pytest.raises(SealError):
            unseal(key, team, sealed)


async def test_a_database_that_does_not_say_in_time_does_not_keep_slack_waiting(
    known: Settings, database: Database, caplog: pytest.LogCaptureFixture
) -> None:
    released = Event()

    def busy(_: Connection) -> None:
        released.wait(30)

    held = [database.submit(busy) for _ in range(8)]  # as many as may write at once
    hearing = Hearing(Parts(known, database, lambda: NOW))
    assert await hearing._new("T0ONE:Ev1", 0.01)
    released.set()
    await asyncio.gather(*(asyncio.wrap_future(one) for one in held))
    assert not caplog.records


async def test_whether_an_event_is_new_is_asked_of_the_tables_and_trouble_is_logged(
    known: Settings, database: Database, caplog: pytest.LogCaptureFixture
) -> None:
    database.write(lambda c: c.exec_driver_sql("ALTER TABLE slack_events RENAME TO away").close())
    body = event("app_uninstalled", team=ONE)
    async with served(known, database) as client:
        answer = await client.post("/slack/events", content=body, headers=signed(body))
    assert answer.status_code == 500  # Slack tells it again
    assert database.read(of_team, known, ONE) is not None
    assert caplog.records
