"""Who may come in where: every address that the router knows, for every role, at their own desk and at another."""

import hashlib
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI
from sqlalchemy import Connection, select
from starlette.routing import Mount

from bot.web.newsroom.gate import HERE, Gated
from digests.content.store import items
from digests.db import Database, metadata
from digests.newsroom.campaigns import campaigns
from digests.newsroom.feeds.store import feeds
from tests.bot.web.newsroom.lively import busy, enliven
from tests.bot.web.newsroom.office import Office, office
from tests.bot.web.newsroom.places import MAY, OPEN, PLACES, SCOPES, SIGNED_IN, Needs, Place
from tests.bot.web.newsroom.places import address as filled_with

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
PASSING = {"sessions", "audit", "drafts"}  # who is signed in, who looked, who has an editor open
SECRET = "Become an apprentice"  # stands on every page about an item of the other desk
ENDING = {"/signout", "/sessions/end-all"}  # after these nobody is signed in
COMMS = ("editor", "approver", "desk-admin")


@pytest.fixture
def here(database: Database, tmp_path: Path) -> Office:
    made = office(database, tmp_path)
    database.write(enliven)
    database.write(busy)
    return made


def gated(made: Office) -> list[tuple[str, str, Needs]]:
    """Method, address below /newsroom and needs of every gated address that the router knows."""
    return [
        (method, route.path.removeprefix(HERE), route.needs)
        for route in made.app.router.routes
        if isinstance(route, Gated)
        for method in sorted(route.methods or ())
        if method != "HEAD"
    ]


def walked(made: Office) -> list[tuple[str, str, Needs]]:
    """Those of them that are written down; the first test names the others."""
    return [one for one in gated(made) if one[1] in PLACES]


def test_every_gated_address_is_written_down_with_what_it_needs(here: Office) -> None:
    written = {
        (method, path, needs)
        for path, place in PLACES.items()
        for method, needs in (("GET", place.get), ("POST", place.post))
        if needs is not None
    }
    assert set(gated(here)) == written


def test_every_other_address_says_why_it_needs_no_session(here: Office) -> None:
    others = {
        route.path  # type: ignore[attr-defined]
        for route in here.app.router.routes
        if not isinstance(route, Gated)
    }
    assert others == set(OPEN)


def test_every_call_of_the_api_has_a_scope(here: Office) -> None:
    api = next(route.app for route in here.app.router.routes if isinstance(route, Mount) and route.path == "/api/v1")
    assert isinstance(api, FastAPI)
    found = {
        f"{method} {route.path}"  # type: ignore[attr-defined]
        for route in api.routes
        for method in getattr(route, "methods", None) or ()
        if method != "HEAD"
    }
    assert found == set(SCOPES)


@pytest.mark.parametrize("call", [call for call, scope in SCOPES.items() if scope])
async def test_without_a_key_the_api_answers_nothing(here: Office, call: str) -> None:
    method, path = call.split()
    async with here.client("admin") as client:  # a session is no key
        answer = await client.request(method, f"/api/v1{path.format(item='bridge-draft')}", json=[])
    assert answer.status_code == 401


@pytest.mark.parametrize("who", [*MAY, None], ids=str)
async def test_a_role_opens_what_it_may_and_nothing_else(here: Office, who: str | None) -> None:
    may = MAY[who] if who else frozenset[Needs]()
    signed_out = who in (None, "left")
    before = here.database.read(contents)
    async with here.client(who) as client:
        csrf = here.csrf(who) if who and who != "left" else ""
        for method, path, needs in walked(here):
            if method == "POST" and needs in may:
                continue  # the next test's
            place = PLACES[path]
            address = HERE + filled(path, place, who)
            answer = await client.request(method, address, data={"csrf": csrf} if method == "POST" else None)
            told = f"{method} {address} for {who}: {answer.status_code}"
            if signed_out and method == "GET":
                assert (answer.status_code, answer.headers["location"][:16]) == (303, "/newsroom/signin"), told
            elif signed_out:
                assert answer.status_code == 401, told
            elif needs in may:
                assert answer.status_code in (200, 303), told
            else:
                assert answer.status_code == 403, told
    assert here.database.read(contents) == before


