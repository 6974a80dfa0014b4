"""What holds: config.toml with what the database says on top, and where the two differ."""

import logging
from collections.abc import Iterator, Mapping
from typing import Any

from pydantic import ValidationError
from sqlalchemy.exc import DBAPIError

from digests.config import Config
from digests.db import Database
from digests.errors import DatabaseError, InputError, SettingsError
from digests.programme import store
from digests.programme.model import LISTS, NAMED, Body, Change, Part, Piece, Programme, Said
from digests.settings import Settings, told

log = logging.getLogger(__name__)

NOTHING: Programme = Programme((0, 0), {})


def overlaid(file: Config, said: Mapping[Piece, Said]) -> Config:
    """The file's configuration with these pieces in place of its own; SettingsError where they do not go together."""
    if not said:
        return file
    values: dict[str, Any] = {name: getattr(file, name) for name in Config.model_fields}
    values |= {part.value: _listed(file, part, said) for part in NAMED}
    for part in (Part.LADDER, Part.CAPS, Part.WELCOME):
        if own := said.get(Piece(part)):
            values[part.value] = body(file, Piece(part)) | dict(own.body or {})
    fields = dict(file.relevance.fields)
    for piece, own in said.items():
        if piece.part is Part.FIELDS:
            fields.pop(piece.name, None)
            fields |= {piece.name: own.body["topics"]} if own.body else {}
    values["relevance"] = file.relevance.model_dump() | {"fields": fields}
    try:
        return Config.model_validate(values)
    except ValidationError as error:
        raise SettingsError(f"The programme: {told(error)}") from None


def _listed(file: Config, part: Part, said: Mapping[Piece, Said]) -> list[Any]:
    """The file's entries in their order, each as the database has it, then those that only the database has."""
    own = {piece.name: one.body for piece, one in said.items() if piece.part is part}
    found = [own.pop(entry.name, entry) for entry in getattr(file, part.value)]
    return [one for one in (*found, *(own[name] for name in sorted(own))) if one is not None]


def pieces(config: Config) -> dict[Piece, Body]:
    """Every piece of a configuration with its body, in the order in which it has them."""
    found: dict[Piece, Body] = {}
    for part in NAMED:
        found |= {
            Piece(part, entry.name): entry.model_dump(mode="json", exclude_defaults=True)
            for entry in getattr(config, part.value)
        }
    found |= {Piece(Part.FIELDS, name): {"topics": list(near)} for name, near in config.relevance.fields.items()}
    singles = (part for part in Part if part not in LISTS)
    return found | {Piece(part): getattr(config, part.value).model_dump(mode="json") for part in singles}


def body(config: Config, piece: Piece) -> dict[str, Any]:
    """The body of one piece; InputError where the configuration has none of that name."""
    found = pieces(config).get(piece)
    if found is None:
        raise InputError("The programme has no {key} any more: go back to its list.", key=piece.key)
    return dict(found)


def differences(before: Config, after: Config) -> list[Change]:
    """The pieces in which two configurations differ by more than the moment from which a schedule counts."""
    return list(_differing(_timeless(before), _timeless(after)))


def _timeless(config: Config) -> dict[Piece, Body]:
    return {
        piece: {key: value for key, value in one.items() if key != "since"} if piece.part is Part.SCHEDULES else one
        for piece, one in pieces(config).items()
    }


def _differing(before: Mapping[Piece, Body], after: Mapping[Piece, Body]) -> Iterator[Change]:
    for piece in dict.fromkeys((*before, *after)):
        if before.get(piece) != after.get(piece):
            yield Change(piece, before.get(piece), after.get(piece))


class Present:
    """Keeps settings at what holds; ask it at the start and again and again. One for each running process."""

    def __init__(self, settings: Settings, database: Database) -> None:
        self._settings = settings
        self._database = database
        self._mark: tuple[int, int] | None = None

    def look(self) -> bool:
        """Adopts what changed since the last look; whether anything did. What cannot hold is said, and left."""
        if self._mark == self._database.read(store.mark):
            return False
        programme = self._database.read(store.load)
        first, self._mark = self._mark is None, programme.mark
        try:
            self._settings.adopt(overlaid(self._settings.file, programme.said))
        except SettingsError as wrong:
            log.warning("%s What held before goes on holding; `budstikke doctor` says more.", wrong)
            return False
        return not first or bool(programme.said)

    def begin(self) -> None:
        """The first look; a database that is not there, or has no tables yet, says nothing."""
        try:
            self.look()
        except (DatabaseError, DBAPIError) as error:
            log.info("the programme is config.toml's alone: %s", error)
