"""Keeping a time for a while, and seeing who may still have it."""

from __future__ import annotations

from typing import Any

import httpx
from make import Connection, Office

HOLDS = "/api/scheduling/holds"
APPOINTMENTS = "/api/scheduling/appointments"
DAY = "2030-01-07"


def time(office: Office, clock: str = "09:00", **changes: Any) -> dict[str, str]:
    return office.booking(**{"patient_id": None, "starts_at": f"{DAY}T{clock}:00Z", **changes})


async def hold(
    browser: httpx.AsyncClient, office: Office, clock: str = "09:00", **headers: str
) -> httpx.Response:
    return await browser.post(
        HOLDS, params={"clinic": office.slug}, json=time(office, clock), headers=headers
    )


async def secret_of(browser: httpx.AsyncClient, office: Office, clock: str = "09:00") -> str:
    held = await hold(browser, office, clock)
    assert held.status_code == 201, held.text
    return str(held.json()["id"])


async def free(browser: httpx.AsyncClient, office: Office, **more: str) -> set[str]:
    found = await browser.get(
        "/api/scheduling/availability",
        params={
            "clinic": office.slug,
            "service_id": str(office.service),
            "provider_id": str(office.provider),
            "from": DAY,
            "to": DAY,
            **more,
        },
    )
    assert found.status_code == 200, found.text
    return {slot["starts_local"][11:16] for slot in found.json()["slots"]}


async def holds_in(owner: Connection, office: Office) -> int:
    found: int = await owner.fetchval(
        "select count(*) from claim where clinic_id = $1 and hold_hash is not null", office.id
    )
    return found
