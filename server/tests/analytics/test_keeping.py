"""Clinics whose visits are older than the counting of them."""

from __future__ import annotations

import pytest
from domain import SignIn
from make import Connection, Office

from topsmile.analytics.handlers import keep_counted
from topsmile.kernel.cause import Cause
from topsmile.kernel.worker import Worker

pytestmark = pytest.mark.anyio
DAYS = {"from": "2030-01-07", "to": "2030-01-13"}


async def test_figures_do_not_wait_for_the_next_event(
    sign_in: SignIn, office: Office, owner: Connection, worker: Worker
) -> None:
    manager = await sign_in(office, "manager")
    await manager.post("/api/scheduling/appointments", json=office.booking())
    await owner.execute("delete from delivery where clinic_id = $1", office.id)

    for _ in range(2):
        async with worker.database.transaction(office.id, Cause("keeping")) as tx:
            await keep_counted(tx)

    seen = await manager.get("/api/analytics/overview", params=DAYS)
    assert seen.json()["current"]["visits"] == 1
