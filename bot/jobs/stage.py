"""What is looked at before anything is sent: a digest as somebody would get it, in every form, and a test of it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from bot.jobs import rehearsal
from bot.jobs.work import Work, schedule
from digests.delivery.model import Parcel
from digests.edition.explain import Line
from digests.errors import DeliveryError
from digests.people.model import ChannelName, Person

Render = Callable[[Parcel], bytes]


@dataclass(frozen=True, slots=True)
class Stage:
    """Nothing that is done on it leaves a trace in anybody's digests."""

    work: Work
    renderers: Mapping[str, Render]

    def composed(self, name: str, person: Person, at: datetime, language: str) -> tuple[Parcel | None, str]:
        """What a person would get of a schedule at a moment, or why nothing."""
        return rehearsal.composed(self.work, schedule(self.work.settings, name), person, at, language)

    def reasons(self, name: str, person: Person, at: datetime) -> list[Line]:
        """What speaks for and against every item for a person."""
        return rehearsal.reasons(self.work, schedule(self.work.settings, name), person, at)

    def drawn(self, parcel: Parcel, form: str) -> bytes:
        """The parcel in a form: html, slack or teams."""
        return self.renderers[form](parcel)

    def try_out(self, parcel: Parcel, to: Person, channel: ChannelName) -> None:
        """Sends a parcel, marked as a test, to somebody on one of their channels; DeliveryError says why it did not."""
        found = self.work.channels.get(channel)
        if found is None or not found.reaches(to):
            raise DeliveryError("You cannot be reached there: choose another channel.", permanent=True)
        address = {ChannelName.SLACK: to.slack_id, ChannelName.TEAMS: to.teams_id}.get(channel, "") or to.email
        rehearsal.test(replace(parcel, person=to), address or to.id, found)
