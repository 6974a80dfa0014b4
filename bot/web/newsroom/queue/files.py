"""The queue as a YAML file: out, and in by whoever edits; what would be taken is shown before anything is."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection
from starlette.datastructures import UploadFile
from starlette.requests import Request
from starlette.responses import Response

from bot.rendering.queue_file import written
from bot.rendering.words import worded, words
from bot.web.newsroom import frame
from bot.web.newsroom.gate import Caller, form
from bot.web.pages import HEADERS
from bot.web.parts import parts
from digests.access.audit import note
from digests.content.model import Item
from digests.content.store import load_items
from digests.errors import InputError
from digests.newsroom import uploading
from digests.newsroom.rules import Known
from digests.newsroom.standing import Act, Standing
from digests.newsroom.uploading import Brought, Taken

MOST_BYTES = 5_000_000
SHOWN = 200  # findings on the page
WRONG = 422


@dataclass(frozen=True, slots=True)
class Told:
    """What a file holds and what became of it; `sure` says whether it was taken in."""

    brought: Brought
    taken: Taken
    sure: bool
    text: str


async def files(request: Request, caller: Caller) -> Response:
    """Where the file comes out and goes in."""
    return _page(request, caller)


async def download(request: Request, caller: Caller) -> Response:
    """The items of somebody's desks in the canonical form; that they took them is written down."""
    made_of = parts(request)
    await made_of.database.awrite(_noted, caller, made_of.clock())
    found: Sequence[Item] = await made_of.database.aread(_taken_out, caller)
    name = made_of.clock().astimezone(caller.zone).strftime("queue-%Y-%m-%d.yaml")
    headers = HEADERS | {"Content-Disposition": f'attachment; filename="{name}"'}
    text = await asyncio.to_thread(written, found, made_of.settings.config.company.timezone)
    return Response(text, media_type="application/yaml", headers=headers)


async def upload(request: Request, caller: Caller) -> Response:
    """Shows what a file would change, and takes it in once that is confirmed."""
    made_of, given = parts(request), await form(request)
    sent, sure = given.get("file"), given.get("sure") == "yes"
    data = str(given.get("text", "")).encode()
    if isinstance(sent, UploadFile):
        data = await sent.read()
        await sent.close()
    if not data.strip():
        return _page(request, caller, wrong=words(caller.language).gettext("Choose a file, or paste what is in it."))
    config, now = made_of.settings.config, made_of.clock()
    try:
        brought = await asyncio.to_thread(made_of.read_queue, data, Known.of(config), now)
    except InputError as error:
        return _page(request, caller, wrong=worded(caller.language, error))
    if brought.unreadable:
        return _page(request, caller, told=Told(brought, Taken(), sure=False, text=""))
    act = made_of.database.awrite if sure else made_of.database.aread
    taken: Taken = await act(_taken_in, caller.standing, brought.items, now, sure)
    text = "" if sure else data.decode("utf-8-sig")
    return _page(request, caller, told=Told(brought, taken, sure, text))


def _taken_in(connection: Connection, standing: Standing, found: Sequence[Item], now: datetime, sure: bool) -> Taken:  # noqa: FBT001
    return uploading.upload(connection, standing, found, now, dry_run=not sure)


def _noted(connection: Connection, caller: Caller, now: datetime) -> None:
    note(connection, now, "newsroom", "export", "queue", person_id=caller.person.id)


def _taken_out(connection: Connection, caller: Caller) -> list[Item]:
    return [one for one in load_items(connection) if one.owner and caller.may(Act.SEE_QUEUE, one.owner)]


def _page(request: Request, caller: Caller, *, wrong: str = "", told: Told | None = None) -> Response:
    _ = words(caller.language).gettext
    failed = bool(wrong) or (told is not None and told.brought.unreadable)
    return frame.show(
        request,
        caller,
        "queue/files",
        status=WRONG if failed else 200,
        title=_("The queue as a file"),
        wrong=wrong,
        told=told,
        refused=[(one, worded(caller.language, why)) for one, why in told.taken.refused] if told else (),
        findings=told.brought.findings[:SHOWN] if told else (),
        errors=sum(one.level == "error" for one in told.brought.findings) if told else 0,
        edits=caller.standing.anywhere(Act.EDIT),
    )
