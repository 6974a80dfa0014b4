"""What a `send` would do, without doing it: previews, dry runs and tests."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from itertools import islice
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, and_, case, or_, select

from bot.jobs import editions
from bot.jobs.work import Work
from bot.rendering.words import languages
from digests.delivery.channel import Channel
from digests.delivery.model import DeliveryState, Parcel, Result
from digests.delivery.store import deliveries
from digests.edition import build, plan, shield
from digests.edition.explain import Line, lines
from digests.edition.model import Schedule, Slot
from digests.edition.policy import Policy
from digests.errors import DeliveryError
from digests.people.model import ChannelName, Person
from digests.people.store import known_zone, people
from digests.sharing import tokens

CHUNK = 500
MOST_COLLEAGUES = 2000  # of a department that are composed for, so that texts fall as they will in the send


def composed(
    work: Work, schedule: Schedule, person: Person, at: datetime, language: str = ""
) -> tuple[Parcel | None, str]:
    """What a person would get at a moment, or why nothing; composed with their department, which shares the texts.

    With a `language`, as if they had chosen it.
    """
    default = work.settings.config.company.timezone
    slot = editions.hand_slot(schedule, person.timezone or default, at)
    colleagues = work.database.read(_before, slot, person, default, MOST_COLLEAGUES)
    wanted = [*enumerate(colleagues, build.PREVIEW + 1), (build.PREVIEW, person.id)]
    policy = _policy(work)
    world = work.database.read(build.load_world, policy, at)
    loaded = work.database.read(build.load, world, schedule, slot.period, wanted, now=at)
    if work.database.read(shield.shields, policy, person):
        loaded = shield.shielded(loaded, person.id)
    if language:
        loaded = _speaking(loaded, person.id, language)
    built = build.decide(loaded, work.key, at)
    digest = next((one for one in built.digests if one.delivery_id == build.PREVIEW), None)
    if digest is None:
        return None, built.skipped.get(build.PREVIEW, "nothing to say")
    return Parcel(digest, person, tokens.sign(work.key, build.PREVIEW, work.clock())), ""


def reasons(work: Work, schedule: Schedule, person: Person, at: datetime) -> list[Line]:
    """Every item with what speaks for and against it for one person; what they did is told where it may be."""
    policy = _policy(work)
    world = work.database.read(build.load_world, policy, at, every=True)
    local = at.astimezone(ZoneInfo(person.timezone or policy.timezone)).replace(tzinfo=None)
    wanted = [(build.PREVIEW, person.id)]
    batch = work.database.read(build.load, world, schedule, plan.period(schedule, local), wanted, now=at)
    theirs = work.database.read(shield.shields, policy, person)
    weighed = build.weigh(shield.shielded(batch, person.id) if theirs else batch, work.key, at)
    return lines(weighed, 0, deeds=not theirs)


def planned(
    work: Work, schedule: Schedule, at: datetime, person: Person | None
) -> Iterator[tuple[str, ChannelName | None, str]]:
    """(person, channel, why not) of everyone due at a moment; a channel or a reason, never both."""
    world = work.database.read(build.load_world, _policy(work), at)
    for zone in work.database.read(editions.zones, work.settings.config.company.timezone):
        slot = editions.hand_slot(schedule, zone, at)
        due = iter(editions.due(work, schedule, slot, by_hand=True, only=person.id if person else None))
        while chunk := list(islice(due, CHUNK)):
            known = work.database.read(_known, slot, [one.person_id for one in chunk])
            wanted = [(number, one.person_id) for number, one in enumerate(chunk) if one.person_id not in known]
            built = _decided(work, world, schedule, slot, wanted)
            routes = {one.digest.delivery_id: one.channels[0] for one in built.composed}
            for number, one in enumerate(chunk):
                channel, why = known.get(one.person_id, (routes.get(number), built.skipped.get(number, "")))
                yield one.person_id, channel, why


def test(parcel: Parcel, address: str, channel: Channel) -> None:
    """Sends a parcel, marked as a test, to an address; leaves no trace. DeliveryError says why it did not go."""
    marked = Parcel(parcel.digest, parcel.person, parcel.token, test_to=address)
    channel.prepare([marked])
    lane = channel.open()
    try:
        outcome = lane.send(marked)
    finally:
        lane.close()
    if outcome.result is not Result.SENT:
        raise DeliveryError(f"The test did not go out: {outcome.reason}", permanent=True)


def _decided(
    work: Work, world: build.World, schedule: Schedule, slot: Slot, wanted: Sequence[tuple[int, str]]
) -> build.Built:
    at = slot.at
    loaded = work.database.read(build.load, world, schedule, slot.period, wanted, now=at)
    return build.decide(loaded, work.key, at)


def _speaking(batch: build.Batch, person_id: str, language: str) -> build.Batch:
    """The batch as if this person had chosen a language."""
    people = tuple(
        replace(one, preferences=replace(one.preferences, languages=(language,))) if one.id == person_id else one
        for one in batch.people
    )
    return replace(batch, people=people)


def _policy(work: Work) -> Policy:
    return Policy.of(work.settings.config, languages(), tuple(work.channels))


def _before(connection: Connection, slot: Slot, person: Person, default: str, most: int) -> list[str]:
    """Colleagues whose digests a `send` composes before this person's: it goes zone by zone, and there by id.

    Who has a digest of this period already is left out, because the texts in it are counted.
    """
    if not person.department:
        return []
    zone = case((known_zone == "", default), else_=known_zone)
    composed = select(deliveries.c.person_id).where(
        deliveries.c.schedule == slot.schedule,
        deliveries.c.period == slot.period,
        deliveries.c.person_id == people.c.id,
        deliveries.c.channel.is_not(None),
    )
    query = (
        select(people.c.id)
        .where(
            people.c.department == person.department,
            people.c.left_at.is_(None),
            or_(zone < slot.timezone, and_(zone == slot.timezone, people.c.id < person.id)),
            ~composed.exists(),
        )
        .order_by(zone, people.c.id)
    )
    return list(connection.execute(query.limit(most)).scalars())


def _known(connection: Connection, slot: Slot, ids: Sequence[str]) -> dict[str, tuple[ChannelName | None, str]]:
    """What becomes of people who have a delivery of this period with a digest, or without one for good."""
    query = select(deliveries.c.person_id, deliveries.c.state, deliveries.c.channel, deliveries.c.reason).where(
        deliveries.c.schedule == slot.schedule,
        deliveries.c.period == slot.period,
        deliveries.c.person_id.in_(ids),
        or_(deliveries.c.channel.is_not(None), deliveries.c.state != DeliveryState.QUEUED),
    )
    return {
        row.person_id: (ChannelName(row.channel), "")
        if row.state == DeliveryState.QUEUED
        else (None, f"already {row.state}" + (f": {row.reason}" if row.reason else ""))
        for row in connection.execute(query)
    }
