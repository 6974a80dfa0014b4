"""The addresses of the queue and of each item."""

from collections.abc import Sequence

from bot.web.newsroom.gate import Gated, room
from bot.web.newsroom.queue.acts import VERBS, act, send
from bot.web.newsroom.queue.files import MOST_BYTES, download, files, upload
from bot.web.newsroom.queue.item import item, sending, version
from bot.web.newsroom.queue.many import many
from bot.web.newsroom.queue.pages import queue
from bot.web.newsroom.queue.ways import ways
from bot.web.parts import Parts
from digests.newsroom.standing import Act


def routes(_parts: Parts) -> Sequence[Gated]:
    """The board, the list, each item, and what is done with them; /items/new is the editor's, and stands before."""
    return (
        room("/queue", queue, needs=Act.SEE_QUEUE),
        room("/queue/many", many, methods=("POST",), needs=Act.EDIT),
        room("/queue/files", files, needs=Act.SEE_QUEUE),
        room("/queue/files", upload, methods=("POST",), needs=Act.EDIT, most=3 * MOST_BYTES, files=1),
        room("/queue/file.yaml", download, needs=Act.SEE_QUEUE),
        room("/items/{item}", item, needs=Act.SEE_QUEUE),
        room("/items/{item}/versions/{version:int}", version, needs=Act.SEE_QUEUE),
        room("/items/{item}/way", ways, methods=("POST",), needs=Act.SEE_QUEUE),
        room("/items/{item}/send", sending, needs=Act.SEND_NEXT),
        room("/items/{item}/send", send, methods=("POST",), needs=Act.SEND_NEXT),
        *(room(f"/items/{{item}}/{name}", act, methods=("POST",), needs=Act.EDIT) for name in VERBS),
    )
