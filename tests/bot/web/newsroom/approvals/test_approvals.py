"""Approvals on the web: what waits for whom, decided on as it was shown, and who stands in for whom."""

from dataclasses import replace
from datetime import timedelta

import pytest
from playwright.sync_api import sync_playwright

from digests.access import audit
from digests.content.model import ItemState
from digests.content.store import Entry, add_items, load_items
from digests.newsroom import deputies, items
from digests.newsroom.standing import standing
from digests.newsroom.store import load_decisions
from tests.bot.web.newsroom.office import Office, somebody
from tests.factories import NOW, item
from tests.outside.render import ARGUMENTS, CHROMIUM, requires_chromium

ITEM = "quay-review"
PAGE = "/approvals"
DEPUTIES = "/approvals/deputies"


def state(newsroom: Office, item_id: str = ITEM) -> ItemState:
    (found,) = newsroom.database.read(load_items, [item_id])
    return found.state


def more(newsroom: Office, *ids: str) -> None:
    entries = [Entry(item(id=one, title={"en": f"Title of {one}"}, state=ItemState.IN_REVIEW), None) for one in ids]
    newsroom.database.write(add_items, entries, "file", NOW)


async def test_an_approver_sees_what_waits_with_the_item_as_it_will_look_beside(newsroom: Office) -> None:
    answer = await newsroom.get("approver", PAGE)
    assert answer.status_code == 200
    assert "1 item waits for you" in answer.text
    assert f'src="/newsroom/preview/drawn?item={ITEM}&amp;as=mail"' in answer.text
    assert "Landstrøm: et kedeligt ord, en stor forskel." in answer.text
    assert "hr-review" not in answer.text


async def test_what_waits_longest_comes_first_and_any_of_it_can_be_chosen(newsroom: Office) -> None:
    more(newsroom, "a-newer")
    first = await newsroom.get("approver", PAGE)
    assert first.text.index(f"item={ITEM}") < first.text.index("item=a-newer")
    chosen = await newsroom.get("approver", f"{PAGE}?item=a-newer&look=slack")
    assert 'src="/newsroom/preview/drawn?item=a-newer&amp;as=slack"' in chosen.text


async def test_approving_goes_on_to_the_next(newsroom: Office) -> None:
    more(newsroom, "a-newer")
    form = {"version": "1", "after": "a-newer"}
    answer = await newsroom.post("approver", f"{PAGE}/{ITEM}/approve", form, follow_redirects=True)
    assert "Approved. It goes into the digests from now on." in answer.text
    assert "Title of a-newer" in answer.text
    assert state(newsroom) is ItemState.APPROVED
    assert newsroom.database.read(load_decisions, ITEM)[-1].who == "approver"


async def test_nothing_waits_and_the_page_says_so(newsroom: Office) -> None:
    await newsroom.post("approver", f"{PAGE}/{ITEM}/approve", {"version": "1"})
    assert "Nothing waits for you" in (await newsroom.get("approver", PAGE)).text


async def test_asking_for_a_change_sends_it_back_with_the_reason(newsroom: Office) -> None:
    form = {"version": "1", "reason": "Name the captain."}
    answer = await newsroom.post("approver", f"{PAGE}/{ITEM}/ask", form, follow_redirects=True)
    assert "Sent back." in answer.text
    assert state(newsroom) is ItemState.DRAFT
    assert newsroom.database.read(load_decisions, ITEM)[-1].reason == "Name the captain."


async def test_a_change_needs_words(newsroom: Office) -> None:
    answer = await newsroom.post("approver", f"{PAGE}/{ITEM}/ask", {"version": "1", "reason": " "})
    assert answer.status_code == 422
    assert "has only your words" in answer.text
    assert state(newsroom) is ItemState.IN_REVIEW


async def test_nobody_decides_on_what_they_have_not_seen(newsroom: Office) -> None:
    (found,) = newsroom.database.read(load_items, [ITEM])
    newsroom.database.write(items.change, standing(somebody("editor")), replace(found, minutes=9), 1, NOW)
    for act, form in (("approve", {}), ("ask", {"reason": "Shorter"})):
        answer = await newsroom.post("approver", f"{PAGE}/{ITEM}/{act}", {"version": "1", **form})
        assert answer.status_code == 409
        assert "is at version 2 now" in answer.text
        assert form.get("reason", "") in answer.text
    assert state(newsroom) is ItemState.IN_REVIEW


async def test_whoever_wrote_it_is_not_offered_it_and_cannot_approve_it(newsroom: Office) -> None:
    newsroom.database.write(items.submit, standing(somebody("approver")), "bridge-draft", NOW)
    assert "bridge-draft" not in (await newsroom.get("approver", PAGE)).text
    answer = await newsroom.post("approver", f"{PAGE}/bridge-draft/approve", {"version": "2"})
    assert answer.status_code == 422
    assert "somebody else approves it" in answer.text
    assert state(newsroom, "bridge-draft") is ItemState.IN_REVIEW


