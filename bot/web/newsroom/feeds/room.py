"""The addresses of feeds."""

from collections.abc import Sequence

from bot.web.newsroom.feeds import editing, listing
from bot.web.newsroom.gate import Gated, room
from bot.web.parts import Parts
from digests.newsroom.standing import Act


def routes(_parts: Parts) -> Sequence[Gated]:
    """The list, a new one, and each."""
    return (
        room("/feeds", listing.listed, needs=Act.FEED),
        room("/feeds/new", editing.new, needs=Act.FEED),
        room("/feeds/new", editing.add, methods=("POST",), needs=Act.FEED),
        room("/feeds/{feed:int}", editing.show, needs=Act.FEED),
        room("/feeds/{feed:int}", editing.change, methods=("POST",), needs=Act.FEED),
        room("/feeds/{feed:int}/turn", listing.turn, methods=("POST",), needs=Act.FEED),
        room("/feeds/{feed:int}/remove", listing.remove, methods=("POST",), needs=Act.FEED),
    )
