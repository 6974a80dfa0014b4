"""The bytes of an answer as they were before they were packed, never more than a limit."""

import zlib

from bot.http import Fetched, LostError

ASKED = "gzip, deflate"  # what `unpacked` can read, as Accept-Encoding has it
_EITHER = 32 + zlib.MAX_WBITS  # a header of gzip or of zlib
_PLAIN = ("", "identity")


def unpacked(found: Fetched, limit: int) -> bytes:
    """The content of an answer; LostError where it cannot be unpacked, or grows beyond `limit` bytes."""
    content = found.content
    for coding in reversed(found.headers.get("content-encoding", "").lower().split(",")):
        content = _once(content, coding.strip(), limit)
    return content


def _once(content: bytes, coding: str, limit: int) -> bytes:
    if coding in _PLAIN:
        return content
    if coding not in {"gzip", "x-gzip", "deflate"}:
        raise LostError(f"the answer is packed as {coding[:20]!r}, which was not asked for")
    try:
        return _grown(content, _EITHER, limit)
    except zlib.error as error:
        if coding != "deflate":
            raise LostError("the answer cannot be unpacked") from error
    try:
        return _grown(content, -zlib.MAX_WBITS, limit)  # some servers send deflate without its header
    except zlib.error as error:
        raise LostError("the answer cannot be unpacked") from error


def _grown(content: bytes, bits: int, limit: int) -> bytes:
    found = zlib.decompressobj(bits).decompress(content, limit + 1)
    if len(found) > limit:
        raise LostError(f"the answer grows beyond {limit} bytes when it is unpacked")
    return found
