"""Booking through the API, on a real database."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

import pytest
from domain import SignIn, TravelClock
from make import Connection, Office

pytestmark = pytest.mark.anyio
APPOINTMENTS = "/api/scheduling/appointments"


async def test_a_booking_answers_the_appointment(sign_in: SignIn, office: Office) -> None:
    reception = await sign_in(office)

    answer = await reception.post(APPOINTMENTS, json=office.booking(notes="first visit"))

    assert answer.status_code == 201, answer.text
    booked = answer.json()
    assert booked["starts_at"] == "2030-01-07T09:00:00Z"
    assert booked["ends_at"] == "2030-01-07T09:30:00Z"
    assert booked["starts_local"] == "2030-01-07T09:00:00"
    assert booked["status"] == "scheduled"
    assert booked["price"] == {"amount": 15000, "currency": "BRL"}
    assert booked["patient"] == {"id": str(office.patient), "name": "Patient 0"}
    assert booked["room"] is None
    shown = (await reception.get(f"{APPOINTMENTS}/{booked['id']}")).json()
    assert [each["action"] for each in shown.pop("history")] == ["appointment.created"]
    assert shown == booked


async def test_overlapping_bookings_are_refused_with_alternatives(
    sign_in: SignIn, office: Office
) -> None:
    reception = await sign_in(office)
    await reception.post(APPOINTMENTS, json=office.booking())

    refused = await reception.post(
        APPOINTMENTS,
        json=office.booking(patient_id=office.patients[1], starts_at="2030-01-07T09:15:00Z"),
    )

    problem = refused.json()
    assert (refused.status_code, problem["code"]) == (409, "slot_taken")
    assert problem["request_id"] == refused.headers["x-request-id"]
    assert len(problem["alternatives"]) == 6
    wanted = {"starts_at", "ends_at", "starts_local", "provider_id"}
    assert problem["alternatives"][0].keys() == wanted


async def test_one_patient_cannot_be_with_two_providers(sign_in: SignIn, office: Office) -> None:
    reception = await sign_in(office)
    await reception.post(APPOINTMENTS, json=office.booking())

    refused = await reception.post(
        APPOINTMENTS,
        json=office.booking(provider_id=office.providers[1], starts_at="2030-01-07T09:15:00Z"),
    )

    assert (refused.status_code, refused.json()["code"]) == (409, "patient_busy")


async def test_of_thirty_unequal_overlapping_bookings_one_wins(
    sign_in: SignIn, office: Office, owner: Connection, postgres_log: Callable[[], str]
) -> None:
    reception = await sign_in(office)
    lengths = list(office.services.values())

    answers = await asyncio.gather(
        *(
            reception.post(
                APPOINTMENTS,
                json=office.booking(
                    service_id=lengths[number % 3],
                    patient_id=office.patients[number % 3],
                    starts_at=f"2030-01-07T10:{number % 6 * 5:02}:00Z",
                ),
            )
            for number in range(30)
        )
    )

    assert sorted(answer.status_code for answer in answers) == [201] + [409] * 29
    refused = [answer.json() for answer in answers if answer.status_code == 409]
    assert all(each["code"] in ("slot_taken", "patient_busy") for each in refused)
    assert all(each["alternatives"] for each in refused if each["code"] == "slot_taken")
    assert "deadlock" not in postgres_log()
    assert (
        await owner.fetchval(
            "select count(*) from claim where clinic_id = $1 and provider_id is not null", office.id
        )
        == 1
    )


async def test_a_hold_keeps_the_time_for_its_holder(
    sign_in: SignIn, office: Office, clock: TravelClock
) -> None:
    reception, patient = await sign_in(office), await sign_in(office, "patient")
    wanted = {k: v for k, v in office.booking().items() if k != "patient_id"}

    held = await patient.post("/api/scheduling/holds", json=wanted)
    assert held.status_code == 201, held.text
    refused = await reception.post(APPOINTMENTS, json=office.booking())
    assert refused.json()["code"] == "slot_taken"
    booked = await patient.post(APPOINTMENTS, json={**wanted, "hold_id": held.json()["id"]})
    assert booked.status_code == 201, booked.text


async def test_an_expired_hold_keeps_nothing(
    sign_in: SignIn, office: Office, clock: TravelClock
) -> None:
    reception, patient = await sign_in(office), await sign_in(office, "patient")
    wanted = {k: v for k, v in office.booking().items() if k != "patient_id"}
    await patient.post("/api/scheduling/holds", json=wanted)
    clock.travel(minutes=9)
    assert (await reception.post(APPOINTMENTS, json=office.booking())).status_code == 409

    clock.travel(minutes=1)

    again = await sign_in(office)  # the first access token has had its ten minutes too
    assert (await again.post(APPOINTMENTS, json=office.booking())).status_code == 201
