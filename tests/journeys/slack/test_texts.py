"""Whatever stands in an item, Slack takes every message, modal and Home view with it, and nobody is called."""

import re
from collections.abc import Iterator
from typing import Any

import pytest

from tests.slack_faults.company import Company, company
from tests.slack_faults.hand import Hand
from tests.slack_faults.world import Json

LONG = "Ærlig talt " * 300  # 3,300 characters
NASTY = (
    "<!channel> <!here> everybody look",
    "<@UADMIN> and <#C0GENERAL> & <https://evil.example.com|click>",
    "عنوان من اليمين إلى اليسار \u202eabc",
    "👩‍👩‍👧‍👦" * 60,
    "*_~`> bold " + "x" * 76,
    LONG,
)
CALLS = re.compile(r"<[!@#][^>]*>")
LINKS = re.compile(r"<https://evil[^>]*>")


@pytest.fixture(scope="module")
def nasty(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Company]:
    """A company whose titles, summaries and texts nobody should write."""
    folder = tmp_path_factory.mktemp("nasty")
    titles = [one[:300] for one in NASTY]
    with company(folder, request.getfixturevalue("migrated_sqlite"), "http", titles=titles, words=LONG[:2900]) as made:
        yield made


def parsed(shown: Any) -> list[str]:
    """Every text in which Slack looks for links and names: not one that is plain."""
    if isinstance(shown, dict):
        own = shown.get("type") != "plain_text" and isinstance(shown.get("text"), str)
        return ([shown["text"]] if own else []) + [one for value in shown.values() for one in parsed(value)]
    return [one for value in shown for one in parsed(value)] if isinstance(shown, list) else []


def harmless(shown: Json) -> None:
    said = "\n".join(parsed(shown))
    assert said
    assert CALLS.findall(said) == []
    assert LINKS.findall(said) == []


def test_a_digest_of_anything_is_taken_by_slack_and_calls_nobody(nasty: Company) -> None:
    for _ in range(len(NASTY)):
        harmless(nasty.somebody().digest)


def test_home_modals_and_answers_of_anything_are_taken_and_call_nobody(nasty: Company) -> None:
    hand = nasty.somebody()
    hand.opens_home()
    harmless(hand.until_home("Preferences"))
    hand.press(hand.digest, "pick_text")
    harmless(hand.until_modal("Next"))
    hand.press(hand.digest, "share_linkedin")
    harmless(hand.until_digest("Yes, shared"))
    hand.command("why")
    harmless(hand.until_answer("decide"))
    assert nasty.slack.refusals() == []


def test_the_newsroom_shows_anything_and_calls_nobody(nasty: Company) -> None:
    editor: Hand = nasty.hand("editor")
    editor.opens_home()
    home = editor.until_home("The newsroom's queue")
    harmless(home)
    rows = [block for block in home["blocks"] if block.get("accessory", {}).get("action_id") == "newsroom_open"]
    assert rows
    for row in rows:
        editor.act(home, row["accessory"], row)
        harmless(editor.until_modal("History"))
        nasty.slack.close(editor.id)
    assert nasty.slack.refusals() == []


def test_a_suggestion_of_anything_is_shown_to_the_newsroom_and_calls_nobody(nasty: Company) -> None:
    hand = nasty.somebody()
    hand.shortcut("suggest_item", {"text": f"<!channel> <https://www.example.com/a|{'😀' * 400}>"})
    hand.until_modal("Suggest for sharing")
    hand.fill("Title", "<!channel> <@UADMIN> " + "ب" * 200)
    hand.fill("Why would others share it?", "<!here> " + "y" * 900)
    assert hand.submit().errors == {}
    harmless(hand.until_modal("Thank you."))
    editor = nasty.hand("second")
    editor.opens_home()
    editor.press(editor.until_home("The newsroom's queue"), "newsroom_turn:suggested")
    home = editor.until_home("ب")
    harmless(home)
    row = next(block for block in home["blocks"] if block.get("accessory", {}).get("action_id") == "newsroom_open")
    editor.act(home, row["accessory"], row)
    harmless(editor.until_modal("Take for comms"))
    assert nasty.slack.refusals() == []
