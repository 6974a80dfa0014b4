"""A JSON body as values: of bounded size, numbers exact, and nothing that a database cannot keep."""

import json
from decimal import Decimal
from typing import Any, NoReturn

from starlette.requests import Request

from bot.web.problems import ProblemError


async def read(request: Request, most: int) -> Any:
    """The value of a body of at most `most` bytes; ProblemError 413 or 422."""
    return decoded(await _bytes(request, most))


def expect_json(request: Request) -> None:
    """ProblemError 415 where the body is not said to be JSON."""
    kind = request.headers.get("content-type", "").split(";")[0].strip().lower()
    if kind != "application/json":
        raise ProblemError(415, "Send JSON, with the header `Content-Type: application/json`.")


def decoded(body: bytes) -> Any:
    """JSON in UTF-8; numbers with a point are exact decimals."""
    try:
        return json.loads(body.decode("utf-8"), parse_float=Decimal, parse_constant=_refuse)
    except (ValueError, ArithmeticError, RecursionError):
        raise ProblemError(422, "The body is not JSON in UTF-8.") from None


async def _bytes(request: Request, most: int) -> bytes:
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > most:
            raise ProblemError(413, f"The body has more than {most:,} bytes: send it in parts.")
    return bytes(body)


def _refuse(name: str) -> NoReturn:
    raise ValueError(name)
