"""How every verb of the newsroom keeps what it did: a version, and who decided it."""

from dataclasses import replace
from datetime import datetime
from difflib import get_close_matches

from sqlalchemy import Connection, select

from digests.content import store as content
from digests.content.model import Item, ItemState
from digests.content.store import Entry, Kept
from digests.errors import Phrase, UnknownError
from digests.newsroom.model import Done
from digests.newsroom.store import write_down

NEWSROOM = "newsroom"  # the door that is meant where none is named


def held(connection: Connection, item_id: str) -> Kept:
    """The item, held against others until the transaction ends; UnknownError guesses what was meant."""
    kept = content.load_kept(connection, [item_id]).get(item_id)
    if kept is None:
        close = get_close_matches(item_id, list(connection.scalars(select(content.items.c.id))), n=1)
        if close:
            raise UnknownError("There is no item {item!r} in the queue: perhaps {near}.", item=item_id, near=close[0])
        raise UnknownError("There is no item {item!r} in the queue.", item=item_id)
    return kept


def keep(
    connection: Connection,
    kept: Kept,
    new: Item,
    act: Done,
    who: str | None,
    *,
    now: datetime,
    origin: str,
    reason: str = "",
) -> Item:
    """The item's next version, with who made it so and why."""
    new = replace(new, version=kept.item.version + 1)
    content.change_items(connection, [Entry(new, kept.imported)], origin, now)
    write_down(connection, new, act, who, now, reason=reason)
    return new


def words(state: ItemState) -> Phrase:
    """The state as a sentence has it."""
    return Phrase(state.value.replace("_", " "))
