"""What people are sent beside their digests, as the errand that sends it words it."""

from itertools import count

from sqlalchemy import Connection

from bot.rendering.own_notes import OwnNotes
from digests.delivery import notes
from digests.delivery.notes import Asked, Note
from tests.bot.web.world import World

PUBLIC = "https://bot.example.com"


def posted(web: World) -> list[tuple[Asked, Note]]:
    """Takes and words every note that waits."""
    return web.database.write(_posted, web)


def path(note: Note) -> str:
    """Where a note's button leads, on this web."""
    assert note.button is not None
    return note.button.url.removeprefix(PUBLIC)


def _posted(connection: Connection, web: World) -> list[tuple[Asked, Note]]:
    numbers = count(len(_SECRETS))
    makers = OwnNotes(web.parts.settings, lambda: _secret(next(numbers))).makers()
    found = []
    for asked in notes.due(connection, web.clock(), 99):
        person = notes.resolve(connection, asked)
        note = makers[asked.kind](connection, asked, person, web.clock()) if person else None
        notes.done(connection, asked.id)
        if note is not None:
            found.append((asked, note))
    return found


_SECRETS: list[str] = []


def _secret(number: int) -> str:
    _SECRETS.append(f"secret-of-a-fresh-link-{number:04}")
    return _SECRETS[-1]
