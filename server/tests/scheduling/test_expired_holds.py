"""What becomes of a hold whose time is up."""

from __future__ import annotations

import httpx
import pytest
from domain import SignIn, TravelClock
from make import Connection, Office
from scheduling.keeping import APPOINTMENTS, DAY, free, hold, holds_in, secret_of, time

from topsmile.kernel.cause import Cause
from topsmile.kernel.worker import Worker
from topsmile.scheduling.holds import forget_abandoned_holds

pytestmark = pytest.mark.anyio


async def test_an_expired_hold_is_cleared_by_whoever_needs_the_time(
    client: httpx.AsyncClient,
    sign_in: SignIn,
    office: Office,
    owner: Connection,
    clock: TravelClock,
) -> None:
    for start in ("09:00", "10:00", "11:00"):
        await secret_of(client, office, start)
    clock.travel(minutes=10)
    patient, reception = await sign_in(office, "patient"), await sign_in(office)
    visit = await reception.post(APPOINTMENTS, json={**office.booking(), **time(office, "14:00")})

    assert {"09:00", "10:00", "11:00"} <= await free(client, office)
    assert (await patient.post(APPOINTMENTS, json=time(office, "09:15"))).status_code == 201
    assert (await hold(client, office, "10:15")).status_code == 201
    moved = await reception.post(
        f"{APPOINTMENTS}/{visit.json()['id']}/reschedule",
        json={"starts_at": f"{DAY}T10:50:00Z"},
    )
    assert moved.status_code == 200, moved.text
    assert await holds_in(owner, office) == 1  # only the new one


async def test_an_expired_hold_does_not_matter_if_the_time_is_still_free(
    sign_in: SignIn, office: Office, clock: TravelClock
) -> None:
    patient = await sign_in(office, "patient")
    secret = await secret_of(patient, office)
    clock.travel(minutes=11)
    later = await sign_in(office, "patient")

    booked = await later.post(APPOINTMENTS, json=time(office, hold_id=secret))

    assert booked.status_code == 201, booked.text


async def test_an_expired_hold_does_not_help_when_someone_took_the_time(
    sign_in: SignIn, office: Office, clock: TravelClock
) -> None:
    patient = await sign_in(office, "patient")
    secret = await secret_of(patient, office)
    clock.travel(minutes=10)
    later, reception = await sign_in(office, "patient"), await sign_in(office)
    assert (await reception.post(APPOINTMENTS, json=office.booking())).status_code == 201

    refused = await later.post(APPOINTMENTS, json=time(office, hold_id=secret))

    assert (refused.status_code, refused.json()["code"]) == (409, "slot_taken")


async def test_abandoned_holds_are_forgotten_and_living_ones_kept(
    client: httpx.AsyncClient,
    office: Office,
    owner: Connection,
    clock: TravelClock,
    worker: Worker,
) -> None:
    await secret_of(client, office, "09:00")
    clock.travel(minutes=8)
    await secret_of(client, office, "10:00")
    clock.travel(minutes=3)

    async with worker.database.transaction(office.id, Cause("request-of-a-test")) as tx:
        await forget_abandoned_holds(tx)

    assert await holds_in(owner, office) == 1
