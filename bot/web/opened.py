"""What a signed address opens: a delivery with its digest and person, and one pick of it."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, select
from starlette.requests import Request

from bot.rendering.words import best
from bot.web.parts import parts
from digests.content.model import Item, ItemState
from digests.content.store import load_items
from digests.delivery.store import deliveries
from digests.edition.build import digests_of
from digests.edition.model import Digest, Pick
from digests.employee.model import OwnPick
from digests.employee.own import own_pick
from digests.errors import BudstikkeError
from digests.people.model import Person
from digests.people.store import load_people
from digests.sharing.tokens import check


class ClosedError(BudstikkeError):
    """The digest was erased, is not kept any more, was only a preview, or its person left."""


class NoSuchPickError(BudstikkeError):
    """The digest has no such item or network."""


class GoneError(BudstikkeError):
    """The item was withdrawn, or its time is over."""


@dataclass(frozen=True, slots=True)
class Opened:
    """A delivery whose token was good."""

    token: str
    delivery_id: int
    sent_at: datetime | None
    tracked: bool  # the digest was, and the person does not object today
    privacy_mode: str
    person: Person
    language: str


@dataclass(frozen=True, slots=True)
class OpenedPick:
    """One pick of an opened delivery, with its item as it is in the queue now."""

    opened: Opened
    digest: Digest
    pick: Pick
    item: Item
    own: OwnPick


async def open_delivery(request: Request) -> Opened:
    """The delivery of the address's token; TokenError or ClosedError."""
    found = parts(request)
    token = request.path_params["token"]
    ticket = check(found.keys, token, found.clock())
    fallback = found.settings.config.company.language
    return await found.database.aread(_delivery, token, ticket.delivery_id, fallback)


async def open_pick(request: Request) -> OpenedPick:
    """The pick that the address names; TokenError, ClosedError, NoSuchPickError or GoneError."""
    opened = await open_delivery(request)
    asked = request.path_params["pick"]
    if not (asked.isascii() and asked.isdigit()):
        raise NoSuchPickError
    found = parts(request)
    picked = await found.database.aread(_pick, opened, int(asked[:6]))
    now = found.clock()
    if picked.item.state is ItemState.WITHDRAWN or (picked.item.expires is not None and picked.item.expires <= now):
        raise GoneError
    return picked


def _delivery(connection: Connection, token: str, delivery_id: int, fallback: str) -> Opened:
    row = connection.execute(select(deliveries).where(deliveries.c.id == delivery_id)).one_or_none()
    people = [] if row is None or row.person_id is None else load_people(connection, [row.person_id])
    if row is None or not people:
        raise ClosedError
    return Opened(
        token=token,
        delivery_id=row.id,
        sent_at=row.sent_at,
        tracked=row.tracked and not people[0].preferences.untracked,
        privacy_mode=row.privacy_mode,
        person=people[0],
        language=best(people[0].spoken, fallback),
    )


def _pick(connection: Connection, opened: Opened, position: int) -> OpenedPick:
    found = digests_of(connection, [opened.delivery_id])
    if not found:
        raise ClosedError
    pick = next((one for one in found[0].picks if one.position == position), None)
    own = own_pick(connection, opened.person.id, opened.delivery_id, position)
    if pick is None or own is None:
        raise NoSuchPickError
    items = load_items(connection, [pick.item.id])
    if not items:
        raise GoneError
    return OpenedPick(opened, found[0], pick, items[0], own)
