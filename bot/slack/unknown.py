"""What no room listens to: a button of an older message, or of a newer one, is acknowledged and left at that."""

import re

from slack_bolt.app.async_app import AsyncApp
from slack_bolt.context.ack.async_ack import AsyncAck

from bot.slack.parts import Parts

ANYTHING = re.compile("")


def register(app: AsyncApp, parts: Parts) -> None:
    """Listens last, to whatever is left: without an acknowledgement Slack shows whoever pressed a warning."""
    del parts
    app.action(ANYTHING)(_acknowledged)
    app.options(ANYTHING)(_acknowledged)
    app.view(ANYTHING)(_acknowledged)
    app.view_closed(ANYTHING)(_acknowledged)
    app.shortcut(ANYTHING)(_acknowledged)
    app.command(ANYTHING)(_acknowledged)
    app.event(ANYTHING)(_acknowledged)


async def _acknowledged(ack: AsyncAck) -> None:
    await ack()
