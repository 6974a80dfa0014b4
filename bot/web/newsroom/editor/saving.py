"""What the editor loads and keeps, each in one transaction."""

from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import Connection, select

from bot.web.newsroom.editor.ground import Ground
from bot.web.newsroom.gate import Caller
from bot.web.parts import Parts
from digests.content.model import Item, ItemState
from digests.content.store import load_versions
from digests.errors import UnknownError
from digests.newsroom import campaigns, correcting, drafts, items, queue, suggested
from digests.newsroom.drafts import Draft, Present
from digests.newsroom.folk import Folk, Roll
from digests.newsroom.model import Decision, Version
from digests.newsroom.standing import Act
from digests.people.store import people

ORIGIN = "newsroom"


@dataclass(frozen=True, slots=True)
class Desk:
    """Everything that a page of the editor stands on. `item` is None where it is not in the queue yet."""

    ground: Ground
    roll: Roll
    item: Item | None = None
    others: tuple[Present, ...] = ()
    draft: Draft | None = None
    begun: tuple[Draft, ...] = ()
    versions: tuple[Version, ...] = ()
    who: tuple[tuple[int, str], ...] = ()  # who made a version, by its number
    delivered: int = 0  # messages that arrived with the item


@dataclass(frozen=True, slots=True)
class Wish:
    """What somebody wants kept: the item, the version they began from, and what else comes of it."""

    item: Item
    base: int
    submit: bool = False
    refresh: bool = False
    draft: str = ""


def load(  # noqa: PLR0917 - whose desk, about what and when
    connection: Connection, found: Parts, folk: Folk, caller: Caller, item_id: str, key: str, now: datetime
) -> Desk:
    """A desk for an item, or for a new one (`item_id` empty); UnknownError for another desk's."""
    named = campaigns.load(connection)
    titles = tuple(
        (name, one.title.get(caller.language) or next(iter(one.title.values()), name)) for name, one in named.items()
    )
    ground = Ground.of(caller, found.settings.config, titles)
    roll, person = folk.roll(connection), caller.person.id
    if not item_id:
        begun = tuple(drafts.begun(connection, person))
        return Desk(ground, roll, draft=drafts.find(connection, person, key), begun=begun)
    item = queue.find(connection, caller.standing, item_id)
    caller.standing.must(Act.EDIT, item.owner)
    return Desk(
        ground=ground,
        roll=roll,
        item=item,
        others=tuple(drafts.others(connection, person, item_id, now)),
        draft=drafts.find(connection, person, item_id),
        versions=tuple(queue.versions(connection, item_id)),
        who=tuple(_who(connection, queue.history(connection, item_id))),
        delivered=_delivered(connection, caller, item),
    )


def version(connection: Connection, item: Item, number: int) -> Item:
    """The item as it once was; UnknownError where it never had such a version."""
    if number == item.version:
        return item
    found = load_versions(connection, [(item.id, number)])
    if not found:
        raise UnknownError("{item} never had a version {version}: open it again.", item=item.id, version=number)
    return found[item.id, number]


def save(connection: Connection, caller: Caller, wish: Wish, now: datetime, *, own: bool) -> Item:
    """Keeps what was written, beside what others wrote; the draft is done with. StaleError as `writing.change`."""
    standing, item = caller.standing, wish.item
    if not wish.base:
        made = items.add(connection, standing, item, now, origin=ORIGIN)
    else:
        if item.state is ItemState.SUGGESTED:
            suggested.accept(connection, standing, item.id, item.owner, now)
        made = items.change(connection, standing, item, wish.base, now, refresh=wish.refresh, own=own, origin=ORIGIN)
    if wish.submit and made.state is ItemState.DRAFT:
        made = items.submit(connection, standing, made.id, now, origin=ORIGIN)
    drafts.done(connection, caller.person.id, wish.draft, made.version, now)
    return made


def undo(connection: Connection, caller: Caller, item_id: str, seen: int, now: datetime) -> Item:
    """The item as it was before the version that was seen, where nobody changed it since: StaleError otherwise."""
    item = queue.find(connection, caller.standing, item_id)
    before = version(connection, item, seen - 1)
    wanted = replace(before, state=item.state, approved_at=item.approved_at, version=seen)
    return items.change(connection, caller.standing, wanted, seen, now, origin=ORIGIN)


def look(connection: Connection, caller: Caller, item_id: str, number: int, now: datetime) -> list[Present]:
    """Says that somebody has the item open, and who else has."""
    if item_id:
        item = queue.find(connection, caller.standing, item_id)
        caller.standing.must(Act.EDIT, item.owner)
        drafts.look(connection, caller.person.id, item_id, number, now)
    return drafts.others(connection, caller.person.id, item_id, now)


def _delivered(connection: Connection, caller: Caller, item: Item) -> int:
    """How many messages could show a change, where the caller may decide that they do."""
    if item.state is not ItemState.APPROVED or not caller.may(Act.APPROVE, item.owner):
        return 0
    return sum(correcting.delivered(connection, item.id).values())


def _who(connection: Connection, decisions: list[Decision]) -> list[tuple[int, str]]:
    ids = {one.who for one in decisions if one.who}
    query = select(people.c.id, people.c.name).where(people.c.id.in_(ids))
    names: dict[str, str] = {row[0]: row[1] for row in connection.execute(query)} if ids else {}
    return [(one.version, names.get(one.who or "", "")) for one in decisions]
