"""Who decides on items: approve, ask for a change, withdraw, restore."""

from dataclasses import replace
from datetime import datetime

from sqlalchemy import Connection

from digests.content import store as content
from digests.content.model import Item, ItemState
from digests.errors import InputError
from digests.newsroom import messages
from digests.newsroom.errors import NotAllowedError, StaleError
from digests.newsroom.keeping import NEWSROOM, held, keep, words
from digests.newsroom.model import WROTE, Done, LinksThen, Messages, RecallKind, Withdrawal
from digests.newsroom.standing import Act, Standing
from digests.newsroom.store import load_decisions


def approve(
    connection: Connection,
    standing: Standing,
    item_id: str,
    version: int | None,
    now: datetime,
    *,
    own: bool = False,
    refresh: bool = False,
    origin: str = NEWSROOM,
) -> Item:
    """Lets an item into the digests as it is in the version that was seen (None: as it is), a withdrawn one too.

    StaleError for another version than the newest; NotAllowedError for whoever wrote or submitted it, unless `own`.
    `refresh` has messages that were delivered show it as it is now.
    """
    kept = held(connection, item_id)
    standing.must(Act.APPROVE, kept.item.owner)
    if kept.item.state is ItemState.APPROVED:
        return kept.item
    _seen(connection, kept.item, version)
    if not own and standing.person_id is not None and standing.person_id in authors(connection, item_id):
        raise NotAllowedError("You wrote or submitted this item yourself: somebody else has to approve it.")
    back = kept.item.state is ItemState.WITHDRAWN
    new = replace(kept.item, state=ItemState.APPROVED, approved_at=now)
    new = keep(connection, kept, new, Done.APPROVED, standing.person_id, now=now, origin=origin)
    if back:
        _bring_back(connection, item_id, now)
    if refresh:
        messages.correct(connection, new, now)
    return new


def ask_change(  # noqa: PLR0917 - as `approve`, with the reason
    connection: Connection,
    standing: Standing,
    item_id: str,
    version: int | None,
    reason: str,
    now: datetime,
    *,
    origin: str = NEWSROOM,
) -> Item:
    """Sends an item in review back to its desk, with what should change; StaleError as for `approve`."""
    kept = held(connection, item_id)
    standing.must(Act.APPROVE, kept.item.owner)
    if not reason.strip():
        raise InputError("Say what should change: whoever wrote it has only your words.")
    if kept.item.state is not ItemState.IN_REVIEW:
        raise InputError(
            "Nobody waits for a decision on {item}: it is {state}.", item=item_id, state=words(kept.item.state)
        )
    _seen(connection, kept.item, version)
    new = replace(kept.item, state=ItemState.DRAFT)
    return keep(connection, kept, new, Done.ASKED, standing.person_id, now=now, reason=reason.strip(), origin=origin)


def withdraw(
    connection: Connection,
    standing: Standing,
    item_id: str,
    how: Withdrawal,
    now: datetime,
    *,
    origin: str = NEWSROOM,
) -> Item:
    """Takes an item out of digests that are not sent yet and, if so chosen, out of messages that were delivered.

    Withdrawing again changes what its links answer, and may recall what was kept. No import brings it back.
    """
    kept = held(connection, item_id)
    approved = kept.item.state in {ItemState.APPROVED, ItemState.WITHDRAWN}
    standing.must(Act.WITHDRAW if approved else Act.EDIT, kept.item.owner)
    item = kept.item
    if item.state is not ItemState.WITHDRAWN:
        new = replace(item, state=ItemState.WITHDRAWN, approved_at=None)
        person_id, reason = standing.person_id, how.reason.strip()
        item = keep(connection, kept, new, Done.WITHDRAWN, person_id, now=now, reason=reason, origin=origin)
    content.keep_links(connection, item_id, go_on=how.links is LinksThen.GO_ON)
    messages.take_out(connection, item_id, now)
    if how.messages is Messages.RECALL:
        messages.call_back(connection, item_id, RecallKind.RECALL, now)
    return item


def restore(connection: Connection, standing: Standing, item_id: str, now: datetime, *, origin: str = NEWSROOM) -> Item:
    """A withdrawn item is again what it was before; its links lead on, and messages show it again."""
    kept = held(connection, item_id)
    if kept.item.state is not ItemState.WITHDRAWN:
        standing.must(Act.EDIT, kept.item.owner)
        return kept.item
    before = _before_withdrawal(connection, kept.item)
    standing.must(Act.APPROVE if before is ItemState.APPROVED else Act.EDIT, kept.item.owner)
    new = replace(kept.item, state=before, approved_at=now if before is ItemState.APPROVED else None)
    new = keep(connection, kept, new, Done.RESTORED, standing.person_id, now=now, origin=origin)
    _bring_back(connection, item_id, now)
    return new


def _seen(connection: Connection, item: Item, version: int | None) -> None:
    """Nobody decides on what they have not seen."""
    if version not in {None, item.version}:
        seen = content.load_versions(connection, [(item.id, version or 0)]).get((item.id, version or 0), item)
        raise StaleError(seen, item, seen)


def authors(connection: Connection, item_id: str) -> set[str]:
    """Who wrote the item last, and who submitted it last."""
    decisions = load_decisions(connection, item_id)
    wrote = [one.who for one in decisions if one.act in WROTE][-1:]
    submitted = [one.who for one in decisions if one.act is Done.SUBMITTED][-1:]
    return {who for who in (*wrote, *submitted) if who is not None}


def _before_withdrawal(connection: Connection, item: Item) -> ItemState:
    """What the item was before it was withdrawn; a draft where it never was anything else."""
    earlier = content.load_versions(connection, [(item.id, number) for number in range(1, item.version)])
    states = [earlier[key].state for key in sorted(earlier)]
    return next((state for state in reversed(states) if state is not ItemState.WITHDRAWN), ItemState.DRAFT)


def _bring_back(connection: Connection, item_id: str, now: datetime) -> None:
    content.keep_links(connection, item_id, go_on=False)
    messages.call_back(connection, item_id, RecallKind.RESTORE, now)
