"""The queue for programs: read as it is, and filled with drafts; what is approved is decided by people."""

import asyncio
import json
from typing import Annotated, Any

from fastapi import Query
from sqlalchemy import Connection, select
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from bot.rendering.queue_file import written
from bot.rendering.queue_values import values
from bot.web import json_body
from bot.web.keys import Bearer, allowed
from bot.web.parts import parts
from bot.web.problems import HEADERS, ProblemError
from digests.content.body import from_json
from digests.content.model import Item, ItemState
from digests.content.store import items, load_items
from digests.newsroom.rules import Known
from digests.newsroom.shape import Level
from digests.newsroom.uploading import draft

MOST = 500  # items of a call
MOST_BYTES = 1024 * 1024
YAML = "application/yaml"
BODY: dict[str, Any] = {
    "type": "object",
    "required": ["items"],
    "properties": {
        "items": {
            "type": "array",
            "maxItems": MOST,
            "items": {},
            "description": "Items as docs/queue.schema.json describes them, without `state`.",
        }
    },
}
ITEMS: dict[str, Any] = {
    "type": "object",
    "required": ["items", "after"],
    "properties": {
        "items": {"type": "array", "items": {"type": "object", "required": ["id", "url", "kind", "owner", "state"]}},
        "after": {"type": ["string", "null"], "description": "Ask again with this; null: that was all."},
    },
}
TAKEN: dict[str, Any] = {
    "type": "object",
    "required": ["added", "refused"],
    "properties": {
        "added": {"type": "array", "items": {"type": "string"}},
        "refused": {
            "type": "array",
            "items": {"type": "object", "required": ["why"], "properties": {"id": {"type": "string"}}},
        },
    },
}


async def get_items(
    request: Request,
    bearer: Bearer,
    state: Annotated[ItemState | None, Query(description="Only items in this state.")] = None,
    after: Annotated[str, Query(max_length=120, pattern="^[A-Za-z0-9._-]*$", description="`after` of the last.")] = "",
    limit: Annotated[int, Query(ge=1, le=MOST)] = 100,
) -> Response:
    """Items of the queue in order of their ids, with the keys of a queue file.

    Needs the scope `items:read`.
    """
    made_of = parts(request)
    await allowed(made_of, bearer, "items:read")
    found: list[Item] = await made_of.database.aread(_page, state, after, limit)
    zone = made_of.settings.config.company.timezone
    told = {
        "items": [values(one, zone) for one in found],
        "after": found[-1].id if len(found) == limit else None,
    }
    return JSONResponse(told, headers=HEADERS)


async def get_file(request: Request, bearer: Bearer) -> Response:
    """The whole queue as one YAML file in its canonical form: the same queue is always the same bytes.

    Needs the scope `items:read`.
    """
    made_of = parts(request)
    await allowed(made_of, bearer, "items:read")
    found = await made_of.database.aread(load_items)
    told = await asyncio.to_thread(written, found, made_of.settings.config.company.timezone)
    return Response(told, media_type=YAML, headers=HEADERS)


async def post_items(request: Request, bearer: Bearer) -> Response:
    """Takes in new items as drafts, each for itself; no state, no approval and no role comes in here.

    Needs the scope `items:write`. An item with an error, or with an id that is there already, is refused with a reason;
    the others are taken in. Answers 200 whenever the body is an object with a list of items.
    """
    made_of = parts(request)
    await allowed(made_of, bearer, "items:write")
    json_body.expect_json(request)
    told = await json_body.read(request, MOST_BYTES)
    if not isinstance(told, dict) or not isinstance(told.get("items"), list):
        raise ProblemError(422, "The body is not an object with a list of items.")
    if len(told["items"]) > MOST:
        raise ProblemError(413, f"There are more than {MOST} items: send them in parts.")
    now = made_of.clock()
    text = json.dumps({"items": told["items"]}, ensure_ascii=False, default=str, indent=1)
    brought = await asyncio.to_thread(made_of.read_queue, _bytes(text), Known.of(made_of.settings.config), now)
    wrong = [{"why": one.message} for one in brought.findings if one.level is Level.ERROR]
    stated = _stated(told["items"])
    wrong += [{"id": one, "why": "What comes in is a draft: leave its state out."} for one in sorted(stated)]
    new = [one for one in brought.items if one.id not in stated]
    taken = await made_of.database.awrite(draft, new, now)
    wrong += [{"id": one, "why": str(why)} for one, why in taken.refused]
    return JSONResponse({"added": list(taken.added), "refused": wrong}, headers=HEADERS)


def _stated(told: list[Any]) -> set[str]:
    """The ids of items that say where they stand."""
    return {str(one.get("id", "")) for one in told if isinstance(one, dict) and "state" in one}


def _bytes(text: str) -> bytes:
    try:
        return text.encode()
    except UnicodeEncodeError:
        raise ProblemError(422, "There is half a sign in the body: send whole characters.") from None


def _page(connection: Connection, state: ItemState | None, after: str, limit: int) -> list[Item]:
    query = select(items.c.id, items.c.body, items.c.version).where(items.c.id > after).order_by(items.c.id)
    if state is not None:
        query = query.where(items.c.state == state.value)
    return [from_json(row.id, row.body, row.version) for row in connection.execute(query.limit(limit))]
