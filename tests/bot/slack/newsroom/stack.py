"""A communicator at Slack's client: a Home tab and a stack of modals, which they read, press, fill in and submit."""

import asyncio
import hashlib
import hmac
import itertools
import json
from dataclasses import dataclass, field
from time import time
from typing import Any
from urllib.parse import urlencode

import httpx
from starlette.applications import Starlette

from bot.slack import limits
from bot.slack.app import create_app, route
from bot.slack.parts import Composing, nobody_composes
from digests.db import Database
from digests.settings import Settings
from tests.bot.slack.hand import texts
from tests.bot.vendor import Vendor
from tests.factories import NOW

Value = dict[str, Any]
VIEWS = ("views.open", "views.push", "views.update", "views.publish")
FIRST = {  # how an element begins, and under which name Slack tells what is in it
    "plain_text_input": ("initial_value", "value"),
    "url_text_input": ("initial_value", "value"),
    "static_select": ("initial_option", "selected_option"),
    "multi_static_select": ("initial_options", "selected_options"),
    "multi_external_select": ("initial_options", "selected_options"),
    "datepicker": ("initial_date", "selected_date"),
    "timepicker": ("initial_time", "selected_time"),
    "radio_buttons": ("initial_option", "selected_option"),
    "users_select": ("initial_user", "selected_user"),
}


