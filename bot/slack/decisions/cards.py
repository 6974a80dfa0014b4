"""A question as a card in Slack: what an approver is asked, and afterwards what became of it."""

from dataclasses import replace
from datetime import datetime

from bot.rendering.alone import look
from bot.rendering.terms import Asked, Reading, ended
from bot.rendering.words import best
from bot.slack.decisions.card import card
from bot.slack.decisions.offered import WITHDRAW, buttons
from bot.slack.kit import Value
from bot.slack.newsroom import ground
from digests.content.model import Item
from digests.newsroom.asking import Question
from digests.newsroom.deputies import DEPUTY
from digests.newsroom.standing import Act, Standing, standing
from digests.people.model import Person
from digests.settings import Settings


def message(settings: Settings, question: Question, now: datetime) -> Value:
    """The arguments of chat.postMessage and chat.update, in the words and the zone of whoever is asked."""
    person, item = question.person, question.item
    reading = Reading(best(person.spoken, settings.config.company.language), ground.of(settings, person).zone.key)
    offered = buttons(_asked(person, item), item, reading.language)
    choices = [one for one in offered if one["action_id"] != WITHDRAW] if question.open else []
    seen = look(settings, person, item, now).items[0]
    asked = Asked(question.by, question.at)
    return card(item, seen, asked, reading, choices=choices, ended="" if question.open else ended(question, reading))


def _asked(person: Person, item: Item) -> Standing:
    """What whoever is asked may do; somebody without the role was asked because they stand in for somebody."""
    held = standing(person)
    if held.may(Act.APPROVE, item.owner):
        return held
    desk = item.owner.casefold()
    return replace(held, desks={**held.desks, desk: held.desks.get(desk, frozenset()) | DEPUTY})
