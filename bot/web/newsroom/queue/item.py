"""One item: what it says, where it stands, what became of it, and what can be done with it now."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection
from starlette.requests import Request
from starlette.responses import Response

from bot.rendering import deeds, names
from bot.rendering.differences import Difference, differences, label, value
from bot.rendering.terms import Reading, language_name
from bot.rendering.words import words
from bot.web.newsroom import frame
from bot.web.newsroom.gate import Caller
from bot.web.newsroom.queue.shown import Eyes, worded
from bot.web.parts import Parts, parts
from digests.content.model import Item, ItemState
from digests.errors import UnknownError
from digests.newsroom import correcting, queue, recalls
from digests.newsroom.deciding import authors
from digests.newsroom.model import Decision, Suggestion, Version
from digests.newsroom.queue import find
from digests.newsroom.reach import Reach
from digests.newsroom.standing import Act
from digests.people.store import load_people

OPEN = "open"  # the one mode that protects nobody
FACTS = (
    "url", "kind", "owner", "topics", "audience", "publish", "expires", "networks", "priority", "goal", "campaign",
    "disclosure", "minutes",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Told:
    """A line of an item's history; `version` is 0 where there is nothing to compare."""

    said: str
    reason: str
    version: int


@dataclass(frozen=True, slots=True)
class Found:
    """What the database says of an item."""

    item: Item
    decisions: Sequence[Decision]
    versions: Sequence[Version]
    known: Mapping[str, str]  # names by id
    wrote: frozenset[str]
    delivered: Mapping[str, int]
    redrawn: Mapping[str, int]
    suggestion: Suggestion | None
    reach: Reach


async def item(request: Request, caller: Caller) -> Response:
    """The page of an item."""
    return await shown(request, caller)


async def shown(request: Request, caller: Caller, *, wrong: str = "") -> Response:
    """The page, with what went wrong just now."""
    made_of = parts(request)
    item_id = request.path_params["item"]
    found: Found = await made_of.database.aread(_found, caller, item_id, made_of)
    one, now = found.item, made_of.clock()
    lang, title = worded(one.title, caller.language)
    reading = Reading(caller.language, str(caller.zone))
    own = made_of.settings.config.newsroom.own_approval
    return frame.show(
        request,
        caller,
        "queue/item",
        status=422 if wrong else 200,
        item=one,
        title=title or one.id,
        lang=lang,
        eyes=Eyes(caller.language, caller.zone, now),
        wordings=_wordings(one, caller.language),
        texts=[(_whose(text.language, text.network, caller.language), text) for text in one.texts],
        facts=[(label(name, caller.language), value(one, name, reading)) for name in FACTS],
        alt=worded(one.image.alt, caller.language)[1] if one.image else "",
        history=_history(found, reading),
        reach=found.reach,
        delivered=found.delivered,
        redrawn=found.redrawn,
        suggestion=found.suggestion,
        by=found.known.get((found.suggestion and found.suggestion.person_id) or "", ""),
        acts=_acts(one, caller, mine=caller.person.id in found.wrote and not own),
        mine=caller.person.id in found.wrote and not own,
        schedules=[one.name for one in made_of.settings.config.schedules],
        go_on=made_of.settings.config.newsroom.links_after_withdrawal == "go_on",
        wrong=wrong,
    )


async def version(request: Request, caller: Caller) -> Response:
    """What one version changed of the one before it."""
    number = int(request.path_params["version"])
    item_id = request.path_params["item"]
    found: tuple[Item, list[Version]] = await parts(request).database.aread(_versions, caller, item_id)
    newest, every = found
    by_number = {one.item.version: one for one in every}
    if number not in by_number:
        raise UnknownError("{item} never had a version {version}: open it again.", item=item_id, version=number)
    reading = Reading(caller.language, str(caller.zone))
    that, before = by_number[number], by_number.get(number - 1)
    changed: list[Difference] = differences(before.item, that.item, reading) if before else []
    since = differences(that.item, newest, reading)
    _ = words(caller.language).gettext
    return frame.show(
        request,
        caller,
        "queue/version",
        title=_("Version {number}").format(number=number),
        item=newest,
        headline=worded(newest.title, caller.language),
        number=number,
        first=before is None,
        changed=changed,
        since=since,
        at=reading.when(that.at),
        numbers=sorted(by_number),
        writes=caller.may(Act.EDIT, newest.owner) and newest.state is not ItemState.WITHDRAWN,
    )


