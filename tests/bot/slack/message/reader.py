"""Somebody with a digest in Slack: they press in the message and in the windows that it opens."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection

from bot.slack import limits
from digests.content.model import Item, Kind
from digests.content.store import Entry, add_items
from digests.delivery.store import deliveries
from digests.edition.store import picks
from digests.ledger.model import Fact, FactKind
from digests.ledger.store import load
from digests.people.model import Person
from digests.people.store import add_people
from tests.bot.slack.hand import Hand, texts
from tests.factories import NOW, item

UPDATE, OPEN, CHANGE = "chat.update", "views.open", "views.update"
REF = "D1:1764000000.000100"
ITEMS = (
    item(),
    item(id="our-post", kind=Kind.POST, title={"en": "Our post"}, texts=(), networks=()),
    item(id="bridge", title={"en": "The bridge"}, texts=(), networks=("linkedin", "mail")),
)

Value = dict[str, Any]


@dataclass
class Reader(Hand):
    """A hand that holds a digest; `window` is the modal in front."""

    window: Value = field(default_factory=dict)
    presses: int = 0

    async def act(self, action: str, value: str = "", *, option: str = "", at: str = "", **more: Any) -> None:
        """Presses a button of the message, or chooses an option there."""
        self.presses += 1
        used: Value = {"action_id": action, "block_id": "b", "action_ts": at or f"1764000000.{self.presses}"}
        used |= {"type": "overflow", "selected_option": {"value": option}} if option else {"type": "button"}
        if value:
            used["value"] = value
        message = {"ts": "9.9", "text": "as Slack has it"}
        told = {"type": "block_actions", "channel": {"id": "D9"}, "message": message, "actions": [used], **more}
        await self._seen(told)

    async def act_in_window(self, action: str, value: str) -> None:
        """Presses a button of the window, or types into it."""
        used = {"type": "button", "action_id": action, "block_id": "b", "action_ts": "1.1", "value": value}
        await self._seen({"type": "block_actions", "view": self._view(), "actions": [used]})

    async def send(self, values: Mapping[str, Mapping[str, Any]]) -> Value:
        """Submits the window; what Slack is told at once."""
        state = {"values": values}
        answer = await self._seen({"type": "view_submission", "view": {**self._view(), "state": state}})
        return dict(answer.json()) if answer.text else {}

    @property
    def message(self) -> Value:
        """The digest's message as it was edited last."""
        call = self.vendor.asked(UPDATE)[-1]
        assert f"{call.arguments['channel']}:{call.arguments['ts']}" == REF
        limits.check_message(call.arguments)
        return call.arguments

    def reads(self) -> str:
        """Everything that the message says."""
        return "\n".join(texts(self.message["blocks"]))

    def facts(self, kind: FactKind | None = None) -> list[Fact]:
        """What was kept, of one kind or of all."""
        return [fact for fact in self.database.read(load) if kind in (None, fact.kind)]

    def _view(self) -> Value:
        return {"id": "V1", "hash": "h1", **self.window}

    async def _seen(self, told: Value) -> Any:
        before = len(self.vendor.calls)
        answer = await self._interaction(told)
        for call in self.vendor.calls[before:]:
            if call.path.endswith((OPEN, CHANGE)):
                view = call.arguments["view"]
                self.window = json.loads(view) if isinstance(view, str) else view
                limits.check_modal(self.window)
        return answer


def deliver(
    connection: Connection, owner: Person, items: tuple[Item, ...] = ITEMS, *, tracked: bool = True, ref: str = REF
) -> None:
    """A person with a sent digest of these items, the first with two offers."""
    add_people(connection, [owner], NOW)
    add_items(connection, [Entry(one, None) for one in items], "file", NOW)
    language = owner.languages[0]
    kept = {"rung": "regular", "language": language, "timezone": owner.timezone, "best_hour": None, "first": False}
    connection.execute(
        deliveries.insert().values(
            id=7,
            edition_id=1,
            schedule="weekly",
            period="2026-W48",
            person_id=owner.id,
            department="Engineering",
            country="DK",
            privacy_mode="works_council",
            tracked=tracked,
            state="sent",
            due_at=NOW,
            not_before=NOW,
            channel="slack",
            channels_left=(),
            changed_at=NOW,
            sent_at=NOW,
            ref=ref,
            digest=kept | {"composed_at": NOW.isoformat()},
        )
    )
    shown = [(number, one, False) for number, one in enumerate(items, start=1)]
    connection.execute(
        picks.insert(),
        [
            {
                "delivery_id": 7,
                "position": position,
                "item_id": one.id,
                "version": 1,
                "score": 1.0,
                "probability": 1.0,
                "components": {},
                "reasons": [],
                "offers": [["linkedin", "k1"], ["x", "k2"], ["facebook", ""]] if one.texts else [],
                "language": language if language in one.title else "en",
                "colleagues": 0,
                "held_out": held_out,
            }
            for position, one, held_out in [*shown, (101, items[0], True)]
        ],
    )
