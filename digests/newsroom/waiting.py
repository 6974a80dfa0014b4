"""Who is still to be asked for a decision, who is to be reminded, and who is asked in somebody's place."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, and_, select, update

from digests.content.model import Item, ItemState
from digests.content.store import items, load_items
from digests.newsroom.approvers import Approvers, load_approvers
from digests.newsroom.asking import Question
from digests.newsroom.deputies import Deputy, ids, standing_in
from digests.newsroom.model import WROTE, Card, Decision, Done
from digests.newsroom.store import approval_cards, item_decisions
from digests.newsroom.working import IsHoliday, after
from digests.people.model import Person
from digests.people.store import load_people

MOST = 500  # questions at once
NOWHERE = ""  # the channel of a card for somebody whom no channel reaches


def _never(country: str, day: object) -> bool:
    del country, day
    return False


@dataclass(frozen=True, slots=True)
class Patience:
    """How long approvers may take, in hours of working days; 0: as long as they like."""

    remind: float = 24
    deadline: float = 48
    own: bool = False  # whether somebody is asked about what they wrote or submitted themselves
    timezone: str = "UTC"  # of whoever has none
    is_holiday: IsHoliday = _never

    def over(self, asked_at: datetime, person: Person, hours: float, now: datetime) -> bool:
        """Whether so many of this person's working hours have passed since they were asked."""
        zone = ZoneInfo(person.timezone or self.timezone)
        return hours > 0 and after(asked_at, hours, zone, person.country, self.is_holiday) <= now


@dataclass(frozen=True, slots=True)
class _Told:
    """A card of a version that waits: who was asked, when, where, and whether they were reminded."""

    card: Card
    at: datetime
    reminded_at: datetime | None


@dataclass(frozen=True, slots=True)
class Waiting:
    """Everything that waits for a decision, with who could take it: loaded in a fixed number of queries."""

    items: Sequence[Item]
    decisions: Mapping[str, Sequence[Decision]]
    told: Mapping[str, Sequence[_Told]]
    approvers: Approvers
    deputies: Sequence[Deputy] = ()
    people: Mapping[str, Person] = field(default_factory=dict)

    def question(self, item: Item, person: Person) -> Question:
        """What one person is asked about one item."""
        made = [one for one in self.decisions.get(item.id, ()) if one.act is Done.SUBMITTED]
        by = self.people.get(made[-1].who or "") if made else None
        at = made[-1].at if made else None
        return Question(item, person, by=by.name if by else "", at=at, newest=item.version)

    def authors(self, item: Item) -> set[str]:
        """Who wrote it last, and who submitted it last."""
        found = self.decisions.get(item.id, ())
        wrote = [one.who for one in found if one.act in WROTE][-1:]
        submitted = [one.who for one in found if one.act is Done.SUBMITTED][-1:]
        return {who for who in (*wrote, *submitted) if who is not None}

    def wanted(self, item: Item, now: datetime, patience: Patience) -> list[Person]:
        """Who is to be asked about an item by now, whether they were or not, each once and in order of id."""
        left_out = set() if patience.own else self.authors(item)
        tiers = [[one for one in tier if one.id not in left_out] for tier in self.approvers.tiers(item.owner)]
        first = next((number for number, tier in enumerate(tiers) if tier), len(tiers))
        asked = tiers[first] if first < len(tiers) else []
        found = [stand_in for one in asked for stand_in in self._at_once(one, left_out)]
        found += self._in_time(item, now, patience, tiers[first + 1 :], left_out)
        return sorted({one.id: one for one in found}.values(), key=lambda one: one.id)

    def deciding(self, item: Item) -> dict[str, Person]:
        """Who could decide on an item at this moment, by id; not who is away and has somebody to stand in."""
        may = {one.id: one for one in self.approvers.of(item.owner)}
        stand_ins = [one for one in self.deputies if one.person_id in may]
        away = {one.person_id for one in stand_ins if one.away}
        here = {one.id: one for one in self._here([one.deputy_id for one in stand_ins], set())}
        return {name: one for name, one in may.items() if name not in away} | here

    def _at_once(self, person: Person, left_out: set[str]) -> list[Person]:
        """The person, or whoever stands in while they are away."""
        away = [one.deputy_id for one in self.deputies if one.person_id == person.id and one.away]
        return self._here(away, left_out) or [person]

    def _in_time(
        self,
        item: Item,
        now: datetime,
        patience: Patience,
        further: Sequence[Sequence[Person]],
        left_out: set[str],
    ) -> list[Person]:
        """Once time is up, the deputies of those who were asked; where none has one, the next who may approve."""
        told = [(one, self.people.get(one.card.person_id)) for one in self.told.get(item.id, ())]
        late = [
            person
            for one, person in told
            if person is not None
            and (one.card.channel == NOWHERE or patience.over(one.at, person, patience.deadline, now))
        ]
        if not late or not patience.deadline:
            return []
        named = [one.deputy_id for person in late for one in self.deputies if one.person_id == person.id]
        stand_ins = self._here(named, left_out)
        if stand_ins or len(late) < len(told):
            return stand_ins
        return list(next((tier for tier in further if tier), ()))

    def _here(self, found: Sequence[str], left_out: set[str]) -> list[Person]:
        people = [self.people.get(one) for one in found if one not in left_out]
        return [one for one in people if one is not None and one.left_at is None]


