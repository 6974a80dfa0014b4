"""Suggestions of employees and of feeds, as desks look through them, and what became of one's own."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from urllib.parse import unquote, urlsplit

from rapidfuzz import fuzz, process
from sqlalchemy import ColumnElement, Connection, and_, false, func, or_, select, true

from digests.content.body import from_json
from digests.content.index import item_index
from digests.content.model import Item, ItemState
from digests.content.store import item_versions, items, load_items
from digests.delivery import notes
from digests.errors import InputError
from digests.newsroom import writing
from digests.newsroom.doubles import place
from digests.newsroom.feeds.store import sources
from digests.newsroom.feeds.taking import FEED
from digests.newsroom.model import Done, Suggestion
from digests.newsroom.standing import Act, Standing
from digests.newsroom.store import item_decisions, load_suggestions, suggestions
from digests.people.store import load_people

PAGE = 10
OWN = 50  # of one's own that are listed
NEARLY = 90  # of 100, from which on two titles are alike
DOUBLES = 3  # that are named
TAKEN, DECLINED = "suggestion_taken", "suggestion_declined"  # notes
REASONLESS = "Say why not: whoever suggested it reads your words."


class By(StrEnum):
    """Who suggested something."""

    ALL = ""
    PEOPLE = "people"
    FEEDS = "feeds"


@dataclass(frozen=True, slots=True)
class Double:
    """An item that leads to the same place, or is nearly called the same."""

    item: Item
    same_place: bool


@dataclass(frozen=True, slots=True)
class Waiting:
    """A suggestion that waits for a desk: who made it, by name (empty: nobody who is known), or from which feed."""

    item: Item
    found: Suggestion | None
    who: str
    feed: str
    doubles: tuple[Double, ...]


@dataclass(frozen=True, slots=True)
class Page:
    """Some of them, the oldest first; pages count from 1, and there is always one."""

    waiting: tuple[Waiting, ...]
    page: int
    pages: int
    counts: Mapping[By, int]


class Fate(StrEnum):
    """What became of a suggestion."""

    WAITS = "waits"
    TAKEN = "taken"  # a desk works on it
    SHARED = "shared"  # colleagues get it
    DECLINED = "declined"
    ENDED = "ended"  # it was taken, and is withdrawn or over


@dataclass(frozen=True, slots=True)
class Own:
    """One's own suggestion, and what became of it; `reason` is the desk's word where it was declined."""

    item: Item
    at: datetime
    fate: Fate
    reason: str = ""


def waiting(connection: Connection, standing: Standing, by: By = By.ALL, page: int = 1) -> Page:
    """One page of the suggestions that somebody may take for a desk; beyond the last page stands the last."""
    mine = and_(_takes(standing), items.c.state == ItemState.SUGGESTED.value)
    counts = {one: _count(connection, mine & _by(one)) for one in By}
    pages = max(1, -(-counts[by] // PAGE))
    page = min(max(page, 1), pages)
    query = (
        select(items.c.id, items.c.body, items.c.version)
        .where(mine & _by(by))
        .order_by(items.c.added_at, items.c.id)
        .limit(PAGE)
        .offset((page - 1) * PAGE)
    )
    found = [from_json(row.id, row.body, row.version) for row in connection.execute(query)]
    ids = [one.id for one in found]
    told, feeds = load_suggestions(connection, ids), sources(connection, ids)
    people = {one.person_id for one in told.values() if one.person_id}
    names = {one.id: one.name for one in load_people(connection, people, active=False)} if people else {}
    twice = doubles(connection, found)
    shown = tuple(
        Waiting(one, told.get(one.id), _name(told.get(one.id), names), feeds.get(one.id, ""), twice[one.id])
        for one in found
    )
    return Page(shown, page, pages, counts)


def accept(connection: Connection, standing: Standing, item_id: str, desk: str, now: datetime) -> Item:
    """A suggestion becomes a draft of a desk, and whoever made it is told."""
    taken = writing.accept(connection, standing, item_id, desk, now)
    _tell(connection, standing, TAKEN, item_id, now)
    return taken


def decline(connection: Connection, standing: Standing, item_id: str, reason: str, now: datetime) -> Item:
    """A suggestion that no desk takes; whoever made it is told why, and InputError asks for the reason."""
    if not reason.strip() and _maker(connection, item_id):
        raise InputError(REASONLESS)
    declined = writing.decline(connection, standing, item_id, reason, now)
    _tell(connection, standing, DECLINED, item_id, now)
    return declined


def doubles(connection: Connection, found: Sequence[Item]) -> dict[str, tuple[Double, ...]]:
    """Items that lead where these lead or are nearly called the same, by the item; withdrawn ones count as well."""
    if not found:
        return {}
    titled = {row.item_id: row.title for row in connection.execute(select(item_index.c.item_id, item_index.c.title))}
    there = _there(connection, found)
    near = {
        item.id: [
            other
            for _, _, other in process.extract(
                next(iter(item.title.values())).casefold(), titled, scorer=fuzz.ratio, score_cutoff=NEARLY, limit=9
            )
        ]
        for item in found
    }
    wanted = {other for item in found for other in (*there.get(place(item.url), ()), *near[item.id])}
    loaded = {one.id: one for one in load_items(connection, wanted)}
    return {
        item.id: tuple(
            Double(loaded[other], other in there.get(place(item.url), ()))
            for other in dict.fromkeys((*there.get(place(item.url), ()), *near[item.id]))
            if other != item.id and other in loaded
        )[:DOUBLES]
        for item in found
    }


def own(connection: Connection, person_id: str, now: datetime) -> list[Own]:
    """What somebody suggested and what became of it, the newest first."""
    query = (
        select(suggestions.c.item_id, suggestions.c.at)
        .where(suggestions.c.person_id == person_id)
        .order_by(suggestions.c.at.desc(), suggestions.c.item_id)
        .limit(OWN)
    )
    at = {row.item_id: row.at for row in connection.execute(query)}
    reasons = declined(connection, list(at))
    found = {one.id: one for one in load_items(connection, list(at))} if at else {}
    return [
        Own(found[item_id], when, _fate(found[item_id], now, was_declined=item_id in reasons), reasons.get(item_id, ""))
        for item_id, when in at.items()
        if item_id in found
    ]


def declined(connection: Connection, ids: Sequence[str]) -> dict[str, str]:
    """Those of these items that were declined, each with the last word about it."""
    query = (
        select(item_decisions.c.item_id, item_decisions.c.reason)
        .where(item_decisions.c.item_id.in_(set(ids)), item_decisions.c.act == Done.DECLINED.value)
        .order_by(item_decisions.c.id)
    )
    return {row.item_id: row.reason for row in connection.execute(query)}


def _fate(item: Item, now: datetime, *, was_declined: bool) -> Fate:
    if item.state is ItemState.SUGGESTED:
        return Fate.WAITS
    if item.state is ItemState.WITHDRAWN:
        return Fate.DECLINED if was_declined else Fate.ENDED
    if item.state is not ItemState.APPROVED:
        return Fate.TAKEN
    over = item.expires is not None and item.expires <= now
    return Fate.ENDED if over else Fate.SHARED if item.opens(now) else Fate.TAKEN


def _name(found: Suggestion | None, names: Mapping[str, str]) -> str:
    return names.get(found.person_id or "", "") if found else ""


def _maker(connection: Connection, item_id: str) -> str | None:
    found = load_suggestions(connection, [item_id]).get(item_id)
    return found.person_id if found else None


def _tell(connection: Connection, standing: Standing, kind: str, item_id: str, now: datetime) -> None:
    """Nobody is told of what they did themselves."""
    maker = _maker(connection, item_id)
    if maker and maker != standing.person_id:
        notes.ask(connection, kind, person_id=maker, about={"item": item_id}, now=now)


def _takes(standing: Standing) -> ColumnElement[bool]:
    """Those of desks that they edit, and those that no desk has yet."""
    if standing.admin and standing.here:
        return true()
    if not standing.anywhere(Act.EDIT):
        return false()
    mine = [desk for desk, acts in standing.desks.items() if Act.EDIT in acts]
    return or_(func.lower(items.c.owner).in_(mine), items.c.owner == "")


def _by(by: By) -> ColumnElement[bool]:
    """Whose suggestions: what did not come from a feed is people's, also once they are erased."""
    first = (item_versions.c.item_id == items.c.id) & (item_versions.c.version == 1)
    fed = select(item_versions.c.item_id).where(first, item_versions.c.origin == FEED).exists()
    return {By.ALL: true(), By.FEEDS: fed, By.PEOPLE: ~fed}[by]


def _count(connection: Connection, mine: ColumnElement[bool]) -> int:
    return connection.scalar(select(func.count()).select_from(items).where(mine)) or 0


def _there(connection: Connection, found: Sequence[Item]) -> dict[str, list[str]]:
    """Ids of the items that lead to each of these places; only addresses with the same last part are looked at."""
    ends = {unquote(urlsplit(item.url).path).rstrip("/").rpartition("/")[2] for item in found}
    fitting = or_(*(items.c.url.contains(end, autoescape=True) for end in ends)) if all(ends) else items.c.id != ""
    places: dict[str, list[str]] = {}
    for item_id, url in connection.execute(select(items.c.id, items.c.url).where(fitting).order_by(items.c.id)):
        places.setdefault(place(url), []).append(item_id)
    return places
