"""What is said of a conversion is taken field by field, or refused with the field and a sentence."""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digests.measure.claims import OLDEST, Claim, Refusal, Source, read
from digests.measure.goals import Goal, configured, named
from digests.money import Money
from digests.settings import parse
from tests.factories import NOW

ZONE = ZoneInfo("Europe/Copenhagen")
GOALS = named([Goal("application", worth=Money(150000, "DKK"), currency="DKK"), Goal("signup")])
RAW: dict[str, Any] = {"external_id": "a-1", "goal": "application", "click_id": "c1"}
AT = "2026-11-24T08:59:00+01:00"


def claim(**fields: Any) -> Claim:
    found = read(RAW | fields, GOALS, NOW)
    assert isinstance(found, Claim), found
    return found


def refusal(raw: object, **options: Any) -> Refusal:
    found = read(raw, GOALS, NOW, **options)
    assert isinstance(found, Refusal), found
    return found


def test_the_least_that_works_is_an_id_a_goal_and_what_led_to_it() -> None:
    found = claim()
    assert (found.external_id, found.goal, found.click_id, found.at) == ("a-1", "application", "c1", NOW)
    assert found.value == Money(150000, "DKK")
    assert claim(click_id=None, item_id="harbour", network="x", currency="").item_id == "harbour"


def test_everything_that_may_be_said_is_kept() -> None:
    found = claim(earlier_click_ids=["b", "a", "b"], value=Decimal("10.5"), currency="EUR", at=AT)
    assert (found.earlier, found.value) == (("b", "a"), Money(1050, "EUR"))
    assert found.at == datetime(2026, 11, 24, 7, 59, tzinfo=UTC)
    assert claim(value="12", goal="signup", currency="JPY").value == Money(12, "JPY")
    assert claim(goal="signup").value is None
    assert claim(earlier_click_ids="b a").earlier == ("b", "a")


def test_the_same_is_known_again_and_another_is_told_from_it() -> None:
    again = claim()
    assert (claim().id, claim().content) == (again.id, again.content)
    assert claim(value=10).content == claim(value="10.00").content
    assert claim(value=10).content != again.content
    assert claim(goal="signup").id != again.id
    assert replace(again, source=Source.SCRIPT).id != again.id
    assert replace(again, source=Source.FILE).id == again.id


@pytest.mark.parametrize(
    ("fields", "column", "says"),
    [
        ({"external_id": None}, "external_id", "missing"),
        ({"external_id": " "}, "external_id", "without spaces"),
        ({"external_id": "x" * 201}, "external_id", "200 signs"),
        ({"external_id": "a\nb"}, "external_id", "one line"),
        ({"external_id": 7}, "external_id", "text"),
        ({"goal": "fame"}, "goal", "application, signup"),
        ({"goal": ["application"]}, "goal", "not a goal"),
        ({"click_id": None}, "click_id", "neither"),
        ({"click_id": "../x"}, "click_id", "bs_click"),
        ({"click_id": None, "item_id": "x", "earlier_click_ids": ["a"]}, "earlier_click_ids", "beside click_id"),
        ({"earlier_click_ids": ["a"] * 21}, "earlier_click_ids", "at most 20"),
        ({"earlier_click_ids": 7}, "earlier_click_ids", "list"),
        ({"earlier_click_ids": ["a", 7]}, "click_id", "bs_click"),
        ({"network": "myspace"}, "network", "linkedin"),
        ({"item_id": "x" * 121}, "item_id", "120"),
        ({"at": "yesterday"}, "at", "2026-11-23T08"),
        ({"at": 7}, "at", "not a moment"),
        ({"at": "2026-11-23T08:00:00"}, "at", "zone"),
        ({"at": "2026-11-24T08:06:00Z"}, "at", "future"),
        ({"at": "2020-01-01T00:00:00Z"}, "at", "days back"),
        ({"at": "0001-01-01T00:00:00+14:00"}, "at", "days back"),
        ({"at": "9999-12-31T23:59:59-14:00"}, "at", "future"),
        ({"value": "1,250"}, "value", "1250.50"),
        ({"value": True}, "value", "number"),
        ({"value": -1}, "value", "from 0 on"),
        ({"value": "1.001"}, "value", "2 digits"),
        ({"value": 1, "currency": "kr"}, "currency", "three capital letters"),
        ({"value": 1, "currency": 7}, "currency", "three capital letters"),
        ({"value": 1, "goal": "signup"}, "currency", "signup has none"),
        ({"currency": "DKK"}, "value", "no value"),
        ({"clickid": "c1"}, "", "external_id, goal, click_id"),
    ],
)
def test_what_cannot_be_used_is_refused_with_its_field(fields: dict[str, Any], column: str, says: str) -> None:
    found = refusal(RAW | fields)
    assert (found.column, says in found.why) == (column, True)
    assert found.goal == ("application" if RAW["goal"] == (RAW | fields)["goal"] else found.goal)


