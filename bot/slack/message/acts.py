"""What people press in a digest in Slack: acknowledged at once, then written down, then shown."""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from slack_bolt.context.ack.async_ack import AsyncAck
from slack_sdk.web.async_client import AsyncWebClient
from sqlalchemy import Connection

from bot.slack.message import networks
from bot.slack.message.living import Living, living
from bot.slack.message.press import Press, Verb, done, language_of, own, press, zone_of
from bot.slack.message.showing import Showing, open_modal
from bot.slack.parts import Parts
from bot.slack.people import presser
from digests.employee import acts, quiet
from digests.employee.model import OwnPick, later_today, tomorrow_morning
from digests.employee.own import pick_states
from digests.ledger.verdict import SIGNED
from digests.networks import NETWORKS

log = logging.getLogger(__name__)
Body = dict[str, Any]

OLD_SNOOZE = 1  # weeks: what the button of an older message means
WEEKS = {"1": 1, "4": 4, "until": None}


@dataclass(frozen=True, slots=True)
class Acts:
    """Every press is done to the presser's own digest or not at all; the message then shows what stands."""

    parts: Parts
    showing: Showing

    async def shared(self, ack: AsyncAck, body: Body, client: AsyncWebClient) -> None:
        """A share button: the browser opens the composer, and the press itself is evidence of a person."""
        await ack()
        told = press(body)
        if told is not None and told.what in NETWORKS:
            now = self.parts.clock()
            await self._do(
                told,
                body,
                client,
                lambda connection, own: acts.tap(
                    connection, own, network=told.what, origin_id=f"{told.slack_id}:{told.at}", rule=SIGNED, now=now
                ),
            )

    async def opened(self, ack: AsyncAck, body: Body) -> None:
        """The company's own post is opened; nothing changes in the message."""
        await ack()
        told = press(body)
        if told is not None:
            now = self.parts.clock()
            await self._keep(
                told,
                lambda connection, own: acts.read(
                    connection, own, origin_id=f"{told.slack_id}:{told.at}", rule=SIGNED, now=now
                ),
            )

    async def confirmed(self, ack: AsyncAck, body: Body, client: AsyncWebClient) -> None:
        """Shared it: on the network that was pressed last."""
        await ack()
        told = press(body)
        if told is not None:
            now = self.parts.clock()
            await self._do(told, body, client, lambda c, own: acts.confirm(c, own, network=_tapped(c, own), now=now))

    async def not_now(self, ack: AsyncAck, body: Body, client: AsyncWebClient) -> None:
        """Not shared: the item is offered again, and nobody asks."""
        await ack()
        await self._plain(body, client, acts.not_now)

    async def declined(self, ack: AsyncAck, body: Body, client: AsyncWebClient) -> None:
        """Not for me."""
        await ack()
        await self._plain(body, client, acts.decline)

    async def undeclined(self, ack: AsyncAck, body: Body, client: AsyncWebClient) -> None:
        """It is for me after all."""
        await ack()
        await self._plain(body, client, acts.undecline)

    async def chosen(self, ack: AsyncAck, body: Body, client: AsyncWebClient) -> None:
        """Something of an item's menu."""
        await ack()
        told = press(body)
        if told is None:
            return
        now = self.parts.clock()
        moments = {"later": later_today, "tomorrow": tomorrow_morning}
        if told.what in moments:
            later = moments[told.what]
            zone = self.parts.settings
            await self._do(
                told, body, client, lambda c, own: acts.remind(c, own, later(now, zone_of(own.person, zone)), now)
            )
        elif told.what == "decline":
            await self._do(told, body, client, lambda c, own: acts.decline(c, own, now))
        elif told.what == "more":
            await self._ask(told, body, client, networks.more)
        elif told.what == "shared":
            await self._ask(told, body, client, networks.where)

    async def more(self, ack: AsyncAck, body: Body, client: AsyncWebClient) -> None:
        """Every network of an item."""
        await ack()
        told = press(body)
        if told is not None:
            await self._ask(told, body, client, networks.more)

    async def said_where(self, ack: AsyncAck, body: Body, client: AsyncWebClient) -> None:
        """Where it was shared without us; the window closes."""
        await ack()
        told = networks.said(body)
        if told is not None:
            now = self.parts.clock()
            await self._do(told, body, client, lambda c, own: acts.already_shared(c, own, told.what, now))

    async def snoozed(self, ack: AsyncAck, body: Body, client: AsyncWebClient) -> None:
        """No digest for some weeks, or until the person is back."""
        await ack()
        told = press(body)
        if told is not None:
            weeks = WEEKS.get(told.what, OLD_SNOOZE)
            now = self.parts.clock()
            await self._rest(told, body, client, lambda c, person_id: quiet.pause(c, person_id, weeks, now))

    async def resumed(self, ack: AsyncAck, body: Body, client: AsyncWebClient) -> None:
        """Digests again."""
        await ack()
        told = press(body)
        if told is not None:
            now = self.parts.clock()
            await self._rest(told, body, client, lambda c, person_id: quiet.resume(c, person_id, now))

    async def followed(self, ack: AsyncAck) -> None:
        """A button that only leads somewhere; the page it leads to keeps what matters."""
        await ack()

    async def _plain(self, body: Body, client: AsyncWebClient, verb: Callable[..., object]) -> None:
        told = press(body)
        if told is not None:
            now = self.parts.clock()
            await self._do(told, body, client, lambda c, own: verb(c, own, now))

    async def _do(self, told: Press, body: Body, client: AsyncWebClient, verb: Verb) -> None:
        if await self._keep(told, verb):
            await self.showing.again(client, told.delivery_id, body)

    async def _keep(self, told: Press, verb: Verb) -> bool:
        kept = await self.parts.database.awrite(done, told, verb)
        if not kept:
            log.warning("a press that is not its person's was left out: delivery %d", told.delivery_id)
        return kept

    async def _rest(
        self, told: Press, body: Body, client: AsyncWebClient, verb: Callable[[Connection, str], object]
    ) -> None:
        def rest(connection: Connection) -> bool:
            person = presser(connection, told.delivery_id, told.slack_id)
            if person is not None:
                verb(connection, person.id)
            return person is not None

        if await self.parts.database.awrite(rest):
            await self.showing.again(client, told.delivery_id, body)

    async def _ask(self, told: Press, body: Body, client: AsyncWebClient, window: networks.Window) -> None:
        """Opens a window about the presser's own pick."""

        def asked(connection: Connection) -> tuple[OwnPick, Living] | None:
            mine = own(connection, told)
            found = living(connection, self.parts.settings, told.delivery_id) if mine is not None else None
            return None if mine is None or found is None else (mine, found)

        answer = await self.parts.database.aread(asked)
        if answer is None:
            return
        mine, found = answer
        pick = found.pick(told.position)
        if pick is not None:
            settings = self.parts.settings
            made = window(language_of(mine.person, settings), found, pick, settings.config.server.public_url)
            await open_modal(client, body, made)


def _tapped(connection: Connection, mine: OwnPick) -> str:
    """The network that was pressed last; empty where that is not known."""
    found = pick_states(connection, mine.delivery_id).get(mine.position)
    return found.network if found is not None else ""
