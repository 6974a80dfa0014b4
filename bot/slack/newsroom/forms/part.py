"""One part of an item in a form: what it is called, what it says now, and where to change it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Protocol

from bot.rendering.remarks import unfitting
from bot.rendering.words import words
from bot.slack import kit, limits
from bot.slack.blocks import escape
from bot.slack.bounds import IDENTIFIER
from bot.slack.newsroom.ground import Ground
from bot.slack.newsroom.kept import Kept
from bot.slack.newsroom.typed import TURN, Typed
from digests.content.model import Item, Kind
from digests.newsroom.schema import schema
from digests.newsroom.shape import unfit

TAKE = "newsroom_take"  # the other's word in place of one's own
SHAPES: Mapping[str, Any] = schema()["properties"]["items"]["items"]["properties"]
QUOTED = 2900  # characters of the other's word that are shown
BLANK = Item(id="", url="", kind=Kind.ARTICLE, owner="", title={})  # on which a form is read before its item is there
Value = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Part:
    """An input by the name that it has in the form."""

    name: str
    label: str
    shown: str
    element: Value
    hint: str = ""
    optional: bool = True
    live: bool = False  # whether we hear of each choice at once

    def block(self, turn: int) -> Value:
        """The input as a block."""
        made = kit.typed(f"{self.name}{TURN}{turn}", self.label, self.element, hint=self.hint, optional=self.optional)
        return made | {"dispatch_action": True} if self.live else made


@dataclass(frozen=True, slots=True)
class Filled:
    """What a form came to: the item with it, and what is wrong, by the name of the part."""

    item: Item
    wrong: Mapping[str, str] = field(default_factory=dict)


class Form(Protocol):
    """Some parts of an item that are changed together."""

    name: str

    def title(self, language: str) -> str:
        """What the form is called."""
        ...

    def parts(self, item: Item, ground: Ground, kept: Kept) -> list[Part]:
        """Its inputs, filled in."""
        ...

    def read(self, typed: Typed, item: Item, ground: Ground, kept: Kept) -> Filled:
        """The item with what was typed."""
        ...


def line(name: str, value: str, most: int, *, several: bool = False) -> Value:
    """Something to type; what would not fit into Slack is cut nowhere, because no such form is shown."""
    element: Value = {"type": "plain_text_input", "action_id": name, "max_length": min(most, limits.TYPED)}
    if several:
        element["multiline"] = True
    return element | {"initial_value": value} if value.strip() else element


def broken(values: Mapping[str, tuple[str, str]], language: str) -> dict[str, str]:
    """What does not fit the shape of its key; `values` are key and text by the name of their part."""
    found: dict[str, str] = {}
    for name, (key, text) in values.items():
        shape = _shape(key)
        wrong = unfit(text, shape, key) if text else None
        if wrong is not None:
            found[name] = unfitting(wrong[0], shape.get("maxLength", 0), language)
    return found


def needed(typed: Typed, names: Iterable[str], language: str) -> dict[str, str]:
    """Parts that must not be empty, and are."""
    sentence = words(language).gettext("This is needed.")
    return {name: sentence for name in names if not typed.text(name) and not typed.one(name)}


def blocks(parts: Sequence[Part], turn: int) -> list[Value]:
    """The inputs of a form."""
    return [part.block(turn) for part in parts]


def beside(mine: Sequence[Part], theirs: Sequence[Part], base: Sequence[Part]) -> list[tuple[Part, Part | None]]:
    """One's own parts, each with the other's where both changed it; what only the other changed is the other's."""
    standing, was = ({part.name: part for part in parts} for parts in (theirs, base))
    found: list[tuple[Part, Part | None]] = []
    for part in mine:
        their, old = standing.get(part.name), was.get(part.name)
        if their is None or their.shown == part.shown:
            found.append((part, None))
        elif old is not None and old.shown == part.shown:
            found.append((their, None))
        else:
            found.append((part, their if old is None or old.shown != their.shown else None))
    return found


def both(pairs: Sequence[tuple[Part, Part | None]], turn: int, language: str) -> list[Value]:
    """The inputs, each contested one below what now stands in the queue, which can be taken by a press."""
    _ = words(language).gettext
    made: list[Value] = []
    for part, their in pairs:
        if their is not None:
            head = escape(_("{part}: now in the queue").format(part=part.label))
            quoted = escape(their.shown[:QUOTED])[:QUOTED] or "–"
            button = kit.button(f"{TAKE}:{part.name}"[:IDENTIFIER], _("Take this one"), part.name)
            made.append(kit.marked(f"*{head}*\n{quoted}"[: limits.SECTION], button))
        label = part.label if their is None else _("{part}: yours").format(part=part.label)
        made.append(replace(part, label=label).block(turn))
    return made


def fits(part: Part) -> bool:
    """Whether what stands there can be shown in Slack's input at all; files may hold more."""
    most: int = part.element.get("max_length", limits.TYPED)
    return len(str(part.element.get("initial_value", ""))) <= most


def _shape(key: str) -> Mapping[str, Any]:
    """The schema of a key; of `topics` that of each, of `title` that of each language's."""
    shape: Mapping[str, Any] = {"properties": SHAPES}
    for name in key.split("."):
        found = shape["properties"][name]
        inner = found.get("items") or found.get("additionalProperties")
        shape = inner if isinstance(inner, Mapping) else found
    return shape
