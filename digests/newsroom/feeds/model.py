"""A feed that fills a desk's suggestions, what was found in one, and what would become of it."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from digests.content.model import Kind


class FeedState(StrEnum):
    """Whether a feed is asked."""

    ON = "on"
    PAUSED = "paused"
    GONE = "gone"  # it answered that it is there no more: somebody has to say otherwise


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a desk says of a feed."""

    name: str
    url: str
    desk: str
    language: str
    topics: tuple[str, ...] = ()
    kind: Kind = Kind.ARTICLE


@dataclass(frozen=True, slots=True)
class Feed:
    """A feed, and how it did. `trouble` is the last try's, empty after a good one: see `Polled`."""

    id: int
    wanted: Wanted
    state: FeedState
    added_at: datetime
    not_before: datetime
    checked_at: datetime | None = None
    found_at: datetime | None = None  # when something new was in it last
    failures: int = 0  # in a row
    trouble: str = ""
    etag: str = ""
    modified: str = ""


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing in a feed, as plain text; `at` is None where the feed does not say."""

    guid: str
    url: str
    title: str
    summary: str = ""
    at: datetime | None = None
    image: str = ""
    image_alt: str = ""


@dataclass(frozen=True, slots=True)
class Read:
    """A feed as it was read: its own title and language, its entries, and where it stands."""

    url: str
    title: str
    language: str
    entries: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class Polled:
    """What asking a feed came to: `read` (None: nothing new), or `trouble`.

    Troubles are words of ours: `silent`, `unread`, `gone`, or `answered 503`. `wait` is what the server asked for.
    """

    read: Read | None = None
    etag: str = ""
    modified: str = ""
    trouble: str = ""
    wait: timedelta | None = None


class Fate(StrEnum):
    """What becomes of an entry."""

    NEW = "new"
    LATER = "later"  # new, but there are enough for once
    KNOWN = "known"  # it was here before, by this feed or by any other way
    OLD = "old"  # from before the feed was added
    FOREIGN = "foreign"  # it leads to where items may not lead
    BARE = "bare"  # without a title or an https address


@dataclass(frozen=True, slots=True)
class Judged:
    """An entry and what becomes of it."""

    entry: Entry
    fate: Fate


TryFeed = Callable[[str], Awaitable[Read]]  # the feed at an address; InputError says why there is none
