"""One PostgreSQL and one Valkey for a whole test run, shared by its workers.

The first to need them starts a keeper, a process of its own that holds them. Everybody keeps a
connection to the keeper open. When the last has gone, even by kill -9, it stops the servers,
removes what they wrote and ends.
"""

from __future__ import annotations

import asyncio
import fcntl
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import asyncpg

from topsmile.running.home import Home
from topsmile.running.migrating import migrate
from topsmile.running.postgres import Postgres
from topsmile.running.supervisor import Service, Supervisor
from topsmile.running.valkey import Valkey

TEMPLATE = "template_topsmile"
PATIENCE = 60.0
# Data that are thrown away need not survive a power cut.
HASTY = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
# As on a clinic's machine otherwise: what the log says about deadlocks is a test's business.
LOUD = {"log_min_messages": "warning", "deadlock_timeout": "300ms"}


@dataclass(frozen=True)
class Servers:
    home: Home
    postgres: Postgres
    valkey: Valkey

    @property
    def postgres_log(self) -> Path:
        return self.postgres.log


def servers_in(folder: Path) -> Servers:
    home = Home(folder)
    return Servers(home, Postgres(home, **HASTY, **LOUD), Valkey(home))


@contextmanager
def shared(run: str) -> Iterator[Servers]:
    """The servers of the test run named `run`; started by whoever asks first."""
    folder = Path(tempfile.gettempdir()) / f"topsmile-tests-{os.geteuid()}-{run}"
    with connection_to_keeper(folder):
        yield servers_in(folder)


@contextmanager
def connection_to_keeper(folder: Path) -> Iterator[None]:
    lock = folder.with_suffix(".lock")
    with lock.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        kept = connected(folder) or started(folder)
    with kept:
        yield


def connected(folder: Path) -> socket.socket | None:
    made = socket.socket(socket.AF_UNIX)
    try:
        made.connect(str(folder / "keeper"))
        made.settimeout(5)
        if made.recv(1):  # it has accepted us, so it will not leave
            return made
    except OSError:
        pass
    made.close()
    return None


def started(folder: Path) -> socket.socket:
    folder.mkdir(mode=0o700, exist_ok=True)
    # Beside the folder, which a keeper that fails takes along.
    log = folder.with_suffix(".log")
    with log.open("w") as output:
        keeper = subprocess.Popen(
            [sys.executable, __file__, str(folder)],
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            start_new_session=True,
        )
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until and keeper.poll() is None:
        if kept := connected(folder):
            keeper.returncode = 0  # it outlives us on purpose; do not warn about it
            return kept
        time.sleep(0.02)
    keeper.kill()
    said = log.read_text()
    log.unlink()
    raise RuntimeError(f"The test servers did not start:\n{said}")


async def keep(folder: Path) -> None:
    """What the keeper does: start, serve connections until there are none, stop, clean up."""
    supervisor = Supervisor(print)
    home = Home(folder)
    home.prepare()
    made = servers_in(folder)
    try:
        await supervisor.start(
            Service(
                "PostgreSQL", made.postgres.command(), made.postgres.ready, made.postgres.prepare
            ),
            Service("Valkey", made.valkey.command(), made.valkey.ready),
        )
        await make_template(made.postgres)
        await until_all_have_left(folder / "keeper")
        folder.with_suffix(".log").unlink(missing_ok=True)
    finally:
        await supervisor.stop()
        home.remove_sockets()
        shutil.rmtree(made.postgres.data, ignore_errors=True)
        shutil.rmtree(folder, ignore_errors=True)
        folder.with_suffix(".lock").unlink(missing_ok=True)


async def until_all_have_left(address: Path) -> None:
    present: set[asyncio.StreamWriter] = set()
    empty = asyncio.Event()

    async def welcome(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        present.add(writer)
        writer.write(b"!")
        await reader.read()  # ends when the other side does
        present.discard(writer)
        writer.close()
        if not present:
            empty.set()

    async with await asyncio.start_unix_server(welcome, str(address)):
        await empty.wait()
        address.unlink()


async def make_template(postgres: Postgres) -> None:
    owner_url, app_url = postgres.owner_url(TEMPLATE), postgres.app_url(TEMPLATE)
    await administer(postgres, f"create database {TEMPLATE}")
    await migrate(owner_url, app_url)


async def administer(postgres: Postgres, statement: str) -> None:
    connection = await asyncpg.connect(postgres.owner_url("postgres"))
    try:
        await connection.execute(statement)
    finally:
        await connection.close()


if __name__ == "__main__":
    asyncio.run(keep(Path(sys.argv[1])))
