"""One transaction, one clinic. SQL in, typed rows out."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import datetime
from typing import Any, TypeAlias, TypeVar, cast
from uuid import UUID

import asyncpg
from litestar.exceptions import HTTPException

from topsmile.kernel.cause import Cause
from topsmile.kernel.clock import Clock
from topsmile.kernel.errors import NotFound, TopSmileError, Unavailable

Row = TypeVar("Row")
Connection: TypeAlias = "asyncpg.Connection[asyncpg.Record]"

# What these raise says that the database is away, not that the request is wrong.
AWAY = (
    OSError,
    TimeoutError,
    asyncpg.PostgresConnectionError,
    asyncpg.CannotConnectNowError,
    asyncpg.AdminShutdownError,
    asyncpg.CrashShutdownError,
    asyncpg.TooManyConnectionsError,
    asyncpg.InterfaceError,
    asyncpg.InternalClientError,
)


class Undone(Exception):
    """Whoever raises it wants nothing of the transaction to stay."""


# What these raise ends a transaction and says nothing against its connection: a refusal in words, a
# request that the framework could not read, a transaction that was begun and then not needed.
IN_ORDER = (Undone, TopSmileError, asyncpg.PostgresError, HTTPException, GeneratorExit)


class Statements:
    """The few ways to run a statement. A row becomes `row(**columns)`, once."""

    def __init__(self, connection: Connection, now: datetime, cause: Cause) -> None:
        self.connection = connection
        self.now = now
        self.cause = cause
        # Whether a delivery was written that is due at once: workers are told after the commit.
        self.rings = False

    def _bound(self, args: tuple[Any, ...]) -> tuple[Any, ...]:
        return args

    async def all(self, row: Callable[..., Row], sql: str, *args: Any) -> list[Row]:
        return [row(**record) for record in await self.connection.fetch(sql, *self._bound(args))]

    async def maybe(self, row: Callable[..., Row], sql: str, *args: Any) -> Row | None:
        record = await self.connection.fetchrow(sql, *self._bound(args))
        return row(**record) if record else None

    async def one(self, row: Callable[..., Row], sql: str, *args: Any) -> Row:
        found = await self.maybe(row, sql, *args)
        if found is None:
            raise NotFound
        return found

    async def value(self, sql: str, *args: Any) -> Any:
        return await self.connection.fetchval(sql, *self._bound(args))

    async def values(self, sql: str, *args: Any) -> list[Any]:
        return [record[0] for record in await self.connection.fetch(sql, *self._bound(args))]

    async def run(self, sql: str, *args: Any) -> None:
        # fetchrow and not execute: it prepares, caches and binds in binary
        await self.connection.fetchrow(sql, *self._bound(args))


class Tx(Statements):
    """An open transaction that sees one clinic. In every statement `$1` is that clinic.

    `now` is the clock's time when it began, `cause` who it goes back to.
    """

    def __init__(
        self, connection: Connection, clinic_id: UUID, now: datetime, cause: Cause
    ) -> None:
        super().__init__(connection, now, cause)
        self.clinic_id = clinic_id

    def _bound(self, args: tuple[Any, ...]) -> tuple[Any, ...]:
        return (self.clinic_id, *args)


class PooledConnection(asyncpg.Connection):
    """Settings live in transactions here, so a connection needs no reset between two users."""

    def get_reset_query(self) -> str:
        return ""


class Database:
    """A pool of connections of the application's role, which owns nothing."""

    def __init__(
        self,
        url: str,
        clock: Clock,
        size: int = 10,
        name: str = "topsmile",
        *,
        patience: float | None = None,
        ring: Callable[[], None] | None = None,
    ) -> None:
        """`patience`: seconds for a statement, where no request's deadline bounds it already.

        `ring` is called after a commit that left workers something to do at once.
        """
        self.clock = clock
        self._url = url
        self._size = size
        self._name = name
        self._patience = patience
        self._ring = ring
        self._pool: asyncpg.Pool[asyncpg.Record] | None = None

    async def open(self) -> None:
        """Connections are made when they are first needed: a server that is away is no crash."""
        self._pool = await asyncpg.create_pool(
            self._url,
            min_size=0,
            max_size=self._size,
            connection_class=PooledConnection,
            statement_cache_size=500,
            max_cached_statement_lifetime=0,
            max_inactive_connection_lifetime=300,
            command_timeout=self._patience,
            timeout=5,
            server_settings={
                "application_name": self._name,
                "statement_timeout": "15s",
                "lock_timeout": "10s",
                "idle_in_transaction_session_timeout": "60s",
                "jit": "off",
            },
        )

    async def close(self) -> None:
        if self._pool:
            self._pool.terminate()

    @asynccontextmanager
    async def _begun(self, begin: str) -> AsyncIterator[Connection]:
        assert self._pool, "the database was not opened"
        try:
            connection = await self._pool.acquire()
        except AWAY as away:
            raise Unavailable from away
        try:
            await connection.execute(begin)
            yield cast("Connection", connection)
            if await connection.execute("commit") != "COMMIT":
                # A statement had failed and someone kept quiet about it: nothing was stored.
                raise RuntimeError("the transaction was dead before its commit")  # noqa: TRY301
        except BaseException as error:
            await _abandon(cast("Connection", connection), error)
            if isinstance(error, AWAY):
                raise Unavailable from error
            raise
        finally:
            await self._pool.release(connection)

    @asynccontextmanager
    async def transaction(self, clinic_id: UUID, cause: Cause) -> AsyncIterator[Tx]:
        """Commit if the block ends well. `clinic_id` tells row-level security whose rows exist."""
        # Begin and set in one round trip; a UUID has no characters that need quoting.
        async with self._begun(f"begin; set local app.clinic_id = '{clinic_id}'") as connection:
            tx = Tx(connection, clinic_id, self.clock.now(), cause)
            yield tx
        self.committed(rings=tx.rings)

    def committed(self, *, rings: bool) -> None:
        if rings and self._ring:
            self._ring()

    @asynccontextmanager
    async def unfenced(self) -> AsyncIterator[Connection]:
        """A transaction without a clinic: for `kernel/ground.py`, deliveries and schedules."""
        async with self._begun("begin") as connection:
            yield connection


async def _abandon(connection: Connection, error: BaseException) -> None:
    """Roll back what ended in words; drop the connection after anything unexpected."""
    if isinstance(error, IN_ORDER) and not isinstance(error, AWAY) and not connection.is_closed():
        try:
            await connection.execute("rollback", timeout=2)
        except (Exception, asyncio.CancelledError):  # noqa: BLE001 -- whatever it was, it is of no use
            connection.terminate()
    else:
        connection.terminate()
