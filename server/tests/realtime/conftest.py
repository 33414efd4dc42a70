"""Live updates as clients have them: over the network, or straight at the application."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack
from typing import Any, TypeAlias
from uuid import UUID

import httpx
import make
import msgspec
import pytest
from domain import ORIGIN
from make import Connection, Office

from topsmile.kernel.edge import Edge
from topsmile.realtime.models import Frame

PATIENCE = 20.0
Connect: TypeAlias = Callable[..., Awaitable["Ear"]]


class Ear:
    """A client's socket at the application itself, as a server in front of it would speak to it."""

    def __init__(self) -> None:
        self.inbox: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
        self.outbox: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
        self.reading = asyncio.Event()
        self.reading.set()
        self.accepted: dict[str, Any] | None = None
        self.code: int | None = None
        self.task: asyncio.Task[None] | None = None

    async def send(self, message: dict[str, Any]) -> None:
        if message["type"] == "websocket.send":
            await self.reading.wait()
        self.outbox.put_nowait(message)

    async def event(self) -> dict[str, Any]:
        async with asyncio.timeout(PATIENCE):
            return await self.outbox.get()

    async def frame(self) -> Frame:
        """The next one, but for pings."""
        while True:
            message = await self.event()
            assert message["type"] == "websocket.send", message
            found = msgspec.json.decode(message["text"], type=Frame, strict=True)
            if found.event != "ping":
                return found

    async def frames(self, count: int) -> list[Frame]:
        return [await self.frame() for _ in range(count)]

    async def closed(self) -> int | None:
        """The code it was closed with, whatever was said before."""
        while (message := await self.event())["type"] != "websocket.close":
            pass
        return int(message["code"])

    def silent(self) -> bool:
        return self.outbox.empty()

    def say(self, text: str) -> None:
        self.inbox.put_nowait({"type": "websocket.receive", "text": text})

    async def leave(self) -> None:
        self.inbox.put_nowait({"type": "websocket.disconnect", "code": 1001})
        self.reading.set()
        if self.task:
            await asyncio.wait_for(self.task, PATIENCE)


def open_ear(app: Edge, query: str = "", headers: dict[str, str] | None = None) -> Ear:
    """Without waiting for an answer."""
    ear = Ear()
    sent = {"host": "localhost:8000", **({"origin": ORIGIN} if headers is None else headers)}
    scope = {
        "type": "websocket",
        "path": "/api/realtime",
        "query_string": query.encode(),
        "headers": [(name.encode(), value.encode()) for name, value in sent.items()],
        "client": ("192.0.2.7", 4000),
    }
    ear.inbox.put_nowait({"type": "websocket.connect"})
    ear.task = asyncio.create_task(app(scope, ear.inbox.get, ear.send))  # type: ignore[arg-type]
    return ear


@pytest.fixture
async def connect(app: Edge) -> AsyncIterator[Connect]:
    """`await connect(client, "since=3")`: an accepted socket of that browser's, or of nobody's."""
    async with AsyncExitStack() as leaving:

        async def connected(
            whose: httpx.AsyncClient | None = None, query: str = "", at: Edge = app
        ) -> Ear:
            headers = {"origin": ORIGIN}
            if whose is not None:
                headers["cookie"] = f"topsmile_access={whose.cookies['topsmile_access']}"
            ear = open_ear(at, query, headers)
            leaving.push_async_callback(ear.leave)
            ear.accepted = await ear.event()
            assert ear.accepted["type"] == "websocket.accept", ear.accepted
            return ear

        yield connected


@pytest.fixture
async def visits(owner: Connection, office: Office) -> Callable[[], list[dict[str, Any]]]:
    """Bookings that do not meet, one after the other."""
    starts = iter(
        f"2030-01-{day:02}T{hour:02}:00:00Z" for day in range(7, 31) for hour in range(9, 17)
    )

    def wanted(count: int = 1, **changes: Any) -> list[dict[str, Any]]:
        return [office.booking(starts_at=next(starts), **changes) for _ in range(count)]

    return wanted  # type: ignore[return-value]


async def book(client: httpx.AsyncClient, wanted: dict[str, Any]) -> UUID:
    answer = await client.post("/api/scheduling/appointments", json=wanted)
    assert answer.status_code == 201, answer.text
    return UUID(answer.json()["id"])


__all__ = ["Connect", "Ear", "book", "make", "open_ear"]
