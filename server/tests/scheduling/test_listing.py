"""Lists of appointments, the staff's calendar, and what everybody may know of a clinic."""

from __future__ import annotations

import base64
import json
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import httpx
import make
import pytest
from domain import SignIn, TravelClock
from make import Connection, Office

pytestmark = pytest.mark.anyio
APPOINTMENTS = "/api/scheduling/appointments"
CALENDAR = "/api/scheduling/calendar"
DAY = "2030-01-07"


async def book(
    browser: httpx.AsyncClient, office: Office, starts_at: str, **changes: Any
) -> dict[str, Any]:
    wanted = office.booking(starts_at=starts_at, **changes)
    booked = await browser.post(APPOINTMENTS, json=wanted)
    assert booked.status_code == 201, booked.text
    found: dict[str, Any] = booked.json()
    return found


async def listed(browser: httpx.AsyncClient, **query: Any) -> dict[str, Any]:
    answer = await browser.get(APPOINTMENTS, params=query)
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


async def ids(browser: httpx.AsyncClient, **query: Any) -> list[str]:
    return [each["id"] for each in (await listed(browser, **query))["items"]]


async def in_the_past(owner: Connection, office: Office, starts_at: datetime) -> str:
    made = await owner.fetchval(
        """
        insert into appointment (clinic_id, provider_id, patient_id, service_id, starts_at, ends_at,
          price_amount, price_currency, created_at)
        values ($1, $2, $3, $4, $5, $6, 0, 'BRL', $5) returning id
        """,
        office.id,
        office.provider,
        office.patient,
        office.service,
        starts_at,
        starts_at + timedelta(minutes=30),
    )
    return str(made)


# --- Appointments ---


async def test_the_list_begins_today_in_the_clinics_zone(
    sign_in: SignIn, owner: Connection, clock: TravelClock
) -> None:
    """At 01:00 UTC on the 8th it is still the 7th in São Paulo, since 03:00 UTC."""
    office = await make.an_office(owner, zone="America/Sao_Paulo")
    clock.instant = datetime(2030, 1, 8, 1, tzinfo=UTC)
    reception = await sign_in(office)
    yesterday = await in_the_past(owner, office, datetime(2030, 1, 7, 2, 59, tzinfo=UTC))
    today = await in_the_past(owner, office, datetime(2030, 1, 7, 3, 0, tzinfo=UTC))
    tomorrow = await in_the_past(owner, office, datetime(2030, 1, 8, 3, 0, tzinfo=UTC))

    assert await ids(reception) == [today, tomorrow]
    assert await ids(reception, to="2030-01-07") == [today]
    assert await ids(reception, **{"from": "2030-01-06"}) == [yesterday, today, tomorrow]
    assert await ids(reception, **{"from": "2030-01-06", "to": "2030-01-06"}) == [yesterday]
    shown = (await listed(reception))["items"][0]
    assert shown["starts_local"] == "2030-01-07T00:00:00"


async def test_filters(sign_in: SignIn, office: Office) -> None:
    reception = await sign_in(office)
    other = office.providers[1]
    one = await book(reception, office, f"{DAY}T09:00:00Z")
    two = await book(reception, office, f"{DAY}T10:00:00Z", provider_id=other)
    three = await book(reception, office, "2030-01-08T09:00:00Z", patient_id=office.patients[1])
    await reception.post(f"{APPOINTMENTS}/{two['id']}/cancel")

    assert await ids(reception) == [one["id"], two["id"], three["id"]]
    assert await ids(reception, provider_id=other) == [two["id"]]
    assert await ids(reception, patient_id=office.patient) == [one["id"], two["id"]]
    assert await ids(reception, status="scheduled") == [one["id"], three["id"]]
    assert await ids(reception, status="cancelled", patient_id=office.patients[1]) == []
    assert await ids(reception, provider_id=uuid4()) == []
    assert (await listed(reception, to=DAY))["items"][0] == one
    for query in (
        {"status": "lost"},
        {"limit": 0},
        {"limit": 201},
        {"from": "2030-01-08", "to": "2030-01-07"},
        {"cursor": "nonsense"},
        {"provider_id": "x"},
        {"page": 2},
    ):
        refused = await reception.get(APPOINTMENTS, params=query)
        assert (refused.status_code, refused.json()["code"]) == (422, "invalid"), query


async def test_patients_see_their_own(sign_in: SignIn, office: Office) -> None:
    reception, patient = await sign_in(office), await sign_in(office, "patient")
    account = patient.account  # type: ignore[attr-defined]
    await book(reception, office, f"{DAY}T09:00:00Z")
    own = await book(reception, office, f"{DAY}T10:00:00Z", patient_id=account.patient)

    assert await ids(patient) == [own["id"]]
    assert await ids(patient, patient_id=account.patient) == [own["id"]]
    assert await listed(patient, patient_id=office.patient) == {"items": [], "next_cursor": None}


