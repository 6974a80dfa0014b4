"""This week's items in the Home tab, with the same buttons as in the digest."""

from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

from babel.dates import format_date
from sqlalchemy import Connection

from bot.rendering.view import House, shown
from bot.rendering.words import words
from bot.slack import kit
from bot.slack.blocks import items
from bot.slack.home.sections import Viewer
from bot.slack.message.living import Living, life, living
from digests.delivery.store import rows
from digests.employee.own import newest_delivery
from digests.settings import Settings
from digests.sharing import tokens

THIS_WEEK = timedelta(days=7)


def blocks(connection: Connection, settings: Settings, viewer: Viewer) -> list[dict[str, Any]]:
    """The newest digest's items as they stand; before the first digest, that it will come."""
    _ = words(viewer.language).gettext
    found = newest(connection, settings, viewer)
    if found is None:
        return [kit.header(_("This week")), kit.said(_nothing(viewer))]
    parcel = found.parcel
    (delivery,) = rows(connection, [parcel.digest.delivery_id])
    at = delivery.sent_at or delivery.due_at
    zone = ZoneInfo(viewer.person.timezone or settings.config.company.timezone)
    date = format_date(at.astimezone(zone), "long", locale=viewer.language)
    seen = shown(parcel, settings.config.server.public_url, House.of(settings.config))
    return [
        kit.header(_("This week") if viewer.now - at <= THIS_WEEK else _("Your last digest")),
        kit.quiet(_("From your digest of {date}").format(date=date)),
        *items(seen, delivery.id, life=life(parcel, found.standings, viewer.now)),
    ]


def newest(connection: Connection, settings: Settings, viewer: Viewer) -> Living | None:
    """The person's newest digest whose buttons still work; None where there is none, or it is not kept any more."""
    delivery_id = newest_delivery(connection, viewer.person.id)
    found = None if delivery_id is None else living(connection, settings, delivery_id)
    if delivery_id is None or found is None or not found.parcel.digest.picks:
        return None
    (delivery,) = rows(connection, [delivery_id])
    return found if viewer.now - delivery.due_at < timedelta(days=tokens.DAYS) else None


def _nothing(viewer: Viewer) -> str:
    _ = words(viewer.language).gettext
    if viewer.person.preferences.stopped:
        return _("There is nothing here while your digests are stopped.")
    return _(
        "Nothing yet. Your first digest brings a few things that fit you, each with a text that is ready to share."
    )
