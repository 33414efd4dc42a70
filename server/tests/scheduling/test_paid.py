"""What becomes of a visit when its deposit is paid: in time, late, too late, twice."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import httpx
import pytest
from domain import TravelClock
from make import Office
from scheduling.paying import Till, book, free

from topsmile.kernel.errors import NotFound
from topsmile.kernel.worker import Worker

pytestmark = pytest.mark.anyio
APPOINTMENTS = "/api/scheduling/appointments"
NINE = datetime(2030, 1, 7, 9, tzinfo=UTC)


async def test_paid_in_time_it_is_confirmed_and_stays(
    till: Till,
    patient: httpx.AsyncClient,
    client: httpx.AsyncClient,
    office: Office,
    clock: TravelClock,
    worker: Worker,
) -> None:
    visit = await book(patient, office)
    before, _ = await free(client, office)
    clock.travel(minutes=9, seconds=59)

    assert await till.pay(visit["id"]) == "secured"
    assert await till.pay(visit["id"]) == "already"

    clock.travel(minutes=5)
    await worker.drain()
    found = await till.get(visit["id"])
    assert (found.status, found.pay_by, found.version) == ("confirmed", None, 2)
    after, _ = await free(client, office)
    assert (after, visit["starts_at"] in after) == (before, False)


async def test_paid_late_it_is_booked_again_while_its_time_is_free(
    till: Till, office: Office, clock: TravelClock, worker: Worker
) -> None:
    uncancelled = await till.book(office.patient, office.provider, NINE)
    cancelled = await till.book(office.patients[1], office.provider, NINE + timedelta(hours=1))
    clock.travel(minutes=11)
    assert await till.pay(uncancelled.id) == "secured"
    await worker.drain()
    assert (await till.get(cancelled.id)).status == "cancelled"

    assert await till.pay(cancelled.id) == "secured"

    for each in (uncancelled, cancelled):
        found = await till.get(each.id)
        assert (found.status, found.pay_by, found.starts_at) == ("confirmed", None, each.starts_at)
        assert await till.pay(each.id) == "already"


@pytest.mark.parametrize("drained", [True, False], ids=["cancelled", "not yet cancelled"])
async def test_paid_late_it_is_lost_when_its_time_is(
    till: Till, office: Office, clock: TravelClock, worker: Worker, drained: bool
) -> None:
    visit = await till.book(office.patient, office.provider, NINE)
    clock.travel(minutes=10)
    if drained:
        await worker.drain()
    other = await till.book(office.patients[1], office.provider, NINE)

    assert await till.pay(visit.id) == "lost"
    assert await till.pay(other.id) == "secured"

    assert (await till.get(other.id)).status == "confirmed"
    assert (await till.get(visit.id)).status == ("cancelled" if drained else "pending_payment")


async def test_paid_late_it_is_lost_when_its_patient_went_elsewhere_or_it_has_begun(
    till: Till, office: Office, clock: TravelClock
) -> None:
    visit = await till.book(office.patient, office.provider, NINE)
    clock.travel(minutes=10)
    await till.book(office.patient, office.providers[1], NINE)
    assert await till.pay(visit.id) == "lost"

    later = await till.book(office.patients[1], office.provider, NINE)
    clock.travel(hours=3)
    assert await till.pay(later.id) == "lost"


async def test_what_a_person_cancelled_is_not_booked_again(
    till: Till, patient: httpx.AsyncClient, office: Office, worker: Worker, clock: TravelClock
) -> None:
    visit = await book(patient, office)
    answer = await patient.post(f"{APPOINTMENTS}/{visit['id']}/cancel", json={"reason": "unpaid"})
    assert answer.status_code == 200

    assert await till.pay(visit["id"]) == "lost"
    clock.travel(minutes=10)
    await worker.drain()
    assert await till.pay(visit["id"]) == "lost"


async def test_a_visit_that_is_not_the_clinics_is_nobodys(till: Till, other_office: Office) -> None:
    visit = await till.book(till.office.patient, till.office.provider, NINE)
    stranger = Till(till.pool, other_office)
    with pytest.raises(NotFound):
        await stranger.pay(visit.id)
    assert (await till.get(visit.id)).status == "pending_payment"
