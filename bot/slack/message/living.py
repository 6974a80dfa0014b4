"""A digest that was sent, as it stands now: read anew from the database for every change of its message."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from typing import Any

from sqlalchemy import Connection

from bot.rendering.view import House, shown
from bot.slack import blocks
from bot.slack.blocks import Life
from digests.delivery.model import Parcel
from digests.delivery.store import rows
from digests.edition.build import digests_of
from digests.edition.model import Pick
from digests.employee.model import Standing
from digests.employee.own import pick_states
from digests.people.store import load_people
from digests.settings import Settings
from digests.sharing import tokens

NO_NOTES: Mapping[int, str] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Living:
    """A delivered digest with what became of it, and what Slack calls its message (empty where nobody knows)."""

    parcel: Parcel
    standings: Mapping[int, Standing]
    ref: str

    def pick(self, position: int) -> Pick | None:
        """One pick as it stands today."""
        return next((one for one in self.parcel.digest.picks if one.position == position), None)


def living(connection: Connection, settings: Settings, delivery_id: int) -> Living | None:
    """The digest as it stands; None where it is not kept any more, or its person is erased."""
    digests = digests_of(connection, [delivery_id])
    people = load_people(connection, [digests[0].person_id], active=False) if digests else []
    if not people:
        return None
    (delivery,) = rows(connection, [delivery_id])
    parcel = Parcel(digests[0], people[0], tokens.sign(settings.key, delivery_id, delivery.due_at))
    return Living(parcel, pick_states(connection, delivery_id), delivery.ref)


def life(parcel: Parcel, standings: Mapping[int, Standing], now: datetime, notes: Mapping[int, str] = NO_NOTES) -> Life:
    """What the message has to say beside the digest itself."""
    until = parcel.person.preferences.paused_until
    return Life(standings, notes, until if until is not None and until > now else None)


def message(found: Living, settings: Settings, now: datetime) -> dict[str, Any]:
    """The whole message, as chat.update takes it."""
    seen = shown(found.parcel, settings.config.server.public_url, House.of(settings.config))
    return blocks.render(seen, found.parcel.digest.delivery_id, life=life(found.parcel, found.standings, now))
