"""How files are merged into the queue."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Connection

from digests.content import store
from digests.content.body import from_json, to_json
from digests.content.model import Item, ItemState
from digests.content.store import Entry, Kept

FILE, COMMAND = "file", "command"  # where a version came from
_UNSAID = object()  # what a file never said
_LATER = {"campaign": ""}  # what files that were imported by an older version could not say yet


@dataclass(frozen=True, slots=True)
class Conflict:
    """A key of an item that was changed here and in the file; the queue keeps its own value until they agree."""

    item: str
    key: str
    why: str


@dataclass(frozen=True, slots=True)
class MergeReport:
    """What an import of files did."""

    added: int
    changed: int
    conflicts: tuple[Conflict, ...] = ()


@dataclass(frozen=True, slots=True)
class Merged:
    """One item after a merge: what to keep, and what the file could not change."""

    entry: Entry
    conflicts: tuple[Conflict, ...] = ()
    base_moved: bool = False

    @property
    def stirs(self) -> bool:
        """Whether there is anything to write."""
        return self.entry.renewed or self.base_moved


def merge(
    connection: Connection, items: Sequence[Item], now: datetime, *, operator: bool, dry_run: bool = False
) -> MergeReport:
    """Brings the queue to what files changed since they were last merged, in a fixed number of queries.

    `operator` says whether `state: approved` in the file counts.
    """
    kept = store.load_kept(connection, [item.id for item in items])
    added = [first(item, now, operator=operator) for item in items if item.id not in kept]
    merged = [three_way(item, kept[item.id], now, operator=operator) for item in items if item.id in kept]
    if not dry_run:
        store.add_items(connection, added, FILE, now)
        store.change_items(connection, [found.entry for found in merged if found.stirs], FILE, now)
    return MergeReport(
        added=len(added),
        changed=sum(found.entry.renewed for found in merged),
        conflicts=tuple(conflict for found in merged for conflict in found.conflicts),
    )


def first(item: Item, now: datetime, *, operator: bool) -> Entry:
    """An item that the queue does not have yet."""
    state = _counted(item.state, ItemState.SUGGESTED, operator=operator)
    new = replace(item, state=state, version=1, approved_at=now if state is ItemState.APPROVED else None)
    return Entry(new, _said(new))


def three_way(item: Item, kept: Kept, now: datetime, *, operator: bool) -> Merged:
    """A file's item against the queue's: what only the file changed is taken, what both changed is a conflict."""
    ours = _said(kept.item)
    theirs = _said(replace(item, state=_counted(item.state, kept.item.state, operator=operator)))
    base: dict[str, Any] = {} if kept.imported is None else {**_LATER, **kept.imported}
    body, said, conflicts = dict(ours), dict(base), []
    for key, their in theirs.items():
        was = base.get(key, _UNSAID)
        why = _conflict(key, their, ours[key], was, item.id)
        if why:
            conflicts.append(Conflict(item.id, key, why))
            continue
        said[key] = their
        if ours[key] == was:
            body[key] = their
    moved = body["url"] != ours["url"]
    if moved and not (operator and item.state is ItemState.APPROVED) and body["state"] == ItemState.APPROVED:
        body["state"] = ItemState.IN_REVIEW.value
        if item.state is ItemState.APPROVED:  # an editor's word, which an operator's may still follow
            said["state"] = ItemState.IN_REVIEW.value
    renewed = body != ours
    new = from_json(item.id, body, kept.item.version + renewed)
    again = moved or kept.item.state is not ItemState.APPROVED
    approved = (now if again else kept.item.approved_at) if new.state is ItemState.APPROVED else None
    return Merged(Entry(replace(new, approved_at=approved), said, renewed), tuple(conflicts), said != base)


def _counted(state: ItemState, ours: ItemState, *, operator: bool) -> ItemState:
    """The state a file may ask for: an approval is an operator's word, or it stands here already."""
    if state is ItemState.APPROVED and not operator and ours is not ItemState.APPROVED:
        return ItemState.IN_REVIEW
    return state


def _conflict(key: str, their: object, our: object, was: object, item_id: str) -> str:
    if key == "state" and our == ItemState.WITHDRAWN and their not in {our, was}:
        return f"it was withdrawn, and comes back only by `budstikke item approve {item_id}`"
    if their in (our, was) or our == was:
        return ""
    if was is _UNSAID:
        return "the queue had this item before the file, and says otherwise; make the two agree"
    return "it was changed both in the queue and in the file; make the two agree"


def _said(item: Item) -> dict[str, Any]:
    return {key: value for key, value in to_json(item).items() if key != "approved_at"}
