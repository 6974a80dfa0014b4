"""What a `send` would do, without doing it: previews, dry runs and tests."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from itertools import islice
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, select

from bot.jobs import editions
from bot.jobs.work import Work
from bot.rendering.words import languages
from digests.delivery.channel import Channel
from digests.delivery.model import Parcel, Result
from digests.edition import build, plan
from digests.edition.model import Schedule
from digests.edition.policy import Policy
from digests.errors import DeliveryError
from digests.people.model import ChannelName, Person
from digests.people.store import people
from digests.sharing import tokens

CHUNK = 500
MOST_COLLEAGUES = 2000  # of a department that are composed for, so that texts fall as they will in the send


def composed(work: Work, schedule: Schedule, person: Person, at: datetime) -> tuple[Parcel | None, str]:
    """What a person would get at a moment, or why nothing; composed with their department, which shares the texts."""
    zone = person.timezone or work.settings.config.company.timezone
    colleagues = work.database.read(_department, person.department, MOST_COLLEAGUES) if person.department else []
    ids = [one for one in colleagues if one != person.id]
    wanted = sorted([(number, one) for number, one in enumerate(ids, 1)] + [(build.PREVIEW, person.id)], key=_by_person)
    built = _decided(work, schedule, _period(schedule, zone, at), wanted, at)
    digest = next((one for one in built.digests if one.delivery_id == build.PREVIEW), None)
    if digest is None:
        return None, built.skipped.get(build.PREVIEW, "nothing to say")
    return Parcel(digest, person, tokens.sign(work.key, build.PREVIEW, work.clock())), ""


def planned(
    work: Work, schedule: Schedule, at: datetime, person: Person | None
) -> Iterator[tuple[str, ChannelName | None, str]]:
    """(person, channel, why not) of everyone due at a moment; a channel or a reason, never both."""
    for zone in work.database.read(editions.zones, work.settings.config.company.timezone):
        slot = editions.hand_slot(schedule, zone, at)
        due = iter(editions.due(work, schedule, slot, by_hand=True, only=person.id if person else None))
        while chunk := list(islice(due, CHUNK)):
            wanted = [(number, one.person_id) for number, one in enumerate(chunk)]
            built = _decided(work, schedule, slot.period, wanted, at)
            routes = {one.digest.delivery_id: one.channels[0] for one in built.composed}
            for number, person_id in wanted:
                yield person_id, routes.get(number), built.skipped.get(number, "")


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
    work: Work, schedule: Schedule, period: str, wanted: Sequence[tuple[int, str]], at: datetime
) -> build.Built:
    policy = Policy.of(work.settings.config, languages(), tuple(work.channels))
    world = work.database.read(build.load_world, policy, at)
    loaded = work.database.read(build.load, world, schedule, period, wanted, now=at)
    return build.decide(loaded, work.key, at)


def _period(schedule: Schedule, zone: str, at: datetime) -> str:
    return plan.period(schedule, at.astimezone(ZoneInfo(zone)).replace(tzinfo=None))


def _department(connection: Connection, name: str, most: int) -> list[str]:
    query = select(people.c.id).where(people.c.department == name, people.c.left_at.is_(None)).order_by(people.c.id)
    return list(connection.execute(query.limit(most)).scalars())


def _by_person(one: tuple[int, str]) -> str:
    return one[1]
