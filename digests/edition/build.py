"""Builds a batch of digests in three steps: load, decide, save. A preview takes the same steps and saves nothing."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import Connection

from digests.config import EXTRA
from digests.content.model import Item, ItemState
from digests.content.store import load_items
from digests.edition import archive, store
from digests.edition.admission import barred
from digests.edition.archive import Composed
from digests.edition.compose import Frame, Reader, compose
from digests.edition.model import Digest, Schedule
from digests.edition.policy import Policy
from digests.edition.wording import Given, Wording, given_in
from digests.people.ladder import room, rung
from digests.people.model import ChannelName, Person
from digests.people.reach import channels
from digests.people.store import load_departments, load_people
from digests.relevance.choose import Chosen, choose
from digests.relevance.columns import Crowd, Mask, Shelf
from digests.relevance.exclusion import Exclusion
from digests.relevance.history import Period, load_company, load_pasts
from digests.relevance.holding import PERSON_HELD_OUT, HeldOut, held_out_people
from digests.relevance.model import Choice
from digests.relevance.past import CompanyPast, Past
from digests.relevance.pick import seed
from digests.relevance.reasons import Explainer
from digests.relevance.score import score

PREVIEW = 0  # the delivery of a digest that nobody gets


@dataclass(frozen=True, slots=True)
class World:
    """What is the same for every batch of a run; load it once, and again when the queue may have changed."""

    policy: Policy
    items: Mapping[str, Item]  # that may be offered
    shelf: Shelf
    company: CompanyPast


@dataclass(frozen=True, slots=True)
class Batch:
    """Deliveries of one schedule and period, with all that is needed to decide on them."""

    world: World
    schedule: Schedule
    period: str
    deliveries: tuple[int, ...]
    people: tuple[Person, ...]  # of each delivery
    pasts: tuple[Past, ...]
    given: Mapping[Given, int]
    gone: tuple[int, ...] = ()  # deliveries to somebody who is not there any more


@dataclass(frozen=True, slots=True)
class Weighed:
    """Where each person of a batch stands, in its order, and what was chosen for them."""

    readers: tuple[Reader, ...]
    routes: tuple[tuple[ChannelName, ...], ...]
    bars: tuple[Exclusion, ...]
    chosen: Chosen
    held_out: Mask  # who gets no digest this quarter, whatever was chosen


@dataclass(frozen=True, slots=True)
class Built:
    """What was decided: digests, and for everybody else why there is none."""

    composed: tuple[Composed, ...]
    skipped: Mapping[int, str]  # delivery: reason
    held_out: Mapping[int, tuple[Choice, ...]] = field(default_factory=dict)  # delivery: all that it would have had

    @property
    def digests(self) -> tuple[Digest, ...]:
        """The digests that are worth sending."""
        return tuple(one.digest for one in self.composed)


def load_world(connection: Connection, policy: Policy, now: datetime, *, every: bool = False) -> World:
    """The open items and the company's past, in six queries; with `every`, items that are not open too, for `why`."""
    known = load_items(connection, states=None if every else [ItemState.APPROVED])
    by_id = {item.id: item for item in known}
    large = load_departments(connection, policy.k)
    company = load_company(connection, by_id, now, policy.timezone).of_departments(large)
    kept = {item.id: item for item in known if every or item.opens(now)}
    return World(policy, kept, Shelf.of(tuple(kept.values()), company, now, policy.quiet), company)


def load(
    connection: Connection,
    world: World,
    schedule: Schedule,
    period: str,
    deliveries: Sequence[tuple[int, str]],
    *,
    now: datetime,
) -> Batch:
    """A batch of (delivery, person), in six queries however many they are."""
    found = {person.id: person for person in load_people(connection, {one for _, one in deliveries}, active=False)}
    here = [(delivery_id, found[one]) for delivery_id, one in deliveries if one in found]
    people = tuple(person for _, person in here)
    pasts = load_pasts(
        connection, people, world.items, Period(schedule.name, period), now=now, timezone=world.policy.timezone
    )
    return Batch(
        world=world,
        schedule=schedule,
        period=period,
        deliveries=tuple(delivery_id for delivery_id, _ in here),
        people=people,
        pasts=tuple(pasts[person.id] for person in people),
        given=store.load_given(connection, world.items, {person.department for person in people}),
        gone=tuple(delivery_id for delivery_id, one in deliveries if one not in found),
    )


