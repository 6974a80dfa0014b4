"""What a person chose goes before what the directory says."""

from digests.people.model import Preferences
from tests.factories import person


def test_chosen_topics_replace_the_directorys_even_when_none_is_chosen() -> None:
    assert person().topics == ("ports", "sustainability")
    assert person(preferences=Preferences(topics=())).topics == ()


def test_chosen_languages_replace_the_directorys() -> None:
    assert person().spoken == ("da", "en")
    assert person(preferences=Preferences(languages=("sv",))).spoken == ("sv",)


def test_a_person_is_greeted_by_the_first_word_of_their_name() -> None:
    assert (person().first_name, person(name=" ").first_name) == ("Maja", " ")