def load_waiting(connection: Connection, now: datetime) -> Waiting:
    """Everything in review, the same number of queries whether that is one item or a thousand."""
    found = load_items(connection, states=[ItemState.IN_REVIEW])
    if not found:
        return Waiting((), {}, {}, Approvers())
    approvers, stand_ins = load_approvers(connection), standing_in(connection, now)
    decisions, told = _decisions(connection), _told(connection)
    wanted = ids(stand_ins) | {one.card.person_id for many in told.values() for one in many}
    wanted |= {one.who for many in decisions.values() for one in many if one.who}
    people = {one.id: one for one in load_people(connection, wanted, active=False)} if wanted else {}
    known = {one.id for one in approvers.everybody}
    stand_ins = [one for one in stand_ins if one.person_id in known]
    return Waiting(found, decisions, told, approvers, stand_ins, people)


def unasked(connection: Connection, now: datetime, patience: Patience, limit: int = MOST) -> list[Question]:
    """Everybody who is to be asked by now and was not yet, about the newest version of what is in review."""
    waiting = load_waiting(connection, now)
    return list(_unasked(waiting, now, patience))[:limit]


def _unasked(waiting: Waiting, now: datetime, patience: Patience) -> Iterator[Question]:
    for item in waiting.items:
        asked = {one.card.person_id for one in waiting.told.get(item.id, ())}
        for person in waiting.wanted(item, now, patience):
            if person.id not in asked:
                yield waiting.question(item, person)


def unreminded(
    connection: Connection, now: datetime, patience: Patience, limit: int = MOST
) -> list[tuple[Card, Question]]:
    """Cards that were sent and not answered for so long that their people are to be reminded, which happens once."""
    if not patience.remind:
        return []
    waiting = load_waiting(connection, now)
    found = []
    for item in waiting.items:
        deciding = waiting.deciding(item)
        for one in waiting.told.get(item.id, ()):
            person = deciding.get(one.card.person_id)
            due = one.card.ref and one.reminded_at is None
            if person is not None and due and patience.over(one.at, person, patience.remind, now):
                found.append((one.card, waiting.question(item, person)))
    return found[:limit]


def reminded(connection: Connection, cards: Sequence[int], at: datetime | None) -> None:
    """Keeps when these were reminded of; None: they were not after all."""
    connection.execute(update(approval_cards).where(approval_cards.c.id.in_(cards)).values(reminded_at=at))


def _decisions(connection: Connection) -> dict[str, list[Decision]]:
    query = (
        select(item_decisions)
        .join(items, items.c.id == item_decisions.c.item_id)
        .where(items.c.state == ItemState.IN_REVIEW.value)
        .order_by(item_decisions.c.id)
    )
    found: dict[str, list[Decision]] = {}
    for row in connection.execute(query):
        one = Decision(row.at, row.person_id, Done(row.act), row.reason, row.version)
        found.setdefault(row.item_id, []).append(one)
    return found


def _told(connection: Connection) -> dict[str, list[_Told]]:
    newest = and_(items.c.id == approval_cards.c.item_id, items.c.version == approval_cards.c.version)
    query = (
        select(approval_cards)
        .join(items, newest)
        .where(items.c.state == ItemState.IN_REVIEW.value)
        .order_by(approval_cards.c.id)
    )
    found: dict[str, list[_Told]] = {}
    for row in connection.execute(query):
        card = Card(row.id, row.item_id, row.version, row.person_id, row.channel, row.ref)
        found.setdefault(row.item_id, []).append(_Told(card, row.at, row.reminded_at))
    return found
