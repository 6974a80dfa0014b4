"""Whether other systems are told what they asked for."""

from datetime import timedelta
from typing import Any

import pytest

from bot.cli.checks.model import Check, Status
from bot.cli.checks.webhooks import webhooks
from digests.db import Database
from digests.events import patience, sendings
from digests.events.announcing import endpoints
from digests.events.model import Result, Tried
from digests.settings import Secrets, Settings
from tests.bot.cli.checks.setting import settings
from tests.bot.jobs.house import without
from tests.digests.events.happening import SECRET, click, happen
from tests.factories import KEY, NOW

CRM: dict[str, Any] = {"name": "crm", "url": "https://crm.example.com/hook"}


def configured(secret: str = SECRET, **sections: Any) -> Settings:
    secrets = Secrets(secret_key=KEY.decode(), webhooks={"crm": secret} if secret else {})
    return settings(secrets, **({"webhooks": [CRM]} | sections))


def tried(database: Database, result: Result, answer: str, times: int = 1) -> None:
    """Clicks that met this answer, one after the other."""
    (crm,) = endpoints(configured())
    happen(database, *(click(f"hit-{n}") for n in range(times)), told=(crm,))
    for _ in range(times):
        sending = database.write(sendings.claim, crm, "w1", NOW)
        if sending is not None:
            database.write(sendings.finish, crm, Tried(sending, result, answer, NOW))


def look(database: Database, at_hour: int = 0, **sections: Any) -> Check:
    return webhooks(configured(**sections), database, NOW + timedelta(hours=at_hour))


def test_without_webhooks_there_is_nothing_to_look_at(database: Database) -> None:
    assert webhooks(settings(), database, NOW).status is Status.OFF


def test_an_endpoint_that_takes_what_it_is_told_is_in_order(database: Database) -> None:
    tried(database, Result.TAKEN, "204")
    found = look(database)
    assert (found.status, found.found) == (Status.OK, "crm (1 sent)")


@pytest.mark.parametrize("secret", ["", "whsec_short", SECRET[6:]])
def test_a_secret_that_is_missing_or_wrong_is_named_and_not_shown(database: Database, secret: str) -> None:
    found = webhooks(configured(secret), database, NOW)
    assert found.status is Status.ERROR
    assert "BUDSTIKKE_WEBHOOK_SECRET_CRM" in found.fix
    assert not secret or secret not in found.found


def test_an_endpoint_that_is_gone_is_an_error(database: Database) -> None:
    tried(database, Result.GONE, "410")
    found = look(database)
    assert (found.status, "410" in found.found) == (Status.ERROR, True)
    assert "webhooks replay --failed --endpoint crm" in found.fix


def test_an_endpoint_that_goes_on_failing_is_an_error(database: Database) -> None:
    tried(database, Result.LATER, "503", patience.CALM)
    found = look(database)
    assert (found.status, found.found) == (Status.ERROR, "crm failed 3 times in a row: 503")


def test_a_moment_s_fault_is_not_told_and_what_is_stuck_is(database: Database) -> None:
    tried(database, Result.LATER, "503")
    assert look(database).status is Status.OK
    found = look(database, at_hour=2)
    assert (found.status, "1 wait, the oldest since 2026-11-24 08:00 UTC" in found.found) == (Status.WARNING, True)


def test_what_was_given_up_is_told_until_it_was_taken(database: Database) -> None:
    (crm,) = endpoints(configured())
    happen(database, click(), told=(crm,))
    at = NOW
    for _ in range(patience.TRIES):
        sending = database.write(sendings.claim, crm, "w1", at)
        assert sending is not None
        database.write(sendings.finish, crm, Tried(sending, Result.LATER, "500", at))
        at += timedelta(days=1)
    happen(database, click("b"), told=(crm,))
    sending = database.write(sendings.claim, crm, "w1", at)
    assert sending is not None
    database.write(sendings.finish, crm, Tried(sending, Result.TAKEN, "200", at))
    found = look(database)
    assert (found.status, found.found) == (Status.WARNING, "crm: 1 given up")


def test_what_everybody_on_the_way_can_read_is_told(database: Database) -> None:
    plain = [CRM | {"url": "http://crm.example.com/hook"}]
    assert look(database, webhooks=plain).status is Status.WARNING
    assert look(database, webhooks=plain, http={"allow_hosts": ["other.example.com"]}).status is Status.WARNING
    assert look(database, webhooks=plain, http={"allow_hosts": ["crm.example.com"]}).status is Status.OK


def test_a_database_that_is_away_is_another_check_s_affair(database: Database) -> None:
    without(database, "sendings")
    assert look(database).status is Status.OFF
