"""The feeds of one's desks, and how each does."""

from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit

from babel.dates import format_datetime
from starlette.requests import Request
from starlette.responses import Response

from bot.rendering.words import N_, words
from bot.web.newsroom import frame
from bot.web.newsroom.gate import Caller, form
from bot.web.parts import parts
from digests.newsroom.feeds import managing
from digests.newsroom.feeds.model import Feed, FeedState

SAID = {
    True: frame.says("feeds.resumed", N_("It is asked again, within a minute.")),
    False: frame.says("feeds.paused", N_("Paused. It is not asked until you resume it.")),
}
REMOVED = frame.says("feeds.removed", N_("Removed. Suggestions that came of it stay."))


@dataclass(frozen=True, slots=True)
class Shown:
    """A feed in words; `mood` is good, wait or bad."""

    id: int
    name: str
    host: str
    url: str
    desk: str
    state: str
    mood: str
    trouble: str
    checked: str
    found: str
    paused: bool
    gone: bool


async def listed(request: Request, caller: Caller) -> Response:
    """Every feed of desks that the caller keeps."""
    feeds = await parts(request).database.aread(managing.listed, caller.standing)
    _ = words(caller.language).gettext
    return frame.show(request, caller, "feeds/list", title=_("Feeds"), feeds=[shown(one, caller) for one in feeds])


async def turn(request: Request, caller: Caller) -> Response:
    """Pauses a feed, or has it asked again."""
    found, on = parts(request), (await form(request)).get("on") == "1"
    await found.database.awrite(managing.turn, caller.standing, request.path_params["feed"], found.clock(), on=on)
    return frame.go("/feeds", SAID[on])


async def remove(request: Request, caller: Caller) -> Response:
    """Takes a feed out; whoever removes one twice is told that it is gone."""
    found = parts(request)
    await found.database.awrite(managing.remove, caller.standing, request.path_params["feed"], found.clock())
    return frame.go("/feeds", REMOVED)


def shown(feed: Feed, caller: Caller) -> Shown:
    """How a feed does, in words."""
    _ = words(caller.language).gettext
    state, mood = {
        FeedState.ON: (_("Turned on"), "approved"),
        FeedState.PAUSED: (_("Paused"), "in_review"),
        FeedState.GONE: (_("Stopped"), "withdrawn"),
    }[feed.state]
    if feed.state is FeedState.ON and feed.failures:
        state, mood = _("Fails"), "withdrawn"
    return Shown(
        id=feed.id,
        name=feed.wanted.name,
        host=urlsplit(feed.wanted.url).hostname or "",
        url=feed.wanted.url,
        desk=feed.wanted.desk,
        state=state,
        mood=mood,
        trouble=trouble(feed, caller),
        checked=_moment(feed.checked_at, caller),
        found=_moment(feed.found_at, caller),
        paused=feed.state is FeedState.PAUSED,
        gone=feed.state is FeedState.GONE,
    )


def trouble(feed: Feed, caller: Caller) -> str:
    """What was wrong the last time, and what to do; empty where nothing was."""
    _ = words(caller.language).gettext
    if feed.trouble.startswith("answered "):
        said = _("It answered with error {number}. It is tried again {when}.")
        return said.format(number=feed.trouble.partition(" ")[2], when=_moment(feed.not_before, caller))
    return {
        "": "",
        "silent": _("It did not answer. It is tried again {when}."),
        "unread": _("What it answered is no feed. It is tried again {when}."),
        "gone": _("It says that it is there no more. Give it another address, or remove it."),
    }[feed.trouble].format(when=_moment(feed.not_before, caller))


def _moment(at: datetime | None, caller: Caller) -> str:
    return str(format_datetime(at.astimezone(caller.zone), "short", locale=caller.language)) if at else ""
