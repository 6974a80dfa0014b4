"""What happens around a request tells what the request alone does not."""

from datetime import timedelta

from digests.ledger.model import Verdict
from digests.ledger.nearness import Waiting, burst, crowd, near_a_trap
from digests.ledger.rules import LATEST, RULES
from digests.ledger.verdict import BUTTON, SIGNED, settle
from tests.factories import NOW

SECOND = timedelta(seconds=1)


def asked(name: str, seconds: float = 0, **fields: object) -> Waiting:
    return Waiting(name, NOW + seconds * SECOND, "", name, **fields)  # type: ignore[arg-type]


def verdicts(*found: Waiting) -> dict[str, Verdict]:
    return {name: one.verdict for name, one in settle(found).items()}


def test_whatever_is_asked_for_near_the_hidden_address_of_its_digest_is_a_machines() -> None:
    trap = asked("trap", digest="digest 7", trap=True, open=False)
    found = verdicts(
        trap,
        asked("before", -60, digest="digest 7"),
        asked("after", 60, digest="digest 7"),
        asked("an hour later", 3600, digest="digest 7"),
        asked("another digest", 0, digest="digest 8"),
        asked("no digest", 0),
    )
    assert found == {
        "before": Verdict.MACHINE,
        "after": Verdict.MACHINE,
        "an hour later": Verdict.HUMAN,
        "another digest": Verdict.HUMAN,
        "no digest": Verdict.HUMAN,
    }


def test_the_nearest_of_several_traps_counts() -> None:
    traps = [asked(f"trap {n}", at, digest="d", trap=True, open=False) for n, at in enumerate((0, 500, 1000))]
    found = near_a_trap([*traps, asked("a", 450, digest="d"), asked("b", 750, digest="d")], LATEST)
    assert "a" in found
    assert "b" not in found


def test_a_pressed_button_near_a_trap_is_doubtful_and_slacks_word_stands() -> None:
    trap = asked("trap", digest="d", trap=True, open=False)
    found = verdicts(
        trap, asked("button", 5, digest="d", rules=(BUTTON,)), asked("slack", 5, digest="d", rules=(SIGNED,))
    )
    assert found == {"button": Verdict.DOUBTFUL, "slack": Verdict.HUMAN}


def test_the_hidden_address_is_no_button_of_a_burst() -> None:
    trap = Waiting("trap", NOW, "digest 7", "share", open=False, trap=True)
    assert burst([trap, Waiting("a", NOW, "digest 7", "read a")], LATEST) == frozenset()


def test_one_link_asked_for_by_one_agent_from_three_networks_at_once_is_doubtful() -> None:
    several = [asked(str(n), n, link="c Chrome", origin=f"net {n}") for n in range(3)]
    assert set(verdicts(*several).values()) == {Verdict.DOUBTFUL}


def test_a_link_that_many_people_follow_at_once_is_not_a_scanners() -> None:
    people = [asked(str(n), n / 10, link=f"c agent {n}", origin=f"net {n}") for n in range(30)]
    slow = [asked(f"slow {n}", n * 3, link="c Chrome", origin=f"net {n}") for n in range(5)]
    house = [asked(f"house {n}", n / 10, link="d Chrome", origin="one office") for n in range(9)]
    assert set(verdicts(*people, *slow, *house).values()) == {Verdict.HUMAN}


def test_a_digests_own_address_from_two_networks_within_seconds_is_doubtful() -> None:
    found = verdicts(
        asked("a", 0, address="7 read x", origin="one"),
        asked("b", 9, address="7 read x", origin="another"),
        asked("c", 0, address="7 read y", origin="one"),
        asked("d", 30, address="7 read y", origin="another"),
        asked("e", 0, address="8 read x", origin="one"),
        asked("f", 1, address="8 read x"),
    )
    assert [found[name] for name in "abcdef"] == [Verdict.DOUBTFUL] * 2 + [Verdict.HUMAN] * 4


def test_version_1_knew_neither_traps_nor_crowds() -> None:
    trap = asked("trap", digest="d", trap=True, open=False)
    several = [asked(str(n), 0, digest="d", link="c Chrome", origin=f"net {n}") for n in range(3)]
    assert near_a_trap([trap, *several], RULES[1]) == frozenset()
    assert crowd([trap, *several], RULES[1]) == frozenset()
