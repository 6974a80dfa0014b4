"""What Slack tells of the workspace itself: who joins or changes, and that the app was removed or lost its token."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from slack_bolt.app.async_app import AsyncApp
from slack_bolt.context.async_context import AsyncBoltContext
from slack_bolt.response import BoltResponse
from slack_sdk.web.async_client import AsyncWebClient
from sqlalchemy import Connection

from bot.slack.company.roster import member
from bot.slack.company.store import Stop, first_time
from bot.slack.company.tokens import REVOKED, UNINSTALLED, stop, welcome
from bot.slack.home.welcome import greet
from bot.slack.parts import Parts
from digests.people.matching import Member, match_one
from digests.people.members import keep_found, load_known_as

PATIENCE = 1.0  # seconds for the database to say whether an event is new: Slack waits for three in all

log = logging.getLogger(__name__)
Body = dict[str, Any]


def register(app: AsyncApp, parts: Parts) -> None:
    """Listens to the workspace, and lets nothing through that is not ours or was told before."""
    hearing = Hearing(parts)
    app.use(hearing.sift)
    app.event("team_join")(hearing.joined)
    app.event("user_change")(hearing.changed)
    app.event(UNINSTALLED)(hearing.uninstalled)
    app.event(REVOKED)(hearing.revoked)


@dataclass(frozen=True, slots=True)
class Hearing:
    """Sifts what comes in, and acts on what concerns the workspace."""

    parts: Parts

    async def sift(
        self, body: Body, context: AsyncBoltContext, next_: Callable[[], Awaitable[None]]
    ) -> BoltResponse | None:
        """Acknowledges, and leaves out, what another workspace tells and what was told before."""
        team_id = context.team_id
        if team_id and not welcome(self.parts.settings, team_id):
            log.warning("a workspace that does not stand in slack.workspaces was not heard: %s", team_id)
            return BoltResponse(status=200)
        event_id = body.get("event_id") if body.get("type") == "event_callback" else None
        if isinstance(event_id, str) and not await self._new(f"{team_id}:{event_id}"):
            return BoltResponse(status=200)
        await next_()
        return None

    async def changed(self, event: Body) -> None:
        """Somebody is other than before: they are matched with the directory, or lose their match."""
        user = event.get("user")
        if isinstance(user, dict) and isinstance(user.get("id"), str):
            await self.parts.database.awrite(rematch, user["id"], member(user), self.parts.clock())

    async def joined(self, event: Body, client: AsyncWebClient) -> None:
        """Somebody joined: they are matched, and welcomed."""
        await self.changed(event)
        await greet(self.parts, client, str((event.get("user") or {}).get("id", "")))

    async def uninstalled(self, context: AsyncBoltContext) -> None:
        """The app was removed: nothing more goes out."""
        await self._stop(context.team_id or "", UNINSTALLED)

    async def revoked(self, event: Body, context: AsyncBoltContext) -> None:
        """Slack took tokens back; a person's own is none of ours."""
        if (event.get("tokens") or {}).get("bot"):
            await self._stop(context.team_id or "", REVOKED)

    async def _stop(self, team_id: str, why: str) -> None:
        told = Stop("", team_id, why, self.parts.clock())
        await self.parts.database.awrite(stop, self.parts.settings, told)
        log.warning("nothing more is sent to Slack workspace %s: %s", team_id, why)

    async def _new(self, event_id: str, patience: float = PATIENCE) -> bool:
        """Whether it is told for the first time; a database that does not say in time does not keep Slack waiting."""
        asked = asyncio.ensure_future(self.parts.database.awrite(first_time, event_id, self.parts.clock()))
        done, _ = await asyncio.wait({asked}, timeout=patience)
        if done:
            return asked.result()
        asked.add_done_callback(_told_late)
        return True


def rematch(connection: Connection, slack_id: str, found: Member | None, now: datetime) -> None:
    """Matches one member anew; None: they are no full member any more."""
    known = load_known_as(connection, slack_id, found.email if found else "")
    keep_found(connection, match_one(known, slack_id, found).changed.items(), now)


def _told_late(asked: "asyncio.Future[bool]") -> None:
    if not asked.cancelled() and asked.exception() is not None:
        log.warning("whether an event of Slack's was told before is not known: %s", asked.exception())
