"""What is pressed in the Home tab: acknowledged, saved for whoever pressed it, and shown."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from slack_bolt.context.ack.async_ack import AsyncAck
from slack_sdk.web.async_client import AsyncWebClient
from sqlalchemy import Connection

from bot.rendering.choices import PAUSES
from bot.slack.home import choices, privacy, publish, quiet
from bot.slack.home.export import send
from bot.slack.parts import Parts
from bot.slack.people import member
from digests.employee import quiet as verbs
from digests.errors import InputError
from digests.people.model import Person, Preferences

Body = dict[str, Any]
Change = Callable[[Person], Callable[[Preferences], Preferences] | None]


@dataclass(frozen=True, slots=True)
class Acts:
    """Whoever presses is found by their Slack id, so that nobody changes anybody else's choices."""

    parts: Parts

    async def opened(self, event: Body, client: AsyncWebClient) -> None:
        """The tab is opened; the conversation beside it is none of ours."""
        if event.get("tab") == "home":
            kept = publish.kept(event.get("view") or {})
            await publish.publish(self.parts, client, str(event["user"]), kept)

    async def chosen(self, ack: AsyncAck, body: Body, client: AsyncWebClient) -> None:
        """A control of the preferences."""
        await ack()
        action = body["actions"][0]
        refused = await self._choose(body, lambda person: choices.change(person, action))
        told = {choices.REFUSED: str(action.get("value", ""))[:80]} if refused else {}
        await publish.again(self.parts, client, body, told)

    async def consented(self, ack: AsyncAck, body: Body, client: AsyncWebClient) -> None:
        """Tracking, and figures by name."""
        await ack()
        ticked = {str(option.get("value")) for option in body["actions"][0].get("selected_options") or ()}
        await self._choose(body, lambda person: self._consent(person, ticked))
        await publish.again(self.parts, client, body)

    async def paused(self, ack: AsyncAck, body: Body, client: AsyncWebClient) -> None:
        """No digest for some weeks, or until the person returns."""
        await ack()
        asked = str(body["actions"][0]["action_id"]).removeprefix(quiet.PAUSE)
        weeks = {quiet.RETURN: None} | {str(number): number for number in PAUSES}
        if asked in weeks:
            await self._do(body, lambda c, person_id, now: verbs.pause(c, person_id, weeks[asked], now))
        await publish.again(self.parts, client, body)

    async def resumed(self, ack: AsyncAck, body: Body, client: AsyncWebClient) -> None:
        """Digests again."""
        await ack()
        await self._do(body, verbs.resume)
        await publish.again(self.parts, client, body)

    async def stopped(self, ack: AsyncAck, body: Body, client: AsyncWebClient) -> None:
        """No digests any more."""
        await ack()
        await self._do(body, verbs.stop)
        await publish.again(self.parts, client, body)

    async def exported(self, ack: AsyncAck, body: Body, client: AsyncWebClient) -> None:
        """All that is stored about them, as a file in their own conversation with the app."""
        await ack()
        told = await send(self.parts, client, body["user"]["id"])
        await publish.again(self.parts, client, body, {privacy.TOLD: told})

    def _consent(self, person: Person, ticked: set[str]) -> Callable[[Preferences], Preferences]:
        """Names count only where they are asked for; elsewhere that choice stays as it was."""
        asks = privacy.asks(self.parts.settings, person)
        return lambda before: replace(
            before,
            untracked=privacy.UNTRACKED in ticked,
            named=privacy.NAMED in ticked if asks else before.named,
        )

    async def _choose(self, body: Body, change: Change) -> bool:
        """Whether the choice was refused."""

        def save(connection: Connection, now: datetime) -> None:
            person = member(connection, body["user"]["id"])
            made = change(person) if person is not None else None
            if person is not None and made is not None:
                verbs.choose(connection, person.id, made, now)

        try:
            await self.parts.database.awrite(save, self.parts.clock())
        except InputError:
            return True
        return False

    async def _do(self, body: Body, verb: Callable[[Connection, str, datetime], Preferences]) -> None:
        def save(connection: Connection, now: datetime) -> None:
            person = member(connection, body["user"]["id"])
            if person is not None:
                verb(connection, person.id, now)

        await self.parts.database.awrite(save, self.parts.clock())
