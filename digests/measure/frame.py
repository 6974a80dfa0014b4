"""What every section of a report stands in: the period, the active people, the offers, and which items to hide."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from sqlalchemy import Connection

from digests.measure import crowd, store
from digests.measure.crowd import Cell, Part
from digests.measure.disclosure import Rules, hidden, showable
from digests.measure.span import Reading, Span
from digests.measure.store import Counted, Offered, Repeat


@dataclass(frozen=True, slots=True)
class Frame:
    """A period's offers and facts by item, its people by what they have in common, and what may not be told."""

    read: Reading
    k: int
    cells: Sequence[Cell] = ()
    part: Part = field(default_factory=Part)
    again: Sequence[Repeat] = ()
    offers: Mapping[str, Offered] = field(default_factory=dict)
    counted: Mapping[str, Counted] = field(default_factory=dict)
    out: frozenset[str] = frozenset()

    @property
    def active(self) -> int:
        """The active people at the period's end."""
        return sum(cell.people for cell in self.cells)

    @property
    def shown(self) -> bool:
        """Whether figures about all active people may be told."""
        protected = sum(cell.people for cell in self.cells if cell.protected)
        concerned = sum(cell.people for cell in self.cells if cell.protected and cell.concerned)
        return showable(protected, self.k) and showable(concerned, self.k)

    @property
    def items(self) -> frozenset[str]:
        """Items that were offered or followed in the period."""
        return _named(self.offers, self.counted)

    def hides(self, item: str) -> bool:
        """Whether an item's figures may not be told."""
        return item in self.out or not showable(self.offers.get(item, Offered()).protected, self.k)


def load_frame(connection: Connection, span: Span, rules: Rules) -> Frame:
    """The frame of a period, in six queries."""
    read = store.reading(connection, span)
    again = store.load_repeats(connection, read, rules)
    offers = store.load_offers(connection, read, rules, again)
    counted = store.load_counted(connection, read)
    named = _named(offers, counted)
    sizes = {name: offers[name].protected for name in named if name in offers}
    small = tuple(sorted(name for name, size in sizes.items() if not showable(size, rules.k)))
    out = hidden(sizes, rules.k, store.load_together(connection, span, rules, small))
    cells, part = crowd.load_crowd(connection, read, rules)
    return Frame(read, rules.k, cells, part, again, offers, counted, out)


def _named(offers: Mapping[str, Offered], counted: Mapping[str, Counted]) -> frozenset[str]:
    offered = (name for name, one in offers.items() if one.people)
    return frozenset((*offered, *(name for name, one in counted.items() if one.clicks)))
