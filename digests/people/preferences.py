"""What a person may choose, and the two ways of having quiet."""

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from digests.errors import InputError, Phrase
from digests.networks import NETWORKS
from digests.people.model import Preferences

MOST_ITEMS = 5
MOST_DAYS = 90
FOREVER = datetime(9000, 1, 1, tzinfo=UTC)  # until the person returns; far from the end of time, for every zone's sake
_HOST = re.compile(r"(?=.{4,253}$)(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]{0,61}[a-z0-9]")


def checked(chosen: Preferences) -> Preferences:
    """The same choices, with the server's name in its usual form; InputError names the one that cannot be."""
    _within(Phrase("weekday"), chosen.weekday, 0, 6)
    _within(Phrase("hour"), chosen.hour, 0, 23)
    _within(Phrase("number of items"), chosen.items, 1, MOST_ITEMS)
    _within(Phrase("number of days between digests"), chosen.min_days, 0, MOST_DAYS)
    unknown = [name for name in chosen.networks if name not in NETWORKS]
    if unknown:
        known = ", ".join(NETWORKS)
        raise InputError(
            "{network!r} is not a network we know: choose among {networks}.", network=unknown[0], networks=known
        )
    return replace(chosen, mastodon=server(chosen.mastodon))


def server(typed: str) -> str:
    """The bare host name of a Mastodon server, however it was typed; InputError when it is none."""
    name = typed.strip().lower().removeprefix("https://").rstrip("/").rpartition("@")[2]
    if name and not _HOST.fullmatch(name):
        raise InputError("{name!r} is not the name of a server such as mastodon.example.com.", name=typed.strip())
    return name


def pause(chosen: Preferences, weeks: int | None, now: datetime) -> Preferences:
    """No digest for so many weeks from now; None: until the person returns."""
    return replace(chosen, paused_until=FOREVER if weeks is None else now + timedelta(weeks=weeks))


def stop(chosen: Preferences) -> Preferences:
    """No digests, until the person starts them again."""
    return replace(chosen, stopped=True)


def resume(chosen: Preferences) -> Preferences:
    """Digests again, after a pause or a stop."""
    return replace(chosen, paused_until=None, stopped=False)


def _within(what: Phrase, value: int | None, least: int, most: int) -> None:
    if value is not None and not least <= value <= most:
        raise InputError("The {what} must lie between {least} and {most}.", what=what, least=least, most=most)
