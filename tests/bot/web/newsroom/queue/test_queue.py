"""The queue on the web: found by what its address says, dealt with one by one or many at once."""

from datetime import timedelta

import pytest
from sqlalchemy import update

from digests.content.model import Item, ItemState
from digests.content.store import Entry, add_items, load_items
from digests.newsroom.store import load_decisions
from digests.people.store import people
from tests.bot.web.newsroom.office import Office
from tests.factories import NOW, item

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def now(newsroom: Office, item_id: str) -> Item:
    (found,) = newsroom.database.read(load_items, [item_id])
    return found


async def test_the_board_has_the_items_of_ones_own_desks_by_state(newsroom: Office) -> None:
    text = (await newsroom.get("editor", "/queue")).text
    for shown in ("quay-review", "bridge-draft", "harbour-emissions", "old-news", "idea"):
        assert f"/newsroom/items/{shown}" in text
    for foreign in ("hr-review", "apprentices"):
        assert foreign not in text.replace("topics", "")


async def test_a_list_is_what_its_address_asks_for(newsroom: Office) -> None:
    text = (await newsroom.get("admin", "/queue?view=list&desk=hr&state=in_review")).text
    assert "/newsroom/items/hr-review" in text
    assert "/newsroom/items/apprentices" not in text
    assert '<option value="hr" selected>' in text
    text = (await newsroom.get("admin", "/queue?words=apprentice&kind=job")).text
    assert "/newsroom/items/apprentices" in text
    assert "/newsroom/items/quay-review" not in text


@pytest.mark.parametrize("query", ["?view=list&page=99", "?view=nothing&sort=x&window=y&page=x", "?view=list&page=-1"])
async def test_a_wrong_address_shows_what_there_is(newsroom: Office, query: str) -> None:
    answer = await newsroom.get("editor", f"/queue{query}")
    assert answer.status_code == 200
    assert "bridge-draft" in answer.text


async def test_where_nothing_is_found_a_way_back_is(newsroom: Office) -> None:
    text = (await newsroom.get("editor", "/queue?words=<script>alert(1)</script>")).text
    assert "Nothing is like that" in text
    assert "<script>alert" not in text


async def test_long_lists_come_in_pages(newsroom: Office) -> None:
    many = [Entry(item(id=f"n-{number:03}", state=ItemState.DRAFT), None) for number in range(60)]
    newsroom.database.write(add_items, many, "file", NOW)
    board = (await newsroom.get("editor", "/queue")).text
    assert "All 61: Draft" in board
    text = (await newsroom.get("editor", "/queue?view=list&state=draft&page=2")).text
    assert "Page 2 of 2" in text


async def test_many_are_approved_and_what_cannot_be_says_why(newsroom: Office) -> None:
    ticked = {"act": "approve", "item": ["quay-review:1", "hr-review:1", "odd"], "back": "?view=list"}
    text = (await newsroom.post("approver", "/queue/many", ticked)).text
    assert now(newsroom, "quay-review").state is ItemState.APPROVED
    assert now(newsroom, "hr-review").state is ItemState.IN_REVIEW
    assert "There is no item &#39;hr-review&#39; in your queue." in text
    assert 'value="quay-review:2"' in text  # what can be undone
    assert '/newsroom/queue?view=list"' in text
    await newsroom.post("approver", "/queue/many", {"act": "undo", "item": ["quay-review:2"]})
    assert now(newsroom, "quay-review").state is ItemState.IN_REVIEW


async def test_what_is_refused_is_said_in_danish_to_whoever_speaks_it(newsroom: Office) -> None:
    newsroom.database.write(lambda connection: connection.execute(update(people).values(languages=("da",))))
    foreign = "Der er ingen historie &#39;hr-review&#39; i din kø."
    text = (await newsroom.post("approver", "/queue/many", {"act": "approve", "item": ["hr-review:1"]})).text
    assert foreign in text
    assert foreign in (await newsroom.get("approver", "/items/hr-review")).text
    answer = await newsroom.post("approver", "/items/bridge-draft/ask", {"version": "1", "reason": "Kortere"})
    assert answer.status_code == 422
    assert "Ingen venter på en afgørelse om bridge-draft: den er en kladde." in answer.text


async def test_many_are_moved_and_withdrawn(newsroom: Office) -> None:
    newsroom.database.write(add_items, [Entry(item(id="w", expires=NOW + timedelta(days=3)), None)], "file", NOW)
    await newsroom.post("approver", "/queue/many", {"act": "shift", "item": ["w:1"], "days": "\N{MINUS SIGN}2"})
    assert now(newsroom, "w").expires == NOW + timedelta(days=1)
    given = {"act": "withdraw", "item": ["w:2"], "reason": "Wrong", "messages": "keep", "links": "go_on"}
    await newsroom.post("approver", "/queue/many", given)
    assert now(newsroom, "w").state is ItemState.WITHDRAWN
    assert newsroom.database.read(load_decisions, "w")[-1].reason == "Wrong"


