"""`webhooks list`, `replay` and `secret`, and `serve` that tells an endpoint at last."""

import json
import shutil
from pathlib import Path

import pytest

from bot.cli.webhooks import webhooks
from digests.db import Database
from digests.errors import InputError, UnknownError
from digests.events import sendings, signature, store
from digests.events.announcing import endpoints
from digests.events.model import Result, Tried
from digests.settings import load
from tests.bot.cli.command import CONFIG, KEY, Desk, desk
from tests.bot.cli.program import serving
from tests.bot.jobs.receiver import receiving
from tests.digests.events.happening import SECRET, click, happen
from tests.factories import NOW

HOOKS = """
[[webhooks]]
name = "crm"
url = "https://crm.example.com/hook"
[[webhooks]]
name = "wall"
url = "https://wall.example.com/hook"
events = ["share.confirmed"]
"""
SECRETS = {"BUDSTIKKE_WEBHOOK_SECRET_CRM": SECRET, "BUDSTIKKE_WEBHOOK_SECRET_WALL": SECRET}


@pytest.fixture
def at_desk(tmp_path: Path, database: Database, database_url: str) -> Desk:
    """A desk with two endpoints."""
    assert database is not None
    made = desk(tmp_path, database_url)
    made.configure(CONFIG + HOOKS)
    return made


def told(at_desk: Desk, database: Database, result: Result, answer: str, sources: str = "ab") -> None:
    """Clicks of which the first met this answer at the first endpoint."""
    crm, wall = endpoints(load({"BUDSTIKKE_SECRET_KEY": KEY, **SECRETS}, at_desk.folder))
    happen(database, *(click(source) for source in sources), told=(crm, wall))
    sending = database.write(sendings.claim, crm, "w1", NOW)
    assert sending is not None
    database.write(sendings.finish, crm, Tried(sending, result, answer, NOW))


def test_the_list_says_how_each_endpoint_does(at_desk: Desk, database: Database) -> None:
    told(at_desk, database, Result.LATER, "503")
    shown = at_desk.run(webhooks, "list", **SECRETS)
    assert shown.exit_code == 0
    assert "crm: failing (2 waiting, 0 sent, 0 given up)" in shown.output
    assert "1 failures in a row, the last: 503" in shown.output
    assert (
        "wall: ok (0 waiting, 0 sent, 0 given up)\n  https://wall.example.com/hook\n  share.confirmed" in shown.output
    )
    assert "waiting after 1 try, again 2026-11-24 08:00 UTC: 503" in shown.output
    assert SECRET not in shown.output


def test_the_list_as_json_has_the_shape_that_programs_expect(at_desk: Desk, database: Database) -> None:
    told(at_desk, database, Result.TAKEN, "204", "a")
    found = json.loads(at_desk.run(webhooks, "list", "--json", BUDSTIKKE_WEBHOOK_SECRET_CRM=SECRET).output)
    crm, wall = found["endpoints"]
    assert (crm["name"], crm["status"], crm["sent"], crm["gone"]) == ("crm", "ok", 1, False)
    assert crm["events"] == ["click.human", "conversion", "share.confirmed"]
    assert wall["status"] == "its secret is missing"
    (sending,) = found["sendings"]
    assert (sending["id"], sending["endpoint"], sending["kind"]) == (click("a").id, "crm", "click.human")
    assert (sending["state"], sending["answer"], sending["tries"]) == ("sent", "204", 1)
    assert sending["told_at"] == NOW.isoformat()


def test_without_endpoints_the_list_says_how_to_make_one(at_desk: Desk) -> None:
    at_desk.configure(CONFIG)
    shown = at_desk.run(webhooks, "list")
    assert (shown.exit_code, "[[webhooks]]" in shown.output) == (0, True)


