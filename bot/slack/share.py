"""What people press in a digest in Slack: acknowledged at once, then written down."""

import hashlib
import logging
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import aiohttp
from babel.dates import format_date
from slack_bolt.app.async_app import AsyncApp
from slack_bolt.context.ack.async_ack import AsyncAck
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.rendering.words import best, words
from bot.slack import blocks
from bot.slack.parts import Parts
from bot.slack.people import Pressed, pressed, presser
from digests.clock import Clock
from digests.db import Database
from digests.ledger import store as ledger
from digests.ledger.model import Fact, FactKind, Verdict
from digests.networks import NETWORKS
from digests.people.model import Person
from digests.people.preferences import pause
from digests.people.store import save_preferences
from digests.settings import Settings

RULE = "slack_button"  # Slack signs that a member pressed it: evidence of a hand
SNOOZE_WEEKS = 1

log = logging.getLogger(__name__)
Body = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Press:
    """A button's value and who pressed it when, as Slack tells it; position 0: not about an item."""

    delivery_id: int
    position: int
    network: str
    slack_id: str
    at: str  # Slack's own mark of the press, unique within a workspace

    def fact_id(self, kind: FactKind) -> str:
        """The same for the same press, however often Slack tells of it; a wish has one name wherever it is told."""
        if kind is FactKind.DECLINE:
            return f"decline-{self.delivery_id}-{self.position}"
        told = f"{kind.value}:{self.delivery_id}:{self.position}:{self.network}:{self.slack_id}:{self.at}"
        return hashlib.sha256(told.encode()).hexdigest()[:40]


def press(body: Body) -> Press | None:
    """The press in a block_actions payload; None when it is none of ours or belongs to a test."""
    action = body["actions"][0]
    found = re.fullmatch(r"(\d{1,18})(?::(\d{1,3})(?::([a-z]{1,20}))?)?", str(action.get("value", "")))
    if found is None or int(found[1]) == 0:
        return None
    return Press(
        int(found[1]), int(found[2] or 0), found[3] or "", body["user"]["id"], str(action.get("action_ts", ""))
    )


def register(app: AsyncApp, parts: Parts) -> None:
    """Listens to everything that can be pressed in a digest."""
    presses = Presses(parts.settings, parts.database, parts.clock)
    app.action(re.compile("^share_"))(presses.shared)
    app.action("open_post")(presses.opened)
    app.action("not_for_me")(presses.declined)
    app.action("snooze")(presses.snoozed)
    app.action(re.compile("^(pick_text|preferences)$"))(presses.followed)


@dataclass(frozen=True, slots=True)
class Presses:
    """Writes presses down and answers in the message itself."""

    settings: Settings
    database: Database
    clock: Clock

    async def shared(self, ack: AsyncAck, body: Body) -> None:
        """A share button: the browser opens the tap page, and the press itself is evidence of a person."""
        await ack()
        told = press(body)
        if told is not None and told.network in NETWORKS:
            await self._keep(told, FactKind.TAP)

    async def opened(self, ack: AsyncAck, body: Body) -> None:
        """The company's own post is opened."""
        await ack()
        told = press(body)
        if told is not None:
            await self._keep(told, FactKind.READ)

    async def declined(self, ack: AsyncAck, body: Body, client: AsyncWebClient) -> None:
        """Not for me: kept, and said in place of the item's buttons."""
        await ack()
        told = press(body)
        found = await self._keep(told, FactKind.DECLINE) if told is not None else None
        if told is None or found is None:
            return
        _ = words(self._language(found.person)).gettext
        note = blocks.note(_("Noted: this one was not for you. The next digest takes it into account."))
        await _update(
            told.delivery_id,
            body,
            client,
            lambda block: [note] if block.get("block_id") == f"item:{told.position}" else [block],
        )

    async def snoozed(self, ack: AsyncAck, body: Body, client: AsyncWebClient) -> None:
        """No digest for a week: kept, and said in place of the button."""
        await ack()
        told = press(body)
        person = await self.database.aread(presser, told.delivery_id, told.slack_id) if told is not None else None
        if told is None or person is None:
            return
        now = self.clock()
        chosen = pause(person.preferences, SNOOZE_WEEKS, now)
        await self.database.awrite(save_preferences, person.id, chosen, now)
        note = blocks.note(self._until(person, chosen.paused_until or now))
        await _update(told.delivery_id, body, client, lambda block: _without_snooze(block, note))

    async def followed(self, ack: AsyncAck) -> None:
        """A button that only leads somewhere; the page it leads to keeps what matters."""
        await ack()

    async def _keep(self, told: Press, kind: FactKind) -> Pressed | None:
        """Writes the fact if the pick is the presser's own. Who is not tracked is kept only where they asked for it."""
        found = await self.database.aread(pressed, told.delivery_id, told.position, told.slack_id)
        if found is None:
            log.warning("a press that is not its person's was left out: delivery %d", told.delivery_id)
            return None
        if found.tracked or kind is FactKind.DECLINE:
            await self.database.awrite(ledger.add, [_fact(told, kind, found, self.clock())])
        return found

    def _language(self, person: Person) -> str:
        return best(person.spoken, self.settings.config.company.language)

    def _until(self, person: Person, until: datetime) -> str:
        local = until.astimezone(ZoneInfo(person.timezone or self.settings.config.company.timezone))
        language = self._language(person)
        _ = words(language).gettext
        date = format_date(local.date(), "long", locale=language)
        return _("Snoozed: no digest before {date}. You can change that in your preferences.").format(date=date)


def _fact(told: Press, kind: FactKind, found: Pressed, now: datetime) -> Fact:
    return Fact(
        id=told.fact_id(kind),
        kind=kind,
        at=now,
        verdict=Verdict.HUMAN,
        rules=(RULE,),
        delivery_id=found.delivery_id,
        person_id=found.person.id,
        department=found.department,
        item_id=found.item_id,
        network=told.network or None,
    )


def _without_snooze(block: Body, note: Body) -> list[Body]:
    if block.get("block_id") != "end":
        return [block]
    left = [element for element in block["elements"] if element.get("action_id") != "snooze"]
    return [{**block, "elements": left}, note]


async def _update(delivery_id: int, body: Body, client: AsyncWebClient, change: Callable[[Body], list[Body]]) -> None:
    """Changes the message; what was pressed is kept already, so Slack's refusal is only noted."""
    message = body.get("message") or {}
    changed = [new for block in message.get("blocks", ()) for new in change(block)]
    if not changed:
        return
    try:
        await client.chat_update(
            channel=body["channel"]["id"],
            ts=message["ts"],
            text=message.get("text", ""),
            blocks=changed,
            metadata=blocks.metadata(delivery_id),
        )
    except (SlackApiError, aiohttp.ClientError, OSError, TimeoutError) as error:
        code = error.response.get("error") if isinstance(error, SlackApiError) else type(error).__name__
        log.warning("Slack did not change a message after a press: %s", code)
