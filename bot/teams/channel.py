"""Teams as a channel: a token, a conversation with the person, and the card in it."""

import logging
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from urllib.parse import quote
from zoneinfo import ZoneInfo

from bot.http import Answer, Client, LostError, NotSentError
from bot.rendering.standings import standing_sentence
from bot.rendering.view import House, shown
from bot.teams import card, notes
from digests.clock import Clock
from digests.delivery.model import Outcome, Parcel, Result
from digests.delivery.notes import Note
from digests.delivery.pace import Gcra, Sleep, Ticks, turn
from digests.employee.model import PickState, Standing
from digests.errors import DeliveryError
from digests.people.model import ChannelName, Person
from digests.settings import Settings

SCOPE = "https://api.botframework.com/.default"
CARD = "application/vnd.microsoft.card.adaptive"
EARLY = 300  # seconds before its end at which a token is no longer used
PATIENCE = 30.0  # seconds that a lane waits for its turn; a longer wait goes back to the outbox
AGAIN = (412, 429, 502, 504)  # Microsoft asks to try these again

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class TeamsChannel:
    """One tenant's app; its lanes share a token and a pace."""

    settings: Settings
    clock: Clock
    pace: Gcra
    tokens: "Tokens"
    ticks: Ticks = time.monotonic
    sleep: Sleep = time.sleep
    name: ChannelName = ChannelName.TEAMS
    crew: int = 1

    @property
    def lanes(self) -> int:
        """As many as configuration allows connections."""
        return self.settings.config.teams.connections

    def reaches(self, person: Person) -> bool:
        """Whether the directory knows this person in Teams."""
        return bool(person.teams_id)

    def prepare(self, parcels: Sequence[Parcel]) -> None:
        """Nothing is the same for two people."""
        del parcels

    def open(self) -> "TeamsLane":
        """A new lane."""
        return TeamsLane(self, Client(self.settings.config.teams.timeout_seconds))

    def refresh(self, parcel: Parcel, ref: str, states: Mapping[int, Standing]) -> Outcome:
        """Draws a card that was sent anew: what was taken back says so, and whatever was corrected is as it is now."""
        zone, language = ZoneInfo(parcel.digest.timezone), parcel.digest.language
        gone = {place: one for place, one in states.items() if one.state is PickState.WITHDRAWN}
        with closing(self.open()) as lane:
            return lane.refresh(
                parcel, ref, {place: standing_sentence(language, one, zone) for place, one in gone.items()}
            )

    def tell(self, person: Person, note: Note) -> Outcome:
        """Sends a person a small message."""
        with closing(self.open()) as lane:
            return lane.tell(person, note)

    def find(self, delivery_id: int, ref: str) -> Outcome:  # noqa: ARG002
        """Teams lets no app read its conversations."""
        return Outcome(Result.UNKNOWN, "Teams cannot be asked what arrived: look there, then settle it by hand")


def teams_channel(settings: Settings, clock: Clock) -> TeamsChannel:
    """The channel from settings."""
    return TeamsChannel(settings, clock, Gcra(settings.config.teams.per_second), Tokens(settings))


