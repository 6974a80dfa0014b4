"""The key that a program calls with."""

from typing import Annotated

from fastapi import Security
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer
from sqlalchemy import Connection

from bot.web.parts import Parts
from bot.web.problems import ProblemError
from digests.access import keys
from digests.access.model import ApiKey

_bearer = HTTPBearer(
    scheme_name="key", bearerFormat="bsk_<id>_<secret>", description="An API key with scopes.", auto_error=False
)
Bearer = Annotated[HTTPAuthorizationCredentials | None, Security(_bearer)]


async def allowed(made_of: Parts, bearer: HTTPAuthorizationCredentials | None, scope: str) -> ApiKey:
    """The key that the call came with; AccessError or ProblemError 401 where it may not do this."""
    if bearer is None:
        raise ProblemError(
            401,
            "Send a key: `Authorization: Bearer KEY`, made with `budstikke apikey create`.",
            {"WWW-Authenticate": "Bearer"},
        )
    key = bearer.credentials if bearer.credentials.isascii() and bearer.credentials.isprintable() else ""
    return await made_of.database.awrite(_check, key, scope, made_of)


def _check(connection: Connection, key: str, scope: str, made_of: Parts) -> ApiKey:
    return keys.check(connection, key, scope, made_of.clock())
