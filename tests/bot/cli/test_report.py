"""The report as people and programs read it."""

import csv
import json
from datetime import UTC, datetime, timedelta
from io import StringIO
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from bot.cli.cells import neutral, sheet
from bot.cli.report import report
from bot.cli.report_text import WIDTH, bar, cut, percent, text
from digests.db import Database
from digests.errors import InputError
from digests.ledger.model import FactKind
from digests.measure.report import Clicks, DepartmentFigures, ItemFigures, Overall, Report
from tests.bot.cli.command import CONFIG, Desk, desk
from tests.digests.measure.world import world
from tests.factories import NOW

ZONE = ZoneInfo("Europe/Copenhagen")
PERIOD = ("--since", "2026-10-27", "--until", "2026-11-24")


def _some(**fields: object) -> Report:
    shown = ItemFigures("harbour", 120, 40, 22, 10, Clicks(35, 2, 14, 66, 3), 22 / 120, 22 / 240, hidden=False)
    values: dict[str, object] = {
        "since": NOW - timedelta(days=28),
        "until": NOW,
        "items": (shown, ItemFigures("for-few", 3)),
        "overall": Overall(240, 63, 63 / 240),
        "departments": (DepartmentFigures("Sales", 90, 0.3, hidden=False), DepartmentFigures("", 4, None, hidden=True)),
        "k": 8,
        "pending": 0,
        "cleared": False,
    }
    return Report(**(values | fields))  # type: ignore[arg-type]


def _filled(database: Database) -> None:
    def write(connection: object) -> None:
        made = world(connection)  # type: ignore[arg-type]
        for number in range(9):
            sent = made.sent(made.person(f"s{number}", "=Sales"), "harbour")
            if number < 3:
                made.did(FactKind.TAP, "harbour", sent)

    database.write(write)


@pytest.fixture
def at_desk(tmp_path: Path, database: Database, database_url: str) -> Desk:
    """A desk whose ledger has one item that three of nine people tapped."""
    _filled(database)
    return desk(tmp_path, database_url)


def test_the_json_has_the_shape_that_programs_expect(at_desk: Desk) -> None:
    found = json.loads(at_desk.run(report, *PERIOD, "--format", "json").output)
    assert found["since"] == "2026-10-27T00:00:00+01:00"
    assert found["until"] == "2026-11-25T00:00:00+01:00"
    assert found["items"] == [
        {
            "id": "harbour", "offered": 9, "read": 0, "tapped": 3, "shared": 0,
            "clicks": {"human": 0, "doubtful": 0, "preview": 0, "machine": 0, "self": 0},
            "involvement_offered": 3 / 9, "involvement_active": 3 / 9, "hidden": False,
        }
    ]  # fmt: skip
    assert found["overall"] == {"active": 9, "involved": 3, "involvement": 3 / 9}
    assert found["departments"] == [{"name": "=Sales", "people": 9, "involvement": 3 / 9, "hidden": False}]
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


def test_a_country_of_its_own_mode_is_taken_from_the_configuration(at_desk: Desk) -> None:
    at_desk.configure(CONFIG + '\n[privacy]\nmode = "open"\nk = 10\ncountries = {DK = "works_council"}\n')
    assert json.loads(at_desk.run(report, *PERIOD, "--format", "json").output)["overall"]["involved"] is None


def test_no_cell_of_the_csv_is_a_formula(at_desk: Desk) -> None:
    rows = list(csv.DictReader(StringIO(at_desk.run(report, *PERIOD, "--format", "csv").output)))
    assert [row["section"] for row in rows] == ["overall", "item", "department"]
    assert rows[2]["name"] == "'=Sales"
    assert rows[1]["tapped"] == "3"
    assert rows[0]["involved"] == "3"


@pytest.mark.parametrize("begin", ["=", "+", "-", "@", "\t", "\r"])
def test_what_a_spreadsheet_would_run_is_neutralised(begin: str) -> None:
    assert neutral(f"{begin}1+1") == f"'{begin}1+1"
    assert list(csv.reader(StringIO(sheet(["a"], [[f"{begin}x"]]), newline="")))[1] == [f"'{begin}x"]


def test_other_values_stand_in_the_csv_as_they_are() -> None:
    assert [neutral(value) for value in (None, 3, 0.5, "Sales")] == ["", "3", "0.5", "Sales"]


def test_the_text_shows_figures_beside_the_fields(at_desk: Desk) -> None:
    shown = at_desk.run(report, *PERIOD).output
    assert "3 of 9 active people" in shown
    assert "the field 50.0 %" in shown
    assert "the field 22.1 %" in shown
    assert "33.3 %" in shown


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
    assert "240 people could take part." in text(_some(items=()), ZONE)


def test_no_line_of_the_text_is_wider_than_a_screen() -> None:
    item = ItemFigures("x" * 99, 25_000, 25_000, 25_000, 25_000, Clicks(9**6, 9, 9, 9, 9), 1.0, 1.0, hidden=False)
    wide = _some(items=(item,), departments=(DepartmentFigures("y" * 99, 25_000, 1.0, hidden=False),))
    assert max(len(line) for line in text(wide, ZONE).splitlines()) == WIDTH


def test_hidden_figures_are_dots_with_their_reason() -> None:
    shown = text(_some(), ZONE)
    few = next(line for line in shown.splitlines() if line.startswith("for-few"))
    assert few.split() == ["for-few", "3", "·", "·", "·", "·", "·"]
    assert "(no department)" in shown
    assert "fewer than 8 people" in shown


def test_a_report_that_hides_nothing_gives_no_reason() -> None:
    shown = text(_some(items=_some().items[:1], departments=()), ZONE)
    assert "fewer than" not in shown
    assert "Departments" not in shown


def test_an_overall_figure_that_may_not_be_told_is_not_shown() -> None:
    assert "not shown, of 5 active people" in text(_some(overall=Overall(5, None, None)), ZONE)


def test_what_may_still_change_and_what_is_no_longer_kept_is_said() -> None:
    shown = text(_some(pending=3, cleared=True), ZONE)
    assert "3 presses and clicks are so recent" in shown
    assert "no longer kept" in shown


@pytest.mark.parametrize(
    ("share", "drawn"),
    [(0.0, "░░░░│░░░"), (0.25, "██░░│░░░"), (0.3, "██▍░│░░░"), (1.0, "████│███"), (3.0, "████│███")],
)
def test_a_bar_is_as_long_as_its_share_and_shows_the_field(share: float, drawn: str) -> None:
    assert bar(share, 0.5, 1.0, 8) == drawn


def test_a_mark_at_the_very_end_stays_in_the_bar() -> None:
    assert bar(0.0, 1.0, 1.0, 4) == "░░░│"


def test_names_and_shares_fit_their_columns() -> None:
    assert cut("abcdef", 4) == "abc…"
    assert cut("ab", 4) == "ab  "
    assert percent(0.2214) == "22.1 %"


def test_the_period_is_told_in_the_companys_time() -> None:
    head = text(_some(until=datetime(2026, 11, 24, 8, 0, tzinfo=UTC)), ZONE).splitlines()[0]
    assert head.endswith("to 24 Nov 2026 09:00")
