"""A payment tells whose it is and for which visit, to the clinic that it belongs to."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import httpx
import pytest
from contracts.problems import problem
from domain import SignIn
from make import Connection, Office, a_patient, a_payment, an_account, an_office
from payments.asking.paying import APPOINTMENTS

from topsmile.kernel.db import Statements

pytestmark = pytest.mark.anyio
PAYMENTS = "/api/payments"


async def booked(desk: httpx.AsyncClient, office: Office, at: str, **more: Any) -> UUID:
    wanted = office.booking(starts_at=at, **more)
    answer = await desk.post(APPOINTMENTS, json=wanted)
    assert answer.status_code == 201, answer.text
    return UUID(answer.json()["id"])


async def items(who: httpx.AsyncClient, **query: Any) -> list[dict[str, Any]]:
    answer = await who.get(PAYMENTS, params=query)
    assert answer.status_code == 200, answer.text
    found: list[dict[str, Any]] = answer.json()["items"]
    return found


async def test_who_paid_and_for_which_visit(
    owner: Connection, sign_in: SignIn, office: Office
) -> None:
    desk = await sign_in(office, "receptionist")
    nora = await a_patient(owner, office.id, "Nora Payne")
    account = await an_account(owner, office.id, "patient", nora)
    mine = await sign_in(office, "patient", account)
    first = await booked(desk, office, "2030-01-08T10:00:00Z", patient_id=nora)
    other = await booked(desk, office, "2030-01-09T10:00:00Z", service_id=office.services[60])
    hers = await a_payment(owner, office.id, first, nora)
    await a_payment(owner, office.id, other, office.patient)
    await owner.execute(
        "update clinic_settings set timezone = 'America/Sao_Paulo' where clinic_id = $1", office.id
    )

    second, one = await items(desk)

    assert one["patient"] == {"id": str(nora), "name": "Nora Payne"}
    assert one["patient_id"] == str(nora)
    assert one["visit"] == {
        "service": {"id": str(office.service), "name": "Visit of 30"},
        "starts_local": "2030-01-08T07:00:00",
    }
    assert (second["patient"]["name"], second["visit"]["service"]["name"]) == (
        "Patient 0",
        "Visit of 60",
    )
    assert await items(mine) == [one]
    assert (await desk.get(f"{PAYMENTS}/{hers}")).json() == one


async def test_what_was_moved_or_renamed_is_told_as_it_is_now(
    owner: Connection, sign_in: SignIn, office: Office
) -> None:
    desk = await sign_in(office, "receptionist")
    visit = await booked(desk, office, "2030-01-08T10:00:00Z")
    await a_payment(owner, office.id, visit, office.patient)
    await owner.execute("update patient set name = 'New Name' where id = $1", office.patient)
    moved = await desk.post(
        f"{APPOINTMENTS}/{visit}/reschedule", json={"starts_at": "2030-01-10T11:00:00Z"}
    )
    assert moved.status_code == 200, moved.text

    (one,) = await items(desk)

    assert one["patient"]["name"] == "New Name"
    assert one["visit"]["starts_local"] == "2030-01-10T11:00:00"


async def test_another_clinic_learns_neither_name_nor_visit(
    owner: Connection, sign_in: SignIn, office: Office
) -> None:
    theirs = await an_office(owner)
    desk, neighbour = await sign_in(office, "manager"), await sign_in(theirs, "manager")
    paid = {}
    for place, who in ((office, desk), (theirs, neighbour)):
        name = f"Only known at {place.slug}"
        patient = await a_patient(owner, place.id, name)
        visit = await booked(who, place, "2030-01-08T10:00:00Z", patient_id=patient)
        paid[place.id] = await a_payment(owner, place.id, visit, patient)

    for place, who, others in ((office, desk, theirs), (theirs, neighbour, office)):
        (one,) = await items(who)
        assert one["patient"]["name"] == f"Only known at {place.slug}"
        assert one["visit"]["service"]["id"] == str(place.service)
        problem(await who.get(f"{PAYMENTS}/{paid[others.id]}"), 404, "not_found")


async def test_a_long_list_asks_the_database_no_more_often(
    owner: Connection, sign_in: SignIn, office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = await sign_in(office, "receptionist")
    asked: list[str] = []
    fetch = Statements.all

    async def counted(self: Statements, row: Any, sql: str, *args: Any) -> list[Any]:
        asked.append(sql)
        return await fetch(self, row, sql, *args)

    monkeypatch.setattr(Statements, "all", counted)
    often = []
    for patient, day in zip(office.patients, (8, 9, 10), strict=True):
        at = f"2030-01-{day:02}T10:00:00Z"
        visit = await booked(desk, office, at, patient_id=patient)
        await a_payment(owner, office.id, visit, patient)
        asked.clear()
        listed = await items(desk)
        often.append((len(listed), len(asked)))

    assert often == [(1, 2), (2, 2), (3, 2)]
