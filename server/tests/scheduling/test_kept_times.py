"""Booking what a hold keeps, or something else while it keeps it."""

from __future__ import annotations

from uuid import uuid4

import make
import pytest
from domain import SignIn, TravelClock
from make import Connection, Office
from scheduling.keeping import APPOINTMENTS, DAY, HOLDS, free, holds_in, secret_of, time

pytestmark = pytest.mark.anyio


async def test_booking_consumes_the_hold(
    sign_in: SignIn, office: Office, owner: Connection
) -> None:
    patient = await sign_in(office, "patient")
    secret = await secret_of(patient, office)

    booked = await patient.post(APPOINTMENTS, json=time(office, hold_id=secret))

    assert booked.status_code == 201, booked.text
    assert await holds_in(owner, office) == 0
    assert (await patient.delete(f"{HOLDS}/{secret}")).status_code == 404
    again = await patient.post(APPOINTMENTS, json=time(office, hold_id=secret))
    assert (again.status_code, again.json()["code"]) == (409, "slot_taken")


@pytest.mark.parametrize(
    ("at", "kept", "expected"),
    [
        ("09:00", "09:00", 201),
        ("09:00", None, 422),
        ("09:00", "09:15", 422),
    ],
)
async def test_what_is_kept_can_be_booked_though_its_notice_runs_out_meanwhile(
    sign_in: SignIn,
    owner: Connection,
    clock: TravelClock,
    *,
    at: str,
    kept: str | None,
    expected: int,
) -> None:
    office = await make.an_office(owner, notice=180)
    patient = await sign_in(office, "patient")
    hold_id = await secret_of(patient, office, kept) if kept else None
    clock.travel(minutes=9)

    answer = await patient.post(APPOINTMENTS, json=time(office, at, hold_id=hold_id))

    assert answer.status_code == expected, answer.text


async def test_what_is_kept_is_listed_though_its_notice_runs_out_meanwhile(
    sign_in: SignIn, owner: Connection, clock: TravelClock
) -> None:
    office = await make.an_office(owner, notice=180)
    patient = await sign_in(office, "patient")
    hold_id = await secret_of(patient, office)
    clock.travel(minutes=9)

    assert "09:00" in await free(patient, office, hold_id=hold_id)
    assert "09:00" not in await free(patient, office)


async def test_what_is_kept_outlives_another_step_meanwhile(
    sign_in: SignIn, owner: Connection
) -> None:
    office = await make.an_office(owner)
    patient = await sign_in(office, "patient")
    hold_id = await secret_of(patient, office, "09:15")
    await owner.execute(
        "update clinic_settings set step_minutes = 60, version = version + 1 where clinic_id = $1",
        office.id,
    )

    assert "09:15" in await free(patient, office, hold_id=hold_id)
    assert "09:15" not in await free(patient, office)
    without = await patient.post(APPOINTMENTS, json=time(office, "10:15"))
    assert (without.status_code, without.json()["reason"]) == (422, "off_step")
    answer = await patient.post(APPOINTMENTS, json=time(office, "09:15", hold_id=hold_id))
    assert answer.status_code == 201, answer.text


async def test_what_is_kept_and_in_the_way_is_refused_for_that(
    sign_in: SignIn, owner: Connection, clock: TravelClock
) -> None:
    office = await make.an_office(owner, notice=180)
    patient = await sign_in(office, "patient")
    elsewhere = office.booking(patient_id=None, provider_id=office.providers[1])
    wanted = {**elsewhere, "starts_at": f"{DAY}T09:15:00Z"}
    hold_id = await secret_of(patient, office)
    assert (await patient.post(APPOINTMENTS, json=wanted)).status_code == 201
    clock.travel(minutes=9)

    answer = await patient.post(APPOINTMENTS, json=time(office, hold_id=hold_id))

    assert (answer.status_code, answer.json()["code"]) == (409, "patient_busy")


async def test_a_kept_time_that_is_over_is_no_longer_kept(
    sign_in: SignIn, owner: Connection, clock: TravelClock
) -> None:
    office = await make.an_office(owner, notice=180)
    secret = await secret_of(await sign_in(office, "patient"), office, "09:00")
    clock.travel(minutes=10)
    patient = await sign_in(office, "patient")

    answer = await patient.post(APPOINTMENTS, json=time(office, "09:00", hold_id=secret))

    assert (answer.status_code, answer.json()["reason"]) == (422, "too_soon")


@pytest.mark.parametrize("clock", ["09:15", "16:00"])
async def test_booking_another_time_of_the_same_provider_gives_the_held_one_back(
    sign_in: SignIn, office: Office, owner: Connection, clock: str
) -> None:
    patient = await sign_in(office, "patient")
    secret = await secret_of(patient, office)

    booked = await patient.post(APPOINTMENTS, json=time(office, clock, hold_id=secret))

    assert booked.status_code == 201, booked.text
    assert await holds_in(owner, office) == 0


async def test_days_later_too(sign_in: SignIn, office: Office, owner: Connection) -> None:
    patient = await sign_in(office, "patient")
    secret = await secret_of(patient, office)
    wanted = {**time(office, hold_id=secret), "starts_at": "2030-01-21T09:00:00Z"}

    assert (await patient.post(APPOINTMENTS, json=wanted)).status_code == 201

    assert await holds_in(owner, office) == 0


async def test_a_hold_of_another_provider_does_no_harm(
    sign_in: SignIn, office: Office, owner: Connection
) -> None:
    patient, reception = await sign_in(office, "patient"), await sign_in(office)
    secret = await secret_of(patient, office)
    other = time(office, provider_id=office.providers[1], hold_id=secret)

    booked = await patient.post(APPOINTMENTS, json=other)

    assert booked.status_code == 201, booked.text
    assert await holds_in(owner, office) == 1
    taken = await reception.post(APPOINTMENTS, json=office.booking())
    assert (taken.status_code, taken.json()["code"]) == (409, "slot_taken")
    nonsense = time(office, "11:00", hold_id=uuid4())
    assert (await patient.post(APPOINTMENTS, json=nonsense)).status_code == 201
