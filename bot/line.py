"""How one call gets its connection: looked up once, checked, connected to what was checked, and ended in time."""

import ssl
from collections.abc import Callable, Iterable
from typing import Any

import httpcore

from bot.addresses import Reach, Resolve


class Line(httpcore.NetworkBackend):
    """Connects one call: looks up, checks, connects to what was checked, and ends everything when its time is over."""

    def __init__(self, reach: Reach, look_up: Resolve, until: float, ticks: Callable[[], float]) -> None:
        self._reach = reach
        self._look_up = look_up
        self._until = until
        self._ticks = ticks
        self._plain = httpcore.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ARG002 - the call's own time counts
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.NetworkStream:
        """A connection to the first address that takes it; ForbiddenError where one of them may not be reached."""
        name = host.strip("[]")
        try:
            found = self._look_up(name, self._left(httpcore.ConnectTimeout))
        except OSError as error:
            raise httpcore.ConnectError(f"{name} has no address: {error}") from error
        for address in found:
            self._reach.check(name, port, address)
        trouble: Exception = httpcore.ConnectError(f"{name} has no address")
        for address in found:
            left = self._left(httpcore.ConnectTimeout)
            try:
                stream = self._plain.connect_tcp(address, port, left, local_address, socket_options)
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                trouble = error
            else:
                return Timed(stream, self._left)
        raise trouble

    def _left(self, late: type[Exception]) -> float:
        left = self._until - self._ticks()
        if left <= 0:
            raise late("the time for this call is over")
        return left


class Timed(httpcore.NetworkStream):
    """A connection that ends with its call's time, however slowly the other side goes on talking."""

    def __init__(self, stream: httpcore.NetworkStream, left: Callable[[type[Exception]], float]) -> None:
        self._stream = stream
        self._left = left

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:  # noqa: ARG002
        """What came in."""
        return self._stream.read(max_bytes, self._left(httpcore.ReadTimeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:  # noqa: ARG002
        """Sends it all."""
        self._stream.write(buffer, self._left(httpcore.WriteTimeout))

    def close(self) -> None:
        """Hangs up."""
        self._stream.close()

    def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,  # noqa: ARG002
    ) -> httpcore.NetworkStream:
        """The same with TLS, for the host that was asked for."""
        left = self._left(httpcore.ConnectTimeout)
        return Timed(self._stream.start_tls(ssl_context, server_hostname, left), self._left)

    def get_extra_info(self, info: str) -> Any:
        """What lies beneath."""
        return self._stream.get_extra_info(info)
