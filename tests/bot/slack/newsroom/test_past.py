"""An item's history: who did what, and what each version changed."""

from digests.content.audience import read
from digests.content.body import text
from digests.db import Database
from tests.bot.slack.newsroom.stack import Stack
from tests.bot.slack.newsroom.test_editing import begin, look, meanwhile


async def test_history_says_who_changed_what(editor: Stack) -> None:
    await begin(editor, "details")
    editor.fill("topics", "ports")
    editor.fill("minutes", "9")
    await editor.submit()
    await editor.press("newsroom_history")
    assert "Changed by Maja Holm" in editor.reads()
    await editor.press("newsroom_compare:2")
    said = editor.reads()
    assert "Version 2 beside version 1" in said
    assert "Before: ports, sustainability" in said
    assert "After: ports" in said
    assert "After: 9" in said
    assert "https://www.example.com/news/harbour" not in said
    assert len(editor.modals) == 3


async def test_a_comparison_tells_of_texts_and_audience_too(editor: Stack, database: Database) -> None:
    meanwhile(database, texts=(text("en", "One."),), audience=read({"none": [{"person": ["p-0003"]}]}))
    await look(editor)
    await editor.press("newsroom_history")
    await editor.press("newsroom_compare:2")
    said = editor.reads()
    assert "English · Any network: One." in said
    assert "Person: Bo Friis" in said


async def test_what_was_only_brought_by_files_has_one_version_and_nothing_to_compare(editor: Stack) -> None:
    await look(editor)
    await editor.press("newsroom_history")
    assert "Nothing here yet." in editor.reads()
    assert "newsroom_compare" not in str(editor.top)


async def test_a_version_that_never_was_opens_nothing(editor: Stack) -> None:
    await look(editor)
    await editor.press("newsroom_history")
    for value in ("7:harbour-emissions", "1:harbour-emissions", "x:harbour-emissions", "2:welder", ""):
        await editor.forge(
            {"type": "button", "action_id": "newsroom_compare:7", "block_id": "b", "value": value}, editor.top
        )
    assert len(editor.modals) == 2
