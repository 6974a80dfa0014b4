"""Whoever signs in may suggest something, and sees what became of it."""

from dataclasses import replace

import pytest
from sqlalchemy import Connection

from bot.web.app import create_app
from digests.content.model import ItemState
from digests.content.store import load_items
from digests.errors import InputError
from digests.newsroom import suggested
from digests.newsroom.facts import PageFacts
from digests.newsroom.standing import OPERATOR
from tests.bot.web.newsroom.office import Office
from tests.factories import NOW

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
URL = "https://www.example.com/cranes"


async def page_says(url: str) -> PageFacts:
    if url != URL:
        raise InputError("silent")
    return PageFacts(title="Cranes by sea")


@pytest.fixture
def looking(newsroom: Office) -> Office:
    """A newsroom that fetches pages."""
    newsroom.app = create_app(replace(newsroom.parts, look_up=page_says))
    return newsroom


def mine(connection: Connection) -> list[str]:
    return [one.item.id for one in suggested.own(connection, "suggester", NOW)]


async def test_a_suggestion_is_kept_and_stands_below(newsroom: Office) -> None:
    assert "You have not suggested anything yet" in (await newsroom.get("suggester", "/suggest")).text
    typed = {"url": URL, "title": "Cranes by sea", "why": "Look"}
    answer = await newsroom.post("suggester", "/suggest", typed)
    assert answer.headers["location"] == "/newsroom/suggest?said=suggest.thanks"
    (found,) = newsroom.database.read(load_items, ["cranes-by-sea"])
    assert (found.state, found.url, dict(found.title)) == (ItemState.SUGGESTED, URL, {"en": "Cranes by sea"})
    page = (await newsroom.get("suggester", "/suggest?said=suggest.thanks")).text
    assert "Waits for the newsroom" in page
    assert "Thank you" in page
    assert "Cranes by sea" not in (await newsroom.get("editor", "/suggest")).text


async def test_what_became_of_it_is_told_with_the_desk_s_word(newsroom: Office) -> None:
    await newsroom.post("suggester", "/suggest", {"url": URL, "title": "Cranes"})
    (item_id,) = newsroom.database.read(mine)
    newsroom.database.write(suggested.decline, OPERATOR, item_id, "We had <three> of them", NOW)
    page = (await newsroom.get("suggester", "/suggest")).text
    assert "Not taken this time" in page
    assert "We had &lt;three&gt; of them" in page


async def test_a_title_that_is_missing_is_fetched_and_shown_before_anything_is_kept(looking: Office) -> None:
    page = await looking.post("suggester", "/suggest", {"url": URL, "why": "Look"})
    assert (page.status_code, 'value="Cranes by sea"' in page.text, ">Look<" in page.text) == (200, True, True)
    assert looking.database.read(mine) == []
    silent = await looking.post("suggester", "/suggest", {"url": "https://www.example.com/silent"})
    assert (silent.status_code, "needs a title" in silent.text) == (422, True)


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"url": "http://www.example.com", "title": "A"}, "starts with https://"),
        ({"url": "", "title": "A"}, "starts with https://"),
        ({"url": URL, "title": "A" * 301}, "at most 300"),
        ({"url": "https://www.example.com/news/quay", "title": "A"}, "in the queue already"),
    ],
)
async def test_what_cannot_be_is_said_and_what_was_typed_stays(
    newsroom: Office, typed: dict[str, str], sentence: str
) -> None:
    page = await newsroom.post("suggester", "/suggest", typed)
    assert (page.status_code, sentence in page.text) == (422, True)
    assert f'value="{typed["title"]}"' in page.text


async def test_whoever_has_no_role_does_not_sign_in_for_it(newsroom: Office) -> None:
    assert (await newsroom.get("nobody", "/suggest")).status_code == 403
