"""What live updates cost, on one server process with two thousand idle sockets.

How much memory each keeps; what they do to bookings; and how long it takes from a booking's commit
until its frame is at a client, with a worker process running.

    python realtime.py [--sockets 2000] [--seconds 5] [--pairs 5] [--frames 300]
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import resource
import statistics
import subprocess
import sys
import time
from typing import Any, NamedTuple

import msgspec
import psutil
from websockets.asyncio.client import ClientConnection, connect

import world as worlds
from asking import Bench, sign_everyone_in
from servers import PORT, answering, servers, serving
from workers import working

ADDRESS = f"ws://127.0.0.1:{PORT}/api/realtime"
ORIGIN = f"http://localhost:{PORT}"
AT_ONCE = 50
SETTLE_SECONDS = 3.0
PAUSE_SECONDS = 0.1  # between two bookings: what a busy clinic does, not what fills the queue
MOST_BYTES = 50 * 1024
MOST_SLOWER = 1.2
MOST_SECONDS = 0.150


class Found(NamedTuple):
    """`bytes_each` of the server's resident memory; the rest in milliseconds."""

    bytes_each: float
    with_sockets: list[float]
    without: list[float]
    frames: list[float]

    @property
    def slower(self) -> float:
        pairs = zip(self.with_sockets, self.without, strict=True)
        return statistics.median(taken / plain for taken, plain in pairs)


# Sockets ------------------------------------------------------------------------------------------


class Idle:
    """Sockets that nobody speaks to: as bytes, for a library's would cost this process dearly."""

    def __init__(self, tokens: list[str]) -> None:
        self.tokens = tokens
        self.kept: list[asyncio.StreamWriter] = []
        self.readers: list[asyncio.Task[None]] = []

    async def open(self, count: int) -> None:
        for first in range(0, count, AT_ONCE):
            numbers = range(first, min(first + AT_ONCE, count))
            await asyncio.gather(*(self._one(number) for number in numbers))

    async def _one(self, number: int) -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", PORT, limit=4096)
        # What a browser sends, with its usual cookies and headers.
        writer.write(
            f"GET /api/realtime HTTP/1.1\r\nhost: localhost:{PORT}\r\norigin: {ORIGIN}\r\n"
            "connection: Upgrade\r\nupgrade: websocket\r\nsec-websocket-version: 13\r\n"
            "sec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
            "user-agent: Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko)"
            " Chrome/140.0.0.0 Safari/537.36\r\naccept-language: pt-BR,pt;q=0.9,en;q=0.8\r\n"
            "accept-encoding: gzip, deflate, br, zstd\r\npragma: no-cache\r\n"
            f"cookie: topsmile_access={self.tokens[number % len(self.tokens)]}\r\n\r\n".encode()
        )
        head = await asyncio.wait_for(reader.readuntil(b"\r\n\r\n"), 60)
        if b" 101 " not in head:
            sys.exit(f"no socket: {head[:200]!r}")
        if b"hello" not in await asyncio.wait_for(reader.read(200), 60):
            sys.exit("a socket was not greeted")
        self.kept.append(writer)
        self.readers.append(asyncio.create_task(_swallow(reader)))

    async def close(self) -> None:
        for task in self.readers:
            task.cancel()
        for writer in self.kept:
            writer.transport.abort()
        self.kept, self.readers = [], []
        await asyncio.sleep(SETTLE_SECONDS)


async def _swallow(reader: asyncio.StreamReader) -> None:
    with contextlib.suppress(OSError):
        while await reader.read(4096):
            pass


# Memory -------------------------------------------------------------------------------------------


def resident(process: subprocess.Popen[bytes]) -> int:
    """Of the server's processes together."""
    family = [psutil.Process(process.pid), *psutil.Process(process.pid).children(recursive=True)]
    return sum(each.memory_info().rss for each in family)


async def memory(process: subprocess.Popen[bytes], idle: Idle, count: int) -> float:
    """After some have come and gone: what the first sockets bring in is no socket's own."""
    await idle.open(100)
    await idle.close()
    before = resident(process)
    await idle.open(count)
    await asyncio.sleep(SETTLE_SECONDS)
    after = resident(process)
    print(f"{before / 2**20:.0f} → {after / 2**20:.0f} MiB", file=sys.stderr)
    return (after - before) / count


# Bookings -----------------------------------------------------------------------------------------


async def bookings(bench: Bench) -> float:
    """p99 in milliseconds."""
    measured = await bench.over_http(bench.booking)
    if set(measured.statuses) != {201}:
        sys.exit(f"bookings were refused: {measured.statuses}")
    return measured.percentile(0.99)


