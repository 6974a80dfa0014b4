"""What the JSON-LD of a page tells: the first thing in it that looks like what the page is about."""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

ABOUT = ("article", "posting", "videoobject", "event", "course", "product", "podcastepisode", "report")
PAGE = ("webpage", "website")
DEEPEST = 6
MOST = 200  # objects that are looked at


@dataclass(frozen=True, slots=True)
class Told:
    """What was found; all empty where there is nothing."""

    title: str = ""
    summary: str = ""
    image: str = ""
    language: str = ""
    site: str = ""


def told(scripts: Iterable[str]) -> Told:
    """The facts of the first article, posting, video or event in a page's scripts; else those of the page itself."""
    found = [one for script in scripts for one in _objects(_loaded(script))][:MOST]
    of = next((one for kinds in (ABOUT, PAGE) for one in found if _is(one, kinds)), {})
    return Told(
        title=_text(of.get("headline")) or _text(of.get("name")) or _text(of.get("title")),
        summary=_text(of.get("description")),
        image=_address(of.get("image")) or _address(of.get("thumbnailUrl")),
        language=_text(of.get("inLanguage")),
        site=_named(of.get("publisher")),
    )


def _loaded(script: str) -> Any:
    try:
        return json.loads(script)
    except (ValueError, RecursionError):
        return None


def _objects(value: Any, depth: int = 0) -> Iterator[Mapping[str, Any]]:
    if depth > DEEPEST:
        return
    if isinstance(value, list):
        for one in value[:MOST]:
            yield from _objects(one, depth + 1)
    elif isinstance(value, dict):
        yield value
        for name in ("@graph", "mainEntity", "mainEntityOfPage"):
            yield from _objects(value.get(name), depth + 1)


def _is(one: Mapping[str, Any], kinds: tuple[str, ...]) -> bool:
    named = one.get("@type")
    types = named if isinstance(named, list) else [named]
    return any(isinstance(each, str) and each.lower().endswith(kinds) for each in types)


def _text(value: Any) -> str:
    if isinstance(value, list) and value:
        value = value[0]
    if isinstance(value, dict):  # a language with its code and name, or a value of a language
        value = value.get("@value") or value.get("alternateName") or value.get("name")
    return value.strip() if isinstance(value, str) else ""


def _named(value: Any) -> str:
    return _text(value if isinstance(value, (dict, list)) else "")


def _address(value: Any) -> str:
    if isinstance(value, list) and value:
        value = value[0]
    if isinstance(value, dict):
        value = value.get("url") or value.get("contentUrl")
    return value.strip() if isinstance(value, str) else ""
