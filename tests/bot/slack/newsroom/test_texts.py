"""The texts of an item: added, changed and removed one by one, whoever else is at it."""

from dataclasses import replace

from digests.content import body
from digests.content.store import load_items
from digests.db import Database
from tests.bot.slack.newsroom.stack import Stack
from tests.bot.slack.newsroom.test_editing import look, meanwhile, of

PROUD = body.text("en", "Proud of what my colleagues did in the harbour.")


async def begin(stack: Stack) -> None:
    await look(stack)
    await stack.press("newsroom_texts")


async def test_a_text_is_added_for_a_language_and_a_network(editor: Stack, database: Database) -> None:
    await begin(editor)
    await editor.press("newsroom_text_add")
    editor.fill("text", "Less smoke, more sea.")
    editor.fill("language", "en")
    editor.fill("network", "x")
    await editor.submit()
    assert of(database).texts[-1] == body.text("en", "Less smoke, more sea.", "x")
    assert len(editor.modals) == 2
    assert "Less smoke, more sea." in editor.reads()
    assert "English: 2" in str(editor.modals[0])


async def test_a_text_is_changed_in_its_place(editor: Stack, database: Database) -> None:
    await begin(editor)
    await editor.press(f"newsroom_text:{PROUD.key}")
    editor.fill("text", "Proud of the harbour.")
    await editor.submit()
    assert [text.text for text in of(database).texts] == [
        "Proud of the harbour.",
        "Stolt af det, mine kolleger har gjort i havnen.",
    ]


async def test_a_text_is_removed_after_a_question(editor: Stack, database: Database) -> None:
    await begin(editor)
    await editor.press(f"newsroom_text_remove:{PROUD.key}")
    assert [text.language for text in of(database).texts] == ["da"]
    assert PROUD.text not in editor.reads()
    assert PROUD.text not in str(editor.modals[0])


async def test_a_text_too_long_for_its_network_is_told_so(editor: Stack, database: Database) -> None:
    await begin(editor)
    await editor.press("newsroom_text_add")
    editor.fill("text", "a " * 200)
    editor.fill("network", "x")
    await editor.submit()
    assert "too long for X" in str(editor.errors)
    assert len(of(database).texts) == 2
    editor.fill("text", "")
    await editor.submit()
    assert "This is needed." in str(editor.errors)


async def test_two_people_write_different_texts_at_once(editor: Stack, database: Database) -> None:
    await begin(editor)
    await editor.press(f"newsroom_text:{PROUD.key}")
    editor.fill("text", "Proud of the harbour.")
    meanwhile(database, texts=(*of(database).texts, body.text("en", "Theirs.")))
    await editor.submit()
    assert [text.text for text in of(database).texts][::2] == ["Proud of the harbour.", "Theirs."]


async def test_a_text_that_somebody_else_changed_meanwhile_is_kept_beside_theirs_if_so_wished(
    editor: Stack, database: Database
) -> None:
    await begin(editor)
    await editor.press(f"newsroom_text:{PROUD.key}")
    editor.fill("text", "Proud of the harbour.")
    editor.fill("network", "bluesky")
    meanwhile(database, texts=(body.text("en", "Theirs."), *of(database).texts[1:]))
    await editor.submit()
    assert "Somebody changed or removed this text" in editor.reads()
    assert "Proud of the harbour." in str(editor.top)
    assert len(of(database).texts) == 2
    await editor.submit()
    assert body.text("en", "Proud of the harbour.", "bluesky") in of(database).texts
    assert "Theirs." in {text.text for text in of(database).texts}


async def test_many_texts_are_turned_a_page_at_a_time_and_a_long_one_is_not_changed_here(
    editor: Stack, database: Database
) -> None:
    long = body.text("en", "b" * 4000)
    meanwhile(database, texts=(long, *(body.text("en", f"Wording {number}.") for number in range(20))))
    await begin(editor)
    assert f"newsroom_text:{long.key}" not in [
        one["accessory"]["action_id"] for one in editor.top["blocks"] if "accessory" in one
    ]
    await editor.press("newsroom_text_turn:on")
    assert "Wording 19." in editor.reads()
    await editor.press("newsroom_text_turn:back")
    assert "Wording 1." in editor.reads()
    assert "Wording 19." not in editor.reads()


async def test_the_texts_of_an_approved_item_of_an_editors_desk_can_be_read(editor: Stack, database: Database) -> None:
    await look(editor, "night-shift", "approved")
    await editor.press("newsroom_texts")
    assert PROUD.text in editor.reads()
    assert replace(database.read(load_items, ["night-shift"])[0]).version == 1
