"""A scanner that speaks clamd's protocol and finds the test virus, also inside what is packed."""

from __future__ import annotations

import asyncio
import io
import re
import struct
import zipfile
import zlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field

from files.corpus_table import EICAR

FOUND = b"stream: Win.Test.EICAR_HDB-1 FOUND\0"


@dataclass
class Clamd:
    """`answer` instead of a verdict, `silent` for one that hangs, `most` it takes in a stream."""

    answer: bytes | None = None
    silent: bool = False
    most: int = 100_000_000
    scanned: list[int] = field(default_factory=list)

    calls: set[asyncio.Task[None] | None] = field(default_factory=set)

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.calls.add(asyncio.current_task())
        try:
            await self.heard(reader, writer)
        finally:
            writer.transport.abort()

    async def heard(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(asyncio.IncompleteReadError, ConnectionError):
            assert await reader.readuntil(b"\0") == b"zINSTREAM\0"
            if self.silent:
                await asyncio.sleep(600)
            writer.write(await self.verdict(reader))
            await writer.drain()

    async def verdict(self, reader: asyncio.StreamReader) -> bytes:
        heard = b""
        while length := struct.unpack("!I", await reader.readexactly(4))[0]:
            heard += await reader.readexactly(length)
            if len(heard) > self.most:
                return b"INSTREAM size limit exceeded. ERROR\0"
        self.scanned.append(len(heard))
        if self.answer is not None:
            return self.answer
        return FOUND if EICAR in b"".join(unpacked(heard)) else b"stream: OK\0"


def unpacked(data: bytes) -> list[bytes]:
    parts = [data]
    for packed in re.findall(rb"stream\r?\n(.*?)endstream", data, re.DOTALL):
        with suppress(zlib.error):
            parts.append(zlib.decompressobj().decompress(packed))
    with suppress(zipfile.BadZipFile), zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts += [archive.read(name) for name in archive.namelist()]
    return parts


@asynccontextmanager
async def listening(clamd: Clamd, path: str | None = None) -> AsyncIterator[str]:
    """The address to ask at."""
    if path:
        server = await asyncio.start_unix_server(clamd.serve, path)
        address = f"unix://{path}"
    else:
        server = await asyncio.start_server(clamd.serve, "127.0.0.1", 0)
        address = f"tcp://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    try:
        yield address
    finally:
        server.close()
        for call in filter(None, clamd.calls):
            call.cancel()
            with suppress(asyncio.CancelledError):
                await call
