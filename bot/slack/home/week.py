"""This week's items in the Home tab, with the same buttons as in the digest."""

from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

from babel.dates import format_date
from sqlalchemy import Connection

from bot.rendering.view import DigestView, House, shown
from bot.rendering.words import words
from bot.slack import blocks as blocks_of
from bot.slack import kit
from bot.slack.home.sections import Viewer
from digests.delivery.model import Parcel
from digests.delivery.store import rows
from digests.edition.build import digests_of
from digests.employee.own import newest_delivery
from digests.settings import Settings
from digests.sharing import tokens

THIS_WEEK = timedelta(days=7)


def blocks(connection: Connection, settings: Settings, viewer: Viewer) -> list[dict[str, Any]]:
    """The newest digest's items; before the first digest, that it will come."""
    _ = words(viewer.language).gettext
    parcel = newest(connection, settings, viewer)
    if parcel is None:
        return [kit.header(_("This week")), kit.said(_nothing(viewer))]
    (delivery,) = rows(connection, [parcel.digest.delivery_id])
    at = delivery.sent_at or delivery.due_at
    zone = ZoneInfo(viewer.person.timezone or settings.config.company.timezone)
    date = format_date(at.astimezone(zone), "long", locale=viewer.language)
    seen = shown(parcel, settings.config.server.public_url, House.of(settings.config))
    return [
        kit.header(_("This week") if viewer.now - at <= THIS_WEEK else _("Your last digest")),
        kit.quiet(_("From your digest of {date}").format(date=date)),
        *items(seen, delivery.id),
    ]


def newest(connection: Connection, settings: Settings, viewer: Viewer) -> Parcel | None:
    """The person's newest digest whose buttons still work; None where there is none, or it is not kept any more."""
    delivery_id = newest_delivery(connection, viewer.person.id)
    if delivery_id is None:
        return None
    found = digests_of(connection, [delivery_id])
    (delivery,) = rows(connection, [delivery_id])
    if not found or not found[0].picks or viewer.now - delivery.due_at >= timedelta(days=tokens.DAYS):
        return None
    return Parcel(found[0], viewer.person, tokens.sign(settings.key, delivery_id, delivery.due_at))


def items(seen: DigestView, delivery_id: int) -> list[dict[str, Any]]:
    """The digest without its own top and end, which the tab has already."""
    rendered: list[dict[str, Any]] = blocks_of.render(seen, delivery_id)["blocks"]
    lines = [number for number, block in enumerate(rendered) if block["type"] == "divider"]
    return rendered[lines[0] : lines[-1]]


def _nothing(viewer: Viewer) -> str:
    _ = words(viewer.language).gettext
    if viewer.person.preferences.stopped:
        return _("There is nothing here while your digests are stopped.")
    return _(
        "Nothing yet. Your first digest brings a few things that fit you, each with a text that is ready to share."
    )
