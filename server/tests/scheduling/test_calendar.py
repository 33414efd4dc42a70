"""The staff's calendar."""

from __future__ import annotations

import httpx
import make
import pytest
from domain import SignIn
from make import Connection, Office
from scheduling.visits import APPOINTMENTS, DAY, book_at

pytestmark = pytest.mark.anyio
CALENDAR = "/api/scheduling/calendar"


async def test_the_calendar_draws_who_works_when_and_every_visit(
    sign_in: SignIn, owner: Connection
) -> None:
    office = await make.an_office(owner, zone="America/Sao_Paulo", step=20)
    reception, manager = await sign_in(office), await sign_in(office, "manager")
    service = await make.a_service(owner, office, 30, before=5, after=10)
    exceptions = f"/api/providers/{office.provider}/exceptions"
    for exception in (
        {"kind": "off", "first_day": DAY, "last_day": DAY, "opens": "12:00", "closes": "13:00"},
        {
            "kind": "hours",
            "first_day": "2030-01-08",
            "last_day": "2030-01-08",
            "opens": "10:00",
            "closes": "11:30",
        },
        {"kind": "off", "first_day": "2030-01-09", "last_day": "2030-01-12"},
    ):
        assert (await manager.post(exceptions, json=exception)).status_code == 201
    visit = await book_at(reception, office, f"{DAY}T12:05:00Z", service_id=service)
    gone = await book_at(reception, office, f"{DAY}T14:00:00Z")
    await reception.post(f"{APPOINTMENTS}/{gone['id']}/cancel")
    await book_at(reception, office, "2030-01-10T12:00:00Z", provider_id=office.providers[1])

    answer = await reception.get(CALENDAR, params={"from": DAY, "to": "2030-01-09"})

    assert answer.status_code == 200, answer.text
    calendar = answer.json()
    assert calendar["timezone"] == "America/Sao_Paulo"
    assert calendar["today"] == DAY
    assert calendar["now_local"] == f"{DAY}T03:00:00"
    assert calendar["step_minutes"] == 20
    assert [each["name"] for each in calendar["providers"]] == ["Carla", "Dr. Ana", "Dr. Bruno"]
    ana = calendar["providers"][1]
    assert [(each["starts_local"], each["ends_local"]) for each in ana["open"]] == [
        (f"{DAY}T09:00:00", f"{DAY}T12:00:00"),
        (f"{DAY}T13:00:00", f"{DAY}T17:00:00"),
        ("2030-01-08T10:00:00", "2030-01-08T11:30:00"),
    ]
    assert ana["open"][0]["starts_at"] == f"{DAY}T12:00:00Z"
    assert len(calendar["providers"][0]["open"]) == 3
    assert calendar["appointments"] == [
        {
            **visit,
            "ends_local": f"{DAY}T09:35:00",
            "buffer_before_minutes": 5,
            "buffer_after_minutes": 10,
        }
    ]
    alone = (await reception.get(CALENDAR)).json()
    assert [len(each["open"]) for each in alone["providers"]] == [1, 2, 1]
    assert len(alone["appointments"]) == 1


async def test_whoever_has_visits_has_a_column(sign_in: SignIn, office: Office) -> None:
    """What was booked with someone who left still has to be seen, until it is moved."""
    reception, manager = await sign_in(office), await sign_in(office, "manager")
    visit = await book_at(reception, office, f"{DAY}T09:00:00Z")
    idle = office.providers[1]
    for provider in (office.provider, idle):
        assert (await manager.post(f"/api/providers/{provider}/archive")).is_success

    calendar = (await reception.get(CALENDAR)).json()

    assert {each["id"]: len(each["open"]) for each in calendar["providers"]} == {
        str(office.providers[2]): 1,
        str(office.provider): 0,
    }
    assert [each["id"] for each in calendar["appointments"]] == [visit["id"]]
    next_day = {"from": "2030-01-08"}
    left = (await reception.get(CALENDAR, params=next_day)).json()["providers"]
    assert [each["id"] for each in left] == [str(office.providers[2])]


async def test_the_calendar_is_for_staff_and_has_limits(
    client: httpx.AsyncClient, sign_in: SignIn, office: Office
) -> None:
    patient, reception = await sign_in(office, "patient"), await sign_in(office)

    assert (await client.get(CALENDAR)).status_code == 401
    assert (await patient.get(CALENDAR)).status_code == 403
    for query in (
        {"from": DAY, "to": "2030-03-10"},
        {"from": DAY, "to": "2030-01-06"},
        {"from": "1999-01-01"},
        {"from": "soon"},
    ):
        refused = await reception.get(CALENDAR, params=query)
        assert (refused.status_code, refused.json()["code"]) == (422, "invalid"), query
    long = {"from": DAY, "to": "2030-03-09"}
    assert len((await reception.get(CALENDAR, params=long)).json()["providers"][0]["open"]) == 62
