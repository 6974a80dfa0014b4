"""The digest's own room in Slack: all that can be pressed in its message, and the windows that open from it."""

import re

from slack_bolt.app.async_app import AsyncApp

from bot.slack.message import editing, networks
from bot.slack.message.acts import Acts
from bot.slack.message.picking import Picking
from bot.slack.message.showing import Showing
from bot.slack.parts import Parts


def register(app: AsyncApp, parts: Parts) -> None:
    """Listens to everything that can be pressed in a digest."""
    showing = Showing(parts)
    acts = Acts(parts, showing)
    app.action(re.compile("^share_"))(acts.shared)
    app.action("open_post")(acts.opened)
    app.action("confirm_shared")(acts.confirmed)
    app.action("not_now")(acts.not_now)
    app.action("item_menu")(acts.chosen)
    app.action("more_networks")(acts.more)
    app.action("undo_decline")(acts.undeclined)
    app.action("not_for_me")(acts.declined)  # in older messages
    app.action("snooze")(acts.snoozed)
    app.action("resume")(acts.resumed)
    app.action("preferences")(acts.followed)
    app.view(networks.SAID)(acts.said_where)
    picking = Picking(parts)
    app.action("pick_text")(picking.opened)
    app.action(editing.USE)(picking.used)
    app.action(editing.WORDS)(picking.typed)
    app.view(editing.CALLBACK)(picking.submitted)
