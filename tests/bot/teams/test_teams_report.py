"""The weekly report in a Teams conversation."""

from collections.abc import Iterator
from typing import Any

import pytest

from bot.rendering.report.addresses import genuine
from bot.teams.card import BYTES, size
from bot.teams.report import TeamsReport, render
from digests.db import Database
from digests.delivery.model import Outcome, Result
from digests.measure.posts import load_picture
from digests.settings import Settings
from tests.bot.chat import settings
from tests.bot.rendering.report.samples import a_view, an_item
from tests.bot.teams.test_channel import ACTIVITY, TOKEN, Time, channel
from tests.bot.vendor import Reply, Vendor, closed_port

ON_SQLITE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
WEEK = "2026-W47"
CONVERSATION = "19:abc@thread.tacv2"


@pytest.fixture
def vendor() -> Iterator[Vendor]:
    with Vendor() as made:
        made.usually(TOKEN, {"access_token": "token-1", "expires_in": 3600})
        made.usually(ACTIVITY, {"id": "act-1"})
        yield made


def place(database: Database, chosen: Settings) -> TeamsReport:
    return TeamsReport(channel(chosen, Time()), database, CONVERSATION)


def images(value: Any) -> list[dict[str, Any]]:
    if isinstance(value, dict):
        return ([value] if value.get("type") == "Image" else []) + images(list(value.values()))
    return [found for one in value for found in images(one)] if isinstance(value, list) else []


@ON_SQLITE
def test_the_card_goes_to_the_conversation_with_pictures_at_signed_addresses(
    database: Database, vendor: Vendor
) -> None:
    chosen = settings(vendor.address)
    outcome = place(database, chosen).post(a_view(), WEEK)
    assert outcome.result is Result.SENT
    (call,) = vendor.asked(ACTIVITY)
    assert "19%3Aabc%40thread.tacv2" in call.path
    shown = images(call.arguments["attachments"][0]["content"])
    assert len(shown) == 3
    assert "Engineering: 40.0 %" in shown[2]["altText"]
    for image in shown:
        _, period, name, file = image["url"].removeprefix("https://share.example.com").strip("/").split("/")
        assert genuine((chosen.key,), period, name, file.removesuffix(".png"))
        assert (database.read(load_picture, period, name) or b"").startswith(b"\x89PNG")


@ON_SQLITE
def test_on_a_machine_of_ones_own_the_figures_stand_in_lists(database: Database, vendor: Vendor) -> None:
    chosen = settings(vendor.address)
    server = chosen.config.server.model_copy(update={"public_url": "http://127.0.0.1:8000"})
    near = chosen.model_copy(update={"config": chosen.config.model_copy(update={"server": server})})
    assert place(database, near).post(a_view(), WEEK).result is Result.SENT
    card = vendor.asked(ACTIVITY)[0].arguments["attachments"][0]["content"]
    assert images(card) == []
    assert "40.0 %" in str(card)


@ON_SQLITE
@pytest.mark.parametrize(
    ("reply", "result"),
    [(Reply(status=404), Result.REFUSED), (Reply(status=429), Result.LATER), (Reply("cut"), Result.UNKNOWN)],
)
def test_what_teams_answers_is_told_apart(database: Database, vendor: Vendor, reply: Reply, result: Result) -> None:
    vendor.next(ACTIVITY, reply)
    assert place(database, settings(vendor.address)).post(a_view(), WEEK).result is result
    assert len(vendor.asked(ACTIVITY)) == 1


@ON_SQLITE
def test_without_a_token_it_waits(database: Database, vendor: Vendor) -> None:
    vendor.next(TOKEN, Reply(status=401, body={"error": "invalid_client"}))
    outcome = place(database, settings(vendor.address)).post(a_view(), WEEK)
    assert outcome.result is Result.DOWN
    assert "TEAMS_APP_SECRET" in outcome.reason


@ON_SQLITE
def test_a_network_that_is_away_leaves_the_report_for_later(database: Database) -> None:
    found = place(database, settings(closed_port())).post(a_view(), WEEK)
    assert found.result is Result.DOWN
    assert isinstance(found, Outcome)


def test_a_card_that_would_be_too_large_leaves_out_its_end() -> None:
    view = a_view(items=tuple(an_item(f"i{n}", "w" * 190, 0.3, 200) for n in range(9)))
    whole = render(view)
    assert size(whole) <= BYTES
    long = render(view, dict.fromkeys(("overall", "items", "departments"), "https://share.example.com/" + "x" * 8000))
    assert size(long) <= BYTES
    assert len(long["body"]) < len(whole["body"])


@pytest.mark.parametrize("language", ["en", "da"])
def test_the_card_says_its_language_and_its_sentence_aloud(language: str) -> None:
    card = render(a_view(language))
    assert card["lang"] == language
    assert card["speak"] == card["fallbackText"]
    assert "63" in card["speak"]
