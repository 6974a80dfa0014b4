"""The queue as a board by state, or as a list; what is looked for stands in the address."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection
from starlette.requests import Request
from starlette.responses import Response

from bot.rendering import names
from bot.web.newsroom import frame
from bot.web.newsroom.gate import Caller
from bot.web.newsroom.queue.asked import BOARD, LIST, Asked, choices
from bot.web.newsroom.queue.shown import Card, Eyes
from bot.web.parts import parts
from digests.newsroom import search
from digests.newsroom.bulk import MOST, MOST_DAYS
from digests.newsroom.queue import Page
from digests.newsroom.search import Facets, Pile
from digests.newsroom.standing import Act


@dataclass(frozen=True, slots=True)
class Column:
    """A state on the board."""

    state: str
    label: str
    cards: tuple[Card, ...]
    total: int
    more: str  # the address of all of them, where there are more


@dataclass(frozen=True, slots=True)
class Found:
    """What the database says for a view."""

    facets: Facets
    piles: tuple[Pile, ...] = ()
    page: Page | None = None


async def queue(request: Request, caller: Caller) -> Response:
    """The queue."""
    made_of = parts(request)
    asked, now = Asked.of(request.query_params), made_of.clock()
    found: Found = await made_of.database.aread(_found, caller, asked, now)
    eyes = Eyes(caller.language, caller.zone, now)
    standing = caller.standing
    return frame.show(
        request,
        caller,
        "queue/queue",
        asked=asked,
        choices=choices(asked, found.facets, standing.desks_for(Act.SEE_QUEUE), caller.language),
        columns=[_column(pile, asked, eyes) for pile in found.piles],
        cards=[eyes.card(one) for one in found.page.items] if found.page else [],
        page=found.page,
        board=asked.view == BOARD,
        views=((BOARD, asked.other(view=BOARD, state="")), (LIST, asked.other(view=LIST))),
        approves=standing.anywhere(Act.APPROVE),
        edits=standing.anywhere(Act.EDIT),
        go_on=made_of.settings.config.newsroom.links_after_withdrawal == "go_on",
        most=MOST,
        most_days=MOST_DAYS,
    )


def _found(connection: Connection, caller: Caller, asked: Asked, now: datetime) -> Found:
    facets = search.facets(connection, caller.standing)
    if asked.view == BOARD:
        return Found(facets, piles=search.board(connection, caller.standing, asked.sought, now))
    return Found(facets, page=search.found(connection, caller.standing, asked.sought, now, asked.page))


def _column(pile: Pile, asked: Asked, eyes: Eyes) -> Column:
    cards = tuple(eyes.card(one) for one in pile.items)
    more = asked.other(view=LIST, state=pile.state.value) if pile.total > len(cards) else ""
    return Column(pile.state.value, names.state(pile.state, eyes.language), cards, pile.total, more)
