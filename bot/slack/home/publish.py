"""Puts a person's Home tab together, anew from the database each time, and shows it to them."""

import json
import logging
import math
from collections.abc import Mapping
from datetime import datetime
from typing import Any

import aiohttp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.webhook.async_client import AsyncWebhookClient
from sqlalchemy import Connection

from bot.rendering.words import best, words
from bot.slack import kit, limits
from bot.slack.home import choices, greeting, privacy, quiet, results, week
from bot.slack.home.sections import ONCE, Section, Viewer
from bot.slack.newsroom import home as newsroom
from bot.slack.parts import Parts
from bot.slack.people import member
from digests.people.model import Person
from digests.settings import Settings

SECTIONS: tuple[Section, ...] = (
    greeting.blocks,
    week.blocks,
    newsroom.blocks,
    results.blocks,
    choices.blocks,
    quiet.blocks,
    privacy.blocks,
)
UNSHOWN = (SlackApiError, aiohttp.ClientError, OSError, TimeoutError)

log = logging.getLogger(__name__)
_quiet = logging.getLogger("budstikke.slack")  # slack_sdk writes whole messages at DEBUG
View = dict[str, Any]


async def publish(parts: Parts, client: AsyncWebClient, slack_id: str, at: Mapping[str, str] | None = None) -> None:
    """Shows a member their Home tab; `at` is what its parts keep from one press to the next."""
    made = await parts.database.aread(view, parts.settings, slack_id, parts.clock(), at or {})
    limits.check_home(made)
    try:
        await client.views_publish(user_id=slack_id, view=made)
    except UNSHOWN as error:
        code = error.response.get("error") if isinstance(error, SlackApiError) else type(error).__name__
        log.warning("Slack did not take a Home tab: %s", code)


async def again(
    parts: Parts, client: AsyncWebClient, body: Mapping[str, Any], at: Mapping[str, str] | None = None
) -> None:
    """Shows the Home tab anew after something was pressed in it; elsewhere nothing happens."""
    pressed = body.get("view") or {}
    if pressed.get("type") == "home":
        await publish(parts, client, body["user"]["id"], kept(pressed) | dict(at or {}))


async def beside(parts: Parts, client: AsyncWebClient, body: Mapping[str, Any]) -> None:
    """After a press on an item: shows it also where it was pressed, when that was not the digest's own message."""
    if body.get("type") == "view_submission":
        await publish(parts, client, body["user"]["id"])
    elif (body.get("container") or {}).get("is_ephemeral"):
        await _answer(parts, str(body["user"]["id"]), str(body.get("response_url") or ""))
    else:
        await again(parts, client, body)


async def _answer(parts: Parts, slack_id: str, address: str) -> None:
    """Replaces an answer of the command that only its reader sees."""
    made = await parts.database.aread(answer, parts.settings, slack_id, parts.clock())
    if not made or not address:
        return
    limits.check(made)
    slack = parts.settings.config.slack
    try:
        web = AsyncWebhookClient(address, timeout=math.ceil(slack.timeout_seconds), logger=_quiet, retry_handlers=[])
        await web.send(text="Budstikke", blocks=made, replace_original=True)
    except UNSHOWN as error:
        log.warning("Slack did not change an answer: %s", type(error).__name__)


def answer(connection: Connection, settings: Settings, slack_id: str, now: datetime) -> list[dict[str, Any]]:
    """The newest digest's items, as the command shows them; empty for a stranger."""
    person = member(connection, slack_id)
    return week.blocks(connection, settings, Viewer(person, language(person, settings), now)) if person else []


def kept(pressed: Mapping[str, Any]) -> dict[str, str]:
    """What the tab's parts kept at its last showing; nothing where that cannot be read."""
    try:
        found = json.loads(pressed.get("private_metadata") or "{}")
    except ValueError:
        return {}
    lasting = {str(name): str(value) for name, value in found.items()} if isinstance(found, dict) else {}
    return {name: value for name, value in lasting.items() if not name.startswith(ONCE)}


def view(connection: Connection, settings: Settings, slack_id: str, now: datetime, at: Mapping[str, str]) -> View:
    """The whole tab of whoever has this Slack id."""
    person = member(connection, slack_id)
    if person is None:
        return _home(stranger(settings), {})
    viewer = Viewer(person, language(person, settings), now, at)
    blocks: list[dict[str, Any]] = []
    for section in SECTIONS:
        room = limits.VIEW_BLOCKS - len(blocks)
        seen = Viewer(viewer.person, viewer.language, now, at, room)
        blocks += section(connection, settings, seen)[:room]
    return _home(blocks, at)


def language(person: Person, settings: Settings) -> str:
    """The language that we speak with somebody."""
    return best(person.spoken, settings.config.company.language)


def stranger(settings: Settings) -> list[dict[str, Any]]:
    """What is told to somebody whom the directory does not have."""
    spoken = best((), settings.config.company.language)
    _ = words(spoken).gettext
    told = [
        kit.header(settings.config.company.name),
        kit.said(
            _(
                "Your Slack account is not in the company's directory, so there is no digest for you. "
                "Nothing is stored about you here."
            )
        ),
    ]
    if contact := settings.config.privacy.contact:
        told.append(kit.quiet(_("Should you be in it? Ask {contact}.").format(contact=contact)))
    return told


def _home(blocks: list[dict[str, Any]], at: Mapping[str, str]) -> View:
    made: View = {"type": "home", "callback_id": "home", "blocks": blocks}
    return made | {"private_metadata": json.dumps(dict(at))} if at else made
