"""The person's own data in the Home tab: who sees what, tracking, and everything that is stored."""

from typing import Any

from sqlalchemy import Connection

from bot.rendering.view import House
from bot.rendering.words import words
from bot.slack import kit
from bot.slack.home.sections import ONCE, Viewer
from digests.people.model import Person, Preferences
from digests.settings import Settings

EXPORT = "home_export"
CONSENT = "home_consent"
TOLD = ONCE + "export"  # what came of it
UNTRACKED, NAMED = "untracked", "named"


def blocks(_connection: Connection, settings: Settings, viewer: Viewer) -> list[dict[str, Any]]:
    """One sentence on who sees what, what a person may say to it, and the way to all that is stored."""
    _ = words(viewer.language).gettext
    config = settings.config
    told = House.of(config).privacy(viewer.language, viewer.person.country)
    if config.privacy.contact:
        told += " " + _("Ask {contact} about it.").format(contact=config.privacy.contact)
    options = [(UNTRACKED, _("No tracking: links are made for the item, not for me"))]
    if asks(settings, viewer.person):
        options.append((NAMED, _("Show my figures by name to the editors")))
    return [
        kit.header(_("Privacy")),
        kit.said(told),
        kit.row("home_consent", kit.ticks(CONSENT, options, given(viewer.person.preferences))),
        kit.row("home_export", kit.button(EXPORT, _("What is stored about me"))),
        kit.quiet(
            viewer.at.get(TOLD)
            or _("You get all of it as a file, in your conversation with this app, where nobody else sees it.")
        ),
    ]


def asks(settings: Settings, person: Person) -> bool:
    """Whether this person may say yes to figures by name: where they are, today's mode is team."""
    mode = settings.config.privacy
    return mode.countries.get(person.country, mode.mode) == "team"


def given(chosen: Preferences) -> list[str]:
    """What is ticked."""
    return [name for name, ticked in ((UNTRACKED, chosen.untracked), (NAMED, chosen.named)) if ticked]
