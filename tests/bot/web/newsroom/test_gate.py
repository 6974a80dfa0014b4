"""The newsroom's door: who comes in, and what a form has to bring along."""

from dataclasses import dataclass, field
from datetime import timedelta

import pytest
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from bot.web.newsroom.gate import ADMIN, SIGNED_IN, Caller, form, room
from digests.access import sessions
from digests.errors import UnknownError
from digests.newsroom.errors import NotAllowedError
from digests.newsroom.standing import Act
from tests.bot.web.newsroom.office import Office

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@dataclass
class Probe:
    """A room that keeps what reached it."""

    reached: list[str] = field(default_factory=list)

    async def look(self, _: Request, caller: Caller) -> Response:
        self.reached.append(caller.person.id)
        return PlainTextResponse(caller.person.name)

    async def change(self, request: Request, caller: Caller) -> Response:
        self.reached.append(f"{caller.person.id}: {(await form(request)).get('word')}")
        return PlainTextResponse("done")

    async def refuse(self, _: Request, __: Caller) -> Response:
        raise NotAllowedError("You need the role hr:approver.")

    async def miss(self, _: Request, __: Caller) -> Response:
        raise UnknownError("There is no item 'x' in your queue.")


@pytest.fixture
def probe(newsroom: Office) -> Probe:
    made = Probe()
    newsroom.app.router.routes.extend(
        [
            room("/probe", made.look, needs=SIGNED_IN),
            room("/probe/edit", made.change, methods=("POST",), needs=Act.EDIT),
            room("/probe/small", made.change, methods=("POST",), needs=Act.EDIT, most=500),
            room("/probe/admin", made.look, needs=ADMIN),
            room("/probe/refused", made.refuse, needs=SIGNED_IN),
            room("/probe/missing", made.miss, needs=SIGNED_IN),
        ]
    )
    return made


async def test_whoever_is_not_signed_in_is_asked_to_and_comes_back_afterwards(newsroom: Office, probe: Probe) -> None:
    answer = await newsroom.get(None, "/probe?state=draft&page=2")
    assert answer.status_code == 303
    assert answer.headers["location"] == "/newsroom/signin?next=/newsroom/probe%3Fstate%3Ddraft%26page%3D2"
    assert probe.reached == []


@pytest.mark.parametrize(
    ("who", "status"),
    [("suggester", 200), ("editor", 200), ("hr-approver", 200), ("admin", 200), ("nobody", 403)],
)
async def test_whoever_has_a_role_comes_in(newsroom: Office, probe: Probe, who: str, status: int) -> None:
    assert (await newsroom.get(who, "/probe")).status_code == status
    assert probe.reached == ([who] if status == 200 else [])


async def test_whoever_left_is_signed_out(newsroom: Office, probe: Probe) -> None:
    assert (await newsroom.get("left", "/probe")).status_code == 303
    assert probe.reached == []


async def test_a_room_for_admins_is_for_no_desks_admin(newsroom: Office, probe: Probe) -> None:
    assert (await newsroom.get("desk-admin", "/probe/admin")).status_code == 403
    assert (await newsroom.get("admin", "/probe/admin")).status_code == 200
    assert probe.reached == ["admin"]


async def test_a_form_of_theirs_is_obeyed(newsroom: Office, probe: Probe) -> None:
    assert (await newsroom.post("editor", "/probe/edit", {"word": "hello"})).status_code == 200
    assert probe.reached == ["editor: hello"]


async def test_a_script_of_theirs_proves_it_by_a_header(newsroom: Office, probe: Probe) -> None:
    async with newsroom.client("editor") as client:
        headers = {"X-CSRF-Token": newsroom.csrf("editor"), "Content-Type": "application/json"}
        answer = await client.post("/newsroom/probe/edit", content=b"{}", headers=headers)
    assert answer.status_code == 200
    assert probe.reached == ["editor: None"]


