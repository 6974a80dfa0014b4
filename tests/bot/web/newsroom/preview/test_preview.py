"""Previews: the real messages, side by side, for anybody; they leave no trace but in the audit log."""

import re
from dataclasses import replace
from pathlib import Path

import pytest

from bot.jobs.stage import Stage
from bot.service import Service
from bot.web.app import create_app
from bot.web.newsroom.preview.room import DRAWN
from digests.access import audit
from digests.db import Database
from digests.delivery.model import DeliveryState
from digests.delivery.store import counts
from digests.people.store import add_people
from tests.bot.web.newsroom.office import Office, office
from tests.factories import NOW, person

LOOK = "/preview/drawn?person=p-0001&schedule=weekly"
READER = person()


def wired(made: Office) -> Office:
    """The same with what `serve` adds: real composing and the real renderers."""
    stage: Stage = Service(made.parts.settings, made.database, made.clock).stage
    made.parts = replace(made.parts, rehearsing=stage, channels=("preview",))
    made.app = create_app(made.parts)
    return made


@pytest.fixture
def previews(database: Database, tmp_path: Path) -> Office:
    """The newsroom with a reader in it."""
    made = wired(office(database, tmp_path))
    database.write(add_people, [READER], NOW)
    return made


def written(folder: Path) -> str:
    """The one test that was written."""
    (found,) = folder.glob("preview/*/0.eml")
    return found.read_text("utf-8")


async def test_the_page_begins_with_a_search_and_one_button(previews: Office) -> None:
    answer = await previews.get("editor", "/preview")
    assert answer.status_code == 200
    assert "Nothing is shown yet" in answer.text
    assert "<iframe" not in answer.text


async def test_people_are_found_by_name_or_address(previews: Office) -> None:
    for words in ("maja", "Maja Holm", "maja.holm@example.com", "p-0001"):
        found = await previews.get("editor", f"/preview?q={words}")
        assert 'value="p-0001"' in found.text
    assert "Nobody of the directory" in (await previews.get("editor", "/preview?q=zz%25")).text


async def test_a_person_is_shown_on_every_channel_side_by_side(previews: Office) -> None:
    page = await previews.get("editor", "/preview?person=p-0001")
    frames = re.findall(r'<iframe src="([^"]+)" title="([^"]+)"', page.text)
    assert [title for _, title in frames] == [
        "Mail",
        "Mail on a phone",
        "Mail in dark colours",
        "Slack",
        "Slack in dark colours",
        "Teams",
        "Teams in dark colours",
    ]
    for address, _ in frames:
        drawn = await previews.get("editor", address.replace("&amp;", "&").removeprefix("/newsroom"))
        assert drawn.status_code == 200
        assert "Sådan skar vi i havnens udledning" in drawn.text
        assert drawn.headers["content-security-policy"] == DRAWN


async def test_a_picture_is_of_the_message_that_would_be_sent(previews: Office) -> None:
    mail = await previews.get("editor", f"{LOOK}&as=mail")
    stage = previews.parts.rehearsing
    assert isinstance(stage, Stage)
    parcel, _ = stage.composed("weekly", READER, NOW, "")
    assert parcel is not None
    sent = stage.drawn(parcel, "html").decode()
    assert mail.text.replace('<base target="_blank">', "") == sent


async def test_colours_and_language_are_as_chosen(previews: Office) -> None:
    dark = await previews.get("editor", f"{LOOK}&as=mail&scheme=dark")
    assert "prefers-color-scheme" not in dark.text
    english = await previews.get("editor", f"{LOOK}&as=slack&language=en")
    assert "How we cut the harbour&#39;s emissions" in english.text


async def test_an_item_is_shown_alone_before_it_is_approved(previews: Office) -> None:
    page = await previews.get("editor", "/preview?item=quay-review")
    assert "As it will look" in page.text
    drawn = await previews.get("editor", "/preview/drawn?item=quay-review&as=teams")
    assert "How we cut the harbour" in drawn.text
    assert (await previews.get("hr-editor", "/preview?item=quay-review")).status_code == 404
    assert (await previews.get("hr-editor", "/preview/drawn?item=quay-review")).status_code == 404


async def test_why_tells_the_picks_first_and_then_what_left_the_others_out(previews: Office) -> None:
    told = await previews.get("editor", "/preview/why?person=p-0001")
    assert told.status_code == 200
    assert "It is not approved" in told.text
    assert told.text.index("state approved") < told.text.index("It is not approved")
    assert "frame-ancestors 'self'" in told.headers["content-security-policy"]


async def test_whoever_looks_as_somebody_is_noted_and_nothing_else_is_kept(previews: Office) -> None:
    for form in ("mail", "slack", "teams"):
        await previews.get("editor", f"{LOOK}&as={form}")
    looks = [one for one in previews.database.read(audit.looks) if one.act == "preview as"]
    assert [(one.actor_id, one.person_id, one.subject) for one in looks] == [("editor", "p-0001", "weekly")]
    assert previews.database.read(counts)[DeliveryState.QUEUED] == 0


async def test_where_there_is_no_digest_the_picture_says_why(previews: Office) -> None:
    told = await previews.get("editor", f"{LOOK}&as=mail&at=2026-06-01T09:00")
    assert told.status_code == 200
    assert "No digest" in told.text or "Sådan" in told.text
    wrong = await previews.get("editor", "/preview?person=p-0001&at=2036-01-01T09:00")
    assert wrong.status_code == 422
    assert "within a year" in wrong.text
    assert "within a year" in (await previews.get("editor", f"{LOOK}&as=mail&at=never")).text


@pytest.mark.parametrize("query", ["as=fax", "as=mail&scheme=pink", "person=nobody-at-all&as=mail"])
async def test_what_there_is_not_is_not_there(previews: Office, query: str) -> None:
    assert (await previews.get("editor", f"/preview/drawn?{query}")).status_code == 404


async def test_a_test_goes_to_whoever_asks_for_it_alone(previews: Office, tmp_path: Path) -> None:
    asked = {"person": "p-0001", "schedule": "weekly", "channel": "preview"}
    answer = await previews.post("editor", "/preview/test", asked, follow_redirects=True)
    assert "A test is on its way to you" in answer.text
    mail = written(tmp_path)
    assert "To: Erik Dahl <editor@example.com>" in mail
    assert "=5BTest=5D" in mail


@pytest.mark.parametrize("channel", ["", "fax", "slack"])
async def test_a_test_that_cannot_go_says_so(previews: Office, channel: str) -> None:
    answer = await previews.post("editor", "/preview/test", {"person": "p-0001", "channel": channel})
    assert answer.status_code == 422
    assert 'role="alert"' in answer.text


async def test_without_serve_the_pages_say_what_is_missing(newsroom: Office) -> None:
    told = await newsroom.get("editor", "/preview/drawn?as=mail")
    assert "it needs `budstikke serve`" in told.text
    assert "it needs `budstikke serve`" in (await newsroom.get("editor", "/preview/why")).text
    sent = await newsroom.post("editor", "/preview/test", {"item": "quay-review", "channel": "email"})
    assert sent.status_code == 422


async def test_employees_and_suggesters_preview_nobody(previews: Office) -> None:
    for who in ("suggester", "nobody"):
        assert (await previews.get(who, "/preview?person=p-0001")).status_code == 403
        assert (await previews.get(who, f"{LOOK}&as=mail")).status_code == 403
