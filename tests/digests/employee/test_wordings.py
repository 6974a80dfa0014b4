"""Every text that a pick can be shared with, in the order in which its person would want them."""

from dataclasses import replace

import pytest

from digests.content.model import Kind, Text
from digests.edition.model import Offer, Pick
from digests.employee.model import Wording
from digests.employee.wordings import disclosed, networks, places, texts, used, wording
from tests.factories import item, pick

BASE = "https://go.example.com"
PICK = pick()  # in English; offered on linkedin, x and facebook; its item names linkedin, x and bluesky too


def _with(*written: Text) -> Pick:
    return replace(PICK, item=item(texts=written), offers=(Offer("x"),))


def _keys(found: tuple[Text, ...]) -> list[str]:
    return [text.key for text in found]


def test_networks_are_those_offered_and_then_the_items_own() -> None:
    assert networks(PICK) == ("linkedin", "x", "facebook", "bluesky")
    assert networks(replace(PICK, offers=(Offer("myspace"), Offer("x")))) == ("x", "linkedin", "bluesky")


def test_a_post_is_shared_where_it_stands() -> None:
    assert networks(pick(item=item(kind=Kind.POST))) == ()


def test_a_text_for_one_network_goes_nowhere_else() -> None:
    assert places(PICK, Text("a", "en", "A", "bluesky")) == ("bluesky",)
    assert places(PICK, Text("a", "en", "A", "reddit")) == ()
    assert places(PICK, Text("a", "en", "A")) == networks(PICK)


def test_texts_come_in_the_picks_language_and_then_in_the_persons_others() -> None:
    assert _keys(texts(PICK, ("da", "en"))) == ["k1", "k2", "k3", "k4"]
    assert _keys(texts(PICK, ())) == ["k1", "k2"]
    assert _keys(texts(replace(PICK, language="da-DK"), ())) == ["k3", "k4"]


def test_where_none_is_in_a_language_of_theirs_all_are_shown() -> None:
    assert _keys(texts(replace(PICK, language="fr"), ("sv",))) == ["k1", "k2", "k3", "k4"]


def test_an_item_without_a_text_has_its_title() -> None:
    assert texts(_with(), ("da",)) == (Text("", "en", "How we cut the harbour's emissions"),)
    assert _keys(texts(_with(Text("r", "en", "R", "reddit")), ())) == [""]


def test_the_text_that_was_asked_for_is_given() -> None:
    found = wording(PICK, "x", (), "k3")
    assert found == Wording("k3", "da", "x", "Stolt af det, mine kolleger har gjort i havnen.")


@pytest.mark.parametrize("key", ["", "unknown", "for reddit"])
def test_else_the_digests_own(key: str) -> None:
    found = wording(_given(), "x", (), key)
    assert found == Wording("k2", "en", "x", "Shore power: dull word, big difference.")


def _given() -> Pick:
    return replace(PICK, item=item(texts=(*PICK.item.texts, Text("for reddit", "en", "R", "reddit"))))


def test_else_one_in_a_language_of_theirs() -> None:
    own = wording(replace(PICK, language="fr"), "bluesky", ("sv", "da"))
    assert own is not None
    assert (own.key, own.network) == ("k3", "bluesky")


def test_else_the_title() -> None:
    found = wording(_with(Text("a", "fr", "A")), "x", ("da",))
    assert found == Wording("", "en", "x", "How we cut the harbour's emissions")


def test_a_network_that_is_not_offered_has_no_wording() -> None:
    assert wording(PICK, "reddit", ()) is None


def test_the_disclosure_is_added_once_and_the_text_gives_way_to_it() -> None:
    short = Wording("k", "en", "x", "Proud.")
    assert disclosed(short, "#employee", BASE).text == "Proud. #employee"
    assert disclosed(disclosed(short, "#employee", BASE), "#employee", BASE).text == "Proud. #employee"
    long = disclosed(Wording("k", "en", "x", "a" * 400), "#employee", BASE)
    assert long.text.endswith("a… #employee")
    assert used("x", long.text, BASE) == 280


def test_what_is_used_is_counted_as_the_network_counts() -> None:
    link = len(f"{BASE}/12345678")
    assert used("x", " abc ", BASE) == 3 + 1 + 23
    assert used("x", "日本", BASE) == 4 + 1 + 23
    assert used("bluesky", "👩‍👩‍👧", BASE) == 1 + 1 + link
