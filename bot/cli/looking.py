"""Before anything is shown of a person or of figures, who looks is noted, and what has just arrived is gathered in."""

import os
import pwd

from bot.service import Service
from digests.access import audit
from digests.ledger import arrivals


def note(service: Service, act: str, subject: str = "", person_id: str | None = None) -> None:
    """Writes down that whoever runs this command does `act`; what cannot be noted is not shown."""
    service.database.write(audit.note, service.clock(), operator(), act, subject, person_id=person_id)


def arrived(service: Service) -> None:
    """Returns when everything that was answered so far has its place among the facts."""
    until = service.database.read(arrivals.newest)
    while service.database.write(arrivals.expand, until):
        pass


def operator() -> str:
    """The account that runs this process, as the system knows it; behind sudo also who called."""
    number = os.getuid()
    try:
        name = pwd.getpwuid(number).pw_name
    except KeyError:
        name = f"uid {number}"  # a container may know no names
    caller = os.environ.get("SUDO_USER", "") if number == 0 else ""
    return f"{name} for {caller}" if caller else name
