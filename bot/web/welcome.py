"""What this is, for whoever meets it for the first time: how it works, who sees what, and how it stops."""

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bot.rendering.sentences import privacy_sentence
from bot.rendering.welcome import why_sentence
from bot.web.opened import open_delivery
from bot.web.pages import page
from bot.web.parts import parts


def routes() -> list[Route]:
    """One page."""
    return [Route("/h/{token}", welcome, methods=["GET"])]


async def welcome(request: Request) -> Response:
    """In the person's language, with the company's own words where it has some."""
    opened = await open_delivery(request)
    config = parts(request).settings.config
    return page(
        request,
        "welcome",
        opened.language,
        own=config.welcome.words.get(opened.language, ""),
        why=why_sentence(opened.language, config.company.name),
        privacy=privacy_sentence(opened.language, opened.privacy_mode, config.privacy.k),
        contact=config.privacy.contact,
        token=opened.token,
    )
