"""What is pressed in the newsroom and opens or turns something: acknowledged, looked up for whoever pressed, shown."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from slack_bolt.context.ack.async_ack import AsyncAck
from slack_sdk.web.async_client import AsyncWebClient
from sqlalchemy import Connection

from bot.rendering.words import best
from bot.slack.home.links import first
from bot.slack.home.publish import again
from bot.slack.newsroom import calls, kept, modals, opening
from bot.slack.newsroom.folk import Folk, names, values
from bot.slack.newsroom.forms import audience
from bot.slack.newsroom.forms.audience import option
from bot.slack.newsroom.forms.part import Value
from bot.slack.newsroom.forms.wording import WORDING
from bot.slack.newsroom.home import AT
from bot.slack.newsroom.kept import Kept
from bot.slack.newsroom.press import Press
from bot.slack.newsroom.typed import Typed
from bot.slack.parts import Parts

Body = Mapping[str, Any]
Opening = Callable[[Connection, Press], Value | None]


def pressed(body: Body, parts: Parts, folk: Folk, remembered: Kept | None = None) -> Press:
    """The press in a payload of Slack's."""
    view = body.get("view") or {}
    found = kept.read(view) if remembered is None else remembered
    return Press(str(body["user"]["id"]), found, parts.clock(), parts.settings, folk, Typed.of(view))


def value(body: Body) -> str:
    """What the pressed element says: its value, or the option that was chosen."""
    action = (body.get("actions") or [{}])[0]
    chosen = action.get("selected_option") or {}
    return str(action.get("value") or chosen.get("value") or "")


@dataclass(frozen=True, slots=True)
class Presses:
    """Everything that only shows."""

    parts: Parts
    folk: Folk = field(default_factory=Folk)

    async def turned(self, ack: AsyncAck, body: Body, client: AsyncWebClient) -> None:
        """Another state of the queue, or another page."""
        await ack()
        await again(self.parts, client, body, {AT: value(body)})

    async def adding(self, ack: AsyncAck, body: Body, client: AsyncWebClient) -> None:
        """The form of a new item."""
        await ack()
        await self._open(body, client, opening.adding, Kept(queue=_place(body)))

    async def queued(self, ack: AsyncAck, body: Body, client: AsyncWebClient) -> None:
        """A message's link for the queue: the form of a new item, filled with it; who may not add any is told so."""
        await ack()
        found = first(body.get("message") or {})
        press = pressed(body, self.parts, self.folk, Kept())
        view = await self.parts.database.aread(opening.adding, press, found.url, found.title)
        await calls.show(client, body, view or modals.refused(best((), self.parts.settings.config.company.language)))

    async def opened(self, ack: AsyncAck, body: Body, client: AsyncWebClient) -> None:
        """An item."""
        await ack()
        await self._open(body, client, opening.opened, Kept(item=value(body), queue=_place(body)))

    async def edited(self, ack: AsyncAck, body: Body, client: AsyncWebClient) -> None:
        """One form of an item."""
        await ack()
        await self._open(body, client, opening.edited, replace(_kept(body), form=value(body)))

    async def texts(self, ack: AsyncAck, body: Body, client: AsyncWebClient) -> None:
        """An item's texts."""
        await ack()
        await self._open(body, client, opening.listed)

    async def text(self, ack: AsyncAck, body: Body, client: AsyncWebClient) -> None:
        """One text, or the form of a new one."""
        await ack()
        await self._open(body, client, opening.edited, replace(_kept(body), form=WORDING.name, key=value(body)))

    async def text_page(self, ack: AsyncAck, body: Body, client: AsyncWebClient) -> None:
        """Another page of texts."""
        await ack()
        page = value(body)
        await self._again(body, client, opening.listed, replace(_kept(body), page=int(page) if _small(page) else 1))

    async def audience(self, ack: AsyncAck, body: Body, client: AsyncWebClient) -> None:
        """Whom an item is for."""
        await ack()
        await self._open(body, client, opening.for_whom)

    async def chosen(self, ack: AsyncAck, body: Body, client: AsyncWebClient) -> None:
        """Something was chosen for an audience: its groups as they are now, and whom they reach."""
        await ack()
        found, said = _kept(body), value(body)
        name, _, number = str((body.get("actions") or [{}])[0].get("action_id", "")).partition(":")
        frames = found.frames
        if name == audience.GROUP:
            frames = audience.with_group(frames, said)
        elif name == audience.CONDITION and _small(number):
            frames = audience.with_condition(frames, int(number), said)
        elif name == audience.DROP and _small(said):
            frames = audience.without(frames, int(said))
        await self._again(body, client, opening.asked, replace(found, frames=frames))

    async def values(self, ack: AsyncAck, body: Body) -> None:
        """The values that an audience can be made of, for whoever makes one."""
        key = str(body.get("action_id", "")).partition(":")[2]
        found = await self.parts.database.aread(
            _values, pressed(body, self.parts, self.folk), key, str(body.get("value") or "")
        )
        await ack(options=found)

    async def more(self, ack: AsyncAck, body: Body, client: AsyncWebClient) -> None:
        """One more language in a form; what was typed stays."""
        await ack()
        found = _kept(body)
        await self._again(body, client, opening.retyped, replace(found, more=(*found.more, value(body))))

    async def taken(self, ack: AsyncAck, body: Body, client: AsyncWebClient) -> None:
        """The queue's word for one part, in a form that shows both."""
        await ack()
        press = pressed(body, self.parts, self.folk)
        view = await self.parts.database.aread(opening.taken, press, value(body))
        await calls.update(client, _id(body), view)

    async def declining(self, ack: AsyncAck, body: Body, client: AsyncWebClient) -> None:
        """The form that asks why a suggestion is declined."""
        await ack()
        await self._open(body, client, opening.declining)

    async def history(self, ack: AsyncAck, body: Body, client: AsyncWebClient) -> None:
        """What became of an item."""
        await ack()
        await self._open(body, client, opening.history)

    async def compared(self, ack: AsyncAck, body: Body, client: AsyncWebClient) -> None:
        """What a version changed."""
        await ack()
        number, _, item = value(body).partition(":")
        press = pressed(body, self.parts, self.folk, Kept(item=item))
        version = int(number) if _small(number) else 0
        await calls.show(client, body, await self.parts.database.aread(opening.compared, press, version))

    async def _open(self, body: Body, client: AsyncWebClient, load: Opening, remembered: Kept | None = None) -> None:
        view = await self.parts.database.aread(load, pressed(body, self.parts, self.folk, remembered))
        await calls.show(client, body, view)

    async def _again(self, body: Body, client: AsyncWebClient, load: Opening, remembered: Kept) -> None:
        view = await self.parts.database.aread(load, pressed(body, self.parts, self.folk, remembered))
        await calls.update(client, _id(body), view)


def _values(connection: Connection, press: Press, key: str, sought: str) -> list[Value]:
    at = press.desk(connection)
    if at is None:
        return []
    everybody = press.folk.load(connection, press.now)
    found = values(connection, everybody, key, sought, at.ground)
    people = names(everybody) if key == "person" else {}
    return [option(key, one, at.ground, people) for one in found]


def _kept(body: Body) -> Kept:
    return kept.read(body.get("view") or {})


def _id(body: Body) -> str:
    return str((body.get("view") or {}).get("id", ""))


def _place(body: Body) -> str:
    """Where the queue stands on the Home tab from which it was pressed."""
    return kept.read(body.get("view") or {}).queue


def _small(number: str) -> bool:
    return number.isascii() and number.isdigit() and len(number) < len("1000000")
