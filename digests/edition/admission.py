"""Whether a person gets a digest at all, and on which channels."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from digests.content.model import Audience
from digests.people.model import ChannelName, Person
from digests.relevance.exclusion import Exclusion


def barred(
    person: Person,
    channels: tuple[ChannelName, ...],
    last_sent: datetime | None,
    audience: Audience,
    *,
    now: datetime,
    timezone: str,
    min_days: int = 0,
) -> Exclusion:
    """The rule that keeps every item from the person, if any; the greatest of several.

    `min_days` is the company's cap; a person's own may be stricter.
    """
    chosen = person.preferences
    if person.left_at is not None and person.left_at <= now:
        return Exclusion.LEFT
    if chosen.stopped:
        return Exclusion.STOPPED
    if chosen.paused_until is not None and now < chosen.paused_until:
        return Exclusion.PAUSED
    if not channels:
        return Exclusion.UNREACHABLE
    least = max(chosen.min_days, min_days)
    if last_sent is not None and days_between(last_sent, now, person.timezone or timezone) < least:
        return Exclusion.FREQUENCY_CAP
    return Exclusion.NONE if audience.includes(person) else Exclusion.AUDIENCE


def days_between(then: datetime, now: datetime, timezone: str) -> int:
    """Days from one date to the other, by the calendar on the person's wall, so that 09:01 a week ago is seven days."""
    zone = ZoneInfo(timezone)
    return (now.astimezone(zone).date() - then.astimezone(zone).date()) // timedelta(days=1)