async def test_an_item_of_a_foreign_desk_is_not_decided_on(newsroom: Office) -> None:
    for act in ("approve", "ask"):
        answer = await newsroom.post("hr-approver", f"{PAGE}/{ITEM}/{act}", {"version": "1", "reason": "No"})
        assert answer.status_code in {403, 404}
    assert (await newsroom.post("approver", f"{PAGE}/no-such/approve", {"version": "1"})).status_code == 404
    assert state(newsroom) is ItemState.IN_REVIEW


async def test_a_deputy_is_named_may_decide_and_is_taken_back(newsroom: Office) -> None:
    assert (await newsroom.get("editor", PAGE)).status_code == 403
    form = {"deputy": "hr-editor", "starts": "2026-11-24", "ends": "2026-11-30"}
    answer = await newsroom.post("approver", DEPUTIES, form, follow_redirects=True)
    assert "Helle Krag" in answer.text
    assert "Nov 24, 2026 to Nov 30, 2026" in answer.text
    assert ITEM in (await newsroom.get("hr-editor", PAGE)).text
    assert "Anna Berg" in (await newsroom.get("hr-editor", DEPUTIES)).text
    (found,) = newsroom.database.read(deputies.named_by, "approver", NOW)
    ended = await newsroom.post("approver", f"{DEPUTIES}/{found.id}/end", follow_redirects=True)
    assert "Nobody stands in for you." in ended.text
    assert (await newsroom.get("hr-editor", PAGE)).status_code == 403
    noted = [(one.act, one.actor_id, one.person_id) for one in newsroom.database.read(audit.looks)]
    assert noted == [("deputy named", "approver", "hr-editor"), ("deputy taken back", "approver", "hr-editor")]


async def test_a_deputy_stands_in_through_the_last_day(newsroom: Office) -> None:
    form = {"deputy": "hr-editor", "starts": "2026-11-24", "ends": "2026-11-25"}
    await newsroom.post("approver", DEPUTIES, form)
    newsroom.clock.now = NOW.replace(hour=22, minute=59) + timedelta(days=1)  # 23:59 in Copenhagen
    assert (await newsroom.get("hr-editor", PAGE)).status_code in {200, 303}
    (found,) = newsroom.database.read(deputies.named_by, "approver", NOW)
    assert found.ends == NOW.replace(hour=23, minute=0) + timedelta(days=1)


@pytest.mark.parametrize(
    ("form", "why"),
    [
        ({"deputy": "approver"}, "Nobody can stand in for themselves"),
        ({"deputy": "nobody"}, "a role in the newsroom"),
        ({"deputy": "editor", "ends": "2026-11-01"}, "The last day is before the first"),
        ({"deputy": "editor", "starts": "soon"}, "Choose a day"),
    ],
)
async def test_who_cannot_stand_in_is_told_why_and_what_was_typed_stays(
    newsroom: Office, form: dict[str, str], why: str
) -> None:
    answer = await newsroom.post("approver", DEPUTIES, form)
    assert answer.status_code == 422
    assert why in answer.text
    assert newsroom.database.read(deputies.named_by, "approver", NOW) == []


async def test_nobody_takes_back_what_somebody_else_named(newsroom: Office) -> None:
    await newsroom.post("approver", DEPUTIES, {"deputy": "hr-editor"})
    (found,) = newsroom.database.read(deputies.named_by, "approver", NOW)
    assert (await newsroom.post("hr-approver", f"{DEPUTIES}/{found.id}/end")).status_code == 404


@requires_chromium
def test_keys_decide_and_can_be_turned_off(newsroom: Office) -> None:
    more(newsroom, "a-newer", "b-newest")
    with newsroom.served() as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=list(ARGUMENTS))
        context = browser.new_context()
        newsroom.sign_in(context, address, "approver")
        page = context.new_page()
        page.goto(f"{address}/newsroom{PAGE}")
        page.keyboard.press("j")
        page.wait_for_url("**item=a-newer")
        page.keyboard.press("k")
        page.wait_for_url(f"**item={ITEM}")
        page.keyboard.press("c")
        page.keyboard.type("a j k")
        assert page.locator("#f-reason").input_value() == "a j k"
        page.goto(f"{address}/newsroom{PAGE}")
        page.keyboard.press("a")
        page.get_by_role("status").wait_for()
        assert state(newsroom) is ItemState.APPROVED
        page.locator("#keys").uncheck()
        page.keyboard.press("a")
        page.reload()
        assert not page.locator("#keys").is_checked()
        assert state(newsroom, "a-newer") is ItemState.IN_REVIEW
        browser.close()
