"""A question as a card in Slack: what an approver is asked, and afterwards what became of it."""

from datetime import datetime

from bot.rendering.words import best, words
from bot.slack.decisions.card import Asked, Reading, card
from bot.slack.decisions.look import look
from bot.slack.decisions.offered import WITHDRAW, buttons
from bot.slack.kit import Value
from bot.slack.newsroom import ground
from digests.newsroom.asking import Question
from digests.newsroom.model import Done
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


def ended(question: Question, reading: Reading) -> str:
    """Who decided what and when; of a version that was changed meanwhile, that it was."""
    _ = words(reading.language).gettext
    changed = _("This card was about version {seen}; it is at version {newest} now.").format(
        seen=question.item.version, newest=question.newest
    )
    decision = question.ended
    if decision is None:
        return changed
    said = {
        Done.APPROVED: _("Approved by {who}, {when}"),
        Done.ASKED: _("{who} asked for a change, {when}"),
        Done.WITHDRAWN: _("Withdrawn by {who}, {when}"),
    }
    line = said.get(decision.act, _("Changed by {who}, {when}"))
    line = line.format(who=question.ended_by or _("somebody"), when=reading.when(decision.at))
    line = f"{line}: {decision.reason}" if decision.reason else f"{line}."
    return line if decision.act in said else f"{line} {changed}"
