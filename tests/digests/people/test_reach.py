"""On which channels a person can be reached, best first."""

from digests.people.model import ChannelName, Preferences
from digests.people.reach import channels
from tests.factories import person

SLACK, TEAMS, EMAIL, PREVIEW = ChannelName.SLACK, ChannelName.TEAMS, ChannelName.EMAIL, ChannelName.PREVIEW
ALL = (SLACK, TEAMS, EMAIL)


def test_slack_comes_before_teams_and_teams_before_mail() -> None:
    assert channels(person(slack_id="U1", teams_id="t"), ALL) == (SLACK, TEAMS, EMAIL)


def test_a_person_s_choice_comes_first_and_the_rest_follow() -> None:
    chosen = person(slack_id="U1", preferences=Preferences(channel=EMAIL))
    assert channels(chosen, ALL) == (EMAIL, SLACK)


def test_slack_finds_people_by_their_address() -> None:
    assert channels(person(), ALL) == (SLACK, EMAIL)


def test_a_channel_that_is_off_is_not_tried() -> None:
    assert channels(person(slack_id="U1"), (EMAIL,)) == (EMAIL,)


def test_nobody_is_reached_without_any_address() -> None:
    assert channels(person(email=""), ALL) == ()


def test_the_preview_channel_takes_whoever_has_any_address() -> None:
    for known in ({"slack_id": "U1"}, {"teams_id": "t"}, {"email": "maja@example.com"}):
        assert channels(person(**{"email": "", **known}), (PREVIEW,)) == (PREVIEW,)


def test_nobody_is_previewed_who_could_not_be_reached() -> None:
    assert channels(person(email=""), (PREVIEW,)) == ()
