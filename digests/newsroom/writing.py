"""Who writes items: any employee suggests one, a desk's editors add, change and submit them."""

from dataclasses import replace
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from sqlalchemy import Connection, func, select

from digests.content import store as content
from digests.content.model import Item, ItemState, Kind
from digests.content.store import Entry
from digests.errors import InputError, UnknownError
from digests.newsroom import messages
from digests.newsroom.errors import NotAllowedError, StaleError
from digests.newsroom.keeping import NEWSROOM, held, keep, words
from digests.newsroom.merging import merge, said
from digests.newsroom.model import Done, Suggestion
from digests.newsroom.naming import free, slug
from digests.newsroom.standing import Act, Standing
from digests.newsroom.store import add_suggestion, suggestions, write_down
from digests.people.model import Person

MOST_A_DAY = 10  # suggestions of one person: what is more is a program, or too much to look at
LONGEST_TITLE = 300
LONGEST_WHY = 2000
LONGEST_URL = 2000


def suggest(  # noqa: PLR0917 - what somebody writes, and who and when
    connection: Connection,
    person: Person,
    url: str,
    title: str,
    why: str,
    permalink: str,
    now: datetime,
    *,
    language: str = "en",
    origin: str = NEWSROOM,
) -> Item:
    """A new item in the suggested state, of no desk yet; InputError for what cannot be one, or is there already."""
    url, title = url.strip(), " ".join(title.split())
    _addressed(url)
    if not title or len(title) > LONGEST_TITLE:
        raise InputError("A suggestion needs a title of at most {most} characters.", most=LONGEST_TITLE)
    if person.left_at is not None:
        raise NotAllowedError("Only people who work here can suggest something.")
    lately = select(func.count()).where(
        suggestions.c.person_id == person.id, suggestions.c.at > now - timedelta(days=1)
    )
    if (connection.scalar(lately) or 0) >= MOST_A_DAY:
        raise InputError("You suggested {most} items today, thank you: please come again tomorrow.", most=MOST_A_DAY)
    there = select(content.items.c.id).where(content.items.c.url == url)
    if connection.scalar(there.where(content.items.c.state != ItemState.WITHDRAWN.value).limit(1)):
        raise InputError("This address is in the queue already: somebody was faster.")
    spoken = (person.spoken or (language,))[0]
    made = Item(
        id=_free_id(connection, title),
        url=url,
        kind=Kind.ARTICLE,
        owner="",
        title={spoken: title},
        state=ItemState.SUGGESTED,
    )
    content.add_items(connection, [Entry(made, None)], origin, now)
    add_suggestion(connection, Suggestion(made.id, person.id, why.strip()[:LONGEST_WHY], permalink, now))
    write_down(connection, made, Done.SUGGESTED, person.id, now)
    return made


def add(connection: Connection, standing: Standing, item: Item, now: datetime, *, origin: str = NEWSROOM) -> Item:
    """A new draft of a desk; without an id it is named after its title. InputError where the id is taken."""
    standing.must(Act.EDIT, item.owner)
    _addressed(item.url)
    item_id = item.id or _free_id(connection, next(iter(item.title.values()), ""))
    if content.load_kept(connection, [item_id]):
        raise InputError(
            "There is an item {item!r} already: change that one, or name this one otherwise.", item=item_id
        )
    made = replace(item, id=item_id, state=ItemState.DRAFT, version=1, approved_at=None)
    content.add_items(connection, [Entry(made, None)], origin, now)
    write_down(connection, made, Done.ADDED, standing.person_id, now)
    return made


