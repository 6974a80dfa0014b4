"""One kept connection to Slack, with its own event loop, used by one thread at a time."""

import asyncio
import logging
import math
from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime, timedelta
from typing import Any

import aiohttp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.web.async_slack_response import AsyncSlackResponse

from bot.http import LostError, NotSentError, retry_after
from bot.rendering.view import DigestView, House, shown
from bot.slack import blocks, limits
from bot.slack.answers import TOO_MANY, outcome
from bot.slack.blocks import NEW, Life
from bot.slack.company.roster import member
from bot.slack.message.living import life
from bot.slack.people import remember
from bot.slack.workspace import Workspace
from digests.delivery.model import Outcome, Parcel, Result
from digests.delivery.pace import Gcra, turn
from digests.employee.model import Standing
from digests.employee.welcome import brings_welcome, welcome
from digests.errors import BudstikkeError, DeliveryError
from digests.people.model import Person

Call = Callable[[AsyncWebClient], Awaitable[AsyncSlackResponse]]

PATIENCE = 30.0  # seconds that a lane waits for its turn; a longer wait goes back to the outbox
KEPT_SECONDS = 10  # an idle connection is let go well before Slack closes it
PAGE = 200
PAGES = 10  # of a conversation's history; whoever has more is told apart by hand
UNTOLD = timedelta(seconds=1)  # the pause after a 429 that names none

log = logging.getLogger(__name__)
_quiet = logging.getLogger("budstikke.slack")  # slack_sdk writes whole messages at DEBUG
_quiet.setLevel(logging.INFO)


