"""What a person's own shares brought, in one sentence that nobody else is told."""

from datetime import timedelta
from typing import Any

from sqlalchemy import Connection

from bot.rendering.results import sentence
from bot.rendering.words import words
from bot.slack import kit
from bot.slack.home.sections import Viewer
from digests.employee.results import results
from digests.settings import Settings

__all__ = ["blocks", "sentence"]


def blocks(connection: Connection, settings: Settings, viewer: Viewer) -> list[dict[str, Any]]:
    """The sentence, over as many days as facts live."""
    days = settings.config.privacy.raw_days
    _ = words(viewer.language).gettext
    found = results(connection, viewer.person.id, viewer.now - timedelta(days=days))
    kinds = {goal.name: goal.kind for goal in settings.config.goals}
    told = sentence(viewer.language, found, kinds)
    since = words(viewer.language).ngettext(
        "Over {n} day; only you see this.", "Over {n} days; only you see this.", days
    )
    return [kit.header(_("What came of it")), kit.said(told), kit.quiet(since.format(n=days))]
