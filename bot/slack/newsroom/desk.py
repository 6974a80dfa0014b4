"""Who stands at a desk of the newsroom: found anew at every press, by the Slack id of whoever pressed."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from bot.slack.newsroom import ground as grounds
from bot.slack.newsroom.ground import Ground
from bot.slack.people import member
from digests.content.model import Item, ItemState
from digests.errors import UnknownError
from digests.newsroom import queue
from digests.newsroom.deputies import acting
from digests.newsroom.standing import Act, Standing, standing
from digests.people.model import Person
from digests.people.store import load_people
from digests.settings import Settings


@dataclass(frozen=True, slots=True)
class Desk:
    """A communicator: who they are, what they may do, and what their forms stand on."""

    person: Person
    standing: Standing
    ground: Ground

    @property
    def language(self) -> str:
        """The language of our words to them."""
        return self.ground.language


def desk(connection: Connection, settings: Settings, slack_id: str, now: datetime | None = None) -> Desk | None:
    """The communicator behind a Slack id; None for everybody else."""
    person = member(connection, slack_id)
    return None if person is None else of(connection, settings, person, now)


def of(connection: Connection, settings: Settings, person: Person, now: datetime | None = None) -> Desk | None:
    """The same of a person of the directory; with `now` they may decide for those whom they stand in for then."""
    found = standing(person, queue.desks(connection, settings.config.content.desks))
    found = acting(connection, found, now) if now else found
    if not found.anywhere(Act.SEE_QUEUE):
        return None
    return Desk(person, found, grounds.of(settings, person, found.desks_for(Act.EDIT)))


def find(connection: Connection, at: Desk, item_id: str) -> Item | None:
    """An item that they may see; None for any other, whether it is there or not."""
    try:
        return queue.find(connection, at.standing, item_id)
    except UnknownError:
        return None


def writes(at: Desk, item: Item) -> bool:
    """Whether they may change the item as it stands."""
    shut = item.state in {ItemState.SUGGESTED, ItemState.WITHDRAWN}
    return not shut and at.standing.may(Act.EDIT, item.owner)


def people(connection: Connection, ids: Iterable[str | None]) -> dict[str, str]:
    """Names by id, of those who are still known."""
    wanted = {one for one in ids if one}
    return {one.id: one.name for one in load_people(connection, wanted, active=False)} if wanted else {}
