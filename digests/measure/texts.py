"""What suggested texts brought, and how far colleagues were given different ones."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from sqlalchemy import JSON, Connection, func, select, type_coerce

from digests.content.store import given_texts, items
from digests.measure.model import Wording
from digests.measure.span import Reading
from digests.measure.taken import takings_of


@dataclass(slots=True)
class Brought:
    """People who tapped, and who shared, once each per network."""

    tapped: int = 0
    shared: int = 0

    def add(self, tapped: int, shared: int) -> None:
        """Counts on."""
        self.tapped += tapped
        self.shared += shared


@dataclass(frozen=True, slots=True)
class Listed:
    """What is known of an item of the queue."""

    desk: str = ""
    kind: str = ""
    title: Mapping[str, str] = field(default_factory=dict)
    texts: Mapping[str, tuple[str, str]] = field(default_factory=dict)  # by key: language, and network if it names one


@dataclass(frozen=True, slots=True)
class Given:
    """How often a department was given each text of an item on a network, by key."""

    item_id: str
    network: str
    texts: Mapping[str, int]


def load_listed(connection: Connection, names: Collection[str]) -> dict[str, Listed]:
    """Items of the queue by id, in one query."""
    parts = (items.c.body["title"], items.c.body["texts"])
    known = (items.c.id, items.c.owner, items.c.kind, *(type_coerce(part, JSON) for part in parts))
    query = select(*known).where(items.c.id.in_(names))
    return {
        name: Listed(owner, kind, title or {}, {one["key"]: _about(one) for one in texts or ()})
        for name, owner, kind, title, texts in connection.execute(query)
    }


def _about(text: Mapping[str, str]) -> tuple[str, str]:
    return text["language"], text.get("network", "")


def load_brought(connection: Connection, read: Reading) -> dict[str, dict[tuple[str, str], Brought]]:
    """By item, then network and text, the people who tapped and shared in the period."""
    taking = takings_of(read)
    keys = (taking.c.item_id, taking.c.network, taking.c.delivery_id)
    each = (
        select(*keys[:2], func.max(taking.c.text_key).label("text_key"), func.max(taking.c.shared).label("shared"))
        .group_by(*keys)
        .subquery()
    )
    of = (each.c.item_id, each.c.network, each.c.text_key)
    query = select(*of, func.count(), func.sum(each.c.shared)).group_by(*of)
    found: dict[str, dict[tuple[str, str], Brought]] = defaultdict(dict)
    for row in connection.execute(query):
        found[row[0]][row[1], row[2]] = Brought(row[3], int(row[4]))
    return found


def load_given(connection: Connection, names: Collection[str]) -> list[Given]:
    """What each department was given of these items, ever."""
    query = select(given_texts).where(given_texts.c.item_id.in_(names))
    found: dict[tuple[str, str, str], dict[str, int]] = defaultdict(dict)
    for item, department, network, key, given in connection.execute(query):
        found[item, department, network][key] = given
    return [Given(item, network, texts) for (item, _, network), texts in found.items()]


def people_given(given: Collection[Given]) -> dict[str, dict[str, int]]:
    """By item, then text, how many people were given it; one may have it on several networks: the largest counts."""
    networks: dict[tuple[str, str], dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for group in given:
        for key, number in group.texts.items():
            networks[group.item_id, key][group.network] += number
    found: dict[str, dict[str, int]] = defaultdict(dict)
    for (item, key), numbers in networks.items():
        found[item][key] = max(numbers.values())
    return found


def spread(given: Collection[Given], listed: Mapping[str, Listed]) -> Wording:
    """Of the texts that a department could have been given without one coming twice, how many were different."""
    groups = possible = different = 0
    for group in given:
        texts = listed.get(group.item_id, Listed()).texts
        for language in sorted({texts[key][0] for key in group.texts if key in texts}):
            fitting = [key for key, (spoken, network) in texts.items() if spoken == language]
            fitting = [key for key in fitting if texts[key][1] in {"", group.network}]
            numbers = [group.texts[key] for key in fitting if group.texts.get(key)]
            room = min(sum(numbers), len(fitting))
            if room > 1:
                groups, possible, different = groups + 1, possible + room, different + min(len(numbers), room)
    return Wording(groups, possible, different, different / possible if possible else None)
