"""What of the configuration communicators change, piece by piece, and what is known of each change."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from digests.errors import InputError

Body = Mapping[str, Any]  # of a piece, as JSON has it


class Part(StrEnum):
    """A section of the programme. Of LISTS there is a piece for each name, of the others one alone."""

    SCHEDULES = "schedules"
    GOALS = "goals"
    TOPICS = "topics"
    QUIET = "quiet"
    FIELDS = "fields"  # topics near a department's work
    LADDER = "ladder"
    CAPS = "caps"
    WELCOME = "welcome"


NAMED = (Part.SCHEDULES, Part.GOALS, Part.TOPICS, Part.QUIET)  # a body has its piece's name
LISTS = (*NAMED, Part.FIELDS)


@dataclass(frozen=True, slots=True)
class Piece:
    """What is changed as one: a schedule, a goal, a topic, the ladder. `name` is empty where there is one only."""

    part: Part
    name: str = ""

    @property
    def key(self) -> str:
        """`schedules/weekly`, `ladder`."""
        return f"{self.part.value}/{self.name}" if self.name else self.part.value

    @classmethod
    def read(cls, key: str) -> "Piece":
        """The piece of a key; InputError where there is none."""
        part, _, name = key.partition("/")
        if part not in set(Part) or bool(name) != (part in LISTS):
            raise InputError("The programme has no piece {key!r}.", key=key)
        return cls(Part(part), name)


@dataclass(frozen=True, slots=True)
class Said:
    """What the database says of a piece: its body, or None where it says that there is none."""

    body: Body | None


@dataclass(frozen=True, slots=True)
class Programme:
    """Everything the database says, by piece, and a mark that is another one after every change."""

    mark: tuple[int, int]
    said: Mapping[Piece, Said]


@dataclass(frozen=True, slots=True)
class Change:
    """What a piece was and what it became; None: there was none, or is none any more."""

    piece: Piece
    before: Body | None
    after: Body | None


@dataclass(frozen=True, slots=True)
class Revision:
    """A change that was made; `person_id` is None for the command line, and once the person was erased."""

    id: int
    number: int  # of the piece, from 1
    at: datetime
    change: Change
    person_id: str | None
    undoes: int | None = None
