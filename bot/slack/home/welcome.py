"""The first contact in Slack: who sees what, why it comes, and how it stops; once, to whoever joins."""

import logging
from typing import Any

import aiohttp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.rendering.view import House
from bot.rendering.welcome import stop_sentence, why_sentence
from bot.rendering.words import best
from bot.slack import kit, limits
from bot.slack.parts import Parts
from bot.slack.people import member
from digests.employee.welcome import unwelcome, welcome
from digests.people.model import Person
from digests.settings import Settings

log = logging.getLogger(__name__)


def blocks(language: str, house: House, country: str) -> list[dict[str, Any]]:
    """The welcome in three sentences, for somebody in this country."""
    return [
        kit.said(why_sentence(language, house.company, house.welcome.get(language, ""))),
        kit.said(house.privacy(language, country)),
        kit.said(stop_sentence(language)),
    ]


def message(person: Person, settings: Settings) -> dict[str, Any]:
    """The welcome as a message of its own."""
    language = best(person.spoken, settings.config.company.language)
    house = House.of(settings.config)
    made = blocks(language, house, person.country)
    first: str = made[0]["text"]["text"]
    return {"text": first, "blocks": made}


async def greet(parts: Parts, client: AsyncWebClient, slack_id: str) -> None:
    """Welcomes whoever joined, if the directory has them and nobody did before; what Slack refuses is taken back."""
    person = await parts.database.aread(member, slack_id)
    if person is None or person.preferences.stopped:
        return
    if not await parts.database.awrite(welcome, person.id, parts.clock()):
        return
    made = message(person, parts.settings)
    limits.check_message(made)
    try:
        await client.chat_postMessage(channel=slack_id, unfurl_links=False, unfurl_media=False, **made)
    except SlackApiError as error:
        log.warning("Slack did not take a welcome: %s", error.response.get("error"))
        await parts.database.awrite(unwelcome, person.id)
    except (aiohttp.ClientError, OSError, TimeoutError) as error:  # it may have arrived, and goes out once
        log.warning("Slack was sent a welcome and did not answer: %s", type(error).__name__)