@dataclass
class Stack:
    """One member of the workspace, and what their client shows; Slack takes no more than three modals."""

    vendor: Vendor
    database: Database
    settings: Settings
    slack_id: str = "U1"
    composed: Composing = nobody_composes
    home: Value = field(default_factory=dict)
    modals: list[Value] = field(default_factory=list)
    typed: dict[str, Value] = field(default_factory=dict)  # by block, until the block goes
    errors: dict[str, str] = field(default_factory=dict)
    _ids: "itertools.count[int]" = field(default_factory=lambda: itertools.count(1))
    _heard: int = 0

    @property
    def top(self) -> Value:
        """The modal in front."""
        return self.modals[-1]

    def reads(self) -> str:
        """Everything that the modal in front says."""
        return "\n".join(texts(self.top["blocks"]))

    async def open_home(self) -> Value:
        """Closes what stands over it, and opens the Home tab."""
        self.modals.clear()
        event = {"type": "app_home_opened", "user": self.slack_id, "channel": "D1", "tab": "home"}
        told = {"type": "event_callback", "team_id": "T1", "event_id": f"Ev{next(self._ids)}", "event": event}
        await self._post(json.dumps(told), "application/json")
        return self.home

    async def press(self, action: str, **more: Any) -> None:
        """Presses what has this action in the modal in front, else on the Home tab."""
        view = self.top if self.modals else self.home
        found = [(block, one) for block, one in _elements(view) if one["action_id"] == action]
        assert len(found) == 1, (
            f"{action} is there {len(found)} times, among {[o['action_id'] for _, o in _elements(view)]}"
        )
        block, element = found[0]
        said = {"type": element["type"], "action_id": action, "block_id": block, **more}
        if "value" in element:
            said["value"] = element["value"]
        await self.forge(said, view)

    async def choose(self, action: str, value: str) -> None:
        """Chooses an option of a select that tells of it at once."""
        await self.press(action, selected_option={"value": value, "text": {"type": "plain_text", "text": value}})

    async def use_shortcut(self, callback: str, message: Value) -> None:
        """Chooses a shortcut in a message's menu."""
        told = {"type": "message_action", "callback_id": callback, "channel": {"id": "C1"}, "message": message}
        await self._interact(told | {"message_ts": "1.1", "response_url": f"{self.vendor.address}/response"})

    async def forge(self, action: Value, view: Value) -> None:
        """A press of whatever, in whatever view."""
        told = {"type": "block_actions", "view": self._view(view), "actions": [{"action_ts": "1.1", **action}]}
        await self._interact(told)

    async def press_card(self, action: str, value: str, message: Value) -> None:
        """A press in a message between this member and us."""
        said = {"type": "button", "action_id": action, "block_id": "decide", "value": value, "action_ts": "1.1"}
        told = {"type": "block_actions", "channel": {"id": "D1"}, "message": message, "actions": [said]}
        await self._interact(told)

    async def offered(self, action: str, sought: str = "") -> list[str]:
        """The values that a select offers."""
        told = {"type": "block_suggestion", "action_id": action, "block_id": "b", "value": sought}
        answer = await self._interact(told | {"view": self._view(self.top if self.modals else {"type": "modal"})})
        return [option["value"] for option in answer.get("options", [])]

    def fill(self, name: str, value: str | list[str]) -> None:
        """Types into, or chooses in, the input of this name."""
        blocks = [block for block in self.top["blocks"] if block["type"] == "input" and _name(block) == name]
        assert len(blocks) == 1, f"{name} is there {len(blocks)} times"
        element = blocks[0]["element"]
        key = FIRST[element["type"]][1]
        said: Any = value or None  # what is empty is null
        if key == "selected_option":
            assert value in [option["value"] for option in element["options"]]
            said = {"value": value}
        elif key == "selected_options":
            said = [{"value": one} for one in value]
        self.typed[blocks[0]["block_id"]] = {"type": element["type"], key: said}

    async def submit(self) -> None:
        """Submits the modal in front; it gives way, changes, or says what is wrong."""
        view = self.top
        answer = await self._interact({"type": "view_submission", "view": self._view(view)}, submitted=view)
        self.errors = answer.get("errors", {})

    async def _interact(self, told: Value, submitted: Value | None = None) -> Value:
        who = {"user": {"id": self.slack_id}, "team": {"id": "T1", "domain": "sample"}, "trigger_id": "1.2"}
        body = urlencode({"payload": json.dumps(who | told)})
        return await self._post(body, "application/x-www-form-urlencoded", submitted)

    async def send(self, callback: str, view: Value) -> None:
        """Submits a view that nobody was shown."""
        told = self._view(view) | {"callback_id": callback}
        answer = await self._interact({"type": "view_submission", "view": told})
        self.errors = answer.get("errors", {})

    def _view(self, view: Value) -> Value:
        at = next((number for number, one in enumerate(self.modals) if one is view), -1)
        before = {"previous_view_id": self.modals[at - 1]["id"]} if at > 0 else {"previous_view_id": None}
        root = {"root_view_id": self.modals[0]["id"]} if at >= 0 else {"root_view_id": view.get("id", "V0")}
        return {"id": "V0"} | view | before | root | {"state": {"values": self._state(view)}}

    def _state(self, view: Value) -> Value:
        values: Value = {}
        for block in view.get("blocks", ()):
            if block["type"] != "input":
                continue
            element = block["element"]
            first, key = FIRST[element["type"]]
            said = self.typed.get(block["block_id"], {"type": element["type"], key: element.get(first)})
            values[block["block_id"]] = {element["action_id"]: said}
        return values

    async def _post(self, body: str, kind: str, submitted: Value | None = None) -> Value:
        stamp = str(int(time()))  # Slack's signature holds for five minutes of the real clock
        secret = self.settings.secrets.slack_signing_secret
        mac = hmac.new(secret.encode(), f"v0:{stamp}:{body}".encode(), hashlib.sha256).hexdigest()
        headers = {"Content-Type": kind, "X-Slack-Request-Timestamp": stamp, "X-Slack-Signature": f"v0={mac}"}
        app = Starlette(routes=[route(create_app(self.settings, self.database, lambda: NOW, self.composed))])
        transport = httpx.ASGITransport(app=app)
        async with httpx.AsyncClient(transport=transport, base_url="https://share.example.com") as client:
            answer = await client.post("/slack/events", content=body, headers=headers)
            # Bolt answers as soon as it is acknowledged and goes on beside it.
            await asyncio.gather(*(task for task in asyncio.all_tasks() if "slack_bolt/listener" in repr(task)))
        assert answer.status_code == 200, answer.text
        said: Value = json.loads(answer.text) if answer.text.startswith("{") else {}
        if submitted is not None:
            self._answered(submitted, said)
        self._hear()
        return said

    def _answered(self, submitted: Value, said: Value) -> None:
        """What a client does with the answer to a submission, before anything else comes."""
        if said.get("response_action") == "update":
            limits.check_modal(said["view"])
            submitted.update({"blocks": [], "private_metadata": "", **said["view"]})
        elif said.get("response_action") != "errors":
            self.modals.pop()

    def _hear(self) -> None:
        for call in self.vendor.calls[self._heard :]:
            method = call.path.rpartition("/")[2]
            if method not in VIEWS:
                continue
            view = call.arguments["view"]
            view = json.loads(view) if isinstance(view, str) else view
            if method == "views.publish":
                limits.check_home(view)
                self.home = view
            elif method == "views.update":
                for one in self.modals:
                    if one["id"] == call.arguments["view_id"]:
                        kept = one["id"]
                        one.clear()
                        one.update({"id": kept, **view})
            else:
                limits.check_modal(view)
                if method == "views.open":
                    self.modals.clear()
                assert len(self.modals) < 3, "Slack stacks three modals"
                self.modals.append({"id": f"V{next(self._ids)}", **view})
        self._heard = len(self.vendor.calls)


def _name(block: Value) -> str:
    return str(block["block_id"]).partition("#")[0]


def _elements(view: Value) -> list[tuple[str, Value]]:
    found = []
    for block in view.get("blocks", ()):
        inner = [*block.get("elements", ()), block.get("accessory"), block.get("element")]
        found += [(block.get("block_id", "b"), one) for one in inner if one and "action_id" in one]
    return found
