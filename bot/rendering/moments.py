"""Moments as people write them: the day, and the time to the minute."""

from datetime import datetime, tzinfo

from babel.dates import format_date, format_time


def moment(at: datetime, zone: tzinfo, language: str) -> str:
    """A moment in that zone and language."""
    local = at.astimezone(zone)
    day = format_date(local.date(), "medium", locale=language)
    return f"{day}, {format_time(local.time(), 'short', locale=language)}"
