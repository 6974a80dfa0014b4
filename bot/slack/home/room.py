"""The employee's own room in Slack: the Home tab, the command, and two shortcuts."""

import re

from slack_bolt.app.async_app import AsyncApp

from bot.slack.home import choices, greeting, privacy, quiet
from bot.slack.home.acts import Acts
from bot.slack.home.command import Command
from bot.slack.home.suggest import Suggesting
from bot.slack.parts import Parts


def register(app: AsyncApp, parts: Parts) -> None:
    """Listens to what an employee does outside a digest."""
    acts = Acts(parts)
    app.event("app_home_opened")(acts.opened)
    app.action(re.compile(f"^{choices.PREFIX}"))(acts.chosen)
    app.action(privacy.CONSENT)(acts.consented)
    app.action(re.compile(f"^{quiet.PAUSE}"))(acts.paused)
    app.action(greeting.RESUME)(acts.resumed)
    app.action(quiet.STOP)(acts.stopped)
    app.action(privacy.EXPORT)(acts.exported)
    app.command("/budstikke")(Command(parts).typed)
    suggesting = Suggesting(parts)
    app.shortcut("suggest_item")(suggesting.opened)
    app.view("suggest_item")(suggesting.submitted)
