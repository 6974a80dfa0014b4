"""What happened around a request: bursts of one digest, one link from many networks at once, the hidden address."""

from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby

from digests.ledger.rules import Rules


@dataclass(frozen=True, slots=True)
class Waiting:
    """A fact to be settled; `group` is the digest or visitor it belongs to, `target` what was asked for."""

    id: str
    at: datetime
    group: str
    target: str
    rules: tuple[str, ...] = ()
    own: bool = False  # the visitor is the one who shared the link
    open: bool = True  # false for a neighbour whose verdict is final already
    digest: str = ""  # the delivery, or the visitor where that is not known: what a hidden address gives away
    link: str = ""  # a short link and who asked for it, by agent
    address: str = ""  # an address of one digest, that nobody else should know
    origin: str = ""  # the network it came from
    trap: bool = False  # the hidden address itself


def burst(every: Iterable[Waiting], rules: Rules) -> frozenset[str]:
    """Those that follow several addresses of one digest faster than a hand."""
    found: frozenset[str] = frozenset()
    asked = (one for one in every if not one.trap)
    for members in _groups(asked, lambda one: one.group):
        found |= _close(members, _target, rules.pair, 2) | _close(members, _target, rules.burst, rules.several)
    return found


def crowd(every: Iterable[Waiting], rules: Rules) -> frozenset[str]:
    """Those that ask for one link, or one digest's own address, from several networks at once."""
    if rules.crowd is None:
        return frozenset()
    found: frozenset[str] = frozenset()
    told = [one for one in every if one.origin and not one.trap]
    for members in _groups(told, lambda one: one.link):
        found |= _close(members, _origin, rules.crowd, rules.networks)
    for members in _groups(told, lambda one: one.address):
        found |= _close(members, _origin, rules.own_crowd, 2)
    return found


def near_a_trap(every: Iterable[Waiting], rules: Rules) -> frozenset[str]:
    """Those near which something followed the address of the same digest that no person sees."""
    if rules.near_trap is None:
        return frozenset()
    found: set[str] = set()
    for members in _groups(every, lambda one: one.digest):
        traps = [one.at for one in members if one.trap]
        for one in members if traps else ():
            after = bisect_left(traps, one.at)
            if any(abs(at - one.at) <= rules.near_trap for at in traps[max(after - 1, 0) : after + 1]):
                found.add(one.id)
    return frozenset(found)


def _groups(every: Iterable[Waiting], of: Callable[[Waiting], str]) -> Iterable[Sequence[Waiting]]:
    """Those of the same group, in order of time; what belongs to none is left out."""
    belonging = sorted((one for one in every if of(one)), key=lambda one: (of(one), one.at, one.id))
    return [list(members) for _, members in groupby(belonging, key=of)]


def _target(one: Waiting) -> str:
    return one.target


def _origin(one: Waiting) -> str:
    return one.origin


def _close(members: Sequence[Waiting], of: Callable[[Waiting], str], span: timedelta, least: int) -> frozenset[str]:
    """Those in a stretch of time with at least so many that differ; `members` are in order of time."""
    found: set[str] = set()
    inside: Counter[str] = Counter()
    start = marked = 0
    for end, one in enumerate(members):
        inside[of(one)] += 1
        while one.at - members[start].at > span:
            inside[of(members[start])] -= 1
            inside += Counter()  # lets go of what is no longer in the stretch
            start += 1
        if len(inside) >= least:
            found.update(other.id for other in members[max(start, marked) : end + 1])
            marked = end + 1
    return frozenset(found)
