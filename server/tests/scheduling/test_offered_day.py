"""Offered is bookable, and nothing else: through the API, on one day that has everything."""

from __future__ import annotations

import httpx
import make
import pytest
from domain import SignIn
from make import Connection, Office

pytestmark = [pytest.mark.anyio, pytest.mark.usefixtures("as_many_visits_as_they_like")]
APPOINTMENTS = "/api/scheduling/appointments"
HOLDS = "/api/scheduling/holds"
DAY = "2030-01-08"
NOTICE, HORIZON = 27 * 60, 2  # now is Monday 06:00: Tuesday 09:00 to Wednesday 06:00


@pytest.fixture
async def office(owner: Connection) -> Office:
    """Tuesday 09–12 and 13–15, off 10:00–10:30, visits of 30 with 10 before and 20 after."""
    office = await make.an_office(owner, step=15, notice=NOTICE, horizon=HORIZON)
    provider = await make.a_provider(owner, office.id, hours=[(1, 540, 720), (1, 780, 900)])
    office.providers = [provider]
    office.services[1] = await make.a_service(owner, office, 30, before=10, after=20)
    await owner.execute(
        """
        insert into provider_exception (clinic_id, provider_id, kind, first_day, last_day, opens,
          closes, created_at) values ($1, $2, 'off', '2030-01-08', '2030-01-08', 600, 630, $3)
        """,
        office.id,
        provider,
        make.MONDAY,
    )
    return office


def plain(office: Office, clock: str, **more: object) -> dict[str, str]:
    """What a patient or anyone sends."""
    starts_at = f"{DAY}T{clock}:00Z"
    return office.booking(
        service_id=office.services[1], starts_at=starts_at, patient_id=None, **more
    )


async def offered(browser: httpx.AsyncClient, office: Office, **more: str) -> list[str]:
    answer = await browser.get(
        "/api/scheduling/availability",
        params={
            "service_id": str(office.services[1]),
            "from": DAY,
            "to": DAY,
            "clinic": office.slug,
            **more,
        },
    )
    assert answer.status_code == 200, answer.text
    return [slot["starts_local"][11:16] for slot in answer.json()["slots"]]


async def test_a_patient_books_each_offered_time_and_is_told_why_not_the_others(
    sign_in: SignIn, office: Office
) -> None:
    patient = await sign_in(office, "patient")
    free = await offered(patient, office)
    assert free == ["09:00", "09:15", "09:30", "10:30", "10:45", "11:00", "11:15", "11:30"] + [
        f"{13 + quarter // 4}:{quarter % 4 * 15:02}" for quarter in range(7)
    ]

    for clock in free:
        booked = await patient.post(APPOINTMENTS, json=plain(office, clock))
        assert booked.status_code == 201, (clock, booked.text)
        assert clock not in await offered(patient, office)
        gone = await patient.post(f"{APPOINTMENTS}/{booked.json()['id']}/cancel")
        assert gone.status_code == 200
        assert await offered(patient, office) == free

    reasons = {
        "08:59": "too_soon",
        "09:01": "off_step",
        "09:31": "time_off",
        "10:00": "time_off",
        "11:31": "outside_hours",
        "12:00": "outside_hours",
        "14:31": "outside_hours",
        "23:59": "outside_hours",
    }
    for clock, reason in reasons.items():
        refused = await patient.post(APPOINTMENTS, json=plain(office, clock))
        problem = refused.json()
        assert (refused.status_code, problem["code"]) == (422, "not_offered")
        assert problem["reason"] == reason, clock
    edges = {
        "2030-01-07T05:59:00Z": "in_the_past",
        "2030-01-09T06:00:00Z": "outside_hours",
        "2030-01-09T06:01:00Z": "too_far",
        "2030-01-08T09:00:30Z": "not_on_the_minute",
        "0001-01-01T00:00:00+14:00": "in_the_past",
        "9999-12-31T23:59:00-12:00": "too_far",
    }
    for instant, reason in edges.items():
        wanted = {**plain(office, "09:00"), "starts_at": instant}
        problem = (await patient.post(APPOINTMENTS, json=wanted)).json()
        assert (problem["code"], problem.get("reason")) == ("not_offered", reason), instant


async def test_a_hold_is_seen_as_free_with_its_secret_only_and_its_buffers_count(
    sign_in: SignIn, office: Office, client: httpx.AsyncClient
) -> None:
    patient, reception = await sign_in(office, "patient"), await sign_in(office)
    free = await offered(client, office)
    at_public = {"clinic": office.slug}

    held = await client.post(HOLDS, params=at_public, json=plain(office, "13:00"))

    assert held.status_code == 201, held.text
    secret = held.json()["id"]
    # 12:50–13:50 is taken: with 10 minutes before, the next start is 14:00.
    left = [clock for clock in free if clock not in ("13:00", "13:15", "13:30", "13:45")]
    assert await offered(client, office) == left
    assert await offered(patient, office) == left
    assert await offered(client, office, hold_id=secret) == free
    assert await offered(patient, office, hold_id=secret) == free
    for clock in sorted(set(free) - set(left)):
        refused = await client.post(HOLDS, params=at_public, json=plain(office, clock))
        assert (refused.status_code, refused.json()["code"]) == (409, "slot_taken")
        alternatives = refused.json()["alternatives"]
        assert {each["starts_local"][11:16] for each in alternatives} <= set(left)
    staff = {**plain(office, "13:50"), "patient_id": str(office.patient)}
    assert (await reception.post(APPOINTMENTS, json=staff)).json()["code"] == "slot_taken"
    staff["starts_at"] = f"{DAY}T14:00:00Z"
    assert (await reception.post(APPOINTMENTS, json=staff)).status_code == 201


async def test_a_patient_who_is_elsewhere_is_offered_other_times(
    sign_in: SignIn, office: Office, owner: Connection
) -> None:
    colleague = await make.a_provider(owner, office.id, "Dr. Bruno")
    office.providers.append(colleague)
    service_id = await make.a_service(owner, office, 45)
    patient, reception = await sign_in(office, "patient"), await sign_in(office)
    account = patient.account  # type: ignore[attr-defined]
    booked = await reception.post(
        APPOINTMENTS,
        json=office.booking(
            service_id=service_id,
            provider_id=colleague,
            patient_id=account.patient,
            starts_at=f"{DAY}T13:30:00Z",
        ),
    )
    assert booked.status_code == 201, booked.text
    free = await offered(reception, office, patient_id=str(account.patient))
    mine = await offered(patient, office)

    assert not {"13:15", "13:30", "14:00"} & set(mine)
    assert {"13:00", "14:15"} <= set(mine) <= set(free)
    assert "13:05" not in free
    refused = await patient.post(APPOINTMENTS, json=plain(office, "13:15"))
    assert (refused.status_code, refused.json()["code"]) == (409, "patient_busy")
    assert (await patient.post(APPOINTMENTS, json=plain(office, "14:15"))).status_code == 201
