"""Alembic over asyncpg. Each migration is a file of SQL and runs in one transaction."""

from __future__ import annotations

from pathlib import Path
from typing import cast

import asyncpg
from alembic import command, op
from alembic.config import Config
from sqlalchemy import Connection
from sqlalchemy.ext.asyncio import create_async_engine
from sqlalchemy.pool import NullPool
from sqlalchemy.util import await_only

from topsmile.running.migrating import folder


async def upgrade(owner_url: str, to: str = "head") -> None:
    # asyncpg reads the URL itself, so that it means here what it means everywhere else.
    engine = create_async_engine(
        "postgresql+asyncpg://",
        poolclass=NullPool,
        async_creator=lambda: asyncpg.connect(owner_url, timeout=10),
    )
    async with engine.connect() as connection:
        await connection.run_sync(lambda sync: command.upgrade(config(sync), to))
    await engine.dispose()


def config(connection: Connection | None = None) -> Config:
    made = Config()
    made.set_main_option("script_location", str(folder()).replace("%", "%%"))
    made.attributes["connection"] = connection
    return made


def apply(revision: str) -> None:
    """Run the file of SQL that goes with a revision's module, whole, on the driver's connection.

    SQLAlchemy would send it as one prepared statement, which may hold only one. Its own first
    statement opens the transaction that the file then runs in. A migration that cannot have its
    locks soon gives up instead of stopping the clinics that wait behind it.
    """
    name = Path(revision).stem
    bind = op.get_bind()
    bind.exec_driver_sql("set local lock_timeout = '10s'")
    driver = cast("asyncpg.Connection[asyncpg.Record]", bind.connection.driver_connection)
    await_only(driver.execute((folder() / f"{name}.sql").read_text()))
