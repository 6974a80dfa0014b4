"""Campaigns and the calendar on the web."""

from datetime import timedelta

import pytest

from digests.content.store import Entry, add_items
from digests.newsroom import campaigns
from tests.bot.web.newsroom.office import Office
from tests.factories import NOW, item

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
SPRING = {
    "name": "spring-2027",
    "title.en": "Spring <b>fair</b>",
    "title.da": "Forårsmesse",
    "tag": ["en", "da"],
    "owner": "comms",
    "goal": "application",
    "starts": "2027-03-01",
    "ends": "2027-03-31",
    "version": "0",
}


async def test_a_campaign_is_made_shown_and_changed(newsroom: Office) -> None:
    assert "No campaign yet" in (await newsroom.get("editor", "/campaigns")).text
    answer = await newsroom.post("editor", "/campaigns/new", SPRING)
    assert answer.headers["location"] == "/newsroom/campaigns/spring-2027?said=campaigns.saved"
    newsroom.database.write(add_items, [Entry(item(id="x", campaign="spring-2027"), None)], "file", NOW)
    text = (await newsroom.get("editor", "/campaigns/spring-2027")).text
    for said in ("Spring &lt;b&gt;fair", "application", "/newsroom/items/x", "Mar 31, 2027", "Approved 1"):
        assert said in text
    assert "Spring" in (await newsroom.get("hr-editor", "/campaigns")).text
    await newsroom.post("editor", "/campaigns/spring-2027/edit", {**SPRING, "version": "1", "ends": ""})
    assert newsroom.database.read(campaigns.find, "spring-2027").ends is None
    form = (await newsroom.get("editor", "/campaigns/spring-2027/edit")).text
    assert 'value="2"' in form
    assert 'value="2027-03-01"' in form


@pytest.mark.parametrize(
    ("field", "value", "why"),
    [("name", "Big Words", "small letters"), ("starts", "soon", "is no day"), ("goal", "x", "no goal")],
)
async def test_what_is_wrong_is_said_and_what_was_written_stays(
    newsroom: Office, field: str, value: str, why: str
) -> None:
    answer = await newsroom.post("editor", "/campaigns/new", {**SPRING, field: value})
    assert answer.status_code == 422
    assert why in answer.text
    assert "Forårsmesse" in answer.text


async def test_a_campaign_of_another_desk_is_looked_at_only(newsroom: Office) -> None:
    await newsroom.post("editor", "/campaigns/new", SPRING)
    assert "Remove" not in (await newsroom.get("hr-editor", "/campaigns/spring-2027")).text
    assert (await newsroom.get("hr-editor", "/campaigns/spring-2027/edit")).status_code == 403
    assert (await newsroom.post("hr-editor", "/campaigns/spring-2027/remove")).status_code == 403
    assert (await newsroom.get("editor", "/campaigns/none")).status_code == 404
    answer = await newsroom.post("editor", "/campaigns/spring-2027/remove")
    assert answer.headers["location"] == "/newsroom/campaigns?said=campaigns.dropped"


async def test_what_only_items_name_can_be_described(newsroom: Office) -> None:
    newsroom.database.write(add_items, [Entry(item(id="x", campaign="autumn"), None)], "file", NOW)
    assert "Nobody described it yet" in (await newsroom.get("editor", "/campaigns")).text
    assert "/newsroom/campaigns/new?name=autumn" in (await newsroom.get("editor", "/campaigns/autumn")).text
    assert 'value="autumn"' in (await newsroom.get("editor", "/campaigns/new?name=autumn")).text


async def test_the_calendar_says_what_goes_out_and_where_there_is_nothing(newsroom: Office) -> None:
    soon = item(id="soon", publish=NOW + timedelta(days=3), expires=NOW + timedelta(days=8))
    newsroom.database.write(add_items, [Entry(soon, None)], "file", NOW)
    text = (await newsroom.get("editor", "/calendar?weeks=4")).text
    assert "/newsroom/items/soon" in text
    assert "Week 49" in text
    assert "about 8" in text
    newsroom.database.write(lambda c: c.exec_driver_sql("DELETE FROM item_index WHERE owner = 'hr'").rowcount)
    text = (await newsroom.get("hr-editor", "/calendar?weeks=99&page=x&desk=comms")).text
    assert "Nothing from hr in week 49" in text
    assert "/newsroom/items/soon" not in text


async def test_without_a_schedule_the_calendar_says_so(newsroom: Office) -> None:
    config = newsroom.parts.settings.config
    config.schedules.clear()
    assert "No digest is planned" in (await newsroom.get("editor", "/calendar")).text
