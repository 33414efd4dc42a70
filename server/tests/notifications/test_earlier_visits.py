"""Visits that were booked before there were reminders."""

from __future__ import annotations

import pytest
from domain import SignIn
from make import Connection, Office

from topsmile.kernel.worker import Worker
from topsmile.running.migrating import folder

pytestmark = pytest.mark.anyio
SCRIPT = folder() / "0013_reminders_of_earlier_visits.sql"
PLANNED = """
    select (payload->>'minutes_before')::int from event
    where clinic_id = $1 and name = 'reminder.due' order by 1
"""


async def test_whoever_is_booked_already_is_reminded_too(
    sign_in: SignIn, office: Office, owner: Connection, worker: Worker
) -> None:
    reception = await sign_in(office)
    wanted = office.booking(starts_at="2030-01-10T12:00:00Z")
    answer = await reception.post("/api/scheduling/appointments", json=wanted)
    assert answer.status_code == 201, answer.text
    await owner.execute(
        "delete from delivery where clinic_id = $1 and handler = 'plan_reminders'", office.id
    )
    await worker.drain()
    assert await owner.fetch(PLANNED, office.id) == []

    async with owner.transaction():
        await owner.execute(SCRIPT.read_text())
        await owner.execute(
            "delete from delivery where request_id = 'migration-0013' and clinic_id <> $1",
            office.id,
        )
    await worker.drain()

    assert [row[0] for row in await owner.fetch(PLANNED, office.id)] == [120, 2880]
