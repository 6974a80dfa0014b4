"""A person's own data, told and erased from the command line."""

import json
from pathlib import Path

import pytest
from sqlalchemy import Connection, select

from bot.cli.privacy import person
from digests.content.store import items
from digests.db import Database
from digests.errors import SettingsError, UnknownError
from digests.ledger import arrivals
from digests.ledger.model import Fact, FactKind, Verdict
from digests.people.store import erased_hashes, forgotten_hash, people
from tests.bot.cli.command import CONFIG, KEY, Desk, desk
from tests.bot.cli.program import budstikke_at_a_terminal
from tests.digests.measure.world import world
from tests.factories import NOW


@pytest.fixture
def at_desk(tmp_path: Path, database: Database, database_url: str) -> Desk:
    """A desk with two people, of whom one tapped."""

    def write(connection: Connection) -> None:
        made = world(connection)
        sent = made.sent(made.person("maja"), "harbour")
        made.did(FactKind.TAP, "harbour", sent, person_id="maja")
        made.link("maja", "harbour", sent)
        made.person("olav")

    database.write(write)
    return desk(tmp_path, database_url)


def _ids(database: Database) -> set[str]:
    return database.read(lambda connection: set(connection.scalars(select(people.c.id))))


def test_an_export_is_json_with_everything_by_table(at_desk: Desk) -> None:
    found = json.loads(at_desk.run(person, "export", "maja@example.com").output)
    assert found["tables"]["people"][0]["name"] == "Name of maja"
    assert len(found["tables"]["facts"]) == 1
    assert found["tables"]["deliveries"][0]["sent_at"] == "2026-11-17T08:00:00+00:00"


def test_an_export_tells_what_has_just_arrived(at_desk: Desk, database: Database) -> None:
    database.write(arrivals.keep, [arrivals.arrival(Fact("new", FactKind.READ, NOW, Verdict.HUMAN, person_id="maja"))])
    found = json.loads(at_desk.run(person, "export", "maja@example.com").output)
    assert "new" in {fact["id"] for fact in found["tables"]["facts"]}


def test_an_export_of_nobody_is_refused(at_desk: Desk) -> None:
    assert isinstance(at_desk.run(person, "export", "nobody@example.com").exception, UnknownError)


@pytest.mark.parametrize(("typed", "code", "left"), [("n", 1, {"maja", "olav"}), ("y", 0, {"olav"})])
def test_at_a_terminal_forgetting_asks_first(
    at_desk: Desk, database: Database, typed: str, code: int, left: set[str]
) -> None:
    run = budstikke_at_a_terminal(at_desk, typed, "person", "forget", "maja")
    assert "Erase Name of maja (maja) for good?" in run.stdout
    assert run.returncode == code
    assert _ids(database) == left


def test_at_a_terminal_yes_is_not_asked_again(at_desk: Desk, database: Database) -> None:
    run = budstikke_at_a_terminal(at_desk, "n", "person", "forget", "maja", "--yes")
    assert "for good?" not in run.stdout
    assert _ids(database) == {"olav"}


def test_a_script_is_not_asked(at_desk: Desk, database: Database) -> None:
    run = at_desk.run(person, "forget", "maja@example.com")
    assert (run.exit_code, "for good?" in run.output) == (0, False)
    assert _ids(database) == {"olav"}


def test_forgetting_erases_and_tells_what(at_desk: Desk, database: Database) -> None:
    run = at_desk.run(person, "forget", "maja")
    assert "1 entry in the directory" in run.output
    assert "1 short links" in run.output
    assert "audience" not in run.output
    assert _ids(database) == {"olav"}
    assert database.read(erased_hashes) == {forgotten_hash(KEY.encode(), "maja")}


def test_forgetting_removes_the_previews_of_the_person_alone(at_desk: Desk) -> None:
    previews = at_desk.folder / "previews"
    (previews / "weekly-2026-W48").mkdir(parents=True)
    for name in ("1.eml", "1.digest.json", "11.eml", "2.eml"):
        (previews / "weekly-2026-W48" / name).touch()
    at_desk.configure(CONFIG + f'[delivery]\npreview_folder = "{previews}"\n')
    run = at_desk.run(person, "forget", "maja", "--yes")
    assert "2 files of the preview" in run.output
    assert sorted(file.name for file in previews.glob("*/*")) == ["11.eml", "2.eml"]


def test_forgetting_tells_which_items_still_name_the_person(at_desk: Desk, database: Database) -> None:
    values = {
        "id": "for-maja", "state": "approved", "owner": "comms", "kind": "news", "url": "https://www.example.com/",
        "body": {"audience": {"any": [{"person": ["maja"]}]}}, "version": 1, "added_at": NOW, "changed_at": NOW,
    }  # fmt: skip
    database.write(lambda connection: connection.execute(items.insert().values(values)))
    run = at_desk.run(person, "forget", "maja", "--yes")
    assert "  for-maja" in run.output.splitlines()


def test_without_the_key_nothing_is_erased(at_desk: Desk, database: Database) -> None:
    run = at_desk.run(person, "forget", "maja", "--yes", BUDSTIKKE_SECRET_KEY="short")
    assert isinstance(run.exception, SettingsError)
    assert _ids(database) == {"maja", "olav"}
