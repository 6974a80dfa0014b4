"""A workspace that installs the app, tells of itself, and is asked who its members are."""

import hashlib
import hmac
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from time import time
from typing import Any

import httpx
from starlette.applications import Starlette

from bot.slack.app import create_app, routes
from digests.db import Database
from digests.settings import Settings
from tests.bot.chat import settings
from tests.bot.vendor import Vendor
from tests.factories import NOW

TEAM = "T0NORDHAVN"


def chosen(vendor: Vendor, *, token: str = "", installs: bool = True, **slack: Any) -> Settings:
    """Settings of an app that its workspace installs by itself, or, with `token`, of one that the environment names."""
    known = settings(vendor.address)
    secrets = {"slack_bot_token": token}
    if installs:
        secrets |= {"slack_client_id": "1.2", "slack_client_secret": "hush"}
    config = known.config.slack.model_copy(update={"workspaces": [TEAM], **slack})
    return known.model_copy(
        update={
            "secrets": known.secrets.model_copy(update=secrets),
            "config": known.config.model_copy(update={"slack": config}),
        }
    )


@asynccontextmanager
async def served(known: Settings, database: Database) -> AsyncIterator[httpx.AsyncClient]:
    """Slack's addresses of our web."""
    app = create_app(known, database, lambda: NOW)
    transport = httpx.ASGITransport(app=Starlette(routes=list(routes(app, known))))
    async with httpx.AsyncClient(transport=transport, base_url="https://share.example.com") as client:
        yield client


def signed(body: str, age: int = 0, *, forged: bool = False) -> dict[str, str]:
    """The headers with which Slack sends a body; its signature holds for five minutes of the real clock."""
    stamp = str(int(time()) - age)
    mac = hmac.new(b"forged" if forged else b"signing", f"v0:{stamp}:{body}".encode(), hashlib.sha256).hexdigest()
    return {
        "Content-Type": "application/json",
        "X-Slack-Request-Timestamp": stamp,
        "X-Slack-Signature": f"v0={mac}",
    }


def event(kind: str, event_id: str = "Ev1", team: str = TEAM, **fields: Any) -> str:
    """An event as Slack tells it."""
    told = {
        "type": "event_callback",
        "team_id": team,
        "event_id": event_id,
        "event": {"type": kind, "event_ts": "1764000000.1", **fields},
    }
    return json.dumps(told)


def user(number: int, **fields: Any) -> dict[str, Any]:
    """A full member."""
    told = {
        "id": f"U{number}",
        "tz": "Europe/Oslo",
        "locale": "nb-NO",
        "profile": {"email": f"p{number}@example.com"},
    }
    return told | fields
