"""The addresses of suggestions."""

from collections.abc import Sequence

from bot.web.newsroom.gate import SIGNED_IN, Gated, room
from bot.web.newsroom.suggestions import moderating, own
from bot.web.parts import Parts
from digests.newsroom.standing import Act


def routes(_parts: Parts) -> Sequence[Gated]:
    """What waits for a desk, and one's own."""
    return (
        room("/suggestions", moderating.listed, needs=Act.EDIT),
        room("/suggestions/many", moderating.many, methods=("POST",), needs=Act.EDIT),
        room("/suggestions/{item}/accept", moderating.accept, methods=("POST",), needs=Act.EDIT),
        room("/suggestions/{item}/decline", moderating.decline, methods=("POST",), needs=Act.EDIT),
        room("/suggest", own.show, needs=SIGNED_IN),
        room("/suggest", own.suggest, methods=("POST",), needs=SIGNED_IN),
    )
