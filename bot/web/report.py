"""The pictures of a report, for whoever has the signed address that a card holds."""

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from bot.rendering.report.addresses import genuine
from bot.web.pages import HEADERS
from bot.web.parts import parts
from digests.measure.posts import load_picture

FOR_A_DAY = {"Cache-Control": "private, max-age=86400, immutable"}


def routes() -> list[BaseRoute]:
    """The one address."""
    return [Route("/report/{period}/{name}/{mac}.png", picture, methods=["GET"])]


async def picture(request: Request) -> Response:
    """A picture as it was when its report was sent; 404 where nothing was signed so, or it is not kept any more."""
    here, path = parts(request), request.path_params
    if not genuine(here.keys, path["period"], path["name"], path["mac"]):
        raise HTTPException(404)
    png = await here.database.aread(load_picture, path["period"], path["name"])
    if png is None:
        raise HTTPException(404)
    return Response(png, media_type="image/png", headers=HEADERS | FOR_A_DAY)
