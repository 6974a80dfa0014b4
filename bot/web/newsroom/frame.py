"""The frame of every newsroom page: the way round, what was just done, and headers that let in nothing foreign."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from bot.rendering.dress import dress
from bot.rendering.templates import environment
from bot.rendering.words import N_, words
from bot.web import pages, static
from bot.web.pages import accepted
from bot.web.parts import parts
from digests.newsroom.standing import Act

if TYPE_CHECKING:  # the gate shows its refusals in this frame
    from bot.web.newsroom.gate import Caller, Needs

POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' https: data:; connect-src 'self'; "
    "font-src 'self'; form-action 'self'; frame-src 'self'; base-uri 'none'; frame-ancestors 'none'"
)


@dataclass(frozen=True, slots=True)
class Entry:
    """A way to a room, for whoever may come in."""

    label: str
    path: str
    needs: "Needs"


# In the order in which they stand; a room adds its own line.
NAV = (
    Entry(N_("Today"), "/newsroom", "signed_in"),
    Entry(N_("Queue"), "/newsroom/queue", Act.SEE_QUEUE),
    Entry(N_("Calendar"), "/newsroom/calendar", Act.SEE_QUEUE),
    Entry(N_("Approvals"), "/newsroom/approvals", Act.APPROVE),
    Entry(N_("Suggestions"), "/newsroom/suggestions", Act.EDIT),
    Entry(N_("Suggest something"), "/newsroom/suggest", "signed_in"),
    Entry(N_("Campaigns"), "/newsroom/campaigns", Act.SEE_QUEUE),
    Entry(N_("Send next"), "/newsroom/next", Act.SEND_NEXT),
    Entry(N_("Preview"), "/newsroom/preview", Act.PREVIEW_AS),
    Entry(N_("Report"), "/newsroom/report", Act.SEE_QUEUE),
    Entry(N_("Posters"), "/newsroom/posters", Act.EDIT),
    Entry(N_("Feeds"), "/newsroom/feeds", Act.FEED),
    Entry(N_("Programme"), "/newsroom/programme", "admin"),
    Entry(N_("API keys"), "/newsroom/keys", "admin"),
    Entry(N_("Audit log"), "/newsroom/audit", "admin"),
    Entry(N_("Health"), "/newsroom/health", "admin"),
)

_HOME = "/newsroom"  # every address begins so
_SAID: dict[str, str] = {}


def says(key: str, sentence: str) -> str:
    """What a page says after `go(path, key)`, such as "Saved."; `sentence` is marked by N_ and worded when shown."""
    _SAID[key] = sentence
    return key


def show(
    request: Request,
    caller: "Caller | None",
    template: str,
    *,
    status: int = 200,
    said: str = "",
    headers: Mapping[str, str] | None = None,
    **values: Any,
) -> HTMLResponse:
    """A page of templates/web/newsroom; `said` is a key of `says`, or taken from the address."""
    found = parts(request)
    config = found.settings.config
    language = caller.language if caller else accepted(request)
    there = {route.path for route in request.app.router.routes if hasattr(route, "needs")}
    ways = [one for one in NAV if caller and one.path in there and caller.meets(one.needs)]
    sentence = _SAID.get(said or request.query_params.get("said", ""), "")
    html = (
        environment(language)
        .get_template(f"web/newsroom/{template}.html")
        .render(
            caller=caller,
            csrf=caller.csrf if caller else "",
            company=config.company.name,
            nav=ways,
            here=_here(request.url.path, ways),
            path=request.url.path,
            now=found.clock(),
            note=words(language).gettext(sentence) if sentence else "",
            static=partial(static.address, dress(config.company)),
            **values,
        )
    )
    own = pages.headers(config) | {"Content-Security-Policy": POLICY} | dict(headers or {})
    return HTMLResponse(html, status, own)


def go(path: str, said: str = "") -> Response:
    """On to a page of the newsroom, which says what was done; `path` begins after /newsroom."""
    mark = "&" if "?" in path else "?"
    there = f"/newsroom{path}" + (f"{mark}said={said}" if said else "")
    return RedirectResponse(there, 303, {"Cache-Control": "no-store"})


def _here(path: str, ways: list[Entry]) -> str:
    """The entry that a page belongs to: the longest that its address begins with."""
    at = path.replace("/newsroom/items", "/newsroom/queue", 1)  # an item is found through the queue
    fitting = [one.path for one in ways if at == one.path or (one.path != _HOME and at.startswith(one.path + "/"))]
    return max(fitting, key=len, default="")