@pytest.mark.parametrize("given", ["", "0" * 64, "ø", None])
async def test_a_form_without_proof_changes_nothing(newsroom: Office, probe: Probe, given: str | None) -> None:
    async with newsroom.client("editor") as client:
        data = {"word": "hello"} | ({} if given is None else {"csrf": given})
        answer = await client.post("/newsroom/probe/edit", data=data)
    assert answer.status_code == 403
    assert "This form is not from your session" in answer.text
    assert probe.reached == []


async def test_another_persons_proof_is_none(newsroom: Office, probe: Probe) -> None:
    answer = await newsroom.post("editor", "/probe/edit", {"csrf": newsroom.csrf("admin")})
    assert (answer.status_code, probe.reached) == (403, [])


@pytest.mark.parametrize("site", ["cross-site", "same-site"])
async def test_a_form_of_another_site_changes_nothing(newsroom: Office, probe: Probe, site: str) -> None:
    answer = await newsroom.post("editor", "/probe/edit", {"word": "x"}, headers={"Sec-Fetch-Site": site})
    assert (answer.status_code, probe.reached) == (403, [])


async def test_a_form_after_the_session_ended_says_so(newsroom: Office, probe: Probe) -> None:
    async with newsroom.client(None) as client:
        answer = await client.post("/newsroom/probe/edit", data={"word": "x"})
    assert answer.status_code == 401
    assert "You are signed out" in answer.text
    assert probe.reached == []


async def test_what_is_too_large_is_not_read_to_the_end(newsroom: Office, probe: Probe) -> None:
    answer = await newsroom.post("editor", "/probe/small", {"word": "x" * 600})
    assert (answer.status_code, probe.reached) == (413, [])


async def test_a_file_comes_in_only_where_one_is_asked_for(newsroom: Office, probe: Probe) -> None:
    answer = await newsroom.post("editor", "/probe/edit", {"word": "x"}, files={"file": ("queue.yaml", b"items: []")})
    assert (answer.status_code, probe.reached) == (413, [])


async def test_a_verbs_refusal_is_said_in_its_words(newsroom: Office, probe: Probe) -> None:
    answer = await newsroom.get("editor", "/probe/refused")
    assert answer.status_code == 403
    assert "You need the role hr:approver." in answer.text
    assert (await newsroom.get("editor", "/probe/missing")).status_code == 404
    assert probe.reached == []


async def test_a_session_that_is_used_lives_on(newsroom: Office, probe: Probe) -> None:
    cookie = newsroom.cookie("editor")
    newsroom.clock.now += timedelta(hours=7)
    assert (await newsroom.get("editor", "/probe")).status_code == 200
    newsroom.clock.now += timedelta(hours=7)
    assert (await newsroom.get("editor", "/probe")).status_code == 200
    newsroom.clock.now += timedelta(hours=9)
    assert (await newsroom.get("editor", "/probe")).status_code == 303
    assert newsroom.database.read(sessions.resolve, cookie, newsroom.clock()) is None
    assert len(probe.reached) == 2


async def test_every_page_keeps_out_what_is_foreign(newsroom: Office, probe: Probe) -> None:
    answer = await newsroom.get("nobody", "/probe")
    policy = answer.headers["content-security-policy"]
    assert "unsafe" not in policy
    assert "nonce" not in policy
    assert "frame-ancestors 'none'" in policy
    assert answer.headers["referrer-policy"] == "no-referrer"
    assert answer.headers["strict-transport-security"].startswith("max-age=")
    assert answer.headers["cache-control"] == "no-store"
    assert "<script>" not in answer.text
    assert "style=" not in answer.text
    assert probe.reached == []


async def test_style_and_script_are_kept_for_ever_by_what_is_in_them(newsroom: Office, probe: Probe) -> None:
    page = await newsroom.get("nobody", "/probe")
    address = page.text.split('rel="stylesheet" href="')[1].split('"')[0]
    async with newsroom.client(None) as client:
        kept = await client.get(address)
        older = await client.get("/static/000000000000/newsroom.css")
        missing = await client.get("/static/000000000000/../config.toml")
    assert "immutable" in kept.headers["cache-control"]
    assert kept.headers["content-type"].startswith("text/css")
    assert older.headers["cache-control"] == "no-store"
    assert missing.status_code == 404
    assert probe.reached == []
