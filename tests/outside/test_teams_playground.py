"""The Agents Playground takes cards from a bot that has a token, shows them, and hands presses back."""

import json
from collections.abc import Iterator
from typing import Any
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import Request, urlopen

import pytest

from tests.outside.node import requires_node
from tests.outside.proxy import Trouble
from tests.outside.render import chromium, requires_chromium
from tests.outside.teams_playground import TeamsPlayground, teams_playground
from tests.outside.teams_proxy import SCOPE

pytestmark = [pytest.mark.outside, requires_node]
CARD = {
    "type": "AdaptiveCard",
    "version": "1.5",
    "body": [{"type": "TextBlock", "text": "Picked for you", "wrap": True}],
    "actions": [{"type": "Action.Execute", "title": "Not for me", "verb": "not_for_me", "data": {"pick": "p1"}}],
}
MESSAGE = {
    "type": "message",
    "attachments": [{"contentType": "application/vnd.microsoft.card.adaptive", "content": CARD}],
}


@pytest.fixture(scope="module")
def teams() -> Iterator[TeamsPlayground]:
    with teams_playground() as running:
        yield running


def ask(address: str, body: bytes, headers: dict[str, str]) -> tuple[int, dict[str, Any]]:
    try:
        with urlopen(Request(address, data=body, headers=headers), timeout=30) as response:  # noqa: S310
            return response.status, json.load(response)
    except HTTPError as refused:
        with refused:
            return refused.code, json.load(refused)


def token(teams: TeamsPlayground, secret: str) -> tuple[int, dict[str, Any]]:
    form = {"grant_type": "client_credentials", "scope": SCOPE, "client_id": teams.client_id, "client_secret": secret}
    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    return ask(f"{teams.login_url}/{teams.tenant_id}/oauth2/v2.0/token", urlencode(form).encode(), headers)


def call(teams: TeamsPlayground, place: str, body: dict[str, Any], bearer: str = "") -> tuple[int, dict[str, Any]]:
    bearer = bearer or token(teams, teams.client_secret)[1]["access_token"]
    headers = {"Content-Type": "application/json", "Authorization": f"Bearer {bearer}"}
    return ask(f"{teams.service_url}{place}", json.dumps(body).encode(), headers)


def conversation(teams: TeamsPlayground) -> str:
    status, answer = call(teams, "v3/conversations", {"isGroup": False, "members": [{"id": teams.person}]})
    assert status == 201
    return str(answer["id"])


def test_a_wrong_secret_gets_no_token(teams: TeamsPlayground) -> None:
    assert token(teams, "wrong") == (401, {"error": "invalid_client", "error_description": "AADSTS7000215"})


def test_a_call_without_a_good_token_is_refused(teams: TeamsPlayground) -> None:
    assert call(teams, "v3/conversations", {"members": [{"id": teams.person}]}, "wrong")[0] == 401


def test_a_card_reaches_the_conversation_of_a_person(teams: TeamsPlayground) -> None:
    before = len(teams.cards())
    status, answer = call(teams, f"v3/conversations/{conversation(teams)}/activities", MESSAGE)
    assert (status, bool(answer["id"])) == (201, True)
    assert teams.cards()[before:] == [CARD]


def test_a_person_has_one_conversation(teams: TeamsPlayground) -> None:
    assert conversation(teams) == conversation(teams)


def test_trouble_is_answered_as_the_connector_does(teams: TeamsPlayground) -> None:
    teams.trouble("createConversation", Trouble(status=403, error="BotNotInConversationRoster"))
    status, answer = call(teams, "v3/conversations", {"members": [{"id": teams.person}]})
    assert (status, answer["error"]["code"]) == (403, "BotNotInConversationRoster")


@requires_chromium
def test_a_press_in_the_client_reaches_the_bot(teams: TeamsPlayground) -> None:
    with chromium() as browser, teams.client(browser) as page:
        call(teams, f"v3/conversations/{conversation(teams)}/activities", MESSAGE)
        page.get_by_role("button", name="Not for me").last.click()
        page.get_by_text("Thank you").last.wait_for()
    invoke = [one.arguments for one in teams.calls if one.arguments.get("name") == "adaptiveCard/action"][-1]
    assert invoke["value"]["action"]["data"] == {"pick": "p1"}
