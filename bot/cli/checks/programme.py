"""Whether the programme is as config.toml has it, and whether what communicators changed can hold."""

from collections.abc import Sequence

from sqlalchemy.exc import DBAPIError

from bot.cli.checks.model import Check, error, off, ok
from digests.db import Database
from digests.errors import BudstikkeError, SettingsError
from digests.programme import store
from digests.programme.effective import differences, overlaid
from digests.programme.model import Change
from digests.settings import Settings

NAME = "programme"
TOLD = 6  # pieces that are named


def programme(settings: Settings, database: Database) -> Check:
    """Where the database differs from the file it says so, which is no fault; an error where the two cannot hold."""
    try:
        known = database.read(store.load) if database.there else None
    except (BudstikkeError, DBAPIError):
        known = None
    if known is None:
        return off(NAME, "the database has to be there first")
    try:
        found = differences(settings.file, overlaid(settings.file, known.said))
    except SettingsError as wrong:
        return error(
            NAME,
            str(wrong),
            "Put config.toml as it was, or take the change back in the newsroom; until then the file alone holds.",
        )
    if not found:
        return ok(NAME, "as config.toml has it")
    return ok(NAME, f"other than config.toml, which is as it should be where communicators changed it: {_told(found)}")


def _told(found: Sequence[Change]) -> str:
    named = [f"{one.piece.key} ({_how(one)})" for one in found]
    more = f" and {len(named) - TOLD} more" if len(named) > TOLD else ""
    return ", ".join(named[:TOLD]) + more


def _how(one: Change) -> str:
    if one.before is None:
        return "only in the database"
    if one.after is None:
        return "removed"
    keys = [key for key in dict.fromkeys((*one.before, *one.after)) if one.before.get(key) != one.after.get(key)]
    return ", ".join(keys)
