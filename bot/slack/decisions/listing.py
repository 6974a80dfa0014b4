"""Many items that wait for one approver, in one message: each opens where it can be decided on."""

from collections.abc import Sequence

from bot.rendering.cut import cut
from bot.rendering.terms import Asked, Reading, origin
from bot.rendering.words import best, words
from bot.slack.blocks import SENTENCE, escape
from bot.slack.kit import Value, button, header, marked, plain, quiet
from bot.slack.newsroom import ground
from bot.slack.newsroom.home import OPEN, title
from digests.newsroom.asking import Question
from digests.settings import Settings

MOST = 20  # told one by one


def message(settings: Settings, questions: Sequence[Question], *, again: bool) -> Value:
    """The arguments of chat.postMessage, in the words of whoever is asked; with `again` as a reminder."""
    person = questions[0].person
    reading = Reading(best(person.spoken, settings.config.company.language), ground.of(settings, person).zone.key)
    said = headline(len(questions), reading.language, again=again)
    blocks = [header(said), *(_line(one, reading) for one in questions[:MOST])]
    more = len(questions) - MOST
    if more > 0:
        line = words(reading.language).ngettext("And {n} more item.", "And {n} more items.", more)
        blocks.append(quiet(line.format(n=more)))
    blocks.append({"type": "actions", "block_id": "waiting", "elements": [_all(settings, reading.language)]})
    return {"text": escape(cut(said, SENTENCE)), "blocks": blocks}


def headline(number: int, language: str, *, again: bool) -> str:
    """How many wait, and whether they did so before."""
    said = words(language)
    line = said.ngettext("{n} item waits for your approval", "{n} items wait for your approval", number)
    if again:
        line = said.ngettext(
            "Still waiting for your approval: {n} item", "Still waiting for your approval: {n} items", number
        )
    return line.format(n=number)


def _line(question: Question, reading: Reading) -> Value:
    item = question.item
    told = " · ".join(origin(item, Asked(question.by, question.at), reading))
    line = marked(f"*{escape(title(item, reading.language)).replace('*', ' ')}*\n{escape(cut(told, SENTENCE))}")
    return line | {"accessory": button(OPEN, words(reading.language).gettext("Open"), item.id)}


def _all(settings: Settings, language: str) -> Value:
    url = f"{settings.config.server.public_url}/newsroom/approvals"
    label = plain(words(language).gettext("See them all in the newsroom"))
    return {"type": "button", "action_id": "open_newsroom", "text": label, "url": url}
