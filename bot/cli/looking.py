"""Whoever looks at a person or at figures is noted, before anything is shown: the one place where commands do so."""

import os
import pwd

from bot.service import Service
from digests.access import audit


def note(service: Service, act: str, subject: str = "", person_id: str | None = None) -> None:
    """Writes down that whoever runs this command does `act`; what cannot be noted is not shown."""
    service.database.write(audit.note, service.clock(), operator(), act, subject, person_id=person_id)


def operator() -> str:
    """The account that runs this process, as the system knows it; behind sudo also who called."""
    number = os.getuid()
    try:
        name = pwd.getpwuid(number).pw_name
    except KeyError:
        name = f"uid {number}"  # a container may know no names
    caller = os.environ.get("SUDO_USER", "") if number == 0 else ""
    return f"{name} for {caller}" if caller else name
