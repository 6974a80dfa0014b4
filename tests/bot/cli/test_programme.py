"""The programme as a file: the same bytes for the same programme, and nothing changed by a look."""

import json
from pathlib import Path

import pytest

from bot.cli.doctor import doctor
from bot.cli.programme import export, import_
from digests.access import audit
from digests.db import Database
from digests.errors import InputError
from digests.programme import store
from tests.bot.cli.command import Desk, desk

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
CHANGED = """\
schedules:
  weekly:
    cron: 0 8 * * mon
    title:
      da: Værd at give videre
    on: false
quiet:
  results-week:
    since: 2026-11-30
    until: '2026-12-04'
    topics: [finance]
fields:
  Sales: [tenders]
topics:
  ports:
"""


@pytest.fixture
def office(tmp_path: Path, database_url: str) -> Desk:
    return desk(tmp_path, database_url)


def written(office: Desk, text: str) -> str:
    file = office.folder / "programme.yaml"
    file.write_text(text, encoding="utf-8")
    return str(file)


def test_what_is_exported_changes_nothing_when_it_is_imported(office: Desk) -> None:
    text = office.run(export).output
    assert text.startswith("# The programme")
    assert "schedules:\n  weekly:\n    cron: 0 9 * * 2\n" in text
    assert office.run(import_, written(office, text)).output == (
        "Nothing changes: the programme is what the file says.\n"
    )


def test_what_is_imported_is_exported_in_the_same_bytes_every_time(office: Desk, database: Database) -> None:
    said = office.run(import_, written(office, CHANGED)).output
    assert '~ schedules/weekly\n    cron: "0 9 * * 2" → "0 8 * * mon"' in said
    assert said.endswith("4 changes made.\n")
    file = office.folder / "out.yaml"
    assert office.run(export, str(file)).output == f"The programme is in {file}.\n"
    first = file.read_text(encoding="utf-8")
    assert "da: Værd at give videre" in first
    assert "since: '2026-11-30'" in first
    assert office.run(import_, str(file)).output.startswith("Nothing changes")
    assert office.run(export).output == first
    assert {one.act for one in database.read(audit.looks)} == {"programme"}


def test_a_dry_run_says_what_would_change_and_changes_nothing(office: Desk, database: Database) -> None:
    text = "schedules:\n  daily: {cron: 0 7 * * *}\n"
    said = office.run(import_, written(office, text), "--dry-run").output.splitlines()
    assert said[:2] == ["+ schedules/daily", '    cron: – → "0 7 * * *"']
    assert said[-2:] == ["- schedules/weekly", "2 changes, none made."]
    assert database.read(store.history) == []
    told = json.loads(office.run(import_, written(office, "caps: {items: 3}"), "--dry-run", "--json").output)
    assert told["dry_run"] is True
    assert [one["piece"] for one in told["changes"]] == ["caps"]


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("schedules: [", "not YAML"),
        ("- weekly", "no sections"),
        ("webhooks: {}", "no section 'webhooks'"),
        ("ladder:", "ladder: write keys"),
        ("schedules: {weekly: 5}", "schedules: weekly: write keys"),
        ("schedules: {}", "One schedule has to stay"),
        ("goals: {x: {kind: party}}", "goals"),
        ("# " + "x" * 1_000_001, "larger than any programme"),
    ],
)
def test_a_file_that_cannot_hold_is_refused_whole(office: Desk, database: Database, text: str, why: str) -> None:
    refused = office.run(import_, written(office, text)).exception
    assert isinstance(refused, InputError)
    assert why in str(refused)
    assert database.read(store.history) == []


def test_a_file_that_is_not_there_or_cannot_be_written_is_told(office: Desk) -> None:
    assert "There is no" in str(office.run(import_, str(office.folder / "none.yaml")).exception)
    (office.folder / "bad.yaml").write_bytes(b"\xff\xfe\x00")
    assert "cannot be read" in str(office.run(import_, str(office.folder / "bad.yaml")).exception)
    assert "cannot be written" in str(office.run(export, str(office.folder / "no" / "where.yaml")).exception)


def test_doctor_says_where_database_and_file_differ_and_that_this_is_no_fault(office: Desk) -> None:
    def told() -> dict[str, str]:
        checks = json.loads(office.run(doctor, "--json").output)["checks"]
        return next(one for one in checks if one["name"] == "programme")

    assert told()["found"] == "as config.toml has it"
    office.run(import_, written(office, CHANGED))
    assert told()["status"] == "ok"
    for piece in ("schedules/weekly (cron, title, on)", "quiet/results-week (only in the database)"):
        assert piece in told()["found"]
    office.configure((office.folder / "config.toml").read_text().replace('"weekly"', '"other"'))
    assert told()["status"] == "ok"


def test_doctor_says_when_what_was_changed_does_not_go_with_the_file_any_more(office: Desk) -> None:
    goal = '[[goals]]\nname = "application"\nvalue = 5\ncurrency = "DKK"\n'
    plain = (office.folder / "config.toml").read_text()
    office.configure(plain + '[[schedules]]\nname = "daily"\ncron = "0 7 * * *"\n' + goal)
    office.run(import_, written(office, "schedules:\n  daily: {cron: 0 7 * * *}\n"))
    office.configure(plain.replace("weekly", "daily").replace("daily", "weekly"))
    checks = json.loads(office.run(doctor, "--json").output)["checks"]
    (found,) = [one for one in checks if one["name"] == "programme"]
    assert found["status"] == "error"
    assert "at least 1 item" in found["found"]
