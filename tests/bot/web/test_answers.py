"""Reading, turning down, preferences and the way out."""

import re
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import update

from digests.ledger.model import FactKind, Verdict
from digests.people.model import ChannelName
from digests.people.preferences import FOREVER
from digests.people.store import people
from tests.bot.web.world import SENT, World
from tests.factories import NOW

DAY = timedelta(days=1)


async def test_reading_leads_to_the_item_and_is_kept(web: World) -> None:
    async with web.client() as client:
        answer = await client.get(f"/r/{web.token}/1")
    assert (answer.status_code, answer.headers["location"]) == (302, "https://www.example.com/news/harbour")
    (read,) = web.facts()
    assert (read.kind, read.verdict, read.person_id, read.item_id) == (
        FactKind.READ,
        Verdict.HUMAN,
        "p-0001",
        "harbour-emissions",
    )


async def test_reading_in_the_second_of_delivery_is_a_machines(web: World) -> None:
    web.change_delivery(sent_at=NOW - timedelta(seconds=1))
    async with web.client() as client:
        await client.get(f"/r/{web.token}/1")
        await client.head(f"/r/{web.token}/3")
    assert [fact.rules for fact in sorted(web.facts(), key=lambda one: one.item_id or "", reverse=True)] == [
        ("after 1", "early"),
        ("head", "after 1", "early"),
    ]


async def test_a_company_post_is_opened_through_its_read(web: World) -> None:
    async with web.client() as client:
        answer = await client.get(f"/r/{web.token}/2")
    assert answer.headers["location"] == "https://www.example.com/post/1"


async def test_only_a_press_turns_an_item_down_and_another_takes_it_back(web: World) -> None:
    address = f"/n/{web.token}/1"
    async with web.client() as client:
        looked = await client.get(address)
        assert web.facts() == []
        pressed = await client.post(address)
        await client.post(address)
        (declined,) = web.facts()
        undone = await client.post(address, data={"undo": "1"})
    assert "Not for you?" in looked.text
    assert "Noted: not for you" in pressed.text
    assert "Not for you?" in undone.text
    assert (declined.kind, declined.person_id, declined.verdict) == (FactKind.DECLINE, "p-0001", Verdict.HUMAN)
    assert web.facts() == []


async def test_turning_down_counts_for_someone_untracked_too(web: World) -> None:
    web.choose(untracked=True)
    async with web.client() as client:
        await client.post(f"/n/{web.token}/1")
    assert web.facts()[0].person_id == "p-0001"


async def test_mail_programs_unsubscribe_with_one_post_and_no_cookie(web: World) -> None:
    async with web.client("Google-Mail-Unsubscriber") as client:
        looked = await client.get(f"/u/{web.token}")
        assert not web.chosen().stopped
        answer = await client.post(f"/u/{web.token}", data={"List-Unsubscribe": "One-Click"})
    assert answer.status_code == 200
    assert web.chosen().stopped
    assert "set-cookie" not in looked.headers
    assert "One press" in looked.text


async def test_the_way_out_can_be_undone_and_keeps_what_was_chosen(web: World) -> None:
    web.choose(hour=7, paused_until=NOW + DAY)
    async with web.client() as client:
        stopped = await client.post(f"/u/{web.token}")
        back = await client.post(f"/u/{web.token}", data={"undo": "1"})
    assert "You get no more digests" in stopped.text
    assert "Stop these digests?" in back.text
    assert (web.chosen().stopped, web.chosen().hour) == (False, 7)


FORM = {
    "form": "preferences",
    "stopped_then": "0",
    "channel": "email",
    "weekday": "3",
    "hour": "7",
    "items": "2",
    "min_days": "14",
    "networks": ["x", "mastodon"],
    "topics": ["bridges"],
    "languages": ["da"],
    "mastodon": "@maja@Social.example",
    "untracked": "1",
    "pause": "4",
}


