"""The top of the Home tab: whose it is, and whether digests come at all."""

from typing import Any
from zoneinfo import ZoneInfo

from babel.dates import format_date
from sqlalchemy import Connection

from bot.rendering.words import words
from bot.slack import kit
from bot.slack.home.sections import Viewer
from digests.employee.quiet import FOREVER
from digests.settings import Settings

RESUME = "home_resume"


def blocks(_connection: Connection, settings: Settings, viewer: Viewer) -> list[dict[str, Any]]:
    """A greeting; under a pause or a stop, how it ends."""
    _ = words(viewer.language).gettext
    made = [kit.header(_("Hello {name}").format(name=viewer.person.first_name))]
    if note := standing(settings, viewer):
        made.append(kit.said(note, kit.button(RESUME, _("Send me digests again"), style="primary")))
    else:
        made.append(kit.quiet(_("What {company} has that is worth passing on.").format(company=_company(settings))))
    return made


def standing(settings: Settings, viewer: Viewer) -> str:
    """Why no digests come just now; empty when they do."""
    _ = words(viewer.language).gettext
    chosen = viewer.person.preferences
    if chosen.stopped:
        return _("You stopped your digests. None will come.")
    if chosen.paused_until is None or chosen.paused_until <= viewer.now:
        return ""
    if chosen.paused_until >= FOREVER:
        return _("Your digests pause until you return.")
    zone = ZoneInfo(viewer.person.timezone or settings.config.company.timezone)
    date = format_date(chosen.paused_until.astimezone(zone), "long", locale=viewer.language)
    return _("You have a pause until {date}.").format(date=date)


def _company(settings: Settings) -> str:
    return settings.config.company.name