@pytest.mark.parametrize("who", [who for who, may in MAY.items() if SIGNED_IN in may])
async def test_a_form_without_its_secret_does_nothing(here: Office, who: str) -> None:
    before = here.database.read(contents)
    async with here.client(who) as client:
        for method, path, _ in walked(here):
            if method == "POST":
                address = HERE + filled(path, PLACES[path], who)
                for data in ({}, {"csrf": "0" * 64}):
                    answer = await client.post(address, data=data)
                    assert answer.status_code == 403, f"{address} for {who}"
        elsewhere = {"Sec-Fetch-Site": "cross-site"}
        for method, path, _ in walked(here):
            if method == "POST":
                address = HERE + filled(path, PLACES[path], who)
                answer = await client.post(address, data={"csrf": here.csrf(who)}, headers=elsewhere)
                assert answer.status_code == 403, f"{address} for {who}, from another site"
    assert here.database.read(contents) == before


@pytest.mark.parametrize("who", COMMS)
async def test_what_belongs_to_another_desk_is_not_there_and_stays_as_it_is(here: Office, who: str) -> None:
    before = here.database.read(queue)
    async with here.client(who) as client:
        for method, path, needs in walked(here):
            place = PLACES[path]
            if not place.foreign or needs not in MAY[who]:
                continue
            address = HERE + filled_with(path, place.foreign)
            data = {"csrf": here.csrf(who), **WANTED} if method == "POST" else None
            answer = await client.request(method, address, data=data)
            assert answer.status_code in (403, 404), f"{method} {address} for {who}: {answer.status_code}"
            assert SECRET not in answer.text, address
    assert here.database.read(queue) == before


@pytest.mark.parametrize("who", [who for who in MAY if who not in ("nobody", "left")])
async def test_a_form_of_one_s_own_is_never_refused_for_the_role_that_it_needs(here: Office, who: str) -> None:
    async with here.client(who) as client:
        for method, path, needs in walked(here):
            if method != "POST" or needs not in MAY[who] or path in ENDING:
                continue
            address = HERE + filled(path, PLACES[path], who)
            answer = await client.post(address, data={"csrf": here.csrf(who)})
            assert answer.status_code != 401, f"{address} for {who}"
            assert answer.status_code < 500, f"{address} for {who}: {answer.status_code}"


# What a form may say: whoever takes it at its word gives away another desk's item.
WANTED = {
    "state": "approved",
    "owner": "comms",
    "desk": "comms",
    "version": "1",
    "reason": "because",
    "days": "3",
    "do": "approve",
}


def filled(path: str, place: Place, who: str | None) -> str:
    """The address with something of the caller's own desk in its gaps."""
    own = dict(place.own)
    if who and who.startswith("hr-") and place.foreign:
        own = dict(place.foreign)
    return filled_with(path, own)


def contents(connection: Connection) -> dict[str, str]:
    """Everything that is stored, by table, but who looked and who is there."""
    return {
        name: hashlib.sha256(repr([tuple(row) for row in connection.execute(select(table))]).encode()).hexdigest()
        for name, table in sorted(metadata.tables.items())
        if name not in PASSING
    }


def queue(connection: Connection) -> list[tuple[Any, ...]]:
    """Items, campaigns and feeds of the other desk, as they are."""
    theirs = (
        select(items).where(items.c.owner == "hr").order_by(items.c.id),
        select(campaigns).where(campaigns.c.owner == "hr"),
        select(feeds).where(feeds.c.desk == "hr"),
    )
    return [tuple(row) for query in theirs for row in connection.execute(query)]
