"""Reading a queue file, or a folder of them: items in order, and everything there is to say about each line."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any

from bot.sources import yaml_tree
from bot.sources.finding import Finding, found_at
from bot.sources.queue_shape import Misfit, misfits
from bot.sources.yaml_tree import Mapping, Node, Unreadable
from digests.content import audience, body
from digests.content.model import Image, Item, ItemState, Kind, Priority
from digests.errors import InputError
from digests.newsroom import rules
from digests.newsroom.rules import Known, Remark
from digests.newsroom.schema import Schema, schema
from digests.newsroom.shape import Level
from digests.newsroom.uploading import Brought, Said

LARGEST = 5 * 1024 * 1024  # bytes of one file
FILES = 2_000
FATAL = frozenset({"syntax", "encoding", "too-large", "too-deep", "aliases", "tag"})  # the file cannot be read at all


@dataclass(frozen=True, slots=True)
class Reading:
    """A queue as files have it. `items` are those without an error; `refused` the first error of each other one."""

    items: tuple[Item, ...]
    findings: tuple[Finding, ...]
    refused: tuple[Finding, ...]

    @property
    def unreadable(self) -> Finding | None:
        """Why the first file that cannot be read at all cannot be."""
        return next((finding for finding in self.findings if finding.rule in FATAL), None)

    @property
    def errors(self) -> int:
        """How many findings are errors."""
        return sum(finding.level is Level.ERROR for finding in self.findings)


def read(path: Path, known: Known, now: datetime) -> Reading:
    """The queue in a file, or in all .yaml and .yml files of a folder; InputError when there is none."""
    drafts: list[_Draft] = []
    loose: list[Finding] = []
    for file in _files(path):
        found, findings = _taken_apart(str(file), partial(_text, file), known)
        drafts += found
        loose += findings
    return _reading(drafts, loose, known, now)


def read_bytes(data: bytes, name: str, known: Known, now: datetime) -> Reading:
    """The queue in a file that was sent; `name` is what findings call it."""
    drafts, loose = _taken_apart(name, lambda: _decoded(data), known)
    return _reading(drafts, loose, known, now)


def brought(data: bytes, known: Known, now: datetime) -> Brought:
    """The same, as the newsroom takes it in."""
    reading = read_bytes(data, "", known, now)
    remarks = tuple(Said(one.line, one.level, one.message, one.rule) for one in reading.findings)
    return Brought(reading.items, remarks, reading.unreadable is not None)


def _reading(drafts: "list[_Draft]", loose: list[Finding], known: Known, now: datetime) -> Reading:
    languages = known.languages or rules.spoken(draft.item for draft in drafts if draft.item)
    for draft in drafts:
        if draft.item:
            draft.add(rules.remarks(draft.item, known, languages, now))
    _doubles(drafts)
    findings = loose + [finding for draft in drafts for finding in draft.findings]
    refused = [finding for finding in loose if finding.level is Level.ERROR]
    return Reading(
        items=tuple(draft.item for draft in drafts if draft.item and not draft.errors),
        findings=tuple(sorted(findings, key=lambda finding: (finding.file, finding.line))),
        refused=(*refused, *(draft.errors[0] for draft in drafts if draft.errors)),
    )


@dataclass(slots=True)
class _Draft:
    """An item on its way in."""

    file: str
    node: Mapping
    item: Item | None = None
    findings: list[Finding] = field(default_factory=list)

    @property
    def errors(self) -> list[Finding]:
        return [finding for finding in self.findings if finding.level is Level.ERROR]

    @property
    def place(self) -> str:
        return f"{self.file}:{self.node.line}"

    def add(self, remarks: Iterable[Remark]) -> None:
        for remark in remarks:
            key = ".".join(part for part in remark.path if isinstance(part, str))
            line = _line(self.node, remark.path)
            self.findings.append(found_at(self.file, line, remark.level, remark.rule, remark.message, key=key))


def _files(path: Path) -> list[Path]:
    if not path.is_dir():
        return [path]
    found = sorted(file for file in path.rglob("*") if file.suffix in {".yaml", ".yml"} and file.is_file())
    if not found:
        raise InputError(f"There is no .yaml or .yml file in {path}.")
    if len(found) > FILES:
        raise InputError(f"There are {len(found):,} YAML files in {path}, and at most {FILES:,} are read.")
    return found


def _taken_apart(name: str, text: Callable[[], str], known: Known) -> tuple[list[_Draft], list[Finding]]:
    try:
        root = yaml_tree.tree(text())
    except Unreadable as error:
        return [], [found_at(name, error.line, Level.ERROR, error.rule, error.message)]
    if root is None:
        return [], [found_at(name, 1, Level.WARNING, "no-items", "the file is empty")]
    whole = schema()
    frame: Schema = whole | {"properties": {"items": {"type": "array", "items": {"type": "object"}}}}
    loose = [_finding(name, misfit) for misfit in misfits(root, frame)]
    items = root.entries.get("items") if isinstance(root, Mapping) else None
    nodes = items.items if isinstance(items, yaml_tree.Sequence) else []
    shape: Schema = whole["properties"]["items"]["items"]
    return [_draft(name, node, shape, known) for node in nodes if isinstance(node, Mapping)], loose


def _text(file: Path) -> str:
    try:
        size = file.stat().st_size
        if size > LARGEST:
            message = f"the file has {size:,} bytes, and at most {LARGEST:,} are read; split it into several"
            raise Unreadable(1, "too-large", message)
        data = file.read_bytes()
    except OSError as error:
        raise InputError(f"{file} cannot be read: {error.strerror}.") from None
    return _decoded(data)


def _decoded(data: bytes) -> str:
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        message = f"byte {data[error.start]:#04x} is not UTF-8; save the file as UTF-8"
        raise Unreadable(line, "encoding", message) from None


def _finding(file: str, misfit: Misfit) -> Finding:
    return found_at(file, misfit.line, Level.ERROR, misfit.rule, misfit.message, key=misfit.key)


def _draft(file: str, node: Mapping, shape: Schema, known: Known) -> _Draft:
    draft = _Draft(file, node, findings=[_finding(file, misfit) for misfit in misfits(node, shape)])
    fits = not draft.findings
    times: dict[str, datetime] = {}
    for key in ("publish", "expires"):
        written = node.entries.get(key)
        if isinstance(written, yaml_tree.Scalar) and written.kind == "string":
            try:
                times[key] = rules.moment(written.text, known, end=key == "expires")
            except ValueError as error:
                draft.findings.append(found_at(file, written.line, Level.ERROR, "bad-date", f"{key}: {error}", key=key))
    if fits:
        draft.item = _item(yaml_tree.plain(node), times)
    return draft


def _item(values: dict[str, Any], times: dict[str, datetime]) -> Item:
    texts = [
        body.text(found["language"], found["text"].strip(), found.get("network", ""))
        for found in values.get("texts", ())
    ]
    image = values.get("image")
    return Item(
        id=values["id"],
        url=values["url"],
        kind=Kind(values["kind"]),
        owner=values["owner"],
        title=values["title"],
        summary=values.get("summary", {}),
        topics=tuple(dict.fromkeys(values.get("topics", ()))),
        audience=audience.read(values.get("audience", {})),
        texts=tuple(texts),
        networks=tuple(values.get("networks", ())),
        image=None if image is None else Image(image["url"], image["alt"]),
        publish=times.get("publish"),
        expires=times.get("expires"),
        state=ItemState(values.get("state", ItemState.DRAFT)),
        priority=Priority(values.get("priority", Priority.NORMAL)),
        goal=values.get("goal", ""),
        disclosure=values.get("disclosure", ""),
        minutes=values.get("minutes"),
        campaign=values.get("campaign", ""),
    )


def _doubles(drafts: Sequence[_Draft]) -> None:
    """Ids, and wordings, that an earlier item has."""
    ids: dict[str, _Draft] = {}
    wordings: dict[tuple[str, str], _Draft] = {}
    for draft in drafts:
        written = draft.node.entries.get("id")
        name = written.text if isinstance(written, yaml_tree.Scalar) else ""
        first = ids.setdefault(name, draft) if name else draft
        if first is not draft:
            message = f"the id {name[:120]} is that of the item at {first.place}; this second one is not taken"
            draft.add([Remark(("id",), Level.ERROR, "duplicate-id", message)])
        for number, text in enumerate(draft.item.texts if draft.item else ()):
            other = wordings.setdefault((text.language, rules.same_words(text.text)), draft)
            if other is not draft:
                message = f"the wording is that of a text of the item at {other.place}; write another"
                draft.add([Remark(("texts", number, "text"), Level.WARNING, "duplicate-wording", message)])


def _line(node: Node, path: tuple[str | int, ...]) -> int:
    line = node.line
    for part in path:
        if isinstance(part, int) and isinstance(node, yaml_tree.Sequence):
            node = node.items[part]
            line = node.line
        elif isinstance(part, str) and isinstance(node, Mapping) and part in node.entries:
            line = node.keys[part].line
            node = node.entries[part]
    return line
