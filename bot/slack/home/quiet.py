"""Quiet in the Home tab: a pause of a week or four, until one returns, or for good."""

from typing import Any

from sqlalchemy import Connection

from bot.rendering.choices import PAUSES
from bot.rendering.words import words
from bot.slack import kit
from bot.slack.home.sections import Viewer
from digests.settings import Settings

PAUSE = "home_pause_"
RETURN = "return"
STOP = "home_stop"


def blocks(_connection: Connection, _settings: Settings, viewer: Viewer) -> list[dict[str, Any]]:
    """The ways of having quiet; to whoever stopped only the way back is shown, at the top."""
    said = words(viewer.language)
    _ = said.gettext
    if viewer.person.preferences.stopped:
        return []
    pauses = [
        kit.button(f"{PAUSE}{weeks}", said.ngettext("Pause for {n} week", "Pause for {n} weeks", weeks).format(n=weeks))
        for weeks in PAUSES
    ]
    question = kit.confirm(
        _("Stop your digests?"),
        _("None will come any more, on no channel, until you start them again here. What you shared stays yours."),
        _("Stop them"),
        _("Keep them"),
    )
    return [
        kit.header(_("Pause or stop")),
        kit.row(
            "home_quiet",
            *pauses,
            kit.button(f"{PAUSE}{RETURN}", _("Pause until I return")),
            kit.button(STOP, _("Stop for good"), style="danger", confirm=question),
        ),
    ]
