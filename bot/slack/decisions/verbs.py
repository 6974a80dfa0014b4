"""The newsroom's verbs for a press in Slack; each gives what to tell whoever pressed, None for a stranger."""

from collections.abc import Callable

from sqlalchemy import Connection

from bot.rendering.words import languages, worded, words
from bot.slack.decisions.press import ORIGIN, Press
from bot.slack.newsroom.desk import Desk
from digests.content.model import Item, ItemState
from digests.edition.policy import Policy
from digests.errors import InputError
from digests.newsroom import items, sending
from digests.newsroom.correcting import correct as draw_anew
from digests.newsroom.correcting import delivered
from digests.newsroom.errors import NotAllowedError, StaleError
from digests.newsroom.model import Messages, Withdrawal
from digests.newsroom.sending import Receivers

Verb = Callable[[Connection, Press], str | None]


def submit(connection: Connection, press: Press) -> str | None:
    """Asks the approvers."""
    at = press.desk(connection)
    if at is None:
        return None
    items.submit(connection, at.standing, press.about.item_id, press.now, origin=ORIGIN)
    return words(at.language).gettext("Submitted. Those who can approve it are asked now.")


def approve(connection: Connection, press: Press) -> str | None:
    """Lets the version that was seen into the digests."""
    at = press.desk(connection)
    if at is None:
        return None
    own = press.settings.config.newsroom.own_approval
    about = press.about
    items.approve(connection, at.standing, about.item_id, about.version, press.now, own=own, origin=ORIGIN)
    return words(at.language).gettext("Approved. It goes into the digests from now on.")


def ask_change(connection: Connection, press: Press, reason: str) -> str | None:
    """Sends it back with a reason."""
    at = press.desk(connection)
    if at is None:
        return None
    about = press.about
    items.ask_change(connection, at.standing, about.item_id, about.version, reason, press.now, origin=ORIGIN)
    return words(at.language).gettext("Sent back. Whoever wrote it reads what should change.")


def withdraw(connection: Connection, press: Press, how: Withdrawal) -> str | None:
    """Takes it out, as was chosen."""
    at = press.desk(connection)
    if at is None:
        return None
    items.withdraw(connection, at.standing, press.about.item_id, how, press.now, origin=ORIGIN)
    _ = words(at.language).gettext
    if not delivered(connection, press.about.item_id):
        return _("Withdrawn.")
    if how.messages is Messages.RECALL:
        return _("Withdrawn. Messages in Slack and Teams that have it are being changed.")
    return _("Withdrawn. Messages that have it stay as they are.")


def correct(connection: Connection, press: Press) -> str | None:
    """Has delivered messages show it as it is."""
    at = press.desk(connection)
    if at is None:
        return None
    draw_anew(connection, at.standing, press.about.item_id, press.now)
    return words(at.language).gettext("Messages in Slack and Teams that have it are being changed.")


def restore(connection: Connection, press: Press) -> str | None:
    """Brings it back."""
    at = press.desk(connection)
    if at is None:
        return None
    item = items.restore(connection, at.standing, press.about.item_id, press.now, origin=ORIGIN)
    return _restored(at, item)


def receivers(connection: Connection, press: Press) -> Receivers | None:
    """Whom an item would go to; None for a stranger, and where it is not there any more."""
    if press.seen(connection) is None:
        return None
    policy = Policy.of(press.settings.config, languages(), ())
    return sending.receivers(connection, press.about.item_id, policy, press.now)


def send_next(connection: Connection, press: Press, to: Receivers | None) -> str | None:
    """Opens an edition of this item alone."""
    at = press.desk(connection)
    if at is None or to is None:
        return None
    sending.send_next(connection, at.standing, to, press.now)
    return words(at.language).gettext("It is on its way to its audience, to each at an hour of their day.")


def refused(error: InputError, language: str) -> str:
    """Why a verb did nothing, in words."""
    _ = words(language).gettext
    if isinstance(error, StaleError):
        return _("This was about version {seen}; it was changed meanwhile and is at version {newest} now.").format(
            seen=error.base.version, newest=error.theirs.version
        )
    if isinstance(error, NotAllowedError):
        return _("You may not decide this: {why}").format(why=worded(language, error))
    return worded(language, error)


def _restored(at: Desk, item: Item) -> str:
    _ = words(at.language).gettext
    if item.state is ItemState.APPROVED:
        return _("Restored. Messages from which it was taken show it again.")
    return _("Restored as a draft.") if item.state is ItemState.DRAFT else _("Restored.")
