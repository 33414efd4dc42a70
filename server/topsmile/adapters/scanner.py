"""Asking a virus scanner: clamd over its socket, by its command INSTREAM.

A scanner that is away has said nothing: what it was to judge stays unseen until it answers.
"""

from __future__ import annotations

import asyncio
import re
import struct
from collections.abc import AsyncIterator
from contextlib import suppress
from typing import Protocol
from urllib.parse import urlsplit

import msgspec

PIECE = 256 * 1024
MOST_ANSWERED = 4096
FOUND = re.compile(r"stream: (.{1,200}) FOUND")


class ScannerGone(Exception):
    """Nobody answered, or not in time, or not in words that say what it found."""


class Verdict(msgspec.Struct, frozen=True):
    """`found` names what was found; None means clean. Without `scanned` nobody looked."""

    found: str | None = None
    scanned: bool = True

    @property
    def clean(self) -> bool:
        return self.found is None


class Scanner(Protocol):
    @property
    def looks(self) -> bool:
        """Whether there is a scanner at all: without one nothing waits for a verdict."""

    async def scan(self, chunks: AsyncIterator[bytes]) -> Verdict: ...


class NoScanner:
    looks = False

    async def scan(self, chunks: AsyncIterator[bytes]) -> Verdict:
        del chunks
        return Verdict(scanned=False)


class Clamd:
    """`url`: tcp://host:3310 or unix:///run/clamav/clamd.ctl."""

    looks = True

    def __init__(self, url: str, *, connecting: float = 3.0, deadline: float = 120.0) -> None:
        parts = urlsplit(url)
        if parts.scheme not in {"tcp", "unix", "clamd"}:
            raise ValueError("CLAMD_URL must begin with tcp:// or unix://")
        self._path = parts.path if parts.scheme == "unix" else None
        self._host, self._port = parts.hostname or "127.0.0.1", parts.port or 3310
        self._connecting = connecting
        self._deadline = deadline

    async def scan(self, chunks: AsyncIterator[bytes]) -> Verdict:
        try:
            async with asyncio.timeout(self._deadline):
                return judged(await self._asked(chunks))
        except (OSError, TimeoutError) as error:
            raise ScannerGone(f"The virus scanner does not answer ({type(error).__name__}).") from (
                error
            )

    async def _asked(self, chunks: AsyncIterator[bytes]) -> str:
        async with asyncio.timeout(self._connecting):
            reader, writer = await self._connected()
        try:
            # It answers early, and closes, when it has found something or was sent too much.
            with suppress(BrokenPipeError, ConnectionResetError):
                await tell(writer, chunks)
            answer = await reader.read(MOST_ANSWERED)
            return answer.decode("utf-8", "replace").strip("\x00\r\n ")
        finally:
            writer.transport.abort()

    async def _connected(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        if self._path is not None:
            return await asyncio.open_unix_connection(self._path)
        return await asyncio.open_connection(self._host, self._port)


async def tell(writer: asyncio.StreamWriter, chunks: AsyncIterator[bytes]) -> None:
    """Each piece after its length, as four bytes; a length of nothing ends it."""
    writer.write(b"zINSTREAM\x00")
    async for chunk in chunks:
        for start in range(0, len(chunk), PIECE):
            piece = chunk[start : start + PIECE]
            writer.write(struct.pack("!I", len(piece)) + piece)
            await writer.drain()
    writer.write(struct.pack("!I", 0))
    await writer.drain()


def judged(answer: str) -> Verdict:
    """Only a plain OK is clean: an error, an exceeded limit or silence is not."""
    if answer == "stream: OK":
        return Verdict()
    if found := FOUND.fullmatch(answer):
        return Verdict(found=found[1])
    raise ScannerGone("The virus scanner could not look at this.")


class MemoryScanner:
    """The twin: finds the marks it is told of. `away` makes it not answer."""

    looks = True

    def __init__(self, *marks: bytes) -> None:
        self.marks = marks
        self.away = False
        self.scans = 0

    async def scan(self, chunks: AsyncIterator[bytes]) -> Verdict:
        if self.away:
            raise ScannerGone("The virus scanner does not answer.")
        whole = b"".join([chunk async for chunk in chunks])
        self.scans += 1
        found = any(mark in whole for mark in self.marks)
        return Verdict(found="Eicar-Test-Signature" if found else None)


def scanner(url: str | None) -> Scanner:
    return Clamd(url) if url else NoScanner()
