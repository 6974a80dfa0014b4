"""What is kept of a form: in one transaction, beside what others wrote; nothing that was typed is lost."""

from dataclasses import replace

from sqlalchemy import Connection

from bot.rendering.words import best, worded, words
from bot.slack.newsroom import modals, overview, suggested, texts
from bot.slack.newsroom.desk import Desk, find
from bot.slack.newsroom.forms import audience
from bot.slack.newsroom.forms.new import NEW
from bot.slack.newsroom.forms.part import BLANK
from bot.slack.newsroom.forms.wording import WORDING
from bot.slack.newsroom.home import title
from bot.slack.newsroom.opening import opened
from bot.slack.newsroom.press import ORIGIN, Came, Press
from digests.content.model import Item
from digests.content.store import load_versions
from digests.errors import InputError
from digests.newsroom import queue, writing
from digests.newsroom.errors import StaleError
from digests.newsroom.standing import Act
from digests.people.store import load_people


def saved(connection: Connection, press: Press) -> Came | None:
    """Keeps what was typed, or shows it beside what somebody else wrote meanwhile; None where they may do neither."""
    if press.kept.form == NEW.name:
        return _added(connection, press)
    found = press.written(connection, shut=True)
    if found is None or press.kept.form not in {*modals.ALL, modals.AUDIENCE}:
        return None
    at, current = found
    try:
        if press.kept.form == WORDING.name:
            return _worded(connection, press, at, current)
        _change(connection, press, at, _mine(connection, press, at, current), press.kept.version)
    except StaleError as stale:
        return _contested(connection, press, at, stale)
    except InputError as error:
        return _refused(connection, press, at, current, worded(at.language, error))
    return _told(connection, press)


def removed(connection: Connection, press: Press, key: str) -> Came | None:
    """An item without one text."""
    found = press.written(connection)
    if found is None:
        return None
    at, item = found
    _change(connection, press, at, texts.without(item, key), item.version)
    return _listed(connection, press, at)


def accepted(connection: Connection, press: Press, owner: str) -> Came | None:
    """A suggestion becomes a desk's draft, and whoever had the idea hears of it."""
    at = press.desk(connection)
    return _judged(connection, press, at, owner=owner) if at and at.standing.may(Act.EDIT, owner) else None


def declined(connection: Connection, press: Press) -> Came | None:
    """A suggestion that nobody takes, and the word that whoever had the idea hears."""
    at = press.desk(connection)
    if at is None or not at.standing.anywhere(Act.EDIT):
        return None
    return _judged(connection, press, at, reason=press.typed.text(suggested.REASON)[: suggested.LONGEST])


def _judged(connection: Connection, press: Press, at: Desk, *, owner: str = "", reason: str = "") -> Came | None:
    item = find(connection, at, press.kept.item)
    if item is None:
        return None
    try:
        if owner:
            writing.accept(connection, at.standing, item.id, owner, press.now, origin=ORIGIN)
        else:
            writing.decline(connection, at.standing, item.id, reason, press.now, origin=ORIGIN)
    except InputError as error:
        view = opened(connection, press, worded(at.language, error))
        return None if view is None else Came(view)
    came = _told(connection, press)
    suggestion = queue.suggestions(connection, [item.id]).get(item.id)
    people = load_people(connection, [suggestion.person_id]) if suggestion and suggestion.person_id else []
    if came is None or not people or people[0].id == at.person.id:
        return came
    language = best(people[0].spoken, press.settings.config.company.language)
    word = suggested.answer(owner, title(item, language), reason, language)
    return replace(came, tell=people[0].slack_id, word=word)


def _mine(connection: Connection, press: Press, at: Desk, current: Item) -> Item:
    """The version that the form was opened on, with what was typed."""
    version = (current.id, press.kept.version)
    base = load_versions(connection, [version]).get(version, current)
    if press.kept.form == modals.AUDIENCE:
        return replace(base, audience=audience.read(press.typed, press.kept.frames))
    return modals.ALL[press.kept.form].read(press.typed, base, at.ground, press.kept).item


def _change(connection: Connection, press: Press, at: Desk, item: Item, version: int) -> None:
    own = press.settings.config.newsroom.own_approval
    writing.change(connection, at.standing, item, version, press.now, own=own, origin=ORIGIN)


def _added(connection: Connection, press: Press) -> Came | None:
    at = press.desk(connection)
    if at is None or not at.standing.anywhere(Act.EDIT):
        return None
    item = NEW.read(press.typed, BLANK, at.ground, press.kept).item
    try:
        made = writing.add(connection, at.standing, item, press.now, origin=ORIGIN)
    except InputError as error:
        kept = replace(press.kept, turn=press.kept.turn + 1)
        return Came(modals.filled(NEW, item, at, kept, worded(at.language, error)))
    note = words(at.language).gettext("Kept as a draft. Texts, audience and a picture can be added here.")
    return Came(overview.view(connection, at, made, press.now, place=press.kept.queue, note=note))


def _worded(connection: Connection, press: Press, at: Desk, item: Item) -> Came | None:
    """One text goes to its place among the others as they stand; one that is gone is shown, and added if so wished."""
    kept = press.kept
    mine = WORDING.read(press.typed, item, at.ground, kept).item
    if not kept.key or any(text.key == kept.key for text in item.texts):
        _change(connection, press, at, mine, item.version)
        return _listed(connection, press, at)
    note = words(at.language).gettext(
        "Somebody changed or removed this text while you wrote. What you wrote is below; save it to add it."
    )
    again = replace(kept, key="", version=item.version, turn=kept.turn + 1)
    return Came(modals.of_parts(WORDING, WORDING.shown(WORDING.written(press.typed), at.ground, item), at, again, note))


def _listed(connection: Connection, press: Press, at: Desk) -> Came | None:
    item, shown = find(connection, at, press.kept.item), opened(connection, press)
    return None if item is None or shown is None else Came(texts.view(item, press.kept, at), item=shown)


def _told(connection: Connection, press: Press) -> Came | None:
    view = opened(connection, press)
    return None if view is None else Came(view, item=view)


def _contested(connection: Connection, press: Press, at: Desk, stale: StaleError) -> Came:
    kept = replace(press.kept, version=stale.theirs.version, turn=press.kept.turn + 1)
    if kept.form == modals.AUDIENCE:
        look = press.look(connection, at, stale.ours.audience)
        return Came(modals.of_audience(press.chosen(), at, kept, look, theirs=stale.theirs))
    form = modals.ALL[kept.form]
    return Came(modals.contested(form, (stale.ours, stale.theirs, stale.base), at, kept))


def _refused(connection: Connection, press: Press, at: Desk, item: Item, why: str) -> Came:
    """The form once more with what was typed, and why it was not kept."""
    kept = replace(press.kept, turn=press.kept.turn + 1)
    if kept.form == modals.AUDIENCE:
        look = press.look(connection, at, audience.read(press.typed, kept.frames))
        return Came(modals.of_audience(press.chosen(), at, kept, look, note=why))
    if kept.form == WORDING.name:
        text = WORDING.shown(WORDING.written(press.typed), at.ground, item)
        return Came(modals.of_parts(WORDING, text, at, kept, why))
    form = modals.ALL[kept.form]
    return Came(modals.filled(form, form.read(press.typed, item, at.ground, kept).item, at, kept, why))
