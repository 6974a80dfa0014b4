"""Deciding from a mail: two presses, for the version that was asked about, by whoever may at that moment."""

from datetime import timedelta

import httpx
import pytest
from sqlalchemy import update

from digests.content.model import ItemState
from digests.content.store import load_items
from digests.newsroom import deputies, items
from digests.newsroom.invitations import Invitation, sign
from digests.newsroom.standing import standing
from digests.newsroom.store import load_decisions
from digests.people.store import people
from tests.bot.web.newsroom.conftest import newsroom
from tests.bot.web.newsroom.office import Office, somebody
from tests.factories import KEY, NOW

__all__ = ["newsroom"]
ITEM = "quay-review"


def address(who: str = "approver", item: str = ITEM, version: int = 1) -> str:
    return f"/a/{sign(KEY, Invitation(who, item, version), NOW)}"


async def get(newsroom: Office, path: str) -> httpx.Response:
    async with newsroom.client(None) as client:
        return await client.get(path)


async def press(newsroom: Office, path: str, **form: str) -> httpx.Response:
    async with newsroom.client(None) as client:
        return await client.post(path, data=form, follow_redirects=True)


def state(newsroom: Office, item: str = ITEM) -> ItemState:
    (found,) = newsroom.database.read(load_items, [item])
    return found.state


def change(newsroom: Office, who: str, **values: object) -> None:
    newsroom.database.write(lambda c: c.execute(update(people).where(people.c.id == who).values(**values)).rowcount)


async def test_following_the_address_changes_nothing_however_often(newsroom: Office) -> None:
    for path in (address(), f"{address()}?do=approve", f"{address()}?do=change"):
        answer = await get(newsroom, path)
        assert answer.status_code == 200
    assert state(newsroom) is ItemState.IN_REVIEW


async def test_two_presses_approve(newsroom: Office) -> None:
    asked = await get(newsroom, f"{address()}?do=approve")
    assert "Approve this?" in asked.text
    assert "How we cut the harbour&#39;s emissions" in asked.text
    assert "Proud of what my colleagues did in the harbour." in asked.text
    told = await press(newsroom, address(), do="approve")
    assert "<h1>Approved</h1>" in told.text
    assert "Approved by Anna Berg" in told.text
    assert state(newsroom) is ItemState.APPROVED
    (decision,) = newsroom.database.read(load_decisions, ITEM)
    assert (decision.who, decision.act.value) == ("approver", "approved")


async def test_two_presses_ask_for_a_change(newsroom: Office) -> None:
    asked = await get(newsroom, f"{address()}?do=change")
    assert "What should be different?" in asked.text
    told = await press(newsroom, address(), do="change", reason="Name the captain.")
    assert "Sent back" in told.text
    assert "Name the captain." in told.text
    assert state(newsroom) is ItemState.DRAFT


@pytest.mark.parametrize("reason", ["", "   "])
async def test_a_change_needs_words(newsroom: Office, reason: str) -> None:
    told = await press(newsroom, address(), do="change", reason=reason)
    assert told.status_code == 422
    assert "has only your words" in told.text
    assert state(newsroom) is ItemState.IN_REVIEW


async def test_whoever_comes_too_late_reads_who_decided(newsroom: Office) -> None:
    admin = standing(somebody("desk-admin"))
    newsroom.database.write(items.approve, admin, ITEM, 1, NOW)
    told = await press(newsroom, address(), do="change", reason="Too late")
    assert "This is settled already" in told.text
    assert "Approved by Dorte Friis" in told.text
    assert state(newsroom) is ItemState.APPROVED


async def test_a_newer_version_is_not_decided_on_by_an_older_mail(newsroom: Office) -> None:
    (found,) = newsroom.database.read(load_items, [ITEM])
    newer = type(found)(**{**{name: getattr(found, name) for name in found.__slots__}, "minutes": 9})
    newsroom.database.write(items.change, standing(somebody("editor")), newer, 1, NOW)
    told = await press(newsroom, address(), do="approve")
    assert "it is at version 2 now" in told.text
    assert state(newsroom) is ItemState.IN_REVIEW


async def test_whoever_submitted_it_does_not_approve_it(newsroom: Office) -> None:
    newsroom.database.write(items.submit, standing(somebody("approver")), "bridge-draft", NOW)
    path = address(item="bridge-draft", version=2)
    assert "somebody else approves it" in (await get(newsroom, path)).text
    assert "somebody else approves it" in (await press(newsroom, path, do="approve")).text
    assert state(newsroom, "bridge-draft") is ItemState.IN_REVIEW


@pytest.mark.parametrize("values", [{"roles": ["comms:editor"]}, {"left_at": NOW}])
async def test_an_invitation_holds_no_longer_than_the_role(newsroom: Office, values: dict[str, object]) -> None:
    change(newsroom, "approver", **values)
    for answer in (await get(newsroom, address()), await press(newsroom, address(), do="approve")):
        assert answer.status_code == 403
        assert "harbour" not in answer.text
    assert state(newsroom) is ItemState.IN_REVIEW


async def test_a_deputy_decides_with_their_own_invitation(newsroom: Office) -> None:
    who = address("hr-editor")
    assert (await press(newsroom, who, do="approve")).status_code == 403
    newsroom.database.write(deputies.name, standing(somebody("approver")), "hr-editor", starts=NOW, ends=None, now=NOW)
    assert "Approved by Helle Krag" in (await press(newsroom, who, do="approve")).text


async def test_an_invitation_ends_after_a_week_and_a_forged_one_never_held(newsroom: Office) -> None:
    assert (await get(newsroom, f"{address()[:-1]}A")).status_code == 403
    path = address()
    newsroom.clock.now = NOW + timedelta(days=7)
    for answer in (await get(newsroom, path), await press(newsroom, path, do="approve")):
        assert answer.status_code == 410
        assert "/newsroom/approvals" in answer.text
    assert state(newsroom) is ItemState.IN_REVIEW


@pytest.mark.parametrize(("item", "version"), [("no-such", 1), (ITEM, 9)])
async def test_what_never_was_cannot_be_decided(newsroom: Office, item: str, version: int) -> None:
    assert (await get(newsroom, address(item=item, version=version))).status_code == 403


async def test_another_act_is_none(newsroom: Office) -> None:
    await press(newsroom, address(), do="withdraw")
    assert state(newsroom) is ItemState.IN_REVIEW


async def test_the_page_takes_nothing_from_elsewhere_but_the_items_picture(newsroom: Office) -> None:
    answer = await get(newsroom, address())
    policy = answer.headers["content-security-policy"]
    assert "img-src 'self' data: https://www.example.com;" in policy
    assert "frame-ancestors 'none'" in policy
    assert answer.headers["referrer-policy"] == "no-referrer"
