"""Who locks several payments does so in the order of their ids: nobody waits for each other."""

from __future__ import annotations

import asyncio
from typing import Any

import asyncpg
import pytest
from make import Connection, Office
from payments.hearing.paying import a_payment
from payments.hearing.words import NOW, Said

from topsmile.kernel.cause import Cause
from topsmile.kernel.worker import Worker
from topsmile.payments.reconciling import Reconcile, begin
from topsmile.payments.reconciling_asking import Answers, Task

pytestmark = pytest.mark.anyio
LOCK = "select from payment where clinic_id = $1 and id = $2 for no key update nowait"


async def test_a_reconciliation_locks_what_it_heard_of_at_once(
    worker: Worker, owner: Connection, office: Office
) -> None:
    one, other = sorted([await a_paid(owner, office) for _ in range(2)], key=lambda s: s.payment)
    database, cause = worker.database, Cause("a test")
    async with database.transaction(office.id, cause) as tx:
        begun = await begin(tx)
        assert begun
    task = Task(begun.id, NOW, [], "", False, NOW, None)
    newest_first = Answers(movements=[movement(other), movement(one)], listed=2)

    async def record() -> None:
        async with database.transaction(office.id, cause) as tx:
            await Reconcile().record(tx, task, newest_first)

    async with database.transaction(office.id, cause) as tx:
        await tx.run(LOCK, one.payment)
        recording = asyncio.create_task(record())
        while not await waits(owner):
            await asyncio.sleep(0.01)
        try:
            await tx.run(LOCK, other.payment)
        except asyncpg.LockNotAvailableError:
            recording.cancel()
            pytest.fail("the later one was locked before the earlier")
    await recording


async def a_paid(owner: Connection, office: Office) -> Said:
    said = await a_payment(owner, office)
    await owner.execute(
        """
        insert into payment_fact (clinic_id, payment_id, kind, stripe_id, fact, heard_at)
        values ($1, $2, 'charge', $3, $4, (select created_at from payment where id = $2))
        """,
        office.id,
        said.payment,
        f"ch_{said.tag}",
        f'{{"kind": "charge", "id": "ch_{said.tag}", "currency": "BRL"}}',
    )
    return said


def movement(said: Said) -> dict[str, Any]:
    return {
        "id": f"txn_{said.tag}",
        "object": "balance_transaction",
        "source": f"ch_{said.tag}",
        "type": "charge",
        "amount": 15000,
        "fee": 300,
        "currency": "brl",
        "created": NOW,
    }


async def waits(owner: Connection) -> bool:
    return bool(
        await owner.fetchval(
            """
            select exists (select from pg_stat_activity
              where datname = current_database() and wait_event_type = 'Lock')
            """
        )
    )