async def test_every_preference_is_saved_without_script_or_login(web: World) -> None:
    async with web.client() as client:
        looked = await client.get(f"/p/{web.token}")
        answer = await client.post(f"/p/{web.token}", data=FORM)
    assert looked.status_code == answer.status_code == 200
    assert "Saved" in answer.text
    found = web.chosen()
    assert (found.channel, found.weekday, found.hour, found.items, found.min_days) == (ChannelName.EMAIL, 3, 7, 2, 14)
    assert (found.networks, found.topics, found.languages) == (("x", "mastodon"), ("bridges",), ("da",))
    assert (found.mastodon, found.untracked, found.stopped) == ("social.example", True, False)
    assert found.paused_until == NOW + timedelta(weeks=4)
    assert "You have a pause until December 22, 2026." in answer.text


async def test_the_form_shows_what_was_chosen_and_saving_it_again_changes_nothing(web: World) -> None:
    async with web.client() as client:
        await client.post(f"/p/{web.token}", data=FORM)
        before = web.chosen()
        page = (await client.get(f"/p/{web.token}")).text
        checked = re.findall(r'name="(\w+)"\s+value="([\w-]+)"\s+checked', page)
        selected = re.findall(
            r'<select name="(\w+)">(?:(?!</select>).)*?<option value="(\w*)" selected', page, re.DOTALL
        )
        form: dict[str, list[str]] = {"mastodon": ["social.example"], "form": ["preferences"]}
        for name, value in [*checked, *selected]:
            form.setdefault(name, []).append(value)
        await client.post(f"/p/{web.token}", data=form)
    assert web.chosen() == before


async def test_leaving_topics_and_languages_as_they_are_follows_the_directory_on(web: World) -> None:
    async with web.client() as client:
        await client.post(f"/p/{web.token}", data={"topics": ["sustainability", "ports"], "languages": ["en"]})
    assert web.chosen().topics is None
    assert web.chosen().languages == ()


async def test_a_pause_without_an_end_lasts_until_the_person_ends_it(web: World) -> None:
    async with web.client() as client:
        paused = await client.post(f"/p/{web.token}", data={"pause": "return"})
        assert web.chosen().paused_until == FOREVER
        await client.post(f"/p/{web.token}", data={"pause": "0"})
    assert "Your digests pause until you return." in paused.text
    assert "9000" not in paused.text
    assert "End the pause" in paused.text
    assert web.chosen().paused_until is None


async def test_a_pause_can_be_ended(web: World) -> None:
    web.choose(paused_until=NOW + DAY)
    async with web.client() as client:
        page = await client.get(f"/p/{web.token}")
        await client.post(f"/p/{web.token}", data={"pause": "0"})
    assert "End the pause" in page.text
    assert web.chosen().paused_until is None


@pytest.mark.parametrize(
    ("sent", "changed"),
    [
        ({"hour": "9"}, {"hour": 9}),
        ({"channel": "email"}, {}),
        ({"networks": "x"}, {"networks": ("x",)}),
        ({"topics": "ports", "other": "1"}, {"topics": ("ports",)}),
        ({"languages": "en"}, {"languages": ("en",)}),
        ({"min_days": "7", "mastodon": "example.com"}, {"min_days": 7, "mastodon": "example.com"}),
        ({"pause": "0"}, {"paused_until": None}),
        ({"stopped": "", "untracked": "0", "form": "another"}, {}),
    ],
)
async def test_a_post_of_some_fields_changes_those_alone(
    web: World, sent: dict[str, str], changed: dict[str, Any]
) -> None:
    async with web.client() as client:
        await client.post(f"/p/{web.token}", data=FORM | {"stopped": "1"})
        before = web.chosen()
        answer = await client.post(f"/p/{web.token}", data=sent)
    assert (before.stopped, before.untracked) == (True, True)
    assert answer.status_code == 200
    assert "after this page was opened" not in answer.text
    assert web.chosen() == replace(before, **changed)


