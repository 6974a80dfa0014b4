"""What is told: never a person where people are not shown by name."""

import json
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digests.events import bodies
from digests.events.model import SILENT, Announcing, EventKind
from tests.digests.events.happening import ALL, ASKED, OPEN, act, click
from tests.factories import KEY, NOW

NAMES = st.text("abcdefghijklmnopqrstuvwxyz0123456789-", min_size=12, max_size=30)
STRICT = st.sampled_from(["works_council", "team"])
MODES = st.sampled_from(["works_council", "team", "open"])


def test_a_click_tells_of_item_network_and_hour() -> None:
    event = click()
    assert (event.kind, event.at, event.person_id) == (EventKind.CLICK, NOW.replace(minute=0, second=0), None)
    assert json.loads(bodies.content(event, ASKED)) == {
        "type": "click.human",
        "timestamp": "2026-11-24T08:00:00Z",
        "data": {"item_id": "harbour-emissions", "network": "linkedin"},
    }


def test_a_share_tells_the_same_under_its_own_name() -> None:
    event = bodies.share(ASKED, act())
    assert event is not None
    assert (event.kind, dict(event.body)) == (EventKind.SHARE, dict(click().body))


def test_a_conversion_tells_of_goal_and_value_too() -> None:
    event = bodies.conversion(ASKED, act(), "application", 250.0, "DKK")
    assert event is not None
    assert event.kind is EventKind.CONVERSION
    assert event.body == {
        "item_id": "harbour-emissions",
        "network": "linkedin",
        "goal": "application",
        "value": 250.0,
        "currency": "DKK",
        "verified": True,
    }


def test_a_conversion_that_led_from_nowhere_we_know_is_told_without_an_item() -> None:
    event = bodies.conversion(ASKED, act(item_id=None, network=None), "signup", None, None, verified=False)
    assert event is not None
    assert (event.body["item_id"], event.body["verified"]) == (None, False)


def test_what_nobody_asks_for_is_not_kept() -> None:
    asked = Announcing(frozenset({EventKind.CONVERSION}), key=KEY)
    assert bodies.click(asked, act()) is None
    assert bodies.share(asked, act()) is None
    assert bodies.conversion(SILENT, act(), "signup", None, None) is None
    assert (bool(asked), bool(SILENT)) == (True, False)


def test_where_people_are_shown_by_name_the_person_is_told() -> None:
    event = click(announcing=OPEN, collected_under="open")
    told = json.loads(bodies.content(event, OPEN))
    assert told["timestamp"] == "2026-11-24T08:41:07Z"
    assert told["data"] == {
        "item_id": "harbour-emissions",
        "network": "linkedin",
        "person_id": "p-0001",
        "department": "Engineering",
        "country": "DK",
    }


def test_what_was_kept_by_name_is_told_without_it_once_the_mode_is_stricter() -> None:
    event = click(announcing=OPEN, collected_under="open")
    strict = Announcing(ALL, mode="open", countries={"DK": "team"}, key=KEY)
    assert bodies.content(event, strict) == bodies.content(click(), ASKED)


@given(
    person=NAMES,
    department=NAMES,
    source=NAMES,
    mode=MODES,
    country=MODES,
    under=MODES,
    strict=STRICT,
    which=st.integers(0, 2),
)
def test_one_strict_mode_is_enough_to_keep_people_out(  # noqa: PLR0917
    person: str, department: str, source: str, mode: str, country: str, under: str, strict: str, which: int
) -> None:
    modes = [mode, country, under]
    modes[which] = strict
    mode, country, under = modes
    countries = {"DK": country} if which else {}
    asked = Announcing(ALL, mode=mode, countries=countries, key=KEY)
    done = act(source=source, person_id=person, department=department, collected_under=under)
    if which == 0:
        asked = Announcing(ALL, mode=mode, key=KEY)
    for event in (
        bodies.click(asked, done),
        bodies.share(asked, done),
        bodies.conversion(asked, done, "g", 1.0, "DKK"),
    ):
        assert event is not None
        told = json.dumps([event.id, bodies.content(event, asked).decode(), event.person_id])
        assert not [one for one in (person, department, source, "41") if one in json.loads(told)[1]]
        assert event.person_id is None
        assert event.at.minute == event.at.second == 0


@given(source=st.integers(0, 10_000))
def test_an_id_is_the_same_every_time_and_only_the_key_makes_it(source: int) -> None:
    mine = bodies.event_id(KEY, EventKind.CLICK, f"confirm-{source}")
    assert mine == bodies.event_id(KEY, EventKind.CLICK, f"confirm-{source}")
    assert mine != bodies.event_id(b"another key, of 32 bytes or more", EventKind.CLICK, f"confirm-{source}")
    assert mine != bodies.event_id(KEY, EventKind.SHARE, f"confirm-{source}")
    assert len(mine) == len("evt_") + 32


@pytest.mark.parametrize("hours", [-5, 0, 9])
def test_times_are_told_in_utc_whatever_they_came_in(hours: int) -> None:
    from datetime import timezone  # noqa: PLC0415

    at = datetime(2026, 11, 24, 8, 41, tzinfo=UTC).astimezone(timezone(timedelta(hours=hours, minutes=30)))
    assert json.loads(bodies.content(click(at=at), ASKED))["timestamp"] == "2026-11-24T08:00:00Z"


def test_the_bytes_are_the_same_at_every_try() -> None:
    event = click(announcing=OPEN, collected_under="open")
    assert bodies.content(event, OPEN) == bodies.content(event, OPEN)
    assert b" " not in bodies.content(event, OPEN)
