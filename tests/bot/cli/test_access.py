"""Keys and the log, from the command line; and that every command that looks at people is in the log."""

import json
import os
import pwd
from datetime import UTC, datetime
from pathlib import Path

import click
import pytest
from sqlalchemy import Connection, select

from bot.cli.access import apikey, audit, signin
from bot.cli.main import budstikke
from digests.access import keys
from digests.access import signin as links
from digests.access.store import audit as log
from digests.db import Database
from digests.errors import InputError, UnknownError
from digests.people.store import add_people
from tests.bot.cli.command import Desk, desk
from tests.digests.measure.world import world
from tests.docs.test_command_line import COMMANDS
from tests.factories import NOW, person

ME = pwd.getpwuid(os.getuid()).pw_name
# Every command that shows people or figures, as it is called, and what the log then says: act, subject, person.
LOOKS = {
    "budstikke apikey create": (("site", "--scope", "report:read"), ("apikey create", "site", None)),
    "budstikke apikey revoke": (("kept",), ("apikey revoke", "kept", None)),
    "budstikke audit": ((), ("audit", "", None)),
    "budstikke conversions": ((), ("conversions", "all goals", None)),
    "budstikke hits list": ((), ("hits list", "", None)),
    "budstikke hits reclassify": (("--rules", "1"), ("hits reclassify", "rules 1", None)),
    "budstikke outbox": (("--json",), ("outbox", "", None)),
    "budstikke person export": (("maja",), ("person export", "", "maja")),
    "budstikke person forget": (("maja", "--yes"), ("person forget", "", None)),
    "budstikke preview": (("weekly", "--person", "maja"), ("preview", "weekly", "maja")),
    "budstikke report": (
        ("--since", "2026-11-01", "--until", "2026-11-23", "--json"),
        ("report", "2026-11-01 to 2026-11-24, as json", None),
    ),
    "budstikke signin": (("ida",), ("signin", "", "ida")),
    "budstikke send": (("weekly", "--dry-run", "--only", "maja"), ("send --dry-run", "weekly", "maja")),
    "budstikke why": (("weekly", "--person", "maja"), ("why", "weekly", "maja")),
}
# Those that show nobody and no figures, or are noted elsewhere.
OTHERS = {
    "budstikke apikey list", "budstikke check", "budstikke doctor", "budstikke edition stop",
    "budstikke export content", "budstikke import content", "budstikke import conversions", "budstikke import people",
    "budstikke item approve", "budstikke item recalls", "budstikke item restore", "budstikke item withdraw",
    "budstikke migrate", "budstikke outbox settle",
    "budstikke privacy assessment", "budstikke privacy notice", "budstikke privacy statement",
    "budstikke programme export", "budstikke programme import",
    "budstikke schema queue", "budstikke serve", "budstikke webhooks list", "budstikke webhooks replay",
    "budstikke webhooks secret",
    "budstikke replay",  # it needs a digest that was composed: see test_look
}  # fmt: skip


@pytest.fixture
def at_desk(tmp_path: Path, database: Database, database_url: str) -> Desk:
    """A desk with a person, a key and a digest."""

    def write(connection: Connection) -> None:
        made = world(connection)
        made.sent(made.person("maja"), "harbour")
        add_people(connection, [person(id="ida", name="Ida Lund", email="ida@example.com", roles=("admin",))], NOW)
        keys.make(connection, "kept", ["report:read"], NOW, bytes(32))

    database.write(write)
    return desk(tmp_path, database_url)


def _noted(database: Database) -> list[tuple[str, str, str | None]]:
    query = select(log.c.act, log.c.subject, log.c.person_id).order_by(log.c.id)
    return database.read(lambda connection: [tuple(row) for row in connection.execute(query)])


def test_every_command_is_known_to_look_at_people_or_not() -> None:
    assert set(COMMANDS) == LOOKS.keys() | OTHERS


@pytest.mark.parametrize("name", LOOKS)
def test_a_look_is_noted_with_who_looked_at_whom(at_desk: Desk, database: Database, name: str) -> None:
    args, expected = LOOKS[name]
    at_desk.run(budstikke, *name.split()[1:], *args)
    assert _noted(database) == [expected]
    assert database.read(lambda connection: connection.scalars(select(log.c.actor)).one()) == ME


def test_the_way_of_an_item_is_noted_without_a_person(at_desk: Desk, database: Database) -> None:
    at_desk.run(budstikke, "why", "weekly", "--item", "harbour")
    assert _noted(database) == [("why", "weekly, item harbour", None)]


def test_counting_the_outbox_is_no_look(at_desk: Desk, database: Database) -> None:
    assert at_desk.run(budstikke, "outbox").exit_code == 0
    assert _noted(database) == []


