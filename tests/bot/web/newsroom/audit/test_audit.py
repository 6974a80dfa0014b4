"""The audit log on the web: who did what, found by kind, person and day; and every look at it is in it."""

import csv
from datetime import timedelta

import pytest
from sqlalchemy import Connection

from digests.access import audit
from digests.content.store import load_items
from digests.newsroom.model import Done
from digests.newsroom.store import write_down
from tests.bot.web.newsroom.office import Office
from tests.factories import NOW

DAY = timedelta(days=1)


def _done(connection: Connection) -> None:
    audit.note(connection, NOW - 2 * DAY, "kim", "report", "2026-W47")
    audit.note(connection, NOW - DAY, audit.PERSON, "sign in", "mail", actor_id="editor")
    audit.note(connection, NOW - DAY, audit.PERSON, "preview as", "weekly", person_id="nobody", actor_id="approver")
    audit.note(connection, NOW - DAY, audit.PERSON, "programme", "caps changed", person_id="admin")
    audit.note(connection, NOW - DAY, "kim", "=cmd()", "@evil")
    item = load_items(connection, ["bridge-draft"])[0]
    write_down(connection, item, Done.APPROVED, "approver", NOW - DAY)
    write_down(connection, item, Done.WITHDRAWN, None, NOW)


@pytest.fixture
def log(newsroom: Office) -> Office:
    newsroom.database.write(_done)
    return newsroom


def _rows(text: str) -> list[list[str]]:
    body = text.split("<tbody>")[1].split("</tbody>", maxsplit=1)[0] if "<tbody>" in text else ""
    return [
        [cell.split("</td>")[0] for cell in row.split("<td>")[1:]] for row in body.split("<tr>")[1:]
    ]  # when, who, what, details, about whom


async def test_everything_stands_there_the_newest_first(log: Office) -> None:
    rows = _rows((await log.get("admin", "/audit")).text)
    assert [row[2] for row in rows] == [
        "withdrew an item", "=cmd()", "changed the programme", "saw a digest as somebody", "signed in",
        "approved an item", "looked at the report",
    ]  # fmt: skip
    told = {row[2]: row for row in rows}
    assert told["saw a digest as somebody"][1:] == ["Anna Berg", "saw a digest as somebody", "weekly", "Nils Ek"]
    assert told["changed the programme"][1] == "Amir Haddad"
    assert told["approved an item"][1:4] == ["Anna Berg", "approved an item", "bridge-draft, 1"]
    assert "erased" in told["withdrew an item"][1]
    assert told["looked at the report"][1] == "kim"


@pytest.mark.parametrize(
    ("asked", "number"),
    [
        ("kind=signing", 1),
        ("kind=items", 2),
        ("kind=people", 1),
        ("kind=settings", 1),
        ("kind=figures", 1),
        ("kind=nonsense", 7),
        ("person=approver@example.com", 2),
        ("person=nobody", 1),
        ("since=2026-11-24", 1),
        ("until=2026-11-22", 1),
        ("since=2026-11-23&until=2026-11-23", 5),
        ("since=yesterday", 7),
        ("page=2", 0),
        ("page=zero", 7),
    ],
)
async def test_lines_are_found_by_kind_person_and_day(log: Office, asked: str, number: int) -> None:
    assert len(_rows((await log.get("admin", f"/audit?{asked}")).text)) == number


async def test_whoever_is_not_known_is_said_so(log: Office) -> None:
    page = await log.get("admin", "/audit?person=stranger@example.com")
    assert "Nobody goes by this." in page.text
    assert (await log.get("admin", "/audit/file.csv?person=stranger@example.com")).status_code == 404


async def test_every_look_is_in_it_and_a_person_only_where_erasing_reaches(log: Office) -> None:
    await log.get("admin", "/audit?person=approver@example.com&kind=items&since=2026-11-01")
    await log.get("admin", "/audit/file.csv?until=2026-11-24")
    first, second = log.database.read(audit.looks)[-2:]
    assert (first.act, first.subject, first.person_id, first.actor_id) == (
        "audit",
        "items, 2026-11-01",
        "approver",
        "admin",
    )
    assert (second.subject, second.person_id) == ("2026-11-24 as csv", None)


async def test_the_file_is_for_spreadsheets_and_starts_no_formula(log: Office) -> None:
    answer = await log.get("admin", "/audit/file.csv")
    assert answer.headers["content-type"].startswith("text/csv")
    assert "attachment" in answer.headers["content-disposition"]
    rows = list(csv.DictReader(answer.text.lstrip("\ufeff").splitlines()))
    assert len(rows) == 7
    (odd,) = [row for row in rows if "cmd" in row["act"]]
    assert (odd["act"], odd["subject"]) == ("'=cmd()", "'@evil")
    (approved,) = [row for row in rows if row["act"] == "item approved"]
    assert (approved["who"], approved["who_id"]) == ("Anna Berg", "approver")


async def test_a_long_log_has_pages(newsroom: Office) -> None:
    def many(connection: Connection) -> None:
        for number in range(120):
            audit.note(connection, NOW - timedelta(minutes=number), "kim", "report", f"line {number}")

    newsroom.database.write(many)
    first = await newsroom.get("admin", "/audit?kind=figures")
    assert len(_rows(first.text)) == 50
    assert "page=2" in first.text
    assert len(_rows((await newsroom.get("admin", "/audit?kind=figures&page=3")).text)) >= 20


async def test_where_nothing_was_done_the_page_says_so(newsroom: Office) -> None:
    assert "Nothing was done" in (await newsroom.get("admin", "/audit")).text


@pytest.mark.parametrize("who", ["editor", "approver", "desk-admin"])
async def test_nobody_but_an_admin_reads_it(log: Office, who: str) -> None:
    assert (await log.get(who, "/audit")).status_code == 403
    assert (await log.get(who, "/audit/file.csv")).status_code == 403
