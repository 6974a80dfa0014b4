"""An item as its desk sees it: every part with a way to change it, what is missing, and what can be decided."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection

from bot.rendering import deeds, moments, names
from bot.rendering.cut import cut
from bot.rendering.words import words
from bot.slack import kit
from bot.slack.blocks import escape
from bot.slack.decisions.offered import APPROVE, SUBMIT, buttons
from bot.slack.newsroom import checking, suggested
from bot.slack.newsroom.desk import Desk, people, writes
from bot.slack.newsroom.forms import audience
from bot.slack.newsroom.forms.details import DETAILS
from bot.slack.newsroom.forms.headline import HEADLINE
from bot.slack.newsroom.forms.part import Form, Part, Value, fits
from bot.slack.newsroom.forms.picture import PICTURE
from bot.slack.newsroom.forms.window import WINDOW
from bot.slack.newsroom.home import title
from bot.slack.newsroom.kept import Kept
from bot.slack.newsroom.shown import headed
from digests.content.model import Item, ItemState
from digests.newsroom import queue
from digests.newsroom.model import Decision

EDIT, TEXTS, AUDIENCE, HISTORY = "newsroom_edit", "newsroom_texts", "newsroom_audience", "newsroom_history"
FORMS: dict[str, Form] = {form.name: form for form in (DETAILS, HEADLINE, WINDOW, PICTURE)}
CALLBACK = "newsroom_item"
LETS_IN = {SUBMIT, APPROVE}  # what an item with an error in it has to wait for
LINE = 300  # characters of one part
REMARKS = 8
MOST_PARTS = 80  # of a form; files may hold more languages than that


def view(connection: Connection, at: Desk, item: Item, now: datetime, *, place: str = "", note: str = "") -> Value:
    """The modal of one item; `note` says what became of a press, `place` where the queue stands on the Home tab."""
    _ = words(at.language).gettext
    history = queue.history(connection, item.id)
    known = people(connection, [*(one.who for one in history[-1:]), *_persons(item)])
    made = [kit.header(title(item, at.language)), kit.quiet(" · ".join(_standing(item, at)))]
    if history:
        made.append(kit.quiet(decided(history[-1], known, at)))
    if note:
        made.insert(0, kit.said(note))
    if item.state is ItemState.SUGGESTED:
        made += suggested.blocks(connection, at, item)
    sound = checking.sound(item, at.ground, now)
    decisions = buttons(at.standing, item, at.language)
    if decisions := [one for one in decisions if sound or one["action_id"] not in LETS_IN]:
        made.append(kit.row("newsroom_decide", *decisions))
    made.append({"type": "divider"})
    made += [_form(form, item, at) for form in FORMS.values()]
    made += [_texts(item, at), _audience(item, at, known)]
    if item.state is not ItemState.WITHDRAWN:
        made += _doubts(item, at, now)
    made.append(kit.row("newsroom_past", kit.button(HISTORY, _("History"), item.id)))
    remembered = Kept(item=item.id, version=item.version, queue=place, language=at.language)
    return kit.modal(_("Item"), made, close=_("Close"), callback=CALLBACK) | {"private_metadata": remembered.written()}


def decided(decision: Decision, known: dict[str, str], at: Desk) -> str:
    """Who did what when, in a line."""
    line = deeds.done(at.language, decision.act, known.get(decision.who or "", ""), moment(decision.at, at))
    return f"{line}: {decision.reason}" if decision.reason else line


def moment(when: datetime, at: Desk) -> str:
    """A moment as this person would write it."""
    return moments.moment(when, at.ground.zone, at.language)


def listing(parts: Sequence[Part]) -> str:
    """Parts with what they say, a line each; those that say nothing are left out."""
    lines = [f"{part.label}: {cut(part.shown, LINE)}" for part in parts if part.shown]
    return "\n".join(lines)


def _standing(item: Item, at: Desk) -> list[str]:
    _ = words(at.language).gettext
    version = _("version {number}").format(number=item.version)
    return [names.state(item.state, at.language), item.owner or _("No desk yet"), version]


def _form(form: Form, item: Item, at: Desk) -> Value:
    _ = words(at.language).gettext
    parts = form.parts(item, at.ground, Kept())
    button = kit.button(f"{EDIT}:{form.name}", _("Change"), form.name)
    open_to = writes(at, item) and len(parts) <= MOST_PARTS and all(fits(part) for part in parts)
    return headed(form.title(at.language), listing(parts) or "–", button if open_to else None)


def _texts(item: Item, at: Desk) -> Value:
    _ = words(at.language).gettext
    found: dict[str, int] = {}
    for text in item.texts:
        found[text.language] = found.get(text.language, 0) + 1
    said = "\n".join(f"{at.ground.named(tag)}: {number}" for tag, number in found.items()) or _("None yet.")
    return headed(_("Texts"), said, kit.button(TEXTS, _("Texts"), item.id))


def _audience(item: Item, at: Desk, known: dict[str, str]) -> Value:
    _ = words(at.language).gettext
    said = listing(audience.parts(item.audience, at.ground, known)) or _("Everybody")
    open_to = writes(at, item) and not audience.too_large(item.audience)
    return headed(_("Audience"), said, kit.button(AUDIENCE, _("Change"), item.id) if open_to else None)


def _doubts(item: Item, at: Desk, now: datetime) -> list[Value]:
    said = checking.doubts(item, at.ground, now)
    if not said:
        return []
    _ = words(at.language).gettext
    sound = checking.sound(item, at.ground, now)
    head = kit.marked(f"*{escape(_('Worth a look') if sound else _('Before it can be submitted'))}*")
    return [{"type": "divider"}, head, *(kit.quiet(f"• {one}") for one in said[:REMARKS])]


def _persons(item: Item) -> list[str]:
    rules = (*item.audience.any_of, *item.audience.none_of)
    return [value for rule in rules for key, values in rule.keys if key == "person" for value in values][:100]
