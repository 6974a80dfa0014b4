"""The report on the web: the same figures and rules as everywhere, and every look at them noted."""

import csv
from datetime import timedelta
from html import unescape
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, select

from digests.access.store import audit
from digests.db import Database
from digests.people.store import add_people
from tests.bot.web.newsroom.lively import enliven
from tests.bot.web.newsroom.office import Office, office
from tests.digests.measure.world import world
from tests.factories import NOW, person

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
CHAPTERS = ("", "/items", "/people", "/desks", "/goals", "/uplift", "/all")


@pytest.fixture
def lively(database: Database, tmp_path: Path) -> Office:
    """A newsroom whose last month had figures."""
    made = office(database, tmp_path)
    database.write(enliven)
    return made


def noted(connection: Connection) -> list[tuple[str, str, str]]:
    rows = connection.execute(select(audit.c.actor_id, audit.c.act, audit.c.subject).order_by(audit.c.id))
    return [(row[0], row[1], row[2]) for row in rows]


async def test_every_chapter_tells_its_sections_with_words_for_each_chart(lively: Office) -> None:
    told = {chapter: (await lively.get("editor", f"/report{chapter}")).text for chapter in CHAPTERS}
    assert "32 of 45 people took part (71.1 %)" in told[""]
    assert "Look through what waits for approval." in told[""]
    assert "Items, by who took part" in told["/items"]
    assert "Suggested texts" in told["/items"]
    assert "Engineering" in told["/people"]
    assert "LinkedIn" in told["/desks"]
    assert "application" in told["/goals"]
    assert "Nothing is held out" in told["/uplift"]
    for chapter in CHAPTERS[:-1]:
        headings = [line for line in told[chapter].splitlines() if "<h2" in line]
        assert all(one in told["/all"] for one in headings), chapter
    for page in told.values():
        assert page.count("<svg") == page.count('role="img" aria-label="')


async def test_a_small_department_is_hidden_and_the_page_says_so(lively: Office) -> None:
    page = (await lively.get("editor", "/report/people")).text
    assert "Board" in page
    assert "stands for what is not shown" in page
    assert "nobody is shown by name" in page


async def test_an_item_has_a_page_with_its_way_and_its_wordings(lively: Office) -> None:
    page = unescape((await lively.get("editor", "/report/items/harbour-emissions")).text)
    assert "From the offer to the share" in page
    assert "Proud of what my colleagues did in the harbour." in page
    assert "/newsroom/items/harbour-emissions" in page
    foreign = (await lively.get("editor", "/report/items/apprentices")).text
    assert "/newsroom/items/apprentices" not in foreign  # its desk's own
    assert (await lively.get("editor", "/report/items/quay-review")).status_code == 404
    linked = (await lively.get("editor", "/report/items")).text
    assert "/newsroom/report/items/apprentices?since=" in linked


async def test_an_item_offered_to_a_few_says_only_how_many_they_were(database: Database, tmp_path: Path) -> None:
    made = office(database, tmp_path)

    def few(connection: Connection) -> None:
        here = world(connection)
        for number in range(9):
            here.sent(here.person(f"p{number}"), *(("harbour",) if number else ("harbour", "apprentices")))

    database.write(few)
    page = (await made.get("admin", "/report/items/apprentices")).text
    assert "What they did is not shown" in page
    assert "<svg" not in page


async def test_the_period_is_chosen_by_days_and_stands_in_every_link(lively: Office) -> None:
    page = (await lively.get("editor", "/report?since=2026-11-02&until=2026-11-08&compared=yes")).text
    assert "2–8 Nov" in page or "2 Nov – 8 Nov 2026" in page
    assert 'value="2026-11-02"' in page
    assert "/newsroom/report/items?since=2026-11-02&amp;until=2026-11-08&amp;compared=yes" in page
    assert "points" in page  # beside the period before
    empty = (await lively.get("editor", "/report/goals?since=2020-01-01&until=2020-01-02")).text
    assert "2 Jan 2020" in empty


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("since=2026-11-09&until=2026-11-08", "turn them round"),
        ("since=tomorrow", "This is not a day"),
        ("until=1066-10-14", "too far away"),
    ],
)
@pytest.mark.parametrize("path", ["/report", "/report/items/harbour-emissions", "/report/file.csv"])
async def test_days_that_are_none_are_told_beside_the_form(lively: Office, path: str, query: str, said: str) -> None:
    answer = await lively.get("editor", f"{path}?{query}")
    assert answer.status_code == 422
    assert said in unescape(answer.text)
    assert lively.database.read(noted) == []


