"""What a person may choose among, whatever shows it."""

import pytest

from bot.rendering.choices import channels, named, readable
from digests.people.model import ChannelName, Preferences
from tests.bot.chat import settings
from tests.factories import person

HERE = settings("http://127.0.0.1:1")


def test_a_channel_is_offered_where_it_is_in_use_and_the_person_has_an_address() -> None:
    assert channels(HERE, person(slack_id="U1"), "en") == [("slack", "Slack")]
    assert channels(HERE, person(slack_id="U1", teams_id="T1"), "en") == [("slack", "Slack"), ("teams", "Teams")]


def test_a_channel_that_was_chosen_stays_on_the_list() -> None:
    chosen = Preferences(channel=ChannelName.EMAIL)
    assert channels(HERE, person(preferences=chosen), "da") == [("email", "Mail")]


def test_a_persons_own_languages_come_first_and_none_twice() -> None:
    codes = [code for code, _ in readable(HERE, person(languages=("sv", "en")), "en")]
    assert codes[:2] == ["sv", "en"]
    assert len(codes) == len(set(codes))


@pytest.mark.parametrize(
    ("code", "name"), [("da", "Danish"), ("pt-BR", "Portuguese (Brazil)"), ("xx-odd!", "Xx-odd!"), ("", "")]
)
def test_a_language_has_a_name_or_its_code(code: str, name: str) -> None:
    assert named(code, "en") == name
