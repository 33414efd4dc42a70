"""A visit that waits for its deposit: how it is booked, paid, given up, and booked again."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import httpx
import pytest
from domain import SignIn, TravelClock
from make import MONDAY, Connection, Office, an_account
from scheduling.conftest import Anew
from scheduling.paying import Till, asks, book, check_books, free

from topsmile.kernel.worker import Worker
from topsmile.scheduling.models import PatientBusy, SlotTaken

pytestmark = pytest.mark.anyio
APPOINTMENTS = "/api/scheduling/appointments"
NINE = datetime(2030, 1, 7, 9, tzinfo=UTC)
PAY_BY = "2030-01-07T06:10:00Z"


async def test_it_waits_for_ten_minutes_and_the_desks_does_not(
    till: Till, patient: httpx.AsyncClient, office: Office, sign_in: SignIn
) -> None:
    reception = await sign_in(office)

    mine = await book(patient, office)
    theirs = (
        await reception.post(APPOINTMENTS, json=office.booking(starts_at="2030-01-07T11:00:00Z"))
    ).json()
    without = await book(
        patient, office, service_id=office.services[60], starts_at="2030-01-07T12:00:00Z"
    )

    assert (mine["status"], mine["pay_by"]) == ("pending_payment", PAY_BY)
    assert (theirs["status"], theirs["pay_by"]) == ("scheduled", None)
    assert (without["status"], without["pay_by"]) == ("scheduled", None)
    again = (await patient.get(f"{APPOINTMENTS}/{mine['id']}")).json()
    assert {name: again[name] for name in mine} == mine


async def test_it_keeps_its_time_as_long_as_the_hold_would_have(
    till: Till, office: Office, clock: TravelClock
) -> None:
    clock.travel(seconds=20)
    held = await till.hold(office.patient, office.provider, NINE, 30)
    assert held.expires_at == MONDAY + timedelta(minutes=11)
    clock.travel(minutes=7)

    visit = await till.book(office.patient, office.provider, NINE, hold_id=held.id)

    assert visit.pay_by == held.expires_at
    # A hold that is over gives nothing.
    late = await till.hold(office.patients[1], office.provider, NINE + timedelta(hours=1), 30)
    clock.travel(minutes=12)
    other = await till.book(
        office.patients[1], office.provider, NINE + timedelta(hours=1), hold_id=late.id
    )
    assert other.pay_by == datetime(2030, 1, 7, 6, 30, tzinfo=UTC)


async def test_where_nobody_can_pay_nothing_is_asked(
    patient: httpx.AsyncClient, office: Office, owner: Connection
) -> None:
    await asks(owner, office)
    await owner.execute(
        "update clinic_settings set payments_ready = false where clinic_id = $1", office.id
    )

    visit = await book(patient, office)

    assert visit["status"] == "scheduled"
    assert not await owner.fetch("select from appointment_terms where clinic_id = $1", office.id)


async def test_unpaid_it_gives_its_time_back_to_the_minute(
    till: Till,
    patient: httpx.AsyncClient,
    client: httpx.AsyncClient,
    office: Office,
    clock: TravelClock,
) -> None:
    """With no worker at work: nothing but the clock has moved."""
    visit = await book(patient, office)
    clock.travel(minutes=9, seconds=59)
    slots, etag = await free(client, office)
    assert visit["starts_at"] not in slots
    with pytest.raises(SlotTaken):
        await till.book(office.patient, office.provider, NINE)
    assert (await free(client, office, etag))[1] == etag

    clock.travel(seconds=1)

    slots, now = await free(client, office, etag)
    assert (visit["starts_at"] in slots, now != etag) == (True, True)
    assert (await till.book(office.patient, office.provider, NINE)).status == "pending_payment"


async def test_the_clock_cancels_what_is_not_paid(
    till: Till,
    anew: Anew,
    office: Office,
    clock: TravelClock,
    worker: Worker,
    owner: Connection,
) -> None:
    visit = await book(await anew(), office)
    clock.travel(minutes=9)
    await worker.drain()
    assert (await till.get(visit["id"])).status == "pending_payment"

    clock.travel(minutes=1)
    await worker.drain()

    shown = (await (await anew()).get(f"{APPOINTMENTS}/{visit['id']}")).json()
    assert shown["status"] == "cancelled"
    last = shown["history"][-1]
    assert (last["action"], last["by"], last["reason"]) == (
        "appointment.cancelled",
        "system",
        "unpaid",
    )
    ended = await owner.fetchrow(
        "select ended_by_role, ended_why, ended_at from appointment where id = $1", visit["id"]
    )
    assert ended
    assert tuple(ended) == ("system", "unpaid", clock.now())


async def test_it_frees_its_patient_too(till: Till, office: Office, clock: TravelClock) -> None:
    await till.book(office.patient, office.provider, NINE)
    with pytest.raises(PatientBusy):
        await till.book(office.patient, office.providers[1], NINE)
    clock.travel(minutes=10)

    again = await till.book(office.patient, office.providers[1], NINE)

    assert again.status == "pending_payment"


async def test_being_moved_wins_no_time(
    till: Till, anew: Anew, office: Office, clock: TravelClock, owner: Connection
) -> None:
    patient = await anew()
    visit = await book(patient, office)
    clock.travel(minutes=4)
    there = f"{APPOINTMENTS}/{visit['id']}/reschedule"

    moved = await patient.post(there, json={"starts_at": "2030-01-07T10:00:00Z"})

    assert moved.status_code == 200, moved.text
    assert (moved.json()["status"], moved.json()["pay_by"]) == ("pending_payment", PAY_BY)
    await check_books(owner, office, clock.now())
    clock.travel(minutes=6)
    late = await (await anew()).post(there, json={"starts_at": "2030-01-07T11:00:00Z"})
    assert (late.status_code, late.json()["code"]) == (409, "not_paid_in_time")
    assert (await till.book(office.patient, office.provider, NINE + timedelta(hours=1))).pay_by


async def test_it_is_not_confirmed_by_hand(
    till: Till, patient: httpx.AsyncClient, office: Office, sign_in: SignIn
) -> None:
    visit = await book(patient, office)
    reception = await sign_in(office)
    for who, action in ((patient, "confirm"), (reception, "confirm"), (reception, "check-in")):
        answer = await who.post(f"{APPOINTMENTS}/{visit['id']}/{action}")
        assert (answer.status_code, answer.json()["code"]) == (409, "cannot_become")


async def test_the_calendar_shows_it_until_it_is_overdue(
    till: Till, patient: httpx.AsyncClient, office: Office, sign_in: SignIn, clock: TravelClock
) -> None:
    visit = await book(patient, office)

    async def shown() -> list[str]:
        answer = await (await sign_in(office)).get("/api/scheduling/calendar")
        return [each["id"] for each in answer.json()["appointments"]]

    assert await shown() == [visit["id"]]
    clock.travel(minutes=10)
    assert await shown() == []
    await till.pay(visit["id"])
    assert await shown() == [visit["id"]]


async def test_what_is_overdue_is_none_of_the_visits_ahead(
    till: Till, office: Office, owner: Connection, sign_in: SignIn, clock: TravelClock
) -> None:
    account = await an_account(owner, office.id, "patient")
    await owner.execute("update person set email_confirmed_at = null where id = $1", account.person)
    patient = await sign_in(office, "patient", account)
    for hour in (9, 10, 11):
        await book(patient, office, starts_at=f"2030-01-07T{hour:02}:00:00Z")
    wanted = office.booking(patient_id=None, starts_at="2030-01-07T12:00:00Z")
    assert (await patient.post(APPOINTMENTS, json=wanted)).status_code == 422

    clock.travel(minutes=10)

    patient = await sign_in(office, "patient", account)
    assert (await patient.post(APPOINTMENTS, json=wanted)).status_code == 201
