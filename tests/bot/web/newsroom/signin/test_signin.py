"""Signing in by a link: asked for by anybody, sent to whoever has a role, used up by one press alone."""

import re
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from bot.jobs import signin as notes_of_signin
from bot.web.app import create_app
from bot.web.newsroom.signin import agents, door
from bot.web.newsroom.signin.form import ways
from digests.access import audit, sessions
from digests.access.signin import GOOD_FOR
from digests.access.store import sessions as session_table
from digests.access.store import signin_links
from digests.db import Database
from digests.delivery import notes
from digests.delivery.notes import Asked
from digests.people.model import ChannelName
from tests.bot.web.newsroom.office import Office, office, somebody
from tests.factories import NOW

SAFE = "/newsroom/queue?state=draft"
COOKIE = "__Host-budstikke"


def asked(newsroom: Office) -> list[Asked]:
    """What waits to be sent."""
    return newsroom.database.read(notes.due, newsroom.clock(), 100)


def link(newsroom: Office, who: str = "editor", onward: str = "/newsroom/queue") -> str:
    """The path of a link as the note has it."""
    made = notes_of_signin.maker(newsroom.parts.settings, lambda: who.encode().ljust(32, b"-"))
    about = Asked(1, "signin", newsroom.clock(), address=f"{who}@example.com", about={"onward": onward})
    note = newsroom.database.write(made, about, somebody(who), newsroom.clock())
    assert note is not None
    assert note.button is not None
    return note.button.url.removeprefix("https://bot.example.com")


async def _ask(newsroom: Office, **form: str) -> Any:
    async with newsroom.client(None) as client:
        return await client.post("/newsroom/signin", data=form)


async def test_whoever_is_not_signed_in_is_led_to_the_form_and_back(newsroom: Office) -> None:
    async with newsroom.client(None) as client:
        away = await client.get("/newsroom/report")
        page = await client.get(away.headers["location"])
    assert away.status_code == 303
    assert 'name="next" value="/newsroom/report"' in page.text
    assert page.status_code == 200


async def test_the_answer_never_tells_whether_an_address_is_known(newsroom: Office) -> None:
    answers = [await _ask(newsroom, address=who) for who in ("editor@example.com", "nobody@example.com", "x@y.z")]
    assert {(one.status_code, one.headers["location"], one.text) for one in answers} == {
        (303, "/newsroom/signin/sent?way=email", "")
    }
    async with newsroom.client(None) as client:
        page = await client.get("/newsroom/signin/sent?way=email")
    assert "If this address belongs to somebody" in page.text


async def test_what_is_written_is_the_same_for_every_address(newsroom: Office) -> None:
    for who in ("editor@example.com", "nobody@example.com", "stranger@elsewhere.example.com"):
        await _ask(newsroom, address=f" {who.upper()} ", next=SAFE)
    assert [(one.kind, one.channel, one.about) for one in asked(newsroom)] == [
        ("signin", ChannelName.EMAIL, {"onward": SAFE})
    ] * 3
    assert asked(newsroom)[0].address == "editor@example.com"


@pytest.mark.parametrize("address", ["", "editor", "@example.com", "editor@", "a\x07@b.com", "a" * 400 + "@b.com"])
async def test_what_is_no_address_is_asked_for_again(newsroom: Office, address: str) -> None:
    answer = await _ask(newsroom, address=address)
    assert answer.status_code == 422
    assert "Write a whole address" in answer.text
    assert asked(newsroom) == []


async def test_one_address_is_written_to_a_few_times_and_nobody_is_told(newsroom: Office) -> None:
    answers = [await _ask(newsroom, address="editor@example.com") for _ in range(6)]
    assert {one.status_code for one in answers} == {303}
    assert len(asked(newsroom)) == 4


async def test_one_client_may_ask_a_few_times(newsroom: Office) -> None:
    answers = [await _ask(newsroom, address=f"a{number}@example.com") for number in range(14)]
    assert [one.status_code for one in answers] == [303] * 12 + [429] * 2
    assert "Wait a quarter of an hour" in answers[-1].text
    newsroom.clock.now += GOOD_FOR
    assert (await _ask(newsroom, address="later@example.com")).status_code == 303


async def test_only_looking_at_a_link_uses_nothing_up(newsroom: Office) -> None:
    path = link(newsroom)
    async with newsroom.client(None) as client:
        for _ in range(3):
            page = await client.get(path)
            head = await client.head(path)
        assert "Sign in as Erik Dahl" in page.text
        assert "set-cookie" not in page.headers
        assert head.status_code in (200, 405)
        pressed = await client.post(path)
        assert pressed.status_code == 303