@pytest.mark.parametrize("limit", [1, 3, 50])
async def test_pages_have_no_gaps_and_no_doubles_while_rows_arrive(
    sign_in: SignIn, office: Office, owner: Connection, limit: int
) -> None:
    """Several at one start, too: the cursor tells them apart."""
    reception = await sign_in(office)
    there = [
        (await book(
            reception, office, f"{DAY}T{9 + n // 3:02}:00:00Z",
            provider_id=office.providers[n % 3], patient_id=office.patients[n % 3],
        ))["id"]
        for n in range(9)
    ]  # fmt: skip
    seen: list[str] = []
    cursor: str | None = None
    for page in range(20):
        more = {"cursor": cursor} if cursor else {}
        found = await listed(reception, limit=limit, **more)
        assert len(found["items"]) <= limit
        seen += [each["id"] for each in found["items"]]
        cursor = found["next_cursor"]
        if cursor is None:
            break
        for hour in (6, 16) if page < 5 else (6,):
            await in_the_past(owner, office, datetime(2030, 1, 7, hour, page, tzinfo=UTC))

    assert cursor is None
    assert len(seen) == len(set(seen))
    assert [each for each in seen if each in there] == sorted(
        there, key=lambda each: (there.index(each) // 3, each)
    )


@pytest.mark.parametrize(
    "key",
    [
        ["2030-01-07T09:00:00", str(UUID(int=1))],  # without a zone
        ["0001-01-01T00:00:00+14:00", str(UUID(int=1))],
        ["9999-12-31T23:59:59-14:00", str(UUID(int=1))],
        ["2030-01-07T09:00:00Z"],
        [1, 2],
        None,
    ],
)
async def test_no_cursor_makes_the_server_fail(
    sign_in: SignIn, office: Office, key: object
) -> None:
    reception = await sign_in(office)
    cursor = base64.urlsafe_b64encode(json.dumps(key).encode()).decode()

    answer = await reception.get(APPOINTMENTS, params={"cursor": cursor})

    assert answer.status_code in (200, 422), answer.text


# --- The calendar ---


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
    visit = await book(reception, office, f"{DAY}T12:05:00Z", service_id=service)
    gone = await book(reception, office, f"{DAY}T14:00:00Z")
    await reception.post(f"{APPOINTMENTS}/{gone['id']}/cancel")
    await book(reception, office, "2030-01-10T12:00:00Z", provider_id=office.providers[1])

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
    visit = await book(reception, office, f"{DAY}T09:00:00Z")
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


# --- What everybody may know ---


async def test_services_and_providers_are_public(
    client: httpx.AsyncClient, sign_in: SignIn, office: Office, other_office: Office
) -> None:
    manager = await sign_in(office, "manager")
    gone, dropped = office.providers[1], office.services[45]
    assert (await manager.post(f"/api/providers/{gone}/archive")).is_success
    assert (await manager.post(f"/api/services/{dropped}/archive")).is_success
    there = {"clinic": office.slug}

    services = (await client.get("/api/scheduling/services", params=there)).json()["items"]
    providers = (await client.get("/api/scheduling/providers", params=there)).json()["items"]

    carla, ana = str(office.providers[2]), str(office.provider)
    assert services[0] == {
        "id": str(office.services[30]),
        "name": "Visit of 30",
        "description": "",
        "duration_minutes": 30,
        "buffer_before_minutes": 0,
        "buffer_after_minutes": 0,
        "price": {"amount": 15000, "currency": "BRL"},
        "provider_ids": [carla, ana],
        "terms": None,
    }
    assert [each["name"] for each in services] == ["Visit of 30", "Visit of 60"]
    both = [str(office.services[30]), str(office.services[60])]
    assert providers == [
        {"id": carla, "name": "Carla", "specialty": "", "service_ids": both},
        {"id": ana, "name": "Dr. Ana", "specialty": "", "service_ids": both},
    ]
    for path in ("/api/scheduling/services", "/api/scheduling/providers"):
        assert (await client.get(path)).status_code == 422
        assert (await client.get(path, params={"clinic": "nowhere"})).status_code == 404
        assert (await manager.get(path)).json()["items"]  # the token's clinic
        elsewhere = (await manager.get(path, params={"clinic": other_office.slug})).json()["items"]
        assert {each["id"] for each in elsewhere}.isdisjoint({*both, carla, ana})


async def test_everyone_may_know_when_the_clinic_is_open(
    client: httpx.AsyncClient, office: Office, owner: Connection
) -> None:
    await owner.execute("delete from provider_hours where clinic_id = $1", office.id)
    for provider, weekday, opens, closes in [
        (0, 0, 8 * 60, 12 * 60),
        (0, 0, 13 * 60, 17 * 60),
        (1, 0, 11 * 60, 12 * 60 + 30),
        (1, 5, 9 * 60, 24 * 60),
        (2, 6, 0, 24 * 60),
    ]:
        await owner.execute(
            """
            insert into provider_hours (clinic_id, provider_id, weekday, opens, closes)
            values ($1, $2, $3, $4, $5)
            """,
            office.id,
            office.providers[provider],
            weekday,
            opens,
            closes,
        )
    await owner.execute(
        "update provider set archived_at = now() where clinic_id = $1 and id = $2",
        office.id,
        office.providers[2],
    )

    told = (await client.get(f"/api/scheduling/hours?clinic={office.slug}")).json()

    assert told["items"] == [
        {"weekday": 0, "opens": "08:00", "closes": "12:30"},
        {"weekday": 0, "opens": "13:00", "closes": "17:00"},
        {"weekday": 5, "opens": "09:00", "closes": "24:00"},
    ]
