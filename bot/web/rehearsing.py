"""What the web can look at before anything is sent."""

from datetime import datetime
from typing import Protocol

from digests.delivery.model import Parcel
from digests.edition.explain import Line
from digests.errors import InputError
from digests.people.model import ChannelName, Person


class Rehearsing(Protocol):
    """Digests as they would be, in every form; each call may take a second, so it belongs beside the loop."""

    def composed(self, name: str, person: Person, at: datetime, language: str) -> tuple[Parcel | None, str]:
        """What a person would get of a schedule at a moment, or why nothing."""
        ...

    def reasons(self, name: str, person: Person, at: datetime) -> list[Line]:
        """What speaks for and against every item for a person."""
        ...

    def drawn(self, parcel: Parcel, form: str) -> bytes:
        """The parcel in a form: html, slack or teams."""
        ...

    def try_out(self, parcel: Parcel, to: Person, channel: ChannelName) -> None:
        """Sends a parcel, marked as a test, to somebody; DeliveryError says why it did not go."""
        ...


class Nothing:
    """What stands in where nothing is rehearsed."""

    def composed(self, name: str, person: Person, at: datetime, language: str) -> tuple[Parcel | None, str]:
        """InputError."""
        del name, person, at, language
        raise _nowhere()

    def reasons(self, name: str, person: Person, at: datetime) -> list[Line]:
        """InputError."""
        del name, person, at
        raise _nowhere()

    def drawn(self, parcel: Parcel, form: str) -> bytes:
        """InputError."""
        del parcel, form
        raise _nowhere()

    def try_out(self, parcel: Parcel, to: Person, channel: ChannelName) -> None:
        """InputError."""
        del parcel, to, channel
        raise _nowhere()


def _nowhere() -> InputError:
    return InputError("Nothing can be looked at before it is sent here: it needs `budstikke serve`.")
