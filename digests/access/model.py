"""A key that a program calls with, and a line of who looked at what."""

from dataclasses import dataclass
from datetime import date, datetime

SCOPES = {
    "conversions:write": "report what a click led to",
    "events:read": "read events that were sent out",
    "report:read": "read the report",
    "items:read": "read the queue",
    "items:write": "bring drafts into the queue",
}


@dataclass(frozen=True, slots=True)
class ApiKey:
    """A key as it is known afterwards: its secret was shown once and is kept as a hash alone."""

    id: str
    name: str
    scopes: tuple[str, ...]
    made_at: datetime
    last_used: date | None = None  # by day: when a program calls tells of nobody, and need not be written per call
    revoked_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Look:
    """Somebody looked at figures or at a person, or changed what is stored about one."""

    at: datetime
    actor: str  # the account that ran the command, or the name of an API key
    act: str
    subject: str = ""
    person_id: str | None = None
    actor_id: str | None = None  # somebody of the directory who did it, on the web
