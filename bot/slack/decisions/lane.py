"""A lane that asks: it sends approvers their cards, has each say how it ended, and tells authors what came back."""

import logging
from collections.abc import Callable, Sequence
from typing import Any

from bot.slack import limits
from bot.slack.decisions import cards, listing, returned
from bot.slack.lane import SlackLane, StoppedError
from digests.delivery.model import Outcome, Result
from digests.errors import DeliveryError
from digests.newsroom.asking import Question
from digests.newsroom.returning import Returned
from digests.people.model import Person

log = logging.getLogger(__name__)


class CardLane(SlackLane):
    """Cards go at the pace of messages, and are changed at that of look-ups."""

    def ask(self, question: Question) -> Outcome:
        """Sends the card once; only one whose answer was lost is in doubt."""
        return self._sent(question.person, lambda: self._card(question))

    def ask_all(self, questions: Sequence[Question], *, again: bool) -> Outcome:
        """Sends one approver the list of many, once."""
        settings, first = self._workspace.settings, questions[0]
        return self._sent(
            first.person, lambda: _drawn(lambda: listing.message(settings, questions, again=again), first.item.id)
        )

    def hand_back(self, told: Returned) -> Outcome:
        """Tells an author once that a change is asked for."""
        settings = self._workspace.settings
        return self._sent(told.person, lambda: _drawn(lambda: returned.message(settings, told), told.item.id))

    def conclude(self, question: Question, ref: str) -> Outcome:
        """Puts how it ended in the buttons' place; the same twice is the same once."""
        channel, _, ts = ref.rpartition(":")
        try:
            made = self._card(question)
            self._ask(
                lambda web: web.chat_update(channel=channel, ts=ts, **made), self._workspace.lookups, posting=False
            )
        except StoppedError as stopped:
            return stopped.outcome
        return Outcome(Result.SENT, ref=ref)

    def _sent(self, person: Person, draw: Callable[[], dict[str, Any]]) -> Outcome:
        try:
            made = draw()
            if not (person.slack_id or person.email):
                return Outcome(Result.REFUSED, "The directory has neither a Slack id nor an address")
            return self._post(person.slack_id or self._lookup(person.email), made)
        except StoppedError as stopped:
            return stopped.outcome

    def _card(self, question: Question) -> dict[str, Any]:
        settings, now = self._workspace.settings, self._workspace.clock()
        return _drawn(lambda: cards.message(settings, question, now), question.item.id)


def _drawn(draw: Callable[[], dict[str, Any]], item_id: str) -> dict[str, Any]:
    try:
        made = draw()
        limits.check_message(made)
    except DeliveryError as error:
        raise StoppedError(Outcome(Result.REFUSED, str(error))) from error
    except Exception as error:  # a card that cannot be drawn must not hold up every other
        log.exception("the card about %s cannot be shown in Slack", item_id)
        why = "A fault of ours: this card cannot be shown in Slack; see the log"
        raise StoppedError(Outcome(Result.REFUSED, why)) from error
    return made
