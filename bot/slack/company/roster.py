"""A user as Slack tells of them, and who among them is a full member."""

from collections.abc import Callable, Mapping
from typing import Any

from digests.people.entry import email, language, timezone
from digests.people.matching import Member

SLACKBOT = "USLACKBOT"
LEFT_OUT = (
    "deleted",
    "is_bot",
    "is_workflow_bot",
    "is_connector_bot",
    "is_restricted",  # a guest of several channels
    "is_ultra_restricted",  # a guest of one
    "is_stranger",  # of another company, met in a shared channel
    "is_invited_user",  # has not come yet
)


def member(user: Mapping[str, Any]) -> Member | None:
    """The user as a member; None for whoever is deactivated, a bot, a guest or Slackbot."""
    name = str(user.get("id") or "")
    if not name or name == SLACKBOT or any(user.get(flag) for flag in LEFT_OUT):
        return None
    profile = user.get("profile") or {}
    return Member(
        id=name,
        email=_usable(email, profile.get("email")),
        timezone=_usable(timezone, user.get("tz")),
        language=_usable(language, user.get("locale")),
    )


def _usable(check: Callable[[str], str], value: object) -> str:
    try:
        return check(value) if isinstance(value, str) and value else ""
    except ValueError:
        return ""
