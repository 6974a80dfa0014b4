"""The item's way to its readers, worked out when somebody asks for it; that they asked is written down."""

import asyncio
from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import Connection
from starlette.requests import Request
from starlette.responses import Response

from bot.rendering.words import languages, words
from bot.web.newsroom import frame
from bot.web.newsroom.gate import Caller, form
from bot.web.newsroom.queue.shown import worded
from bot.web.parts import parts
from digests.access.audit import note
from digests.content.model import Item
from digests.edition.explain import Step
from digests.edition.policy import Policy
from digests.errors import UnknownError
from digests.newsroom.queue import find
from digests.newsroom.slots import schedules
from digests.newsroom.way import Asked, way
from digests.people.model import ChannelName


async def ways(request: Request, caller: Caller) -> Response:
    """How many of an item's audience would get it with a schedule's next digest, and where the others go."""
    made_of, given = parts(request), await form(request)
    item_id, name = request.path_params["item"], str(given.get("schedule", ""))
    config, now = made_of.settings.config, made_of.clock()
    known = {one.name: one for one in schedules(config)}
    if name not in known:
        raise UnknownError("There is no schedule {name!r}: choose one of the list.", name=name)
    one: Item = await made_of.database.awrite(_noted, caller, item_id, name, now)
    policy = Policy.of(config, languages(), tuple(ChannelName(channel) for channel in made_of.channels))
    asked = Asked(item_id, known[name], now, policy, made_of.settings.key)
    steps: list[Step] = await asyncio.to_thread(way, made_of.database.read, asked)
    _ = words(caller.language).gettext
    return frame.show(
        request,
        caller,
        "queue/way",
        title=_("Its way to readers"),
        headline=worded(one.title, caller.language),
        item=one,
        schedule=name,
        steps=steps,
        unit=policy.k if policy.protects_somebody else 1,
        step_names=_step_names(caller.language),
        reasons=_reasons(caller.language),
    )


def _noted(connection: Connection, caller: Caller, item_id: str, schedule: str, now: datetime) -> Item:
    one = find(connection, caller.standing, item_id)
    note(connection, now, "newsroom", "why", f"{schedule}, item {item_id}", person_id=caller.person.id)
    return one


def _step_names(language: str) -> Mapping[str, str]:
    _ = words(language).gettext
    return {
        "audience": _("It is meant for"),
        "reachable": _("of them can be reached"),
        "eligible": _("of them may have it now"),
        "picked": _("of them would get it"),
        "delivered": _("got it already"),
    }


def _reasons(language: str) -> Mapping[str, str]:
    """Where people go who do not get it, in words."""
    _ = words(language).gettext
    return {
        "no room": _("other items matter more to them"),
        "below least score": _("it has too little to do with them"),
        "offered before": _("had it before"),
        "declined": _("said it is not for them"),
        "network": _("use none of its networks"),
        "language": _("do not read its languages"),
        "audience": _("are not in its audience"),
        "quiet period": _("a quiet period"),
        "expired": _("it has ended"),
        "not yet published": _("it has not begun"),
        "state": _("it is not approved"),
        "frequency cap": _("had a digest lately"),
        "unreachable": _("have no address"),
        "paused": _("paused"),
        "stopped": _("stopped"),
        "left": _("left the company"),
        "held out": _("held out, to measure what digests do"),
        "other": _("other reasons"),
        "no digest yet": _("wait for their digest"),
        "queued": _("wait for their digest"),
        "sending": _("are being sent to"),
        "unknown": _("it is not known whether it arrived"),
        "failed": _("could not be delivered"),
        "skipped": _("got no digest this time"),
    }
