"""Where people are shown by name, and where they never are."""

import json
from pathlib import Path

import pytest
from sqlalchemy import Connection

from bot.cli.report import report
from digests.access.audit import looks
from digests.db import Database
from digests.ledger.model import FactKind
from tests.bot.cli.command import CONFIG, Desk, desk
from tests.digests.measure.world import world

PERIOD = ("--since", "2026-10-27", "--until", "2026-11-24")
NAME = "Name of zuzanna"


def _filled(connection: Connection) -> None:
    made = world(connection)
    for name in ("zuzanna", "maja", *(f"p{number}" for number in range(8))):
        made.person(name, "Sales")
        made.chose(name, named=name == "zuzanna")
        sent = made.sent(name, "harbour", privacy_mode="team")
        made.did(FactKind.TAP, "harbour", sent, person_id=name, network="x")


@pytest.fixture
def at_desk(tmp_path: Path, database: Database, database_url: str) -> Desk:
    """A desk of a company under team, in which one of ten people said yes."""
    database.write(_filled)
    made = desk(tmp_path, database_url)
    made.configure(CONFIG + '\n[privacy]\nmode = "team"\n')
    return made


def test_the_json_names_whoever_said_yes_and_nobody_else(at_desk: Desk) -> None:
    printed = at_desk.run(report, *PERIOD, "--json").output
    assert json.loads(printed)["people"] == [
        {"id": "zuzanna", "name": NAME, "department": "Sales", "offered": 1, "read": 0, "tapped": 1, "shared": 0,
         "clicks": 0, "conversions": 0.0}
    ]  # fmt: skip
    assert "maja" not in printed


@pytest.mark.parametrize(
    ("form", "language", "why"),
    [
        ("text", "en", "These people said yes in their preferences"),
        ("html", "en", "These people said yes in their preferences"),
        ("html", "da", "Disse personer har sagt ja i deres indstillinger"),
    ],
)
def test_the_page_says_why_somebody_is_named(at_desk: Desk, form: str, language: str, why: str) -> None:
    printed = at_desk.run(report, *PERIOD, "--format", form, "--language", language).output
    assert NAME in printed
    assert why in " ".join(printed.split())
    assert "Name of maja" not in printed
    assert "nobody is shown by name" not in printed


def test_the_csv_names_nobody(at_desk: Desk) -> None:
    printed = at_desk.run(report, *PERIOD, "--format", "csv").output
    assert "zuzanna" not in printed
    assert "harbour" in printed


def test_the_weekly_report_names_nobody(at_desk: Desk) -> None:
    at_desk.configure(CONFIG + '\n[privacy]\nmode = "team"\n[report]\nmail = ["comms@example.com"]\n')
    printed = at_desk.run(report, "--send", "--dry-run", SMTP_URL="smtp://127.0.0.1:1").output
    assert "Nothing was sent" in printed
    assert "zuzanna" not in printed


@pytest.mark.parametrize("mode", ["works_council", "open"])
def test_under_another_mode_the_yes_names_nobody(at_desk: Desk, mode: str) -> None:
    """Under open neither: what is kept of them was collected under team."""
    at_desk.configure(CONFIG + f'\n[privacy]\nmode = "{mode}"\n')
    printed = at_desk.run(report, *PERIOD, "--json").output
    assert json.loads(printed)["people"] == []
    assert "People by name" not in at_desk.run(report, *PERIOD).output


def test_a_report_by_name_is_noted_with_how_many_it_names(at_desk: Desk, database: Database) -> None:
    at_desk.run(report, *PERIOD)
    at_desk.run(report, *PERIOD, "--format", "csv")
    assert [look.subject for look in database.read(looks)] == [
        "2026-10-27 to 2026-11-25, as text",
        "2026-10-27 to 2026-11-25, as text, 1 by name",
        "2026-10-27 to 2026-11-25, as csv",
    ]
