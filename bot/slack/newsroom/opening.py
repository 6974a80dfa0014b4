"""Modals that a press opens, or shows once more: each reads the queue as it stands, for whoever pressed."""

from dataclasses import replace

from sqlalchemy import Connection

from bot.rendering.words import best
from bot.slack.newsroom import modals, overview, past, suggested, texts
from bot.slack.newsroom.forms import audience
from bot.slack.newsroom.forms.new import NEW
from bot.slack.newsroom.forms.part import BLANK, Value
from bot.slack.newsroom.press import Press
from digests.newsroom.standing import Act


def adding(connection: Connection, press: Press, url: str = "", headline: str = "") -> Value | None:
    """The form of a new item, filled with what is known of it; None for whoever may not add any."""
    at = press.desk(connection)
    if at is None or not at.standing.anywhere(Act.EDIT):
        return None
    language = best(at.person.spoken, press.settings.config.company.language)
    item = replace(BLANK, url=url, title={language: headline} if headline else {})
    return modals.filled(NEW, item, at, replace(press.kept, form=NEW.name))


def opened(connection: Connection, press: Press, note: str = "") -> Value | None:
    """The modal of an item; None where they may not see it, or it is not there."""
    found = press.seen(connection)
    if found is None:
        return None
    at, item = found
    return overview.view(connection, at, item, press.now, place=press.kept.queue, note=note)


def edited(connection: Connection, press: Press) -> Value | None:
    """A form of an item; None where they may not change it."""
    found = press.written(connection)
    form = modals.ALL.get(press.kept.form)
    if found is None or form is None or form is NEW:
        return None
    at, item = found
    disclosure = item.disclosure or press.settings.config.content.disclosure
    kept = replace(press.kept, version=item.version, turn=0, disclosure=disclosure)
    return modals.filled(form, item, at, kept, modals.again(item, at))


def listed(connection: Connection, press: Press) -> Value | None:
    """The texts of an item."""
    found = press.seen(connection)
    return None if found is None else texts.view(found[1], press.kept, found[0])


def for_whom(connection: Connection, press: Press) -> Value | None:
    """The form of an item's audience, with how many people it reaches."""
    found = press.written(connection)
    if found is None or audience.too_large(found[1].audience):
        return None
    at, item = found
    kept = replace(press.kept, version=item.version, turn=0, frames=audience.frames(item.audience))
    look = press.look(connection, at, item.audience)
    return modals.of_audience(audience.chosen(item.audience), at, kept, look, note=modals.again(item, at))


def asked(connection: Connection, press: Press) -> Value | None:
    """The form of an audience once more, after something was chosen in it."""
    found = press.written(connection)
    if found is None:
        return None
    look = press.look(connection, found[0], audience.read(press.typed, press.kept.frames))
    return modals.of_audience(press.chosen(), found[0], press.kept, look)


def retyped(connection: Connection, press: Press) -> Value | None:
    """A form once more with what was typed, and with the languages that were added."""
    at, form = press.desk(connection), modals.ALL.get(press.kept.form)
    found = press.written(connection)
    if at is None or form is None or (found is None and form is not NEW):
        return None
    item = found[1] if found else BLANK
    return modals.filled(form, form.read(press.typed, item, at.ground, press.kept).item, at, press.kept)


def taken(connection: Connection, press: Press, name: str) -> Value | None:
    """A contested form once more, with the queue's word for one part in place of one's own."""
    found, form = press.written(connection), modals.ALL.get(press.kept.form)
    if found is None or form is None:
        return None
    at, theirs = found
    left = tuple(one for one in press.kept.contested if one != name)
    kept = replace(press.kept, turn=press.kept.turn + 1, contested=left)
    mine = form.read(press.typed, theirs, at.ground, kept).item
    standing = {part.name: part for part in form.parts(theirs, at.ground, kept)}
    pairs = [
        (
            standing.get(name, part) if part.name == name else part,
            standing.get(part.name) if part.name in left else None,
        )
        for part in form.parts(mine, at.ground, kept)
    ]
    return modals.of_pairs(form, pairs, at, kept)


def declining(connection: Connection, press: Press) -> Value | None:
    """The modal that asks for the word with which a suggestion is declined."""
    found = press.seen(connection)
    if found is None or not found[0].standing.anywhere(Act.EDIT):
        return None
    return suggested.declining(found[1], found[0], press.kept.queue)


def history(connection: Connection, press: Press) -> Value | None:
    """What became of an item."""
    found = press.seen(connection)
    return None if found is None else past.view(connection, *found)


def compared(connection: Connection, press: Press, version: int) -> Value | None:
    """What one version of an item changed."""
    found = press.seen(connection)
    return None if found is None else past.comparing(connection, *found, version)
