"""A real browser changes the programme, with script and without, by mouse and by keyboard alone."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from digests.db import Database
from digests.programme import store
from digests.programme.effective import overlaid
from tests.bot.web.browser import MISSING, chromium
from tests.bot.web.newsroom.office import Office, office

pytestmark = [
    pytest.mark.parametrize("database_url", ["sqlite"], indirect=True),
    pytest.mark.skipif(MISSING, reason="Chromium is not here"),
]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as found:
        yield found


def page(browser: Browser, made: Office, address: str, **how: Any) -> Page:
    context = browser.new_context(**how)
    made.sign_in(context, address, "admin")
    return context.new_page()


def cron(made: Office) -> str:
    said = made.database.read(store.load).said
    return overlaid(made.parts.settings.file, said).schedules[0].cron


def test_a_schedule_is_moved_with_script_and_the_browser_complains_of_nothing(
    browser: Browser, database: Database, tmp_path: Path
) -> None:
    made = office(database, tmp_path)
    with made.served() as address:
        found, said = page(browser, made, address), []
        found.on("console", lambda message: said.append(message.text))
        found.goto(f"{address}/newsroom/programme")
        found.get_by_role("link", name="weekly").click()
        found.get_by_label("A line of cron").wait_for(state="hidden")
        found.get_by_label("Once a month").check()
        assert not found.get_by_label("Tuesday").is_visible()
        found.get_by_label("Day of the month").fill("15")
        found.get_by_label("Time", exact=True).fill("10:30")
        found.get_by_role("button", name="Save").click()
        assert found.get_by_role("status").inner_text() == "Saved. It holds within a few seconds."
        assert found.get_by_text("Day 15 of each month").is_visible()
        found.get_by_role("link", name="History").click()
        found.get_by_role("button", name="Put back").click()
        assert found.get_by_role("status").inner_text() == "Put back as it was before."
        assert cron(made) == "0 9 * * tue"
        assert said == []


def test_without_script_on_a_phone_everything_is_there_and_nothing_scrolls_sideways(
    browser: Browser, database: Database, tmp_path: Path
) -> None:
    made = office(database, tmp_path)
    with made.served() as address:
        phone = {"width": 360, "height": 740}
        found = page(browser, made, address, java_script_enabled=False, viewport=phone, color_scheme="dark")
        found.goto(f"{address}/newsroom/programme/schedules/weekly")
        assert found.get_by_label("A line of cron").is_visible()
        found.get_by_label("By a timetable of its own").check()
        found.get_by_label("A line of cron").fill("0 7 * * mon,fri")
        found.get_by_text("Add a group").click()
        found.get_by_role("group", name="Department").first.get_by_label("Engineering").check()
        found.get_by_role("button", name="Count anew").click()
        assert found.get_by_role("status").inner_text().startswith("Reaches about")
        found.get_by_role("button", name="Save").click()
        assert cron(made) == "0 7 * * mon,fri"
        width = page(browser, made, address, viewport=phone)
        for path in ("", "/schedules/weekly", "/quiet/new", "/history"):
            width.goto(f"{address}/newsroom/programme{path}")
            assert width.evaluate("document.documentElement.scrollWidth") == phone["width"]


def test_a_quiet_period_is_made_by_keyboard_alone(browser: Browser, database: Database, tmp_path: Path) -> None:
    made = office(database, tmp_path)
    with made.served() as address:
        found = page(browser, made, address)
        found.goto(f"{address}/newsroom/programme/quiet/new")
        found.get_by_label("Name").focus()
        found.keyboard.type("Results week")
        found.keyboard.press("Tab")
        found.keyboard.type("12012026")
        found.get_by_label("Last day").focus()
        found.keyboard.type("12042026")
        found.keyboard.press("Enter")
        found.wait_for_url("**/newsroom/programme?said=programme.saved")
        (period,) = overlaid(made.parts.settings.file, made.database.read(store.load).said).quiet
        assert (period.name, period.since.isoformat(), period.until.isoformat()) == (
            "results-week", "2026-12-01", "2026-12-04",
        )  # fmt: skip
