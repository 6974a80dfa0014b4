"""A small message in Slack: a direct message with a button that leads to the web."""

from bot.rendering.cut import cut
from bot.slack import limits
from bot.slack.blocks import SENTENCE, escape
from bot.slack.kit import Value, button, marked, quiet, row, said
from bot.slack.lane import SlackLane, StoppedError
from digests.delivery.model import Outcome, Result
from digests.delivery.notes import Note
from digests.errors import DeliveryError
from digests.people.model import Person

OPEN = "note_open"  # pressed, it leads on by itself: there is nothing to be done for it
LINES = 20


class NoteLane(SlackLane):
    """Notes go at the pace of messages."""

    def tell(self, person: Person, note: Note) -> Outcome:
        """Sends it once; only one whose answer was lost is in doubt."""
        made = message(note)
        try:
            limits.check_message(made)
            if not (person.slack_id or person.email):
                return Outcome(Result.REFUSED, "The directory has neither a Slack id nor an address")
            return self._post(person.slack_id or self._lookup(person.email), made)
        except DeliveryError as error:
            return Outcome(Result.REFUSED, str(error))
        except StoppedError as stopped:
            return stopped.outcome


def message(note: Note) -> Value:
    """The arguments of chat.postMessage."""
    subject = escape(cut(note.subject, limits.HEADER))
    blocks = [marked(f"*{subject}*"), *(said(line) for line in note.lines[:LINES])]
    if note.button:
        blocks.append(row("note", button(OPEN, note.button.label, style="primary") | {"url": note.button.url}))
    if note.small:
        blocks.append(quiet(note.small))
    return {"text": escape(cut(": ".join((note.subject, *note.lines[:1])), SENTENCE)), "blocks": blocks}
