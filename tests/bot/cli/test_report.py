"""The report as people and programs read it."""

import csv
import json
from datetime import datetime, timedelta
from io import StringIO
from pathlib import Path

import pytest
from sqlalchemy import Connection

from bot.cli.report import report
from bot.cli.report_text import WIDTH, cut, empty, text
from bot.rendering.cells import neutral, sheet
from bot.rendering.report.files import HEAD, as_csv, as_json
from digests.db import Database
from digests.errors import InputError
from digests.ledger.model import FactKind
from digests.measure.model import GroupFigures
from tests.bot.cli.command import CONFIG, Desk, desk
from tests.bot.rendering.report.samples import a_hidden_report, a_report, a_view, an_item
from tests.digests.measure.world import world

PERIOD = ("--since", "2026-10-27", "--until", "2026-11-24")


def _filled(connection: Connection) -> None:
    made = world(connection)
    for number in range(9):
        sent = made.sent(made.person(f"s{number}", "=Sales"), "harbour", department="=Sales")
        if number < 3:
            made.did(FactKind.TAP, "harbour", sent)


@pytest.fixture
def at_desk(tmp_path: Path, database: Database, database_url: str) -> Desk:
    """A desk whose ledger has one item that three of nine people tapped."""
    database.write(_filled)
    return desk(tmp_path, database_url)


def test_the_json_has_the_shape_that_programs_expect(at_desk: Desk) -> None:
    found = json.loads(at_desk.run(report, *PERIOD, "--format", "json").output)
    assert found["since"] == "2026-10-27T00:00:00+01:00"
    assert found["until"] == "2026-11-25T00:00:00+01:00"
    (item,) = found["items"]
    assert item.items() >= {
        "id": "harbour", "offered": 9, "read": 0, "tapped": 3, "shared": 0,
        "clicks": {"human": 0, "doubtful": 0, "preview": 0, "machine": 0, "self": 0},
        "involvement_offered": 3 / 9, "involvement_active": 3 / 9, "hidden": False,
    }.items()  # fmt: skip
    assert found["overall"] == {"active": 9, "involved": 3, "involvement": 3 / 9}
    assert found["departments"] == [{"name": "=Sales", "people": 9, "involvement": 3 / 9, "hidden": False}]
    assert found["benchmarks"] == {"item": 0.221, "overall": 0.5}
    assert found["goals"] == []


def test_json_for_short_is_the_same(at_desk: Desk) -> None:
    assert at_desk.run(report, *PERIOD, "--json").output == at_desk.run(report, *PERIOD, "--format", "json").output


def test_what_is_hidden_is_null_in_json(at_desk: Desk) -> None:
    at_desk.configure(CONFIG + "\n[privacy]\nk = 10\n")
    found = json.loads(at_desk.run(report, *PERIOD, "--format", "json").output)
    assert found["items"][0]["tapped"] is None
    assert set(found["items"][0]["clicks"].values()) == {None}
    assert found["overall"] == {"active": 9, "involved": None, "involvement": None}
    assert found["departments"][0] == {"name": "=Sales", "people": 9, "involvement": None, "hidden": True}


def test_every_section_stands_in_json() -> None:
    found = json.loads(as_json(a_report()))
    assert found["weeks"][0]["starts"] == "2026-11-09"
    assert found["uplift"]["differences"][0]["difference"] == 42.13
    assert found["goals"][0]["value"] == 37_500
    assert found["ladder"]["climbed"] == 12
    assert found["items"][0]["texts"][0]["given"] == 200
    assert found["since"].endswith("+00:00")


def test_a_country_of_its_own_mode_is_taken_from_the_configuration(at_desk: Desk) -> None:
    at_desk.configure(CONFIG + '\n[privacy]\nmode = "open"\nk = 10\ncountries = {DK = "works_council"}\n')
    assert json.loads(at_desk.run(report, *PERIOD, "--format", "json").output)["overall"]["involved"] is None


def test_no_cell_of_the_csv_is_a_formula(at_desk: Desk) -> None:
    rows = list(csv.DictReader(StringIO(at_desk.run(report, *PERIOD, "--format", "csv").output)))
    by_section = {row["section"]: row for row in rows}
    assert by_section["department"]["name"] == "'=Sales"
    assert by_section["item"]["tapped"] == "3"
    assert by_section["overall"]["involved"] == "3"


def test_every_section_stands_in_the_csv() -> None:
    rows = list(csv.DictReader(StringIO(as_csv(a_report()))))
    assert list(rows[0]) == list(HEAD)
    assert {row["section"] for row in rows} == {
        "overall", "department", "country", "ladder", "climbed", "week", "item", "text", "desk", "kind", "network",
        "goal", "concentration", "wording", "uplift",
    }  # fmt: skip
    hidden = next(row for row in rows if row["name"] == "for-few")
    assert (hidden["hidden"], hidden["tapped"], hidden["clicks_human"]) == ("yes", "", "")
    uplift = next(row for row in rows if row["section"] == "uplift")
    assert (uplift["rate"], uplift["low"], uplift["high"]) == ("42.13", "'12.2"[1:], "72.1")


