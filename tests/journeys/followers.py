"""Many people who follow links at once, each request with a mark of its own, so that its hit can be found."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

AGENT = (
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36"
)
AGAIN = 0.02  # seconds before a connection that broke is made anew


@dataclass
class Followers:
    """Connections to a port of the loopback address, over which links are followed until told to stop."""

    port: int
    codes: list[str]
    answered: set[str] = field(default_factory=set)  # marks of those that were led to the item
    later: int = 0  # answers that asked to come again, all with Retry-After
    other: list[str] = field(default_factory=list)  # answers that nobody should get
    _number: int = 0
    _stopping: bool = False
    _changed: asyncio.Event = field(default_factory=asyncio.Event)

    async def follow(self, connections: int, meanwhile: Callable[[], Awaitable[None]]) -> None:
        """Follows links over so many connections while `meanwhile` runs."""
        tasks = [asyncio.create_task(self._follow(number)) for number in range(connections)]
        try:
            await meanwhile()
        finally:
            self._stopping = True
            await asyncio.gather(*tasks)

    async def until(self, reached: Callable[[], bool], seconds: float = 60) -> None:
        """Returns once so much was answered."""
        async with asyncio.timeout(seconds):
            while not reached():
                self._changed.clear()
                await self._changed.wait()

    async def _follow(self, number: int) -> None:
        while not self._stopping:
            try:
                reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
            except OSError:
                await asyncio.sleep(AGAIN)
                continue
            try:
                while not self._stopping:
                    await self._once(number, reader, writer)
            except (OSError, asyncio.IncompleteReadError):
                pass
            finally:
                writer.transport.abort()

    async def _once(self, number: int, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._number += 1
        mark = f"n{self._number}.example.com"
        code = self.codes[(self._number + number) % len(self.codes)]
        writer.write(
            f"GET /{code} HTTP/1.1\r\nHost: go.example.com\r\nUser-Agent: {AGENT}\r\nAccept: text/html\r\n"
            f"Accept-Language: da\r\nReferer: https://{mark}/\r\n\r\n".encode()
        )
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").lower()
        length = int(head.split("content-length: ")[1].split("\r\n")[0])
        await reader.readexactly(length)
        status = int(head.split(" ", 2)[1])
        if status == 302:
            self.answered.add(mark)
        elif status == 503 and "\r\nretry-after: " in head:
            self.later += 1
            await asyncio.sleep(AGAIN)
        else:
            self.other.append(head)
        self._changed.set()
