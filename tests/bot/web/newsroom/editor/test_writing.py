"""Writing an item, in a browser without script: everything can be said, and nothing that was typed is lost."""

from dataclasses import replace

import pytest

from digests.content.audience import read
from digests.content.model import Image, ItemState, Kind, Priority
from digests.newsroom import drafts
from tests.bot.web.newsroom.editor.desk import Desk, acts, desk, item
from tests.bot.web.newsroom.office import Office

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
NEWS = {"url": "https://www.example.com/news/quay-2", "title__en": "The quay is green"}


async def test_a_new_item_is_kept_as_a_draft_with_everything_that_was_said(newsroom: Office) -> None:
    new = await desk(newsroom).open()
    new.type(
        **NEWS,
        summary__en="It is.",
        title__da="Kajen er grøn",
        kind="video",
        priority="high",
        goal="application",
        topics="ports, sustainability, ports",
        networks=["bluesky", "linkedin"],
        disclosure="#employee",
        minutes="7",
        image_url="https://www.example.com/quay.jpg",
        alt__en="A quay",
        publish_date="2026-12-01",
        publish_time="09:30",
        expires_date="2026-12-24",
        text__0__text="Look!\r\nA quay.",
        id="green-quay",
    )
    await new.press("save")
    assert new.answer is not None
    assert new.answer.headers["location"] == "/newsroom/items/green-quay/edit?said=editor.saved"
    made = item(newsroom, "green-quay")
    assert (made.state, made.owner, made.kind, made.priority) == (
        ItemState.DRAFT,
        "comms",
        Kind.VIDEO,
        Priority.HIGH,
    )
    assert made.title == {"en": "The quay is green", "da": "Kajen er grøn"}
    assert made.topics == ("ports", "sustainability")
    assert made.networks == ("linkedin", "bluesky")
    assert made.image == Image("https://www.example.com/quay.jpg", {"en": "A quay"})
    assert made.publish is not None
    assert made.expires is not None
    assert (made.publish.isoformat(), made.expires.isoformat()) == (
        "2026-12-01T08:30:00+00:00",
        "2026-12-24T23:00:00+00:00",
    )
    assert [(one.language, one.network, one.text) for one in made.texts] == [("en", "", "Look!\nA quay.")]
    assert (made.goal, made.disclosure, made.minutes) == ("application", "#employee", 7)
    assert newsroom.database.read(drafts.begun, "editor") == []


async def test_opening_and_saving_changes_nothing_that_was_not_touched(newsroom: Office) -> None:
    before = item(newsroom, "bridge-draft")
    form = await desk(newsroom, item_id="bridge-draft").open()
    await form.press("save")
    assert item(newsroom, "bridge-draft") == before
    await (await desk(newsroom, item_id="bridge-draft").open()).type(minutes="9").press("save")
    assert item(newsroom, "bridge-draft") == replace(before, minutes=9, version=2)


async def test_saving_and_asking_for_approval_is_one_press(newsroom: Office) -> None:
    form = await desk(newsroom, item_id="bridge-draft").open()
    await form.press("submit")
    assert form.answer is not None
    assert form.answer.headers["location"] == "/newsroom/items/bridge-draft?said=editor.submitted"
    assert item(newsroom, "bridge-draft").state is ItemState.IN_REVIEW


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"url": "http://www.example.com"}, "The address must begin with https:// and name a host."),
        ({"url": ""}, "This is needed."),
        ({"title__en": ""}, "Give it a headline in at least one language."),
        ({"image_url": "https://www.example.com/a.jpg"}, "Describe the picture in at least one language."),
        ({"minutes": "many"}, "Write a whole number between 1 and 600."),
        ({"publish_time": "09:00"}, "Choose the day, too."),
        ({"expires_date": "soon"}, "Write the day as 2026-11-24 and the time as 09:30."),
        ({"publish_date": "2026-12-02", "expires_date": "2026-12-01"}, "It ends before it begins"),
        ({"text__0__text": "x" * 300, "text__0__network": "x"}, "It is 44 too long for X"),
        ({"title__en": "x" * 301}, "It is too long: at most 300 characters fit."),
    ],
)
async def test_what_cannot_be_is_said_at_its_field_and_everything_typed_stays(
    newsroom: Office, typed: dict[str, str], sentence: str
) -> None:
    new = (await desk(newsroom).open()).type(**NEWS, summary__en="Stays").type(**typed)
    await new.press("save")
    assert new.answer is not None
    assert new.answer.status_code == 422
    assert sentence in new.words
    assert new.fields["summary:en"] == ["Stays"]
    first = new.page.css_first("#problems a")
    assert first is not None
    assert new.page.css_first(first.attributes["href"] or "") is not None
    again = await desk(newsroom).open(f"?draft={new.fields['draft'][0].replace('+', '%2B')}")
    assert again.fields["summary:en"] == ["Stays"]


async def test_texts_languages_and_groups_are_added_and_removed_by_buttons(newsroom: Office) -> None:
    form = await desk(newsroom).open()
    await form.type(newtag="sv").press("look")
    await form.type(title__sv="Kajen").press("text:sv")
    await form.type(text__1__text="Titta!").press("untext:0")
    await form.press("group:any")
    await form.type(add__any__0__person="", any__0__department=["Engineering"]).press("group:none")
    form.type(newkey__none__1="person")
    await form.press("look")
    await form.type(add__none__1__person="hr-editor@example.com").press("value:none:1:person")
    assert "Helle Krag" in form.words
    await form.press("less:none:1:department")
    await form.type(**NEWS, id="kajen").press("save")
    made = item(newsroom, "kajen")
    assert made.audience == read({"any": [{"department": ["Engineering"]}], "none": [{"person": ["hr-editor"]}]})
    assert made.title["sv"] == "Kajen"
    assert [(one.language, one.text) for one in made.texts] == [("sv", "Titta!")]


