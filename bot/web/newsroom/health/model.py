"""What a look at this installation finds, as its pages show it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Trouble:
    """Something that does not work, or could be better; in English, as the command line says it."""

    name: str
    found: str
    fix: str
    grave: bool  # does not work


@dataclass(frozen=True, slots=True)
class Examined:
    """What was found, and how many things were looked at."""

    troubles: Sequence[Trouble] = ()
    looked_at: int = 0

    @property
    def grave(self) -> tuple[Trouble, ...]:
        """What does not work."""
        return tuple(one for one in self.troubles if one.grave)


Examine = Callable[[], Examined]


def nothing() -> Examined:
    """What stands in where nothing is looked at."""
    return Examined()