async def test_a_press_signs_in_once_and_leads_where_they_wanted(newsroom: Office) -> None:
    path = link(newsroom, onward="/newsroom/report")
    async with newsroom.client(None) as client:
        pressed = await client.post(path)
        assert pressed.headers["location"] == "/newsroom/report"
        assert (await client.get("/newsroom/report")).status_code == 200
    async with newsroom.client(None) as other:
        again = await other.post(path)
        assert again.status_code == 410
        assert "used already" in again.text
        assert (await other.get(path)).status_code == 410


async def test_the_cookie_is_for_this_host_and_this_site_alone(newsroom: Office) -> None:
    async with newsroom.client(None) as client:
        told = (await client.post(link(newsroom))).headers["set-cookie"]
    assert told.startswith(f"{COOKIE}=")
    for part in ("HttpOnly", "Secure", "Path=/", "SameSite=lax", "Max-Age=604800"):
        assert part.casefold() in told.casefold()
    assert "domain" not in told.casefold()


async def test_pressing_twice_goes_on_for_whoever_it_signed_in(newsroom: Office) -> None:
    path = link(newsroom)
    async with newsroom.client(None) as client:
        await client.post(path)
        again = await client.post(path)
    assert (again.status_code, again.headers["location"]) == (303, "/newsroom")


async def test_a_link_that_is_too_old_opens_nothing(newsroom: Office) -> None:
    path = link(newsroom)
    newsroom.clock.now += GOOD_FOR
    async with newsroom.client(None) as client:
        assert (await client.get(path)).status_code == 410
        assert (await client.post(path)).status_code == 410


async def test_signing_in_makes_a_new_session_and_ends_the_one_before(newsroom: Office) -> None:
    async with newsroom.client("editor") as client:
        before = client.cookies[COOKIE]
        await client.post(link(newsroom))
        after = client.cookies.get(COOKIE, path="/", domain="bot.example.com") or [*client.cookies.jar][-1].value
    assert before != after
    assert newsroom.database.read(sessions.resolve, before, NOW) is None


async def test_no_other_site_signs_anybody_in(newsroom: Office) -> None:
    path = link(newsroom)
    async with newsroom.client(None) as client:
        older = {"Sec-Fetch-Site": ""}  # a browser that does not say where a form comes from
        for headers in (
            {"Sec-Fetch-Site": "cross-site"},
            {"Sec-Fetch-Site": "same-site"},
            older | {"Origin": "https://evil.example.com"},
            older | {"Origin": "null"},
        ):
            assert (await client.post(path, headers=headers)).status_code == 403
            asking = await client.post("/newsroom/signin", data={"address": "editor@example.com"}, headers=headers)
            assert asking.status_code == 403
        assert asked(newsroom) == []
        newer = {"Origin": "null"}  # as Chromium has it where no referrer is sent
        assert (await client.post(path, headers=newer)).status_code == 303
        assert (
            await client.post(link(newsroom), headers=older | {"Origin": "https://bot.example.com"})
        ).status_code == 303


async def test_a_form_that_is_too_large_is_refused(newsroom: Office) -> None:
    assert (await _ask(newsroom, address="a" * 9000)).status_code == 413
    assert (await _ask(newsroom, **{f"f{number}": "x" for number in range(30)})).status_code == 413


async def test_whoever_is_signed_in_need_not_sign_in(newsroom: Office) -> None:
    answer = await newsroom.get("editor", "/signin?next=/newsroom/report")
    assert (answer.status_code, answer.headers["location"]) == (303, "/newsroom/report")
    assert (await newsroom.get("nobody", "/signin")).status_code == 200


async def test_signing_out_ends_the_session_and_is_noted(newsroom: Office) -> None:
    async with newsroom.client("editor") as client:
        out = await client.post("/newsroom/signout", data={"csrf": newsroom.csrf("editor")})
        cookie = newsroom.cookies["editor"]
        said = await client.get(out.headers["location"])
    assert out.status_code == 303
    assert "Max-Age=0" in out.headers["set-cookie"]
    assert newsroom.database.read(sessions.resolve, cookie, NOW) is None
    assert "You are signed out." in said.text
    (look,) = newsroom.database.read(audit.looks)
    assert (look.act, look.actor_id) == ("sign out", "editor")


@pytest.mark.parametrize(
    ("wanted", "there"),
    [
        (SAFE, SAFE),
        ("/newsroom", "/newsroom"),
        ("", "/newsroom"),
        ("//evil.example.com", "/newsroom"),
        ("https://evil.example.com/newsroom", "/newsroom"),
        ("/newsroom//evil.example.com", "/newsroom"),
        ("/newsroom\\@evil.example.com", "/newsroom"),
        ("/newsroom/\r\nSet-Cookie: a=b", "/newsroom"),
        ("/newsroom.evil.example.com", "/newsroom"),
        ("/newsroom/signin", "/newsroom"),
        ("/newsroom/signout", "/newsroom"),
        ("/preview/", "/newsroom"),
        ("/newsroom/" + "x" * 400, "/newsroom"),
        (None, "/newsroom"),
    ],
)
def test_signing_in_leads_to_pages_of_ours_alone(wanted: object, there: str) -> None:
    assert door.onward(wanted) == there


