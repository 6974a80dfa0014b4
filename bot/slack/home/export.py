"""Everything that is stored about a person, as a file in their own conversation with the app."""

import json
import logging
from datetime import datetime
from typing import Any

import aiohttp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient
from sqlalchemy import Connection

from bot.rendering.words import best, words
from bot.slack.parts import Parts
from bot.slack.people import member
from digests.access import audit
from digests.ledger import arrivals
from digests.people.model import Person
from digests.privacy import export

ACT = "person export"
ACTOR = "the person, in Slack"
NAME = "stored-about-me.json"
UNSENT = (SlackApiError, aiohttp.ClientError, OSError, TimeoutError)

log = logging.getLogger(__name__)


async def send(parts: Parts, client: AsyncWebClient, slack_id: str) -> str:
    """Sends the file and says what came of it, in one sentence of the person's language; empty for a stranger."""
    made = await parts.database.awrite(gathered, slack_id, parts.clock())
    if made is None:
        return ""
    person, written = made
    _ = words(best(person.spoken, parts.settings.config.company.language)).gettext
    try:
        opened = await client.conversations_open(users=slack_id)
        await _upload(parts, client, str(opened["channel"]["id"]), written, _("What is stored about you"))
    except UNSENT as error:
        code = error.response.get("error") if isinstance(error, SlackApiError) else type(error).__name__
        log.warning("Slack did not take an export: %s", code)
        return _("Slack did not take the file. Please try again in a minute.")
    return _("The file is in your conversation with this app. Delete it there when you have read it.")


def gathered(connection: Connection, slack_id: str, now: datetime) -> tuple[Person, bytes] | None:
    """Noted first, because that look is stored about the person too."""
    person = member(connection, slack_id)
    if person is None:
        return None
    audit.note(connection, now, ACTOR, ACT, person_id=person.id)
    arrivals.expand_all(connection)
    told = {"exported_at": now, "tables": export(connection, person.id)}
    return person, json.dumps(told, default=_written, ensure_ascii=False, indent=1).encode()


def _written(value: object) -> str:
    return value.isoformat() if isinstance(value, datetime) else str(value)


async def _upload(parts: Parts, client: AsyncWebClient, channel: str, written: bytes, title: str) -> None:
    asked = await client.files_getUploadURLExternal(filename=NAME, length=len(written))
    address = str(asked["upload_url"])
    slack = parts.settings.config.slack
    if not address.startswith("https://") and not slack.api_url.startswith("http://"):
        raise aiohttp.InvalidURL(address)  # what is stored about somebody goes over TLS, or not at all
    timeout = aiohttp.ClientTimeout(total=slack.timeout_seconds)
    async with aiohttp.ClientSession(timeout=timeout) as session, session.post(address, data=written) as answer:
        answer.raise_for_status()
    files: list[dict[str, Any]] = [{"id": str(asked["file_id"]), "title": title}]
    await client.files_completeUploadExternal(files=files, channel_id=channel)