@pytest.mark.parametrize(
    "given",
    [{"act": "approve"}, {"act": "destroy", "item": "quay-review:1"}, {"act": "shift", "item": "w:1", "days": "x"}],
)
async def test_what_cannot_be_meant_changes_nothing_and_says_so(newsroom: Office, given: dict[str, str]) -> None:
    answer = await newsroom.post("approver", "/queue/many", {**given, "back": "https://evil.example.com"})
    assert answer.status_code == 422
    assert 'role="alert"' in answer.text
    assert "evil" not in answer.text


async def test_an_item_says_everything_about_it(newsroom: Office) -> None:
    text = (await newsroom.get("approver", "/items/quay-review")).text
    for said in (
        "Shore power did most of it.",
        "Stolt af det",
        "It reaches",
        "Came from a file",
        "Approve",
        "LinkedIn",
    ):
        assert said in text
    assert (await newsroom.get("hr-editor", "/items/quay-review")).status_code == 404


async def test_an_item_goes_its_way_from_draft_to_reader_and_back(newsroom: Office) -> None:
    steps = [
        ("editor", "submit", {}, ItemState.IN_REVIEW),
        ("approver", "ask", {"version": "2", "reason": "Shorter"}, ItemState.DRAFT),
        ("editor", "submit", {}, ItemState.IN_REVIEW),
        ("editor", "undo", {"version": "4"}, ItemState.DRAFT),
        ("editor", "submit", {}, ItemState.IN_REVIEW),
        ("approver", "approve", {"version": "6"}, ItemState.APPROVED),
        ("approver", "withdraw", {"reason": "Old"}, ItemState.WITHDRAWN),
        ("approver", "restore", {}, ItemState.APPROVED),
    ]
    for who, verb, given, state in steps:
        answer = await newsroom.post(who, f"/items/bridge-draft/{verb}", given)
        assert answer.status_code == 303, (verb, answer.text)
        assert answer.headers["location"].startswith("/newsroom/items/bridge-draft?said=queue.")
        assert now(newsroom, "bridge-draft").state is state
    text = (await newsroom.get("approver", "/items/bridge-draft")).text
    for said in ("Submitted by Erik Dahl", "Anna Berg asked for a change", "Shorter", "Withdrawn by Anna Berg"):
        assert said in text


async def test_what_is_refused_is_said_on_the_page(newsroom: Office) -> None:
    answer = await newsroom.post("approver", "/items/quay-review/ask", {"version": "1", "reason": " "})
    assert answer.status_code == 422
    assert "Say what should change" in answer.text
    answer = await newsroom.post("approver", "/items/quay-review/approve", {"version": "9"})
    assert answer.status_code == 422
    assert "changed in the meantime" in answer.text
    assert (await newsroom.post("editor", "/items/quay-review/approve", {"version": "1"})).status_code == 403
    assert (await newsroom.post("approver", "/items/hr-review/approve", {"version": "1"})).status_code == 404
    assert now(newsroom, "quay-review").state is ItemState.IN_REVIEW


async def test_whoever_wrote_it_is_told_that_somebody_else_approves_it(newsroom: Office) -> None:
    await newsroom.post("approver", "/items/bridge-draft/submit")
    text = (await newsroom.get("approver", "/items/bridge-draft")).text
    assert "somebody else approves it" in text
    assert "/items/bridge-draft/approve" not in text


async def test_a_version_shows_what_it_changed_and_can_be_put_back(newsroom: Office) -> None:
    await newsroom.post("editor", "/items/bridge-draft/submit")
    text = (await newsroom.get("editor", "/items/bridge-draft/versions/2")).text
    assert "<ins>" in text
    assert "In review" in text
    assert "This is how it began" in (await newsroom.get("editor", "/items/bridge-draft/versions/1")).text
    assert (await newsroom.get("editor", "/items/bridge-draft/versions/9")).status_code == 404
    answer = await newsroom.post("editor", "/items/bridge-draft/put-back", {"version": "2", "to": "1"})
    assert answer.status_code == 303
    assert (
        await newsroom.post("editor", "/items/bridge-draft/put-back", {"version": "2", "to": "x"})
    ).status_code == 404


async def test_sending_next_asks_first_and_is_an_approver_s(newsroom: Office) -> None:
    assert (await newsroom.get("editor", "/items/harbour-emissions/send")).status_code == 403
    assert "Send it now" in (await newsroom.get("approver", "/items/harbour-emissions/send")).text
    assert (await newsroom.post("editor", "/items/harbour-emissions/send")).status_code == 403
    answer = await newsroom.post("approver", "/items/harbour-emissions/send")
    assert answer.headers["location"].endswith("said=queue.sent")
    again = await newsroom.post("approver", "/items/harbour-emissions/send")
    assert again.status_code == 422
    assert "once a day is enough" in again.text
    assert (await newsroom.post("hr-approver", "/items/harbour-emissions/send")).status_code == 404


async def test_the_way_to_readers_is_worked_out_when_asked_for(newsroom: Office) -> None:
    text = (await newsroom.post("editor", "/items/harbour-emissions/way", {"schedule": "weekly"})).text
    assert "of them can be reached" in text
    assert "rounded down" in text
    assert (await newsroom.post("editor", "/items/harbour-emissions/way", {"schedule": "x"})).status_code == 404
    assert (await newsroom.post("editor", "/items/apprentices/way", {"schedule": "weekly"})).status_code == 404
