"""A PostgreSQL and a Valkey that may be killed, and a receiver outside."""

from __future__ import annotations

import asyncio
import os
import random
import signal
import sys
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import UUID

import asyncpg
import psutil
import storm
from make import an_office
from servers import Servers, administer

from topsmile.adapters.bell import ValkeyBell
from topsmile.kernel.clock import SystemClock
from topsmile.kernel.db import Database
from topsmile.running.home import Home
from topsmile.running.migrating import migrate
from topsmile.running.postgres import Postgres
from topsmile.running.supervisor import Service, Supervisor
from topsmile.running.valkey import Valkey

WORKER = [sys.executable, storm.__file__]


class Receiver:
    """Takes each key once; drops some connections after it has taken what they brought."""

    def __init__(self, drops: float, seed: int) -> None:
        self.asked: Counter[str] = Counter()
        self.taken: dict[str, int] = {}
        self._drops, self._chance = drops, random.Random(seed)
        self.port = 0

    async def meet(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(OSError):
            key, _, number = (await reader.readline()).decode().strip().partition(" ")
            if number:
                self.asked[key] += 1
                self.taken.setdefault(key, int(number))
                if self._chance.random() >= self._drops:
                    writer.write(b"taken\n")
                    await writer.drain()
        writer.close()


@asynccontextmanager
async def receiving(drops: float = 0.05, seed: int = 7) -> AsyncIterator[Receiver]:
    receiver = Receiver(drops, seed)
    server = await asyncio.start_server(receiver.meet, "127.0.0.1", 0, backlog=1024)
    receiver.port = server.sockets[0].getsockname()[1]
    async with server:
        yield receiver


@dataclass
class Ground:
    servers: Servers
    supervisor: Supervisor
    database: Database
    clinic: UUID
    environment: dict[str, str]
    postgres_kills: int = 0
    owned: list[asyncpg.Connection[Any]] = field(default_factory=list)

    def kill_postgres(self) -> None:
        pid = int((self.servers.postgres.data / "postmaster.pid").read_text().split()[0])
        for each in [psutil.Process(pid), *psutil.Process(pid).children()]:
            with suppress(psutil.NoSuchProcess):
                os.kill(each.pid, signal.SIGKILL)
        self.postgres_kills += 1

    async def ask(self, sql: str, *args: Any) -> list[asyncpg.Record]:
        """As superuser; waits for a server that is coming back."""
        async with asyncio.timeout(60):
            while True:
                try:
                    connection = await asyncpg.connect(self.servers.postgres.owner_url("storm"))
                    try:
                        return list(await connection.fetch(sql, *args))
                    finally:
                        await connection.close()
                except (OSError, asyncpg.PostgresError, asyncpg.InterfaceError):
                    await asyncio.sleep(0.1)


@asynccontextmanager
async def ground(folder: Path, **environment: str) -> AsyncIterator[Ground]:
    """Its own servers: what is killed here nobody else uses."""
    supervisor = Supervisor(lambda _: None)
    home = Home(folder)
    # As on a clinic's machine: what is acknowledged is on the disk.
    made = Servers(home, Postgres(home), Valkey(home))
    home.prepare()
    database = bell = None
    try:
        await supervisor.start(
            Service(
                "PostgreSQL", made.postgres.command(), made.postgres.ready, made.postgres.prepare
            ),
            Service("Valkey", made.valkey.command(), made.valkey.ready),
        )
        await administer(made.postgres, "create database storm")
        owner_url, app_url = made.postgres.owner_url("storm"), made.postgres.app_url("storm")
        await asyncio.to_thread(_migrated, owner_url, app_url)
        owner = await asyncpg.connect(owner_url)
        await owner.execute(storm.EFFECTS)
        clinic = (await an_office(owner)).id
        await owner.close()
        bell = ValkeyBell(made.valkey.url())
        database = Database(app_url, SystemClock(), 8, "storm", ring=bell.ring)
        await database.open()
        given = os.environ | {
            "DATABASE_URL": app_url,
            "VALKEY_URL": made.valkey.url(),
            "TOPSMILE_SECRET": "for tests only " * 4,
            "TOPSMILE_HOME": str(folder),
            "LOG_LEVEL": "error",
            **environment,
        }
        yield Ground(made, supervisor, database, clinic, given)
    finally:
        if database and bell:
            await bell.close()
            await database.close()
        await supervisor.stop()
        made.home.remove_sockets()


def _migrated(owner_url: str, app_url: str) -> None:
    asyncio.run(migrate(owner_url, app_url))
