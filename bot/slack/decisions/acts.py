"""What is pressed and submitted to decide about an item: acknowledged at once, decided by whoever may, then said."""

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Concatenate, ParamSpec, TypeVar

from slack_bolt.context.ack.async_ack import AsyncAck
from slack_sdk.web.async_client import AsyncWebClient
from sqlalchemy import Connection

from bot.rendering.words import words
from bot.slack import limits
from bot.slack.decisions import cards, opening, verbs, windows
from bot.slack.decisions.offered import APPROVE, RESTORE, SUBMIT
from bot.slack.decisions.press import Body, Press, in_modal, pressed, submitted, typed
from bot.slack.decisions.verbs import Verb
from bot.slack.home.publish import publish
from bot.slack.kit import Value
from bot.slack.newsroom import calls, modals, overview
from bot.slack.newsroom.home import AT
from bot.slack.parts import Parts
from digests.errors import InputError
from digests.newsroom.asking import question
from digests.newsroom.model import LinksThen, Messages, Withdrawal

P = ParamSpec("P")
T = TypeVar("T", bound=StrEnum)
VERBS: Mapping[str, Verb] = {SUBMIT: verbs.submit, APPROVE: verbs.approve, RESTORE: verbs.restore}

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Said:
    """What a verb came to, in words."""

    note: str
    done: bool


@dataclass(frozen=True, slots=True)
class Decisions:
    """Everything that a press or a modal can decide."""

    parts: Parts

    async def decided(self, ack: AsyncAck, body: Body, client: AsyncWebClient) -> None:
        """A press that needs no more words: submit, approve, restore."""
        await ack()
        press = await self._pressed(body)
        said = await self.do(press, VERBS[body["actions"][0]["action_id"]]) if press else None
        if press is None or said is None:
            return
        if in_modal(body):
            await self._item(client, press, body["view"]["id"], said.note)
            return
        if body.get("message"):
            await self._card(client, body, press)
        if not said.done or not body.get("message"):
            await calls.show(client, body, windows.telling(_title(press.language), [said.note], press.language))

    async def opened(self, ack: AsyncAck, body: Body, client: AsyncWebClient) -> None:
        """A press that asks for more words first."""
        await ack()
        press = await self._pressed(body)
        if press is None:
            return
        view = await self.parts.database.aread(opening.opened, press, body["actions"][0]["action_id"])
        await calls.show(client, body, view)

    async def asked(self, ack: AsyncAck, body: Body, client: AsyncWebClient) -> None:
        """A change is asked for, with a reason."""
        press = submitted(body, self.parts.settings, self.parts.clock())
        reason = typed(body, windows.REASON_FIELD).strip()
        if press is not None and not reason:
            wrong = words(press.language).gettext("Say what should change: whoever wrote it has only your words.")
            await ack(response_action="errors", errors={windows.REASON_FIELD: wrong})
            return
        await self._decide(ack, body, client, verbs.ask_change, reason)

    async def withdrawn(self, ack: AsyncAck, body: Body, client: AsyncWebClient) -> None:
        """An item is withdrawn, as was chosen."""
        how = Withdrawal(
            _one_of(Messages, typed(body, windows.MESSAGES_FIELD), Messages.RECALL),
            _one_of(LinksThen, typed(body, windows.LINKS_FIELD), LinksThen.GONE),
            typed(body, windows.REASON_FIELD),
        )
        await self._decide(ack, body, client, verbs.withdraw, how)

    async def corrected(self, ack: AsyncAck, body: Body, client: AsyncWebClient) -> None:
        """Delivered messages are to show the item of today."""
        await self._decide(ack, body, client, verbs.correct)

    async def sent(self, ack: AsyncAck, body: Body, client: AsyncWebClient) -> None:
        """An item goes out of turn."""
        press = await _heard(ack, body, self.parts)
        if press is not None:
            to = await self.parts.database.aread(verbs.receivers, press)  # many people: not while others wait to write
            await self._told(press, body, client, verbs.send_next, to)

    async def do(
        self,
        press: Press,
        verb: Callable[Concatenate[Connection, Press, P], str | None],
        *args: P.args,
        **more: P.kwargs,
    ) -> Said | None:
        """What a verb came to; None for a stranger."""
        try:
            note = await self.parts.database.awrite(verb, press, *args, **more)
        except InputError as error:
            return Said(verbs.refused(error, press.language), done=False)
        return None if note is None else Said(note, done=True)

    async def _pressed(self, body: Body) -> Press | None:
        """The press, in the words of whoever made it; None for a stranger, and for what is none of ours."""
        press = pressed(body, self.parts.settings, self.parts.clock())
        at = await self.parts.database.aread(press.desk) if press else None
        if press is None or at is None:
            log.warning("a press that only a communicator can make was left out")
            return None
        return replace(press, language=at.language)

    async def _decide(
        self,
        ack: AsyncAck,
        body: Body,
        client: AsyncWebClient,
        verb: Callable[Concatenate[Connection, Press, P], str | None],
        *args: P.args,
        **more: P.kwargs,
    ) -> None:
        """Acknowledges a modal, does what it asks, and says what came of it where the press began."""
        press = await _heard(ack, body, self.parts)
        if press is not None:
            await self._told(press, body, client, verb, *args, **more)

    async def _told(
        self,
        press: Press,
        body: Body,
        client: AsyncWebClient,
        verb: Callable[Concatenate[Connection, Press, P], str | None],
        *args: P.args,
        **more: P.kwargs,
    ) -> None:
        said = await self.do(press, verb, *args, **more)
        before = str(body["view"].get("previous_view_id") or "")
        if said is None:
            return
        if before:
            await self._item(client, press, before, said.note)
        else:
            told = windows.telling(_title(press.language), [said.note], press.language)
            await calls.update(client, str(body["view"]["id"]), told)

    async def _item(self, client: AsyncWebClient, press: Press, view_id: str, note: str) -> None:
        """The item's modal once more, and the queue on the Home tab behind it."""
        view = await self.parts.database.aread(_overview, press, note)
        await calls.update(client, view_id, view)
        await publish(self.parts, client, press.slack_id, {AT: press.place} if press.place else {})

    async def _card(self, client: AsyncWebClient, body: Body, press: Press) -> None:
        """The card that was pressed, as it stands now; other approvers' cards follow by themselves."""
        made = await self.parts.database.aread(_card, press)
        if made is None:
            return
        limits.check_message(made)
        try:
            await client.chat_update(channel=body["channel"]["id"], ts=body["message"]["ts"], **made)
        except calls.UNDONE as error:
            log.warning("Slack did not change a card: %s", type(error).__name__)


async def _heard(ack: AsyncAck, body: Body, parts: Parts) -> Press | None:
    """A submitted modal, acknowledged: it closes, or says that what it asks is being done."""
    press = submitted(body, parts.settings, parts.clock())
    if press is None or body["view"].get("previous_view_id"):
        await ack()
    else:
        await ack(response_action="update", view=windows.waiting(press.language))
    return press


def _overview(connection: Connection, press: Press, note: str) -> Value | None:
    found = press.seen(connection)
    if found is None:
        return modals.refused(press.language)
    at, item = found
    return overview.view(connection, at, item, press.now, place=press.place, note=note)


def _card(connection: Connection, press: Press) -> Value | None:
    found = press.seen(connection)
    asked = question(connection, found[0].person, press.about.item_id, press.about.version) if found else None
    return cards.message(press.settings, asked, press.now) if asked else None


def _title(language: str) -> str:
    return words(language).gettext("Item")


def _one_of(kind: type[T], said: str, usual: T) -> T:
    return next((one for one in kind if one.value == said), usual)