def test_a_loss_in_the_csv_is_text_and_no_formula() -> None:
    assert neutral(-3) == "'-3"


@pytest.mark.parametrize("begin", ["=", "+", "-", "@", "\t", "\r"])
def test_what_a_spreadsheet_would_run_is_neutralised(begin: str) -> None:
    assert neutral(f"{begin}1+1") == f"'{begin}1+1"
    assert list(csv.reader(StringIO(sheet(["a"], [[f"{begin}x"]]), newline="")))[1] == [f"'{begin}x"]


def test_other_values_stand_in_the_csv_as_they_are() -> None:
    assert [neutral(value) for value in (None, 3, 0.5, "Sales")] == ["", "3", "0.5", "Sales"]


def test_the_text_shows_figures_beside_the_fields(at_desk: Desk) -> None:
    shown = at_desk.run(report, *PERIOD).output
    assert "3 of 9 people took part (33.3 %)" in shown
    assert "benchmark: 50.0 % ┘" in shown
    assert "benchmark: 22.1 % ┘" in shown


def test_the_text_speaks_danish_when_asked(at_desk: Desk) -> None:
    assert "3 af 9 personer var med (33,3 %)" in at_desk.run(report, *PERIOD, "--language", "da").output


def test_html_is_written_to_the_file_that_is_named(at_desk: Desk) -> None:
    out = at_desk.folder / "report.html"
    run = at_desk.run(report, *PERIOD, "--format", "html", "--out", str(out))
    assert run.output == f"Written to {out}.\n"
    assert out.read_text(encoding="utf-8").startswith("<!DOCTYPE html>")


def test_a_file_that_cannot_be_written_is_named(at_desk: Desk) -> None:
    error = at_desk.run(report, *PERIOD, "--out", str(at_desk.folder / "nowhere" / "report.txt")).exception
    assert isinstance(error, InputError)
    assert "report.txt" in str(error)


def test_the_default_period_is_the_last_28_days(at_desk: Desk) -> None:
    found = json.loads(at_desk.run(report, "--format", "json").output)
    length = datetime.fromisoformat(found["until"]) - datetime.fromisoformat(found["since"])
    assert length == timedelta(days=28)


@pytest.mark.parametrize(
    ("wrong", "named"),
    [(("--since", "yesterday"), "--since"), (("--since", "2026-11-24", "--until", "2026-11-01"), "--until")],
)
def test_a_period_that_cannot_be_is_refused(at_desk: Desk, wrong: tuple[str, ...], named: str) -> None:
    error = at_desk.run(report, *wrong).exception
    assert isinstance(error, InputError)
    assert named in str(error)


def test_a_moment_with_its_own_offset_keeps_it(at_desk: Desk) -> None:
    run = at_desk.run(report, "--since", "2026-11-01T00:00:00Z", "--until", "2026-11-24T09:00", "--format", "json")
    found = json.loads(run.output)
    assert (found["since"], found["until"]) == ("2026-11-01T00:00:00+00:00", "2026-11-24T09:00:00+01:00")


def test_an_empty_report_says_what_to_do(tmp_path: Path, database: Database, database_url: str) -> None:
    assert database is not None
    shown = desk(tmp_path, database_url).run(report).output
    assert "Nothing was offered" in shown
    assert "budstikke import people" in shown


def test_an_empty_report_says_who_could_take_part() -> None:
    assert "240 people could take part." in empty(a_view(items=()), 240)


@pytest.mark.parametrize("language", ["en", "da"])
def test_no_line_of_the_text_is_wider_than_a_screen(language: str) -> None:
    wide = a_view(
        language,
        weekly=False,
        items=(an_item("x", "x" * 99, 1.0, 25_000, read=25_000, tapped=25_000, shared=25_000),),
        departments=(GroupFigures("y" * 99, 25_000, 1.0, hidden=False),),
    )
    assert max(len(line) for line in text(wide).splitlines()) == WIDTH


def test_what_is_read_first_stands_first() -> None:
    lines = text(a_view()).splitlines()
    assert lines[2].startswith("63 of 240 people took part (26.2 %)")
    assert lines[4] == "Next steps"
    assert "12 people there got no digest" in " ".join(line.strip() for line in lines[5:7])


def test_hidden_figures_are_dots_with_their_reason() -> None:
    shown = text(a_view())
    few = next(line for line in shown.splitlines() if line.startswith("For a few"))
    assert few.split() == ["For", "a", "few", "3", "·", "·", "·", "·", "·"]
    assert "fewer than 8 people" in shown


def test_a_bar_stands_beside_the_figures_where_there_is_room() -> None:
    engineering = next(line for line in text(a_view()).splitlines() if line.startswith("Engineering "))
    assert "█" in engineering
    assert "│" in engineering


def test_a_report_that_hides_everything_still_has_its_frame() -> None:
    hidden = a_hidden_report()
    found = json.loads(as_json(hidden))
    assert found["overall"]["involvement"] is None
    assert all(row["involved"] == "" for row in csv.DictReader(StringIO(as_csv(hidden))) if row["section"] != "wording")


def test_names_fit_their_column() -> None:
    assert cut("abcdef", 4) == "abc…"
    assert cut("ab", 4) == "ab  "
