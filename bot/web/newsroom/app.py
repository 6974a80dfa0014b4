"""The rooms of the newsroom, in one list."""

from collections.abc import Callable, Sequence

from starlette.routing import BaseRoute

from bot.web.newsroom.approvals import room as approvals
from bot.web.newsroom.audit import room as audit
from bot.web.newsroom.calendar import room as calendar
from bot.web.newsroom.campaigns import room as campaigns
from bot.web.newsroom.editor import room as editor
from bot.web.newsroom.feeds import room as feeds
from bot.web.newsroom.keys import room as keys
from bot.web.newsroom.posters import room as posters
from bot.web.newsroom.preview import room as preview
from bot.web.newsroom.programme import room as programme
from bot.web.newsroom.queue import room as queue
from bot.web.newsroom.report import room as report
from bot.web.newsroom.sessions import room as sessions
from bot.web.newsroom.signin import room as signin
from bot.web.newsroom.suggestions import room as suggestions
from bot.web.newsroom.today import room as today
from bot.web.parts import Parts

# Each room's `routes`, a line each.
ROOMS: tuple[Callable[[Parts], Sequence[BaseRoute]], ...] = (
    today.routes,
    report.routes,
    programme.routes,
    signin.routes,
    sessions.routes,
    keys.routes,
    audit.routes,
    editor.routes,
    suggestions.routes,
    feeds.routes,
    preview.routes,
    approvals.routes,
    posters.routes,
    calendar.routes,
    campaigns.routes,
    queue.routes,  # after the editor: /items/new is no item
)


def routes(parts: Parts) -> list[BaseRoute]:
    """Every address of the newsroom."""
    return [route for room in ROOMS for route in room(parts)]
