"""What stands behind a link that leads nowhere any more: a word on why, and what else is on."""

from urllib.parse import urlsplit

from babel.dates import format_date
from sqlalchemy import Connection
from starlette.requests import Request
from starlette.responses import Response

from bot.web.pages import accepted, page
from bot.web.parts import Parts, parts
from digests.content.model import Item, ItemState
from digests.content.store import load_items
from digests.employee.posters import WeekPick, chosen
from digests.errors import DatabaseError
from digests.relevance.fit import language_in

OTHERS = 3


async def closed(request: Request, item_id: str = "", *, status: int = 410) -> Response:
    """A withdrawn item is not named, because it was taken back; one whose time is over is."""
    found, language = parts(request), accepted(request)
    try:
        item, others = await found.database.aread(_known, item_id, found)
    except DatabaseError:  # the page is polite without them
        item, others = None, []
    over = item if item is not None and item.state is not ItemState.WITHDRAWN else None
    until = over.expires if over else None
    return page(
        request,
        "closed",
        language,
        status=status,
        over=titled(over, language) if over and until else "",
        until=format_date(until, "long", locale=language) if until else "",
        others=[(f"{public(request)}/w/{one.desk}", titled(one.item, language)) for one in others],
        nothing=status == 404,  # noqa: PLR2004 - HTTP's own number
    )


def titled(item: Item, language: str) -> str:
    """An item's title in a language, else in any."""
    return item.title.get(language_in(item.title, language)) or next(iter(item.title.values()), item.id)


def public(request: Request) -> str:
    """Where pages begin: nothing on their own host, the whole of it on a host that is for links alone."""
    config = parts(request).settings.config
    hosts = {urlsplit(config.links.base_url).netloc, *config.links.domains}
    own = urlsplit(config.server.public_url).netloc
    return config.server.public_url if request.url.netloc in hosts and request.url.netloc != own else ""


def _known(connection: Connection, item_id: str, found: Parts) -> tuple[Item | None, list[WeekPick]]:
    items = load_items(connection, [item_id]) if item_id else []
    now = found.clock()
    others = [one for one in chosen(connection) if one.on(now) and one.item.id != item_id]
    return (items[0] if items else None), others[:OTHERS]
