"""The form on which a link is asked for, which is also where everybody ends whom nothing let in."""

from collections.abc import Awaitable, Callable
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bot.rendering.words import words
from bot.web.newsroom import frame, refusals
from bot.web.newsroom.gate import SIGN_IN, TooMuchError
from bot.web.newsroom.signin import door
from bot.web.pages import accepted
from bot.web.parts import Parts, parts
from digests.access.signin import GOOD_FOR
from digests.errors import DatabaseError
from digests.people.model import ChannelName

Page = Callable[[Request], Awaitable[Response]]


def opening(path: str, page: Page, method: str) -> Route:
    """An address under /newsroom/signin, which nobody has to be signed in for."""

    async def kept(request: Request) -> Response:
        if method == "POST" and not door.own(request, parts(request)):
            return form(request, status=403, failed="forged")
        try:
            return await page(request)
        except TooMuchError:
            return form(request, status=413, failed="large")
        except DatabaseError:
            return refusals.later(request)

    return Route(f"{SIGN_IN}{path}", kept, methods=[method], name=f"newsroom/signin{path}")


def form(request: Request, *, status: int = 200, **values: Any) -> Response:
    """The page on which a link is asked for."""
    found = parts(request)
    _ = words(accepted(request)).gettext
    usual: dict[str, Any] = {
        "onward": door.START,
        "address": "",
        "way": ways(found)[0],
        "wrong": False,
        "often": False,
        "failed": "",
    }
    oidc = found.settings.config.newsroom.oidc
    return frame.show(
        request,
        None,
        "signin/ask",
        status=status,
        title=_("Sign in to the newsroom"),
        ways=ways(found),
        oidc=oidc if oidc.on else None,
        minutes=minutes(),
        **(usual | values),
    )


def over(request: Request) -> Response:
    """The link was used, is too old, or never was one: here is how to get a fresh one."""
    return form(request, status=410, failed="over")


def ways(found: Parts) -> tuple[str, ...]:
    """How a link can come: by mail, by Slack; where only files are written, as a mail would."""
    on = found.channels or (ChannelName.EMAIL,)
    mail = (ChannelName.EMAIL,) if {ChannelName.EMAIL, ChannelName.PREVIEW} & set(on) else ()
    slack = (ChannelName.SLACK,) if ChannelName.SLACK in on else ()
    return tuple(one.value for one in (*mail, *slack)) or (ChannelName.EMAIL.value,)


def minutes() -> int:
    """How long a link is good."""
    return int(GOOD_FOR.total_seconds() // 60)
