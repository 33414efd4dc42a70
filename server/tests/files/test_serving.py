"""A real `topsmile serve`: endless bodies are cut, its memory stays, and so does its disk."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import psutil
import pytest
from files.test_sweeping import a_token
from make import Connection, Office
from programs import serving
from shelf import scratch_of

from topsmile.settings import Settings

pytestmark = [
    pytest.mark.anyio,
    pytest.mark.processes,
    pytest.mark.parametrize("settings", ["disk"], indirect=True),
]
MEGABYTE = 2**20
HEAD = (
    b'--x\r\nContent-Disposition: form-data; name="kind"\r\n\r\nphoto\r\n'
    b'--x\r\nContent-Disposition: form-data; name="file"; filename="a.png"\r\n\r\n'
)


class Flood:
    """A form whose file does not end before `most` bytes; how many of them were taken."""

    def __init__(self, most: int) -> None:
        self.most, self.sent = most, 0

    async def __aiter__(self) -> AsyncIterator[bytes]:
        yield HEAD
        piece = b"\x89" * 256 * 1024
        while self.sent < self.most:
            yield piece
            self.sent += len(piece)


def taken_by(server: psutil.Process) -> int:
    """With the processes it has started."""
    everyone = [server, *server.children(recursive=True)]
    return sum(each.memory_info().rss for each in everyone)


async def grown_by(
    settings: Settings, log: Path, token: str, flood: Flood, limit_mb: int, declared: bool = False
) -> tuple[int, int | None]:
    """How much more memory the server had at most, and what it answered, if that was heard."""
    async with serving(settings, log, UPLOAD_LIMIT_MB=str(limit_mb)) as (client, process):
        server = psutil.Process(process.pid)
        before = most = taken_by(server)
        headers = {
            "content-type": "multipart/form-data; boundary=x",
            "authorization": f"Bearer {token}",
        }
        if declared:
            headers["content-length"] = str(flood.most)

        async def send() -> int | None:
            try:
                answer = await client.post("/api/upload", content=flood, headers=headers)
            except httpx.TransportError:
                return None  # it closed before it was heard
            return answer.status_code

        sending = asyncio.create_task(send())
        while not sending.done():
            most = max(most, taken_by(server))
            await asyncio.sleep(0.02)
        most = max(most, taken_by(server))
        assert scratch_of(settings) == []
        assert (await client.get("/api/health/live")).status_code == 200
        return most - before, await sending


async def test_a_stream_beyond_the_limit_is_cut(
    settings: Settings, office: Office, owner: Connection, tmp_path: Path
) -> None:
    token, flood = await a_token(owner, office, settings), Flood(128 * MEGABYTE)

    grown, status = await grown_by(settings, tmp_path / "log", token, flood, 8)

    assert status in (413, None)
    # What it was sent before it hung up: the limit, what it throws away, what networks hold.
    assert flood.sent < 40 * MEGABYTE
    assert grown <= 64 * MEGABYTE


async def test_a_length_beyond_the_limit_is_refused_before_a_byte(
    settings: Settings, office: Office, owner: Connection, tmp_path: Path
) -> None:
    token, flood = await a_token(owner, office, settings), Flood(128 * MEGABYTE)

    _, status = await grown_by(settings, tmp_path / "log", token, flood, 8, declared=True)

    assert status in (413, None)
    assert flood.sent < 32 * MEGABYTE


@pytest.mark.stress
async def test_two_gigabytes_are_cut_at_the_limit(
    settings: Settings, office: Office, owner: Connection, tmp_path: Path
) -> None:
    token, flood = await a_token(owner, office, settings), Flood(2048 * MEGABYTE)

    grown, status = await grown_by(settings, tmp_path / "log", token, flood, 1024)

    print(f"grown by {grown / MEGABYTE:.1f} MiB after {flood.sent / MEGABYTE:.0f} MiB")
    assert status in (413, None)
    assert 1000 * MEGABYTE < flood.sent < 1100 * MEGABYTE
    assert grown <= 64 * MEGABYTE


async def test_whoever_drips_is_cut_and_whoever_hangs_up_leaves_nothing(
    settings: Settings, office: Office, owner: Connection, tmp_path: Path
) -> None:
    token = await a_token(owner, office, settings)
    more = {"REQUEST_DEADLINE_SECONDS": "1.5"}
    async with serving(settings, tmp_path / "log", **more) as (client, _):
        port = client.base_url.port
        request = (
            f"POST /api/upload HTTP/1.1\r\nHost: localhost:{port}\r\nOrigin: {client.base_url}\r\n"
            f"Authorization: Bearer {token}\r\nTransfer-Encoding: chunked\r\n"
            "Content-Type: multipart/form-data; boundary=x\r\n\r\n"
        ).encode().replace(f"Origin: {client.base_url}".encode(),
                           f"Origin: http://localhost:{port}".encode())  # fmt: skip
        reader, writer = await asyncio.open_connection("localhost", port)
        writer.write(request + b"%x\r\n%s\r\n" % (len(HEAD), HEAD))
        began, answer = time.monotonic(), b""
        reading = asyncio.create_task(reader.read(100))
        while not reading.done() and time.monotonic() - began < 15:
            writer.write(b"1\r\nx\r\n")
            await asyncio.sleep(0.1)
        answer = await reading
        writer.close()
        assert answer.startswith(b"HTTP/1.1 408 ")

        _, hanging = await asyncio.open_connection("localhost", port)
        hanging.write(request + b"%x\r\n%s\r\n" % (len(HEAD), HEAD) + b"5\r\nhello\r\n")
        await hanging.drain()
        async with asyncio.timeout(20):
            while not scratch_of(settings):
                await asyncio.sleep(0.01)
            hanging.close()
            while scratch_of(settings):
                await asyncio.sleep(0.01)
