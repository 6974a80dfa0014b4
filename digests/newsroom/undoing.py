"""Taking back: the last thing that was done with an item, or everything since an earlier version."""

from dataclasses import replace
from datetime import datetime

from sqlalchemy import Connection

from digests.content.model import Item, ItemState
from digests.content.store import load_versions
from digests.errors import InputError, UnknownError
from digests.newsroom import messages
from digests.newsroom.deciding import restore, withdraw
from digests.newsroom.keeping import NEWSROOM, held, keep
from digests.newsroom.merging import said
from digests.newsroom.model import Done, Withdrawal
from digests.newsroom.standing import Act, Standing
from digests.newsroom.writing import change


def undo(
    connection: Connection, standing: Standing, item_id: str, version: int, now: datetime, *, origin: str = NEWSROOM
) -> Item:
    """Takes back what made this version, which has to be the newest; InputError where something came after it.

    It needs the role that doing the opposite needs.
    """
    kept = held(connection, item_id)
    item = kept.item
    standing.must(Act.EDIT, item.owner)
    if item.version != version:
        raise InputError("{item} was changed since: look at it before you take anything back.", item=item_id)
    before = load_versions(connection, [(item_id, version - 1)]).get((item_id, version - 1))
    if before is None or before.state is ItemState.SUGGESTED:
        raise InputError("There is nothing to take back of {item}: withdraw it if nobody shall have it.", item=item_id)
    if ItemState.WITHDRAWN not in {item.state, before.state} and said(before) != said(item):
        return change(connection, standing, before, version, now, origin=origin)
    if item.state is ItemState.WITHDRAWN:
        return restore(connection, standing, item_id, now, origin=origin)
    if before.state is ItemState.WITHDRAWN:
        return withdraw(connection, standing, item_id, Withdrawal(), now, origin=origin)
    decided = ItemState.APPROVED in {item.state, before.state}
    standing.must(Act.APPROVE if decided else Act.EDIT, item.owner)
    new = replace(item, state=before.state, approved_at=None)
    new = keep(connection, kept, new, Done.UNDONE, standing.person_id, now=now, origin=origin)
    if decided:
        messages.take_out(connection, item_id, now)
    return new


def put_back(  # noqa: PLR0917 - which item, from what, to what
    connection: Connection, standing: Standing, item_id: str, seen: int, version: int, now: datetime
) -> Item:
    """The item says again what it said in an earlier version; what others changed since `seen` is theirs.

    It is a change as any other: approval is asked for again where a change would ask for it.
    """
    earlier = load_versions(connection, [(item_id, version)]).get((item_id, version))
    if earlier is None:
        raise UnknownError("{item} never had a version {version}: open it again.", item=item_id, version=version)
    return change(connection, standing, earlier, seen, now)
