"""Quiet, and every other choice: each read and saved in one transaction, so that none takes another away."""

from collections.abc import Callable
from datetime import datetime

from sqlalchemy import Connection

from digests.errors import InputError
from digests.people import preferences
from digests.people.model import Preferences
from digests.people.preferences import FOREVER
from digests.people.store import load_preferences, save_preferences

__all__ = ["FOREVER", "choose", "pause", "resume", "stop"]

MOST_WEEKS = 52


def pause(connection: Connection, person_id: str, weeks: int | None, now: datetime) -> Preferences:
    """No digest for so many weeks from now; None: until the person returns."""
    if weeks is not None and not 1 <= weeks <= MOST_WEEKS:
        raise InputError("A pause lasts from 1 to {most} weeks, or until you return.", most=MOST_WEEKS)
    return choose(connection, person_id, lambda before: preferences.pause(before, weeks, now), now)


def resume(connection: Connection, person_id: str, now: datetime) -> Preferences:
    """Digests again, after a pause or a stop."""
    return choose(connection, person_id, preferences.resume, now)


def stop(connection: Connection, person_id: str, now: datetime) -> Preferences:
    """No digests any more, until the person starts them again."""
    return choose(connection, person_id, preferences.stop, now)


def choose(
    connection: Connection, person_id: str, change: Callable[[Preferences], Preferences], now: datetime
) -> Preferences:
    """What stands at this moment, changed by `change`, checked and saved; InputError says which choice cannot be."""
    chosen = preferences.checked(change(load_preferences(connection, person_id)))
    save_preferences(connection, person_id, chosen, now)
    return chosen
