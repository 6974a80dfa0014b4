"""The words of the notes that answer a person: a link to their own page, a newer address, another channel."""

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from bot.rendering.words import best, words
from digests.delivery.notes import Asked, Button, Maker, Note
from digests.employee import fresh
from digests.employee.asked import Kind, named
from digests.employee.fresh import Purpose
from digests.people.model import ChannelName, Person
from digests.people.store import load_preferences
from digests.settings import Settings
from digests.sharing.tokens import sign


def chance() -> str:
    """A secret that nobody guesses."""
    return secrets.token_urlsafe(24)


def channel_name(language: str, channel: ChannelName | None) -> str:
    """A channel as people call it."""
    _ = words(language).gettext
    known = {
        ChannelName.SLACK: "Slack",
        ChannelName.TEAMS: "Teams",
        ChannelName.EMAIL: _("Mail"),
        ChannelName.PREVIEW: _("Preview"),
    }
    return known[channel] if channel else _("the company's usual channel")


@dataclass(frozen=True, slots=True)
class OwnNotes:
    """Words each note when it is sent, with an address that stands nowhere else."""

    settings: Settings
    secret: Callable[[], str] = chance

    def makers(self) -> dict[str, Maker]:
        """By kind."""
        return {
            Kind.OWN.value: self.own,
            Kind.PAGE.value: self.page,
            Kind.CHANNEL.value: self.channel,
            Kind.UNDO.value: self.undo,
        }

    def own(self, connection: Connection, _asked: Asked, person: Person, now: datetime) -> Note:
        """A link to one's own page."""
        language = self._language(person)
        _ = words(language).gettext
        url = self._link(connection, person, Purpose.OWN, _asked, now)
        return Note(
            subject=_("The link to your own page"),
            lines=(_("You asked for it: what your shares brought, and all that is stored about you."),),
            button=Button(_("Open my page"), url),
            small=_("It opens once, within 30 minutes. If you did not ask for it, leave it alone."),
            language=language,
        )

    def page(self, connection: Connection, asked: Asked, person: Person, now: datetime) -> Note:
        """The same page of the same digest, by an address that is good for another while."""
        language = self._language(person)
        _ = words(language).gettext
        fresh.make(connection, person.id, Purpose.PAGE, self.secret(), now=now)
        kind, *rest = asked.about["path"]
        token = sign(self.settings.key, asked.about["delivery"], now)
        return Note(
            subject=_("A fresh link to what you opened"),
            lines=(_("The address in your older digest was not good any more. This one is."),),
            button=Button(_("Open it"), "/".join((self._public, kind, token, *rest))),
            small=_("If you did not ask for it, leave it alone."),
            language=language,
        )

    def channel(self, connection: Connection, asked: Asked, person: Person, now: datetime) -> Note:
        """Whether the digests are to come by another channel: nothing has changed yet."""
        language = self._language(person)
        _ = words(language).gettext
        name = channel_name(language, named(asked.about["channel"]))
        url = self._link(connection, person, Purpose.CHANNEL, asked, now)
        return Note(
            subject=_("Shall your digests come another way?"),
            lines=(_("This was chosen in your preferences: {channel}. Nothing has changed yet.").format(channel=name),),
            button=Button(_("Look at it and confirm"), url),
            small=_("It opens once, within 30 minutes. If you did not ask for it, leave it alone."),
            language=language,
        )

    def undo(self, connection: Connection, asked: Asked, person: Person, now: datetime) -> Note | None:
        """The digests came here, and come by another channel now; nothing where that is over already."""
        after = named(asked.about["after"])
        if load_preferences(connection, person.id).channel is not after:
            return None
        language = self._language(person)
        _ = words(language).gettext
        url = self._link(connection, person, Purpose.UNDO, asked, now)
        name = channel_name(language, after)
        return Note(
            subject=_("Your digests come another way now"),
            lines=(_("They came here until now. From now on: {channel}.").format(channel=name),),
            button=Button(_("Take it back"), url),
            small=_("For seven days you can take it back by this link. If you changed it, there is nothing to do."),
            language=language,
        )

    def _link(self, connection: Connection, person: Person, purpose: Purpose, asked: Asked, now: datetime) -> str:
        secret = self.secret()
        fresh.make(connection, person.id, purpose, secret, now=now, about=asked.about)
        return f"{self._public}/o/{secret}"

    def _language(self, person: Person) -> str:
        return best(person.spoken, self.settings.config.company.language)

    @property
    def _public(self) -> str:
        return self.settings.config.server.public_url
