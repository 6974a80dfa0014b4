"""A press in the newsroom: by whom, on what, when, with what typed; who may is looked up anew each time."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import Connection

from bot.slack.newsroom import desk as desks
from bot.slack.newsroom.desk import Desk
from bot.slack.newsroom.folk import Folk, estimate, names
from bot.slack.newsroom.forms.audience import Look
from bot.slack.newsroom.forms.part import Value
from bot.slack.newsroom.kept import Kept
from bot.slack.newsroom.typed import Typed
from digests.content.model import Audience, Item
from digests.newsroom.standing import Act
from digests.settings import Settings

NOTHING = Typed({}, {})
ORIGIN = "slack"  # the door through which versions come in


@dataclass(frozen=True, slots=True)
class Press:
    """`slack_id` is Slack's word for who pressed; everything else is only what they pressed."""

    slack_id: str
    kept: Kept
    now: datetime
    settings: Settings
    folk: Folk
    typed: Typed = field(default=NOTHING)

    def desk(self, connection: Connection) -> Desk | None:
        """Who pressed, if they are a communicator."""
        return desks.desk(connection, self.settings, self.slack_id)

    def seen(self, connection: Connection) -> tuple[Desk, Item] | None:
        """Who pressed and the item, where they may see it."""
        at = self.desk(connection)
        item = desks.find(connection, at, self.kept.item) if at else None
        return None if at is None or item is None else (at, item)

    def written(self, connection: Connection, *, shut: bool = False) -> tuple[Desk, Item] | None:
        """The same where they may change it; `shut`: also one that nobody can change just now."""
        found = self.seen(connection)
        if found is None:
            return None
        at, item = found
        may = at.standing.may(Act.EDIT, item.owner) if shut else desks.writes(at, item)
        return found if may else None

    def look(self, connection: Connection, at: Desk, audience: Audience) -> Look:
        """What stands beside an audience: people's names, and how many it reaches."""
        everybody = self.folk.load(connection, self.now)
        return Look(names(everybody), estimate(everybody, audience, self.settings, at.language))

    def chosen(self) -> Mapping[str, Sequence[str]]:
        """What is chosen in the groups of an audience, by the name of the input."""
        found = (f"{side}:{number}:{key}" for side, number, keys in self.kept.frames for key in keys)
        return {name: self.typed.many(name) for name in found}


@dataclass(frozen=True, slots=True)
class Came:
    """What a press came to: the modal to show in its place, the item's where that is another, and whom to tell."""

    view: Value
    item: Value | None = None
    tell: str = ""  # a Slack id
    word: str = ""
