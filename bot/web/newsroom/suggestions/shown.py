"""Suggestions as desks and employees see them."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, tzinfo
from urllib.parse import urlsplit

from babel.dates import format_date

from bot.rendering import names
from bot.rendering.words import words
from bot.web.newsroom.queue.shown import worded
from digests.content.model import ItemState
from digests.newsroom.suggested import Double, Fate, Own, Waiting


@dataclass(frozen=True, slots=True)
class Twin:
    """An item that may be the same; of another desk neither its title nor its address is told."""

    title: str
    lang: str
    said: str
    address: str


@dataclass(frozen=True, slots=True)
class Shown:
    """A suggestion that waits for a desk."""

    id: str
    title: str
    lang: str
    summary: str
    url: str
    host: str
    desk: str  # that it is for; empty: none yet
    who: str  # made it, in a sentence
    when: str
    why: str
    permalink: str
    twins: tuple[Twin, ...]


@dataclass(frozen=True, slots=True)
class Mine:
    """One's own suggestion."""

    title: str
    lang: str
    url: str
    host: str
    when: str
    fate: str  # the name of a Fate
    said: str
    reason: str


@dataclass(frozen=True, slots=True)
class Eyes:
    """Whoever looks: their language and zone, and which desks' items they may open."""

    language: str
    zone: tzinfo
    opens: Callable[[str], bool]

    def waiting(self, one: Waiting) -> Shown:
        """The suggestion in words."""
        _ = words(self.language).gettext
        lang, title = worded(one.item.title, self.language)
        at = one.found.at if one.found else None
        where = one.found.permalink if one.found else ""
        who = _("From the feed {name}").format(name=one.feed) if one.feed else one.who or _("Somebody")
        return Shown(
            id=one.item.id,
            title=title or one.item.id,
            lang=lang,
            summary=worded(one.item.summary, self.language)[1],
            url=one.item.url,
            host=urlsplit(one.item.url).hostname or "",
            desk=one.item.owner,
            who=who,
            when=self.day(at) if at else "",
            why=one.found.why if one.found else "",
            permalink=where if where.startswith("https://") else "",
            twins=tuple(self.twin(each) for each in one.doubles),
        )

    def twin(self, double: Double) -> Twin:
        """What may be the same, and why it is thought so."""
        _ = words(self.language).gettext
        lang, title = worded(double.item.title, self.language)
        state = names.state(double.item.state, self.language)
        near = _("Leads to the same page ({state})") if double.same_place else _("Has nearly the same title ({state})")
        said = near.format(state=state)
        if not self.opens(double.item.owner):
            return Twin(_("Something of the desk {desk}").format(desk=double.item.owner), "", said, "")
        address = "" if double.item.state is ItemState.SUGGESTED else double.item.id
        return Twin(title or double.item.id, lang, said, address)

    def mine(self, own: Own) -> Mine:
        """What became of one's own."""
        _ = words(self.language).gettext
        lang, title = worded(own.item.title, self.language)
        said = {
            Fate.WAITS: _("Waits for the newsroom"),
            Fate.TAKEN: _("A desk took it and works on it"),
            Fate.SHARED: _("Colleagues get it in their digests"),
            Fate.DECLINED: _("Not taken this time"),
            Fate.ENDED: _("It was shared, and is over"),
        }[own.fate]
        host = urlsplit(own.item.url).hostname or ""
        return Mine(title, lang, own.item.url, host, self.day(own.at), own.fate.value, said, own.reason)

    def day(self, at: datetime) -> str:
        """A day, as the reader writes it."""
        return str(format_date(at.astimezone(self.zone), "medium", locale=self.language))
