"""`import conversions` and `conversions`, as an operator meets them."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Connection, func, select

from bot.cli.conversions import SHOWN, import_conversions, list_conversions
from digests.content.store import Entry, add_items
from digests.db import Database
from digests.ledger import store as ledger
from digests.ledger.model import Fact, FactKind, Verdict
from digests.measure.conversion_store import conversions, untaken
from digests.measure.conversions import BATCH
from tests.bot.cli.command import CONFIG, Desk, desk
from tests.factories import item

GOAL = """
[[goals]]
name = "application"
currency = "DKK"
"""
YESTERDAY = datetime.now(UTC) - timedelta(days=1)
HEADER = "external_id;goal;click_id;item_id;value;currency;at;recruiter\n"


@pytest.fixture
def here(tmp_path: Path, database_url: str) -> Desk:
    made = desk(tmp_path, database_url)
    made.configure(CONFIG + GOAL)
    database = Database(database_url)
    database.write(lambda c: add_items(c, [Entry(item(id="job"), None)], "file", YESTERDAY))
    click = Fact("c1", FactKind.HIT, YESTERDAY, Verdict.HUMAN, item_id="job", network="linkedin")
    database.write(ledger.add, [click])
    database.close()
    return made


def file_of(here: Desk, *rows: str) -> str:
    path = here.folder / "conversions.csv"
    path.write_text(HEADER + "".join(f"{row}\n" for row in rows), encoding="utf-8")
    return str(path)


def counted(here: Desk) -> tuple[int, int]:
    def count(connection: Connection) -> tuple[int, int]:
        kept, other = (select(func.count()).select_from(table) for table in (conversions, untaken))
        return connection.execute(kept).scalar_one(), connection.execute(other).scalar_one()

    database = Database(here.database_url)
    found = database.read(count)
    database.close()
    return found


TODAY = f"{datetime.now(UTC):%Y-%m-%d}"
GOOD = (
    f"A-1;application;c1;;1250,50;;{TODAY};Bo",
    "A-2;application;;job;;;;",
    f"A-3;application;unknown;;7;EUR;{TODAY}T00:00:00+00:00;",
)


def test_a_file_goes_in_and_going_in_again_changes_nothing(here: Desk) -> None:
    file = file_of(here, *GOOD)
    first = json.loads(here.run(import_conversions, file, "--json").output)
    again = json.loads(here.run(import_conversions, file, "--json").output)
    assert first == {
        "added": 3, "changed": 0, "left": 0, "refused": [],
        "attributed": 2, "parked": 1, "unattributed": 0, "duplicate": 0,
    }  # fmt: skip
    assert (again["added"], again["duplicate"], again["refused"]) == (0, 3, [])
    assert counted(here)[0] == 3


def test_bad_rows_are_refused_with_row_and_column_and_the_rest_goes_in(here: Desk) -> None:
    rows = (
        "B-1;fame;c1;;;;;",
        '"B-2"x;application;c1;;;;;',
        "B-3;application;c1;;1.250,50;;;",
        "B-4;application;;;;;;",
    )
    result = here.run(import_conversions, file_of(here, *rows, *GOOD), "--json")
    found = json.loads(result.output)
    assert (result.exit_code, found["added"]) == (2, 3)
    assert [(one["row"], one["column"]) for one in found["refused"]] == [
        (2, "goal"), (3, ""), (4, "value"), (5, "click_id")
    ]  # fmt: skip


def test_the_report_is_one_that_people_can_read(here: Desk) -> None:
    rows = [f"X-{n};fame;c1;;;;;" for n in range(SHOWN + 2)]
    result = here.run(import_conversions, file_of(here, GOOD[0], "; ; ;x;;;;", *rows, 'Y-1;"application"x;c1;;;;;'))
    lines = result.output.splitlines()
    assert lines[0] == (
        f"Conversions: 1 added (1 attributed, 0 parked, 0 unattributed), 0 duplicate, {SHOWN + 4} refused"
    )
    assert lines[1].startswith("  row 3, external_id: it is missing")
    assert lines[-1] == "  ... and 4 more (--json lists all)"


def test_a_dry_run_tells_the_same_and_keeps_nothing(here: Desk) -> None:
    many = [f"M-{n};application;;job;;;;" for n in range(BATCH)]
    result = here.run(import_conversions, file_of(here, *GOOD, *many, GOOD[0], "N-1;fame;;job;;;;"), "--dry-run")
    assert result.exit_code == 2
    assert result.output.startswith(f"It would be: {BATCH + 3} added")
    assert "1 duplicate, 1 refused" in result.output
    assert counted(here) == (0, 0)


def test_a_file_without_the_columns_is_refused_at_once(here: Desk) -> None:
    path = here.folder / "other.csv"
    path.write_text("name,points\n", encoding="utf-8")
    result = here.run(import_conversions, str(path))
    assert "external_id and goal" in str(result.exception)


def test_the_list_says_where_each_stands_and_why(here: Desk) -> None:
    assert "There are no conversions yet" in here.run(list_conversions).output
    here.run(import_conversions, file_of(here, *GOOD))
    shown = here.run(list_conversions).output
    assert "application: 2 attributed" in shown
    assert "A-3: parked (no such click is known), 7.00 EUR, by file" in shown
    found = json.loads(here.run(list_conversions, "--state", "parked", "--json").output)
    assert found["counts"] == [{"goal": "application", "state": "parked", "verified": True, "number": 1}]
    (one,) = found["conversions"]
    assert (one["external_id"], one["why"], one["value"]) == ("A-3", "no such click is known", "7.00")
    assert "click_id" not in one
    assert json.loads(here.run(list_conversions, "--goal", "fame", "--json").output)["conversions"] == []
    assert "an id that is not kept any more" not in shown
