"""One's own page: what one's shares brought, what is stored, and what can be done about it.

It opens by a fresh link alone; whoever holds a digest, which may have been passed on, can only have that link sent.
"""

import json
import re
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import Connection
from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bot.rendering.choices import channels
from bot.rendering.own_notes import channel_name
from bot.rendering.results import sentence
from bot.rendering.statements.kept import kept
from bot.rendering.statements.model import Practice
from bot.rendering.words import best, words
from bot.web.opened import open_delivery
from bot.web.pages import HEADERS, accepted, message, page
from bot.web.parts import Parts, parts
from bot.web.stored import stored
from digests.access import audit
from digests.employee import asked, fresh
from digests.employee.asked import named
from digests.employee.fresh import Fresh, Purpose
from digests.employee.model import ItemResult, Results
from digests.employee.own import newest_delivery
from digests.employee.results import by_item, results
from digests.ledger import arrivals
from digests.networks import ELSEWHERE, NETWORKS
from digests.people.model import Person
from digests.people.store import load_people
from digests.privacy import Erasure, export, forget
from digests.sharing.tokens import sign

ACTOR = "the person, on their own page"
FILE = "stored-about-me.json"
_SECRET = re.compile(r"[0-9A-Za-z_-]{20,64}")


@dataclass(frozen=True, slots=True)
class Mine:
    """Everything that one's own page shows."""

    person: Person
    results: Results
    items: list[ItemResult]
    rows: dict[str, list[Any]]
    newest: int | None


def routes() -> list[Route]:
    """Asking for the link, the link, and the page that it opens."""
    return [
        Route("/m/{token}", ask, methods=["GET", "POST"]),
        Route("/o", act, methods=["POST"]),
        Route("/o/{secret}", look, methods=["GET"]),
        Route("/o/{secret}", use, methods=["POST"]),
        Route("/o/{secret}/again", again, methods=["POST"]),
    ]


async def ask(request: Request) -> Response:
    """GET says what there is; POST has a fresh link sent to the person's own channel."""
    opened = await open_delivery(request)
    found = parts(request)
    if request.method == "POST":
        await found.database.awrite(asked.own_page, opened.person.id, found.clock())
    return page(request, "own_ask", opened.language, sent=request.method == "POST", token=opened.token)


async def look(request: Request) -> Response:
    """What the link does, with a button: whatever only looks uses nothing up."""
    found, secret = parts(request), request.path_params["secret"]
    if not _SECRET.fullmatch(secret):
        return _over(request, None, secret)
    link = await found.database.aread(fresh.look, secret, found.clock())
    if link is None or not link.open:
        return _over(request, link, secret)
    language = await _language(found, link.person_id)
    wanted = named(link.about.get({"channel": "channel", "undo": "before"}.get(link.purpose.value, ""), ""))
    return page(request, "own_open", language, purpose=link.purpose.value, channel=channel_name(language, wanted))


async def use(request: Request) -> Response:
    """Uses the link up, and does what it is for."""
    found, secret, visit = parts(request), request.path_params["secret"], secrets.token_urlsafe(24)
    link = None
    if _SECRET.fullmatch(secret):
        link = await found.database.awrite(fresh.use, secret, visit, found.clock())
    if link is None:
        known = await found.database.aread(fresh.look, secret, found.clock())
        return _over(request, known, secret)
    if link.purpose is Purpose.OWN:
        return await _mine(request, link.person_id, visit)
    return await _turned(request, link)


async def again(request: Request) -> Response:
    """A fresh link in place of one that was used or is too old; the same answer whether one is sent or not."""
    found, secret = parts(request), request.path_params["secret"]
    link = await found.database.aread(fresh.look, secret, found.clock())
    if link is not None:
        await found.database.awrite(asked.own_page, link.person_id, found.clock())
    return page(request, "expired", accepted(request), again="", sent=True)


async def act(request: Request) -> Response:
    """What a person does on their own page, for as long as the visit lasts."""
    found = parts(request)
    form = await request.form()
    visit = _one(form, "visit")
    person_id = await found.database.aread(fresh.visiting, visit, found.clock())
    if person_id is None:
        return _over(request, None, "")
    wanted = _one(form, "act")
    if wanted == "export":
        return await _exported(found, person_id)
    if wanted == "erase":
        return await _erased(request, person_id, visit, sure=_one(form, "sure") == "1")
    if wanted == "channel":
        return await _moved(request, form, person_id, visit)
    if wanted == "close":
        await found.database.awrite(fresh.close, person_id, found.clock())
        return message(request, 200, "This page is closed", "To open it again, have a fresh link sent to you.")
    return await _mine(request, person_id, visit)


