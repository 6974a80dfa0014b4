"""Feeds in the programme's YAML file: a list, each with what its desk says of it."""

from collections.abc import Mapping, Sequence
from io import StringIO
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from digests.content.model import Kind
from digests.errors import InputError
from digests.newsroom.feeds.managing import fitting
from digests.newsroom.feeds.model import Wanted
from digests.newsroom.feeds.moving import Moved

SECTION = "feeds"
KEYS = ("name", "url", "desk", "language", "kind", "topics", "paused")
WIDTH = 120


def write(feeds: Sequence[Moved]) -> str:
    """The section, the same bytes for the same feeds; nothing where there is none."""
    if not feeds:
        return ""
    out = StringIO()
    _yaml().dump({SECTION: [written(one) for one in feeds]}, out)
    return out.getvalue()


def read(text: str) -> list[Moved]:
    """The feeds of a file, none where it has no such section; InputError says what is wrong."""
    try:
        found = _yaml().load(text)
    except YAMLError as error:
        raise InputError(f"The file is not YAML: {' '.join(str(error).split())}.") from None
    section = found.get(SECTION) if isinstance(found, Mapping) else None
    if section is None:
        return []
    if not isinstance(section, list):
        raise InputError("feeds: write a list, as `budstikke programme export` does.")
    return [_read(number, one) for number, one in enumerate(section, 1)]


def written(one: Moved) -> dict[str, Any]:
    """A feed as it is written."""
    wanted = one.wanted
    said = {"name": wanted.name, "url": wanted.url, "desk": wanted.desk, "language": wanted.language}
    said |= {} if wanted.kind is Kind.ARTICLE else {"kind": wanted.kind.value}
    more = ({"topics": list(wanted.topics)} if wanted.topics else {}) | ({"paused": True} if one.paused else {})
    return {**said, **more}


def _read(number: int, one: object) -> Moved:
    if not isinstance(one, Mapping) or not all(key in KEYS for key in one):
        raise InputError(f"feeds: entry {number}: use the keys {', '.join(KEYS)}.")
    topics, paused, kind = one.get("topics") or [], one.get("paused", False), str(one.get("kind", Kind.ARTICLE))
    if not isinstance(topics, list) or not isinstance(paused, bool) or kind not in set(Kind):
        raise InputError(f"feeds: entry {number}: topics is a list, paused is true or false, kind is a kind of item.")
    name, url, desk, language = (str(one.get(key) or "") for key in KEYS[:4])
    wanted = Wanted(name, url, desk, language, tuple(str(topic) for topic in topics), Kind(kind))
    if wrong := fitting(wanted, [desk] if desk else []):
        raise InputError(f"feeds: entry {number}: {next(iter(wrong.values()))}")
    return Moved(wanted, paused)


def _yaml() -> YAML:
    yaml = YAML(typ="safe", pure=True)
    yaml.default_flow_style = False
    yaml.allow_unicode = True
    yaml.width = WIDTH
    yaml.sort_base_mapping_type_on_output = False  # type: ignore[assignment]
    return yaml
