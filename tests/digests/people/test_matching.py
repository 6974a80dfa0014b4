"""Who is who in a chat workspace: matched by id, then by an address that is unique on both sides."""

from typing import Any

import pytest

from digests.people.matching import Found, Known, Member, match, match_one

MAJA = Known("maja", "maja@example.com")
U1 = Member("U1", "maja@example.com", "Europe/Copenhagen", "da-DK")
FOUND = Found("U1", "Europe/Copenhagen", "da-DK")


def was(person: Known, **found: Any) -> Known:
    """The same person after an earlier matching."""
    return Known(person.id, person.email, person.member_id, Found(**found))


def test_a_person_is_found_by_address_with_zone_and_language() -> None:
    assert match([MAJA], [U1]).changed == {"maja": FOUND}
    assert match([MAJA], [U1]).members == 1


def test_what_is_known_already_is_no_change() -> None:
    assert match([Known("maja", MAJA.email, "", FOUND)], [U1]).changed == {}


def test_the_directorys_own_id_goes_before_every_address() -> None:
    ida = Known("ida", "ida@example.com", "U1")
    matched = match([MAJA, ida], [U1])
    assert matched.changed == {"ida": Found("", "Europe/Copenhagen", "da-DK")}
    assert matched.members == 1


def test_an_id_that_is_no_member_is_not_replaced_by_an_address() -> None:
    assert match([Known("maja", MAJA.email, "U9")], [U1]).changed == {}


@pytest.mark.parametrize(
    ("known", "members"),
    [
        ([MAJA, Known("other", MAJA.email)], [U1]),
        ([MAJA, Known("other", MAJA.email, "U7")], [U1]),
        ([MAJA], [U1, Member("U2", MAJA.email)]),
        ([Known("none")], [Member("U3")]),
    ],
    ids=["two people", "two people, one with an id", "two members", "no address"],
)
def test_an_address_that_is_not_unique_on_both_sides_matches_nobody(known: list[Known], members: list[Member]) -> None:
    assert match(known, members).members == 0


def test_who_is_no_member_any_more_loses_what_was_found() -> None:
    assert match([Known("maja", MAJA.email, "", FOUND)], []).changed == {"maja": Found()}


def test_a_member_whose_address_changed_in_the_workspace_stays_who_they_are() -> None:
    moved = Member("U1", "maja.holm@example.net", "Europe/Oslo")
    assert match([was(MAJA, member_id="U1")], [moved]).changed == {"maja": Found("U1", "Europe/Oslo")}


def test_an_address_goes_before_what_was_found_earlier() -> None:
    ida = Known("ida", "ida@example.com")
    matched = match([was(MAJA, member_id="U1"), ida], [Member("U1", "ida@example.com")])
    assert matched.changed == {"maja": Found(), "ida": Found("U1")}


def test_an_id_that_was_found_for_two_people_is_nobodys() -> None:
    known = [was(MAJA, member_id="U5"), was(Known("ida", "ida@example.com"), member_id="U5")]
    assert match(known, [Member("U5", "x@example.com")]).changed == {"maja": Found(), "ida": Found()}


def test_one_who_joins_is_found() -> None:
    assert match_one([MAJA], "U1", U1).changed == {"maja": FOUND}


def test_one_who_is_no_full_member_any_more_is_lost() -> None:
    assert match_one([Known("maja", MAJA.email, "", FOUND)], "U1", None).changed == {"maja": Found()}


def test_whoever_is_matched_with_another_keeps_it_when_one_member_changes() -> None:
    by_id = Known("maja", MAJA.email, "U9", Found("", "Europe/Oslo"))
    assert match_one([by_id], "U1", U1).changed == {}
    by_address = was(Known("ida", "ida@example.com"), member_id="U9", timezone="Europe/Oslo")
    assert match_one([by_address], "U1", Member("U1", "x@example.com")).changed == {}


def test_a_member_who_takes_over_an_address_is_its_person_from_then_on() -> None:
    assert match_one([was(MAJA, member_id="U9")], "U1", U1).changed == {"maja": FOUND}


def test_zone_and_language_come_for_whom_the_directory_names_by_id() -> None:
    named = Known("maja", "", "U1")
    assert match_one([named], "U1", U1).changed == {"maja": Found("", "Europe/Copenhagen", "da-DK")}
