"""Why an item was picked, told by what weighed most."""

from datetime import timedelta
from typing import Any

import pytest

from digests.content.model import Audience, Priority, Rule
from digests.people.model import Person
from digests.relevance.model import Reason, Weights
from digests.relevance.past import CompanyPast, Past
from tests.digests.relevance.crowds import choices, plain, scored
from tests.factories import NOW, person

OLD = NOW - timedelta(days=50)


def reasons(one: Person, past: Past | None = None, weights: Weights | None = None, **fields: Any) -> list[Reason]:
    more = {"company": fields.pop("company", None), "fields": fields.pop("near", None)}
    item = plain("a", **({"title": {"en": "Tea"}, "approved_at": OLD} | fields))
    batch = scored(
        [item], [person(id="other"), one], [Past(), past or Past()], weights or Weights(exploration=0, least=-9), **more
    )
    return list(choices(batch, 1)[0].reasons)


PLAIN = person(languages=("en",), interests=())


@pytest.mark.parametrize(
    ("expected", "fields"),
    [
        (Reason("new"), {"approved_at": NOW - timedelta(days=2)}),
        (Reason("priority"), {"priority": Priority.HIGH}),
        (Reason("colleagues", "12"), {"company": CompanyPast(colleagues={"a": 12})}),
        (Reason("field", "Boats"), {"topics": ("tea", "Boats"), "near": {"Engineering": ["boats"]}}),
        (Reason("department", "Engineering"), {"audience": Audience((Rule((("department", ("Engineering",)),)),))}),
        (
            Reason("department", "Engineering"),
            {"topics": ("tea",), "company": CompanyPast(lifts={"Engineering": {"tea": 0.9}})},
        ),
        (Reason("country", "DK"), {"audience": Audience((Rule((("country", ("dk", "SE")),)),))}),
        (Reason("audience"), {"audience": Audience((Rule((("title", ("Bridge engineer",)),)),))}),
    ],
)
def test_the_weightiest_component_is_the_reason(expected: Reason, fields: dict[str, Any]) -> None:
    assert reasons(PLAIN, **fields)[0] == expected


def test_an_interest_is_named_as_the_desk_wrote_it() -> None:
    found = reasons(person(languages=("en",), interests=("ports",)), topics=("tea", "Ports"))
    assert found == [Reason("interest", "Ports")]


def test_a_topic_that_was_taken_up_before_is_named() -> None:
    assert reasons(PLAIN, Past(topics={"tea": 1}), topics=("Tea",)) == [Reason("taken_up", "Tea")]


def test_a_language_is_a_reason_only_where_it_is_not_the_companys() -> None:
    assert reasons(person(interests=(), languages=("da", "en")), title={"da": "Te"}) == [Reason("language", "da")]
    assert reasons(person(interests=(), languages=("da", "en"))) == []
    assert reasons(PLAIN) == []


def test_at_most_two_reasons_are_given() -> None:
    found = reasons(
        person(languages=("da",)), title={"da": "Te"}, topics=("ports",), priority=Priority.HIGH, approved_at=NOW
    )
    assert found == [Reason("interest", "ports"), Reason("new")]


def test_what_speaks_against_an_item_is_no_reason_for_it() -> None:
    company = CompanyPast(lifts={"Engineering": {"tea": -0.9}})
    assert reasons(PLAIN, topics=("tea",), priority=Priority.LOW, company=company) == []


def test_fairness_between_desks_is_not_told_to_the_reader() -> None:
    assert (
        reasons(PLAIN, company=CompanyPast(desks={"hr": 50}), weights=Weights(exploration=0, fairness=9, least=-9))
        == []
    )
