"""What an audience can be made of: the values that the directory has under each key, with their names."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from bot.rendering import names
from bot.rendering.sentences import topic
from bot.web.newsroom.editor.ground import Ground
from digests.content.audience import KEYS
from digests.newsroom.folk import Roll
from digests.people.model import Person

FEW = 24  # as many are shown as boxes; of more, only those that are chosen
MOST = 500  # that a browser is given to complete from
PERSON = "person"

Option = tuple[str, str]  # a value, and what it is called


@dataclass(slots=True)
class Choices:
    """The values of every key, worked out once for everybody as they are."""

    roll: Roll = field(default_factory=Roll)
    found: dict[str, tuple[str, ...]] = field(default_factory=dict)

    def of(self, roll: Roll) -> "Choices":
        """The same where nobody changed, else anew."""
        return self if roll is self.roll else Choices(roll)

    def options(self, key: str, ground: Ground) -> list[Option]:
        """Every value of a key with its name, in order of the names; of people none, for there are too many."""
        if key == PERSON:
            return []
        if key not in self.found:
            told = Counter(value for one in self.roll.people for value in _of(one, key, ground) if value)
            self.found[key] = tuple(told)
        named = [(value, called(key, value, ground)) for value in self.found[key]]
        return sorted(named, key=lambda one: one[1].casefold())

    def sought(self, key: str, letters: str, ground: Ground, most: int = 20) -> list[Option]:
        """Values that have these letters in their names; people by name or address."""
        wanted = letters.strip().casefold()
        if key != PERSON:
            return [one for one in self.options(key, ground) if wanted in one[1].casefold()][:most]
        if not wanted:
            return []
        fitting = (one for one in self.roll.people if wanted in one.name.casefold() or wanted == one.email.casefold())
        return [(one.id, one.name) for one, _ in zip(fitting, range(most), strict=False)]

    def people(self, ids: Sequence[str]) -> dict[str, str]:
        """Names of people, by id."""
        wanted = set(ids)
        return {one.id: one.name for one in self.roll.people if one.id in wanted} if wanted else {}

    def meant(self, key: str, typed: str, ground: Ground) -> str:
        """The value that somebody typed, by its name or itself; empty for a person whom nobody or several are."""
        wanted = typed.strip().casefold()
        if key == PERSON:
            found = [one.id for one in self.roll.people if wanted in {one.id.casefold(), one.email.casefold()}]
            found = found or [one.id for one in self.roll.people if wanted == one.name.casefold()]
            return found[0] if len(found) == 1 else ""
        known = (value for value, name in self.options(key, ground) if wanted in {value.casefold(), name.casefold()})
        return next(known, typed.strip())


def keys(ground: Ground) -> tuple[str, ...]:
    """Everything that an audience can ask for."""
    return (*KEYS, *ground.keys)


def called(key: str, value: str, ground: Ground) -> str:
    """A value in words."""
    if key == "country":
        return names.country(value, ground.language)
    if key == "language":
        return ground.named(value)
    return topic(ground.language, value) if key == "interest" else value


def _of(person: Person, key: str, ground: Ground) -> tuple[str, ...]:
    """What the directory says of a person under this key; what they chose for themselves is theirs."""
    several = {"interest": person.interests, "language": person.languages, "role": person.roles}
    if key in several:
        return several[key]
    one = {"department": person.department, "country": person.country, "title": person.title}
    return (one.get(key, person.attributes.get(key, "") if key in ground.keys else ""),)
