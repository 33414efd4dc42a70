"""A wire to a server that a test can cut, jam and mend, while the server itself is well."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress


class Wire:
    """Listens on `port` and passes bytes to the server's Unix socket, both ways."""

    def __init__(self, socket: str) -> None:
        self.socket = socket
        self.port = 0
        self.is_cut = False
        self.free = asyncio.Event()
        self.free.set()
        self._ends: set[asyncio.StreamWriter] = set()

    def cut(self) -> None:
        """As if the server had been killed: connections break, new ones get no further."""
        self.is_cut = True
        for end in self._ends:
            end.transport.abort()

    def jam(self) -> None:
        """As if the server slept: connections stay, nothing passes."""
        self.free.clear()

    def mend(self) -> None:
        self.is_cut = False
        self.free.set()

    async def connect(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if self.is_cut:
            writer.transport.abort()
            return
        there_reader, there = await asyncio.open_unix_connection(self.socket)
        self._ends |= {writer, there}
        await asyncio.gather(self._pass(reader, there), self._pass(there_reader, writer))
        self._ends -= {writer, there}

    async def _pass(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(OSError):
            while piece := await reader.read(65536):
                await self.free.wait()
                writer.write(piece)
                await writer.drain()
        writer.close()


@asynccontextmanager
async def wire(socket: str) -> AsyncIterator[Wire]:
    made = Wire(socket)
    server = await asyncio.start_server(made.connect, "127.0.0.1", 0)
    made.port = server.sockets[0].getsockname()[1]
    yield made
    made.mend()
    made.cut()
    server.close()
    await asyncio.sleep(0)
