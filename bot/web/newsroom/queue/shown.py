"""Items as the queue shows them: a card or a line each."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo

from babel.dates import format_date

from bot.rendering import names
from bot.rendering.words import words
from digests.content.model import Item

SOON = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Card:
    """What is seen of an item among others."""

    id: str
    version: int
    title: str
    lang: str
    state: str
    kind: str
    desk: str
    window: str
    soon: bool  # whether it ends within a week
    campaign: str
    languages: str


@dataclass(frozen=True, slots=True)
class Eyes:
    """Whoever looks: their language and zone, and when."""

    language: str
    zone: tzinfo
    now: datetime

    def card(self, item: Item) -> Card:
        """The item's card."""
        lang, title = worded(item.title, self.language)
        ends = item.expires is not None and self.now < item.expires <= self.now + SOON
        return Card(
            id=item.id,
            version=item.version,
            title=title or item.id,
            lang=lang,
            state=item.state.value,
            kind=names.kind(item.kind, self.language),
            desk=item.owner,
            window=self.window(item),
            soon=ends and item.state.value == "approved",
            campaign=item.campaign,
            languages=", ".join(item.title),
        )

    def window(self, item: Item) -> str:
        """When an item may be offered, in a few words."""
        _ = words(self.language).gettext
        if item.expires is not None and item.expires <= self.now:
            return _("ended {day}").format(day=self.day(item.expires))
        if item.publish is not None and item.publish > self.now:
            if item.expires is None:
                return _("from {day}").format(day=self.day(item.publish))
            return _("{first} to {last}").format(first=self.day(item.publish), last=self.last_day(item.expires))
        if item.expires is not None:
            return _("until {day}").format(day=self.last_day(item.expires))
        return _("no end")

    def day(self, at: datetime) -> str:
        """The day of a moment; with its year where that is another."""
        local = at.astimezone(self.zone).date()
        same = local.year == self.now.astimezone(self.zone).year
        return str(format_date(local, "d MMM" if same else "medium", locale=self.language))

    def last_day(self, end: datetime) -> str:
        """The last day before a moment at which something ends."""
        return self.day(end - timedelta(microseconds=1))


def worded(said: Mapping[str, str], language: str) -> tuple[str, str]:
    """The language and the words of a text that is kept by language: the wanted one, a relative of it, or the first."""
    near = [tag for tag in said if tag.partition("-")[0] == language.partition("-")[0]]
    tag = language if language in said else next(iter([*near, *said]), "")
    return tag, said.get(tag, "")
