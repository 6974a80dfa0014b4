"""The workspace itself: whoever joins or changes is matched, an app that is removed sends no more, and who installs."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest

from bot.slack.company.store import load_installed, stops
from digests.delivery.store import deliveries
from digests.people.model import Person
from digests.people.store import add_people, load_people
from tests.factories import person
from tests.slack_faults.company import MODES, Company, company
from tests.slack_faults.hand import Hand, texts
from tests.slack_faults.slack import Told, Trouble, member
from tests.slack_faults.world import TEAM, Json

POST = "chat.postMessage"
LANES = 4  # slack.connections
GONE: dict[str, Json] = {
    "app_uninstalled": {"type": "app_uninstalled"},
    "tokens_revoked": {"type": "tokens_revoked", "tokens": {"oauth": [], "bot": ["U0BUDSTIKKE"]}},
}


@pytest.fixture(scope="module", params=MODES)
def pinned(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Company]:
    """A company that names its workspace, may be installed by a click, and from which the app may be removed."""
    mode, migrated = request.param, request.getfixturevalue("migrated_sqlite")
    folder = tmp_path_factory.mktemp(f"pinned-{mode}")
    with company(folder, migrated, mode, pinned=True, SLACK_CLIENT_ID="1.2", SLACK_CLIENT_SECRET="hush") as made:
        yield made


@pytest.fixture
def removed_from(pinned: Company) -> Iterator[Company]:
    """The same; afterwards nothing was ever removed."""
    yield pinned
    pinned.slack.release()
    pinned.database.write(lambda c: c.execute(stops.delete()))


def newcomer(made: Company, name: str) -> tuple[Person, Json]:
    """Somebody whom the directory has by address alone, and the same as a member of Slack who was not there before."""
    one = person(id=f"p-{name}", name=f"New {name}", email=f"{name}@example.com", slack_id="", languages=("en",))
    made.database.write(add_people, [one], datetime.now(UTC))
    user = member(f"U{name.upper()}", one.name, one.email, tz="Europe/Oslo")
    made.slack.add(user)
    return one, user


def slack_id(made: Company, one: Person) -> str:
    (found,) = made.database.read(load_people, [one.id])
    return found.slack_id


@contextmanager
def sending(made: Company, weeks: int) -> Iterator[None]:
    """A later week's edition goes out meanwhile."""
    at = (datetime.now(UTC) + timedelta(weeks=weeks)).isoformat()
    command = [sys.executable, "-m", "bot", "send", "weekly", "--at", at]
    env = {**os.environ, **made.env}
    quiet = subprocess.DEVNULL
    with subprocess.Popen(command, cwd=made.folder, env=env, stdout=quiet, stderr=quiet) as process:
        try:
            yield
        finally:
            process.terminate()


def waiting(made: Company, saying: str) -> int:
    """How many digests wait, for a reason that says so."""
    rows = made.database.read(lambda c: c.execute(deliveries.select()).all())
    return sum(saying in (row.reason or "") for row in rows)


def told(made: Company, why: str) -> Told:
    answer = made.slack.event(GONE[why])
    made.until(lambda c: c.execute(stops.select()).all())
    return answer


def posted(made: Company) -> int:
    return sum(one["status"] == 200 for one in made.slack.calls(POST))


def test_whoever_joins_is_matched_by_address_and_welcomed(pinned: Company) -> None:
    one, user = newcomer(pinned, f"joins{pinned.mode}")
    assert pinned.slack.event({"type": "team_join", "user": user}).status == 200
    hand = Hand(pinned.slack, user["id"])
    pinned.slack.until(lambda seen: seen["messages"].get(hand.conversation))
    (found,) = pinned.database.read(load_people, [one.id])
    assert (found.slack_id, found.timezone) == (user["id"], one.timezone or "Europe/Oslo")
    assert "Sample Company" in "\n".join(texts(hand.messages[0]))
    hand.opens_home()
    hand.until_home("Preferences")


def test_whoever_changes_address_is_matched_and_whoever_is_deactivated_is_a_stranger(pinned: Company) -> None:
    one, user = newcomer(pinned, f"changes{pinned.mode}")
    before = user | {"profile": {"email": "before@example.com"}}
    pinned.slack.event({"type": "user_change", "user": before})
    pinned.slack.event({"type": "user_change", "user": user})
    pinned.until(lambda _: slack_id(pinned, one) == user["id"])
    pinned.slack.event({"type": "user_change", "user": user | {"deleted": True}})
    pinned.until(lambda _: slack_id(pinned, one) == "")


