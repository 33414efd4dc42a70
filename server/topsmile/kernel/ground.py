"""Transactions outside the fences. Only clinics, identity, the kernel and the inbox of payments may
import this.

They reach the tables that have no clinic of their own (clinic, person, membership, session), and
become a fenced transaction with `within` once the clinic is known.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime
from uuid import UUID

from topsmile.kernel.cause import Cause
from topsmile.kernel.db import Connection, Database, Statements, Tx


class Ground(Statements):
    """A transaction without a clinic: it sees no row of any tenant table."""

    def __init__(self, connection: Connection, now: datetime, cause: Cause) -> None:
        super().__init__(connection, now, cause)
        self.inside: list[Tx] = []

    async def within(self, clinic_id: UUID, cause: Cause | None = None) -> Tx:
        """The same transaction, from here on inside one clinic."""
        await self.connection.execute(f"set local app.clinic_id = '{clinic_id}'")
        tx = Tx(self.connection, clinic_id, self.now, cause or self.cause)
        self.inside.append(tx)
        return tx


@asynccontextmanager
async def ground(database: Database, cause: Cause) -> AsyncIterator[Ground]:
    async with database.unfenced() as connection:
        opened = Ground(connection, database.clock.now(), cause)
        yield opened
    database.committed(rings=any(tx.rings for tx in opened.inside))
