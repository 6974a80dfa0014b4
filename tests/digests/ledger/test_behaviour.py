"""Scanners that call themselves browsers, and people, each acting as they do: how many the settling tells apart.

The behaviour is made up by us, seeded, and written down here; docs/reference/classes.md publishes the figures.
"""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from random import Random

import pytest

from digests.ledger.model import Fact, FactKind, Request, Verdict
from digests.ledger.rules import VERSION
from digests.ledger.settle import waiting
from digests.ledger.verdict import judge, settle
from tests.factories import NOW

CHROME = (
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36"
)
REFERENCE = Path(__file__).resolve().parents[3] / "docs" / "reference" / "classes.md"
ITEMS = 5
WINDOW = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class Act:
    """What is done with a digest, in seconds after its delivery."""

    at: float
    kind: FactKind
    item: int = 0
    button: bool = False
    network: str = "home"


Acting = Callable[[Random], Iterator[Act]]


def reader(chance: Random) -> Iterator[Act]:
    """Comes by mostly hours later, now and then within the minute; opens one to three, a few in tabs; may share."""
    at = chance.uniform(6, 60) if chance.random() < 0.03 else chance.lognormvariate(9, 1.3) + 6
    for item in chance.sample(range(ITEMS), chance.choice((1, 1, 1, 2, 2, 3))):
        if chance.random() < 0.25:
            yield Act(at, FactKind.TAP, item, button=True)
        else:
            yield Act(at, FactKind.READ, item)
        at += max(0.8, chance.lognormvariate(3.3, 1))


def everything(chance: Random) -> Iterator[Act]:
    """A filter in front of the mailbox: every address of the mail, at once or some minutes later."""
    at = chance.choice((chance.uniform(0, 30), chance.uniform(60, 1800)))
    for item in range(ITEMS):
        yield Act(at, FactKind.READ, item)
        yield Act(at + chance.uniform(0, 3), FactKind.TAP, item)  # its sandbox runs the page's script
        at += chance.uniform(0.05, 3)
    yield Act(at, FactKind.TRAP)


def visible(chance: Random) -> Iterator[Act]:
    """The same, looking only at what is displayed."""
    return (act for act in everything(chance) if act.kind is not FactKind.TRAP)


def careful(chance: Random) -> Iterator[Act]:
    """Slowly, as if it were a person, from one network after another; but it follows the hidden address too."""
    at = chance.uniform(30, 600)
    for item in chance.sample(range(ITEMS + 1), ITEMS + 1):
        yield Act(at, FactKind.TRAP) if item == ITEMS else Act(at, FactKind.READ, item, network=f"net {item}")
        at += chance.uniform(5, 15)


def sampler(chance: Random) -> Iterator[Act]:
    """One address only, as soon as the mail is there."""
    yield Act(chance.uniform(0, 12), FactKind.READ, chance.randrange(ITEMS))


def swarm(chance: Random) -> Iterator[Act]:
    """One address from several networks within seconds."""
    at, item = chance.uniform(60, 3600), chance.randrange(ITEMS)
    for number in range(chance.choice((2, 3, 4))):
        yield Act(at + chance.uniform(0, 4), FactKind.READ, item, network=f"net {number}")


def judged(acting: Acting, digests: int, seed: int) -> Counter[Verdict]:
    """The final class of everything that so many digests met."""
    chance, facts = Random(seed), []  # noqa: S311 - behaviour, not a secret
    for digest in range(digests):
        for number, act in enumerate(acting(chance)):
            at = NOW + timedelta(seconds=act.at)
            first = judge(Request("GET", CHROME), at, WINDOW, button=act.button, delivered_at=NOW)
            facts.append(
                Fact(
                    id=f"{digest} {number}",
                    kind=act.kind,
                    at=at,
                    verdict=first.verdict,
                    rules=first.rules,
                    settles_at=first.settles_at,
                    delivery_id=digest,
                    item_id=f"item {act.item}",
                    network="linkedin" if act.kind is FactKind.TAP else None,
                    origin=act.network,
                )
            )
    final = settle(waiting(fact, open_=fact.kind is not FactKind.TRAP) for fact in facts)
    return Counter(one.verdict for one in final.values())


SCANNERS = {"everything": everything, "visible": visible, "careful": careful, "sampler": sampler, "swarm": swarm}


def test_scanners_with_a_browsers_name_are_known_by_what_they_do(capsys: pytest.CaptureFixture[str]) -> None:
    found = {name: judged(acting, 400, seed=7) for name, acting in SCANNERS.items()}
    total = sum(found.values(), Counter[Verdict]())
    caught = 1 - total[Verdict.HUMAN] / total.total()
    with capsys.disabled():
        each = ", ".join(f"{name} {1 - one[Verdict.HUMAN] / one.total():.1%}" for name, one in found.items())
        print(f"\nrules {VERSION}: {caught:.2%} of {total.total():,} scanners' requests told ({each})")  # noqa: T201 - the figures are to be seen
    assert caught >= 0.95
    assert f"| {total.total():,} | **{caught:.2%} told** |".replace("%", " %") in REFERENCE.read_text(encoding="utf-8")


def test_people_who_read_and_share_are_not_lost_by_how_they_act(capsys: pytest.CaptureFixture[str]) -> None:
    found = judged(reader, 4000, seed=11)
    lost = 1 - found[Verdict.HUMAN] / found.total()
    with capsys.disabled():
        print(f"\nrules {VERSION}: {lost:.2%} of {found.total():,} things that people did lost")  # noqa: T201 - the same
    assert lost <= 0.01
    assert f"| {found.total():,} | **{lost:.2%} lost** |".replace("%", " %") in REFERENCE.read_text(encoding="utf-8")
