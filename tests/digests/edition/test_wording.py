"""Which text each person is given."""

from collections import Counter

import pytest

from digests.content.model import Text
from digests.edition.model import Offer
from digests.edition.wording import Given, Wording, fits, given_in, words_for
from tests.factories import KEY, digest, item, pick

GENERAL = tuple(Text(f"g{number}", "en", f"Wording {number}.") for number in range(3))


def given(
    wording: Wording, times: int, network: str = "x", department: str = "Sales", language: str = "en"
) -> list[str]:
    return [wording.offer(THREE, language, department, network).text_key for _ in range(times)]


THREE = item(texts=GENERAL)


def test_no_text_is_given_twice_in_a_department_before_all_were_given() -> None:
    found = given(Wording(KEY, {}), 7)
    assert set(found[:3]) == set(found[3:6]) == {"g0", "g1", "g2"}


def test_each_department_and_network_goes_through_the_texts_by_itself() -> None:
    wording = Wording(KEY, {})
    given(wording, 2)
    for other in ({"department": "Legal"}, {"network": "linkedin"}):
        assert len(set(given(wording, 3, **other))) == 3


def test_what_was_given_before_comes_last() -> None:
    before = {Given(THREE.id, "Sales", "x", "g0"): 2, Given(THREE.id, "Sales", "x", "g1"): 1}
    found = given(Wording(KEY, before), 6)
    assert found[0] == "g2"
    assert set(found[1:3]) == {"g1", "g2"}
    assert Counter(found) == {"g2": 3, "g1": 2, "g0": 1}


def test_the_order_is_the_same_for_a_preview_and_not_the_same_in_every_department() -> None:
    orders = {tuple(given(Wording(KEY, {}), 3, department=f"D{number}")) for number in range(20)}
    assert len(orders) > 1
    assert given(Wording(KEY, {}), 3) == given(Wording(KEY, {}), 3)


def test_texts_for_the_network_come_before_general_ones_given_as_often() -> None:
    special = item(texts=(*GENERAL, Text("s", "en", "For X.", "x"), Text("l", "en", "For LinkedIn.", "linkedin")))
    wording = Wording(KEY, {})
    found = [wording.offer(special, "en", "Sales", "x").text_key for _ in range(5)]
    assert found[0] == "s"
    assert set(found[1:4]) == {"g0", "g1", "g2"}
    assert found[4] == "s"


def test_only_texts_in_the_picks_language_are_given() -> None:
    wording = Wording(KEY, {})
    assert wording.offer(item(), "da", "Sales", "x").text_key in {"k3", "k4"}
    assert wording.offer(item(), "sv", "Sales", "x") == Offer("x")


def test_a_text_of_a_region_serves_its_language_and_a_text_written_twice_counts_once() -> None:
    twice = item(texts=(Text("k", "en-GB", "Tea."), Text("k", "en-GB", "Tea."), Text("j", "en", "Milk.")))
    wording = Wording(KEY, {})
    assert {wording.offer(twice, "en", "Sales", "x").text_key for _ in range(2)} == {"k", "j"}


def test_a_text_that_is_too_long_for_a_network_is_not_given_there() -> None:
    long = item(texts=(Text("long", "en", "word " * 60), Text("short", "en", "Short.")))
    wording = Wording(KEY, {})
    assert {wording.offer(long, "en", "Sales", "x").text_key for _ in range(4)} == {"short"}
    assert {wording.offer(long, "en", "Sales", "linkedin").text_key for _ in range(4)} == {"long", "short"}


@pytest.mark.parametrize(
    ("network", "length", "disclosure", "expected"),
    [
        ("x", 256, "", True),
        ("x", 257, "", False),
        ("x", 247, "#employee"[:8], True),
        ("x", 248, "#employee"[:8], False),
        ("bluesky", 260, "", True),
        ("bluesky", 261, "", False),
        ("facebook", 9000, "#ad", True),
    ],
)
def test_link_and_disclosure_take_their_room(network: str, length: int, disclosure: str, *, expected: bool) -> None:
    assert fits(network, "a" * length, disclosure) is expected


def test_an_items_own_disclosure_counts_before_the_companys() -> None:
    tight = Text("t", "en", "a" * 250)
    assert Wording(KEY, {}, "#a-long-one").offer(item(texts=(tight,)), "en", "Sales", "x") == Offer("x")
    assert Wording(KEY, {}, "#a-long-one").offer(item(texts=(tight,), disclosure="#ad"), "en", "Sales", "x").text_key


def test_the_texts_of_a_digest_are_counted_where_there_is_one() -> None:
    assert list(given_in(digest(picks=(pick(),)))) == [
        Given("harbour-emissions", "Engineering", "linkedin", "k1"),
        Given("harbour-emissions", "Engineering", "x", "k2"),
    ]


@pytest.mark.parametrize(
    ("spoken", "fallback", "expected"),
    [(("sv", "da-DK"), "en", "da"), (("sv",), "da", "da"), ((), "en-GB", "en"), (("sv",), "fi", "en")],
)
def test_a_digest_speaks_the_first_language_that_we_have_words_in(
    spoken: tuple[str, ...], fallback: str, expected: str
) -> None:
    assert words_for(spoken, ("en", "da"), fallback) == expected
