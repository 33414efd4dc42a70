"""How many visits a patient may have ahead of them by booking for themselves."""

from __future__ import annotations

import asyncio
from typing import Any

import httpx
import pytest
from domain import SignIn, TravelClock
from make import Account, Connection, Office, an_account

pytestmark = pytest.mark.anyio
APPOINTMENTS = "/api/scheduling/appointments"


async def book(
    browser: httpx.AsyncClient, office: Office, day: int, **changes: Any
) -> httpx.Response:
    wanted = office.booking(
        **{"patient_id": None, "starts_at": f"2030-01-{day:02}T09:00:00Z", **changes}
    )
    return await browser.post(APPOINTMENTS, json=wanted)


@pytest.fixture
async def newcomer(owner: Connection, office: Office) -> Account:
    account = await an_account(owner, office.id, "patient")
    await owner.execute("update person set email_confirmed_at = null where id = $1", account.person)
    return account


async def test_three_for_whoever_has_not_confirmed_their_address(
    sign_in: SignIn, office: Office, newcomer: Account, owner: Connection
) -> None:
    patient = await sign_in(office, "patient", newcomer)
    booked = [await book(patient, office, day) for day in (7, 8, 9)]
    assert [each.status_code for each in booked] == [201] * 3

    refused = await book(patient, office, 10)

    assert (refused.status_code, refused.json()["code"]) == (422, "too_many_visits")
    assert "confirm your e-mail address" in refused.json()["detail"]
    # A visit that is cancelled is none ahead, and whoever confirms has more.
    cancelled = await patient.post(f"{APPOINTMENTS}/{booked[0].json()['id']}/cancel")
    assert cancelled.status_code == 200
    assert (await book(patient, office, 10)).status_code == 201
    assert (await book(patient, office, 11)).status_code == 422
    await owner.execute(
        "update person set email_confirmed_at = created_at where id = $1", newcomer.person
    )
    assert (await book(patient, office, 11)).status_code == 201


async def test_of_many_at_once_three_are_booked(
    sign_in: SignIn, office: Office, newcomer: Account
) -> None:
    patient = await sign_in(office, "patient", newcomer)

    answers = await asyncio.gather(*(book(patient, office, day) for day in range(7, 15)))

    assert sorted(each.status_code for each in answers) == [201] * 3 + [422] * 5


async def test_twelve_for_everybody_else_and_as_many_as_they_like_for_staff(
    sign_in: SignIn, office: Office, owner: Connection, clock: TravelClock
) -> None:
    account = await an_account(owner, office.id, "patient")
    patient, reception = await sign_in(office, "patient", account), await sign_in(office)
    for day in range(7, 19):
        assert (await book(patient, office, day)).status_code == 201

    refused = await book(patient, office, 19)

    assert (refused.status_code, refused.json()["code"]) == (422, "too_many_visits")
    assert "12 visits ahead" in refused.json()["detail"]
    for_them = await book(reception, office, 19, patient_id=account.patient)
    assert for_them.status_code == 201
    # What has been is none ahead.
    clock.travel(days=2)
    patient = await sign_in(office, "patient", account)
    assert (await book(patient, office, 20)).status_code == 201


async def test_moving_a_visit_adds_none(sign_in: SignIn, office: Office, newcomer: Account) -> None:
    patient = await sign_in(office, "patient", newcomer)
    booked = [(await book(patient, office, day)).json()["id"] for day in (7, 8, 9)]

    moved = await patient.post(
        f"{APPOINTMENTS}/{booked[0]}/reschedule", json={"starts_at": "2030-01-10T09:00:00Z"}
    )

    assert moved.status_code == 200, moved.text