@pytest.mark.parametrize(
    ("status", "sent"),
    [
        (422, {"data": {"List-Unsubscribe": "One-Click"}}),
        (422, {"data": {"form": "another"}}),
        (415, {"json": {"hour": 9}}),
        (415, {"content": "hour=9", "headers": {"Content-Type": "text/plain"}}),
        (415, {}),
    ],
)
async def test_a_post_that_is_not_the_form_is_refused_and_changes_nothing(
    web: World, status: int, sent: dict[str, Any]
) -> None:
    web.choose(stopped=True, untracked=True, networks=("x",))
    before = web.chosen()
    async with web.client() as client:
        answer = await client.post(f"/p/{web.token}", **sent)
    assert answer.status_code == status
    assert "Nothing was changed." in answer.text
    assert web.chosen() == before


def _filled(page: str) -> dict[str, str]:
    """What stands hidden in the form; everything else is left alone or unticked."""
    return dict(re.findall(r'<input type="hidden"\s+name="(\w+)"\s+value="(\w+)"', page))


async def test_a_page_from_before_the_stop_does_not_start_the_digests_again(web: World) -> None:
    async with web.client() as client:
        old = _filled((await client.get(f"/p/{web.token}")).text)
        await client.post(f"/u/{web.token}", data={"List-Unsubscribe": "One-Click"})
        answer = await client.post(f"/p/{web.token}", data=old | {"hour": "9"})
    assert (web.chosen().stopped, web.chosen().hour) == (True, 9)
    assert "You stopped them after this page was opened" in answer.text


async def test_whoever_sees_the_stop_can_take_it_away(web: World) -> None:
    web.choose(stopped=True, untracked=True)
    async with web.client() as client:
        shown = _filled((await client.get(f"/p/{web.token}")).text)
        answer = await client.post(f"/p/{web.token}", data=shown)
    assert (web.chosen().stopped, web.chosen().untracked) == (False, False)
    assert "You get no digests now." not in answer.text


async def test_stopping_is_said_on_the_page(web: World) -> None:
    async with web.client() as client:
        answer = await client.post(f"/p/{web.token}", data={"stopped": "1"})
    assert "You get no digests now." in answer.text
    assert web.chosen().stopped


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("mastodon", "https://evil.example/path?x=", "is not the name of a server"),
        ("mastodon", "<b>", "&lt;b&gt;"),
        ("hour", "24", "not possible"),
        ("hour", "x", "not possible"),
        ("weekday", "7", "not possible"),
        ("items", "6", "not possible"),
        ("channel", "pigeon", "not possible"),
        ("networks", "myspace", "not possible"),
    ],
)
async def test_what_cannot_be_is_refused_with_a_reason_and_nothing_is_saved(
    web: World, field: str, value: str, said: str
) -> None:
    before = web.chosen()
    async with web.client() as client:
        answer = await client.post(f"/p/{web.token}", data={field: value, "stopped": "1"})
    assert answer.status_code == 422
    assert said in answer.text
    assert web.chosen() == before


async def test_the_form_offers_the_queues_topics_and_the_directorys_interests(web: World) -> None:
    async with web.client() as client:
        page = (await client.get(f"/p/{web.token}")).text
    offered = re.findall(r'name="topics"\s+value="([\w-]+)"', page)
    assert offered == ["bridges", "ports", "sustainability"]


async def test_the_page_says_who_sees_what(web: World) -> None:
    async with web.client() as client:
        page = (await client.get(f"/p/{web.token}")).text
    assert "Only you see what you do here; everybody else sees groups of 8 or more." in page


async def test_whoever_left_finds_their_digest_closed(web: World) -> None:
    web.database.write(lambda connection: connection.execute(update(people).values(left_at=SENT)))
    async with web.client() as client:
        answers = [await client.get(f"/{page}/{web.token}{rest}") for page, rest in (("p", ""), ("r", "/1"), ("u", ""))]
    assert {one.status_code for one in answers} == {410}


async def test_health_and_readiness_are_told_apart_from_everything_else(web: World) -> None:
    async with web.client() as client:
        answers = [await client.get("/healthz"), await client.get("/readyz")]
        nothing = await client.get("/nothing/here", headers={"Accept-Language": "da-DK,da;q=0.9"})
        wrong = await client.delete(f"/p/{web.token}")
    assert [one.text for one in answers] == ["ok\n", "ready\n"]
    assert (nothing.status_code, wrong.status_code) == (404, 405)
    assert "Her er ikke noget" in nothing.text
