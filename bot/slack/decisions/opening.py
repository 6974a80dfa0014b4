"""Modals that ask for more before something is decided: each reads the queue as it stands, for whoever pressed."""

from collections.abc import Callable, Mapping

from sqlalchemy import Connection

from bot.rendering.words import words
from bot.slack.decisions import windows
from bot.slack.decisions.offered import ASK, CORRECT, NEXT, PREVIEW, WITHDRAW
from bot.slack.decisions.press import Press
from bot.slack.kit import Value
from bot.slack.newsroom import modals
from bot.slack.newsroom.desk import Desk
from bot.slack.newsroom.folk import estimate
from bot.slack.newsroom.home import title
from digests.content.model import Item, ItemState
from digests.content.reach import whole
from digests.newsroom.correcting import delivered
from digests.newsroom.model import LinksThen
from digests.newsroom.standing import Act
from digests.people.model import ChannelName
from digests.people.store import load_people
from digests.settings import Settings

OPEN = "open"  # the one mode that protects nobody
_EDITED = (ChannelName.SLACK.value, ChannelName.TEAMS.value)

Opening = Callable[[Connection, Press, Desk, Item], Value]


def opened(connection: Connection, press: Press, action: str) -> Value | None:
    """The modal behind a button; None for a stranger, a refusal for whoever may not or comes too late."""
    at = press.desk(connection)
    if at is None:
        return None
    found = press.seen(connection)
    if found is None or not _may(found[0], found[1], action):
        return modals.refused(at.language)
    if action == ASK and found[1].version != press.about.version:
        return _changed(press, *found)
    return _OPENINGS[action](connection, press, *found) | {"private_metadata": press.remembered()}


def messages(connection: Connection, settings: Settings, item: Item, language: str) -> list[str]:
    """How many delivered messages have the item: those that can be edited, and the mails that cannot."""
    found = delivered(connection, item.id)
    edited = sum(found.get(channel, 0) for channel in _EDITED)
    mailed = found.get(ChannelName.EMAIL.value, 0)
    _ = words(language).gettext
    lines = [
        _("Delivered in Slack and Teams: {number}. These can be changed.").format(
            number=_number(edited, settings, language)
        )
    ]
    if mailed:
        lines.append(
            _("Sent by mail: {number}. A mail stays as it was sent; its links answer as you choose.").format(
                number=_number(mailed, settings, language)
            )
        )
    return lines


def _number(number: int, settings: Settings, language: str) -> str:
    """A number of people's messages; where people are protected, in whole ks."""
    privacy = settings.config.privacy
    if number == 0 or {privacy.mode, *privacy.countries.values()} == {OPEN}:
        return str(number)
    _ = words(language).gettext
    told = whole(number, privacy.k)
    return _("{number} or more").format(number=told) if told else _("fewer than {number}").format(number=privacy.k)


def _may(at: Desk, item: Item, action: str) -> bool:
    act = _NEEDED[action]
    if action == WITHDRAW and item.state not in {ItemState.APPROVED, ItemState.WITHDRAWN}:
        act = Act.EDIT
    return at.standing.may(act, item.owner) and item.state in _WHILE.get(action, tuple(ItemState))


def _changed(press: Press, at: Desk, item: Item) -> Value:
    _ = words(at.language).gettext
    said = _("This was about version {seen}; it was changed meanwhile and is at version {newest} now.")
    return windows.telling(
        _("Ask for a change"), [said.format(seen=press.about.version, newest=item.version)], at.language
    )


def _asking(connection: Connection, press: Press, at: Desk, item: Item) -> Value:
    del connection, press
    return windows.asking(title(item, at.language), at.language)


def _withdrawing(connection: Connection, press: Press, at: Desk, item: Item) -> Value:
    found = delivered(connection, item.id)
    told = messages(connection, press.settings, item, at.language) if found else []
    links = LinksThen(press.settings.config.newsroom.links_after_withdrawal)
    asked = any(channel in found for channel in _EDITED)
    return windows.withdrawing(title(item, at.language), told, links, at.language, delivered=asked)


def _correcting(connection: Connection, press: Press, at: Desk, item: Item) -> Value:
    told = messages(connection, press.settings, item, at.language)
    return windows.correcting(title(item, at.language), told, at.language)


def _sending(connection: Connection, press: Press, at: Desk, item: Item) -> Value:
    told = estimate(load_people(connection), item.audience, press.settings, at.language)
    return windows.sending(title(item, at.language), [told], at.language)


def _previewing(connection: Connection, press: Press, at: Desk, item: Item) -> Value:
    del connection, item
    schedules = [one.name for one in press.settings.config.schedules]
    return windows.previewing(schedules, at.language)


_OPENINGS: Mapping[str, Opening] = {
    ASK: _asking,
    WITHDRAW: _withdrawing,
    CORRECT: _correcting,
    NEXT: _sending,
    PREVIEW: _previewing,
}
_NEEDED = {
    ASK: Act.APPROVE,
    WITHDRAW: Act.WITHDRAW,
    CORRECT: Act.APPROVE,
    NEXT: Act.SEND_NEXT,
    PREVIEW: Act.PREVIEW_AS,
}
_WHILE = {
    ASK: (ItemState.IN_REVIEW,),
    CORRECT: (ItemState.APPROVED,),
    NEXT: (ItemState.APPROVED,),
}
