"""Everybody sees and ends their own sessions; an admin ends anybody's."""

import re

from digests.access import audit, sessions, signin
from digests.access.sessions import Patience
from digests.access.signin import GOOD_FOR, Link
from tests.bot.web.newsroom.office import Office
from tests.factories import NOW


def another(newsroom: Office, who: str, agent: str = "Firefox, Linux") -> str:
    """A second session of somebody, on another browser."""
    secret = f"{who} again".encode().ljust(32, b".")
    return newsroom.database.write(
        lambda c: sessions.begin(c, who, secret, newsroom.clock(), Patience(), way="slack", agent=agent)
    )


def alive(newsroom: Office, cookie: str) -> bool:
    return newsroom.database.read(sessions.resolve, cookie, newsroom.clock()) is not None


async def test_somebody_sees_where_they_are_signed_in_and_nobody_else(newsroom: Office) -> None:
    another(newsroom, "editor")
    another(newsroom, "admin", "Opera, Windows")
    page = await newsroom.get("editor", "/sessions")
    assert "Firefox, Linux" in page.text
    assert "An unknown browser" in page.text
    assert "this one" in page.text
    assert "Opera" not in page.text
    assert "Who is signed in" not in page.text


async def test_one_session_can_be_ended(newsroom: Office) -> None:
    cookie = another(newsroom, "editor")
    session = newsroom.database.read(sessions.resolve, cookie, NOW)
    assert session is not None
    answer = await newsroom.post("editor", "/sessions/end", {"id": session.id})
    assert (answer.status_code, answer.headers["location"]) == (303, "/newsroom/sessions?said=sessions.ended")
    assert not alive(newsroom, cookie)
    assert alive(newsroom, newsroom.cookie("editor"))
    assert (await newsroom.post("editor", "/sessions/end", {"id": session.id})).status_code == 404


async def test_nobody_ends_a_session_of_somebody_else(newsroom: Office) -> None:
    cookie = another(newsroom, "approver")
    session = newsroom.database.read(sessions.resolve, cookie, NOW)
    assert session is not None
    assert (await newsroom.post("editor", "/sessions/end", {"id": session.id})).status_code == 404
    assert (await newsroom.post("editor", "/sessions/people/end-all", {"person": "approver"})).status_code == 403
    assert alive(newsroom, cookie)


async def test_ending_the_session_one_is_in_signs_out(newsroom: Office) -> None:
    mine = newsroom.database.read(sessions.resolve, newsroom.cookie("editor"), NOW)
    assert mine is not None
    answer = await newsroom.post("editor", "/sessions/end", {"id": mine.id})
    assert answer.headers["location"] == "/newsroom/signin"
    assert "Max-Age=0" in answer.headers["set-cookie"]
    assert not alive(newsroom, newsroom.cookie("editor"))


async def test_signing_out_everywhere_else_keeps_this_session(newsroom: Office) -> None:
    cookie = another(newsroom, "editor")
    link = Link("editor", "mail", "editor@example.com", "", NOW + GOOD_FOR)
    token = newsroom.database.write(signin.make, link, bytes(32), NOW)
    answer = await newsroom.post("editor", "/sessions/end-all", {"but": "here"})
    assert answer.status_code == 303
    assert token is not None
    assert newsroom.database.read(signin.look, token, NOW) is None
    assert (alive(newsroom, cookie), alive(newsroom, newsroom.cookie("editor"))) == (False, True)


async def test_signing_out_everywhere_ends_them_all(newsroom: Office) -> None:
    cookie = another(newsroom, "editor")
    answer = await newsroom.post("editor", "/sessions/end-all")
    assert answer.headers["location"] == "/newsroom/signin"
    assert (alive(newsroom, cookie), alive(newsroom, newsroom.cookie("editor"))) == (False, False)


async def test_an_admin_sees_who_is_signed_in_and_signs_somebody_out(newsroom: Office) -> None:
    cookie = another(newsroom, "editor")
    page = await newsroom.get("admin", "/sessions/people")
    assert re.findall(r"<h2>(.*?)</h2>", page.text) == ["Amir Haddad", "Erik Dahl"]
    answer = await newsroom.post("admin", "/sessions/people/end-all", {"person": "editor"})
    assert "sessions.others" in answer.headers["location"]
    assert not alive(newsroom, cookie)
    (look,) = newsroom.database.read(audit.looks)
    assert (look.act, look.actor_id, look.person_id) == ("sessions end", "admin", "editor")


async def test_an_admin_may_sign_themselves_out_everywhere(newsroom: Office) -> None:
    answer = await newsroom.post("admin", "/sessions/people/end-all", {"person": "admin"})
    assert answer.headers["location"] == "/newsroom/signin"
    assert (await newsroom.get("admin", "/sessions")).status_code == 303


async def test_nobody_can_be_signed_out_who_is_not_there(newsroom: Office) -> None:
    assert (await newsroom.post("admin", "/sessions/people/end-all", {"person": "x"})).status_code == 404
