"""What the directory has under each key, worked out once for everybody as they are."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from digests.newsroom.folk import Roll


@dataclass(frozen=True, slots=True)
class Known:
    """The values that people have, each once, in order."""

    roll: Roll = field(default_factory=Roll)
    departments: tuple[str, ...] = ()
    countries: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    interests: tuple[str, ...] = ()

    @classmethod
    def of(cls, roll: Roll) -> "Known":
        """Of everybody on a roll."""
        people = roll.people
        return cls(
            roll,
            _once([one.department] for one in people),
            _once([one.country] for one in people),
            _once(one.languages for one in people),
            _once(one.interests for one in people),
        )


class Knowing:
    """The same for every request, until somebody of the directory changes."""

    def __init__(self) -> None:
        self._known = Known()

    def of(self, roll: Roll) -> Known:
        """What is known of everybody on a roll."""
        if self._known.roll is not roll:
            self._known = Known.of(roll)
        return self._known


def _once(several: Iterable[Iterable[str]]) -> tuple[str, ...]:
    return tuple(sorted({one for some in several for one in some} - {""}, key=str.casefold))
