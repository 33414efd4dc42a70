"""What is done with visits through the API, and what it leaves in the database."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import httpx
from make import Connection, Office

APPOINTMENTS = "/api/scheduling/appointments"
DAY = "2030-01-07"


async def book(
    browser: httpx.AsyncClient, office: Office, clock: str = "09:00", **changes: Any
) -> dict[str, Any]:
    return await book_at(browser, office, f"{DAY}T{clock}:00Z", **changes)


async def book_at(
    browser: httpx.AsyncClient, office: Office, starts_at: str, **changes: Any
) -> dict[str, Any]:
    wanted = office.booking(starts_at=starts_at, **changes)
    booked = await browser.post(APPOINTMENTS, json=wanted)
    assert booked.status_code == 201, booked.text
    found: dict[str, Any] = booked.json()
    return found


async def move(
    browser: httpx.AsyncClient, appointment: dict[str, Any], clock: str, **more: Any
) -> httpx.Response:
    wanted = {"starts_at": f"{DAY}T{clock}:00Z", **more}
    return await browser.post(f"{APPOINTMENTS}/{appointment['id']}/reschedule", json=wanted)


async def take(
    browser: httpx.AsyncClient, appointment: dict[str, Any], action: str, **more: Any
) -> httpx.Response:
    return await browser.post(f"{APPOINTMENTS}/{appointment['id']}/{action}", json=more)


async def events(owner: Connection, office: Office) -> list[tuple[str, str, int]]:
    """What has happened to appointments: name, whose, and the version after it."""
    found = await owner.fetch(
        """
        select name, payload ->> 'appointment_id' as id, (payload ->> 'version')::int as version
        from event where clinic_id = $1 and name like 'appointment.%' order by id
        """,
        office.id,
    )
    return [(row["name"], row["id"], row["version"]) for row in found]


async def claims(owner: Connection, appointment: dict[str, Any]) -> set[tuple[str, str, str]]:
    """Of whom, from when, until when."""
    found = await owner.fetch(
        "select resource_id, lower(during) since, upper(during) until from claim"
        " where appointment_id = $1",
        UUID(appointment["id"]),
    )
    return {
        (str(row["resource_id"]), f"{row['since']:%H:%M}", f"{row['until']:%H:%M}") for row in found
    }


async def traces(owner: Connection, office: Office) -> tuple[Any, ...]:
    """Everything that a refusal must not touch."""
    tables = ("event", "audit_entry", "delivery", "claim", "appointment")
    counted = [
        await owner.fetchval(f"select count(*) from {table} where clinic_id = $1", office.id)
        for table in tables
    ]
    versions = await owner.fetch(
        """
        select id, version, status from appointment where clinic_id = $1
        union all select id, schedule_version, '' from provider where clinic_id = $1
        union all select id, schedule_version, '' from patient where clinic_id = $1
        order by id
        """,
        office.id,
    )
    return (*counted, versions)