def test_a_refusal_repeats_an_id_only_where_it_is_one() -> None:
    assert refusal(RAW | {"goal": "fame"}) == Refusal("goal", refusal(RAW | {"goal": "fame"}).why, "a-1")
    assert refusal(RAW | {"external_id": "\ud800"}).external_id is None
    assert refusal([]).column == ""
    assert refusal({"goal": "application"}).goal == "application"


def test_a_program_without_proof_tells_no_value() -> None:
    found = read(RAW | {"value": "nonsense"}, GOALS, NOW, Source.PIXEL)
    assert isinstance(found, Claim)
    assert (found.value, found.source.verified) == (None, False)


def test_in_a_file_a_time_is_the_companys_and_a_day_ends_at_midnight() -> None:
    def at(written: str, now: datetime = NOW) -> datetime:
        found = read(RAW | {"at": written}, GOALS, now, Source.FILE, ZONE)
        assert isinstance(found, Claim), found
        return found.at

    assert at("2026-11-23T09:00") == datetime(2026, 11, 23, 8, 0, tzinfo=UTC)
    assert at("2026-11-23") == datetime(2026, 11, 23, 22, 59, 59, tzinfo=UTC)
    assert at("2026-11-24") == NOW
    assert refusal(RAW | {"at": "2026-11-25"}, zone=ZONE).column == "at"
    assert refusal(RAW | {"at": "2026-11-24"}).column == "at"
    today = [read(RAW | {"at": "2026-11-24"}, GOALS, NOW + timedelta(hours=n), Source.FILE, ZONE) for n in (0, 3)]
    assert len({one.content for one in today if isinstance(one, Claim)}) == 1


values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.decimals(allow_nan=True) | st.text(st.characters(), max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=5,
)
entries = st.fixed_dictionaries(
    {"external_id": st.just("a") | values, "goal": st.sampled_from(list(GOALS)) | values},
    optional={
        "click_id": st.just("c1") | values,
        "earlier_click_ids": st.lists(st.just("c0") | values, max_size=3) | values,
        "item_id": st.just("harbour") | values,
        "network": st.just("x") | values,
        "value": st.decimals(0, 10**6, places=2) | values,
        "currency": st.sampled_from(["DKK", "JPY", "KWD"]) | values,
        "at": st.datetimes(timezones=st.timezones()).map(datetime.isoformat) | values,
        "more": values,
    },
)


@given(entries | values, st.sampled_from([None, ZONE]), st.sampled_from(Source))
def test_whatever_is_said_is_a_claim_that_can_be_kept_or_a_refusal(
    raw: object, zone: ZoneInfo | None, source: Source
) -> None:
    found = read(raw, GOALS, NOW, source, zone)
    if isinstance(found, Refusal):
        assert found.why
        json.dumps([found.external_id, found.column]).encode()
        assert found.goal in {"", *GOALS}
        return
    assert found.goal in GOALS
    assert NOW - OLDEST <= found.at <= NOW
    assert found.click_id or found.item_id
    for text in (found.external_id, found.item_id or "", found.click_id or "", *found.earlier):
        assert len(text.encode()) <= 800
        assert text.isprintable()
    assert found.value is None or 0 <= found.value.minor < 10**15


def test_goals_come_from_configuration_with_what_they_need() -> None:
    goal = {"name": "application", "title": {"da": "Ansøgninger"}, "kind": "application", "value": 1500.5}
    config = parse(
        {
            "server": {"public_url": "https://b.example.com"},
            "links": {"base_url": "https://go.example.com"},
            "schedules": [{"name": "weekly", "cron": "0 9 * * tue"}],
            "content": {"domains": ["Example.com"]},
            "goals": [goal | {"currency": "DKK", "window": "7d"}, {"name": "signup", "sites": ["jobs.test"]}],
        }
    )
    application, signup = configured(config)
    assert (application.worth, application.window) == (Money(150050, "DKK"), timedelta(days=7))
    assert (signup.worth, signup.window, signup.kind) == (None, timedelta(days=30), "other")
    assert [application.allows(host) for host in ("example.com", "www.example.com", "notexample.com", "")] == [
        True, True, False, False
    ]  # fmt: skip
    assert [signup.allows(host) for host in ("jobs.test", "example.com")] == [True, False]
