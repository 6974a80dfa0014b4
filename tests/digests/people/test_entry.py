"""Each value of a directory row is checked, and the refusal names row, column and reason."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from digests.people import entry
from digests.people.entry import COLUMNS, LIMITS, Refusal, Row
from digests.people.store import people

VALUES = {"id": "p-1", "name": "Søren Ærø"}


def refusal(**values: str) -> Refusal:
    found = entry.entry(7, VALUES | values)
    assert isinstance(found, Refusal)
    return found


def person_of(**values: str) -> Row:
    found = entry.entry(7, VALUES | values, ("site",))
    assert isinstance(found, Row)
    return found


def test_a_whole_row_becomes_a_person() -> None:
    row = person_of(
        email="Soren.Aero@Example.COM",
        department=" Legal ",
        country="dk",
        language="da|pt_br;zh-hant",
        timezone="Europe/Copenhagen",
        interests="ports; ports|bridges;",
        roles="comms:editor",
        slack_id="U1",
        teams_id="t",
        site="Aarhus",
    )
    assert row.number == 7
    person = row.person
    assert (person.email, person.department, person.country) == ("soren.aero@example.com", "Legal", "DK")
    assert person.languages == ("da", "pt-BR", "zh-Hant")
    assert person.interests == ("ports", "bridges")
    assert (person.roles, person.attributes) == (("comms:editor",), {"site": "Aarhus"})


def test_id_and_name_are_all_that_is_needed() -> None:
    assert not person_of().person.reachable


@pytest.mark.parametrize(
    ("column", "value", "why"),
    [
        ("id", "  ", "every person needs one"),
        ("name", "", "every person needs one"),
        ("name", "So\0ren", "control character"),
        ("name", "x" * 201, "201 characters, and at most 200 fit"),
        ("email", "maja@", "not a mail address"),
        ("email", "Maja <maja@example.com>", "not a mail address"),
        ("email", "ma..ja@example.com", "not a mail address"),
        ("email", f"a@{'x' * 250}.example", "not a mail address"),
        ("country", "UK", "perhaps GB"),
        ("country", "Denmark", "perhaps DK"),
        ("country", "XX", "not a country code"),
        ("language", "da|klingon", "not a language tag"),
        ("language", "qq", "not a language tag"),
        ("timezone", "Europe/Kopenhagen", "perhaps Europe/Copenhagen"),
        ("timezone", "somewhere", "not an IANA time zone"),
        ("interests", "|".join(str(n) for n in range(51)), "51 values"),
        ("roles", "y" * 81, "longer than 80"),
        ("slack_id", "U 1", "there is a space"),
        ("site", "z" * 201, "at most 200"),
    ],
)
def test_a_value_that_cannot_be_used_is_refused_with_its_column(column: str, value: str, why: str) -> None:
    found = refusal(**{column: value})
    assert (found.row, found.column) == (7, column)
    assert why in found.why


def test_an_unknown_zone_without_a_likeness_gets_no_guess() -> None:
    assert "perhaps" not in refusal(timezone="qqqqqqqq").why


def test_what_passes_fits_the_columns_of_the_table() -> None:
    for column, limit in LIMITS.items():
        assert limit == people.c[column].type.length  # type: ignore[attr-defined] # String has one


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.dictionaries(st.sampled_from(COLUMNS), st.text(max_size=300)))
def test_no_text_at_all_breaks_the_reading(values: dict[str, str]) -> None:
    assert isinstance(entry.entry(2, VALUES | values), Row | Refusal)
