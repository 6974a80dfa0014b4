"""The window in which a text is picked and edited: what it shows, and how long the text is on each network."""

import json
from dataclasses import dataclass
from typing import Any

from bot.rendering.cut import cut
from bot.rendering.words import words
from bot.slack import kit, limits
from bot.slack.blocks import SENTENCE, escape
from bot.slack.message.networks import MOST, Value, titled
from digests.content.model import Text
from digests.edition.model import Pick
from digests.employee import wordings
from digests.employee.model import Wording
from digests.networks import NETWORKS

CALLBACK = "pick_text"
WORDS = "words"  # the edit box, and the beginning of its block's id
WHERE = "where"
USE = "use_text"
TEXTS = 8  # suggestions at once
DISPATCH = {"trigger_actions_on": ["on_character_entered"]}


@dataclass(frozen=True, slots=True)
class Editing:
    """What the window is about; `round` counts the suggestions taken over, because Slack keeps what was typed."""

    delivery_id: int
    position: int
    text_key: str = ""
    round: int = 0

    @property
    def block(self) -> str:
        """The edit box's block."""
        return f"{WORDS}:{self.round}"

    @property
    def value(self) -> str:
        """As a button would carry it."""
        return f"{self.delivery_id}:{self.position}"

    def kept(self) -> str:
        """As the window keeps it."""
        return json.dumps([self.delivery_id, self.position, self.text_key, self.round])

    @classmethod
    def read(cls, view: Value) -> "Editing | None":
        """What a window kept; None where that is none of ours."""
        try:
            delivery_id, position, key, number = json.loads(view.get("private_metadata") or "null")
            return cls(int(delivery_id), int(position), str(key), int(number))
        except (TypeError, ValueError):
            return None


@dataclass(frozen=True, slots=True)
class Desk:
    """A pick whose text is edited, by whom in which language, with the company's disclosure and where links begin."""

    pick: Pick
    language: str
    spoken: tuple[str, ...]
    disclosure: str
    base_url: str

    @property
    def networks(self) -> tuple[str, ...]:
        """Where the text can go, the best first."""
        return wordings.networks(self.pick)[:MOST]

    @property
    def texts(self) -> tuple[Text, ...]:
        """The suggestions, the one that the digest gives first."""
        given = [offer.text_key for offer in self.pick.offers if offer.text_key]
        found = [text for text in wordings.texts(self.pick, self.spoken) if cut(text.text, SENTENCE)]
        found.sort(key=lambda text: given.index(text.key) if text.key in given else len(given))
        title = Text("", self.pick.language, cut(self.pick.title, SENTENCE) or self.pick.item.id)
        return tuple(found[:TEXTS]) or (title,)

    def start(self, key: str = "") -> Text:
        """The suggestion of that key, else the first."""
        return next((text for text in self.texts if text.key == key), self.texts[0])

    def posted(self, text: Text) -> str:
        """A suggestion as it would be posted where it goes first, with its disclosure."""
        place = next(iter(wordings.places(self.pick, text)), self.networks[0])
        wording = Wording(text.key, text.language, place, text.text)
        return wordings.disclosed(wording, self.pick.item.disclosure or self.disclosure, self.base_url).text

    def over(self, network: str, text: str) -> int:
        """By how much a text is too long there; 0 where it fits, or nothing of it is kept."""
        limit = NETWORKS[network].limit
        return 0 if limit is None else max(0, wordings.used(network, text, self.base_url) - limit)


def window(desk: Desk, editing: Editing, typed: str | None = None) -> Value:
    """The window; `typed` is what stands in the edit box, where that is not the suggestion."""
    _ = words(desk.language).gettext
    posted = desk.posted(desk.start(editing.text_key))
    element: Value = {
        "type": "plain_text_input",
        "action_id": WORDS,
        "multiline": True,
        "max_length": limits.TYPED,
        "dispatch_action_config": DISPATCH,
    }
    if begun := posted[: limits.TYPED].strip():
        element["initial_value"] = begun
    box = kit.typed(editing.block, _("Your post"), element, hint=_("Your own first sentence does most."))
    options = [(name, _(NETWORKS[name].title)) for name in desk.networks]
    boxes = kit.typed(WHERE, _("Where"), kit.ticks(WHERE, options, {desk.networks[0]}))
    blocks = [
        titled(desk.pick),
        *_suggestions(desk, editing),
        box | {"dispatch_action": True},
        kit.quiet(counted(desk, posted if typed is None else typed)),
        boxes,
    ]
    view = kit.modal(_("Pick a text"), blocks, close=_("Close"), submit=_("Next"), callback=CALLBACK)
    return view | {"private_metadata": editing.kept()}


def counted(desk: Desk, text: str) -> str:
    """How long the text is on each network, link included, as each network counts."""
    _ = words(desk.language).gettext
    told = []
    for name in desk.networks:
        limit = NETWORKS[name].limit
        title = _(NETWORKS[name].title)
        if limit is None:
            told.append(_("{network}: you paste it").format(network=title))
            continue
        count = _("{network} {used} of {limit}").format(
            network=title, used=wordings.used(name, text, desk.base_url), limit=limit
        )
        over = desk.over(name, text)
        told.append(f"{count} ({too_long(desk.language, over)})" if over else count)
    return " · ".join(told)


def too_long(language: str, over: int) -> str:
    """By how much."""
    return words(language).ngettext("{n} sign too long", "{n} signs too long", over).format(n=over)


def wrong(desk: Desk, editing: Editing, text: str, chosen: list[str]) -> dict[str, str]:
    """What stands in the way of the text that was submitted, by block; empty when nothing does."""
    _ = words(desk.language).gettext
    if not text:
        return {editing.block: _("Write something, or pick one of the texts.")}
    if not chosen:
        return {WHERE: _("Choose where it goes.")}
    told = [
        f"{_(NETWORKS[name].title)}: {too_long(desk.language, over)}"
        for name in chosen
        if (over := desk.over(name, text))
    ]
    return {editing.block: ", ".join(told)} if told else {}


def submitted(view: Value, editing: Editing) -> tuple[str, list[str]]:
    """The text and the networks of a submission."""
    values: dict[str, Any] = view["state"]["values"]
    text = str(values.get(editing.block, {}).get(WORDS, {}).get("value") or "")
    chosen = values.get(WHERE, {}).get(WHERE, {}).get("selected_options") or []
    return text.strip(), [str(option.get("value")) for option in chosen]


def _suggestions(desk: Desk, editing: Editing) -> list[Value]:
    """Every text with a button that takes it over; a single one stands in the edit box already."""
    _ = words(desk.language).gettext
    texts = desk.texts
    if len(texts) == 1:
        return []
    current = desk.start(editing.text_key).key
    found = []
    for number, text in enumerate(texts):
        only = f"{_(NETWORKS[text.network].title)}: " if text.network in NETWORKS else ""
        said = escape(cut(f"{only}{text.text}", SENTENCE))
        if text.key == current:
            found.append(kit.marked(f"▸ {said}"))
        else:
            found.append(kit.marked(said, kit.button(USE, _("Use this"), f"{number}:{text.key}"[:150])))
    return found
