"""A press that decides: by whom and about what; who may is looked up anew each time."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection

from bot.rendering.words import best
from bot.slack.decisions.offered import Named, named
from bot.slack.newsroom import desk as desks
from bot.slack.newsroom import kept
from bot.slack.newsroom.desk import Desk
from digests.content.model import Item
from digests.settings import Settings

ORIGIN = "slack"  # the door through which versions come in

Body = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Press:
    """`slack_id` is Slack's word for who pressed; everything else is only what they pressed."""

    slack_id: str
    about: Named
    now: datetime
    settings: Settings
    language: str
    place: str = ""  # where the queue stands on the Home tab

    def desk(self, connection: Connection) -> Desk | None:
        """Who pressed, if they are a communicator."""
        return desks.desk(connection, self.settings, self.slack_id, self.now)

    def seen(self, connection: Connection) -> tuple[Desk, Item] | None:
        """Who pressed and the item, where they may see it."""
        at = self.desk(connection)
        item = desks.find(connection, at, self.about.item_id) if at else None
        return None if at is None or item is None else (at, item)

    def remembered(self) -> str:
        """As `private_metadata` of a modal that asks for more."""
        return json.dumps({"about": self.about.value, "place": self.place, "language": self.language})


def pressed(body: Body, settings: Settings, now: datetime) -> Press | None:
    """The press in a block_actions payload; None when its value is none of ours."""
    about = named(body["actions"][0].get("value"))
    view = body.get("view") or {}
    place = kept.read(view).queue if in_modal(body) else ""
    language = best((), settings.config.company.language)
    return Press(str(body["user"]["id"]), about, now, settings, language, place) if about else None


def submitted(body: Body, settings: Settings, now: datetime) -> Press | None:
    """The press in a view_submission; None when the modal remembers nothing of ours."""
    try:
        found = json.loads(body["view"].get("private_metadata") or "{}")
    except ValueError:
        return None
    said = found if isinstance(found, dict) else {}
    about, place, language = named(said.get("about")), str(said.get("place", "")), str(said.get("language", ""))
    spoken = best((language,), settings.config.company.language)
    return Press(str(body["user"]["id"]), about, now, settings, spoken, place) if about else None


def in_modal(body: Body) -> bool:
    """Whether the press was in a modal, and not in a message or on the Home tab."""
    return (body.get("view") or {}).get("type") == "modal"


def typed(body: Body, field: str) -> str:
    """What was typed or chosen in a field of a submitted modal; empty where that is nothing."""
    states = body["view"].get("state", {}).get("values", {}).get(field, {})
    element: Mapping[str, Any] = next(iter(states.values()), {}) if isinstance(states, dict) else {}
    found = element.get("value") or element.get("selected_user") or element.get("selected_option") or ""
    return str(found.get("value", "")) if isinstance(found, dict) else str(found)
