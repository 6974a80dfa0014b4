"""Shows in Slack what changed: messages are edited, windows opened; none of it is needed for what was pressed."""

import asyncio
import logging
import re
from collections.abc import Awaitable, Mapping
from typing import Any
from weakref import WeakValueDictionary

import aiohttp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.slack import limits
from bot.slack.home.publish import beside
from bot.slack.message.living import living, message
from bot.slack.parts import Parts

MISSED = (SlackApiError, aiohttp.ClientError, OSError, TimeoutError)
_STAMP = re.compile(r"\d+\.\d+")

log = logging.getLogger(__name__)
Body = Mapping[str, Any]


class Showing:
    """One per process: the message of a delivery is edited by one press after the other, so that the last one shows."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self._turns: WeakValueDictionary[int, asyncio.Lock] = WeakValueDictionary()

    async def again(self, client: AsyncWebClient, delivery_id: int, body: Body) -> None:
        """Edits the digest's message to what the database says now, and the Home tab where that was pressed."""
        turn = self._turns.setdefault(delivery_id, asyncio.Lock())
        async with turn:
            await self._edit(client, delivery_id, body)
            await beside(self._parts, client, body)

    async def _edit(self, client: AsyncWebClient, delivery_id: int, body: Body) -> None:
        settings = self._parts.settings
        found = await self._parts.database.aread(living, settings, delivery_id)
        if found is None:
            return
        channel, _, ts = (found.ref or _pressed(body)).rpartition(":")
        if not channel or not _STAMP.fullmatch(ts):  # or it came by mail
            return
        made = message(found, settings, self._parts.clock())
        limits.check_message(made)
        await attempt(client.chat_update(channel=channel, ts=ts, **made), "change a message")


async def attempt(call: Awaitable[object], what: str) -> bool:
    """Makes a call to Slack; whether it was taken. What was pressed is kept already, so a refusal is only noted."""
    try:
        await call
    except MISSED as error:
        code = error.response.get("error") if isinstance(error, SlackApiError) else type(error).__name__
        log.warning("Slack did not %s after a press: %s", what, code)
        return False
    return True


async def open_modal(client: AsyncWebClient, body: Body, view: dict[str, Any]) -> None:
    """Opens a window for whoever pressed."""
    limits.check_modal(view)
    await attempt(client.views_open(trigger_id=str(body.get("trigger_id", "")), view=view), "open a window")


async def update_modal(client: AsyncWebClient, shown: Body, view: dict[str, Any], *, newest: bool = True) -> None:
    """Changes a window; with `newest` only where nothing else has changed it since it was told of."""
    limits.check_modal(view)
    mark = {"hash": shown["hash"]} if newest and shown.get("hash") else {}
    await attempt(client.views_update(view_id=str(shown.get("id", "")), view=view, **mark), "change a window")


def _pressed(body: Body) -> str:
    """What Slack calls the message that was pressed in; empty where it was none, or only a reply."""
    told = body.get("message") or {}
    if told.get("thread_ts", told.get("ts")) != told.get("ts") or (body.get("container") or {}).get("is_ephemeral"):
        return ""
    return f"{(body.get('channel') or {}).get('id', '')}:{told.get('ts', '')}"
