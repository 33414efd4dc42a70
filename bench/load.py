"""A client that costs little: prepared bytes over kept connections, each one request at a time."""

from __future__ import annotations

import asyncio
import sys
import time
from collections.abc import Callable, Iterator
from functools import partial
from typing import NamedTuple, cast


class Measured(NamedTuple):
    """`latencies` in seconds, sorted; `statuses` counts answers."""

    seconds: float
    latencies: list[float]
    statuses: dict[int, int]

    @property
    def rate(self) -> float:
        return len(self.latencies) / self.seconds

    def percentile(self, share: float) -> float:
        """Milliseconds."""
        if not self.latencies:
            return float("nan")
        return self.latencies[min(int(len(self.latencies) * share), len(self.latencies) - 1)] * 1000


class _Connection(asyncio.Protocol):
    def __init__(self, requests: Iterator[bytes], until: Callable[[], bool]) -> None:
        self.requests, self.until = requests, until
        self.buffer = b""
        self.latencies: list[float] = []
        self.statuses: dict[int, int] = {}
        self.done: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        # A cast, for uvloop's transports are none of asyncio's classes.
        self.transport = cast("asyncio.WriteTransport", transport)
        self._next()

    def _next(self) -> None:
        if self.until():
            self.transport.close()
            return
        self.began = time.perf_counter()
        self.transport.write(next(self.requests))

    def data_received(self, data: bytes) -> None:
        self.buffer += data
        head = self.buffer.find(b"\r\n\r\n")
        if head < 0:
            return
        headers = self.buffer[:head].lower()
        place = headers.find(b"content-length: ")
        length = int(headers[place + 16 :].split(b"\r\n", 1)[0]) if place >= 0 else 0
        if len(self.buffer) < head + 4 + length:
            return
        self.latencies.append(time.perf_counter() - self.began)
        status = int(self.buffer[9:12])
        self.statuses[status] = self.statuses.get(status, 0) + 1
        if status >= 400 and self.statuses[status] == 1:
            print(self.buffer[head + 4 :][:300].decode(), file=sys.stderr)
        self.buffer = b""
        self._next()

    def connection_lost(self, _: Exception | None) -> None:
        if not self.done.done():
            self.done.set_result(None)


async def measure(
    port: int, clients: int, seconds: float, requests: Callable[[int], Iterator[bytes]]
) -> Measured:
    """Every client asks for `seconds`, each with its own stream of requests."""
    loop = asyncio.get_running_loop()
    began = time.perf_counter()

    def until() -> bool:
        return time.perf_counter() - began > seconds

    async def connected(number: int) -> _Connection:
        made = partial(_Connection, requests(number), until)
        return (await loop.create_connection(made, "127.0.0.1", port))[1]

    connections = [await connected(number) for number in range(clients)]
    await asyncio.gather(*(each.done for each in connections))
    spent = time.perf_counter() - began
    statuses: dict[int, int] = {}
    for each in connections:
        for status, count in each.statuses.items():
            statuses[status] = statuses.get(status, 0) + count
    return Measured(spent, sorted(t for each in connections for t in each.latencies), statuses)


def get(path: str, token: str) -> bytes:
    return (
        f"GET {path} HTTP/1.1\r\nhost: localhost\r\nauthorization: Bearer {token}\r\n\r\n".encode()
    )


def post(path: str, body: bytes, token: str | None = None) -> bytes:
    sign = f"authorization: Bearer {token}\r\n" if token else ""
    head = (
        f"POST {path} HTTP/1.1\r\nhost: localhost\r\n{sign}content-type: application/json\r\n"
        f"content-length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body