async def test_an_empty_group_is_asked_about_and_can_be_dropped(newsroom: Office) -> None:
    form = await (await desk(newsroom).open()).type(**NEWS).press("group:any")
    await form.press("save")
    assert "Choose at least one value, or remove the group." in form.words
    await form.press("drop:any:0")
    assert "No group: everybody." in form.words


async def test_somebody_whom_nobody_is_called_is_asked_about(newsroom: Office) -> None:
    form = await (await desk(newsroom).open()).press("group:any")
    await form.type(newkey__any__0="person").press("look")
    await form.type(add__any__0__person="Nobody At All").press("look")
    assert "Nobody, or more than one, is called “Nobody At All”" in form.words
    assert form.fields["add:any:0:person"] == ["Nobody At All"]


async def test_the_same_words_and_the_same_address_elsewhere_are_told(newsroom: Office) -> None:
    form = (await desk(newsroom).open()).type(**NEWS | {"url": "https://example.com/news/harbour/?utm_source=x"})
    await form.type(text__0__text="Proud of what my colleagues did in the harbor!").press("look")
    assert "This address is in the queue already: How we cut the harbour's emissions" in form.words
    assert "Text 1 is nearly one of How we cut the harbour's emissions" in form.words
    theirs = (await desk(newsroom).open()).type(url="https://www.example.com/jobs/hr")
    await theirs.press("look")
    assert "This address is in the queue already: an item of another desk" in theirs.words


async def test_only_a_desks_own_editors_get_its_form(newsroom: Office) -> None:
    assert (await newsroom.get("hr-editor", "/items/bridge-draft/edit")).status_code == 404
    assert (await newsroom.get("suggester", "/items/bridge-draft/edit")).status_code in {403, 404}
    assert (await newsroom.get("nobody", "/items/new")).status_code == 403
    form = await desk(newsroom, item_id="bridge-draft").open()
    sent = {**form.fields, "csrf": newsroom.csrf("hr-editor"), "do": "save"}
    answer = await newsroom.post("hr-editor", "/items/bridge-draft/edit", sent)
    assert answer.status_code == 404
    await form.type(owner="hr").press("save")
    assert form.answer is not None
    assert form.answer.status_code == 403
    assert item(newsroom, "bridge-draft").owner == "comms"


async def test_no_form_brings_a_state_or_an_approval_with_it(newsroom: Office) -> None:
    form = await desk(newsroom, item_id="bridge-draft").open()
    await form.type(state="approved", approved_at="2026-11-24", minutes="8").press("save")
    made = item(newsroom, "bridge-draft")
    assert (made.state, made.approved_at, made.minutes) == (ItemState.DRAFT, None, 8)


async def test_an_editors_change_of_what_is_approved_waits_for_approval_again(newsroom: Office) -> None:
    form = await desk(newsroom, item_id="harbour-emissions").open()
    assert "When you save, it waits for approval again" in form.words
    await form.type(title__en="Another headline").press("save")
    assert item(newsroom, "harbour-emissions").state is ItemState.IN_REVIEW


async def test_a_suggestion_that_is_saved_is_its_desks_draft(newsroom: Office) -> None:
    form = await desk(newsroom, item_id="idea").open()
    await form.type(owner="comms", minutes="2").press("save")
    made = item(newsroom, "idea")
    assert (made.state, made.owner, made.minutes) == (ItemState.DRAFT, "comms", 2)
    assert acts(newsroom, "idea") == ["accepted", "changed"]


async def test_a_withdrawn_item_is_restored_before_it_is_changed(newsroom: Office) -> None:
    form: Desk = await desk(newsroom, item_id="old-news").open()
    assert "Restore it on its page" in form.words
    assert form.fields == {}


async def test_an_approvers_change_stays_approved_but_not_its_address(newsroom: Office) -> None:
    form = await desk(newsroom, "approver", "harbour-emissions").open()
    assert "What you save goes out as you write it; only a new address" in form.words
    await form.type(title__en="Another headline").press("save")
    assert item(newsroom, "harbour-emissions").state is ItemState.APPROVED
    await (await form.open()).type(url="https://www.example.com/elsewhere").press("save")
    assert item(newsroom, "harbour-emissions").state is ItemState.IN_REVIEW


async def test_an_id_that_is_taken_is_said_and_what_was_typed_stays(newsroom: Office) -> None:
    form = (await desk(newsroom).open()).type(**NEWS, id="bridge-draft")
    await form.press("save")
    assert form.answer is not None
    assert form.answer.status_code == 422
    assert "There is an item 'bridge-draft' already" in form.words
    assert form.fields["title:en"] == ["The quay is green"]


async def test_what_was_typed_without_leave_is_kept_all_the_same(newsroom: Office) -> None:
    form = await desk(newsroom, item_id="bridge-draft").open()
    await form.type(owner="hr", title__en="Typed").press("save")
    assert (await form.open()).fields["title:en"] == ["Typed"]