async def _mine(request: Request, person_id: str, visit: str, said: str = "") -> Response:
    found = parts(request)
    config, now = found.settings.config, found.clock()
    mine = await found.database.awrite(_gathered, person_id, now, config.privacy.raw_days)
    if mine is None:
        return _over(request, None, "")
    language = best(mine.person.spoken, config.company.language)
    practice = Practice.of(config, (), language)
    token = sign(found.keys[0], mine.newest, now) if mine.newest else ""
    kinds = {goal.name: goal.kind for goal in config.goals}
    return page(
        request,
        "own",
        language,
        said=said,
        visit=visit,
        token=token,
        person=mine.person,
        days=config.privacy.raw_days,
        told=sentence(language, mine.results, kinds),
        items=[_brought(language, one) for one in mine.items],
        stored=stored(kept(practice, language), mine.rows),
        channels=channels(found.settings, mine.person, language),
        minutes=int(fresh.VISIT / timedelta(minutes=1)),
        contact=config.privacy.contact,
    )


def _brought(language: str, one: ItemResult) -> tuple[str, str, int]:
    """Title, networks and readers of one item, in words."""
    known = NETWORKS | {ELSEWHERE.name: ELSEWHERE}
    networks = [words(language).gettext(known[name].title) if name in known else name for name in one.networks]
    return one.titles.get(language) or next(iter(one.titles.values()), one.item_id), ", ".join(networks), one.readers


def _gathered(connection: Connection, person_id: str, now: datetime, days: int) -> Mine | None:
    """All that the page shows; None where the person is gone."""
    people = load_people(connection, [person_id])
    if not people:
        return None
    arrivals.expand_all(connection)
    since = now - timedelta(days=days)
    return Mine(
        people[0],
        results(connection, person_id, since),
        by_item(connection, person_id, since),
        {name: list(rows) for name, rows in export(connection, person_id).items()},
        newest_delivery(connection, person_id),
    )


async def _exported(found: Parts, person_id: str) -> Response:
    written = await found.database.awrite(_file, person_id, found.clock())
    headers = HEADERS | {"Content-Disposition": f'attachment; filename="{FILE}"'}
    return Response(written, media_type="application/json", headers=headers)


def _file(connection: Connection, person_id: str, now: datetime) -> bytes:
    audit.note(connection, now, ACTOR, "person export", person_id=person_id)
    arrivals.expand_all(connection)
    told = {"exported_at": now, "tables": export(connection, person_id)}
    return json.dumps(told, default=_written, ensure_ascii=False, indent=1).encode()


def _written(value: object) -> str:
    return value.isoformat() if isinstance(value, datetime) else str(value)


async def _erased(request: Request, person_id: str, visit: str, *, sure: bool) -> Response:
    found = parts(request)
    language = await _language(found, person_id)
    if sure:
        erasure = await found.database.awrite(_forgotten, found.settings.key, person_id, found.clock())
        _remove(Path(found.settings.config.delivery.preview_folder), erasure)
    return page(request, "own_erase", language, done=sure, visit=visit)


def _forgotten(connection: Connection, key: bytes, person_id: str, now: datetime) -> Erasure:
    erasure = forget(connection, key, person_id, now)
    audit.note(connection, now, ACTOR, "person forget")
    return erasure


def _remove(folder: Path, erasure: Erasure) -> None:
    """Removes the files that the preview channel wrote for the person."""
    for delivery in erasure.deliveries:
        for file in folder.glob(f"*/{delivery}.*"):
            file.unlink(missing_ok=True)


async def _moved(request: Request, form: FormData, person_id: str, visit: str) -> Response:
    found = parts(request)
    chosen = _one(form, "channel")
    people = await found.database.aread(load_people, [person_id])
    possible = {name for one in people for name, _ in channels(found.settings, one, "en")}
    if chosen and chosen not in possible:
        return await _mine(request, person_id, visit, said="refused")
    await found.database.awrite(asked.change_channel, person_id, named(chosen), found.clock())
    return await _mine(request, person_id, visit, said="channel")


async def _turned(request: Request, link: Fresh) -> Response:
    """A change of channel that was confirmed, or is taken back."""
    found, now = parts(request), parts(request).clock()
    language = await _language(found, link.person_id)
    if link.purpose is Purpose.UNDO:
        undone = await found.database.awrite(asked.undo_channel, link, now)
        wanted = named(link.about.get("before", ""))
        return page(
            request, "own_done", language, state="undone" if undone else "late", channel=channel_name(language, wanted)
        )
    wanted = named(link.about.get("channel", ""))
    await found.database.awrite(asked.change_channel, link.person_id, wanted, now)
    return page(request, "own_done", language, state="moved", channel=channel_name(language, wanted))


def _over(request: Request, link: Fresh | None, secret: str) -> Response:
    """The link was used, is too old, or never was; whoever was sent it may have another."""
    address = f"/o/{secret}/again" if link is not None else ""
    return page(request, "own_over", accepted(request), status=410, again=address)


async def _language(found: Parts, person_id: str) -> str:
    people = await found.database.aread(load_people, [person_id])
    return best(people[0].spoken if people else (), found.settings.config.company.language)


def _one(form: FormData, name: str) -> str:
    value = form.get(name, "")
    return value if isinstance(value, str) else ""
