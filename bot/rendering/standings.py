"""What became of a pick since it was sent, and of digests altogether, in sentences."""

from datetime import datetime
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_time

from bot.rendering.words import words
from digests.employee.model import PickState, Standing
from digests.networks import NETWORKS
from digests.people.preferences import FOREVER


def standing_sentence(language: str, standing: Standing, zone: ZoneInfo) -> str:
    """The sentence on one pick; empty where there is nothing to say."""
    _ = words(language).gettext
    known = NETWORKS.get(standing.network)
    state = standing.state
    if state is PickState.TAPPED:
        return _("Shared it on {network}?").format(network=_(known.title)) if known else _("Shared it?")
    if state is PickState.SHARED:
        if known is None:
            return _("You shared this. Thank you!")
        return _("You shared this on {network}. Thank you!").format(network=_(known.title))
    if state is PickState.REMINDED and standing.remind_at is not None:
        return _("You will be reminded here: {when}.").format(when=moment(language, standing.remind_at, zone))
    told = {
        PickState.DECLINED: _("Noted: this one was not for you. The next digest takes it into account."),
        PickState.WITHDRAWN: _("This was taken back. Please do not share it any more."),
        PickState.CORRECTED: _("Corrected since it was sent to you."),
    }
    return told.get(state, "")


def quiet_sentence(language: str, until: datetime, zone: ZoneInfo) -> str:
    """Until when no digest comes."""
    _ = words(language).gettext
    if until >= FOREVER:
        return _("Snoozed until you are back: no digest before you say so.")
    date = format_date(until.astimezone(zone).date(), "long", locale=language)
    return _("Snoozed: no digest before {date}. You can change that in your preferences.").format(date=date)


def moment(language: str, at: datetime, zone: ZoneInfo) -> str:
    """A day of this or the next week, and the hour, as a person says it."""
    local = at.astimezone(zone)
    return f"{format_date(local.date(), 'EEEE', locale=language)} {format_time(local.time(), 'short', locale=language)}"
