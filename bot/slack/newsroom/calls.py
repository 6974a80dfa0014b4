"""Calls to Slack about modals: each is checked before it is made, and a refusal is noted, because nothing is lost."""

import logging
from collections.abc import Mapping
from typing import Any

import aiohttp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.slack import limits
from bot.slack.blocks import escape
from bot.slack.newsroom.forms.part import Value

UNDONE = (SlackApiError, aiohttp.ClientError, OSError, TimeoutError)

log = logging.getLogger(__name__)


async def show(client: AsyncWebClient, body: Mapping[str, Any], view: Value | None) -> None:
    """Opens a modal; over the one in which it was asked for, where there is one. Nothing for whoever may not see it."""
    if view is None:
        return
    limits.check_modal(view)
    over = (body.get("view") or {}).get("type") == "modal"
    call = client.views_push if over else client.views_open
    try:
        await call(trigger_id=str(body.get("trigger_id", "")), view=view)
    except UNDONE as error:
        _note("open", error)


async def update(client: AsyncWebClient, view_id: str, view: Value | None) -> None:
    """Puts a modal in another's place."""
    if view is None or not view_id:
        return
    limits.check_modal(view)
    try:
        await client.views_update(view_id=view_id, view=view)
    except UNDONE as error:
        _note("change", error)


async def tell(client: AsyncWebClient, slack_id: str, word: str) -> None:
    """A word to somebody, between them and us alone."""
    if not slack_id:
        return
    try:
        await client.chat_postMessage(channel=slack_id, text=escape(word), parse="none", link_names=False)
    except UNDONE as error:
        _note("send", error)


def _note(act: str, error: BaseException) -> None:
    code = error.response.get("error") if isinstance(error, SlackApiError) else type(error).__name__
    log.warning("Slack did not %s what the newsroom asked for: %s", act, code)
