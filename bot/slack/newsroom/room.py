"""The newsroom in Slack: everything that a communicator can press on the Home tab and in an item's modals."""

import re

from slack_bolt.app.async_app import AsyncApp

from bot.slack.newsroom import home, modals, overview, past, suggested, texts
from bot.slack.newsroom.forms import audience
from bot.slack.newsroom.forms.part import TAKE
from bot.slack.newsroom.presses import Presses
from bot.slack.newsroom.submissions import Submissions
from bot.slack.parts import Parts


def register(app: AsyncApp, parts: Parts) -> None:
    """Listens to what a communicator does."""
    presses = Presses(parts)
    app.action(_begins(home.TURN))(presses.turned)
    app.shortcut("queue_item")(presses.queued)
    app.action(home.ADD)(presses.adding)
    app.action(home.OPEN)(presses.opened)
    app.action(_begins(overview.EDIT))(presses.edited)
    app.action(overview.TEXTS)(presses.texts)
    app.action(overview.AUDIENCE)(presses.audience)
    app.action(overview.HISTORY)(presses.history)
    app.action(_begins(past.COMPARE))(presses.compared)
    app.action(modals.MORE)(presses.more)
    app.action(_begins(TAKE))(presses.taken)
    app.action(texts.ADD)(presses.text)
    app.action(_begins(texts.TEXT))(presses.text)
    app.action(_begins(texts.TURN))(presses.text_page)
    app.action(_begins(audience.VALUES))(presses.chosen)
    app.action(_begins(audience.CONDITION))(presses.chosen)
    app.action(audience.GROUP)(presses.chosen)
    app.action(_begins(audience.DROP))(presses.chosen)
    app.action(suggested.DECLINE)(presses.declining)
    app.options(_begins(audience.VALUES))(presses.values)
    submissions = Submissions(parts, presses.folk)
    app.action(_begins(texts.REMOVE))(submissions.removed)
    app.action(_begins(suggested.ACCEPT))(submissions.accepted)
    app.view(modals.SAVE)(submissions.saved)
    app.view(suggested.DECLINED)(submissions.declined)


def _begins(action: str) -> re.Pattern[str]:
    """An action's name, alone or with what it is about."""
    return re.compile(f"^{action}(:|$)")
