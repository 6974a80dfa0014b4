"""Deciding about items in Slack: asked by a card, or by the buttons of an item's view."""

from bot.slack.decisions.offered import buttons

__all__ = ["buttons"]
