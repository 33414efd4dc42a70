"""What an error costs: a connection only if it may be the connection's fault."""

from __future__ import annotations

import asyncio
from contextlib import suppress

import asyncpg
import pytest
from domain import SignIn
from make import Connection, Office

from topsmile.kernel.cause import Cause
from topsmile.kernel.worker import Worker

pytestmark = pytest.mark.anyio

OURS = """
select pid from pg_stat_activity
where application_name = 'topsmile-serve' and datname = current_database()
"""


async def connections(owner: Connection) -> set[int]:
    return {row["pid"] for row in await owner.fetch(OURS)}


async def test_a_request_that_cannot_be_read_costs_no_connection(
    sign_in: SignIn, office: Office, owner: Connection
) -> None:
    """Else whoever sends nonsense makes PostgreSQL fork for each of it."""
    staff = await sign_in(office)
    assert (await staff.get("/api/patients")).status_code == 200
    before = await connections(owner)
    assert before

    for address in (
        "/api/patients?limit=0",
        "/api/patients/not-an-id",
        f"/api/scheduling/availability?clinic={office.slug}&service_id=x&from=2030-01-07&to=x",
    ):
        assert (await staff.get(address)).status_code == 422
    endless = {"idempotency-key": "k" * 300}
    answer = await staff.post(
        "/api/scheduling/appointments", json=office.booking(), headers=endless
    )
    assert answer.status_code == 422
    await asyncio.sleep(0.05)  # what was begun for it is collected

    assert await connections(owner) == before


async def test_a_connection_that_is_killed_meanwhile_is_unavailable(
    sign_in: SignIn, office: Office, owner: Connection
) -> None:
    staff = await sign_in(office)
    async with owner.transaction():
        await owner.execute("select from provider where id = $1 for update", office.provider)
        booking = asyncio.create_task(
            staff.post("/api/scheduling/appointments", json=office.booking())
        )
        async with asyncio.timeout(5):
            while not (waiting := await owner.fetch(f"{OURS} and wait_event_type = 'Lock'")):
                await asyncio.sleep(0.02)
        await owner.fetchval("select pg_terminate_backend($1)", waiting[0]["pid"])
        answer = await booking

    assert (answer.status_code, answer.json()["code"]) == (503, "unavailable")
    again = await staff.post("/api/scheduling/appointments", json=office.booking())
    assert again.status_code == 201


async def test_a_transaction_whose_failure_was_swallowed_does_not_pass_for_stored(
    worker: Worker, office: Office
) -> None:
    async def swallowing() -> None:
        async with worker.database.transaction(office.id, Cause("request-of-a-test")) as tx:
            with suppress(asyncpg.PostgresError):
                await tx.value("select 1 / 0 where $1::uuid is not null")

    with pytest.raises(RuntimeError, match="dead before its commit"):
        await swallowing()
