"""The programme on the web: what is changed holds, is written down, and can be taken back."""

import re
from typing import Any

import pytest

from digests.access import audit
from digests.programme import store
from digests.programme.effective import overlaid
from tests.bot.web.newsroom.office import Office

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
WEEKLY = {"items": "3", "rhythm": "week", "days": ["mon", "thu"], "at": "08:30", "lateness": "6h", "do": "save"}


def config(newsroom: Office) -> Any:
    programme = newsroom.database.read(store.load)
    return overlaid(newsroom.parts.settings.file, programme.said)


async def test_the_overview_shows_every_part_of_the_programme(newsroom: Office) -> None:
    page = await newsroom.get("admin", "/programme")
    assert page.status_code == 200
    for part in ("schedules", "quiet", "goals", "topics", "fields", "caps", "ladder", "welcome"):
        assert f'aria-labelledby="{part}"' in page.text
    assert "Tuesday at 9:00" in page.text
    assert "Everybody: reaches" in page.text


@pytest.mark.parametrize("path", ["/programme", "/programme/schedules/weekly", "/programme/history", "/programme/caps"])
async def test_only_an_admin_of_the_house_comes_in(newsroom: Office, path: str) -> None:
    assert (await newsroom.get("desk-admin", path)).status_code == 403
    assert (await newsroom.get("admin", path)).status_code == 200


async def test_a_schedule_is_changed_and_the_change_can_be_put_back(newsroom: Office) -> None:
    answer = await newsroom.post("admin", "/programme/schedules/weekly", WEEKLY | {"title-en": "Two a week"})
    assert answer.headers["location"] == "/newsroom/programme?said=programme.saved"
    (schedule,) = config(newsroom).schedules
    assert (schedule.cron, schedule.items, schedule.lateness) == ("30 8 * * mon,thu", 3, "6h")
    page = await newsroom.get("admin", "/programme/history")
    assert "Amir Haddad" in page.text
    assert "Monday and Thursday at 8:30" in page.text
    number = re.findall(r"/history/(\d+)/undo", page.text)[0]
    undone = await newsroom.post("admin", f"/programme/history/{number}/undo")
    assert undone.headers["location"].endswith("said=programme.undone")
    assert config(newsroom).schedules[0].cron == "0 9 * * tue"
    assert [one.subject for one in newsroom.database.read(audit.looks)] == ["schedules/weekly changed"] * 2
