"""Send next: an approved item in an edition out of turn, for its audience, within what people chose."""

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, select

from digests.content.model import ItemState
from digests.content.store import load_items
from digests.delivery.opening import Due, open_edition
from digests.edition import extra
from digests.edition.model import Slot
from digests.edition.policy import Policy
from digests.errors import InputError, UnknownError
from digests.newsroom.keeping import held, words
from digests.newsroom.model import Done
from digests.newsroom.standing import Act, Standing
from digests.newsroom.store import extras, write_down
from digests.people.store import load_people
from digests.programme.quiet import Quiet, keeping


@dataclass(frozen=True, slots=True)
class Receivers:
    """Whom an item goes to next, and when each may have it."""

    item_id: str
    timezone: str  # the company's: the edition has one
    due: tuple[Due, ...]
    quiet: Quiet | None = None  # what keeps the item in now


def receivers(connection: Connection, item_id: str, policy: Policy, now: datetime) -> Receivers:
    """Everybody the item is meant for, and when they may have it: by day, wherever they are."""
    found = load_items(connection, [item_id])
    if not found:
        raise UnknownError("There is no item {item!r} in the queue: use an id of it.", item=item_id)
    people = [one for one in load_people(connection) if found[0].audience.includes(one)]
    by_department = sorted(people, key=lambda one: (one.department, one.id))  # texts are counted by department
    due = tuple(
        Due(
            person_id=one.id,
            due_at=extra.due_at(one.timezone or policy.timezone, now),
            department=one.department,
            country=one.country,
            privacy_mode=policy.mode_in(one.country),
            tracked=not one.preferences.untracked,
        )
        for one in by_department
    )
    quiet = keeping(policy.quiet, found[0].owner, found[0].topics, now)
    return Receivers(item_id, policy.timezone, due, quiet)


def send_next(connection: Connection, standing: Standing, to: Receivers, now: datetime) -> int:
    """Opens the edition for these receivers; its id. InputError where the item is not open, or went out today.

    Whoever is paused, stopped, had the item before or had a digest lately enough for their own cap gets none, and the
    edition says why.
    """
    item = held(connection, to.item_id).item
    standing.must(Act.SEND_NEXT, item.owner)
    if item.state is not ItemState.APPROVED:
        raise InputError("{item} is {state}: only what is approved can be sent.", item=item.id, state=words(item.state))
    if not item.opens(now):
        raise InputError(
            "{item} is not in its window now: change when it is published, or when it expires.", item=item.id
        )
    if to.quiet is not None:
        ends = to.quiet.until.astimezone(ZoneInfo(to.timezone))
        raise InputError(
            "{item} stays in until {ends:%Y-%m-%d %H:%M}: the quiet period {name!r} holds.",
            item=item.id,
            ends=ends,
            name=to.quiet.name,
        )
    if not to.due:
        raise InputError("{item} is for nobody who is here: look at its audience.", item=item.id)
    slot = Slot(extra.SCHEDULE.name, extra.period(item.id, now), to.timezone, now.replace(tzinfo=None), now)
    edition_id = open_edition(connection, slot, to.due, now)
    if edition_id is None:
        raise InputError("{item} was sent out of turn today: once a day is enough.", item=item.id)
    connection.execute(extras.insert().values(period=slot.period, item_id=item.id, at=now))
    write_down(connection, item, Done.SENT_NEXT, standing.person_id, now)
    return edition_id


def item_of(connection: Connection, period: str) -> str | None:
    """The item of an edition out of turn; None for a period that never was one."""
    found: str | None = connection.scalar(select(extras.c.item_id).where(extras.c.period == period))
    return found
