"""Suggest for sharing: any employee, from any message, in one window."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from slack_bolt.context.ack.async_ack import AsyncAck
from slack_bolt.context.respond.async_respond import AsyncRespond
from slack_sdk.web.async_client import AsyncWebClient
from sqlalchemy import Connection

from bot.rendering.words import best, worded, words
from bot.slack import kit
from bot.slack.home.links import LONGEST, TITLE, Place, first
from bot.slack.home.publish import UNSHOWN, language
from bot.slack.message.showing import open_modal, update_modal
from bot.slack.parts import Parts
from bot.slack.people import member
from digests.errors import InputError
from digests.newsroom.items import suggest

CALLBACK = "suggest_item"
SLACK = "slack"
WHY = 1000
Body = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Suggested:
    """What somebody typed into the window."""

    url: str
    title: str
    why: str

    @classmethod
    def of(cls, view: Mapping[str, Any]) -> "Suggested":
        """From a submitted view; what is missing is empty."""
        values = (view.get("state") or {}).get("values") or {}

        def one(name: str) -> str:
            return str(((values.get(name) or {}).get(name) or {}).get("value") or "").strip()

        return cls(one("url"), one("title"), one("why"))

    def errors(self, spoken: str) -> dict[str, str]:
        """What cannot be, by the block that it stands in."""
        _ = words(spoken).gettext
        found = {}
        if not self.title:
            found["title"] = _("It needs a title.")
        if not _web(self.url):
            found["url"] = _("This must be the address of a page, beginning with https://")
        return found


def _web(url: str) -> bool:
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return parts.scheme == "https" and bool(parts.hostname) and len(url) <= LONGEST


@dataclass(frozen=True, slots=True)
class Suggesting:
    """The shortcut and its window."""

    parts: Parts

    async def opened(self, ack: AsyncAck, body: Body, client: AsyncWebClient, respond: AsyncRespond) -> None:
        """The window, with the message's first link in it."""
        await ack()
        person = await self.parts.database.aread(member, body["user"]["id"])
        if person is None:
            company = best((), self.parts.settings.config.company.language)
            await respond(text=not_known(company))
            return
        place = Place.of(body)
        found = first(body.get("message") or {})
        view = form(language(person, self.parts.settings), Suggested(found.url, found.title, ""), place)
        await open_modal(client, body, view)

    async def submitted(self, ack: AsyncAck, body: Body, client: AsyncWebClient) -> None:
        """What was typed is looked at before the window closes, and kept after."""
        view = body["view"]
        place, spoken = remembered(view)
        typed = Suggested.of(view)
        if errors := typed.errors(spoken):
            await ack(response_action="errors", errors=errors)
            return
        _ = words(spoken).gettext
        await ack(response_action="update", view=told(spoken, _("One moment.")))
        permalink = await address(client, place)
        shown = await self._keep(body["user"]["id"], typed, permalink, place, spoken)
        await update_modal(client, view, shown, newest=False)

    async def _keep(self, slack_id: str, typed: Suggested, permalink: str, place: Place, spoken: str) -> Body:
        """What the window says afterwards: thanks, or what is in the way with everything still in its place."""
        _ = words(spoken).gettext
        company = self.parts.settings.config.company.language

        def save(connection: Connection, now: datetime) -> bool:
            person = member(connection, slack_id)
            if person is not None:
                suggest(
                    connection,
                    person,
                    typed.url,
                    typed.title,
                    typed.why,
                    permalink,
                    now,
                    language=company,
                    origin=SLACK,
                )
            return person is not None

        try:
            kept = await self.parts.database.awrite(save, self.parts.clock())
        except InputError as error:
            return form(spoken, typed, place, note=worded(spoken, error))
        if not kept:
            return told(spoken, not_known(spoken))
        return told(spoken, _("Thank you. The newsroom sees your suggestion, and where you found it."))


def form(spoken: str, typed: Suggested, place: Place, note: str = "") -> Body:
    """The window, filled in as far as is known."""
    _ = words(spoken).gettext
    blocks = [kit.said(note)] if note else []
    blocks += [
        kit.typed("url", _("Address"), _line("url_text_input", "url", typed.url)),
        kit.typed("title", _("Title"), _line("plain_text_input", "title", typed.title, max_length=TITLE)),
        kit.typed(
            "why",
            _("Why would others share it?"),
            _line("plain_text_input", "why", typed.why, multiline=True, max_length=WHY),
            optional=True,
        ),
        kit.quiet(_("The newsroom reads it, sees your name beside it, and decides whether it goes into the digests.")),
    ]
    view = kit.modal(_("Suggest for sharing"), blocks, close=_("Cancel"), submit=_("Suggest"), callback=CALLBACK)
    kept = {"domain": place.domain[:100], "channel": place.channel[:40], "ts": place.ts[:40], "language": spoken}
    return view | {"private_metadata": json.dumps(kept)}


def _line(kind: str, name: str, value: str, **more: object) -> Body:
    element: Body = {"type": kind, "action_id": name, **more}
    return element | {"initial_value": value} if value.strip() else element


def told(spoken: str, text: str) -> Body:
    """The window with one sentence in it."""
    _ = words(spoken).gettext
    return kit.modal(_("Suggest for sharing"), [kit.said(text)], close=_("Close"))


def not_known(spoken: str) -> str:
    """What is told to somebody whom the directory does not have."""
    return words(spoken).gettext("Your Slack account is not in the company's directory, so this is not open to you.")


def remembered(view: Mapping[str, Any]) -> tuple[Place, str]:
    """What the window kept: which message it was about, and the language it was shown in."""
    try:
        kept = json.loads(view.get("private_metadata") or "{}")
    except ValueError:
        kept = {}
    found = kept if isinstance(kept, dict) else {}
    place = Place(*(str(found.get(name) or "") for name in ("domain", "channel", "ts")))
    return place, best((str(found.get("language") or ""),), "")


async def address(client: AsyncWebClient, place: Place) -> str:
    """The message's permalink as Slack tells it; where the app may not see the message, as Slack would make it."""
    if not place.known:
        return ""
    try:
        answer = await client.chat_getPermalink(channel=place.channel, message_ts=place.ts)
        return str(answer.get("permalink") or "")
    except UNSHOWN:
        return place.permalink
