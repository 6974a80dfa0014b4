"""Deciding about items: the buttons of cards and of items' modals, and the modals behind them."""

from slack_bolt.app.async_app import AsyncApp

from bot.slack.decisions.acts import VERBS, Decisions
from bot.slack.decisions.offered import ASK, CORRECT, NEXT, PREVIEW, TEST, WITHDRAW
from bot.slack.decisions.previews import Previews
from bot.slack.parts import Parts


def register(app: AsyncApp, parts: Parts) -> None:
    """Listens to what is decided about items."""
    decisions, previews = Decisions(parts), Previews(parts)
    for action in VERBS:
        app.action(action)(decisions.decided)
    for action in (ASK, WITHDRAW, CORRECT, NEXT, PREVIEW):
        app.action(action)(decisions.opened)
    app.action(TEST)(previews.tested)
    app.view(ASK)(decisions.asked)
    app.view(WITHDRAW)(decisions.withdrawn)
    app.view(CORRECT)(decisions.corrected)
    app.view(NEXT)(decisions.sent)
    app.view(PREVIEW)(previews.previewed)
