"""Lists of appointments."""

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
from scheduling.visits import APPOINTMENTS, DAY, book_at

pytestmark = pytest.mark.anyio


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
    one = await book_at(reception, office, f"{DAY}T09:00:00Z")
    two = await book_at(reception, office, f"{DAY}T10:00:00Z", provider_id=other)
    three = await book_at(reception, office, "2030-01-08T09:00:00Z", patient_id=office.patients[1])
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
    await book_at(reception, office, f"{DAY}T09:00:00Z")
    own = await book_at(reception, office, f"{DAY}T10:00:00Z", patient_id=account.patient)

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
        (await book_at(
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
