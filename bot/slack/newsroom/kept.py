"""What a modal remembers of what it is about; who presses is never taken from it."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from typing import Any

RuleFrame = tuple[str, int, tuple[str, ...]]  # a side (any, none), a number that stays, and the keys that are shown


@dataclass(frozen=True, slots=True)
class Kept:
    """An item, the version that is shown of it, and what of it."""

    item: str = ""
    version: int = 0
    form: str = ""
    turn: int = 0  # how often this view was made anew
    key: str = ""  # of one text
    page: int = 1
    more: tuple[str, ...] = ()  # languages that were added to the form
    contested: tuple[str, ...] = ()  # parts that somebody else changed meanwhile
    frames: tuple[RuleFrame, ...] = ()
    disclosure: str = ""
    language: str = "en"  # of our own words
    zone: str = "UTC"
    queue: str = ""  # where the queue on the Home tab stands

    def written(self) -> str:
        """As `private_metadata`."""
        usual = Kept()
        said = {name: value for name, value in asdict(self).items() if value != getattr(usual, name)}
        return json.dumps(said, ensure_ascii=False, separators=(",", ":"))


def read(view: Mapping[str, Any]) -> Kept:
    """What a view remembers; what cannot be read is as if it were not said."""
    try:
        found = json.loads(view.get("private_metadata") or "{}")
    except ValueError:
        found = {}
    said = found if isinstance(found, dict) else {}
    plain = {
        field.name: said[field.name]
        for field in fields(Kept)
        if field.type in (str, int) and type(said.get(field.name)) is field.type
    }
    return Kept(
        **plain,
        more=_strings(said.get("more")),
        contested=_strings(said.get("contested")),
        frames=_frames(said.get("frames")),
    )


def _strings(value: object) -> tuple[str, ...]:
    return tuple(one for one in value if isinstance(one, str)) if isinstance(value, list) else ()


def _frames(value: object) -> tuple[RuleFrame, ...]:
    found = []
    for one in value if isinstance(value, list) else ():
        match one:
            case [str(side), int(number), list(keys)] if side in {"any", "none"}:
                found.append((side, number, _strings(keys)))
    return tuple(found)