@pytest.mark.parametrize("kind", [{"is_bot": True}, {"is_restricted": True}, {"is_ultra_restricted": True}])
def test_bots_and_guests_who_join_are_nobody(pinned: Company, kind: Json) -> None:
    name = f"{next(iter(kind)).replace('_', '')}{pinned.mode}"
    one, user = newcomer(pinned, name)
    pinned.slack.event({"type": "team_join", "user": user | kind})
    other, full = newcomer(pinned, f"after{name}")
    pinned.slack.event({"type": "team_join", "user": full})
    pinned.until(lambda _: slack_id(pinned, other) == full["id"])
    assert slack_id(pinned, one) == ""


@pytest.mark.parametrize(
    ("why", "weeks", "says"),
    [
        ("app_uninstalled", 1, "The app was removed from the Slack workspace"),
        ("tokens_revoked", 2, "Slack took the app's token back"),
    ],
)
def test_an_app_without_its_token_sends_no_more_of_an_edition_and_doctor_says_why(
    removed_from: Company, why: str, weeks: int, says: str
) -> None:
    made = removed_from
    made.slack.trouble(POST, Trouble("held", times=1000))
    before = posted(made)
    with sending(made, weeks):
        made.slack.until(lambda seen: seen["held"] == LANES)
        assert told(made, why).status == 200
        made.slack.release()
        made.until(lambda _: waiting(made, says) > LANES)
    assert posted(made) == before + LANES  # those that Slack had in hand already
    doctor = made.tried("doctor")
    assert doctor.returncode == 1
    assert says in doctor.stdout
    assert f"({why})" in doctor.stdout
    assert "nstall it again" in doctor.stdout


def test_a_token_of_one_persons_own_that_is_revoked_stops_nothing(removed_from: Company) -> None:
    revoked = {"type": "tokens_revoked", "tokens": {"oauth": ["U001"], "bot": []}}
    assert removed_from.slack.event(revoked).status == 200
    hand = removed_from.somebody()
    hand.opens_home()
    hand.until_home("Preferences")
    assert removed_from.database.read(lambda c: c.execute(stops.select()).all()) == []


def install(made: Company, code: str, **changed: str) -> httpx.Response:
    """From the click to Slack's answer, in one browser; `changed` is what Slack says instead."""
    with httpx.Client(base_url=made.address) as browser:
        begun = browser.get("/slack/install")
        assert begun.status_code == 302
        asked = parse_qs(urlsplit(begun.headers["location"]).query)
        assert asked["team"] == [TEAM]
        cookie = begun.headers["set-cookie"].partition(";")[0]
        params = {"code": code, "state": asked["state"][0]} | changed
        return browser.get("/slack/oauth_redirect", params=params, headers={"Cookie": cookie})


def test_only_the_workspace_that_is_named_may_install_the_app(pinned: Company) -> None:
    revoked = len(pinned.slack.calls("auth.revoke"))
    refused = install(pinned, "of-T0ELSEWHERE-1")
    assert (refused.status_code, "not the company" in refused.text) == (403, True)
    assert len(pinned.slack.calls("auth.revoke")) == revoked + 1
    assert "T0ELSEWHERE" not in {one.team_id for one in pinned.database.read(load_installed)}
    done = install(pinned, f"of-{TEAM}-1")
    assert (done.status_code, "Budstikke is installed" in done.text) == (200, True)
    (kept,) = [one for one in pinned.database.read(load_installed) if one.sealed]
    assert (kept.team_id, "xoxb" in kept.sealed) == (TEAM, False)


@pytest.mark.parametrize(
    ("code", "changed", "status", "says"),
    [
        ("c", {"state": "forged"}, 400, "another browser"),
        ("c", {"error": "access_denied"}, 200, "chose not to allow it"),
        ("of-nowhere", {}, 401, "did not finish"),
    ],
)
def test_an_installation_that_comes_to_nothing_says_what_to_do(
    pinned: Company, code: str, changed: dict[str, str], status: int, says: str
) -> None:
    kept = pinned.database.read(load_installed)
    answer = install(pinned, code, **changed)
    assert (answer.status_code, says in answer.text) == (status, True)
    assert [one.token_mark for one in pinned.database.read(load_installed)] == [one.token_mark for one in kept]


def test_without_its_secret_nothing_can_be_installed(lyngbro: Company) -> None:
    assert httpx.get(f"{lyngbro.address}/slack/install").status_code == 404
