"""The one place that names httpx: calls to vendors, and a guarded client for every other address.

`Client` calls the vendors whose addresses an operator configured. `Guarded` is for addresses that others wrote: it
connects to public addresses only, and to what configuration lists. Both tell of a failure whether the call may have
arrived.
"""

import json
import ssl
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from types import TracebackType
from typing import Any, Self

import httpcore
import httpx

from bot.addresses import ForbiddenError, Reach, Resolve, odd, resolve
from bot.line import Line

KEPT_SECONDS = 10  # an idle connection is let go well before any vendor would close it
AGENT = "Budstikke"
SCHEMES = frozenset({"https", "http"})
REDIRECTS = frozenset({301, 302, 303, 307, 308})


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
        return self._json("POST", url, value, bearer)

    def put_json(self, url: str, value: Mapping[str, Any], *, bearer: str) -> Answer:
        """The same where the object takes the place of another."""
        return self._json("PUT", url, value, bearer)

    def _json(self, method: str, url: str, value: Mapping[str, Any], bearer: str) -> Answer:
        headers = {"Authorization": f"Bearer {bearer}"}
        return self._answer(self._client.build_request(method, url, json=dict(value), headers=headers))

    def _answer(self, request: httpx.Request) -> Answer:
        try:
            response = self._client.send(request)
        except (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout, httpx.UnsupportedProtocol) as error:
            raise NotSentError(type(error).__name__) from error
        except httpx.HTTPError as error:
            raise LostError(type(error).__name__) from error
        return Answer(response.status_code, dict(response.headers), _object(response.content))


@dataclass(frozen=True, slots=True)
class Limits:
    """How much one call may take, from looking up the name to the last byte."""

    seconds: float = 10.0
    size: int = 1_000_000  # bytes of the answer
    redirects: int = 5


@dataclass(frozen=True, slots=True)
class Fetched:
    """What came back: `content` is at most as long as the limit, `whole` unless there was more."""

    url: str  # after redirects
    status: int
    headers: Mapping[str, str]
    content: bytes
    whole: bool = True

    @property
    def good(self) -> bool:
        """Whether the status says that it was done."""
        return httpx.codes.is_success(self.status)


class Guarded:
    """A client for addresses that others wrote. A name is looked up once, and what was checked is what is called.

    Every call has a connection of its own, so that none goes where an earlier answer of the name server led.
    """

    def __init__(
        self,
        allow_hosts: Iterable[str] = (),
        limits: Limits = Limits(),
        *,
        look_up: Resolve = resolve,
        trust: ssl.SSLContext | None = None,
        ticks: Callable[[], float] = time.monotonic,
    ) -> None:
        self._reach = Reach.of(allow_hosts)
        self._limits = limits
        self._look_up = look_up
        self._trust = trust or httpx.create_ssl_context()
        self._ticks = ticks

    def get(self, url: str, headers: Mapping[str, str] | None = None) -> Fetched:
        """What stands at an address, redirects followed, each checked like the first.

        NotSentError where nothing was asked, LostError where no answer came or it was too long.
        """
        until = self._ticks() + self._limits.seconds
        for _ in range(self._limits.redirects + 1):
            found = self._call("GET", url, b"", headers or {}, until)
            onward = found.headers.get("location")
            if found.status not in REDIRECTS or not onward:
                if not found.whole:
                    raise LostError(f"the answer is longer than {self._limits.size} bytes")
                return found
            url = _onward(found.url, onward)
        raise LostError(f"more than {self._limits.redirects} redirects")

    def post(self, url: str, content: bytes, headers: Mapping[str, str]) -> Fetched:
        """The answer to a message, cut at the limit; a redirect is an answer, and not followed."""
        return self._call("POST", url, content, headers, self._ticks() + self._limits.seconds)

    def _call(self, method: str, url: str, content: bytes, headers: Mapping[str, str], until: float) -> Fetched:
        address = _address(url)
        line = Line(self._reach, self._look_up, until, self._ticks)
        told = {"Host": address.netloc.decode("ascii"), "User-Agent": AGENT, "Accept-Encoding": "identity", **headers}
        if content:
            told["Content-Length"] = str(len(content))
        try:
            with (
                httpcore.ConnectionPool(ssl_context=self._trust, max_connections=1, network_backend=line) as pool,
                pool.stream(method, _core(address), headers=list(told.items()), content=content or None) as response,
            ):
                body, whole = self._read(response)
        except ForbiddenError as error:
            raise NotSentError(str(error)) from error
        except httpcore.LocalProtocolError as error:
            raise NotSentError(str(error)) from error
        except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
            raise NotSentError(str(error) or type(error).__name__) from error
        except (httpcore.NetworkError, httpcore.TimeoutException, httpcore.RemoteProtocolError) as error:
            raise LostError(str(error) or type(error).__name__) from error
        named = {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in response.headers}
        return Fetched(str(address), response.status, named, body, whole)

    def _read(self, response: httpcore.Response) -> tuple[bytes, bool]:
        body = bytearray()
        for chunk in response.iter_stream():
            body += chunk
            if len(body) > self._limits.size:
                return bytes(body[: self._limits.size]), False
        return bytes(body), True


def _address(url: str) -> httpx.URL:
    """An address that only one reading is possible of; NotSentError says what is wrong with it."""
    try:
        address = httpx.URL(url)
    except (httpx.InvalidURL, TypeError) as error:
        raise NotSentError(f"the address cannot be read: {error}") from error
    if address.scheme not in SCHEMES:
        raise NotSentError("the address is neither https:// nor http://")
    if address.userinfo or "@" in address.netloc.decode("ascii"):
        raise NotSentError("the address has a user's name in it")
    host = address.raw_host.decode("ascii")
    if not host or "%" in host or odd(host):
        raise NotSentError("the address names no host that everybody reads alike")
    return address


def _onward(url: str, location: str) -> str:
    try:
        onward = httpx.URL(url).join(location)
    except httpx.InvalidURL as error:
        raise NotSentError(f"the redirect cannot be read: {error}") from error
    if url.startswith("https:") and onward.scheme != "https":
        raise NotSentError("the redirect leads from https to something else")
    return str(onward)


def _core(address: httpx.URL) -> httpcore.URL:
    host = address.raw_host
    return httpcore.URL(scheme=address.raw_scheme, host=host, port=address.port, target=address.raw_path)


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
