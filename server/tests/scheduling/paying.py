"""A clinic whose longer visits are paid beforehand, and what happens at its till."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import httpx
from make import Connection, Office

from topsmile.identity.models import Principal, Viewer
from topsmile.kernel.cause import Cause
from topsmile.kernel.db import Database, Tx
from topsmile.scheduling import holds, service, unpaid
from topsmile.scheduling.models import Appointment, BookAppointment, Change, Hold, PlaceHold

PRICE = 15000  # of everything in `make`
KEY = b"a key for tests"


async def asks(owner: Connection, office: Office, minutes: int = 30, **policy: Any) -> None:
    """Patients pay for such visits beforehand, or lose them."""
    wanted = {"deposit_kind": "full", "cancellation_hours": 24, **policy}
    columns = ", ".join(f"{name} = ${nth}" for nth, name in enumerate(wanted, 3))
    await owner.execute(
        f"update service set {columns} where clinic_id = $1 and id = $2",
        office.id,
        office.services[minutes],
        *wanted.values(),
    )
    await owner.execute(
        "update clinic_settings set payments_ready = true where clinic_id = $1", office.id
    )


@dataclass
class Till:
    """The clinic's services, called as the API and the workers do, at the pool's own time."""

    pool: Database
    office: Office

    @asynccontextmanager
    async def tx(self, role: str = "system") -> AsyncIterator[Tx]:
        cause = Cause("a-test-of-paying", actor_role=role)
        async with self.pool.transaction(self.office.id, cause) as tx:
            yield tx

    def patient(self, patient: UUID) -> Viewer:
        who = Principal(uuid4(), uuid4(), 1, self.office.id, "patient", patient, None)
        return Viewer(self.office.id, who, f"198.51.100.{self.office.patients.index(patient)}")

    def desk(self) -> Viewer:
        who = Principal(uuid4(), uuid4(), 1, self.office.id, "receptionist", None, None)
        return Viewer(self.office.id, who, "198.51.100.250")

    async def hold(self, patient: UUID, provider: UUID, starts_at: datetime, minutes: int) -> Hold:
        async with self.tx("patient") as tx:
            wanted = PlaceHold(self.office.services[minutes], provider, starts_at)
            return await holds.place(tx, self.patient(patient), KEY, wanted)

    async def book(
        self,
        patient: UUID,
        provider: UUID,
        starts_at: datetime,
        minutes: int = 30,
        hold_id: UUID | None = None,
    ) -> Appointment:
        wanted = BookAppointment(self.office.services[minutes], provider, starts_at, None, hold_id)
        async with self.tx("patient") as tx:
            return await service.book(tx, self.patient(patient), wanted)

    async def pay(self, visit_id: UUID) -> str:
        async with self.tx() as tx:
            return await unpaid.secure(tx, visit_id)

    async def expire(self, visit_id: UUID) -> None:
        async with self.tx() as tx:
            await unpaid.expire(tx, visit_id)

    async def cancel(self, visit_id: UUID) -> Appointment:
        async with self.tx("receptionist") as tx:
            return await service.take(tx, self.desk(), visit_id, "cancel", Change())

    async def get(self, visit_id: UUID) -> Appointment:
        async with self.tx() as tx:
            return await service.get(tx, visit_id)


# What stands: visits that are not cancelled and not overdue. Asked in a way of its own, without a
# look at who claims what.
OVERLAPS = """
with standing as (
  select a.id, a.provider_id, a.patient_id, tstzrange(a.starts_at, a.ends_at) as seated,
    tstzrange(a.starts_at - s.buffer_before_minutes * interval '1 minute',
      a.ends_at + s.buffer_after_minutes * interval '1 minute') as occupied
  from appointment a join service s on s.id = a.service_id
  where a.clinic_id = $1 and a.status not in ('cancelled', 'no_show')
    and not (a.status = 'pending_payment' and a.pay_by <= $2)
)
select count(*) from standing one join standing other on one.id < other.id
  and (one.provider_id = other.provider_id and one.occupied && other.occupied
    or one.patient_id = other.patient_id and one.seated && other.seated)
"""
# Visits whose claims are not what their state asks for. One that is overdue may have lost some.
ASTRAY = """
select a.id, a.status, a.pay_by, count(c.id) as claims,
  count(c.id) filter (where c.expires_at is distinct from a.pay_by) as otherwise
from appointment a left join claim c on c.clinic_id = $1 and c.appointment_id = a.id
where a.clinic_id = $1
group by a.id, a.status, a.pay_by
having case
  when a.status = 'cancelled' then count(c.id) <> 0
  when a.status = 'pending_payment' and a.pay_by <= $2
    then count(c.id) > 2 or count(c.id) filter (where c.expires_at is distinct from a.pay_by) > 0
  else count(c.id) <> 2 or count(c.id) filter (where c.expires_at is distinct from a.pay_by) > 0
    or (a.pay_by is not null) <> (a.status = 'pending_payment')
end
"""


async def check_books(owner: Connection, office: Office, now: datetime) -> None:
    assert await owner.fetchval(OVERLAPS, office.id, now) == 0
    assert [dict(row) for row in await owner.fetch(ASTRAY, office.id, now)] == []


def in_ten_minutes(now: datetime) -> datetime:
    """On the next whole minute after that."""
    later = now + timedelta(minutes=10)
    return (
        later
        if later.second == later.microsecond == 0
        else (later.replace(second=0, microsecond=0) + timedelta(minutes=1))
    )


async def book(browser: httpx.AsyncClient, office: Office, **changes: Any) -> Any:
    wanted = office.booking(patient_id=None, **changes)
    answer = await browser.post("/api/scheduling/appointments", json=wanted)
    assert answer.status_code == 201, answer.text
    return answer.json()


async def free(client: httpx.AsyncClient, office: Office, known: str = "") -> tuple[list[str], str]:
    params = {
        "clinic": office.slug,
        "service_id": str(office.service),
        "provider_id": str(office.provider),
        "from": "2030-01-07",
        "to": "2030-01-07",
    }
    answer = await client.get(
        "/api/scheduling/availability", params=params, headers={"if-none-match": known}
    )
    if answer.status_code == 304:
        return [], known
    slots = [each["starts_at"] for each in answer.json()["slots"]]
    return slots, answer.headers["etag"]