class TeamsLane:
    """Kept connections to Entra and the Bot Connector."""

    def __init__(self, channel: TeamsChannel, client: Client) -> None:
        self._channel = channel
        self._client = client
        self._teams = channel.settings.config.teams

    def send(self, parcel: Parcel) -> Outcome:
        """Tries once; only an activity whose answer was lost is in doubt."""
        if parcel.test_to and parcel.test_to not in {parcel.person.email, parcel.person.teams_id}:
            return Outcome(Result.REFUSED, "Teams finds nobody by address: a test can go to the person alone")
        return self._given(parcel.person, lambda: self._card(parcel))

    def tell(self, person: Person, note: Note) -> Outcome:
        """Sends a small message once, as a card."""
        return self._given(person, lambda: notes.card(note))

    def _given(self, person: Person, draw: Callable[[], dict[str, Any]]) -> Outcome:
        try:
            content = draw()
            token = self._channel.tokens.get(self._client, self._channel.ticks())
            conversation = self._conversation(person, token)
            return self._post(conversation, content, token)
        except StoppedError as stopped:
            return stopped.outcome
        except NotSentError as error:
            return Outcome(Result.DOWN, f"Microsoft cannot be reached ({error}): check the network and its name server")

    def refresh(self, parcel: Parcel, ref: str, notes: Mapping[int, str]) -> Outcome:
        """Puts the parcel as it is now in place of the card that was sent; `notes` are as in `card.render`.

        The same twice is the same once, so a lost answer is only a reason to try again.
        """
        conversation, _, activity = ref.rpartition("/")
        if not conversation or not activity:
            return Outcome(Result.REFUSED, "It is not known what Teams calls this message")
        try:
            content = self._card(parcel, notes)
            token = self._channel.tokens.get(self._client, self._channel.ticks())
            return self._replace(conversation, activity, content, token)
        except StoppedError as stopped:
            return stopped.outcome
        except NotSentError as error:
            return Outcome(Result.DOWN, f"Microsoft cannot be reached ({error}): check the network and its name server")

    def close(self) -> None:
        """Lets go of the connections."""
        self._client.close()

    def _card(self, parcel: Parcel, notes: Mapping[int, str] = card.NO_NOTES) -> dict[str, Any]:
        config = self._channel.settings.config
        try:
            seen = shown(parcel, config.server.public_url, House.of(config))
            return card.render(seen, test=bool(parcel.test_to), notes=notes)
        except DeliveryError as error:
            raise _refuse(str(error)) from error
        except Exception as error:
            log.exception("delivery %d cannot be shown in Teams", parcel.digest.delivery_id)
            raise _refuse("A fault of ours: this digest cannot be shown in Teams; see the log") from error

    def _conversation(self, person: Person, token: str) -> str:
        secrets = self._channel.settings.secrets
        asked = {
            "isGroup": False,
            "bot": {"id": f"28:{secrets.teams_app_id}"},
            "members": [{"id": person.teams_id}],
            "tenantId": secrets.teams_tenant_id,
            "channelData": {"tenant": {"id": secrets.teams_tenant_id}},
        }
        try:
            answer = self._call("/v3/conversations", asked, token)
        except LostError as error:  # asking twice gives the same conversation
            raise _later(f"Teams did not answer ({error}) when asked for a conversation") from error
        if not answer.good or not answer.body.get("id"):
            raise self._refused(answer, sent=False)
        return str(answer.body["id"])

    def _post(self, conversation: str, content: dict[str, Any], token: str) -> Outcome:
        try:
            answer = self._call(_activities(conversation), _activity(content), token)
        except LostError as error:
            return Outcome(Result.UNKNOWN, f"Teams took the card and did not answer ({error})")
        if not answer.good:
            return self._refused(answer, sent=True).outcome
        return Outcome(Result.SENT, ref=f"{conversation}/{answer.body.get('id', '')}"[:400])

    def _replace(self, conversation: str, activity: str, content: dict[str, Any], token: str) -> Outcome:
        path = f"{_activities(conversation)}/{quote(activity, safe='')}"
        self._turn()
        try:
            answer = self._client.put_json(
                f"{self._teams.service_url}{path}", {"id": activity, **_activity(content)}, bearer=token
            )
        except LostError as error:
            raise _later(f"Teams took the card and did not answer ({error})") from error
        if answer.status == 404:  # noqa: PLR2004
            return Outcome(Result.REFUSED, "The message is no longer there in Teams")
        if not answer.good:
            return self._refused(answer, sent=False).outcome
        return Outcome(Result.SENT, ref=f"{conversation}/{activity}")

    def _call(self, path: str, value: Mapping[str, Any], token: str) -> Answer:
        self._turn()
        return self._client.post_json(f"{self._teams.service_url}{path}", value, bearer=token)

    def _turn(self) -> None:
        held = turn(self._channel.pace, self._channel.ticks, self._channel.sleep, PATIENCE)
        if held:
            raise _down("Teams asked for patience", timedelta(seconds=held))

    def _refused(self, answer: Answer, *, sent: bool) -> "StoppedError":
        """What an answer that is not good means, after the card was sent or before."""
        status, code = answer.status, _code(answer)
        if status in AGAIN:
            wait = answer.retry_after(self._channel.clock())
            if status == 429:  # noqa: PLR2004
                self._channel.pace.push_back(self._channel.ticks() + (wait.total_seconds() if wait else 1))
            return _later(f"Teams answered {status} and asks to try again", wait)
        if status == 401:  # noqa: PLR2004
            self._channel.tokens.forget()
            return _down("Teams did not take our token: check TEAMS_APP_ID and that its bot is registered for Teams")
        if status == 403:  # noqa: PLR2004
            return _refuse(f"The Budstikke app is not installed for this person in Teams ({code})")
        if status >= 500:  # noqa: PLR2004
            why = f"Teams answered {status}"
            return StoppedError(Outcome(Result.UNKNOWN if sent else Result.LATER, why))
        return _refuse(f"Teams refused with {status} ({code}): check the person's teams_id in the directory")


