"""What is free for a visit that is to be moved: it is neither in its own way nor a choice."""

from __future__ import annotations

import httpx
import make
import pytest
from domain import SignIn
from make import Connection, Office
from scheduling.asking import answer, ask, clocks
from scheduling.visits import book, move, take

pytestmark = pytest.mark.anyio
START = ["09:15", "09:30", "09:45", "10:00"]


@pytest.fixture
async def patient(sign_in: SignIn, office: Office, owner: Connection) -> httpx.AsyncClient:
    account = await make.an_account(owner, office.id, "patient", office.patient)
    return await sign_in(office, "patient", account)


async def test_a_visit_does_not_stand_in_its_own_way(
    sign_in: SignIn, patient: httpx.AsyncClient, office: Office, owner: Connection
) -> None:
    reception = await sign_in(office)
    service = await make.a_service(owner, office, 60, before=10, after=20)
    visit = await book(reception, office, service_id=service)
    moving = {"service_id": service, "appointment_id": visit["id"]}

    assert "09:30" not in await clocks(patient, office, service_id=service)
    assert (await clocks(patient, office, **moving))[:4] == START
    named = await clocks(reception, office, **moving, patient_id=office.patient)
    assert named == await clocks(reception, office, **moving)
    assert {"09:05", "09:30", "10:55"} <= set(named)
    assert "09:00" not in named

    assert (await move(patient, visit, "09:15")).status_code == 200


async def test_others_and_other_visits_of_the_patient_do(
    sign_in: SignIn, patient: httpx.AsyncClient, office: Office
) -> None:
    reception = await sign_in(office)
    visit = await book(reception, office)
    await book(reception, office, "09:30", patient_id=office.patients[1])
    await book(reception, office, "10:30", provider_id=office.providers[1])

    found = await clocks(patient, office, appointment_id=visit["id"])

    assert found[:3] == ["10:00", "11:00", "11:15"]


async def test_what_was_said_of_it_is_old_once_it_moved(
    sign_in: SignIn, patient: httpx.AsyncClient, office: Office
) -> None:
    visit = await book(await sign_in(office), office)
    asked = {"provider_id": office.provider, "appointment_id": visit["id"]}
    tag = (await ask(patient, office, **asked)).headers["etag"]
    assert (await ask(patient, office, tag, **asked)).status_code == 304

    await move(patient, visit, "12:00")

    assert (await ask(patient, office, tag, **asked)).status_code == 200


async def test_nobody_learns_when_a_visit_of_someone_else_is(
    client: httpx.AsyncClient, sign_in: SignIn, office: Office, other_office: Office
) -> None:
    visit = await book(await sign_in(office), office)
    strangers = [
        client,
        await sign_in(office, "patient"),
        await sign_in(other_office),
    ]
    for stranger in strangers:
        refused = await ask(stranger, office, appointment_id=visit["id"])
        assert (refused.status_code, refused.json()["code"]) == (404, "not_found")


async def test_the_same_time_with_someone_else_is_another(sign_in: SignIn, office: Office) -> None:
    reception = await sign_in(office)
    visit = await book(reception, office)
    moving = {"appointment_id": visit["id"], "provider_id": office.providers[1]}

    assert "09:00" in await clocks(reception, office, **moving)


async def test_only_of_the_visit_itself_and_while_it_can_be_moved(
    sign_in: SignIn, patient: httpx.AsyncClient, office: Office
) -> None:
    reception = await sign_in(office)
    visit = await book(reception, office)
    other = await book(reception, office, "12:00", service_id=office.services[60])
    for wrong in (
        {"appointment_id": other["id"]},
        {"appointment_id": visit["id"], "patient_id": office.patients[1]},
    ):
        assert (await ask(reception, office, **wrong)).status_code == 404

    await take(reception, visit, "cancel")
    refused = await ask(patient, office, appointment_id=visit["id"])
    assert (refused.status_code, refused.json()["code"]) == (409, "cannot_become")


async def test_the_next_day_is_one_to_which_it_can_go(
    sign_in: SignIn, patient: httpx.AsyncClient, office: Office, owner: Connection
) -> None:
    """Where its own time is the only one that is free."""
    reception = await sign_in(office)
    day_long = await make.a_service(owner, office, 8 * 60)
    visit = await book(reception, office, service_id=day_long)
    moving = {"service_id": day_long, "provider_id": office.provider}

    found = await answer(patient, office, appointment_id=visit["id"], **moving)

    assert (found["slots"], found["next_available_on"]) == ([], "2030-01-08")
