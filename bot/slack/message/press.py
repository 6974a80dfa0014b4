"""What was pressed in a digest, and by whom, as Slack tells it; and the pick that it is about, if it is theirs."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from bot.rendering.words import best
from bot.slack.people import presser
from digests.employee.model import OwnPick
from digests.employee.own import own_pick
from digests.people.model import Person
from digests.settings import Settings

Body = dict[str, Any]
Verb = Callable[[Connection, OwnPick], object]

_BUTTON = re.compile(r"(\d{1,18})(?::(\d{1,3})(?::([a-z]{1,20}))?)?")
_OPTION = re.compile(r"([a-z0-9]{1,12}):(\d{1,18})(?::(\d{1,3}))?")


@dataclass(frozen=True, slots=True)
class Press:
    """A button's value or a chosen option's, and who pressed it; position 0: not about an item.

    `what` is a button's network, or the act that an option names.
    """

    delivery_id: int
    position: int
    what: str
    slack_id: str
    at: str  # Slack's own mark of the press, unique within a workspace


def press(body: Body) -> Press | None:
    """The press in a block_actions payload; None when it is none of ours or belongs to a test."""
    action = body["actions"][0]
    who, at = str(body["user"]["id"]), str(action.get("action_ts", ""))
    option = action.get("selected_option")
    if option is not None:
        chosen = _OPTION.fullmatch(str(option.get("value", "")))
        made = Press(int(chosen[2]), int(chosen[3] or 0), chosen[1], who, at) if chosen else None
    else:
        pressed = _BUTTON.fullmatch(str(action.get("value", "")))
        made = Press(int(pressed[1]), int(pressed[2] or 0), pressed[3] or "", who, at) if pressed else None
    return made if made is not None and made.delivery_id else None


def own(connection: Connection, told: Press) -> OwnPick | None:
    """The pick, if the digest is of whoever pressed; None for anybody else's press."""
    person = presser(connection, told.delivery_id, told.slack_id)
    return own_pick(connection, person.id, told.delivery_id, told.position) if person is not None else None


def done(connection: Connection, told: Press, verb: Verb) -> bool:
    """Does it to the presser's own pick; whether there was one."""
    found = own(connection, told)
    if found is not None:
        verb(connection, found)
    return found is not None


def language_of(person: Person, settings: Settings) -> str:
    """The language that somebody is answered in."""
    return best(person.spoken, settings.config.company.language)


def zone_of(person: Person, settings: Settings) -> ZoneInfo:
    """The zone in which somebody's day is reckoned."""
    return ZoneInfo(person.timezone or settings.config.company.timezone)