def _versions(connection: Connection, caller: Caller, item_id: str) -> tuple[Item, list[Version]]:
    return find(connection, caller.standing, item_id), queue.versions(connection, item_id)


def _found(connection: Connection, caller: Caller, item_id: str, made_of: Parts) -> Found:
    one = find(connection, caller.standing, item_id)
    decisions = queue.history(connection, item_id)
    suggestion = queue.suggestions(connection, [item_id]).get(item_id)
    ids = {who for who in [*(decision.who for decision in decisions), suggestion and suggestion.person_id] if who}
    people = load_people(connection, ids, active=False) if ids else []
    privacy = made_of.settings.config.privacy
    protected = any(mode != OPEN for mode in (privacy.mode, *privacy.countries.values()))
    roll = made_of.folk.roll(connection)
    return Found(
        item=one,
        decisions=decisions,
        versions=queue.versions(connection, item_id),
        known={person.id: person.name for person in people},
        wrote=frozenset(authors(connection, item_id)),
        delivered=correcting.delivered(connection, item_id),
        redrawn=recalls.progress(connection, item_id),
        suggestion=suggestion,
        reach=roll.reach([one.audience], key=made_of.settings.key, k=privacy.k, protected=protected),
    )


def _acts(one: Item, caller: Caller, *, mine: bool) -> frozenset[str]:
    """What somebody may do with an item as it stands."""
    edits, approves = caller.may(Act.EDIT, one.owner), caller.may(Act.APPROVE, one.owner)
    state, written = one.state, one.state is not ItemState.SUGGESTED
    able = {
        "edit": edits and state is not ItemState.WITHDRAWN,
        "submit": edits and state is ItemState.DRAFT,
        "approve": approves and not mine and state is ItemState.IN_REVIEW,
        "ask": approves and state is ItemState.IN_REVIEW,
        "restore": edits and state is ItemState.WITHDRAWN,
        "withdraw": edits and (approves or state is not ItemState.APPROVED) and state is not ItemState.WITHDRAWN,
        "send": caller.may(Act.SEND_NEXT, one.owner) and state is ItemState.APPROVED,
        "undo": edits and written and one.version > 1,
        "moderate": edits and not written,
    }
    return frozenset(name for name, may in able.items() if may)


def _wordings(one: Item, language: str) -> list[tuple[str, str, str, str]]:
    """Headline and summary in each language."""
    tags = list(dict.fromkeys([*one.title, *one.summary]))
    return [(tag, language_name(tag, language), one.title.get(tag, ""), one.summary.get(tag, "")) for tag in tags]


def _whose(tag: str, network: str, language: str) -> str:
    found = [language_name(tag, language), names.network(network, language) if network else ""]
    return ", ".join(one for one in found if one)


def _history(found: Found, reading: Reading) -> list[Told]:
    """What was done, the newest first; a version that nobody decided came from a file or the command line."""
    decided = {one.version for one in found.decisions}
    moments: list[tuple[datetime, int, Told]] = [
        (one.at, one.version, Told(done(one, found.known, reading), one.reason, one.version)) for one in found.decisions
    ]
    moments += [
        (one.at, one.item.version, Told(_came(one, reading), "", one.item.version))
        for one in found.versions
        if one.item.version not in decided
    ]
    return [told for _, _, told in sorted(moments, key=lambda one: one[:2], reverse=True)]


def done(decision: Decision, known: Mapping[str, str], reading: Reading) -> str:
    """Who did what when, in a line."""
    who = known.get(decision.who or "", "")
    return deeds.done(reading.language, decision.act, who, reading.when(decision.at))


def _came(one: Version, reading: Reading) -> str:
    _ = words(reading.language).gettext
    said = _("Came from a file, {when}") if one.origin == "file" else _("Came otherwise, {when}")
    return said.format(when=reading.when(one.at))


async def sending(request: Request, caller: Caller) -> Response:
    """Asks once more before an item goes out at once."""
    found: Found = await parts(request).database.aread(_found, caller, request.path_params["item"], parts(request))
    caller.standing.must(Act.SEND_NEXT, found.item.owner)
    _ = words(caller.language).gettext
    headline = worded(found.item.title, caller.language)
    return frame.show(
        request, caller, "queue/send", title=_("Send it next?"), item=found.item, headline=headline, reach=found.reach
    )