class SlackLane:
    """Sends and finds messages; the connection is made at the first call."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self._runner = asyncio.Runner()
        self._client: AsyncWebClient | None = None
        self._left = False  # whether the call that is under way has left this machine

    def send(self, parcel: Parcel) -> Outcome:
        """Tries once; only a message whose answer was lost is in doubt."""
        try:
            message = self._message(parcel, lambda: self._rendered(parcel, NEW))
            slack_id = self._address(parcel)
            posted = self._post(slack_id, message)
        except StoppedError as stopped:
            return stopped.outcome
        if not parcel.test_to and parcel.person.welcomed_at is None and brings_welcome(parcel.digest, parcel.person):
            self._workspace.database.submit(welcome, parcel.person.id, self._workspace.clock())
        return posted

    def refresh(self, parcel: Parcel, ref: str, states: Mapping[int, Standing]) -> Outcome:
        """Puts the parcel as it stands now in place of the message that was sent; the same twice is the same once."""
        channel, _, ts = ref.rpartition(":")
        if not channel or not ts:
            return Outcome(Result.REFUSED, "It is not known what Slack calls this message")
        try:
            message = self._message(parcel, lambda: self._rendered(parcel, life(parcel, states, self._clock())))
            pace = self._workspace.lookups  # edits are among what Slack takes fifty times a minute
            self._ask(lambda web: web.chat_update(channel=channel, ts=ts, **message), pace, posting=False)
        except StoppedError as stopped:
            return stopped.outcome
        return Outcome(Result.SENT, ref=ref)

    def remind(self, parcel: Parcel, position: int, ref: str) -> Outcome:
        """Replies once to the message of that name, with the item that its person wanted to hear of again."""
        channel, _, ts = ref.rpartition(":")
        if not channel or not ts:
            return Outcome(Result.REFUSED, "It is not known what Slack calls this message")
        try:
            delivery_id = parcel.digest.delivery_id
            message = self._message(parcel, lambda: blocks.reminder(self._view(parcel), delivery_id, position))
            return self._post(channel, {**message, "thread_ts": ts})
        except StoppedError as stopped:
            return stopped.outcome

    def find(self, delivery_id: int, person: Person) -> Outcome:
        """Whether a message of this delivery stands in the conversation with its person."""
        try:
            slack_id = person.slack_id or self._lookup(person.email)
            opened = self._ask(
                lambda web: web.conversations_open(users=slack_id), self._workspace.lookups, posting=False
            )
            return self._search(opened["channel"]["id"], str(delivery_id))
        except StoppedError as stopped:
            return Outcome(Result.UNKNOWN, f"Slack could not be asked: {stopped.outcome.reason}")

    def close(self) -> None:
        """Lets go of the connection."""
        client, self._client = self._client, None
        if client is not None and client.session is not None:
            self._runner.run(client.session.close())
        self._runner.close()

    def _message(self, parcel: Parcel, render: Callable[[], dict[str, Any]]) -> dict[str, Any]:
        try:
            message = render()
            limits.check_message(message)
        except DeliveryError as error:
            raise StoppedError(Outcome(Result.REFUSED, str(error))) from error
        except Exception as error:
            log.exception("delivery %d cannot be shown in Slack", parcel.digest.delivery_id)
            why = "A fault of ours: this digest cannot be shown in Slack; see the log"
            raise StoppedError(Outcome(Result.REFUSED, why)) from error
        return message

    def _rendered(self, parcel: Parcel, life: Life) -> dict[str, Any]:
        settings, delivery_id, test = self._workspace.settings, parcel.digest.delivery_id, bool(parcel.test_to)
        interactive = settings.slack_http or settings.slack_socket
        return blocks.render(self._view(parcel), delivery_id, interactive=interactive, test=test, life=life)

    def _view(self, parcel: Parcel) -> DigestView:
        config = self._workspace.settings.config
        return shown(parcel, config.server.public_url, House.of(config))

    def _clock(self) -> datetime:
        return self._workspace.clock()

    def _address(self, parcel: Parcel) -> str:
        if parcel.test_to:
            return self._lookup(parcel.test_to) if "@" in parcel.test_to else parcel.test_to
        person = parcel.person
        if person.slack_id:
            return person.slack_id
        if not person.email:
            raise StoppedError(Outcome(Result.REFUSED, "The directory has neither a Slack id nor an address"))
        found = self._lookup(person.email)
        self._workspace.database.submit(remember, person.id, found, self._workspace.clock())
        return found

    def _lookup(self, email: str) -> str:
        answer = self._ask(lambda web: web.users_lookupByEmail(email=email), self._workspace.lookups, posting=False)
        user = answer["user"]
        if member(user) is None:
            why = "user_disabled" if user.get("deleted") else "cannot_dm_bot" if user.get("is_bot") else "is_guest"
            raise StoppedError(outcome(why, 200, posting=False))
        return str(user["id"])

    def _post(self, slack_id: str, message: Mapping[str, Any]) -> Outcome:
        answer = self._ask(
            lambda web: web.chat_postMessage(channel=slack_id, unfurl_links=False, unfurl_media=False, **message),
            self._workspace.pace,
            posting=True,
        )
        return Outcome(Result.SENT, ref=f"{answer.get('channel', slack_id)}:{answer.get('ts', '')}")

    def _search(self, conversation: str, delivery: str) -> Outcome:
        asked: dict[str, Any] = {"channel": conversation, "include_all_metadata": True, "limit": PAGE}
        for _ in range(PAGES):
            answer = self._ask(lambda web: web.conversations_history(**asked), self._workspace.lookups, posting=False)
            for message in answer.get("messages") or ():
                if _delivery(message) == delivery:
                    return Outcome(Result.SENT, ref=f"{conversation}:{message['ts']}")
            cursor = (answer.get("response_metadata") or {}).get("next_cursor") or ""
            if not cursor:
                return Outcome(Result.LATER, "Slack has no such message")
            asked["cursor"] = cursor
        return Outcome(Result.UNKNOWN, "The conversation is too long to search: look there, then settle it by hand")

    def _ask(self, call: Call, pace: Gcra, *, posting: bool) -> Mapping[str, Any]:
        """Slack's answer when it is ok; anything else stops the try with its outcome."""
        try:
            held = turn(pace, self._workspace.ticks, self._workspace.sleep, PATIENCE)
            if held:
                raise StoppedError(
                    Outcome(Result.DOWN, "Slack asked for patience", retry_after=timedelta(seconds=held))
                )
            return self._runner.run(self._call(call, self._workspace.token()))
        except BudstikkeError as error:
            raise StoppedError(Outcome(Result.DOWN, str(error))) from error
        except _AnsweredError as said:
            wait = retry_after(said.wait, self._workspace.clock()) if said.status == TOO_MANY else None
            if said.status == TOO_MANY:
                pace.push_back(self._workspace.ticks() + (wait or UNTOLD).total_seconds())
            raise StoppedError(outcome(said.code, said.status, wait, posting=posting)) from said
        except NotSentError as error:
            why = f"Slack cannot be reached ({error}): check the network and its name server"
            raise StoppedError(Outcome(Result.DOWN, why)) from error
        except LostError as error:
            why = f"Slack was asked and did not answer ({error})"
            raise StoppedError(Outcome(Result.UNKNOWN if posting else Result.LATER, why)) from error

    async def _call(self, call: Call, token: str) -> Mapping[str, Any]:
        client = self._web()
        client.token = token
        if client.session is None:
            client.session = self._session()
        for _ in range(2):
            await asyncio.sleep(0)  # the loop stood still: let it see first whether Slack hung up meanwhile
        self._left = False
        try:
            answer = await call(client)
        except SlackApiError as error:
            raise _answered(error) from error
        except Exception as error:
            kind = LostError if self._left else NotSentError
            raise kind(type(error).__name__) from error
        return answer.data if isinstance(answer.data, dict) else {}

    def _web(self) -> AsyncWebClient:
        if self._client is None:
            settings = self._workspace.settings
            self._client = AsyncWebClient(
                base_url=settings.config.slack.api_url,
                timeout=math.ceil(settings.config.slack.timeout_seconds),
                retry_handlers=[],  # a retry of the library could send a second message
                logger=_quiet,
            )
            if settings.config.slack.api_url.startswith("http://"):
                self._client.proxy = None  # on this machine there is nothing to go through
        return self._client

    def _session(self) -> aiohttp.ClientSession:
        trace = aiohttp.TraceConfig()
        trace.on_request_headers_sent.append(self._leaves)
        return aiohttp.ClientSession(
            connector=aiohttp.TCPConnector(keepalive_timeout=KEPT_SECONDS),
            timeout=aiohttp.ClientTimeout(total=self._workspace.settings.config.slack.timeout_seconds),
            trace_configs=[trace],
        )

    async def _leaves(self, *_: object) -> None:
        self._left = True


class StoppedError(Exception):
    """The try ends here, with this outcome."""

    def __init__(self, outcome: Outcome) -> None:
        super().__init__(outcome.reason)
        self.outcome = outcome


class _AnsweredError(Exception):
    """Slack answered, and not with ok."""

    def __init__(self, code: str, status: int, wait: str) -> None:
        super().__init__(code)
        self.code = code
        self.status = status
        self.wait = wait


def _answered(error: SlackApiError) -> _AnsweredError:
    response = error.response
    if isinstance(response, AsyncSlackResponse):
        data = response.data if isinstance(response.data, dict) else {}
        return _AnsweredError(str(data.get("error", "")), response.status_code, response.headers.get("Retry-After", ""))
    return _AnsweredError("", getattr(response, "status", 200), "")  # the body was not JSON


def _delivery(message: Mapping[str, Any]) -> str:
    metadata = message.get("metadata") or {}
    if metadata.get("event_type") != blocks.EVENT:
        return ""
    return str((metadata.get("event_payload") or {}).get("delivery", ""))
