"""`topsmile files sweep`: what the worker does by the hour and by the day, now."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any
from uuid import UUID

from topsmile.clinics import service as clinics
from topsmile.files.scratch import Scratch
from topsmile.files.sweeping import RemoveSwept, SweepBlobs, SweepFiles
from topsmile.kernel.cause import Cause, new_request_id
from topsmile.kernel.clock import SystemClock
from topsmile.kernel.db import Database
from topsmile.running.opening import in_words
from topsmile.running.processes import Trouble
from topsmile.settings import Settings
from topsmile.working import Outside, outside

CAUSE = Cause(new_request_id(), actor_role="operator")


async def sweep(settings: Settings) -> None:
    """Every clinic's files, and what lies in this machine's scratch folder."""
    left = Scratch(settings.home / "scratch").sweep()
    print(f"scratch: {left} dead processes had left something" if left else "scratch: clean")
    async with opened(settings) as (database, asked):
        for clinic in await clinics.everyone(database, CAUSE):
            await run(database, asked, clinic.id, SweepFiles())
            while await run(database, asked, clinic.id, RemoveSwept()):
                pass
            orphans = await run(database, asked, clinic.id, SweepBlobs())
            print(f"{clinic.slug}: {orphans} orphans removed", flush=True)


@asynccontextmanager
async def opened(settings: Settings) -> AsyncIterator[tuple[Database, Outside]]:
    url = settings.database_url.get_secret_value()
    database = Database(url, SystemClock(), 1, "topsmile-files", patience=60)
    asked = outside(settings)
    await database.open()
    try:
        with in_words():
            yield database, asked
    finally:
        await asked.broadcast.close()
        await database.close()


async def run(database: Database, asked: Outside, clinic_id: UUID, errand: Any) -> Any:
    """As a worker would, without a delivery; what the world answered."""
    async with database.transaction(clinic_id, CAUSE) as tx:
        task = await errand.prepare(tx, None)
    if task is None:
        return None
    outcome = await errand.ask(asked, task)
    async with database.transaction(clinic_id, CAUSE) as tx:
        again = await errand.record(tx, task, outcome)
    if again is not None:
        raise Trouble(again.error)
    return outcome
