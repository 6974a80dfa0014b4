"""The note by which somebody signs in: its link is made when it is sent, and only a hash of it is kept."""

import logging
from collections.abc import Callable
from datetime import datetime

from sqlalchemy import Connection

from bot.rendering.words import best, words
from digests.access import signin
from digests.access.signin import GOOD_FOR, Link
from digests.delivery.notes import Asked, Button, Maker, Note
from digests.newsroom.entering import hindrance
from digests.people.model import ChannelName, Person
from digests.settings import Settings

KIND = "signin"
ADDRESS = "/newsroom/signin/{token}"

log = logging.getLogger(__name__)


def maker(settings: Settings, chance: Callable[[], bytes]) -> Maker:
    """Words the note; `chance` gives 32 bytes of it."""

    def made(connection: Connection, asked: Asked, person: Person, now: datetime) -> Note | None:
        why = hindrance(connection, settings.key, person, now)
        if why is not None:
            log.info("a link to sign in was asked for and not sent: %s", why)
            return None
        way = "slack" if asked.channel is ChannelName.SLACK else "mail"
        link = Link(person.id, way, person.email, str(asked.about.get("onward", "")), now + GOOD_FOR)
        token = signin.make(connection, link, chance(), now, note_id=asked.id)
        if token is None:
            log.info("a link to sign in was asked for and not sent: there are enough that are good")
            return None
        return _note(settings, person, token)

    return made


def address(settings: Settings, token: str) -> str:
    """Where a link leads."""
    return settings.config.server.public_url + ADDRESS.format(token=token)


def _note(settings: Settings, person: Person, token: str) -> Note:
    company = settings.config.company
    language = best(person.spoken, company.language)
    _ = words(language).gettext
    minutes = int(GOOD_FOR.total_seconds() // 60)
    return Note(
        subject=_("Your link to the newsroom of {company}").format(company=company.name),
        lines=(
            _("Hello {name},").format(name=person.first_name),
            _("this link signs you in once, within {n} minutes.").format(n=minutes),
        ),
        button=Button(_("Sign in"), address(settings, token)),
        small=_("You did not ask for it? Then do nothing: without a press nobody is signed in."),
        language=language,
    )
