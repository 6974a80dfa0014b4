"""The communicators' part of the Home tab: the queue by state, a page at a time."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Connection

from bot.rendering import names
from bot.rendering.cut import cut
from bot.rendering.words import best, words
from bot.slack import kit
from bot.slack.blocks import escape
from bot.slack.home.sections import Viewer
from bot.slack.newsroom import desk
from bot.slack.newsroom.desk import Desk
from bot.slack.newsroom.forms import window
from digests.content.model import Item, ItemState
from digests.newsroom import queue
from digests.newsroom.queue import Page
from digests.newsroom.standing import Act
from digests.settings import Settings

AT = "queue"  # by which name the tab keeps where the queue stands
TURN, ADD, OPEN = "newsroom_turn", "newsroom_add", "newsroom_open"
SIZE = 5
TITLE = 150
DIGITS = 6  # of a page's number
LEAST_ROOM = 4 + SIZE * 2 + 1


def blocks(connection: Connection, settings: Settings, viewer: Viewer) -> list[dict[str, Any]]:
    """The queue for the desks that the viewer writes or decides for; nothing for everybody else."""
    found = desk.of(connection, settings, viewer.person)
    if found is None or viewer.room < LEAST_ROOM:
        return []
    counts = queue.counts(connection, found.standing)
    state, number = place(viewer.at.get(AT, ""), counts)
    page = queue.listed(connection, found.standing, state, number, SIZE)
    _ = words(found.language).gettext
    made = [kit.header(_("The newsroom's queue")), _states(counts, state, found.language)]
    if not page.items:
        made.append(kit.said(empty(state, found.language)))
    return made + [_row(item, found, viewer.now) for item in page.items] + _end(page, state, found)


def place(written: str, counts: Mapping[str, int]) -> tuple[ItemState, int]:
    """The state and the page that are shown: those asked for, else the first state that waits for somebody."""
    name, _, number = written.partition(":")
    page = int(number) if number.isdecimal() and len(number) <= DIGITS else 1
    if name in set(ItemState):
        return ItemState(name), page
    waiting = (ItemState.IN_REVIEW, ItemState.SUGGESTED, ItemState.DRAFT)
    return next((state for state in waiting if counts.get(state.value)), ItemState.APPROVED), 1


def empty(state: ItemState, language: str) -> str:
    """What is said where there is nothing."""
    _ = words(language).gettext
    return {
        ItemState.SUGGESTED: _("No suggestion waits. Any employee can make one from a message's menu."),
        ItemState.DRAFT: _("Nothing is being written. Add an item, and it stands here."),
        ItemState.IN_REVIEW: _("Nothing waits for approval."),
        ItemState.APPROVED: _("Nothing is approved, so the next digests have nothing from here."),
        ItemState.WITHDRAWN: _("Nothing was withdrawn."),
    }[state]


def title(item: Item, language: str) -> str:
    """The item's headline in that language, else in any."""
    found = item.title.get(best((language, *item.title), language)) or next(iter(item.title.values()), "")
    return cut(found, TITLE) or item.id


def _states(counts: Mapping[str, int], shown: ItemState, language: str) -> dict[str, Any]:
    buttons = [
        kit.button(
            f"{TURN}:{state.value}",
            f"{names.state(state, language)} ({counts.get(state.value, 0)})",
            f"{state.value}:1",
            style="primary" if state is shown else "",
        )
        for state in names.STATES
    ]
    return kit.row("newsroom_states", *buttons)


def _row(item: Item, at: Desk, now: datetime) -> dict[str, Any]:
    """One line below the headline: a beginning that is past says nothing any more."""
    _ = words(at.language).gettext
    said = [item.owner or _("No desk yet"), names.kind(item.kind, at.language)]
    begins = window.day(item.publish, at.ground, now, end=False)
    if item.publish and item.publish > now:
        said.append(_("from {date}").format(date=begins))
    if ends := window.day(item.expires, at.ground, now, end=True):
        said.append(_("until {date}").format(date=ends))
    texts = words(at.language).ngettext("{number} text", "{number} texts", len(item.texts))
    said.append(texts.format(number=len(item.texts)) if item.texts else _("no text yet"))
    line = f"*{escape(title(item, at.language))}*\n{escape(cut(' · '.join(said), 300))}"
    return kit.marked(line, kit.button(OPEN, _("Open"), item.id))


def _end(page: Page, state: ItemState, at: Desk) -> list[dict[str, Any]]:
    """Turning the page, and adding."""
    _ = words(at.language).gettext
    buttons = []
    if page.page > 1:
        buttons.append(kit.button(f"{TURN}:back", _("Newer"), f"{state.value}:{page.page - 1}"))
    if page.page < page.pages:
        buttons.append(kit.button(f"{TURN}:on", _("Older"), f"{state.value}:{page.page + 1}"))
    if at.standing.anywhere(Act.EDIT):
        buttons.append(kit.button(ADD, _("Add an item"), style="primary"))
    made = [kit.row("newsroom_end", *buttons)] if buttons else []
    if page.pages > 1:
        said = _("Page {page} of {pages}").format(page=page.page, pages=page.pages)
        made.insert(0, kit.quiet(said))
    return made
