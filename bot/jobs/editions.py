"""Opens editions: at a slot, after downtime, or by hand."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from functools import cache
from itertools import islice
from zoneinfo import ZoneInfo

import holidays
from sqlalchemy import Connection, or_, select

from bot.jobs.work import Work
from digests.delivery.opening import Due, miss, newest_slot, open_edition
from digests.edition import plan
from digests.edition.model import Schedule, Slot
from digests.people.model import Person
from digests.people.store import known_zone, load_people, people

CHUNK = 500
MISSED_BACK = timedelta(days=60)  # how far back slots are written down as missed


def zones(connection: Connection, default: str) -> list[str]:
    """Time zones of the people who have not left, `default` for those without."""
    found = connection.execute(select(known_zone).where(people.c.left_at.is_(None)).distinct()).scalars()
    return sorted({zone or default for zone in found})


def due(work: Work, schedule: Schedule, slot: Slot, *, by_hand: bool = False, only: str | None = None) -> list[Due]:
    """Everyone of the schedule's audience in the slot's zone, and when their digest is due."""
    config = work.settings.config
    found = []
    for person in _of_zone(work, slot.timezone, only):
        if not schedule.audience.includes(person):
            continue
        at = work.clock() if by_hand else plan.due_at(slot, person, is_holiday if config.company.holidays else _never)
        mode = config.privacy.countries.get(person.country, config.privacy.mode)
        found.append(
            Due(person.id, at, person.department, person.country, mode, tracked=not person.preferences.untracked)
        )
    return found


def open_slot(work: Work, schedule: Schedule, slot: Slot) -> int | None:
    """Opens the edition of a slot; None when it was opened before, here or on another machine."""
    return work.database.write(open_edition, slot, due(work, schedule, slot), work.clock())


def open_by_hand(work: Work, schedule: Schedule, at: datetime, only: str | None = None) -> list[int]:
    """Opens this period's edition in every zone now, or adds to it; the ids. `only` is one person's id."""
    zones_ = work.database.read(zones, work.settings.config.company.timezone)
    opened = []
    for zone in zones_:
        slot = hand_slot(schedule, zone, at)
        people_due = due(work, schedule, slot, by_hand=True, only=only)
        if people_due:
            opened.append(work.database.write(open_edition, slot, people_due, work.clock(), by_hand=True))
    return [edition_id for edition_id in opened if edition_id is not None]


def hand_slot(schedule: Schedule, zone: str, at: datetime) -> Slot:
    """The slot that `send` makes: of the period that `at` lies in; its digests are composed as of `at`, and due now."""
    local = at.astimezone(ZoneInfo(zone)).replace(tzinfo=None)
    return Slot(schedule.name, plan.period(schedule, local), zone, local, at)


def catch_up(work: Work, schedule: Schedule, zone: str) -> list[int]:
    """Opens what became due while nobody was there, writes down as missed what is past its lateness; the ids."""
    now = work.clock()
    seen = work.database.read(newest_slot, schedule.name, zone)
    after = max(seen, now - MISSED_BACK) if seen else now - schedule.lateness
    opened = []
    for slot in plan.slots(schedule, zone, after, now):
        if slot.at < now - schedule.lateness:
            work.database.write(miss, slot, now)
        else:
            opened.append(open_slot(work, schedule, slot))
    return [edition_id for edition_id in opened if edition_id is not None]


@cache
def _calendar(country: str) -> holidays.HolidayBase | None:
    try:
        return holidays.country_holidays(country)
    except NotImplementedError:
        return None


def is_holiday(country: str, day: date) -> bool:
    """Whether `day` is a public holiday in the country; False where the package does not know it."""
    calendar = _calendar(country) if country else None
    return calendar is not None and day in calendar


def _never(country: str, day: date) -> bool:  # noqa: ARG001
    return False


def _of_zone(work: Work, zone: str, only: str | None) -> Iterator[Person]:
    default = work.settings.config.company.timezone
    ids = iter([only] if only else work.database.read(_ids, zone, with_none=zone == default))
    while chunk := list(islice(ids, CHUNK)):
        found = {person.id: person for person in work.database.read(load_people, chunk)}
        for person in (found[one] for one in chunk if one in found):
            if (person.timezone or default) == zone:
                yield person


def _ids(connection: Connection, zone: str, *, with_none: bool) -> list[str]:
    wanted = [zone, ""] if with_none else [zone]
    found = (people.c.timezone == "") & people.c.timezone_found.in_(wanted)
    query = select(people.c.id).where(or_(people.c.timezone == zone, found), people.c.left_at.is_(None))
    by_department = query.order_by(people.c.department, people.c.id)  # texts are counted by department
    return list(connection.execute(by_department).scalars())
