"""What a program is told when a call did not work: RFC 9457 problems, each with what to do."""

from collections.abc import Awaitable, Callable, Mapping
from http import HTTPStatus
from typing import Any

from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from digests.errors import AccessError, DatabaseError, InputError

HEADERS = {"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff"}
TYPE = "application/problem+json"
SCHEMA = {
    "type": "object",
    "required": ["type", "title", "status", "detail"],
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string", "description": "One sentence that says what to do."},
    },
}
RETRY = {"Retry-After": "5"}
_DETAILS = {
    404: "There is nothing at this address: /api/v1/openapi.json lists what there is.",
    405: "This address does not take this method: /api/v1/openapi.json lists what it takes.",
}


class ProblemError(Exception):
    """A call that is answered with a status and one sentence."""

    def __init__(self, status: int, detail: str, headers: Mapping[str, str] | None = None) -> None:
        super().__init__(detail)
        self.status = status
        self.headers = dict(headers or {})


def problem(status: int, detail: str, headers: Mapping[str, str] | None = None) -> Response:
    """The answer itself."""
    said = {"type": "about:blank", "title": HTTPStatus(status).phrase, "status": status, "detail": detail}
    return JSONResponse(said, status, HEADERS | dict(headers or {}), TYPE)


def described(*statuses: int) -> dict[int | str, dict[str, object]]:
    """These answers, as OpenAPI describes them."""
    return {
        status: {"description": HTTPStatus(status).phrase, "content": {TYPE: {"schema": SCHEMA}}} for status in statuses
    }


async def _as_told(_: Request, error: ProblemError) -> Response:
    return problem(error.status, str(error), error.headers)


async def _no_access(_: Request, error: AccessError) -> Response:
    if error.kind == "scope":
        return problem(403, str(error))
    return problem(401, str(error), {"WWW-Authenticate": 'Bearer error="invalid_token"'})


async def _wrong(_: Request, error: Exception) -> Response:
    return problem(422, str(error))


async def _misshapen(_: Request, error: RequestValidationError) -> Response:
    first = error.errors()[0]
    return problem(422, f"{'.'.join(map(str, first['loc']))}: {first['msg']}.")


async def _later(_: Request, __: Exception) -> Response:
    return problem(503, "This cannot be done right now; nothing was changed. Try again in a few seconds.", RETRY)


async def _other(_: Request, error: Exception) -> Response:
    status = error.status_code if isinstance(error, HTTPException) else 500
    detail = _DETAILS.get(status, "This did not work; nothing was changed.")
    return problem(status, detail, getattr(error, "headers", None))


ANSWERS: Mapping[type[Exception], Callable[[Request, Any], Awaitable[Response]]] = {
    ProblemError: _as_told,
    AccessError: _no_access,
    InputError: _wrong,
    RequestValidationError: _misshapen,
    DatabaseError: _later,
    HTTPException: _other,
    Exception: _other,
}
