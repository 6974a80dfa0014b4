"""Our Teams channel against Microsoft's Agents Playground, over a real connection."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from bot.teams.channel import TeamsChannel, teams_channel
from digests.delivery.model import Outcome, Result
from digests.settings import Secrets, Settings, parse
from tests.factories import NOW, parcel, person
from tests.outside.node import requires_node
from tests.outside.proxy import Trouble
from tests.outside.teams_playground import TeamsPlayground, teams_playground

pytestmark = [pytest.mark.outside, requires_node]


@pytest.fixture(scope="module")
def playground() -> Iterator[TeamsPlayground]:
    with teams_playground() as running:
        yield running


def settings(playground: TeamsPlayground, secret: str = "") -> Settings:
    config = {
        "server": {"public_url": "https://share.example.com"},
        "links": {"base_url": "https://go.example.com"},
        "teams": {"login_url": playground.login_url, "service_url": playground.service_url, "per_second": 1000},
        "schedules": [{"name": "weekly", "cron": "0 9 * * tue"}],
    }
    secrets = Secrets(
        secret_key="k" * 32,
        teams_tenant_id=playground.tenant_id,
        teams_app_id=playground.client_id,
        teams_app_secret=secret or playground.client_secret,
    )
    return Settings(config=parse(config), secrets=secrets, path=Path("config.toml"))


@pytest.fixture
def teams(playground: TeamsPlayground) -> TeamsChannel:
    return teams_channel(settings(playground), lambda: NOW)


def send(teams: TeamsChannel, playground: TeamsPlayground) -> Outcome:
    with closing(teams.open()) as lane:
        return lane.send(parcel(person=person(teams_id=playground.person)))


def test_a_card_arrives_with_the_person(teams: TeamsChannel, playground: TeamsPlayground) -> None:
    before = len(playground.cards())
    outcome = send(teams, playground)
    assert outcome.result is Result.SENT, outcome.reason
    (card,) = playground.cards()[before:]
    assert card["fallbackText"] == "Worth passing on, Maja: How we cut the harbour's emissions"
    assert outcome.ref.count("/") >= 1


def test_one_token_serves_many_cards(teams: TeamsChannel, playground: TeamsPlayground) -> None:
    before = len(playground.calls)
    assert [send(teams, playground).result for _ in range(3)] == [Result.SENT] * 3
    assert [call.method for call in playground.calls[before:]].count("token") == 1


def test_a_token_that_expired_early_is_replaced(teams: TeamsChannel, playground: TeamsPlayground) -> None:
    assert send(teams, playground).result is Result.SENT
    playground.proxy.expire_tokens()
    assert send(teams, playground).result is Result.DOWN
    assert send(teams, playground).result is Result.SENT


@pytest.mark.parametrize("status", [412, 429, 502, 504])
def test_trouble_that_passes_comes_back_later(teams: TeamsChannel, playground: TeamsPlayground, status: int) -> None:
    playground.trouble("sendToConversation", Trouble(status=status, error="Throttled", retry_after=3))
    outcome = send(teams, playground)
    assert outcome.result is Result.LATER
    assert outcome.retry_after is not None


def test_a_person_without_the_app_is_refused_for_good(teams: TeamsChannel, playground: TeamsPlayground) -> None:
    playground.trouble("createConversation", Trouble(status=403, error="ForbiddenOperationException"))
    outcome = send(teams, playground)
    assert outcome.result is Result.REFUSED
    assert "not installed" in outcome.reason


def test_a_lost_answer_is_in_doubt_though_the_card_arrived(teams: TeamsChannel, playground: TeamsPlayground) -> None:
    before = len(playground.cards())
    playground.trouble("sendToConversation", Trouble("lost_after"))
    assert send(teams, playground).result is Result.UNKNOWN
    assert len(playground.cards()) == before + 1


def test_a_wrong_secret_says_which_to_check(playground: TeamsPlayground) -> None:
    outcome = send(teams_channel(settings(playground, secret="wrong"), lambda: NOW), playground)
    assert outcome.result is Result.DOWN
    assert "TEAMS_APP_SECRET" in outcome.reason
