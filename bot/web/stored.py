"""What is stored about a person, in the words of the statement: what it is, how much, why, and how long."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bot.rendering.statements.kept import Kept


@dataclass(frozen=True, slots=True)
class Stored:
    """One kind of thing that is stored about them."""

    what: str
    number: int
    why: str
    how_long: str


def stored(kinds: Iterable[Kept], rows: Mapping[str, Sequence[Mapping[str, Any]]]) -> list[Stored]:
    """Each kind of which there is anything, in the statement's order."""
    found = [Stored(one.what, _number(one, rows), one.why, one.how_long) for one in kinds]
    return [one for one in found if one.number]


def _number(one: Kept, rows: Mapping[str, Sequence[Mapping[str, Any]]]) -> int:
    """How many rows; of a table that has several kinds of facts, those of this kind."""
    of_them = [row for table in one.tables for row in rows.get(table, ())]
    return sum(1 for row in of_them if not one.kinds or row.get("kind") in one.kinds)