def test_replay_sends_one_event_again(at_desk: Desk, database: Database) -> None:
    told(at_desk, database, Result.TAKEN, "204", "a")
    done = at_desk.run(webhooks, "replay", click("a").id, **SECRETS)
    assert (done.exit_code, done.output) == (0, "crm: 1 event goes out again.\nwall: 0 events go out again.\n")
    assert database.read(store.conditions)["crm"].waiting == 1


def test_replay_since_a_moment_takes_kind_and_endpoint(at_desk: Desk, database: Database) -> None:
    told(at_desk, database, Result.TAKEN, "204")
    since = ["--since", "2026-11-24"]
    one = at_desk.run(webhooks, "replay", *since, "--endpoint", "crm", "--json", **SECRETS)
    assert json.loads(one.output) == {"replayed": 2, "endpoints": {"crm": 2}}
    none = at_desk.run(webhooks, "replay", *since, "--kind", "conversion", "--json", **SECRETS)
    assert json.loads(none.output) == {"replayed": 0, "endpoints": {"crm": 0, "wall": 0}}
    late = at_desk.run(webhooks, "replay", "--since", "2026-11-25", "--json", **SECRETS)
    assert json.loads(late.output)["replayed"] == 0


def test_replay_of_what_was_given_up_waits_for_settings_that_changed(at_desk: Desk, database: Database) -> None:
    told(at_desk, database, Result.GONE, "410")
    assert "crm: gone" in at_desk.run(webhooks, "list", **SECRETS).output
    refused = at_desk.run(webhooks, "replay", "--failed", "--endpoint", "crm", **SECRETS)
    assert isinstance(refused.exception, InputError)
    at_desk.configure(CONFIG + HOOKS.replace("crm.example.com/hook", "crm.example.com/new"))
    done = at_desk.run(webhooks, "replay", "--failed", "--endpoint", "crm", **SECRETS)
    assert done.output == "crm: 2 events go out again.\n"


def test_replay_wants_to_know_which(at_desk: Desk) -> None:
    assert at_desk.run(webhooks, "replay").exit_code == 2
    for args in (["evt_unknown"], ["--failed", "--endpoint", "nobody"]):
        assert isinstance(at_desk.run(webhooks, "replay", *args).exception, UnknownError)
    assert isinstance(at_desk.run(webhooks, "replay", "--since", "soon").exception, InputError)
    at_desk.configure(CONFIG)
    assert "config.toml has none" in str(at_desk.run(webhooks, "replay", "--failed").exception)


def test_a_secret_is_new_every_time_and_one_that_is_taken(at_desk: Desk) -> None:
    first, second = (at_desk.run(webhooks, "secret", "crm-eu").stdout.strip() for _ in range(2))
    name, _, made = first.partition("=")
    assert (name, first == second) == ("BUDSTIKKE_WEBHOOK_SECRET_CRM_EU", False)
    assert len(signature.keys(made)[0]) == 32
    bare = at_desk.run(webhooks, "secret").stdout.strip()
    assert len(signature.keys(bare)[0]) == 32


def test_serve_tells_a_listed_endpoint_and_stops_when_told(tmp_path: Path, migrated_sqlite: Path) -> None:
    path = tmp_path / "budstikke.db"
    shutil.copyfile(migrated_sqlite, path)
    made = desk(tmp_path, f"sqlite:///{path}")
    with receiving(SECRET, "204") as receiver:
        made.configure(
            CONFIG + f'[[webhooks]]\nname = "crm"\nurl = "{receiver.address}"\n[http]\nallow_hosts = ["127.0.0.1"]\n'
        )
        database = Database(made.database_url)
        database.write(store.add, [click()])
        database.close()
        with serving(made, **SECRETS) as program:
            heard = receiver.heard()
            assert program.end() == 0
        assert (heard["signed"], heard["fresh"], heard["id"]) == (True, True, click().id)
    listed = made.run(webhooks, "list", "--json", **SECRETS)
    (sending,) = json.loads(listed.output)["sendings"]
    assert (sending["state"], sending["tries"]) == ("sent", 1)
