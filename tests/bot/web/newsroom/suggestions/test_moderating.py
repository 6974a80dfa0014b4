"""Desks look through suggestions, take one into the editor or decline it with a word."""

from datetime import timedelta

import pytest

from digests.content.model import Item, ItemState
from digests.content.store import load_items
from digests.delivery import notes
from digests.newsroom import writing
from digests.newsroom.feeds import managing
from digests.newsroom.feeds.asking import settle
from digests.newsroom.standing import OPERATOR
from tests.bot.web.newsroom.office import Office, somebody
from tests.digests.newsroom.feeds.desk import entry, polled, wanted
from tests.factories import NOW

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
HEADS = "<h2 id="


def suggest(made: Office, number: int = 1, title: str = "Cranes by sea", why: str = "Look & see <b>") -> Item:
    url, at = f"https://www.example.com/cranes-{number}", NOW - timedelta(hours=9 - number)
    return made.database.write(writing.suggest, somebody("nobody"), url, title, why, "https://chat.example.com/p1", at)


def fed(made: Office, desk: str, *numbers: int) -> list[Item]:
    feed = made.database.write(managing.add, OPERATOR, wanted(desk=desk, url=f"https://f.example.com/{desk}"), NOW)
    entries = [entry(number, url=f"https://{desk}.example.com/{number}") for number in numbers]
    return made.database.write(settle, feed, polled(*entries), {}, NOW)


def item(made: Office, item_id: str) -> Item:
    return made.database.read(load_items, [item_id])[0]


def told(made: Office) -> list[tuple[str, str | None]]:
    return [(one.kind, one.person_id) for one in made.database.read(notes.due, NOW, 9)]


async def test_a_desk_sees_who_suggested_what_and_why(newsroom: Office) -> None:
    suggest(newsroom)
    page = await newsroom.get("editor", "/suggestions")
    assert page.status_code == 200
    assert "Cranes by sea" in page.text
    assert "Nils Ek" in page.text
    assert "Look &amp; see &lt;b&gt;" in page.text
    assert 'href="https://www.example.com/cranes-1"' in page.text
    assert 'href="https://chat.example.com/p1"' in page.text
    assert (await newsroom.get("suggester", "/suggestions")).status_code == 403


async def test_each_desk_sees_its_own_feeds_and_tabs_tell_them_from_colleagues(newsroom: Office) -> None:
    suggest(newsroom)
    fed(newsroom, "comms", 1, 2)
    fed(newsroom, "hr", 3)
    for address, number in (("", 4), ("?by=people", 2), ("?by=feeds", 2), ("?by=odd&page=x", 4), ("?page=99", 4)):
        page = await newsroom.get("editor", f"/suggestions{address}")
        assert page.text.count(HEADS) == number, address
        assert "Nyt 3" not in page.text
    assert "From the feed News" in (await newsroom.get("hr-editor", "/suggestions?by=feeds")).text


async def test_a_taken_suggestion_is_open_in_the_editor_and_its_maker_is_told(newsroom: Office) -> None:
    made = suggest(newsroom)
    answer = await newsroom.post("editor", f"/suggestions/{made.id}/accept", {"desk": "comms"})
    assert answer.headers["location"].startswith(f"/newsroom/items/{made.id}/edit?said=")
    assert (item(newsroom, made.id).state, item(newsroom, made.id).owner) == (ItemState.DRAFT, "comms")
    assert told(newsroom) == [("suggestion_taken", "nobody")]
    again = await newsroom.post("editor", f"/suggestions/{made.id}/accept", {"desk": "comms"})
    assert again.headers["location"] == "/newsroom/suggestions?said=suggestions.late"


async def test_it_is_taken_for_one_s_own_desk_only(newsroom: Office) -> None:
    made = suggest(newsroom)
    (theirs,) = fed(newsroom, "hr", 1)
    assert (await newsroom.post("editor", f"/suggestions/{made.id}/accept", {"desk": "hr"})).status_code == 422
    for act in ("accept", "decline"):
        for item_id in (theirs.id, "apprentices", "nothing"):
            data = {"desk": "comms", "reason": "no"}
            assert (await newsroom.post("editor", f"/suggestions/{item_id}/{act}", data)).status_code == 404
    assert item(newsroom, theirs.id).state is ItemState.SUGGESTED


async def test_a_colleague_s_suggestion_is_declined_with_a_word_to_them(newsroom: Office) -> None:
    made = suggest(newsroom)
    silent = await newsroom.post("editor", f"/suggestions/{made.id}/decline", {"reason": " "})
    assert (silent.status_code, "Say why not" in silent.text) == (422, True)
    assert item(newsroom, made.id).state is ItemState.SUGGESTED
    answer = await newsroom.post("editor", f"/suggestions/{made.id}/decline", {"reason": "Too old"})
    assert answer.headers["location"] == "/newsroom/suggestions?said=suggestions.declined"
    assert told(newsroom) == [("suggestion_declined", "nobody")]
    assert "told why" in (await newsroom.get("editor", "/suggestions?said=suggestions.declined")).text
    late = await newsroom.post("editor", f"/suggestions/{made.id}/decline", {"reason": "Too old"})
    assert late.headers["location"].endswith("suggestions.late")


async def test_many_are_declined_at_once_and_what_is_not_theirs_stays(newsroom: Office) -> None:
    mine, other = fed(newsroom, "comms", 1, 2)
    (theirs,) = fed(newsroom, "hr", 3)
    made = suggest(newsroom)
    nothing = await newsroom.post("editor", "/suggestions/many")
    assert (nothing.status_code, "Tick the suggestions" in nothing.text) == (422, True)
    silent = await newsroom.post("editor", "/suggestions/many", {"item": [mine.id, made.id]})
    assert (silent.status_code, silent.text.count(" checked")) == (422, 2)
    await newsroom.post("editor", "/suggestions/many", {"item": [mine.id, other.id, theirs.id]})
    states = {one.id: item(newsroom, one.id).state for one in (mine, other, theirs, made)}
    assert [state.value for state in states.values()] == ["withdrawn", "withdrawn", "suggested", "suggested"]
    await newsroom.post("editor", "/suggestions/many", {"item": [made.id], "reason": "Enough cranes"})
    assert told(newsroom) == [("suggestion_declined", "nobody")]


async def test_what_may_be_here_already_is_named_and_of_another_desk_only_the_desk(newsroom: Office) -> None:
    suggest(newsroom, 1, "Become an apprentice")
    suggest(newsroom, 2, "How we cut the harbour's emission")
    page = (await newsroom.get("editor", "/suggestions")).text
    assert "Something of the desk hr" in page
    assert "Has nearly the same title (Approved)" in page
    assert 'href="/newsroom/items/harbour-emissions"' in page
    assert 'href="/newsroom/items/apprentices"' not in page


async def test_nothing_that_waits_is_said_kindly(newsroom: Office) -> None:
    page = await newsroom.get("hr-editor", "/suggestions?by=feeds")
    assert "Nothing waits here" in page.text


async def test_a_page_takes_few_queries_however_much_waits(newsroom: Office) -> None:
    fed(newsroom, "comms", *range(1, 18))
    page = await newsroom.get("editor", "/suggestions?by=feeds")
    assert page.text.count('class="card idea"') == 10
    assert 'href="/newsroom/suggestions?by=feeds&amp;page=2"' in page.text
