"""Doctor says who holds a role and cannot sign in, and whether the company's own sign-in answers."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from bot.cli.checks.model import Status
from bot.cli.checks.signin import company, newsroom
from digests import clock
from digests.db import Database
from digests.people.store import add_people
from digests.settings import Secrets, Settings, parse
from tests.bot.jobs.house import CONFIG, without
from tests.bot.web.newsroom.signin.identity import identity
from tests.factories import KEY, NOW, person

ADMIN = person(id="p-admin", name="Amir Haddad", email="amir@example.com", roles=("admin",))
NOW_CLOCK = clock.fixed(NOW)


def settings(secret: str = KEY.decode(), **oidc: Any) -> Settings:
    config = parse(CONFIG | {"newsroom": {"oidc": oidc}, "http": {"allow_hosts": ["127.0.0.1"]}})
    return Settings(
        config=config, secrets=Secrets(secret_key=KEY.decode(), oidc_secret=secret), path=Path("config.toml")
    )


def test_without_an_admin_doctor_says_how_to_make_one(database: Database) -> None:
    database.write(add_people, [person(roles=("comms:editor",)), person(id="p-2", email="b@example.com")], NOW)
    found = newsroom(settings(), database, NOW_CLOCK)
    assert (found.status, found.found) == (Status.WARNING, "1 people hold a role, nobody administers")


def test_whoever_can_sign_in_is_counted(database: Database) -> None:
    database.write(add_people, [ADMIN, person(roles=("comms:editor",))], NOW)
    assert newsroom(settings(), database, NOW_CLOCK).found == "2 people hold a role"


def test_whoever_cannot_is_named_with_the_reason(database: Database) -> None:
    twins = [person(id=f"p-{n}", name=f"Twin {n}", email="twin@example.com", roles=("hr:editor",)) for n in range(4)]
    database.write(add_people, [ADMIN, *twins, replace(ADMIN, id="p-0", name="No Mail", email="")], NOW)
    found = newsroom(settings(), database, NOW_CLOCK)
    assert found.status is Status.WARNING
    assert "shares an address" in found.found
    assert "and 1 more" in found.found


def test_what_is_not_there_yet_is_not_looked_at(database: Database) -> None:
    assert newsroom(Settings(config=settings().config, secrets=Secrets(), path=Path()), database, NOW_CLOCK).status is (
        Status.OFF
    )
    without(database, "people")
    assert newsroom(settings(), database, NOW_CLOCK).status is Status.OFF


def test_without_a_provider_there_is_nothing_to_say() -> None:
    assert company(settings(), NOW_CLOCK).status is Status.OFF


def test_a_provider_that_answers_is_as_it_should_be() -> None:
    with identity() as provider:
        told = {"issuer": provider.address, "client_id": "newsroom"}
        assert company(settings(**told), NOW_CLOCK).found.endswith("roles come from the directory alone")
        assert company(settings(**told, roles={"it": "admin"}), NOW_CLOCK).found.endswith("1 groups give roles")
        wrong = company(settings(issuer=f"{provider.address}/other", client_id="newsroom"), NOW_CLOCK)
    assert (wrong.status, "issuer" in wrong.fix) == (Status.ERROR, True)


@pytest.mark.parametrize("secret", [""])
def test_without_its_secret_nobody_can_come_back(secret: str) -> None:
    found = company(settings(secret, issuer="https://login.example.com", client_id="newsroom"), NOW_CLOCK)
    assert (found.status, "BUDSTIKKE_OIDC_SECRET" in found.fix) == (Status.ERROR, True)
