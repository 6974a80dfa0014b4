"""The company's own sign-in lets in whoever it vouches for, where they are one person here; and nobody else."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import httpx
import pytest
from sqlalchemy import select

from bot.web.app import create_app
from digests.access import sessions
from digests.access.store import sessions as table
from digests.access.store import signin_states
from digests.db import Database
from digests.people.store import add_people
from digests.settings import Secrets
from tests.bot.web.newsroom.office import Office, office, somebody
from tests.bot.web.newsroom.signin.identity import CLIENT, NEXT, OTHERS, SECRET, Identity, identity
from tests.factories import KEY, NOW

ROLES = {"press": "comms:editor", "it": ["admin"]}
ERIK = {"email": "Editor@Example.com", "email_verified": True}


@dataclass(frozen=True)
class Scene:
    """A newsroom that trusts a provider."""

    newsroom: Office
    provider: Identity

    async def sign_in(self, **answer: str) -> httpx.Response:
        """Somebody goes away, signs in there and comes back; with what else they come back with."""
        async with self.newsroom.client(None) as client:
            away = await client.get("/newsroom/signin/company?next=/newsroom/report")
            assert away.status_code == 303, away.text
            back = self.provider.sign_in(away.headers["location"]) | answer
            return await client.get("/newsroom/signin/back", params=back, headers={"Sec-Fetch-Site": "cross-site"})

    def roles(self) -> tuple[str, ...]:
        """Those of the one session that there is."""
        return self.newsroom.database.read(lambda c: c.scalars(select(table.c.roles)).one())

    def nobody(self) -> bool:
        """Whether nobody is signed in."""
        return self.newsroom.database.read(lambda c: c.execute(select(table)).all()) == []


@pytest.fixture(scope="module")
def running() -> Iterator[Identity]:
    with identity() as made:
        yield made


@pytest.fixture
def provider(running: Identity) -> Identity:
    """The provider as at first, for another test."""
    fresh = Identity(address=running.address, claims=dict(ERIK))
    for name, value in vars(fresh).items():
        setattr(running, name, value)
    return running


@pytest.fixture
def scene(migrated_sqlite: Path, tmp_path: Path, provider: Identity) -> Iterator[Scene]:
    path = tmp_path / "budstikke.db"
    path.write_bytes(migrated_sqlite.read_bytes())
    database = Database(f"sqlite:///{path}")
    oidc = {"issuer": provider.address, "client_id": CLIENT, "roles": ROLES, "label": "Nordbro login"}
    made = office(database, tmp_path, newsroom={"oidc": oidc}, http={"allow_hosts": ["127.0.0.1"]})
    secrets = Secrets(secret_key=KEY.decode(), oidc_secret=SECRET)
    settings = made.parts.settings.model_copy(update={"secrets": secrets})
    yield Scene(replace(made, app=create_app(replace(made.parts, settings=settings))), provider)
    database.close()


async def test_whoever_the_company_vouches_for_is_let_in(scene: Scene) -> None:
    answer = await scene.sign_in()
    assert (answer.status_code, answer.headers["location"]) == (303, "/newsroom/report")
    (cookie,) = [one for one in answer.headers.get_list("set-cookie") if one.startswith("__Host-budstikke=")]
    session = scene.newsroom.database.read(sessions.resolve, cookie.split("=")[1].split(";")[0], NOW)
    assert session is not None
    assert (session.person_id, session.way, session.roles) == ("editor", "oidc", ())


async def test_the_way_away_carries_state_nonce_and_a_challenge(scene: Scene) -> None:
    async with scene.newsroom.client(None) as client:
        page = await client.get("/newsroom/signin")
        away = await client.get("/newsroom/signin/company")
    asked = dict(parse_qsl(urlsplit(away.headers["location"]).query))
    assert "Nordbro login" in page.text
    assert asked["redirect_uri"] == "https://bot.example.com/newsroom/signin/back"
    assert (asked["response_type"], asked["code_challenge_method"], asked["client_id"]) == ("code", "S256", CLIENT)
    assert min(len(asked[name]) for name in ("state", "nonce", "code_challenge")) >= 32
    cookie = away.headers["set-cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=lax" in cookie
    kept = repr(scene.newsroom.database.read(lambda c: c.execute(select(signin_states)).one()))
    assert asked["state"] not in kept


async def test_groups_give_roles_for_the_session(scene: Scene) -> None:
    scene.provider.claims |= {"email": "nobody@example.com", "groups": ["press", "it", "cooks", 7]}
    assert (await scene.sign_in()).status_code == 303
    assert scene.roles() == ("admin", "comms:editor")


@pytest.mark.parametrize(("groups", "roles"), [("press", ("comms:editor",)), ({"press": 1}, ()), (None, ())])
async def test_groups_may_be_said_in_odd_ways(scene: Scene, groups: object, roles: tuple[str, ...]) -> None:
    scene.provider.claims |= {"groups": groups}
    await scene.sign_in()
    assert scene.roles() == roles


async def test_what_the_token_does_not_say_is_asked_for(scene: Scene) -> None:
    scene.provider.claims = {"email": None}
    scene.provider.userinfo = {"sub": "s-1", **ERIK, "groups": ["it"]}
    assert (await scene.sign_in()).status_code == 303
    assert scene.roles() == ("admin",)


async def test_what_is_said_besides_must_be_about_the_same_person(scene: Scene) -> None:
    scene.provider.claims = {"email": None}
    scene.provider.userinfo = {"sub": "somebody else", **ERIK}
    assert (await scene.sign_in()).status_code == 403
    assert scene.nobody()


@pytest.mark.parametrize(
    "claims",
    [
        {"email_verified": False},
        {"email_verified": None},
        {"email": "stranger@example.com"},
        {"email": ""},
        {"email": ["editor@example.com"]},
        {"email": "nobody@example.com"},
        {"email": "left@example.com"},
    ],
)
async def test_whoever_is_nobody_with_a_role_here_stays_outside(scene: Scene, claims: dict[str, Any]) -> None:
    scene.provider.claims |= claims
    answer = await scene.sign_in()
    assert answer.status_code == 403
    assert "does not belong to anybody with a role here" in answer.text
    assert scene.nobody()


async def test_an_address_that_two_people_have_lets_neither_in(scene: Scene) -> None:
    scene.newsroom.database.write(add_people, [replace(somebody("editor"), id="twin")], NOW)
    assert (await scene.sign_in()).status_code == 403
    assert scene.nobody()


@pytest.mark.parametrize(
    "claims",
    [
        {"nonce": "another"},
        {"nonce": None},
        {"aud": "another-client"},
        {"aud": [CLIENT, "another"], "azp": "another"},
        {"iss": "https://evil.example.com"},
        {"exp": int(NOW.timestamp()) - 61},
        {"iat": int(NOW.timestamp()) + 3600},
        {"exp": None},
        {"sub": None},
        {"at_hash": "x"},
    ],
)
async def test_a_token_that_is_not_for_this_sign_in_is_refused(scene: Scene, claims: dict[str, Any]) -> None:
    scene.provider.claims |= claims
    answer = await scene.sign_in()
    assert answer.status_code == 403
    assert "did not let you in" in answer.text
    assert scene.nobody()


@pytest.mark.parametrize("algorithm", ["none", "HS256"])
async def test_a_token_that_nobody_signed_properly_is_refused(scene: Scene, algorithm: str) -> None:
    scene.provider.algorithm = algorithm
    assert (await scene.sign_in()).status_code == 403
    assert scene.nobody()


async def test_a_token_of_somebody_elses_key_is_refused(scene: Scene) -> None:
    scene.provider.key = OTHERS
    assert (await scene.sign_in()).status_code == 403
    assert scene.nobody()


async def test_a_key_that_is_new_is_looked_for_after_a_minute(scene: Scene) -> None:
    await scene.sign_in()
    scene.provider.key, scene.provider.published = NEXT, (NEXT,)
    assert (await scene.sign_in()).status_code == 403
    scene.newsroom.clock.now += timedelta(minutes=1)
    assert (await scene.sign_in()).status_code == 303


async def test_what_the_provider_says_of_itself_is_kept_for_a_while(scene: Scene) -> None:
    for _ in range(3):
        await scene.sign_in()
    assert scene.provider.asked.count("/.well-known/openid-configuration") == 1
    assert scene.provider.asked.count("/keys") == 1


@pytest.mark.parametrize("methods", [["client_secret_post"], ["client_secret_basic", "client_secret_post"], None])
async def test_our_secret_is_shown_as_the_provider_takes_it(scene: Scene, methods: list[str] | None) -> None:
    scene.provider.metadata = {"token_endpoint_auth_methods_supported": methods}
    assert (await scene.sign_in()).status_code == 303
    assert ("client_secret" in scene.provider.tokens[0]) == (methods == ["client_secret_post"])
    assert ("Authorization" in scene.provider.headers[0]) != (methods == ["client_secret_post"])


async def test_a_code_is_good_once(scene: Scene) -> None:
    async with scene.newsroom.client(None) as client:
        away = await client.get("/newsroom/signin/company")
        back = scene.provider.sign_in(away.headers["location"])
        assert (await client.get("/newsroom/signin/back", params=back)).status_code == 303
        client.cookies.set("__Host-budstikke-way", back["state"], domain="bot.example.com")
        assert (await client.get("/newsroom/signin/back", params=back)).status_code == 403


async def test_another_browser_cannot_come_back(scene: Scene) -> None:
    async with scene.newsroom.client(None) as client, scene.newsroom.client(None) as other:
        away = await client.get("/newsroom/signin/company")
        back = scene.provider.sign_in(away.headers["location"])
        assert (await other.get("/newsroom/signin/back", params=back)).status_code == 403
        await other.get("/newsroom/signin/company")
        assert (await other.get("/newsroom/signin/back", params=back)).status_code == 403
    assert scene.nobody()


@pytest.mark.parametrize("answer", [{"iss": "https://evil.example.com"}, {"code": ""}, {"state": "x"}, {"code": "no"}])
async def test_an_answer_that_is_not_the_providers_is_refused(scene: Scene, answer: dict[str, str]) -> None:
    assert (await scene.sign_in(**answer)).status_code == 403
    assert scene.nobody()


async def test_whoever_comes_back_too_late_begins_anew(scene: Scene) -> None:
    async with scene.newsroom.client(None) as client:
        away = await client.get("/newsroom/signin/company")
        back = scene.provider.sign_in(away.headers["location"])
        scene.newsroom.clock.now += timedelta(minutes=10)
        assert (await client.get("/newsroom/signin/back", params=back)).status_code == 403


@pytest.mark.parametrize(
    ("status", "metadata"),
    [
        ({"/.well-known/openid-configuration": 500}, {}),
        ({"/.well-known/openid-configuration": 302}, {}),
        ({"/keys": 404}, {}),
        ({"/keys": 200}, {}),
        ({}, {"issuer": "https://evil.example.com"}),
        ({}, {"authorization_endpoint": "javascript:alert(1)"}),
        ({}, {"jwks_uri": None}),
    ],
)
async def test_a_provider_that_is_away_is_said_so(
    scene: Scene, status: dict[str, int], metadata: dict[str, Any]
) -> None:
    scene.provider.status, scene.provider.metadata = status, metadata
    async with scene.newsroom.client(None) as client:
        answer = await client.get("/newsroom/signin/company")
    assert answer.status_code == 503
    assert "cannot be reached" in answer.text
    assert 'name="address"' in answer.text  # a link still can be asked for


@pytest.mark.parametrize("status", [500, 429])
async def test_a_provider_that_is_away_on_the_way_back_is_said_so(scene: Scene, status: int) -> None:
    scene.provider.status = {"/token": status}
    assert (await scene.sign_in()).status_code == (503 if status == 500 else 403)
    assert scene.nobody()


async def test_the_provider_is_asked_by_the_guarded_client_alone(scene: Scene) -> None:
    config = scene.newsroom.parts.settings.config
    closed = config.model_copy(update={"http": config.http.model_copy(update={"allow_hosts": []})})
    settings = scene.newsroom.parts.settings.model_copy(update={"config": closed})
    careful = replace(scene.newsroom, app=create_app(replace(scene.newsroom.parts, settings=settings)))
    async with careful.client(None) as client:
        assert (await client.get("/newsroom/signin/company")).status_code == 503
    assert scene.provider.asked == []


async def test_nobody_is_sent_away_too_often(scene: Scene) -> None:
    async with scene.newsroom.client(None) as client:
        answers = [(await client.get("/newsroom/signin/company")).status_code for _ in range(32)]
    assert answers == [303] * 30 + [429] * 2


async def test_where_no_provider_is_there_is_no_way_to_it(newsroom: Office) -> None:
    async with newsroom.client(None) as client:
        assert "company" not in (await client.get("/newsroom/signin")).text.split("<main")[1]
        assert (await client.get("/newsroom/signin/company")).status_code == 404
        assert (await client.get("/newsroom/signin/back?code=a&state=b")).status_code == 403
