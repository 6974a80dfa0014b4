"""The one place that names httpx: calls to vendors, and for each failure whether the call may have arrived."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from types import TracebackType
from typing import Any, Self

import httpx

KEPT_SECONDS = 10  # an idle connection is let go well before any vendor would close it
AGENT = "Budstikke"


class NotSentError(Exception):
    """The call never left this machine: trying again is harmless."""


class LostError(Exception):
    """The call left and no answer came: nobody knows whether it was obeyed."""


@dataclass(frozen=True, slots=True)
class Answer:
    """A status, its headers (names in lower case) and the body's JSON object, empty where there was none."""

    status: int
    headers: Mapping[str, str]
    body: Mapping[str, Any]

    @property
    def good(self) -> bool:
        """Whether the status says that it was done."""
        return httpx.codes.is_success(self.status)

    def retry_after(self, now: datetime) -> timedelta | None:
        """What Retry-After asks for, given in seconds or as a date."""
        return retry_after(self.headers.get("retry-after", ""), now)


class Client:
    """Kept connections to one vendor. Environment proxies are not read, redirects are not followed."""

    def __init__(self, timeout_seconds: float, *, transport: httpx.BaseTransport | None = None) -> None:
        self._client = httpx.Client(
            timeout=timeout_seconds,
            limits=httpx.Limits(max_keepalive_connections=4, keepalive_expiry=KEPT_SECONDS),
            headers={"User-Agent": AGENT},
            follow_redirects=False,
            trust_env=False,
            transport=transport,
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Lets go of every connection."""
        self._client.close()

    def post_form(self, url: str, form: Mapping[str, str]) -> Answer:
        """The answer to a form; NotSentError or LostError where there is none."""
        return self._answer(self._client.build_request("POST", url, data=dict(form)))

    def post_json(self, url: str, value: Mapping[str, Any], *, bearer: str) -> Answer:
        """The answer to a JSON object; NotSentError or LostError where there is none."""
        headers = {"Authorization": f"Bearer {bearer}"}
        return self._answer(self._client.build_request("POST", url, json=dict(value), headers=headers))

    def _answer(self, request: httpx.Request) -> Answer:
        try:
            response = self._client.send(request)
        except (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout, httpx.UnsupportedProtocol) as error:
            raise NotSentError(type(error).__name__) from error
        except httpx.HTTPError as error:
            raise LostError(type(error).__name__) from error
        return Answer(response.status_code, dict(response.headers), _object(response.content))


def retry_after(value: str, now: datetime) -> timedelta | None:
    """A Retry-After header as a length of time, never below zero; None where it says nothing that can be read."""
    value = value.strip()
    if value.isdecimal():
        return timedelta(seconds=min(int(value), 86_400))
    try:
        at = parsedate_to_datetime(value)
    except (TypeError, ValueError):
        return None
    aware = at if at.tzinfo else at.replace(tzinfo=UTC)
    return max(timedelta(0), aware - now)


def _object(content: bytes) -> Mapping[str, Any]:
    try:
        found = json.loads(content)
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}
