"""YAML 1.2 as a tree of values that know their line, built from events: nothing unfolds before it is counted."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError
from ruamel.yaml.events import (
    AliasEvent,
    DocumentStartEvent,
    Event,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
)

DEPTH = 20  # levels of nesting
ALIASES = 1_000
UNFOLDED = 10_000  # values that aliases may stand for, all together

_CORE = {
    "null": re.compile(r"|~|null|Null|NULL"),
    "boolean": re.compile(r"true|True|TRUE|false|False|FALSE"),
    "integer": re.compile(r"[-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+"),
    "number": re.compile(
        r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?|[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN)"
    ),
}


class Unreadable(Exception):  # noqa: N818 - it tells of a file, not of a fault of ours
    """The file cannot be taken apart; `rule` and `line` say why and where."""

    def __init__(self, line: int, rule: str, message: str) -> None:
        super().__init__(message)
        self.line = line
        self.rule = rule
        self.message = message


@dataclass(frozen=True, slots=True)
class Scalar:
    """A single value as it was written."""

    text: str
    line: int
    plain: bool = True
    weight: int = 1

    @property
    def kind(self) -> str:
        """What YAML 1.2 takes it for: null, boolean, integer, number or string."""
        if not self.plain:
            return "string"
        return next((kind for kind, form in _CORE.items() if form.fullmatch(self.text)), "string")


@dataclass(slots=True)
class Sequence:
    """A list."""

    line: int
    items: list["Node"] = field(default_factory=list)
    weight: int = 1
    kind: str = "array"


@dataclass(slots=True)
class Mapping:
    """Values by key, the first of each; `double` are keys that came again."""

    line: int
    entries: dict[str, "Node"] = field(default_factory=dict)
    keys: dict[str, Scalar] = field(default_factory=dict)
    double: list[Scalar] = field(default_factory=list)
    weight: int = 1
    kind: str = "object"
    waiting: Scalar | None = None  # a key whose value comes next


Node = Scalar | Sequence | Mapping


def tree(text: str) -> Node | None:
    """The one document of `text`, None when it is empty; Unreadable when it is not YAML, or too deep or too much."""
    builder = _Builder()
    for event in _events(text):
        builder.take(event)
    return builder.root


def _events(text: str) -> Iterator[Event]:
    try:
        yield from YAML(typ="safe", pure=True).parse(text)
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        what = " ".join(str(part) for part in (error.context, error.problem) if part)
        raise Unreadable(mark.line + 1 if mark else 1, "syntax", f"this is not YAML: {what}") from None
    except Exception as error:  # noqa: BLE001 - the parser has errors of many kinds for broken characters
        line = text.count("\n", 0, getattr(error, "position", 0)) + 1
        raise Unreadable(line, "syntax", f"this is not YAML: {str(error).splitlines()[0]}") from None


@dataclass(slots=True)
class _Builder:
    root: Node | None = None
    open: list[Sequence | Mapping] = field(default_factory=list)
    anchors: dict[str, Node] = field(default_factory=dict)
    documents: int = 0
    aliases: int = 0
    unfolded: int = 0

    def take(self, event: Event) -> None:
        line = event.start_mark.line + 1
        if isinstance(event, DocumentStartEvent):
            self.documents += 1
            if self.documents > 1:
                raise Unreadable(line, "syntax", "a second document begins here; keep one in a file")
        elif isinstance(event, AliasEvent):
            self._put(self._alias(event.anchor, line))
        elif isinstance(event, ScalarEvent):
            _untagged(event, line)
            self._put(self._named(event.anchor, Scalar(event.value, line, event.implicit[0])))
        elif isinstance(event, SequenceStartEvent | MappingStartEvent):
            _untagged(event, line)
            self._begin(event, line)
        elif isinstance(event, SequenceEndEvent | MappingEndEvent):
            self._put(self.open.pop())

    def _begin(self, event: SequenceStartEvent | MappingStartEvent, line: int) -> None:
        if len(self.open) >= DEPTH:
            raise Unreadable(line, "too-deep", f"values stand more than {DEPTH} levels deep")
        node: Sequence | Mapping = Sequence(line) if isinstance(event, SequenceStartEvent) else Mapping(line)
        self._named(event.anchor, node)
        self.open.append(node)

    def _named(self, anchor: str | None, node: Node) -> Node:
        if anchor is not None:
            self.anchors[anchor] = node
        return node

    def _alias(self, anchor: str, line: int) -> Node:
        node = self.anchors.get(anchor)
        if node is None or any(node is container for container in self.open):
            raise Unreadable(line, "aliases", f"*{anchor} stands for nothing that is complete before it")
        self.aliases += 1
        self.unfolded += node.weight
        if self.aliases > ALIASES or self.unfolded > UNFOLDED:
            raise Unreadable(
                line, "aliases", f"aliases stand for more than {UNFOLDED:,} values by now; write the values out"
            )
        return node

    def _put(self, node: Node) -> None:
        if not self.open:
            self.root = node
            return
        into = self.open[-1]
        into.weight += node.weight
        if isinstance(into, Sequence):
            into.items.append(node)
        elif into.waiting is None:
            if not isinstance(node, Scalar):
                raise Unreadable(node.line, "syntax", "a list or mapping stands where a key belongs")
            into.waiting = node
        else:
            key, into.waiting = into.waiting, None
            if isinstance(node, Scalar) and node.plain and not node.text:
                node = Scalar("", key.line)  # nothing stands nowhere; its key has a line
            if key.text in into.entries:
                into.double.append(key)
            else:
                into.entries[key.text], into.keys[key.text] = node, key


def _untagged(event: Any, line: int) -> None:
    tag = event.tag
    if tag not in (None, "!", "tag:yaml.org,2002:str"):
        raise Unreadable(line, "tag", f"the tag {str(tag)[:60]} has no meaning here; take it out")


def plain(node: Node) -> Any:
    """The bare value: str, int, float, bool, None, list or dict."""
    if isinstance(node, Sequence):
        return [plain(item) for item in node.items]
    if isinstance(node, Mapping):
        return {key: plain(value) for key, value in node.entries.items()}
    if node.kind == "integer":
        return int(node.text, 0) if node.text[:2] in ("0o", "0x") else int(node.text)
    return node.text
