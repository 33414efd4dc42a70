"""Asking which times are free, and taking a provider away from them."""

from __future__ import annotations

from typing import Any

import httpx
from make import Office

AVAILABILITY = "/api/scheduling/availability"
APPOINTMENTS = "/api/scheduling/appointments"
HOLDS = "/api/scheduling/holds"
TODAY = "2030-01-07"


async def ask(
    browser: httpx.AsyncClient, office: Office, tag: str | None = None, **query: Any
) -> httpx.Response:
    wanted = {
        "service_id": office.service,
        "from": TODAY,
        "to": TODAY,
        "clinic": office.slug,
        **query,
    }
    headers = {"if-none-match": tag} if tag else {}
    params = {name: str(value) for name, value in wanted.items() if value is not None}
    return await browser.get(AVAILABILITY, params=params, headers=headers)


async def answer(browser: httpx.AsyncClient, office: Office, **query: Any) -> dict[str, Any]:
    found = await ask(browser, office, **query)
    assert found.status_code == 200, found.text
    body: dict[str, Any] = found.json()
    return body


async def clocks(browser: httpx.AsyncClient, office: Office, **query: Any) -> list[str]:
    query = {"provider_id": office.provider, **query}
    return [
        slot["starts_local"][11:16] for slot in (await answer(browser, office, **query))["slots"]
    ]


async def away(
    manager: httpx.AsyncClient, office: Office, first: str, last: str, provider: int = 0
) -> None:
    added = await manager.post(
        f"/api/providers/{office.providers[provider]}/exceptions",
        json={"kind": "off", "first_day": first, "last_day": last},
    )
    assert added.status_code == 201, added.text
