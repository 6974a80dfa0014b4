"""What the Home tab is made of: each part is a function, and a view has room for a hundred blocks."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Connection

from digests.people.model import Person
from digests.settings import Settings

ONCE = "once_"  # what a part says of the last press alone begins so


@dataclass(frozen=True, slots=True)
class Viewer:
    """Who looks at their Home tab when, and `at` what: the words that a part keeps from one press to the next."""

    person: Person
    language: str
    now: datetime
    at: Mapping[str, str] = field(default_factory=dict)
    room: int = 100  # blocks that are left for this part


Section = Callable[[Connection, Settings, Viewer], list[dict[str, Any]]]
"""The blocks of one part, at most `viewer.room`; none for whom it is not."""