def change(
    connection: Connection,
    standing: Standing,
    item: Item,
    base_version: int,
    now: datetime,
    *,
    refresh: bool = False,
    own: bool = False,
    origin: str = NEWSROOM,
) -> Item:
    """The item as it was edited from `base_version` on; what others changed since then stays beside it.

    StaleError where both changed the same fields. An approved item stays approved where whoever may approve changes
    it (its address only with `own`: they would approve their own work), else it goes to review again. `refresh` has
    messages that were delivered show the change; it needs whoever may approve.
    """
    kept = held(connection, item.id)
    theirs = kept.item
    standing.must(Act.EDIT, theirs.owner)
    standing.must(Act.APPROVE if refresh else Act.EDIT, item.owner)
    _addressed(item.url)
    if theirs.state is ItemState.WITHDRAWN:
        raise InputError("{item} is withdrawn: restore it before you change it.", item=item.id)
    merged = merge(item, theirs, base := _version(connection, theirs, base_version))
    if merged.both:
        raise StaleError(item, theirs, base, merged.both)
    if said(merged.item) == said(theirs):
        return theirs
    state = _after(standing, theirs, merged.item, own=own)
    stays = state is ItemState.APPROVED
    new = replace(merged.item, state=state, approved_at=theirs.approved_at if stays else None)
    corrects = refresh and stays
    done = Done.CORRECTED if corrects else Done.CHANGED
    new = keep(connection, kept, new, done, standing.person_id, now=now, origin=origin)
    if corrects:
        messages.correct(connection, new, now)
    elif theirs.state is ItemState.APPROVED and not stays:
        messages.take_out(connection, item.id, now)
    return new


def accept(
    connection: Connection, standing: Standing, item_id: str, desk: str, now: datetime, *, origin: str = NEWSROOM
) -> Item:
    """A suggestion becomes a draft of a desk."""
    kept = held(connection, item_id)
    standing.must(Act.EDIT, desk)
    if kept.item.state is not ItemState.SUGGESTED:
        raise InputError(
            "{item} is not a suggestion any more: it is {state}.", item=item_id, state=words(kept.item.state)
        )
    new = replace(kept.item, owner=desk, state=ItemState.DRAFT)
    return keep(connection, kept, new, Done.ACCEPTED, standing.person_id, now=now, origin=origin)


def decline(
    connection: Connection, standing: Standing, item_id: str, reason: str, now: datetime, *, origin: str = NEWSROOM
) -> Item:
    """A suggestion that no desk takes."""
    kept = held(connection, item_id)
    standing.must(Act.EDIT, kept.item.owner)
    if kept.item.state is not ItemState.SUGGESTED:
        raise InputError(
            "{item} is not a suggestion any more: it is {state}.", item=item_id, state=words(kept.item.state)
        )
    new = replace(kept.item, state=ItemState.WITHDRAWN)
    return keep(connection, kept, new, Done.DECLINED, standing.person_id, now=now, reason=reason.strip(), origin=origin)


def submit(connection: Connection, standing: Standing, item_id: str, now: datetime, *, origin: str = NEWSROOM) -> Item:
    """Asks for approval of a draft; one that is in review already stays there."""
    kept = held(connection, item_id)
    standing.must(Act.EDIT, kept.item.owner)
    if kept.item.state is ItemState.IN_REVIEW:
        return kept.item
    if kept.item.state is not ItemState.DRAFT:
        raise InputError(
            "Only a draft can be submitted: {item} is {state}.", item=item_id, state=words(kept.item.state)
        )
    new = replace(kept.item, state=ItemState.IN_REVIEW)
    return keep(connection, kept, new, Done.SUBMITTED, standing.person_id, now=now, origin=origin)


def _after(standing: Standing, before: Item, new: Item, *, own: bool) -> ItemState:
    """What a change makes of an item's state: what was approved is what the approver saw."""
    if before.state is ItemState.SUGGESTED:
        return ItemState.DRAFT
    if before.state is not ItemState.APPROVED:
        return before.state
    approves = all(standing.may(Act.APPROVE, desk) for desk in (before.owner, new.owner))
    return ItemState.APPROVED if approves and (own or new.url == before.url) else ItemState.IN_REVIEW


def _version(connection: Connection, item: Item, version: int) -> Item:
    if version == item.version:
        return item
    found = content.load_versions(connection, [(item.id, version)])
    if not found:
        raise UnknownError("{item} never had a version {version}: open it again.", item=item.id, version=version)
    return found[item.id, version]


def _addressed(url: str) -> None:
    try:
        parts = urlsplit(url)
        good = parts.scheme == "https" and bool(parts.hostname)
    except ValueError:
        good = False
    if not good or len(url) > LONGEST_URL or any(sign.isspace() for sign in url):
        raise InputError("An item needs an address that starts with https://.")


def _free_id(connection: Connection, title: str) -> str:
    name = slug(title)
    taken = set(connection.scalars(select(content.items.c.id).where(content.items.c.id.startswith(name))))
    return free(name, taken)
