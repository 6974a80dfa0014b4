"""What a person may choose."""

from datetime import timedelta

import pytest

from digests.errors import InputError
from digests.people.model import Preferences
from digests.people.preferences import FOREVER, checked, pause, resume, server, stop
from tests.factories import NOW


def test_what_can_be_chosen_stays_as_chosen() -> None:
    chosen = Preferences(weekday=6, hour=0, items=5, networks=("x", "linkedin"), min_days=90)
    assert checked(chosen) == chosen


@pytest.mark.parametrize(
    ("chosen", "why"),
    [
        (Preferences(weekday=7), "weekday must lie between 0 and 6"),
        (Preferences(hour=24), "hour must lie between 0 and 23"),
        (Preferences(items=0), "number of items"),
        (Preferences(min_days=-1), "days between digests"),
        (Preferences(networks=("myspace",)), "'myspace' is not a network"),
        (Preferences(mastodon="not a host"), "not the name of a server"),
        (Preferences(mastodon="127.0.0.1"), "not the name of a server"),
        (Preferences(mastodon="evil.example.com/path"), "not the name of a server"),
    ],
)
def test_what_cannot_be_chosen_is_named(chosen: Preferences, why: str) -> None:
    with pytest.raises(InputError, match=why):
        checked(chosen)


@pytest.mark.parametrize(
    "typed", ["Mastodon.example.com", " https://mastodon.example.com/", "@maja@mastodon.example.com"]
)
def test_a_server_is_understood_however_it_is_typed(typed: str) -> None:
    assert server(typed) == "mastodon.example.com"


def test_a_pause_ends_by_itself_or_by_hand() -> None:
    paused = pause(Preferences(stopped=True), 4, NOW)
    assert paused.paused_until == NOW + timedelta(days=28)
    assert resume(paused) == Preferences()


def test_a_pause_without_an_end_and_a_stop_last_until_the_person_ends_them() -> None:
    quiet = stop(pause(Preferences(items=2), None, NOW))
    assert quiet == Preferences(items=2, stopped=True, paused_until=FOREVER)
    assert resume(quiet) == Preferences(items=2)
