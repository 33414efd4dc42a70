"""Real PostgreSQL and Valkey for every test that asks for them; see README in this folder's tests.

A test needs servers exactly if a fixture of it does: it gets the marker `servers` by itself, and
`make check` runs the tests that have neither it nor `processes`, which a fixture of STARTERS gives.
"""

from __future__ import annotations

import itertools
import os
from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

import asyncpg
import pytest
import servers as embedded
from pydantic import SecretStr
from redis.asyncio import Redis
from servers import Servers

from topsmile.running.migrating import migrate
from topsmile.settings import Settings

pytest_plugins = ["domain"]

Connection: TypeAlias = "asyncpg.Connection[asyncpg.Record]"
numbers = itertools.count(1)
# What they give starts a process or a server of its own for every test.
STARTERS = {"look", "double"}


@dataclass(frozen=True)
class Database:
    name: str
    owner_url: str
    app_url: str


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if not isinstance(item, pytest.Function):
            continue
        if "servers" in item.fixturenames:
            item.add_marker("servers")
        if not STARTERS.isdisjoint(item.fixturenames):
            item.add_marker("processes")


@pytest.fixture(scope="session")
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture(scope="session")
def servers(testrun_uid: str) -> Iterator[Servers]:
    with embedded.shared(testrun_uid) as found:
        yield found


@pytest.fixture(scope="session")
def worker_number(worker_id: str) -> int:
    return int(worker_id.removeprefix("gw")) if worker_id.startswith("gw") else 0


async def clone(servers: Servers, name: str) -> Database:
    statement = f"create database {name} template {embedded.TEMPLATE} strategy file_copy"
    await embedded.administer(servers.postgres, statement)
    database = Database(name, servers.postgres.owner_url(name), servers.postgres.app_url(name))
    # Already there by cloning, unless the servers were kept from a run with older migrations.
    await migrate(database.owner_url, database.app_url)
    return database


@pytest.fixture(scope="session")
async def database(
    anyio_backend: str, servers: Servers, worker_number: int
) -> AsyncIterator[Database]:
    """This worker's own. Tests keep apart by their clinics, not by emptying tables."""
    made = await clone(servers, f"worker_{worker_number}_{os.getpid()}")
    yield made
    await embedded.administer(servers.postgres, f"drop database {made.name} with (force)")


@pytest.fixture
async def fresh_database(servers: Servers, worker_number: int) -> AsyncIterator[Database]:
    """For the rare test that looks at all clinics, or that breaks things."""
    made = await clone(servers, f"fresh_{worker_number}_{os.getpid()}_{next(numbers)}")
    yield made
    await embedded.administer(servers.postgres, f"drop database {made.name} with (force)")


@pytest.fixture(scope="session")
async def owner(anyio_backend: str, database: Database) -> AsyncIterator[Connection]:
    """A superuser: looks behind every fence. The application never connects like this."""
    connection = await asyncpg.connect(database.owner_url)
    yield connection
    await connection.close()


@pytest.fixture(scope="session")
def valkey_url(servers: Servers, worker_number: int) -> str:
    return servers.valkey.url(worker_number)


@pytest.fixture
async def valkey(valkey_url: str) -> AsyncIterator[Redis]:
    client = Redis.from_url(valkey_url)
    await client.flushdb()
    yield client
    await client.aclose()


@pytest.fixture(scope="session")
def settings(
    database: Database, valkey_url: str, tmp_path_factory: pytest.TempPathFactory
) -> Settings:
    return settings_for(database, valkey_url, tmp_path_factory.mktemp("home"))


def settings_for(database: Database, valkey_url: str, home: Path) -> Settings:
    """What `serve` would get. `public_url` is where the tests' client says it comes from."""
    return Settings(
        topsmile_home=home,
        public_url="http://localhost:8000",
        database_url=SecretStr(database.app_url),
        database_owner_url=None,
        valkey_url=SecretStr(valkey_url),
        topsmile_secret=SecretStr("for tests only " * 4),
        smtp_url=None,
        stripe_webhook_secrets=(SecretStr("whsec_of_the_tests"),),
        twilio_auth_token=SecretStr("token of an account with Twilio"),
    )


@pytest.fixture
def postgres_log(servers: Servers) -> Callable[[], str]:
    """What PostgreSQL has logged since the test began (all workers of the run together)."""
    began = servers.postgres_log.stat().st_size

    def since() -> str:
        with servers.postgres_log.open("rb") as log:
            log.seek(began)
            return log.read().decode()

    return since
