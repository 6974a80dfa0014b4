"""Suggestions: a desk takes one into the queue, or declines it with a word."""

from sqlalchemy import Connection

from bot.rendering.words import words
from bot.slack import kit
from bot.slack.newsroom.desk import Desk, people
from bot.slack.newsroom.forms.part import Value, line
from bot.slack.newsroom.kept import Kept
from bot.slack.newsroom.shown import headed
from digests.content.model import Item
from digests.newsroom import queue

ACCEPT, DECLINE, DECLINED = "newsroom_accept", "newsroom_decline", "newsroom_declined"
REASON = "reason"
LONGEST = 1000
FEW = 3  # desks that get a button each


def blocks(connection: Connection, at: Desk, item: Item) -> list[Value]:
    """Who suggested it and why, and what a desk can do with it."""
    _ = words(at.language).gettext
    made: list[Value] = []
    found = queue.suggestions(connection, [item.id]).get(item.id)
    if found is not None:
        known = people(connection, [found.person_id])
        head = _("Suggested by {who}").format(who=known.get(found.person_id or "", "") or _("somebody"))
        made.append(headed(head, found.why or _("No word beside it.")))
        if found.permalink.startswith("https://") and not set("<>|") & set(found.permalink):
            made.append(kit.marked(f"<{found.permalink}|{_('Where they saw it')}>"))
    return [*made, *_choices(at)]


def declining(item: Item, at: Desk, place: str) -> Value:
    """The modal that asks for the word."""
    _ = words(at.language).gettext
    hint = _("Whoever suggested it reads this.")
    ask = kit.typed(REASON, _("Why not?"), line(REASON, "", LONGEST, several=True), hint=hint)
    made = kit.modal(_("Decline"), [ask], close=_("Cancel"), submit=_("Decline"), callback=DECLINED)
    remembered = Kept(item=item.id, version=item.version, language=at.language, queue=place)
    return made | {"private_metadata": remembered.written()}


def answer(desk_name: str, title: str, reason: str, language: str) -> str:
    """What whoever suggested it is told: the desk that took it, or the word of the one that did not."""
    _ = words(language).gettext
    if desk_name:
        return _("Thank you: {desk} took your suggestion “{title}” into the queue.").format(desk=desk_name, title=title)
    said = _("Thank you for suggesting “{title}”. It was not taken this time.").format(title=title)
    return f"{said} {reason}".strip()


def _choices(at: Desk) -> list[Value]:
    _ = words(at.language).gettext
    desks = at.ground.desks
    elements = [
        kit.button(f"{ACCEPT}:{desk}", _("Take for {desk}").format(desk=desk), desk, style="primary")
        for desk in (desks if len(desks) <= FEW else ())
    ]
    if len(desks) > FEW:
        placeholder = {"placeholder": kit.plain(_("Take for a desk"))}
        elements.append(kit.select(ACCEPT, [(desk, desk) for desk in desks], None) | placeholder)
    return [kit.row("newsroom_suggested", *elements, kit.button(DECLINE, _("Decline"), style="danger"))]
