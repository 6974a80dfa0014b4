"""What is typed is kept without being saved, and two people on one item lose nothing."""

from datetime import timedelta

import pytest

from digests.newsroom import drafts
from tests.bot.web.newsroom.editor.desk import Desk, desk, item
from tests.bot.web.newsroom.office import Office

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
ID = "bridge-draft"


async def both(newsroom: Office) -> tuple[Desk, Desk]:
    """The same item, opened by two people."""
    return await desk(newsroom, "editor", ID).open(), await desk(newsroom, "approver", ID).open()


async def test_what_is_typed_is_kept_by_itself_and_shown_again(newsroom: Office) -> None:
    form = await desk(newsroom, item_id=ID).open()
    told = await form.type(title__en="Half a headl", minutes="many").keep()
    assert told["kept"].startswith("Kept for you at 9:00")
    again = await desk(newsroom, item_id=ID).open()
    assert "The form shows what you typed." in again.words
    assert (again.fields["title:en"], again.fields["minutes"]) == (["Half a headl"], ["many"])
    assert item(newsroom, ID).version == 1


async def test_a_draft_can_be_thrown_away(newsroom: Office) -> None:
    form = await desk(newsroom, item_id=ID).open()
    await form.type(title__en="Half a headl").keep()
    await form.press("discard")
    assert form.answer is not None
    assert form.answer.headers["location"] == f"/newsroom/items/{ID}/edit?said=editor.dropped"
    assert (await form.open()).fields["title:en"] == ["How we cut the harbour's emissions"]


async def test_new_items_that_were_begun_are_offered_again(newsroom: Office) -> None:
    form = await desk(newsroom).open()
    await form.type(title__en="Begun").keep()
    other = await desk(newsroom).open()
    assert "You began other items and did not save them Begun" in other.words
    found = other.page.css_first('main a[href*="draft="]')
    assert found is not None
    link = found.attributes["href"] or ""
    assert (await other.open(link.partition("/newsroom/items/new")[2])).fields["title:en"] == ["Begun"]
    await other.press("discard")
    assert newsroom.database.read(drafts.begun, "editor") == []


async def test_what_is_typed_is_answered_with_what_there_is_to_say(newsroom: Office) -> None:
    form = await desk(newsroom).open()
    told = await form.type(text__0__text="Proud of what my colleagues did in the harbour.").keep()
    assert told["reach"] == "Reaches about 8 people"
    assert {"sentence": "There is no headline in English.", "href": "", "title": "", "words": ""} not in told["doubts"]
    first = told["doubts"][0]
    assert (first["sentence"], first["href"]) == (
        "Text 1 is there already:",
        "/newsroom/items/bridge-draft",
    )


async def test_whoever_else_has_the_item_open_is_named(newsroom: Office) -> None:
    mine, theirs = await both(newsroom)
    assert "Has this open too: Erik Dahl." in theirs.words
    await theirs.type(minutes="5").keep()
    assert (await mine.keep(look="yes"))["there"].startswith("Writing here too: Anna Berg.")
    newsroom.clock.now += timedelta(minutes=3)
    assert (await mine.keep(look="yes"))["there"] == ""
    assert newsroom.database.read(drafts.find, "editor", ID) is None


async def test_changes_of_different_parts_are_both_kept_without_a_word(newsroom: Office) -> None:
    mine, theirs = await both(newsroom)
    await theirs.type(title__da="Deres").press("save")
    assert (await mine.type(title__en="Mine").keep())["moved"] is True
    await mine.press("save")
    assert item(newsroom, ID).title == {"en": "Mine", "da": "Deres"}


async def test_the_same_part_changed_by_two_is_shown_twice_and_nothing_is_lost(newsroom: Office) -> None:
    mine, theirs = await both(newsroom)
    await theirs.type(title__en="Their headline", minutes="9").press("save")
    await mine.type(title__en="My headline", topics="mine").press("save")
    assert mine.answer is not None
    assert mine.answer.status_code == 409
    assert "Headline: English: somebody else changed this too Their headline" in mine.words
    assert (mine.fields["title:en"], mine.fields["topics"], mine.fields["minutes"]) == (
        ["My headline"],
        ["mine"],
        ["9"],
    )
    assert item(newsroom, ID).title["en"] == "Their headline"
    again = await desk(newsroom, "editor", ID).open()
    assert "somebody else changed this too Their headline" in again.words
    await mine.press("save")
    made = item(newsroom, ID)
    assert (made.title["en"], made.topics, made.minutes) == ("My headline", ("mine",), 9)


