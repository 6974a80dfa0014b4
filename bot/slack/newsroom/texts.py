"""The suggested wordings of an item: a list, a page at a time, and a way to add, change and remove them."""

from dataclasses import replace

from bot.rendering import names
from bot.rendering.words import words
from bot.slack import kit, limits
from bot.slack.newsroom.desk import Desk, writes
from bot.slack.newsroom.forms.part import Value
from bot.slack.newsroom.kept import Kept
from bot.slack.newsroom.shown import headed
from digests.content.model import Item, Text

TEXT, REMOVE, TURN, ADD = "newsroom_text", "newsroom_text_remove", "newsroom_text_turn", "newsroom_text_add"
CALLBACK = "newsroom_texts"
SIZE = 15
QUOTE = 600


def view(item: Item, kept: Kept, at: Desk, note: str = "") -> Value:
    """The modal that lists the texts."""
    _ = words(at.language).gettext
    pages = max(1, -(-len(item.texts) // SIZE))
    page = min(max(kept.page, 1), pages)
    mine = writes(at, item)
    made = [kit.said(note)] if note else []
    if mine:
        made.append(kit.row("newsroom_text_add", kit.button(ADD, _("Add a text"), style="primary")))
    if not item.texts:
        made.append(kit.said(_("There are no texts: colleagues would have to find their own words.")))
    for number, text in enumerate(item.texts[(page - 1) * SIZE : page * SIZE]):
        made += _text(number, text, at, mine=mine)
    made += _pages(page, pages, at)
    remembered = replace(kept, item=item.id, version=item.version, form="", key="", page=page, turn=0)
    return kit.modal(_("Texts"), made, close=_("Back"), callback=CALLBACK) | {"private_metadata": remembered.written()}


def without(item: Item, key: str) -> Item:
    """The item without one text."""
    return replace(item, texts=tuple(text for text in item.texts if text.key != key))


def _text(number: int, text: Text, at: Desk, *, mine: bool) -> list[Value]:
    _ = words(at.language).gettext
    network = names.network(text.network, at.language) if text.network else _("Any network")
    head = f"{at.ground.named(text.language)} · {network}"
    shown = text.text if len(text.text) <= QUOTE else f"{text.text[:QUOTE]}…"
    change = kit.button(f"{TEXT}:{text.key}", _("Change"), text.key)
    section = headed(head, shown, change if mine and len(text.text) <= limits.TYPED else None)
    if not mine:
        return [section]
    sure = kit.confirm(_("Remove this text?"), _("It stays in the item's history."), _("Remove"), _("Keep it"))
    remove = kit.button(f"{REMOVE}:{text.key}", _("Remove"), text.key, confirm=sure)
    return [section, kit.row(f"newsroom_text:{number}", remove)]


def _pages(page: int, pages: int, at: Desk) -> list[Value]:
    _ = words(at.language).gettext
    buttons = []
    if page > 1:
        buttons.append(kit.button(f"{TURN}:back", _("Back"), str(page - 1)))
    if page < pages:
        buttons.append(kit.button(f"{TURN}:on", _("On"), str(page + 1)))
    return [kit.row("newsroom_text_pages", *buttons)] if buttons else []
