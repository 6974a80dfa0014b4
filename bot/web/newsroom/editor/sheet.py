"""The form as it was typed: every field by its name, whatever stands in it, so that nothing is lost on the way."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from starlette.datastructures import ImmutableMultiDict

LONGEST = 20_000  # signs of one field
ONES = (
    "id", "url", "kind", "owner", "topics", "priority", "goal", "campaign", "disclosure", "minutes", "image_url",
    "publish_date", "publish_time", "expires_date", "expires_time", "refresh",
)  # fmt: skip
SEVERAL = ("networks", "tag", "group", "condition", "contested")
_OURS = re.compile(
    r"(title|summary|alt):[A-Za-z0-9-]{1,35}"
    r"|text:\d{1,4}:(text|language|network)"
    r"|(any|none):\d{1,3}:.{1,100}"
    r"|add:(any|none):\d{1,3}:.{1,100}"
    r"|newkey:(any|none):\d{1,3}"
    r"|newtag"
)
SIDES = ("any", "none")


@dataclass(frozen=True, slots=True)
class Group:
    """One group of an audience, as the form has it: its side, its number there, and the keys that it asks for."""

    side: str
    number: int
    keys: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """What its fields begin with."""
        return f"{self.side}:{self.number}"


@dataclass(frozen=True, slots=True)
class Sheet:
    """What stands in each field, by its name."""

    values: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    @classmethod
    def of(cls, form: ImmutableMultiDict[str, Any]) -> "Sheet":
        """What a browser sent, as far as it is ours; lines end as they do elsewhere."""
        found: dict[str, tuple[str, ...]] = {}
        for name, value in form.multi_items():
            ours = name in ONES or name in SEVERAL or _OURS.fullmatch(name)
            if ours and isinstance(value, str):
                plain = value.replace("\r\n", "\n").replace("\r", "\n")[:LONGEST]
                found[name] = (*found.get(name, ()), plain)
        return cls({name: tuple(dict.fromkeys(values)) for name, values in found.items()})

    @classmethod
    def kept(cls, body: Mapping[str, Iterable[str]]) -> "Sheet":
        """What was kept as a draft."""
        return cls({name: tuple(values) for name, values in body.items()})

    def one(self, name: str) -> str:
        """What was typed there; empty where nothing was."""
        return next(iter(self.values.get(name, ())), "")

    def line(self, name: str) -> str:
        """The same without the space around it."""
        return self.one(name).strip()

    def many(self, name: str) -> tuple[str, ...]:
        """Everything that was chosen there, each once."""
        return tuple(value for value in self.values.get(name, ()) if value.strip())

    def put(self, name: str, *values: str) -> "Sheet":
        """The same with other values in one field."""
        return Sheet({**self.values, name: values})

    def without(self, *names: str) -> "Sheet":
        """The same without some fields."""
        return Sheet({name: values for name, values in self.values.items() if name not in names})

    def taking(self, other: "Sheet", names: Iterable[str]) -> "Sheet":
        """The same with some fields as another has them; what it does not have is not there."""
        wanted = set(names)
        kept = {name: values for name, values in self.values.items() if name not in wanted}
        return Sheet(kept | {name: values for name, values in other.values.items() if name in wanted})

    def under(self, prefix: str) -> tuple[str, ...]:
        """The fields whose names begin so."""
        return tuple(name for name in self.values if name.startswith(prefix))

    @property
    def tags(self) -> tuple[str, ...]:
        """The languages that have fields."""
        return self.many("tag")

    @property
    def numbers(self) -> tuple[int, ...]:
        """The texts of the form, by number."""
        return tuple(sorted({int(name.split(":")[1]) for name in self.under("text:")}))

    @property
    def groups(self) -> tuple[Group, ...]:
        """The groups of the audience; what they ask for stands in hidden fields of its own."""
        asked = [tuple(one.split(":", 2)) for one in self.many("condition") if one.count(":") > 1]
        found = []
        for name in self.many("group"):
            side, _, number = name.partition(":")
            if side in SIDES and number.isascii() and number.isdigit() and len(number) < 4:  # noqa: PLR2004
                keys = tuple(key for one, place, key in asked if (one, place) == (side, number))
                found.append(Group(side, int(number), keys))
        return tuple(sorted(found, key=lambda group: (SIDES.index(group.side), group.number)))