def test_a_person_is_told_who_looked_at_their_data(at_desk: Desk) -> None:
    at_desk.run(budstikke, "why", "weekly", "--person", "maja")
    told = json.loads(at_desk.run(budstikke, "person", "export", "maja").output)["tables"]["audit"]
    assert [(row["actor"], row["act"]) for row in told] == [(ME, "why"), (ME, "person export")]


def test_a_key_is_shown_once_and_then_listed_without_its_secret(at_desk: Desk, database: Database) -> None:
    made = at_desk.run(apikey, "create", "careers-site", "--scope", "conversions:write", "--scope", "report:read")
    key = made.stdout.strip()
    assert made.exit_code == 0
    assert database.write(keys.check, key, "report:read", NOW).name == "careers-site"
    listed = at_desk.run(apikey, "list").output
    assert "careers-site" in listed
    assert "conversions:write, report:read" in listed
    assert "last used 2026-11-24" in listed
    assert key.rsplit("_", 1)[1] not in listed


def test_keys_are_listed_for_programs(at_desk: Desk) -> None:
    at_desk.run(apikey, "revoke", "kept")
    (found,) = json.loads(at_desk.run(apikey, "list", "--json").output)["keys"]
    assert (found["name"], found["scopes"], found["last_used"]) == ("kept", ["report:read"], None)
    assert found["made_at"] == "2026-11-24T08:00:00+00:00"
    assert found["revoked_at"] is not None


def test_two_keys_are_never_the_same(at_desk: Desk) -> None:
    made = {at_desk.run(apikey, "create", name, "--scope", "report:read").stdout for name in ("one", "two")}
    assert len(made) == 2


def test_a_revoked_key_is_listed_as_such(at_desk: Desk) -> None:
    assert "opens nothing any more" in at_desk.run(apikey, "revoke", "kept").output
    assert "revoked 20" in at_desk.run(apikey, "list").output
    assert isinstance(at_desk.run(apikey, "revoke", "kept").exception, UnknownError)


def test_where_no_key_is_the_list_says_how_to_make_one(tmp_path: Path, database_url: str) -> None:
    assert "apikey create" in desk(tmp_path, database_url).run(apikey, "list").output


@pytest.mark.parametrize(
    ("args", "error"),
    [
        (("site", "--scope", "everything"), InputError),
        (("site",), SystemExit),
        (("", "--scope", "report:read"), InputError),
    ],
)
def test_a_key_that_cannot_be_made_is_refused(at_desk: Desk, args: tuple[str, ...], error: type[Exception]) -> None:
    run = at_desk.run(apikey, "create", *args)
    assert isinstance(run.exception, error)
    assert "bsk_" not in run.output


def test_the_log_is_printed_oldest_first(at_desk: Desk) -> None:
    at_desk.run(budstikke, "why", "weekly", "--person", "maja")
    lines = at_desk.run(audit).output.splitlines()
    assert [line.split("UTC")[1].split() for line in lines] == [[ME, "why", "weekly", "of", "maja"], [ME, "audit"]]


def test_the_log_is_printed_for_programs_and_from_a_day_on(at_desk: Desk, database: Database) -> None:
    at_desk.run(budstikke, "why", "weekly", "--person", "maja")
    database.write(lambda connection: connection.execute(log.update().values(at=NOW.replace(year=2020))))
    (only,) = json.loads(at_desk.run(audit, "--since", "2026-01-01", "--json").output)["looks"]
    assert (only["actor"], only["act"], only["subject"], only["person"]) == (ME, "audit", "", None)
    assert len(json.loads(at_desk.run(audit, "--json").output)["looks"]) == 3
    assert isinstance(at_desk.run(audit, "--since", "yesterday").exception, InputError)


def test_commands_are_told_apart_from_groups() -> None:
    assert all(isinstance(command, click.Command) for command in COMMANDS.values())


def test_a_link_signs_in_once_whoever_has_a_role(at_desk: Desk, database: Database) -> None:
    made = at_desk.run(signin, "ida@example.com")
    address = made.stdout.strip()
    assert address.startswith("https://budstikke.example.com/newsroom/signin/")
    assert "Ida Lund" in made.stderr
    token = address.rpartition("/")[2]
    link = database.write(links.use, token, datetime.now(UTC))
    assert link is not None
    assert (link.person_id, link.way) == ("ida", "operator")


def test_asking_for_another_link_takes_the_first_back(at_desk: Desk, database: Database) -> None:
    tokens = [at_desk.run(signin, "ida").stdout.strip().rpartition("/")[2] for _ in range(5)]
    assert [database.read(links.look, one, datetime.now(UTC)) is not None for one in tokens] == [False] * 4 + [True]


def test_whoever_has_no_role_gets_no_link(at_desk: Desk) -> None:
    error = at_desk.run(signin, "maja").exception
    assert isinstance(error, InputError)
    assert "comms:editor" in str(error)
    assert isinstance(at_desk.run(signin, "nobody@example.com").exception, UnknownError)
