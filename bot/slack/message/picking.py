"""What people do in the window of texts: they take over a suggestion, type, and ask for composers."""

import secrets
from dataclasses import dataclass
from typing import Any

from slack_bolt.context.ack.async_ack import AsyncAck
from slack_sdk.web.async_client import AsyncWebClient
from sqlalchemy import Connection

from bot.rendering.view import Addresses
from bot.slack import limits
from bot.slack.message import composers, editing
from bot.slack.message.composers import URL, Way
from bot.slack.message.editing import Desk, Editing
from bot.slack.message.living import Living, living
from bot.slack.message.press import Press, language_of, own, press
from bot.slack.message.showing import open_modal, update_modal
from bot.slack.parts import Parts
from digests.content.model import Kind
from digests.employee import acts
from digests.employee.model import Composer, OwnPick
from digests.errors import InputError, UnknownError
from digests.sharing.links import code_from

Body = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Picked:
    """The presser's own pick with its digest, laid out for editing."""

    own: OwnPick
    living: Living
    desk: Desk


@dataclass(frozen=True, slots=True)
class Picking:
    """Every press and submission is about the presser's own pick, found anew each time."""

    parts: Parts

    async def opened(self, ack: AsyncAck, body: Body, client: AsyncWebClient) -> None:
        """Pick a text."""
        await ack()
        told = press(body)
        found = await self._found(told) if told is not None else None
        if told is not None and found is not None:
            key = found.desk.start().key
            await open_modal(client, body, editing.window(found.desk, Editing(told.delivery_id, told.position, key)))

    async def used(self, ack: AsyncAck, body: Body, client: AsyncWebClient) -> None:
        """A suggestion takes the place of what stands in the edit box."""
        await ack()
        now = Editing.read(body["view"])
        found = await self._edited(now, body)
        if now is not None and found is not None:
            key = str(body["actions"][0].get("value", "")).partition(":")[2]
            chosen = Editing(now.delivery_id, now.position, key, now.round + 1)
            await update_modal(client, body["view"], editing.window(found.desk, chosen))

    async def typed(self, ack: AsyncAck, body: Body, client: AsyncWebClient) -> None:
        """Something was typed: the counters follow."""
        await ack()
        now = Editing.read(body["view"])
        found = await self._edited(now, body)
        if now is not None and found is not None:
            text = str(body["actions"][0].get("value") or "")
            await update_modal(client, body["view"], editing.window(found.desk, now, text))

    async def submitted(self, ack: AsyncAck, body: Body, client: AsyncWebClient) -> None:
        """The text is done: a composer for each network that was chosen."""
        view = body["view"]
        now = Editing.read(view)
        found = await self._edited(now, body)
        if now is None or found is None:
            await ack()
            return
        text, chosen = editing.submitted(view, now)
        chosen = [name for name in chosen if name in found.desk.networks]
        wrong = editing.wrong(found.desk, now, text, chosen)
        if wrong:
            await ack(response_action="errors", errors=wrong)
            return
        pick, language = found.desk.pick, found.desk.language
        answer = composers.waiting(language, pick)
        limits.check_modal(answer)
        await ack(response_action="update", view=answer)
        try:
            ways = await self.parts.database.awrite(self._ways, found, now, text, chosen)
            answer = composers.ready(language, pick, now.value, text, ways)
        except (InputError, UnknownError):
            answer = composers.closed(language, pick)
        await update_modal(client, view, answer, newest=False)

    def _ways(self, connection: Connection, found: Picked, now: Editing, text: str, chosen: list[str]) -> list[Way]:
        """Links are made only for the networks that were chosen."""
        return [self._way(connection, found, now, text, name) for name in chosen]

    def _way(self, connection: Connection, found: Picked, now: Editing, text: str, network: str) -> Way:
        """Where the text cannot stand in a button's address, it is pasted."""
        made = self._compose(connection, found, now, text, network)
        if len(made.url) > URL:
            made = self._compose(connection, found, now, "", network)
            return Way(network, made.url, pasted=True)
        if not made.url.startswith("https://"):
            addresses = Addresses(self.parts.settings.config.server.public_url, found.living.parcel.token)
            return Way(network, f"{addresses.share(now.position, network)}?t={now.text_key}", pasted=True)
        return Way(network, made.url, pasted=not made.keeps_text)

    def _compose(self, connection: Connection, found: Picked, now: Editing, text: str, network: str) -> Composer:
        return acts.compose(
            connection,
            found.own,
            network,
            text,
            code=lambda: code_from(secrets.randbelow),
            base_url=self.parts.settings.config.links.base_url,
            now=self.parts.clock(),
            text_key=now.text_key,
        )

    async def _edited(self, now: Editing | None, body: Body) -> Picked | None:
        if now is None:
            return None
        return await self._found(Press(now.delivery_id, now.position, "", str(body["user"]["id"]), ""))

    async def _found(self, told: Press) -> Picked | None:
        return await self.parts.database.aread(self._load, told)

    def _load(self, connection: Connection, told: Press) -> Picked | None:
        settings = self.parts.settings
        mine = own(connection, told)
        found = living(connection, settings, told.delivery_id) if mine is not None else None
        pick = found.pick(told.position) if found is not None else None
        if mine is None or found is None or pick is None or pick.item.kind is Kind.POST:
            return None
        config = settings.config
        language = language_of(mine.person, settings)
        desk = Desk(pick, language, mine.person.spoken, config.content.disclosure, config.links.base_url)
        return Picked(mine, found, desk) if desk.networks else None
