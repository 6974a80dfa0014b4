"""Whether messages that have a withdrawn or corrected item are changed."""

from datetime import datetime, timedelta

from bot.cli.checks.model import Check, off, ok, warning
from digests.db import Database
from digests.errors import BudstikkeError
from digests.newsroom.drawing import conditions

NAME = "recalls"
LATELY = timedelta(days=28)
STUCK = timedelta(hours=3)  # 25,000 messages take Slack longer than this only when nobody sends


def recalled(database: Database, now: datetime) -> Check:
    """Nothing was given up lately, and nothing waits for too long."""
    try:
        found = database.read(conditions, now - LATELY)
    except BudstikkeError:
        return off(NAME, "the database has to be there first")
    if failed := [one for one in found if one.failed]:
        told = ", ".join(f"{one.failed} of {one.item_id}" for one in failed[:3])
        why = failed[0].reasons[0][0] if failed[0].reasons else "no reason is known"
        return warning(
            NAME,
            f"messages that could not be changed: {told} ({why})",
            f"See `budstikke item recalls {failed[0].item_id}`; with --again they are tried once more.",
        )
    late = [one for one in found if one.oldest is not None and one.oldest < now - STUCK]
    if late:
        return warning(
            NAME,
            f"{sum(one.due for one in late)} messages wait to be changed, the first of {late[0].item_id}",
            "Is `budstikke serve` running? `budstikke item recalls` tells what the last try met.",
        )
    return ok(NAME, f"{sum(one.done for one in found)} messages changed, {sum(one.due for one in found)} to go")
