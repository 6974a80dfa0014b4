"""Who gets a digest at all."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from digests.content.model import Audience, Rule
from digests.edition.admission import barred
from digests.people.model import ChannelName, Preferences
from digests.relevance.exclusion import Exclusion
from tests.factories import NOW, person

MAIL = (ChannelName.EMAIL,)


def bar(last_sent: datetime | None = None, audience: Audience | None = None, **fields: Any) -> Exclusion:
    channels = fields.pop("channels", MAIL)
    return barred(person(**fields), channels, last_sent, audience or Audience(), now=NOW, timezone="Asia/Tokyo")


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({}, Exclusion.NONE),
        ({"left_at": NOW}, Exclusion.LEFT),
        ({"left_at": NOW + timedelta(days=1)}, Exclusion.NONE),
        ({"preferences": Preferences(stopped=True)}, Exclusion.STOPPED),
        ({"preferences": Preferences(paused_until=NOW + timedelta(seconds=1))}, Exclusion.PAUSED),
        ({"preferences": Preferences(paused_until=NOW)}, Exclusion.NONE),
        ({"channels": ()}, Exclusion.UNREACHABLE),
        ({"preferences": Preferences(stopped=True), "left_at": NOW}, Exclusion.LEFT),
        ({"audience": Audience((Rule((("country", ("SE",)),)),))}, Exclusion.AUDIENCE),
        ({"audience": Audience((Rule((("country", ("DK",)),)),))}, Exclusion.NONE),
    ],
)
def test_a_rule_keeps_everything_from_a_person(fields: dict[str, Any], expected: Exclusion) -> None:
    assert bar(**fields) is expected


@pytest.mark.parametrize(
    ("last", "expected"),
    [
        (None, Exclusion.NONE),
        (NOW - timedelta(days=6), Exclusion.FREQUENCY_CAP),
        (NOW - timedelta(days=7) + timedelta(minutes=1), Exclusion.NONE),
        (NOW - timedelta(days=7, hours=2), Exclusion.NONE),
    ],
)
def test_two_digests_are_as_many_days_apart_as_the_person_wants(last: datetime | None, expected: Exclusion) -> None:
    assert bar(last, preferences=Preferences(min_days=7)) is expected


def test_days_are_those_of_the_readers_own_calendar() -> None:
    late = datetime(2026, 11, 23, 15, 30, tzinfo=UTC)  # already Tuesday in Tokyo
    chosen = Preferences(min_days=1)
    assert bar(late, timezone="", preferences=chosen) is Exclusion.FREQUENCY_CAP
    assert bar(late, preferences=chosen) is Exclusion.NONE


def test_rules_are_told_in_words() -> None:
    assert [rule.words for rule in (Exclusion.FREQUENCY_CAP, Exclusion.BELOW_LEAST_SCORE)] == [
        "frequency cap",
        "below least score",
    ]


def test_the_companys_cap_holds_for_everybody_and_a_stricter_one_of_their_own_too() -> None:
    def capped(days: int, own: int) -> Exclusion:
        reader = person(preferences=Preferences(min_days=own))
        sent = NOW - timedelta(days=5)
        return barred(reader, MAIL, sent, Audience(), now=NOW, timezone="UTC", min_days=days)

    assert capped(7, 0) is Exclusion.FREQUENCY_CAP
    assert capped(3, 7) is Exclusion.FREQUENCY_CAP
    assert capped(5, 0) is Exclusion.NONE
