"""Somebody who uses Slack: what they press, type, open and submit comes in by HTTP, signed as Slack signs it."""

import asyncio
import hashlib
import hmac
import json
from dataclasses import dataclass, field
from time import time
from typing import Any
from urllib.parse import urlencode

import httpx
from starlette.applications import Starlette

from bot.slack.app import create_app, route
from digests.db import Database
from digests.settings import Settings
from tests.bot.vendor import Vendor
from tests.factories import NOW

Value = dict[str, Any]


@dataclass
class Hand:
    """One member of a workspace; `settings` are those of the app that hears them."""

    vendor: Vendor
    database: Database
    settings: Settings
    slack_id: str = "U1"
    home: Value = field(default_factory=dict)  # the Home tab as it was shown last
    events: int = 0  # so far: Slack gives each an id of its own

    async def open_home(self, **more: Any) -> Value:
        """Opens the Home tab; the view that was published."""
        event = {"type": "app_home_opened", "user": self.slack_id, "channel": "D1", "tab": "home", **more}
        return await self._shown(self._event(event))

    async def join(self) -> None:
        """Joins the workspace, with the address that the directory knows."""
        profile = {"email": "maja.holm@example.com"}
        await self._event({"type": "team_join", "user": {"id": self.slack_id, "team_id": "T1", "profile": profile}})

    async def press(self, action: Value) -> Value:
        """Uses an element of the Home tab; the view that was published then."""
        told = {
            "type": "block_actions",
            "view": {"id": "V1", "type": "home", **self.home},
            "actions": [{"block_id": "b", "action_ts": "1764000000.1", **action}],
        }
        return await self._shown(self._interaction(told))

    async def press_in_answer(self, action: Value) -> None:
        """Uses an element of an answer to the command, which only they see."""
        told = {
            "type": "block_actions",
            "container": {"type": "message", "is_ephemeral": True},
            "channel": {"id": "C1"},
            "response_url": f"{self.vendor.address}/response",
            "actions": [{"block_id": "b", "action_ts": "1764000000.1", **action}],
        }
        await self._interaction(told)

    async def type_command(self, text: str) -> Value:
        """The answer to /budstikke, seen by nobody else."""
        body = urlencode(
            {
                "command": "/budstikke",
                "text": text,
                "user_id": self.slack_id,
                "team_id": "T1",
                "channel_id": "C1",
                "trigger_id": "1.2",
                "response_url": f"{self.vendor.address}/response",
            }
        )
        await self._post(body, "application/x-www-form-urlencoded")
        return self.vendor.asked("/response")[-1].arguments

    async def use_shortcut(self, callback: str, message: Value) -> None:
        """Chooses a shortcut in a message's menu."""
        told = {
            "type": "message_action",
            "callback_id": callback,
            "channel": {"id": "C1"},
            "message": message,
            "message_ts": message.get("ts", ""),
            "response_url": f"{self.vendor.address}/response",
        }
        await self._interaction(told)

    async def submit(self, view: Value, **typed: str) -> Value:
        """Submits a modal; what Slack is told at once."""
        values = {name: {name: {"type": "plain_text_input", "value": value}} for name, value in typed.items()}
        told = {"type": "view_submission", "view": {"id": "V2", **view, "state": {"values": values}}}
        answer = await self._interaction(told)
        return dict(answer.json()) if answer.text else {}

    async def _shown(self, asking: Any) -> Value:
        before = len(self.vendor.asked("views.publish"))
        await asking
        published = self.vendor.asked("views.publish")[before:]
        if published:
            (call,) = published
            assert call.arguments["user_id"] == self.slack_id
            view = call.arguments["view"]
            self.home = json.loads(view) if isinstance(view, str) else view
        return self.home if published else {}

    def _event(self, event: Value) -> Any:
        self.events += 1
        told = {"type": "event_callback", "team_id": "T1", "event_id": f"Ev{self.events}", "event": event}
        return self._post(json.dumps(told), "application/json")

    def _interaction(self, told: Value) -> Any:
        who = {"user": {"id": self.slack_id}, "team": {"id": "T1", "domain": "sample"}, "trigger_id": "1.2"}
        return self._post(urlencode({"payload": json.dumps(who | told)}), "application/x-www-form-urlencoded")

    async def _post(self, body: str, kind: str) -> httpx.Response:
        stamp = str(int(time()))  # Slack's signature holds for five minutes of the real clock
        secret = self.settings.secrets.slack_signing_secret
        mac = hmac.new(secret.encode(), f"v0:{stamp}:{body}".encode(), hashlib.sha256).hexdigest()
        headers = {"Content-Type": kind, "X-Slack-Request-Timestamp": stamp, "X-Slack-Signature": f"v0={mac}"}
        app = Starlette(routes=[route(create_app(self.settings, self.database, lambda: NOW))])
        transport = httpx.ASGITransport(app=app)
        before = asyncio.all_tasks()
        async with httpx.AsyncClient(transport=transport, base_url="https://share.example.com") as client:
            answer = await client.post("/slack/events", content=body, headers=headers)
            # Bolt answers as soon as it is acknowledged and goes on beside it.
            while beside := asyncio.all_tasks() - before:
                await asyncio.gather(*beside)
        assert answer.status_code == 200, answer.text
        return answer


def texts(value: Any) -> list[str]:
    """Every text of blocks, in order."""
    if isinstance(value, list):
        return [text for one in value for text in texts(one)]
    if not isinstance(value, dict):
        return []
    own = [value["text"]] if isinstance(value.get("text"), str) else []
    return own + [text for one in value.values() for text in texts(one)]


def element(view: Value, action_id: str) -> Value:
    """The element of a view that has this action id."""
    found = [one for one in _elements(view) if one.get("action_id") == action_id]
    assert len(found) == 1, f"{action_id} is there {len(found)} times"
    return found[0]


def _elements(value: Any) -> list[Value]:
    if isinstance(value, list):
        return [one for each in value for one in _elements(each)]
    if not isinstance(value, dict):
        return []
    return ([value] if "action_id" in value else []) + [one for each in value.values() for one in _elements(each)]
