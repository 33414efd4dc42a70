"""Moving an appointment."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import httpx
import make
import pytest
from domain import SignIn
from make import Connection, Office
from scheduling.visits import APPOINTMENTS, DAY, book, claims, move, take, traces

pytestmark = pytest.mark.anyio


async def test_a_visit_may_overlap_its_own_old_time(
    sign_in: SignIn, office: Office, owner: Connection
) -> None:
    reception = await sign_in(office)
    service = await make.a_service(owner, office, 60, before=10, after=20)
    visit = await book(reception, office, service_id=service)

    moved = await move(reception, visit, "09:30", expected_version=1)

    assert moved.status_code == 200, moved.text
    assert moved.json() == {
        **visit,
        "version": 2,
        "starts_at": f"{DAY}T09:30:00Z",
        "ends_at": f"{DAY}T10:30:00Z",
        "starts_local": f"{DAY}T09:30:00",
    }
    assert await claims(owner, visit) == {
        (str(office.provider), "09:20", "10:50"),
        (str(office.patient), "09:30", "10:30"),
    }
    assert (await book(reception, office, "10:50", patient_id=office.patients[1]))["version"] == 1


async def test_to_another_provider_and_back(
    sign_in: SignIn, office: Office, owner: Connection
) -> None:
    reception = await sign_in(office)
    visit, other = await book(reception, office), str(office.providers[1])

    moved = (await move(reception, visit, "09:15", provider_id=other)).json()

    assert moved["provider"] == {"id": other, "name": "Dr. Bruno"}
    assert (await claims(owner, visit)) == {
        (other, "09:15", "09:45"),
        (str(office.patient), "09:15", "09:45"),
    }
    await book(reception, office, "09:00", patient_id=office.patients[1])  # the old time is free
    taken = await move(reception, visit, "09:15", provider_id=str(office.provider))
    assert (taken.status_code, taken.json()["code"]) == (409, "slot_taken")
    assert (await move(reception, visit, "09:30", provider_id=str(office.provider))).is_success


async def test_a_taken_time_is_refused_with_what_is_free(
    sign_in: SignIn, office: Office, owner: Connection
) -> None:
    reception = await sign_in(office)
    visit = await book(reception, office, service_id=office.services[60])
    await book(reception, office, "11:00", patient_id=office.patients[1])
    before = await traces(owner, office)

    refused = await move(reception, visit, "10:30")

    problem = refused.json()
    assert (refused.status_code, problem["code"]) == (409, "slot_taken")
    assert len(problem["alternatives"]) == 6
    assert await traces(owner, office) == before
    for slot in problem["alternatives"]:
        assert slot["starts_at"] not in (f"{DAY}T10:15:00Z", f"{DAY}T10:30:00Z")
        wanted = {"starts_at": slot["starts_at"], "provider_id": slot["provider_id"]}
        done = await reception.post(f"{APPOINTMENTS}/{visit['id']}/reschedule", json=wanted)
        assert done.status_code == 200, done.text


async def test_a_patient_is_not_moved_onto_another_visit_of_theirs(
    sign_in: SignIn, office: Office, owner: Connection
) -> None:
    reception = await sign_in(office)
    visit = await book(reception, office)
    await book(reception, office, "10:00", provider_id=office.providers[1])
    before = await traces(owner, office)

    refused = await move(reception, visit, "10:15")

    assert (refused.status_code, refused.json()["code"]) == (409, "patient_busy")
    assert await traces(owner, office) == before


async def test_who_saw_another_version_is_shown_the_present_one(
    sign_in: SignIn, office: Office, owner: Connection
) -> None:
    reception = await sign_in(office)
    visit = await book(reception, office)
    now = (await move(reception, visit, "10:00", expected_version=1)).json()
    before = await traces(owner, office)

    for refused in (
        await move(reception, visit, "11:00", expected_version=1),
        await take(reception, visit, "confirm", expected_version=1),
        await take(reception, visit, "cancel", expected_version=3),
    ):
        problem = refused.json()
        assert (refused.status_code, problem["code"]) == (409, "version_conflict")
        assert problem["current"] == now
    assert await traces(owner, office) == before


async def test_a_move_obeys_the_rules_and_names_them(
    sign_in: SignIn, office: Office, owner: Connection, other_office: Office
) -> None:
    reception, patient = await sign_in(office), await sign_in(office, "patient")
    own = patient.account.patient  # type: ignore[attr-defined]
    visit = await book(reception, office, patient_id=own)
    idle = await make.a_provider(owner, office.id, "Performs nothing")
    manager = await sign_in(office, "manager")
    gone = str(office.providers[2])
    await manager.post(f"/api/providers/{gone}/archive")
    before = await traces(owner, office)

    async def reason(browser: httpx.AsyncClient, clock: str, **more: Any) -> Any:
        refused = await move(browser, visit, clock, **more)
        assert (refused.status_code, refused.json()["code"]) == (422, "not_offered")
        return refused.json()["reason"]

    assert await reason(reception, "08:00") == "outside_hours"
    assert await reason(reception, "05:59") == "in_the_past"
    assert await reason(reception, "10:01") == "off_step"
    assert await reason(patient, "10:05") == "off_step"
    assert await reason(reception, "10:00", provider_id=str(idle)) == "not_performed"
    for stranger in (gone, str(uuid4()), str(other_office.provider)):
        refused = await move(reception, visit, "10:00", provider_id=stranger)
        assert refused.status_code == 422
        assert refused.json()["errors"][0]["field"] == "provider_id"
    assert await traces(owner, office) == before
    assert (await move(reception, visit, "10:05")).is_success  # staff: every five minutes


async def test_patients_reach_their_own_visits_only(
    sign_in: SignIn, office: Office, owner: Connection
) -> None:
    reception, patient = await sign_in(office), await sign_in(office, "patient")
    own = await book(reception, office, patient_id=patient.account.patient)  # type: ignore[attr-defined]
    other = await book(reception, office, "10:00")
    before = await traces(owner, office)

    for refused in (
        await move(patient, other, "11:00"),
        await take(patient, other, "cancel"),
        await take(patient, other, "confirm"),
        await patient.get(f"{APPOINTMENTS}/{other['id']}"),
        await take(patient, {"id": uuid4()}, "cancel"),
    ):
        assert (refused.status_code, refused.json()["code"]) == (404, "not_found")
    for action in ("check-in", "start", "complete", "no-show"):
        assert (await take(patient, own, action)).status_code == 403
    assert await traces(owner, office) == before
    assert (await move(patient, own, "11:00")).is_success
    assert (await take(patient, own, "confirm")).is_success
    assert (await take(patient, own, "cancel")).is_success


async def test_who_no_longer_works_here_can_be_moved_away_from(
    sign_in: SignIn, office: Office, owner: Connection
) -> None:
    reception, manager = await sign_in(office), await sign_in(office, "manager")
    visit, another = await book(reception, office), await book(
        reception, office, "10:00", patient_id=office.patients[1]
    )  # fmt: skip
    await manager.post(f"/api/providers/{office.provider}/archive")
    await manager.post(f"/api/patients/{office.patient}/archive")

    assert (await move(reception, visit, "09:00")).status_code == 422
    moved = await move(reception, visit, "09:00", provider_id=str(office.providers[1]))
    assert moved.status_code == 200, moved.text
    assert (await take(reception, another, "cancel")).is_success
    assert await claims(owner, another) == set()
