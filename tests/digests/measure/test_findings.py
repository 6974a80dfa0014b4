"""What a report is told from."""

from datetime import timedelta

import pytest
from sqlalchemy import Connection, insert

from digests.content.model import Text
from digests.content.store import Entry, add_items, given_texts
from digests.db import Database
from digests.measure.findings import findings
from digests.settings import parse
from tests.digests.measure.world import SENT, world
from tests.factories import NOW, item

CONFIG = parse({
    "server": {"public_url": "https://bot.example.com"},
    "links": {"base_url": "https://go.example.com"},
    "schedules": [{"name": "weekly", "cron": "0 9 * * tue"}],
})  # fmt: skip
WEEK = timedelta(days=7)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_findings_of_nothing_have_nothing_to_compare_and_no_wordings(database: Database) -> None:
    found = database.read(findings, CONFIG, NOW - WEEK, NOW, NOW)
    assert (found.report.items, found.before, dict(found.wordings)) == ((), None, {})
    assert found.mode == "works_council"


def test_findings_know_the_words_that_people_were_given_and_the_week_before(database: Database) -> None:
    text = Text("k1", "en", "Proud of my colleagues.", "linkedin")

    def fill(connection: Connection) -> None:
        made = world(connection)
        add_items(connection, [Entry(item(id="harbour", texts=(text,)), None)], "file", NOW)
        for number in range(9):
            made.sent(made.person(f"p{number}", "Sales"), "harbour")
        given = {"department": "Sales", "network": "linkedin", "text_key": text.key, "given": 9}
        connection.execute(insert(given_texts).values(item_id="harbour", **given))

    database.write(fill)
    found = database.read(findings, CONFIG, SENT - timedelta(days=1), NOW, NOW, compared=True)
    assert [one.id for one in found.report.items] == ["harbour"]
    assert found.before is not None
    assert found.before.until == found.report.since
    assert found.supply is not None
    assert found.supply.open_items == 1
    assert dict(found.wordings) == {text.key: "Proud of my colleagues."}
