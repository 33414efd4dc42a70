"""Live updates as clients have them, straight at the application."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack
from typing import Any, TypeAlias
from uuid import UUID, uuid4

import httpx
import msgspec
import pytest
from domain import ORIGIN, TravelClock
from make import Office
from servers import Servers
from wire import Wire, wire

from topsmile.app import create_app
from topsmile.kernel.cause import Cause
from topsmile.kernel.edge import Edge
from topsmile.kernel.worker import Worker
from topsmile.realtime import queries
from topsmile.realtime.door import Live
from topsmile.realtime.models import STAFF, Frame, Numbered, topic_of
from topsmile.realtime.queries import Said
from topsmile.settings import Settings

PATIENCE = 20.0
Message: TypeAlias = dict[str, Any]
Connect: TypeAlias = Callable[..., Awaitable["Ear"]]
CAUSE = Cause("realtime-test")


class Ear:
    """A client's socket at the application itself, as the server in front of it would speak."""

    def __init__(self) -> None:
        self.inbox: asyncio.Queue[Message] = asyncio.Queue()
        self.outbox: asyncio.Queue[Message] = asyncio.Queue()
        self.reading = asyncio.Event()
        self.reading.set()
        self.accepted: Message = {}
        self.hello = Frame(-1, "", {})
        self.task: asyncio.Task[None] | None = None

    async def send(self, message: Message) -> None:
        if message["type"] == "websocket.send":
            await self.reading.wait()
        self.outbox.put_nowait(message)

    async def event(self) -> Message:
        async with asyncio.timeout(PATIENCE):
            return await self.outbox.get()

    async def frame(self) -> Frame:
        """The next one, but for pings."""
        while True:
            message = await self.event()
            assert message["type"] == "websocket.send", message
            found = msgspec.json.decode(message["text"], type=Frame)
            if found.event != "ping":
                return found

    async def frames(self, count: int) -> list[Frame]:
        return [await self.frame() for _ in range(count)]

    def is_quiet(self) -> bool:
        """Nothing was said but pings."""
        waiting = [self.outbox.get_nowait() for _ in range(self.outbox.qsize())]
        return all('"ping"' in message.get("text", "") for message in waiting)

    async def closed(self) -> int:
        """The code it was closed with, whatever was said before."""
        while (message := await self.event())["type"] != "websocket.close":
            pass
        return int(message["code"])

    def say(self, text: str) -> None:
        self.inbox.put_nowait({"type": "websocket.receive", "text": text})

    async def leave(self) -> None:
        self.inbox.put_nowait({"type": "websocket.disconnect", "code": 1001})
        self.reading.set()
        if self.task:
            await asyncio.wait_for(self.task, PATIENCE)


def open_ear(app: Edge, query: str, headers: dict[str, str], path: str = "/api/realtime") -> Ear:
    """Without waiting for an answer."""
    ear = Ear()
    scope = {
        "type": "websocket",
        "path": path,
        "query_string": query.encode(),
        "headers": [(name.encode(), value.encode()) for name, value in headers.items()],
        "client": (headers.get("address", "192.0.2.7"), 4000),
    }
    ear.inbox.put_nowait({"type": "websocket.connect"})
    ear.task = asyncio.create_task(app(scope, ear.inbox.get, ear.send))  # type: ignore[arg-type]
    return ear


def cookie(whose: httpx.AsyncClient) -> dict[str, str]:
    return {"cookie": f"theme=dark; topsmile_access={whose.cookies['topsmile_access']}"}


@pytest.fixture
async def connect(app: Edge) -> AsyncIterator[Connect]:
    """`await connect(client, "since=3")`: a socket of that browser's, or of nobody's, greeted."""
    async with AsyncExitStack() as leaving:

        async def connected(
            whose: httpx.AsyncClient | None = None, query: str = "", at: Edge = app, **more: str
        ) -> Ear:
            headers = {"origin": ORIGIN, **(cookie(whose) if whose else {}), **more}
            ear = open_ear(at, query, headers)
            leaving.push_async_callback(ear.leave)
            ear.accepted = await ear.event()
            assert ear.accepted["type"] == "websocket.accept", ear.accepted
            ear.hello = await ear.frame()
            return ear

        yield connected


def live_of(app: Edge) -> Live:
    found = app.app.live  # type: ignore[attr-defined]
    assert isinstance(found, Live)
    return found


@pytest.fixture
async def cable(servers: Servers) -> AsyncIterator[Wire]:
    """Valkey behind a wire that can be cut, jammed and mended."""
    async with wire(str(servers.valkey.socket)) as made:
        yield made


@pytest.fixture
async def wired(
    settings: Settings, clock: TravelClock, cable: Wire, worker_number: int
) -> AsyncIterator[Edge]:
    """Another process, whose Valkey is at the end of the wire."""
    url = f"redis://127.0.0.1:{cable.port}/{worker_number}"
    chosen = settings.model_copy(update={"valkey_url": type(settings.valkey_url)(url)})
    made = create_app(chosen, clock=clock)
    async with made.app.api.lifespan():  # type: ignore[attr-defined]
        yield made


# Frames without the events they tell of ----------------------------------------------------------


async def written(worker: Worker, office: Office, channel: str = STAFF) -> list[Numbered]:
    """One frame that nobody was told of."""
    async with worker.database.transaction(office.id, CAUSE) as tx:
        return await queries.write(tx, uuid4(), [Said(channel, "test.happened", "{}")])


async def told(worker: Worker, office: Office, frames: list[Numbered]) -> None:
    await worker.outside.broadcast.publish(topic_of(office.id), msgspec.msgpack.encode(frames))


async def book(client: httpx.AsyncClient, wanted: dict[str, Any]) -> UUID:
    answer = await client.post("/api/scheduling/appointments", json=wanted)
    assert answer.status_code == 201, answer.text
    return UUID(answer.json()["id"])
