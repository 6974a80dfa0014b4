"""A queue file that somebody brings into the newsroom: each item by their own rights, and never approved by it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import Connection

from digests.content import store as content
from digests.content.model import Item, ItemState
from digests.content.queue import FILE, Conflict, first, three_way
from digests.content.store import Entry, Kept
from digests.errors import InputError
from digests.newsroom import messages
from digests.newsroom.errors import NotAllowedError
from digests.newsroom.merging import said
from digests.newsroom.model import Done
from digests.newsroom.rules import Known
from digests.newsroom.shape import Level
from digests.newsroom.standing import Act, Standing
from digests.newsroom.store import write_down

API = "api"
WRITTEN = frozenset((ItemState.DRAFT, ItemState.IN_REVIEW))  # the states that a file may bring


@dataclass(frozen=True, slots=True)
class Said:
    """What the linter says of a line."""

    line: int
    level: Level
    message: str
    rule: str


@dataclass(frozen=True, slots=True)
class Brought:
    """What is in a file: items without an error, and everything that there is to say; unreadable, there is nothing."""

    items: tuple[Item, ...]
    findings: tuple[Said, ...] = ()
    unreadable: bool = False


ReadQueue = Callable[[bytes, Known, datetime], Brought]


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of each item of a file."""

    added: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    same: tuple[str, ...] = ()
    refused: tuple[tuple[str, InputError], ...] = ()  # with why
    conflicts: tuple[Conflict, ...] = ()


def upload(
    connection: Connection, standing: Standing, found: Sequence[Item], now: datetime, *, dry_run: bool = False
) -> Taken:
    """Merges a file's items into the queue, those of desks that somebody may edit.

    A state is taken where it is draft or in review and the item was one of the two; whatever else it says, the item
    stays where it is. What was approved and is said otherwise now is reviewed again, unless whoever brings it may
    approve it and its address stays.
    """
    kept = content.load_kept(connection, [item.id for item in found])
    added: list[Entry] = []
    changed: list[Entry] = []
    same: list[str] = []
    refused: list[tuple[str, InputError]] = []
    conflicts: list[Conflict] = []
    for item in found:
        why = _foreign(standing, item, kept.get(item.id))
        if why:
            refused.append((item.id, why))
        elif item.id not in kept:
            state = item.state if item.state in WRITTEN else ItemState.DRAFT
            state = ItemState.IN_REVIEW if item.state is ItemState.APPROVED else state
            added.append(first(replace(item, state=state), now, operator=False))
        else:
            entry, both = _merged(standing, item, kept[item.id], now)
            conflicts += both
            changed.append(entry)
            if not entry.renewed:
                same.append(item.id)
    if not dry_run:
        content.add_items(connection, added, FILE, now)
        content.change_items(connection, changed, FILE, now)
        _write_down(connection, standing, added, [one for one in changed if one.renewed], kept, now)
    return Taken(
        added=tuple(one.item.id for one in added),
        changed=tuple(one.item.id for one in changed if one.renewed),
        same=tuple(same),
        refused=tuple(refused),
        conflicts=tuple(conflicts),
    )


def draft(connection: Connection, found: Sequence[Item], now: datetime) -> Taken:
    """New drafts that a program brings; an item that is there already is refused, whatever state it is in."""
    kept = content.load_kept(connection, [item.id for item in found])
    refused = tuple(
        (item.id, InputError("There is an item of this id already: it is changed in the newsroom."))
        for item in found
        if item.id in kept
    )
    new = [item for item in found if item.id not in kept]
    drafts = [Entry(replace(item, state=ItemState.DRAFT, version=1, approved_at=None), None) for item in new]
    content.add_items(connection, drafts, API, now)
    for one in drafts:
        write_down(connection, one.item, Done.ADDED, None, now)
    return Taken(added=tuple(one.item.id for one in drafts), refused=refused)


def _foreign(standing: Standing, item: Item, kept: Kept | None) -> InputError | None:
    """Why somebody may not bring an item; None where they may."""
    if kept is not None and not standing.may(Act.SEE_QUEUE, kept.item.owner):
        return InputError("There is an item of this id already, and it is not of your desks: name this one otherwise.")
    owners = {item.owner} | ({kept.item.owner} if kept else set())
    wrong = sorted(owner for owner in owners if not standing.may(Act.EDIT, owner))
    return NotAllowedError("You may not write items of the desk {desk!r}.", desk=wrong[0]) if wrong else None


def _merged(standing: Standing, item: Item, kept: Kept, now: datetime) -> tuple[Entry, tuple[Conflict, ...]]:
    """The item with what the file changed, and what both changed."""
    ours = kept.item
    asked = item.state if {item.state, ours.state} <= WRITTEN else ours.state
    merged = three_way(replace(item, state=asked), kept, now, operator=False)
    new = merged.entry.item
    if ours.state is ItemState.WITHDRAWN:
        return Entry(ours, kept.imported, renewed=False), (
            Conflict(item.id, "state", "it is withdrawn: restore it before you change it"),
        )
    if ours.state is ItemState.APPROVED and said(new) != said(ours):
        approves = all(standing.may(Act.APPROVE, desk) for desk in (ours.owner, new.owner))
        stays = approves and new.url == ours.url
        state = ItemState.APPROVED if stays else ItemState.IN_REVIEW
        new = replace(new, state=state, approved_at=ours.approved_at if stays else None)
    renewed = said(new) != said(ours) or new.state is not ours.state
    entry = Entry(replace(new, version=ours.version + renewed), merged.entry.imported, renewed)
    return entry, merged.conflicts


def _write_down(  # noqa: PLR0917 - who brought what, and how it was
    connection: Connection,
    standing: Standing,
    added: Sequence[Entry],
    changed: Sequence[Entry],
    kept: dict[str, Kept],
    now: datetime,
) -> None:
    for one in added:
        write_down(connection, one.item, Done.ADDED, standing.person_id, now)
    for one in changed:
        before = kept[one.item.id].item
        submits = before.state is ItemState.DRAFT and one.item.state is ItemState.IN_REVIEW
        same = said(before) == said(one.item)
        write_down(connection, one.item, Done.SUBMITTED if submits and same else Done.CHANGED, standing.person_id, now)
        if before.state is ItemState.APPROVED and one.item.state is not ItemState.APPROVED:
            messages.take_out(connection, one.item.id, now)
