"""A desk puts its pick of the week on a poster, and prints it."""

import pytest
from sqlalchemy import select

from digests.access.store import audit
from digests.employee import posters
from tests.bot.web.newsroom.office import Office
from tests.decided import withdraw
from tests.factories import NOW

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


async def test_a_pick_is_chosen_shown_to_everybody_and_taken_down(newsroom: Office) -> None:
    before = await newsroom.get("editor", "/posters")
    chosen = await newsroom.post("editor", "/posters/comms", {"item": "harbour-emissions"})
    after = await newsroom.get("editor", "/posters/comms?said=posters.up")
    async with newsroom.client(None) as client:
        shown = await client.get("/w/comms")
    down = await newsroom.post("editor", "/posters/comms/clear")
    async with newsroom.client(None) as client:
        nothing = await client.get("/w/comms")
    assert "Nothing is on this poster yet." in before.text
    assert chosen.headers["location"] == "/newsroom/posters/comms?said=posters.up"
    assert "It is on the poster now." in after.text
    assert "How we cut the harbour" in after.text
    assert (shown.status_code, nothing.status_code) == (200, 404)
    assert down.headers["location"] == "/newsroom/posters/comms?said=posters.down"
    looks = newsroom.database.read(lambda c: c.execute(select(audit.c.act, audit.c.subject, audit.c.person_id)).all())
    assert [one for one in looks if one[0] == "poster"] == [
        ("poster", "comms: harbour-emissions", "editor"),
        ("poster", "comms: -", "editor"),
    ]


async def test_nobody_touches_the_poster_of_another_desk(newsroom: Office) -> None:
    pages = [await newsroom.get("hr-editor", f"/posters/comms{rest}") for rest in ("", "/print")]
    pressed = [
        await newsroom.post("hr-editor", "/posters/comms", {"item": "harbour-emissions"}),
        await newsroom.post("hr-editor", "/posters/hr", {"item": "harbour-emissions"}),
        await newsroom.post("suggester", "/posters/comms", {"item": "harbour-emissions"}),
        await newsroom.post("hr-editor", "/posters/comms/clear"),
    ]
    assert [one.status_code for one in pages] == [404, 404]
    assert [one.status_code for one in pressed] == [404, 303, 403, 404]
    assert newsroom.database.read(posters.chosen) == []


async def test_what_is_not_approved_is_not_offered_and_not_taken(newsroom: Office) -> None:
    page = await newsroom.get("editor", "/posters/comms")
    pressed = await newsroom.post("editor", "/posters/comms", {"item": "bridge-draft"})
    assert 'value="harbour-emissions"' in page.text
    assert "bridge-draft" not in page.text
    assert pressed.headers["location"] == "/newsroom/posters/comms?said=posters.not"
    assert newsroom.database.read(posters.chosen) == []


async def test_items_are_found_by_a_word(newsroom: Office) -> None:
    found = await newsroom.get("editor", "/posters/comms?q=harbour")
    nothing = await newsroom.get("editor", "/posters/comms?q=zeppelin")
    assert 'value="harbour-emissions"' in found.text
    assert "Nothing found" in nothing.text


async def test_a_poster_whose_item_was_recalled_asks_for_another(newsroom: Office) -> None:
    await newsroom.post("editor", "/posters/comms", {"item": "harbour-emissions"})
    newsroom.database.write(withdraw, "harbour-emissions", NOW)
    walls = await newsroom.get("editor", "/posters")
    sheet = await newsroom.get("editor", "/posters/comms/print")
    assert "choose another" in walls.text
    assert sheet.headers["location"] == "/newsroom/posters/comms?said=posters.none"


async def test_the_sheet_is_printed_in_the_language_that_is_asked_for(newsroom: Office) -> None:
    await newsroom.post("editor", "/posters/comms", {"item": "harbour-emissions"})
    english = await newsroom.get("editor", "/posters/comms/print?language=en")
    danish = await newsroom.get("editor", "/posters/comms/print?language=da")
    other = await newsroom.get("editor", "/posters/comms/print?language=fi")
    assert "Scan the code with your phone." in english.text
    assert "Scan koden med din telefon." in danish.text
    assert "Sådan skar vi i havnens udledning" in danish.text
    assert "https://bot.example.com/w/comms" in english.text
    assert 'src="/w/comms/qr.svg"' in english.text
    assert other.status_code == 200
