"""Campaigns: made, changed by one at a time, and named by items."""

from datetime import date
from typing import Any

import pytest

from digests.content.model import ItemState
from digests.content.store import Entry, add_items
from digests.db import Database
from digests.errors import InputError, UnknownError
from digests.newsroom import campaigns
from digests.newsroom.campaigns import Campaign
from digests.newsroom.errors import NotAllowedError
from tests.digests.newsroom.house import EDITOR, HR, House, draft, of
from tests.factories import NOW, item

GOALS = ("application",)


@pytest.fixture
def house(database: Database) -> House:
    return House(database)


def spring(**fields: Any) -> Campaign:
    said = {"owner": "comms", "title": {"en": "Spring"}, "goal": "application"}
    days = {"starts": date(2027, 3, 1), "ends": date(2027, 3, 31)}
    return Campaign(**({"name": "spring-2027"} | said | days | fields))


def save(house: House, campaign: Campaign, who: Any = EDITOR) -> Campaign:
    return house.do(campaigns.save, of(who), campaign, GOALS, NOW)


def test_a_campaign_is_kept_as_it_was_written(house: House) -> None:
    made = save(house, spring())
    assert made == spring(version=1)
    assert save(house, spring(version=1, title={"en": "Later"}, starts=None)).title == {"en": "Later"}
    assert house.database.read(campaigns.find, "spring-2027").version == 2


def test_two_who_change_one_campaign_are_told(house: House) -> None:
    save(house, spring())
    with pytest.raises(InputError, match="somebody made it"):
        save(house, spring())
    with pytest.raises(InputError, match="somebody changed it"):
        save(house, spring(version=7))


@pytest.mark.parametrize(
    ("fields", "why"),
    [
        ({"name": "Spring 2027"}, "small letters"),
        ({"title": {"en": " "}}, "needs a title"),
        ({"title": {"en": "x" * 301}}, "at most 300"),
        ({"goal": "nothing"}, "no goal 'nothing'"),
        ({"ends": date(2027, 2, 1)}, "ends before it starts"),
    ],
)
def test_what_cannot_be_a_campaign_is_refused(house: House, fields: dict[str, Any], why: str) -> None:
    with pytest.raises(InputError, match=why):
        save(house, spring(**fields))


def test_a_campaign_is_its_desks(house: House) -> None:
    with pytest.raises(NotAllowedError):
        save(house, spring(), HR)
    save(house, spring())
    with pytest.raises(NotAllowedError):
        save(house, spring(version=1, owner="hr"), HR)
    with pytest.raises(NotAllowedError):
        house.do(campaigns.drop, of(HR), "spring-2027")


def test_what_only_items_name_is_a_campaign_too(house: House) -> None:
    house.do(add_items, [Entry(item(campaign="autumn"), None), Entry(draft(id="d", campaign="autumn"), None)], "x", NOW)
    save(house, spring())
    assert list(house.database.read(campaigns.load)) == ["autumn", "spring-2027"]
    assert house.database.read(campaigns.find, "autumn") == Campaign("autumn")
    counted = house.database.read(campaigns.counts)
    assert list(counted) == ["autumn"]
    assert (counted["autumn"][ItemState.DRAFT], counted["autumn"][ItemState.WITHDRAWN]) == (1, 0)
    with pytest.raises(UnknownError, match="no campaign 'winter'"):
        house.database.read(campaigns.find, "winter")


def test_a_campaign_that_is_dropped_is_gone(house: House) -> None:
    save(house, spring(goal="", starts=None))
    house.do(campaigns.drop, of(EDITOR), "spring-2027")
    assert house.database.read(campaigns.load) == {}