async def test_the_file_is_what_the_command_writes_and_no_cell_is_a_formula(database: Database, tmp_path: Path) -> None:
    made = office(database, tmp_path)

    def fill(connection: Connection) -> None:
        here = world(connection)
        for number in range(9):
            here.sent(here.person(f"p{number}", "=Sales"), "harbour", department="=Sales")

    database.write(fill)
    answer = await made.get("editor", "/report/file.csv")
    assert answer.headers["content-disposition"] == 'attachment; filename="report-2026-10-28-2026-11-24.csv"'
    rows = list(csv.DictReader(StringIO(answer.text)))
    assert "'=Sales" in {row["name"] for row in rows if row["section"] == "department"}
    assert not any(cell.startswith(("=", "+", "-", "@")) for row in rows for cell in row.values())


async def test_every_look_is_noted_before_it_is_shown(lively: Office) -> None:
    for path in ("/report", "/report/items/harbour-emissions", "/report/file.csv"):
        await lively.get("hr-editor", path)
    assert lively.database.read(noted) == [
        ("hr-editor", "report", "2026-10-28 to 2026-11-24, at a glance"),
        ("hr-editor", "report", "2026-10-28 to 2026-11-24, item harbour-emissions"),
        ("hr-editor", "report", "2026-10-28 to 2026-11-24, as csv"),
    ]


def _named(connection: Connection) -> None:
    made = world(connection)
    for number in range(10):
        sent = made.sent(made.person(f"p{number}", "Sales"), "harbour", privacy_mode="team")
        assert sent
        made.chose(f"p{number}", named=number == 0)


async def test_whoever_said_yes_is_shown_by_name_and_noted_and_never_remembered(
    database: Database, tmp_path: Path
) -> None:
    made = office(database, tmp_path, privacy={"mode": "team"})
    database.write(_named)
    page = (await made.get("editor", "/report/people")).text
    assert "Name of p0" in page
    assert "Name of p1" not in page
    assert [subject for *_, subject in database.read(noted)] == [
        "2026-10-28 to 2026-11-24, people",
        "2026-10-28 to 2026-11-24, people, 1 by name",
    ]
    assert "p0" not in (await made.get("editor", "/report/file.csv")).text
    database.write(_takes_back)
    assert "Name of p0" not in (await made.get("editor", "/report/people")).text


def _takes_back(connection: Connection) -> None:
    from digests.people.store import preferences  # noqa: PLC0415

    connection.execute(preferences.update().values(named=False))


async def test_figures_are_worked_out_anew_after_a_minute(lively: Office) -> None:
    before = (await lively.get("editor", "/report")).text
    lively.database.write(lambda connection: add_people(connection, [person(id="new", name="New")], NOW))
    assert (await lively.get("editor", "/report/all")).text.count("of 45 people") == before.count("of 45 people")
    lively.clock.now += timedelta(minutes=2)
    assert "of 46 people" in (await lively.get("editor", "/report")).text


async def test_what_is_printed_about_privacy_stands_beside_the_report(lively: Office) -> None:
    pages: dict[str, Any] = {
        name: await lively.get("editor", f"/report/privacy{name}") for name in ("", "/notice", "/assessment", "/other")
    }
    assert "What Nordbro stores in Budstikke" in pages[""].text
    assert "Notice to employees" in pages["/notice"].text
    assert "Facts for an impact assessment" in pages["/assessment"].text
    assert pages["/other"].status_code == 404
    file = await lively.get("editor", "/report/privacy/notice/file.md")
    assert file.text.startswith("# Notice to employees")
    assert file.headers["content-type"].startswith("text/markdown")


async def test_a_chapter_that_is_none_is_not_there(lively: Office) -> None:
    assert (await lively.get("editor", "/report/nonsense")).status_code == 404
