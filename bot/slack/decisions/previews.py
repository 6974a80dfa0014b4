"""Looking before anything is sent: a test to oneself, and a digest as somebody else would get it."""

import asyncio
import logging
from dataclasses import dataclass

from slack_bolt.context.ack.async_ack import AsyncAck
from slack_sdk.web.async_client import AsyncWebClient
from sqlalchemy import Connection

from bot.rendering.alone import look
from bot.rendering.view import House, shown
from bot.rendering.words import worded, words
from bot.slack import blocks, limits
from bot.slack.decisions import windows
from bot.slack.decisions.press import Body, Press, pressed, submitted, typed
from bot.slack.kit import Value
from bot.slack.newsroom import calls, modals
from bot.slack.parts import Parts
from bot.slack.people import member
from digests.access import audit
from digests.errors import BudstikkeError
from digests.newsroom.standing import Act
from digests.people.model import Person

ACTOR = "Slack"  # accounts stand there; who of the directory it was stands where erasing them reaches it

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Previews:
    """What leaves no trace in anybody's digests."""

    parts: Parts

    async def tested(self, ack: AsyncAck, body: Body, client: AsyncWebClient) -> None:
        """The item as a digest of its own, to whoever asked for it and nobody else."""
        await ack()
        press = pressed(body, self.parts.settings, self.parts.clock())
        made = await self.parts.database.aread(_test, press) if press else None
        if press is None or made is None:
            return
        message, told = made
        if message is not None:
            limits.check_message(message)
            try:
                await client.chat_postMessage(channel=press.slack_id, unfurl_links=False, unfurl_media=False, **message)
            except calls.UNDONE as error:
                log.warning("Slack did not take a test: %s", type(error).__name__)
                told = words(press.language).gettext("Slack did not take the message: try again in a moment.")
        await calls.show(client, body, windows.telling(words(press.language).gettext("Item"), [told], press.language))

    async def previewed(self, ack: AsyncAck, body: Body, client: AsyncWebClient) -> None:
        """A digest as somebody would get it; where what they did is theirs alone, nothing of it shows."""
        press = submitted(body, self.parts.settings, self.parts.clock())
        if press is None:
            await ack()
            return
        await ack(response_action="update", view=windows.composing(press.language))
        view = await self._preview(press, typed(body, windows.PERSON_FIELD), typed(body, windows.SCHEDULE_FIELD))
        await calls.update(client, str(body["view"]["id"]), view)

    async def _preview(self, press: Press, of: str, schedule: str) -> Value | None:
        database, _ = self.parts.database, words(press.language).gettext
        if not await database.aread(_may_preview, press):
            return modals.refused(press.language)
        person = await database.aread(member, of)
        if person is None:
            return self._told(press, _("This member is nobody of the directory, and gets no digests."))
        await database.awrite(_noted, press, schedule, person)
        try:
            parcel, why = await asyncio.to_thread(self.parts.composed, schedule, person, press.now)
        except BudstikkeError as error:
            return self._told(press, worded(press.language, error))
        if parcel is None:
            return self._told(press, _("{name} would get nothing now: {why}.").format(name=person.name, why=why))
        config = press.settings.config
        seen = shown(parcel, config.server.public_url, House.of(config))
        made = blocks.render(seen, parcel.digest.delivery_id, interactive=False, test=True)
        return windows.shown(person.name, made["blocks"], press.language)

    def _told(self, press: Press, said: str) -> Value:
        return windows.telling(words(press.language).gettext("Preview as a person"), [said], press.language)


def _test(connection: Connection, press: Press) -> tuple[Value | None, str] | None:
    """The message and what to say of it; no message for whoever may not, nothing at all for a stranger."""
    at = press.desk(connection)
    if at is None:
        return None
    found, _ = press.seen(connection), words(at.language).gettext
    if found is None or not at.standing.may(Act.TEST, found[1].owner):
        return None, _("You may not do this, or it is no longer there.")
    seen = look(press.settings, at.person, found[1], press.now)
    return blocks.render(seen, 0, interactive=False, test=True), _("A test is in your messages; nobody else got it.")


def _may_preview(connection: Connection, press: Press) -> bool:
    found = press.seen(connection)
    return found is not None and found[0].standing.may(Act.PREVIEW_AS, found[1].owner)


def _noted(connection: Connection, press: Press, schedule: str, person: Person) -> None:
    """Who was looked at, and who looked: two lines, so that erasing either reaches theirs."""
    at = press.desk(connection)
    audit.note(connection, press.now, ACTOR, "preview as", schedule, person_id=person.id)
    audit.note(connection, press.now, ACTOR, "looked as", schedule, person_id=at.person.id if at else None)
