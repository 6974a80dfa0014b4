"""An admin makes keys on the web: each is shown once, listed without its secret, and taken back for good."""

import re

import pytest

from bot.web.newsroom.keys.room import SAID
from digests.access import audit, keys
from digests.access.model import SCOPES
from digests.errors import AccessError
from tests.bot.web.newsroom.office import Office
from tests.factories import NOW


async def _make(newsroom: Office, name: str = "careers-site") -> str:
    page = await newsroom.post("admin", "/keys", {"name": name, "scope": ["report:read", "conversions:write"]})
    assert page.status_code == 200
    assert page.headers["cache-control"] == "no-store"
    (key,) = re.findall(r"bsk_[0-9a-f]+_[0-9a-f]+", page.text)
    return str(key)


def test_every_scope_is_said_in_words() -> None:
    assert SAID.keys() == SCOPES.keys()


async def test_a_key_is_shown_once_and_works(newsroom: Office) -> None:
    key = await _make(newsroom)
    found = newsroom.database.write(keys.check, key, "report:read", NOW)
    assert found.scopes == ("conversions:write", "report:read")
    listed = await newsroom.get("admin", "/keys")
    assert "careers-site" in listed.text
    assert "Read the report" in listed.text
    assert key not in listed.text
    assert key.split("_")[2] not in listed.text
    (look,) = newsroom.database.read(audit.looks)
    assert (look.act, look.subject, look.actor_id) == ("apikey create", "careers-site", "admin")


async def test_a_key_that_is_taken_back_opens_nothing(newsroom: Office) -> None:
    key = await _make(newsroom)
    answer = await newsroom.post("admin", "/keys/revoke", {"id": key.split("_")[1]})
    assert answer.headers["location"] == "/newsroom/keys?said=keys.revoked"
    with pytest.raises(AccessError):
        newsroom.database.write(keys.check, key, "report:read", NOW)
    assert "taken back" in (await newsroom.get("admin", "/keys")).text
    assert (await newsroom.post("admin", "/keys/revoke", {"id": key.split("_")[1]})).status_code == 404


@pytest.mark.parametrize(
    ("form", "said"),
    [
        ({"name": "", "scope": "report:read"}, "Name the program"),
        ({"name": "x" * 81, "scope": "report:read"}, "Name the program"),
        ({"name": "site"}, "Say what the program may do."),
        ({"name": "site", "scope": "everything"}, "Say what the program may do."),
        ({"name": "careers-site", "scope": "report:read"}, "There is a key of this name"),
    ],
)
async def test_what_is_wrong_is_said_and_nothing_is_made(newsroom: Office, form: dict[str, str], said: str) -> None:
    await _make(newsroom)
    page = await newsroom.post("admin", "/keys", form)
    assert page.status_code == 422
    assert said in page.text
    assert len(newsroom.database.read(keys.load)) == 1


async def test_where_no_key_is_the_page_says_what_one_is_for(newsroom: Office) -> None:
    assert "There is no key yet" in (await newsroom.get("admin", "/keys")).text


@pytest.mark.parametrize("who", ["editor", "approver", "desk-admin", "suggester"])
async def test_nobody_but_an_admin_comes_near(newsroom: Office, who: str) -> None:
    assert (await newsroom.get(who, "/keys")).status_code == 403
    assert (await newsroom.post(who, "/keys", {"name": "site", "scope": "report:read"})).status_code == 403
    assert newsroom.database.read(keys.load) == []
