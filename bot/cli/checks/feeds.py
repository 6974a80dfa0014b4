"""Whether the feeds that fill desks' suggestions answer."""

from bot.cli.checks.model import Check, error, off, ok, warning
from digests.db import Database
from digests.errors import BudstikkeError
from digests.newsroom.feeds.asking import failing
from digests.newsroom.feeds.model import Feed, FeedState
from digests.newsroom.feeds.store import load_feeds

NAME = "feeds"
SHOWN = 3  # feeds that are named


def feeds(database: Database) -> Check:
    """Every feed that is on answered when it was asked last; the worst finding is told."""
    try:
        found, bad = database.read(load_feeds), database.read(failing)
    except BudstikkeError:
        return off(NAME, "the database has to be there first")
    if not found:
        return off(NAME, "no feed fills the queue")
    gone = [one for one in bad if one.state is FeedState.GONE]
    if gone:
        return error(NAME, f"{_named(gone)}: there no more (410)", "Give it another address under Feeds, or remove it.")
    if bad:
        worst = max(bad, key=lambda one: one.failures)
        said = f"{_named(bad)}: {worst.failures} times in a row, the last time {worst.trouble}"
        return warning(NAME, said, "Open the address, and change or pause the feed under Feeds in the newsroom.")
    rests = sum(one.state is FeedState.PAUSED for one in found)
    return ok(NAME, f"{len(found) - rests} asked every half hour" + (f", {rests} paused" if rests else ""))


def _named(found: list[Feed]) -> str:
    more = len(found) - SHOWN
    names = ", ".join(f"{one.wanted.name} ({one.wanted.desk})" for one in found[:SHOWN])
    return names + (f" and {more} more" if more > 0 else "")
