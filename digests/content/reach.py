"""How many people an audience reaches, told so that no number of questions is about fewer than k people.

Everybody stands in one crowd of k or more, whoever asks for whatever audience. Of what becomes of people only a crowd's
totals are ever used: an audience that has half of a crowd gets half of its totals. So whatever is asked, and however
often, all answers together follow from the audiences themselves and from the totals of crowds; nothing that differs
between two people of a crowd can change any answer. No chance is added that repeated asking could average out.
"""

import hashlib
import hmac
from collections import Counter, defaultdict
from collections.abc import Container, Mapping, Sequence
from fractions import Fraction

Crowd = tuple[str, ...]
BITS = 256


def crowds(profiles: Mapping[str, Sequence[str]], key: bytes, k: int) -> list[Crowd]:
    """Everybody in crowds of k or more, none when there are fewer people: alike by their profiles, then by keyed hash.

    Profiles have the same length, what matters most first, and hold only what the directory says. Somebody who comes
    or goes changes the crowd they stand in, and seldom another.
    """
    if len(profiles) < k:
        return []
    return [tuple(sorted(group)) for group in _split(sorted(profiles), profiles, key, k, 0)]


def shares(found: Sequence[Crowd], inside: Container[str], fates: Mapping[str, str]) -> dict[str, Fraction]:
    """How many of those inside an audience meet each fate, worked out from the totals of crowds."""
    told: defaultdict[str, Fraction] = defaultdict(Fraction)
    for crowd in found:
        here = sum(person in inside for person in crowd)
        for fate, total in Counter(fates[person] for person in crowd).items() if here else ():
            told[fate] += Fraction(here * total, len(crowd))
    return dict(told)


def whole(number: Fraction | int, k: int) -> int:
    """Rounded down to a multiple of k; 0 stands for fewer than k."""
    return int(number // k) * k


def _split(group: list[str], profiles: Mapping[str, Sequence[str]], key: bytes, k: int, depth: int) -> list[list[str]]:
    width = len(profiles[group[0]])
    if len(group) < 2 * k or depth == width + BITS:
        return [group]
    values: defaultdict[str, list[str]] = defaultdict(list)
    for person in group:
        value = profiles[person][depth] if depth < width else _bit(key, person, depth - width)
        values[value].append(person)
    return [part for one in _large(values, k) for part in _split(one, profiles, key, k, depth + 1)]


def _large(values: Mapping[str, list[str]], k: int) -> list[list[str]]:
    """Those with a value in common where they are k or more; the others together, joined to the fewest if need be."""
    found = sorted((group for group in values.values() if len(group) >= k), key=lambda group: (len(group), group[0]))
    rest = [person for group in values.values() if len(group) < k for person in group]
    if len(rest) >= k or (rest and not found):
        return [*found, rest]
    return [found[0] + rest, *found[1:]]


def _bit(key: bytes, person: str, number: int) -> str:
    digest = hmac.digest(key, b"crowd of " + person.encode(), hashlib.sha256)
    return str(digest[number // 8] >> (number % 8) & 1)