def test_nobody_without_a_role_gets_a_link(newsroom: Office) -> None:
    made = notes_of_signin.maker(newsroom.parts.settings, lambda: bytes(32))
    for who in ("nobody", "left"):
        wanted = Asked(1, "signin", NOW, address=f"{who}@example.com")
        assert newsroom.database.write(made, wanted, somebody(who), NOW) is None
    assert newsroom.database.read(lambda c: c.execute(select(signin_links)).all()) == []


def test_the_note_is_in_its_readers_language_and_has_no_link_but_its_button(newsroom: Office) -> None:
    made = notes_of_signin.maker(newsroom.parts.settings, lambda: bytes(32))
    dane = replace(somebody("editor"), languages=("da",))
    note = newsroom.database.write(made, Asked(1, "signin", NOW, channel=ChannelName.SLACK), dane, NOW)
    assert note is not None
    assert note.subject == "Dit link til redaktionen hos Nordbro"
    assert "15" in note.lines[1]
    assert "http" not in " ".join((note.subject, *note.lines, note.small))
    way = newsroom.database.read(lambda c: c.scalars(select(signin_links.c.way)).one())
    assert way == "slack"


def test_too_many_links_are_not_sent(newsroom: Office) -> None:
    secrets = iter(bytes([number]) * 32 for number in range(9))
    made = notes_of_signin.maker(newsroom.parts.settings, lambda: next(secrets))
    notes_made = [
        newsroom.database.write(made, Asked(number, "signin", NOW), somebody("editor"), NOW) for number in range(5)
    ]
    assert [one is not None for one in notes_made] == [True] * 3 + [False] * 2


@pytest.mark.parametrize(
    ("channels", "found"),
    [
        ((), ("email",)),
        (("email",), ("email",)),
        (("preview",), ("email",)),
        (("slack",), ("slack",)),
        (("slack", "email", "teams"), ("email", "slack")),
        (("teams",), ("email",)),
    ],
)
def test_a_link_comes_on_a_channel_that_there_is(
    newsroom: Office, channels: Sequence[str], found: Sequence[str]
) -> None:
    assert ways(replace(newsroom.parts, channels=tuple(ChannelName(one) for one in channels))) == tuple(found)


async def test_slack_can_be_chosen_where_it_is(newsroom: Office) -> None:
    both = replace(newsroom.parts, channels=(ChannelName.EMAIL, ChannelName.SLACK))
    with_slack = replace(newsroom, app=create_app(both))
    async with with_slack.client(None) as client:
        assert "In Slack" in (await client.get("/newsroom/signin")).text
        answer = await client.post("/newsroom/signin", data={"address": "editor@example.com", "way": "slack"})
        assert "Look into Slack" in (await client.get(answer.headers["location"])).text
    assert [one.channel for one in asked(newsroom)] == [ChannelName.SLACK]
    await _ask(newsroom, address="editor@example.com", way="slack")  # there is none here
    assert [one.channel for one in asked(newsroom)][-1] is ChannelName.EMAIL


async def test_with_files_in_place_of_mail_the_page_says_where(newsroom: Office) -> None:
    with_files = replace(newsroom, app=create_app(replace(newsroom.parts, channels=(ChannelName.PREVIEW,))))
    async with with_files.client(None) as client:
        assert 'href="/preview/"' in (await client.get("/newsroom/signin/sent")).text


async def test_over_plain_http_the_cookie_has_a_plain_name(database: Database, tmp_path: Path) -> None:
    here = office(database, tmp_path, server={"public_url": "http://127.0.0.1:8000"})
    path = re.sub(r"^http://[^/]*", "", link(here))
    async with here.client(None) as client:
        told = (await client.post(path)).headers["set-cookie"]
    assert told.startswith("budstikke=")
    assert "Secure" not in told


async def test_a_session_says_on_which_browser_it_is(newsroom: Office) -> None:
    async with newsroom.client(None) as client:
        await client.post(link(newsroom))
    told = newsroom.database.read(lambda c: c.scalars(select(session_table.c.agent)).all())
    assert told == ["Chrome, Windows"]


def test_browsers_are_told_apart() -> None:
    ipad = "Mozilla/5.0 (iPad; CPU OS 18_0 like Mac OS X) AppleWebKit/605 Version/18 Mobile/15E148 Safari/604.1"
    assert agents.told(ipad) == "Safari, iPad"
    assert agents.told("curl/8.0") == ""
    assert agents.told("Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0") == "Firefox, Linux"


async def test_the_database_may_be_away_for_a_moment(newsroom: Office) -> None:
    newsroom.database.write(lambda c: c.exec_driver_sql("ALTER TABLE notes RENAME TO notes_away").rowcount)
    answer = await _ask(newsroom, address="editor@example.com")
    assert answer.status_code == 503
