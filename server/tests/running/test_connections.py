"""What a client may do with a connection before it has said what it wants."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

import pytest
import uvicorn
from uvicorn.server import ServerState

from topsmile.running import connections
from topsmile.running.connections import HEAD_BYTES, Connection

pytestmark = pytest.mark.anyio
Talk = Callable[..., Any]


async def application(scope: Any, receive: Any, send: Any) -> None:
    """Answers with the number of bytes of the body."""
    length, more = 0, True
    while more:
        message = await receive()
        length += len(message.get("body", b""))
        more = message.get("more_body", False)
    body = str(length).encode()
    head = [(b"content-length", str(len(body)).encode())]
    await send({"type": "http.response.start", "status": 200, "headers": head})
    await send({"type": "http.response.body", "body": body})


@pytest.fixture
async def address() -> Any:
    config = uvicorn.Config(application, lifespan="off", log_config=None)
    config.load()
    state = ServerState()
    loop = asyncio.get_running_loop()
    server = await loop.create_server(
        lambda: Connection(config=config, server_state=state, app_state={}), "127.0.0.1", 0
    )
    async with server:
        yield server.sockets[0].getsockname()[1]
        for each in list(state.connections):
            each.transport.close()


async def test_a_head_that_does_not_end_is_hung_up_on(
    address: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connections, "HEAD_SECONDS", 0.05)
    for beginning in (b"", b"GET / HTTP/1.1\r\nhost: a\r\n"):
        reader, writer = await asyncio.open_connection("127.0.0.1", address)
        writer.write(beginning)
        assert await asyncio.wait_for(reader.read(), 30) == b""
        writer.close()


async def test_whoever_has_said_what_they_want_is_not_hurried(
    address: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connections, "HEAD_SECONDS", 0.05)
    reader, writer = await asyncio.open_connection("127.0.0.1", address)
    writer.write(b"POST / HTTP/1.1\r\nhost: a\r\ncontent-length: 3\r\n\r\n")
    await asyncio.sleep(0.2)
    writer.write(b"abc")
    assert b"200 OK" in await asyncio.wait_for(reader.readuntil(b"\r\n\r\n3"), 30)
    writer.close()


async def test_the_second_head_of_a_connection_has_its_own_time(
    address: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", address)
    writer.write(b"GET / HTTP/1.1\r\nhost: a\r\n\r\n")
    await reader.readuntil(b"\r\n\r\n0")
    monkeypatch.setattr(connections, "HEAD_SECONDS", 0.05)
    writer.write(b"GET / HTTP/1.1\r\nhost:")
    assert await asyncio.wait_for(reader.read(), 30) == b""
    writer.close()


async def test_a_head_without_end_is_refused(address: int) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", address)
    writer.write(b"GET / HTTP/1.1\r\n")
    line = b"x-more: " + b"a" * 1000 + b"\r\n"
    for _ in range(HEAD_BYTES // len(line) + 2):
        writer.write(line)
    assert b" 400 " in await asyncio.wait_for(reader.readline(), 30)
    writer.close()


async def test_a_body_is_no_part_of_the_head(address: int) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", address)
    size = HEAD_BYTES * 3
    head = f"POST / HTTP/1.1\r\nhost: a\r\ncontent-length: {size}\r\n\r\n".encode()
    writer.write(head + b"a" * size)
    assert b"200 OK" in await asyncio.wait_for(reader.readline(), 30)
    writer.close()
