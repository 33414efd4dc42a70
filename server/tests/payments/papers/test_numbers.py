"""Numbers have no gaps, whoever else writes papers meanwhile and whatever is rolled back."""

from __future__ import annotations

import asyncio
import random
from typing import Any
from uuid import UUID, uuid4

import httpx
import pytest
from domain import SignIn
from make import MONDAY, Connection, Office

from topsmile.kernel.cause import Cause
from topsmile.kernel.db import Database, Tx, Undone
from topsmile.kernel.worker import Worker
from topsmile.payments import invoices

pytestmark = pytest.mark.anyio


async def payments(
    owner: Connection,
    desk: httpx.AsyncClient,
    office: Office,
    count: int,
    *,
    live: bool,
    **changes: Any,
) -> list[UUID]:
    """That have been paid, of one visit."""
    booked = await desk.post("/api/scheduling/appointments", json=office.booking(**changes))
    visit = UUID(booked.json()["id"])
    return [
        await owner.fetchval(
            """
            insert into payment (clinic_id, appointment_id, patient_id, purpose, amount, currency,
              status, key, livemode, request_id, created_at, succeeded_at)
            values ($1, $2, $3, 'deposit', 100, 'BRL', 'succeeded', $4, $5, 'r', $6, $6)
            returning id
            """,
            office.id,
            visit,
            office.patient,
            uuid4().hex,
            live,
            MONDAY,
        )
        for _ in range(count)
    ]


async def numbers(owner: Connection, office: Office, *, live: bool) -> list[int]:
    found = await owner.fetch(
        "select number from invoice where clinic_id = $1 and livemode = $2 order by number",
        office.id,
        live,
    )
    return [each["number"] for each in found]


async def issue(database: Database, office: Office, payment: UUID, *, fails: bool) -> None:
    async with database.transaction(office.id, Cause("test")) as tx:
        await invoices.issue(tx, payment)
        await asyncio.sleep(0)
        if fails:
            raise Undone


async def test_parallel_and_rolled_back(
    owner: Connection, office: Office, worker: Worker, sign_in: SignIn
) -> None:
    made = await payments(owner, await sign_in(office), office, 40, live=True)
    chance = random.Random(7)
    tries = [(each, True) for each in made] + [(each, False) for each in made] * 2
    chance.shuffle(tries)
    outcomes = await asyncio.gather(
        *(issue(worker.database, office, each, fails=fails) for each, fails in tries),
        return_exceptions=True,
    )
    assert {type(each) for each in outcomes} == {type(None), Undone}
    assert await numbers(owner, office, live=True) == list(range(1, 41))


async def test_test_money_has_numbers_of_its_own(
    owner: Connection, office: Office, worker: Worker, sign_in: SignIn
) -> None:
    desk, starts = await sign_in(office), iter(("09", "10", "11"))
    for live in (True, False, True):
        at = f"2030-01-08T{next(starts)}:00:00Z"
        (made,) = await payments(owner, desk, office, 1, live=live, starts_at=at)
        await issue(worker.database, office, made, fails=False)
    assert await numbers(owner, office, live=True) == [1, 2]
    assert await numbers(owner, office, live=False) == [1]


async def test_every_clinic_counts_for_itself(
    owner: Connection, office: Office, other_office: Office, worker: Worker, sign_in: SignIn
) -> None:
    for each in (office, other_office):
        (made,) = await payments(owner, await sign_in(each), each, 1, live=True)
        await issue(worker.database, each, made, fails=False)
        assert await numbers(owner, each, live=True) == [1]


async def credit_of(tx: Tx, payment: UUID, refund: UUID) -> str:
    written = await invoices.credit(tx, payment, refund)
    assert written
    return written.shown_number


async def test_a_refund_that_is_heard_of_first_waits_for_no_invoice(
    owner: Connection, office: Office, worker: Worker, sign_in: SignIn
) -> None:
    (made,) = await payments(owner, await sign_in(office), office, 1, live=True)
    refund = await owner.fetchval(
        """
        insert into refund (clinic_id, payment_id, amount, currency, reason, status, key,
          request_id, created_at, settled_at)
        values ($1, $2, 40, 'BRL', 'requested', 'succeeded', 'k', 'r', $3, $3) returning id
        """,
        office.id,
        made,
        MONDAY,
    )
    for _ in range(2):
        async with worker.database.transaction(office.id, Cause("test")) as tx:
            assert await credit_of(tx, made, refund) == "000002"
    await issue(worker.database, office, made, fails=False)
    assert await numbers(owner, office, live=True) == [1, 2]
