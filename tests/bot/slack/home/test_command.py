"""The command: what it answers, to whoever typed it alone."""

import json
from datetime import timedelta

import pytest

from bot.slack import limits
from digests.db import Database
from digests.people.model import Preferences
from digests.people.preferences import FOREVER
from digests.people.store import load_preferences, save_preferences
from tests.bot.slack.hand import Hand, texts
from tests.factories import NOW


@pytest.mark.usefixtures("maja")
@pytest.mark.parametrize("typed", ["", "help", "HELP", "what is this", "pause forever", "pause 2", "stop"])
async def test_help_and_words_that_are_not_known_get_the_list_of_words(
    database: Database, hand: Hand, typed: str
) -> None:
    answer = await hand.type_command(typed)
    limits.check(answer["blocks"])
    assert answer.get("response_type", "ephemeral") == "ephemeral"
    told = json.dumps(answer)
    assert all(f"/budstikke {word}" in told for word in ("now", "pause", "resume", "why", "help"))
    assert database.read(load_preferences, "p-0001") == Preferences()


@pytest.mark.usefixtures("maja")
@pytest.mark.parametrize(
    ("typed", "until"),
    [
        ("pause", NOW + timedelta(weeks=1)),
        ("pause 1", NOW + timedelta(weeks=1)),
        (" Pause  4 ", NOW + timedelta(weeks=4)),
        ("pause until", FOREVER),
    ],
)
async def test_a_pause_is_kept_and_said(database: Database, hand: Hand, typed: str, until: object) -> None:
    answer = await hand.type_command(typed)
    assert database.read(load_preferences, "p-0001").paused_until == until
    assert any("pause" in text for text in texts(answer["blocks"]))


@pytest.mark.usefixtures("maja")
async def test_resuming_ends_a_pause_and_keeps_every_other_choice(database: Database, hand: Hand) -> None:
    database.write(save_preferences, "p-0001", Preferences(items=2, paused_until=FOREVER), NOW)
    answer = await hand.type_command("resume")
    assert database.read(load_preferences, "p-0001") == Preferences(items=2)
    assert texts(answer["blocks"]) == ["Your digests come again."]


@pytest.mark.usefixtures("maja")
async def test_before_the_first_digest_there_is_nothing_to_show_or_to_explain(hand: Hand) -> None:
    assert any(text.startswith("Nothing yet.") for text in texts((await hand.type_command("now"))["blocks"]))
    assert texts((await hand.type_command("why"))["blocks"]) == ["There is no digest of yours to explain yet."]


@pytest.mark.parametrize("typed", ["help", "now", "pause", "resume", "why"])
async def test_a_stranger_is_told_that_they_are_one(hand: Hand, typed: str) -> None:
    answer = await hand.type_command(typed)
    assert "is not in the company's directory" in answer["text"]
    assert "blocks" not in answer
