"""The queue as a YAML file in its one canonical form: the same items are always the same bytes.

Items stand in order of their ids, keys in the order of the schema, languages and the keys of a rule by name; what is as
it would be anyway is left out. Times are in the company's zone, whole days as dates.
"""

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from digests.content import audience
from digests.content.model import Item, Priority

EMPTY = "items: []\n"
_PLAIN = re.compile(r"[^\W_][^\x00-\x1f:#,\[\]{}\"'`]*(?::[^\x00-\x1f\s:#,\[\]{}\"'`][^\x00-\x1f:#,\[\]{}\"'`]*)*")
_NUMBER = re.compile(r"[-+]?(0o[0-7]+|0x[0-9a-fA-F]+|[0-9.][0-9_.,:]*([eE][-+]?[0-9]+)?)")
_WORDS = frozenset(("null", "true", "false", "yes", "no", "y", "n", "on", "off"))  # what some reader takes for no text
_DAY = timedelta(days=1)


def written(items: Iterable[Item], timezone: str) -> str:
    """The file of these items; suggestions that no desk has taken yet are not in it."""
    zone = ZoneInfo(timezone)
    chosen = sorted((item for item in items if item.owner), key=lambda item: item.id)
    if not chosen:
        return EMPTY
    return "items:\n" + "\n".join("\n".join(_item(item, zone)) + "\n" for item in chosen)


def _item(item: Item, zone: ZoneInfo) -> Iterator[str]:
    yield f"  - id: {scalar(item.id)}"
    yield f"    url: {scalar(item.url)}"
    yield f"    kind: {item.kind.value}"
    yield f"    owner: {scalar(item.owner)}"
    yield from _by_language("title", item.title, 4)
    yield from _by_language("summary", item.summary, 4)
    yield from _list("topics", item.topics)
    yield from _audience(item)
    yield from _texts(item)
    yield from _list("networks", item.networks)
    if item.image is not None:
        yield "    image:"
        yield f"      url: {scalar(item.image.url)}"
        yield from _by_language("alt", item.image.alt, 6)
    if item.publish is not None:
        yield f"    publish: {_moment(item.publish, zone, end=False)}"
    if item.expires is not None:
        yield f"    expires: {_moment(item.expires, zone, end=True)}"
    yield f"    state: {item.state.value}"
    if item.priority is not Priority.NORMAL:
        yield f"    priority: {item.priority.value}"
    for key in ("goal", "campaign", "disclosure"):
        if getattr(item, key):
            yield f"    {key}: {scalar(getattr(item, key))}"
    if item.minutes is not None:
        yield f"    minutes: {item.minutes}"


def _by_language(key: str, said: Mapping[str, str], depth: int) -> Iterator[str]:
    found = {tag: words for tag, words in sorted(said.items()) if words}
    if found:
        yield f"{' ' * depth}{key}:"
        for tag, words in found.items():
            yield from _block(f"{' ' * (depth + 2)}{scalar(tag)}:", words, depth + 4)


def _list(key: str, values: Sequence[str]) -> Iterator[str]:
    if values:
        yield f"    {key}: [{', '.join(map(scalar, values))}]"


def _audience(item: Item) -> Iterator[str]:
    found = audience.write(item.audience)
    if not found:
        return
    yield "    audience:"
    for side, rules in found.items():
        yield f"      {side}:"
        for rule in rules:
            keys = (f"{scalar(key)}: [{', '.join(map(scalar, values))}]" for key, values in sorted(rule.items()))
            yield f"        - {{{', '.join(keys)}}}"


def _texts(item: Item) -> Iterator[str]:
    if item.texts:
        yield "    texts:"
    for text in item.texts:
        yield f"      - language: {scalar(text.language)}"
        if text.network:
            yield f"        network: {scalar(text.network)}"
        yield from _block("        text:", text.text, 10)


def _block(head: str, words: str, depth: int) -> Iterator[str]:
    """Several lines as a block, as they are read; one line, or what a block would change, in one."""
    lines = words.split("\n")
    fits = all(line == line.rstrip() and _printable(line) for line in lines)
    if len(lines) > 1 and fits and lines[-1] and lines[0] and not lines[0].startswith(" "):
        yield f"{head} |-"
        for line in lines:
            yield f"{' ' * depth}{line}" if line else ""
    else:
        yield f"{head} {scalar(words)}"


def scalar(text: str) -> str:
    """A value as it stands in a line: bare where every reader takes it for the same text, else in quotation marks."""
    bare = _PLAIN.fullmatch(text) and not _NUMBER.fullmatch(text) and text.casefold() not in _WORDS
    if bare and text == text.strip() and _printable(text):
        return text
    return "".join(sign if _printable(sign) else _escaped(sign) for sign in json.dumps(text, ensure_ascii=False))


def _printable(text: str) -> bool:
    return all(sign.isprintable() for sign in text)


def _escaped(sign: str) -> str:
    code = ord(sign)
    return f"\\U{code:08x}" if code > 0xFFFF else f"\\u{code:04x}"  # noqa: PLR2004 - the last that four digits name


def _moment(at: datetime, zone: ZoneInfo, *, end: bool) -> str:
    """A whole day as a date: an end is the moment after its last."""
    local = at.astimezone(zone)
    if local.time() == time() and datetime.combine(local.date(), time(), zone) == at:
        return (local.date() - _DAY * end).isoformat()
    return local.isoformat()
