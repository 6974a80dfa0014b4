"""Who an item is for."""

import pytest

from digests.content import audience
from digests.content.model import Audience, Rule
from digests.people.model import Preferences
from tests.factories import person

DANISH = {"country": ["DK"]}
ENGINEERS = {"department": ["Engineering", "Sales"], "country": ["dk"]}


def test_an_audience_comes_back_as_it_was_written() -> None:
    written = {"any": [ENGINEERS, {"interest": ["ports"]}], "none": [{"department": ["Legal"]}]}
    assert audience.write(audience.read(written)) == written
    assert audience.write(Audience()) == {}


def test_nothing_written_is_everybody() -> None:
    assert audience.read({}).includes(person())


def test_all_keys_of_an_entry_must_match_by_any_of_their_values() -> None:
    found = audience.read({"any": [ENGINEERS]})
    assert found.includes(person(department="sales"))
    assert not found.includes(person(department="Sales", country="SE"))
    assert not found.includes(person(department=""))


def test_whoever_matches_an_exclusion_is_out() -> None:
    found = audience.read({"any": [DANISH], "none": [{"interest": ["PORTS"]}]})
    assert not found.includes(person())
    assert found.includes(person(preferences=Preferences(topics=("bridges",))))


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("language", "da"),
        ("role", "comms:editor"),
        ("title", "Bridge engineer"),
        ("person", "p-0001"),
        ("site", "Aarhus"),
    ],
)
def test_every_key_is_understood(key: str, value: str) -> None:
    somebody = person(roles=("comms:editor",), attributes={"site": "Aarhus"})
    assert audience.read({"any": [{key: [value]}]}).includes(somebody)
    assert not audience.read({"any": [{key: ["other"]}]}).includes(somebody)


@pytest.mark.parametrize(
    "written",
    [
        {"any": [DANISH], "none": [{"country": ["SE", "dk"]}]},
        {"any": [ENGINEERS, DANISH], "none": [DANISH]},
        {"any": [{"department": []}]},
        {"none": [{}]},
        {"any": [{"country": ["DK"], "department": []}, DANISH], "none": [DANISH]},
    ],
)
def test_an_audience_that_nobody_can_match_is_seen(written: audience.Written) -> None:
    assert audience.nobody(audience.read(written))


@pytest.mark.parametrize(
    "written",
    [
        {},
        {"any": [DANISH]},
        {"none": [DANISH]},
        {"any": [DANISH], "none": [ENGINEERS]},
        {"any": [{"country": ["DK", "SE"]}], "none": [DANISH]},
        {"any": [DANISH, {"country": ["SE"]}], "none": [DANISH]},
    ],
)
def test_an_audience_that_somebody_could_match_is_left_alone(written: audience.Written) -> None:
    assert not audience.nobody(audience.read(written))


def test_a_rule_without_keys_matches_everybody() -> None:
    assert Rule(()).matches(person())
