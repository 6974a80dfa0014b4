"""Every page: one look, the reader's language, and headers that let in nothing from elsewhere."""

import secrets
from collections.abc import Sequence
from typing import Any

from starlette.requests import Request
from starlette.responses import HTMLResponse

from bot.rendering.dress import dress
from bot.rendering.templates import environment
from bot.rendering.words import best, words
from bot.web.company import logo
from bot.web.parts import parts
from digests.config import Config

HEADERS = {
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Robots-Tag": "noindex, nofollow",
}
TWO_YEARS = "max-age=63072000"


def headers(config: Config) -> dict[str, str]:
    """What a browser is told with every page: keep nothing, tell nobody, and come again by https where we have it."""
    secure = config.server.public_url.startswith("https://")
    return HEADERS | ({"Strict-Transport-Security": TWO_YEARS} if secure else {})


def page(
    request: Request,
    template: str,
    language: str,
    *,
    status: int = 200,
    form_action: Sequence[str] = (),
    frames: bool = False,
    pictures: Sequence[str] = (),
    **values: Any,
) -> HTMLResponse:
    """A page of templates/web; its forms may lead here and to `form_action`, its pictures come from `pictures` too."""
    config = parts(request).settings.config
    nonce = secrets.token_urlsafe(16)
    shown = logo(request)
    html = (
        environment(language)
        .get_template(f"web/{template}.html")
        .render(nonce=nonce, company=config.company.name, dress=dress(config.company), logo=shown, **values)
    )
    forms = " ".join(("'self'", *form_action))
    framed = "'self'" if frames else "'none'"
    policy = (
        "default-src 'none'",
        f"style-src 'nonce-{nonce}'",
        f"script-src 'nonce-{nonce}'",
        " ".join(("img-src 'self' data:", *(shown.hosts if shown else ()), *pictures)),
        "connect-src 'self'",
        f"form-action {forms}",
        f"frame-src {framed}",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
    return HTMLResponse(html, status, headers(config) | {"Content-Security-Policy": "; ".join(policy)})


def message(request: Request, status: int, title: str, text: str, language: str = "") -> HTMLResponse:
    """A page that says one thing; `title` and `text` are given in English and worded in the reader's language."""
    spoken = language or accepted(request)
    _ = words(spoken).gettext
    return page(request, "message", spoken, status=status, title=_(title), text=_(text))


def accepted(request: Request) -> str:
    """The language that the reader's program asks for, among those we have; else the company's."""
    asked = request.headers.get("accept-language", "")
    wanted = tuple(part.split(";")[0].strip() for part in asked.split(",")[:8])
    return best(tuple(one for one in wanted if one), parts(request).settings.config.company.language)