@pytest.mark.parametrize(
    ("theirs", "mine", "part"),
    [
        ({"title__en": "Theirs"}, {"title__en": "Mine"}, "title.en"),
        ({"text__0__text": "Theirs"}, {"text__0__text": "Mine"}, "texts"),
        ({"image_url": "https://www.example.com/t.jpg"}, {"alt__en": "Mine"}, "image"),
        ({"expires_date": "2026-12-24"}, {"expires_date": "2026-12-25"}, "expires"),
        ({"networks": ["x"]}, {"networks": ["linkedin"]}, "networks"),
    ],
)
async def test_theirs_is_taken_by_a_press(
    newsroom: Office, theirs: dict[str, str], mine: dict[str, str], part: str
) -> None:
    ours, others = await both(newsroom)
    await others.type(**theirs).press("save")
    standing = item(newsroom, ID)
    await ours.type(**mine, goal="application").press("save")
    assert ours.answer is not None
    assert ours.answer.status_code == 409
    await ours.press(f"take:{part}")
    assert "somebody else changed this too" not in ours.words
    await ours.press("save")
    made = item(newsroom, ID)
    assert made.goal == "application"
    assert (made.title, made.texts, made.image, made.expires, made.networks) == (
        standing.title,
        standing.texts,
        standing.image,
        standing.expires,
        standing.networks,
    )


async def test_two_people_write_texts_side_by_side(newsroom: Office) -> None:
    mine, theirs = await both(newsroom)
    await theirs.type(text__0__text="Theirs").press("save")
    await mine.type(text__1__text="Mine", goal="application").press("text:da")
    assert [mine.fields[f"text:{n}:text"] for n in (0, 1)] == [["Theirs"], ["Mine"]]
    await mine.press("save")
    assert [one.text for one in item(newsroom, ID).texts][:3] == [
        "Theirs",
        "Mine",
        "Stolt af det, mine kolleger har gjort i havnen.",
    ]


async def test_audiences_of_two_are_shown_side_by_side(newsroom: Office) -> None:
    mine, theirs = await both(newsroom)
    await theirs.press("group:any")
    await theirs.type(any__0__department=["Engineering"]).press("save")
    await mine.press("group:none")
    assert mine.fields["group"] == ["none:0"]
    assert "Audience: somebody else changed this too Department: Engineering" in mine.words
    await mine.press("take:audience")
    assert mine.fields["group"] == ["any:0"]
    await mine.press("save")
    assert item(newsroom, ID).audience.none_of == ()


async def test_a_draft_meets_what_was_saved_since(newsroom: Office) -> None:
    mine, theirs = await both(newsroom)
    await mine.type(title__en="Mine").keep()
    await theirs.type(title__en="Theirs", minutes="9").press("save")
    again = await desk(newsroom, "editor", ID).open()
    assert "somebody else changed this too Theirs" in again.words
    assert (again.fields["title:en"], again.fields["minutes"], again.fields["base"]) == (["Mine"], ["9"], ["2"])


async def test_the_last_change_is_undone_by_a_press(newsroom: Office) -> None:
    before = item(newsroom, ID)
    form = await desk(newsroom, item_id=ID).open()
    await form.type(title__en="Wrong").press("save")
    await form.open()
    await form.press("undo")
    assert form.answer is not None
    assert form.answer.headers["location"] == f"/newsroom/items/{ID}/edit?said=editor.undone"
    made = item(newsroom, ID)
    assert (made.title, made.version) == (before.title, 3)


async def test_what_somebody_changed_meanwhile_is_not_undone_unseen(newsroom: Office) -> None:
    form = await desk(newsroom, item_id=ID).open()
    await form.type(title__en="Wrong").press("save")
    await form.open()
    other = await desk(newsroom, "approver", ID).open()
    await other.type(title__en="Right").press("save")
    await form.press("undo")
    assert form.answer is not None
    assert form.answer.status_code == 409
    assert item(newsroom, ID).title["en"] == "Right"


async def test_an_earlier_version_is_put_into_the_form_and_kept_by_saving(newsroom: Office) -> None:
    form = await desk(newsroom, item_id=ID).open()
    await form.type(title__en="Second").press("save")
    await (await form.open()).type(title__en="Third").press("save")
    earlier = await form.open("?version=1")
    assert "The form shows version 1. Save to bring it back" in earlier.words
    assert "Second" in earlier.words  # the history, which says what differed
    await earlier.press("save")
    made = item(newsroom, ID)
    assert (made.title["en"], made.version) == ("How we cut the harbour's emissions", 4)


async def test_a_version_that_never_was_is_not_there(newsroom: Office) -> None:
    assert (await newsroom.get("editor", f"/items/{ID}/edit?version=7")).status_code == 404
