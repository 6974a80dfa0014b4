"""Under a works council no command tells who did what, by which link or click; nor does a laxer mode afterwards."""

import re
from pathlib import Path

import pytest
from sqlalchemy import Connection, insert, update

from bot.cli.main import budstikke
from digests.content.store import Entry, add_items
from digests.db import Database
from digests.delivery.store import deliveries
from digests.ledger.model import FactKind
from digests.measure.conversion_store import conversions
from tests.bot.cli.command import CONFIG, Desk, desk
from tests.digests.measure.world import ACTED, world
from tests.factories import NOW, item

SPAN = ("--since", "2026-11-01", "--until", "2026-11-30")
FIGURES = {
    "report": ("report", *SPAN),
    "report as json": ("report", *SPAN, "--format", "json"),
    "report as csv": ("report", *SPAN, "--format", "csv"),
    "report as html": ("report", *SPAN, "--format", "html"),
    "classes": ("hits", "list", "--json"),
    "conversions": ("conversions", "--json"),
    "webhooks": ("webhooks", "list", "--json"),
    "outbox": ("outbox",),
    "doctor": ("doctor", "--json"),
}
TRACE = re.compile(r"trace-\w+|code\d+|fact-\d+|Name of")  # ids and names of people, codes of links, ids of clicks
GOAL = '[[goals]]\nname = "application"\nvalue = 1500\ncurrency = "DKK"\n'
LATER = {
    "works council": "",
    "team": '[privacy]\nmode = "team"\n',
    "open": '[privacy]\nmode = "open"\n',
    "open here": '[privacy]\ncountries = {DK = "open"}\n',
}


@pytest.fixture
def office(tmp_path: Path, database: Database, database_url: str) -> Desk:
    """Twelve people in one department and three in another; most of them pressed, and somebody followed."""

    def write(connection: Connection) -> None:
        made = world(connection)
        add_items(connection, [Entry(item(id=name), None) for name in ("harbour", "bridge")], "file", NOW)
        for number in range(15):
            department = "Engineering" if number < 12 else "Board"
            who = made.person(f"trace-p{number}", department)
            sent = made.sent(who, "harbour", department=department)
            code = made.link(who, "harbour", sent)
            own = {"person_id": who, "department": department, "network": "linkedin"}
            made.did(FactKind.TAP, "harbour", sent, code=code, **own)
            click = made.did(FactKind.HIT, "harbour", sent, code=code, **own)
            told = {
                "id": f"c{number}", "goal": "application", "external_id": f"ats {number}", "source": "api",
                "verified": True, "content": "", "state": "attributed", "click_id": click, "earlier": (),
                "item_id": "harbour", "network": "linkedin", "at": ACTED, "received_at": ACTED, "waits_until": NOW,
            }  # fmt: skip
            connection.execute(insert(conversions).values(told))

    database.write(write)
    return desk(tmp_path, database_url)


@pytest.mark.parametrize("mode", ["works council", "open here"])
def test_no_figure_leads_to_a_person_a_link_or_a_click(office: Desk, mode: str) -> None:
    office.configure(CONFIG + GOAL + LATER[mode])
    for name, call in FIGURES.items():
        run = office.run(budstikke, *call)
        assert (name, run.exit_code, TRACE.findall(run.output)) == (name, 0, [])


def test_a_mode_that_becomes_laxer_shows_the_same_groups_as_before(office: Desk) -> None:
    def told() -> str:
        return office.run(budstikke, "report", *SPAN, "--format", "csv").output

    before = told()
    assert any(line.startswith("department,Board,3,") and ",yes," in line for line in before.splitlines())
    for later in LATER.values():
        office.configure(CONFIG + later)
        assert told() == before


@pytest.mark.parametrize("mode", ["open", "open here"])
def test_a_mode_that_becomes_laxer_does_not_tell_what_somebody_did(office: Desk, database: Database, mode: str) -> None:
    def told() -> str:
        return office.run(budstikke, "why", "weekly", "--person", "trace-p13", "--at", "2026-11-24", "--json").output

    before = told()
    assert "taken_up" not in before
    office.configure(CONFIG + LATER[mode])
    assert told() == before
    database.write(lambda connection: connection.execute(update(deliveries).values(privacy_mode="open")))
    assert "taken_up" in told()  # had it been open all along
