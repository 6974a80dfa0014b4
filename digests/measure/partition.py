"""Which groups to hide where the same people are told of by several groupings: departments, countries, rungs.

A reader who knows who works where can add and subtract the figures of groups. Whatever is worked out so is a
combination of groups; it is about those people whose groups do not cancel out. No combination may be about fewer than k
protected people: whichever k - 1 of them are taken away, the others must still stand in the way of every combination,
or, in the words of algebra, the groups' memberships must keep their rank. They do if k sets of people can be found,
disjoint from one another, that each have that rank by themselves.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence

from digests.measure.disclosure import hidden

OTHERS = "\0"  # no group has this name; it stands for the hidden groups of a grouping, whose sum follows from the total
_FIELD = 2**61 - 1  # a prime: ranks are reckoned in whole numbers

Groups = tuple[str, ...]  # the group of a person in each grouping
Node = tuple[int, str]


def hidden_across(cells: Mapping[Groups, int], k: int, also: Collection[str] = ()) -> tuple[frozenset[str], ...]:
    """For each grouping the groups to hide; `cells` are how many protected people have these groups.

    `also` are groups of the first that are hidden anyway. The first grouping is hidden as if it stood alone, each
    further one as far as those before it ask for.
    """
    number = len(next(iter(cells), ()))
    out: list[frozenset[str]] = []
    for grouping in range(number):
        sizes = Counter[str]()
        for groups, people in cells.items():
            sizes[groups[grouping]] += people
        gone = hidden(sizes, k) | (frozenset(also) if grouping == 0 else frozenset())
        shown = sorted((name for name in sizes if name not in gone), key=lambda name: (sizes[name], name))
        while grouping and shown and not safe(_merged(cells, [*out, gone]), k):
            gone |= {shown.pop(0)}
        out.append(gone)
    return tuple(out)


def safe(cells: Mapping[Groups, int], k: int) -> bool:
    """Whether no combination of these groups' figures is about fewer than k people."""
    left = {groups: people for groups, people in cells.items() if people}
    full = len(_base(left))
    least = k
    while True:
        base = _base(sorted((groups for groups, people in left.items() if people), key=lambda groups: -left[groups]))
        if len(base) < full:
            return False
        if all(left[groups] >= least for groups in base):  # true at the latest for 1: nobody of a base is nobody
            return True
        for groups in base:
            left[groups] -= 1
        least -= 1


def _merged(cells: Mapping[Groups, int], out: Sequence[frozenset[str]]) -> dict[Groups, int]:
    """The same people by what is shown of them."""
    found = Counter[Groups]()
    for groups, people in cells.items():
        found[tuple(OTHERS if name in gone else name for name, gone in zip(groups, out, strict=False))] += people
    return found


def _base(every: Iterable[Groups]) -> list[Groups]:
    """People whose memberships are independent and give those of all the others, the first ones first."""
    rows: dict[Node, dict[Node, int]] = {}
    found = []
    for groups in every:
        row = _reduced(dict.fromkeys(enumerate(groups), 1), rows)
        if row:
            rows[min(row)] = row
            found.append(groups)
    return found


def _reduced(row: dict[Node, int], rows: Mapping[Node, dict[Node, int]]) -> dict[Node, int]:
    """A row without its part in the others, begun with 1; empty if it is made of them."""
    left = dict(row)
    while left:
        lead = min(left)
        if lead not in rows:
            inverse = pow(left[lead], -1, _FIELD)
            return {node: value * inverse % _FIELD for node, value in left.items()}
        factor = left[lead]
        for node, value in rows[lead].items():
            left[node] = (left.get(node, 0) - factor * value) % _FIELD
            if not left[node]:
                del left[node]
    return left