def weigh(batch: Batch, key: bytes, now: datetime) -> Weighed:
    """Works out where everybody stands, scores every item for them and picks; the same each time."""
    world, policy = batch.world, batch.world.policy
    readers = tuple(
        Reader(person, past, rung(person, past.standing, policy.steps))
        for person, past in zip(batch.people, batch.pasts, strict=True)
    )
    routes = tuple(channels(person, policy.channels) for person in batch.people)
    least = 0 if batch.schedule.name == EXTRA else policy.min_days  # out of turn, people's own caps are enough
    bars = tuple(
        barred(
            one.person,
            route,
            one.past.last_sent,
            batch.schedule.audience,
            now=now,
            timezone=policy.timezone,
            min_days=least,
        )
        for one, route in zip(readers, routes, strict=True)
    )
    crowd = Crowd.of(
        world.shelf,
        batch.people,
        batch.pasts,
        barred=bars,
        room=[room(one.person, one.rung, policy.steps, batch.schedule.items) for one in readers],
        language=policy.language,
    )
    scored = score(world.shelf, crowd, policy.weights, world.company.lifts, policy.near)
    seeds = seed(key, batch.schedule.name, batch.period, (person.id for person in batch.people))
    return Weighed(
        readers,
        routes,
        bars,
        choose(scored, seeds, _held_out(batch, key)),
        held_out_people(key, policy.weights.hold_out_people, batch.people, now),
    )


def decide(batch: Batch, key: bytes, now: datetime) -> Built:
    """Chooses for everybody, words each digest, and says of the others why they get none."""
    policy, weighed = batch.world.policy, weigh(batch, key, now)
    wording, explainer = Wording(key, batch.given, policy.disclosure), Explainer(weighed.chosen.scored)
    frame = _frame(batch, now)
    composed, skipped, held_out = [], dict.fromkeys(batch.gone, Exclusion.LEFT.words), {}
    for row, delivery_id in enumerate(batch.deliveries):
        reader, bar = weighed.readers[row], weighed.bars[row]
        choices = weighed.chosen.of(row, explainer)
        digest = compose(delivery_id, reader, choices, frame, wording)
        if digest.picks and weighed.held_out[row]:
            skipped[delivery_id] = PERSON_HELD_OUT
        elif digest.picks:
            mode = policy.mode_in(reader.person.country)
            composed.append(Composed(digest, choices, reader.person, weighed.routes[row], mode))
        else:
            skipped[delivery_id] = bar.words if bar else nothing_to_say(weighed.chosen, row)
            if choices:
                held_out[delivery_id] = choices
    return Built(tuple(composed), skipped, held_out)


def save(connection: Connection, built: Built, now: datetime) -> None:
    """Writes what was decided onto the deliveries that still wait for it; a second time changes nothing."""
    ids = [*(one.digest.delivery_id for one in built.composed), *built.skipped]
    still = store.waiting(connection, ids)
    composed = [one for one in built.composed if one.digest.delivery_id in still]
    archive.save_digests(connection, composed, now)
    archive.save_skipped(connection, {one: why for one, why in built.skipped.items() if one in still}, now)
    archive.save_held_out(connection, {one: made for one, made in built.held_out.items() if one in still})
    store.add_given(connection, Counter(place for one in composed for place in given_in(one.digest)))


def digests_of(connection: Connection, deliveries: Collection[int], *, as_composed: bool = False) -> list[Digest]:
    """Digests in order of delivery, with what was corrected since, or exactly as composed; the erased are missing."""
    return archive.load_digests(connection, deliveries, as_composed=as_composed)


def nothing_to_say(chosen: Chosen, row: int) -> str:
    """Why a person whom no rule keeps from digests gets none: how many items each rule left out."""
    counts = Counter(Exclusion(rule) for rule in chosen.scored.rules[row].tolist() if rule)
    held_out = int(chosen.start[row + 1] - chosen.start[row])
    told = [f"{count} {rule.words}" for rule, count in counts.most_common()]
    told += [f"{held_out} held out"] if held_out else []
    return f"nothing to say: {', '.join(told) or 'the queue has no open item'}"


def _held_out(batch: Batch, key: bytes) -> HeldOut | None:
    rate = batch.world.policy.weights.hold_out
    if not rate:
        return None
    return HeldOut.of(key, rate, batch.people, (item.id for item in batch.world.shelf.items))


def _frame(batch: Batch, now: datetime) -> Frame:
    world, policy = batch.world, batch.world.policy
    return Frame(
        schedule=batch.schedule.name,
        period=batch.period,
        items=world.items,
        company=world.company,
        language=policy.language,
        timezone=policy.timezone,
        catalogues=policy.catalogues,
        at=now,
        share_hour=policy.share_hour,
    )