class Tokens:
    """The app's token from Entra, kept until shortly before its end and shared by every lane."""

    def __init__(self, settings: Settings) -> None:
        self._login = settings.config.teams.login_url
        self._secrets = settings.secrets
        self._lock = threading.Lock()
        self._token = ""
        self._until = float("-inf")

    def get(self, client: Client, now: float) -> str:
        """A token that is good for a while; `now` is seconds of a steady clock. Ends the try where Entra gives none."""
        with self._lock:
            if now >= self._until:
                self._fetch(client, now)
            return self._token

    def forget(self) -> None:
        """The next try asks for a new one."""
        with self._lock:
            self._until = float("-inf")

    def _fetch(self, client: Client, now: float) -> None:
        form = {
            "grant_type": "client_credentials",
            "client_id": self._secrets.teams_app_id,
            "client_secret": self._secrets.teams_app_secret,
            "scope": SCOPE,
        }
        try:
            answer = client.post_form(f"{self._login}/{self._secrets.teams_tenant_id}/oauth2/v2.0/token", form)
        except LostError as error:
            raise _down(f"Entra did not answer ({error})") from error
        token = answer.body.get("access_token")
        if not answer.good or not token:
            said = answer.body.get("error", answer.status)
            raise _down(f"Entra gave no token ({said}): check TEAMS_TENANT_ID, TEAMS_APP_ID and TEAMS_APP_SECRET")
        self._token = str(token)
        self._until = now + float(answer.body.get("expires_in", 0)) - EARLY


class StoppedError(Exception):
    """The try ends here, with this outcome."""

    def __init__(self, outcome: Outcome) -> None:
        super().__init__(outcome.reason)
        self.outcome = outcome


def _activities(conversation: str) -> str:
    return f"/v3/conversations/{quote(conversation, safe='')}/activities"


def _activity(content: dict[str, Any]) -> dict[str, Any]:
    return {
        "type": "message",
        "summary": content["fallbackText"],
        "attachments": [{"contentType": CARD, "content": content}],
    }


def _later(reason: str, wait: timedelta | None = None) -> StoppedError:
    return StoppedError(Outcome(Result.LATER, reason, retry_after=wait))


def _down(reason: str, wait: timedelta | None = None) -> StoppedError:
    return StoppedError(Outcome(Result.DOWN, reason, retry_after=wait))


def _refuse(reason: str) -> StoppedError:
    return StoppedError(Outcome(Result.REFUSED, reason))


def _code(answer: Answer) -> str:
    error = answer.body.get("error")
    code = error.get("code", "") if isinstance(error, dict) else ""
    return str(code)[:80] or "no code"
