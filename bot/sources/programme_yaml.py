"""The programme as a YAML file: the same bytes for the same programme, and read back as strictly as config.toml."""

from collections.abc import Mapping
from datetime import date, datetime
from io import StringIO
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from bot.sources.feeds_yaml import SECTION
from digests.config import Config
from digests.errors import InputError
from digests.programme.effective import pieces
from digests.programme.model import LISTS, Body, Part

MOST = 1_000_000  # bytes
WIDTH = 120
HEAD = "# The programme: `budstikke programme export` wrote it, `budstikke programme import FILE` takes it.\n"


def write(config: Config, now: datetime) -> str:
    """Every section, an empty one too; when a schedule began is left out, unless it is still to come."""
    sections: dict[str, Any] = {part.value: {} for part in Part}
    for piece, body in pieces(config).items():
        kept = {key: value for key, value in body.items() if key != "name"}
        if piece.part is Part.SCHEDULES and _past(kept.get("since"), now):
            del kept["since"]
        if piece.part in LISTS:
            sections[piece.part.value][piece.name] = kept["topics"] if piece.part is Part.FIELDS else kept
        else:
            sections[piece.part.value] = kept
    out = StringIO()
    _yaml().dump(sections, out)
    return HEAD + out.getvalue()


def read(text: str) -> dict[Part, dict[str, Body]]:
    """Bodies by section and name, which is empty where a section has one piece; InputError says what is wrong.

    The feeds of a file are read apart.
    """
    if len(text.encode()) > MOST:
        raise InputError("The file is larger than any programme: 1 MB at most.")
    try:
        found = _yaml().load(text)
    except YAMLError as error:
        first = " ".join(str(error).split())
        raise InputError(f"The file is not YAML: {first}.") from None
    if not isinstance(found, dict):
        raise InputError("The file has no sections: `budstikke programme export` shows how one looks.")
    unknown = [str(key) for key in found if key not in {*Part, SECTION}]
    if unknown:
        raise InputError(f"There is no section {unknown[0]!r}: use {', '.join([*Part, SECTION])}.")
    return {Part(name): _section(Part(name), section) for name, section in found.items() if name != SECTION}


def _section(part: Part, section: object) -> dict[str, Body]:
    if section is None and part in LISTS:
        return {}
    if not isinstance(section, Mapping):
        raise InputError(f"{part.value}: write keys with values, as `budstikke programme export` does.")
    if part not in LISTS:
        return {"": _plain(section)}
    found: dict[str, Body] = {}
    for name, entry in section.items():
        body = {"topics": entry} if part is Part.FIELDS else entry if entry is not None else {}
        if not isinstance(body, Mapping):
            raise InputError(f"{part.value}: {name}: write keys with values, as `budstikke programme export` does.")
        found[str(name)] = _plain(body)
    return found


def _plain(value: Any) -> Any:
    """As JSON has it: dates and moments are text."""
    if isinstance(value, Mapping):
        return {str(key): _plain(one) for key, one in value.items()}
    if isinstance(value, list):
        return [_plain(one) for one in value]
    return value.isoformat() if isinstance(value, date) else value


def _past(since: Any, now: datetime) -> bool:
    return since is not None and datetime.fromisoformat(since) <= now


def _yaml() -> YAML:
    yaml = YAML(typ="safe", pure=True)
    yaml.default_flow_style = False
    yaml.allow_unicode = True
    yaml.width = WIDTH
    yaml.sort_base_mapping_type_on_output = False  # type: ignore[assignment]
    return yaml
