"""The page that the newsroom opens with."""

from dataclasses import replace
from datetime import timedelta
from html import unescape
from pathlib import Path

import pytest
from sqlalchemy import update

from bot.web.app import create_app
from bot.web.newsroom.health.model import Examined, Trouble
from digests.content.index import item_index
from digests.db import Database
from tests.bot.web.newsroom.lively import busy, enliven
from tests.bot.web.newsroom.office import Office, office
from tests.factories import NOW

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
BROKEN = Examined((Trouble("mail", "the relay refuses us", "Put SMTP_URL into .env.", grave=True),), 12)


@pytest.fixture
def day(database: Database, tmp_path: Path) -> Office:
    made = office(database, tmp_path)
    database.write(busy)
    return made


async def test_each_person_sees_what_they_can_do_something_about(day: Office) -> None:
    editor = unescape((await day.get("editor", "")).text)
    assert "Good to see you, Erik" in editor
    assert "Sent back to you" in editor
    assert "Who took the picture? Ask before we show it." in editor
    assert "1 suggestion to look at" in editor
    assert "waits for your decision" not in editor
    approver = (await day.get("approver", "")).text
    assert "1 item waits for your decision" in approver
    assert "Sent back to you" not in approver
    assert "2 items wait for your decision" in (await day.get("admin", "")).text
    foreign = (await day.get("hr-editor", "")).text
    assert "Night shift" not in foreign
    assert "Port news" not in foreign


async def test_it_tells_how_far_an_edition_is_and_when_the_next_ones_go(day: Office) -> None:
    page = (await day.get("editor", "")).text
    assert "weekly 2026-W48 is going out" in page
    assert '<progress id="bar-1" max="12" value="7">' in page
    assert "1 failed, 0 in doubt" in page
    assert "Dec 1, 2026" in page
    assert "1 item ends within a week" in page


async def test_where_nothing_waits_it_says_so_kindly(database: Database, tmp_path: Path) -> None:
    made = office(database, tmp_path, schedules=[{"name": "weekly", "cron": "0 9 * * tue", "on": False}])
    page = (await made.get("suggester", "")).text
    assert "Nothing waits for you" in page
    assert "No digest is planned" in page
    assert "Add an item" not in page


async def test_an_admin_is_told_what_does_not_work_and_nobody_else_is(day: Office) -> None:
    ill = replace(day, parts=replace(day.parts, examine=lambda: BROKEN), app=create_app(day.parts))
    ill = replace(ill, app=create_app(ill.parts))
    await ill.get("admin", "/health")  # the first look goes on behind this page
    assert (await ill.post("admin", "/health")).headers["location"] == "/newsroom/health?said=health.looked"
    page = unescape((await ill.get("admin", "/health?said=health.looked")).text)
    assert "Looked at everything again." in page
    assert "Put SMTP_URL into .env." in page
    assert "12 things were looked at" in page
    assert "the relay refuses us" in (await ill.get("admin", "")).text
    assert "the relay refuses us" not in (await ill.get("desk-admin", "")).text


async def test_where_all_is_well_the_page_of_health_says_so(day: Office) -> None:
    assert "Nothing was looked at yet" in (await day.get("admin", "/health")).text
    await day.post("admin", "/health")
    assert "All is well" in (await day.get("admin", "/health")).text


async def test_a_department_for_which_the_next_weeks_have_nothing_is_named(database: Database, tmp_path: Path) -> None:
    made = office(database, tmp_path)
    database.write(enliven)
    assert "Gaps in the next weeks" not in (await made.get("editor", "")).text
    ends = NOW + timedelta(days=8)
    database.write(lambda connection: connection.execute(update(item_index).values(expires=ends)))
    page = (await made.get("editor", "")).text
    assert "Nothing for Engineering in week 50" in page
    assert "Nothing for Engineering in week 48" not in page
    assert "Gaps in the next weeks" not in (await made.get("suggester", "")).text
