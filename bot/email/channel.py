"""Mail as a channel: lanes that build and send, at a pace that they share."""

import ssl
import time
from collections.abc import Callable, Sequence
from contextlib import closing
from functools import partial
from urllib.parse import urlsplit

from bot.email.approval import approval, returned
from bot.email.letters import Letter, Letters
from bot.email.notes import letter as note_letter
from bot.email.relay import context, relay
from bot.email.smtp import Connection, Steps, finished
from digests.clock import Clock
from digests.config import Mail
from digests.delivery.model import Outcome, Parcel, Result
from digests.delivery.notes import Note
from digests.delivery.pace import Gcra
from digests.errors import DeliveryError, SettingsError
from digests.newsroom.asking import Question
from digests.newsroom.returning import Returned
from digests.people.model import ChannelName, Person
from digests.settings import Settings

_UNLIMITED = 1e9  # a second
_FIRST_HOLD = 1.0  # seconds that every lane waits when the relay asks for a slower pace; doubled each time
_LONGEST_HOLD = 15.0


CREW = 12  # connections that one thread serves in turn: while one relay connection answers, the others are given work


class Pace:
    """How fast the relay and each recipient domain are pressed; one for all lanes.

    `steady` gives seconds that only go forward, `sleep` waits for some.
    """

    def __init__(
        self,
        limits: Mail,
        steady: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._all = Gcra(limits.per_second or _UNLIMITED)
        self._per_domain = limits.per_domain_second
        self._domains: dict[str, Gcra] = {}
        self._steady = steady
        self._sleep = sleep
        self._hold = 0.0

    def wait(self, to: str) -> None:
        """Returns when the next message may go to this address."""
        if self._per_domain:
            host = to.rpartition("@")[2]
            self._take(self._domains.setdefault(host, Gcra(self._per_domain)))
        self._take(self._all)

    def heard(self, outcome: Outcome) -> None:
        """Slows everybody down when the relay asked for it; a message that went out ends that."""
        if outcome.retry_after is not None:
            self._hold = min(max(self._hold * 2, _FIRST_HOLD), _LONGEST_HOLD)
            self._all.push_back(self._steady() + self._hold)
        elif outcome.result is Result.SENT:
            self._hold = 0.0

    def _take(self, gcra: Gcra) -> None:
        while True:
            wait = gcra.take(self._steady())
            if wait > 0:
                self._sleep(wait)
            if not gcra.held(self._steady()):
                return


class MailLane:
    """One kept connection to the relay."""

    def __init__(self, letters: Letters, connection: Connection, pace: Pace, clock: Clock) -> None:
        self._letters = letters
        self._connection = connection
        self._pace = pace
        self._clock = clock

    def send(self, parcel: Parcel) -> Outcome:
        """Builds the mail and hands it over."""
        return finished(self.steps(parcel))

    def steps(self, parcel: Parcel) -> Steps:
        """The same, pausing once the mail is built, and then wherever the relay has something to answer."""
        try:
            letter = self._letters.letter(parcel, self._clock())
        except DeliveryError as error:
            return Outcome(Result.REFUSED, str(error))
        yield
        self._pace.wait(letter.to)
        outcome = yield from self._connection.steps(letter)
        self._pace.heard(outcome)
        return outcome

    def close(self) -> None:
        """Lets go of the connection."""
        self._connection.close()


class MailChannel:
    """Mail by the relay of SMTP_URL."""

    name = ChannelName.EMAIL

    def __init__(self, settings: Settings, key: bytes, clock: Clock, pace: Pace | None = None) -> None:
        if not settings.secrets.smtp_url:
            raise SettingsError(
                "SMTP_URL is missing: put `SMTP_URL=smtp://user:password@relay:587?starttls` into .env."
            )
        limits = settings.config.email
        self.lanes = limits.connections
        self.crew = CREW
        self._settings = settings
        self.letters = Letters(settings.config, key)
        self._in_doubt = limits.in_doubt
        self._clock = clock
        self._key = key
        self._pace = pace or Pace(limits)
        self._relay = relay(settings.secrets.smtp_url)
        tls: ssl.SSLContext = context(self._relay)
        hello = urlsplit(settings.config.server.public_url).hostname
        self._connect = partial(
            Connection,
            self._relay,
            tls,
            self.letters.sender,
            hello or "localhost",
            per_connection=limits.per_connection,
            timeout=limits.timeout_seconds,
        )

    def reaches(self, person: Person) -> bool:
        """Whether a mail address is known."""
        return bool(person.email)

    def prepare(self, parcels: Sequence[Parcel]) -> None:
        """Compiles what the mails of a batch have in common."""
        self.letters.renewed(self._settings.config).prepare(parcels)

    def open(self) -> MailLane:
        """A new lane; connects when it first sends."""
        return MailLane(self.letters, self._connect(), self._pace, self._clock)

    def tell(self, person: Person, note: Note) -> Outcome:
        """Mails a person a small message, over a connection of its own."""
        return self._alone(lambda: note_letter(person, note, self._settings.config, self._key, self._clock()))

    def ask(self, question: Question) -> Outcome:
        """Mails an approver the item as it will look, with two buttons."""
        return self._alone(lambda: approval(self._settings, [question], self._clock(), again=False))

    def ask_all(self, questions: Sequence[Question], *, again: bool) -> Outcome:
        """Mails an approver everything that waits for them, as one message."""
        return self._alone(lambda: approval(self._settings, questions, self._clock(), again=again))

    def conclude(self, question: Question, ref: str) -> Outcome:
        """A mail stays as it was sent: the page behind its buttons says how it ended."""
        del question
        return Outcome(Result.SENT, ref=ref)

    def hand_back(self, told: Returned) -> Outcome:
        """Mails an author that a change is asked for."""
        return self.tell(told.person, returned(self._settings, told))

    def _alone(self, make: Callable[[], Letter]) -> Outcome:
        """One mail of its own over a connection of its own."""
        try:
            made = make()
        except DeliveryError as error:
            return Outcome(Result.REFUSED, str(error))
        self._pace.wait(made.to)
        with closing(self._connect()) as connection:
            outcome = connection.send(made)
        self._pace.heard(outcome)
        return outcome

    def find(self, delivery_id: int, ref: str) -> Outcome:  # noqa: ARG002 - SMTP knows no way to ask
        """Nobody can ask a relay what it took: unknown, or `later` where `email.in_doubt` is "resend"."""
        if self._in_doubt == "resend":
            return Outcome(Result.LATER, "Sent again as [email] in_doubt says.", ref=self.letters.ref(delivery_id))
        return Outcome(Result.UNKNOWN, "A relay cannot be asked what it took.", ref=self.letters.ref(delivery_id))
