"""What an address answers that is too old: a page that has a fresh one sent to its person, and tells nothing else."""

import re

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bot.web.pages import accepted, message, page
from bot.web.parts import parts
from digests.employee import asked
from digests.sharing.tokens import LENGTH, read

_PAGES = "srnpumhi"  # what stands before a digest's token
_PATH = re.compile(rf"/([{_PAGES}])/([0-9A-Za-z_=-]{{{LENGTH}}})((?:/[0-9]{{1,4}}(?:/[a-z]{{1,20}})?)?)(?:/done)?")


def routes() -> list[Route]:
    """One press sends a fresh address of the page behind it."""
    return [Route("/fresh/{page:path}", send, methods=["POST"])]


def expired(request: Request) -> Response:
    """The page that stands in for one whose address is too old."""
    if _PATH.fullmatch(request.url.path) is None:
        return message(
            request,
            410,
            "This button is too old",
            "Addresses in a digest are good for 60 days. Nothing was changed. Open a newer digest and use its buttons.",
        )
    return page(request, "expired", accepted(request), status=410, again=f"/fresh{request.url.path}", sent=False)


async def send(request: Request) -> Response:
    """The same answer whether anybody is sent anything or not."""
    path = _PATH.fullmatch(f"/{request.path_params['page']}")
    if path is None:
        raise HTTPException(404)
    found = parts(request)
    kind, token, rest = path.groups()
    ticket = read(found.keys, token)
    where = (kind, *(one for one in rest.split("/") if one))
    await found.database.awrite(asked.page, ticket.delivery_id, where, found.clock())
    return page(request, "expired", accepted(request), again="", sent=True)
