"""The only now()."""

from collections.abc import Callable
from datetime import UTC, datetime

Clock = Callable[[], datetime]


def now() -> datetime:
    """The time as an aware datetime in UTC."""
    return datetime.now(UTC)


def fixed(at: datetime) -> Clock:
    """A clock that stands still at `at` (aware)."""
    moment = at.astimezone(UTC)
    return lambda: moment
