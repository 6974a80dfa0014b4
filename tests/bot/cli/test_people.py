"""`import people` as an operator meets it."""

import json
from pathlib import Path

import pytest

from bot.cli.people import SHOWN, import_people
from digests.db import Database
from digests.errors import InputError
from digests.people import store
from tests.bot.cli.command import CONFIG, Desk, desk

ROOT = Path(__file__).parents[3]
HEADER = "id,name,email,timezone\n"
TEN = HEADER + "".join(f"p-{n},Person {n},p{n}@example.com,Europe/Oslo\n" for n in range(10))


@pytest.fixture
def here(tmp_path: Path, database_url: str) -> Desk:
    return desk(tmp_path, database_url)


def people_file(here: Desk, text: str) -> str:
    path = here.folder / "people.csv"
    path.write_text(text, encoding="utf-8")
    return str(path)


def kept(here: Desk) -> list[str]:
    database = Database(here.database_url)
    found = [person.id for person in database.read(store.load_people)]
    database.close()
    return found


def test_the_sample_company_goes_in_and_going_in_again_changes_nothing(here: Desk) -> None:
    file = str(ROOT / "examples/people.csv")
    first = json.loads(here.run(import_people, file, "--json").output)
    again = json.loads(here.run(import_people, file, "--json").output)
    assert (first["added"], first["refused"]) == (256, [])
    assert (again["added"], again["changed"], again["left"]) == (0, 0, 0)
    assert len(kept(here)) == 256


def test_a_bad_row_is_refused_and_the_rest_goes_in(here: Desk) -> None:
    result = here.run(import_people, people_file(here, TEN + "p-x,Bo,,Europe/Kopenhagen\n"), "--json")
    assert result.exit_code == 2
    assert json.loads(result.output) == {
        "added": 10,
        "changed": 0,
        "left": 0,
        "refused": [
            {
                "row": 12,
                "column": "timezone",
                "why": "'Europe/Kopenhagen' is not an IANA time zone; perhaps Europe/Copenhagen",
            }
        ],
        "unreachable": [],
        "erased": 0,
    }
    assert len(kept(here)) == 10


def test_the_report_for_people_names_rows_and_who_is_unreachable(here: Desk) -> None:
    rows = "p-a,Ida,,\np-b,,,\np-c,Bo,b@example.com,,,more\n"
    result = here.run(import_people, people_file(here, HEADER + rows))
    assert result.output.splitlines() == [
        "People: 1 added, 0 changed, 0 left, 2 refused, 1 unreachable",
        "  row 3, name: name is empty; every person needs one",
        "  row 4: it has 6 values and the header 4 columns; put values in quotation marks",
        "Without any address, kept but unreachable:",
        "  p-a",
    ]


def test_a_long_report_is_cut_and_says_so(here: Desk) -> None:
    rows = "".join(f"p-{n},,,\n" for n in range(SHOWN + 3))
    assert "... and 3 more (--json lists all)" in here.run(import_people, people_file(here, HEADER + rows)).output


def test_a_dry_run_changes_nothing(here: Desk) -> None:
    result = here.run(import_people, people_file(here, TEN), "--dry-run")
    assert result.output.startswith("It would be: 10 added")
    assert kept(here) == []


def test_a_file_that_cannot_be_read_changes_nothing(here: Desk) -> None:
    result = here.run(import_people, people_file(here, 'id,name\np-1,Maja\np-2,"Bo\n'))
    assert isinstance(result.exception, InputError)
    assert kept(here) == []


def test_leaving_is_asked_for_and_has_a_limit_that_force_lifts(here: Desk) -> None:
    here.run(import_people, people_file(here, TEN))
    short = people_file(here, "".join(TEN.splitlines(keepends=True)[:4]))
    assert here.run(import_people, short).exit_code == 0
    refused = here.run(import_people, short, "--leave")
    assert isinstance(refused.exception, InputError)
    assert len(kept(here)) == 10
    assert "7 left" in here.run(import_people, short, "--leave", "--force").output
    assert kept(here) == ["p-0", "p-1", "p-2"]


def test_columns_that_configuration_names_are_kept(here: Desk) -> None:
    here.configure(CONFIG + '\n[people]\nattributes = ["site"]\n')
    here.run(import_people, people_file(here, "id,name,site,salary\np-1,Maja,Aarhus,1000\n"))
    database = Database(here.database_url)
    (person,) = database.read(store.load_people)
    database.close()
    assert person.attributes == {"site": "Aarhus"}


def test_nobody_was_erased_so_no_key_is_needed(here: Desk) -> None:
    assert here.run(import_people, people_file(here, TEN), BUDSTIKKE_SECRET_KEY="").exit_code == 0
