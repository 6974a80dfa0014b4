"""A question as a card in Slack: what an approver is asked, and afterwards what became of it."""

from datetime import datetime

from bot.rendering.alone import look
from bot.rendering.terms import Asked, Reading, ended
from bot.rendering.words import best
from bot.slack.decisions.card import card
from bot.slack.decisions.offered import WITHDRAW, buttons
from bot.slack.kit import Value
from bot.slack.newsroom import ground
from digests.newsroom.asking import Question
from digests.newsroom.standing import standing
from digests.settings import Settings


def message(settings: Settings, question: Question, now: datetime) -> Value:
    """The arguments of chat.postMessage and chat.update, in the words and the zone of whoever is asked."""
    person, item = question.person, question.item
    reading = Reading(best(person.spoken, settings.config.company.language), ground.of(settings, person).zone.key)
    offered = buttons(standing(person), item, reading.language)
    choices = [one for one in offered if one["action_id"] != WITHDRAW] if question.open else []
    seen = look(settings, person, item, now).items[0]
    asked = Asked(question.by, question.at)
    return card(item, seen, asked, reading, choices=choices, ended="" if question.open else ended(question, reading))