# Frames -------------------------------------------------------------------------------------------


async def frames(bench: Bench, count: int) -> list[float]:
    """From the answer to a booking, which follows its commit, to its frame at the reception."""
    headers = {"authorization": f"Bearer {bench.staff[0]}"}
    async with connect(ADDRESS, additional_headers=headers, compression=None) as ear:
        await ear.recv()
        arrived: dict[str, float] = {}
        listening = asyncio.create_task(_listen(ear, arrived))
        requests = bench.booking(0)
        first, _ = await _book(next(requests))
        async with asyncio.timeout(60):  # until the worker has started
            while first not in arrived:
                await asyncio.sleep(0.1)
        booked = [await _book(next(requests)) for _ in range(count)]
        await asyncio.sleep(SETTLE_SECONDS)
        listening.cancel()
    missing = [visit for visit, _ in booked if visit not in arrived]
    if missing:
        sys.exit(f"{len(missing)} of {count} frames did not arrive")
    return [max(0.0, arrived[visit] - at) * 1000 for visit, at in booked]


async def _listen(ear: ClientConnection, arrived: dict[str, float]) -> None:
    async for text in ear:
        frame = msgspec.json.decode(text)
        if frame["event"] == "appointment.created":
            arrived[frame["ids"]["appointment_id"]] = time.perf_counter()


async def _book(request: bytes) -> tuple[str, float]:
    reader, writer = await asyncio.open_connection("127.0.0.1", PORT)
    writer.write(request.replace(b"\r\n\r\n", b"\r\nconnection: close\r\n\r\n", 1))
    answer = await reader.read()
    at = time.perf_counter()
    writer.close()
    await asyncio.sleep(PAUSE_SECONDS)
    return msgspec.json.decode(answer.split(b"\r\n\r\n", 1)[1])["id"], at


# All of it ----------------------------------------------------------------------------------------


async def measure(bench: Bench, process: subprocess.Popen[bytes], options: Any) -> Found:
    idle = Idle([*bench.tokens, *bench.staff])
    each = await memory(process, idle, options.sockets)
    # Before the bookings, which would keep the worker busy for long.
    with working(bench.settings):
        await asyncio.sleep(SETTLE_SECONDS)
        heard = await frames(bench, options.frames)
    with_sockets: list[float] = []
    without: list[float] = []
    for number in range(options.pairs):
        # Which of the two comes first changes from pair to pair.
        for full in (True, False) if number % 2 == 0 else (False, True):
            if full and not idle.kept:
                await idle.open(options.sockets)
            elif not full and idle.kept:
                await idle.close()
            (with_sockets if full else without).append(await bookings(bench))
        print(f"pair: {with_sockets[-1]:.1f} / {without[-1]:.1f} ms", file=sys.stderr)
    await idle.close()
    return Found(each, with_sockets, without, heard)


def show(found: Found, options: Any) -> None:
    ordered = sorted(found.frames)
    p50, p95 = (ordered[int(len(ordered) * share)] for share in (0.5, 0.95))
    median = statistics.median
    print("| | measured | at most |")
    print("|---|---|---|")
    print(
        f"| resident memory of each of {options.sockets} idle sockets"
        f" | **{found.bytes_each / 1024:.1f} KiB** | {MOST_BYTES // 1024} KiB |"
    )
    print(
        f"| p99 of bookings with them: {median(found.with_sockets):.1f} ms,"
        f" without: {median(found.without):.1f} ms"
        f" | **{found.slower:.2f} ×** (median of {options.pairs} pairs) | {MOST_SLOWER} × |"
    )
    print(
        f"| from a booking's answer to its frame, {len(ordered)} bookings, p50 {p50:.0f} ms"
        f" | p95 **{p95:.0f} ms** | {MOST_SECONDS * 1000:.0f} ms |"
    )


async def main() -> None:
    options = argparse.ArgumentParser()
    options.add_argument("--sockets", type=int, default=2000)
    options.add_argument("--seconds", type=int, default=5)
    options.add_argument("--clients", type=int, default=16)
    options.add_argument("--pairs", type=int, default=5)
    options.add_argument("--frames", type=int, default=300)
    chosen_options = options.parse_args()
    most = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    async with servers() as (chosen, postgres):
        world = await worlds.make(chosen.database_owner_url.get_secret_value())
        bench = Bench(chosen, postgres, world, chosen_options)
        await sign_everyone_in(bench)
        process = serving(chosen)
        try:
            await answering()
            show(await measure(bench, process, chosen_options), chosen_options)
        finally:
            process.terminate()
            process.wait(10)


if __name__ == "__main__":
    asyncio.run(main())
